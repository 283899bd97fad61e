"""A file per router that names its system."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.routers.device import Device, devices
from generator.components.routers.forms import opnsense
from generator.core.artifact import Data, Text
from generator.core.context import Context


def emit(ctx: Context, _settings: None) -> Iterator[Text | Data]:
    """Nothing for routers whose nodes are not known: a check says so."""
    return (_file(device) for device in devices(ctx) if not device.empty)


def _file(device: Device) -> Text | Data:
    platform = device.platform
    if not platform.template:
        return Data(path=device.path, document=opnsense(device), about=(device.router,))
    return Text(
        path=device.path,
        template=f"routers/{platform.template}.j2",
        facts={"d": device},
        comment=platform.comment,
        about=(device.router,),
    )
