"""What a valid-looking `monitoring:` section can still get wrong."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.monitoring.settings import Settings
from generator.core.context import Context
from generator.core.judgement import Problem, check


@check("monitoring/crds-without-version")
def crds_without_version(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """The CRDs of prometheus-operator are taken from a tag of its repository, and no tag is said.

    Without the CRDs every unit that holds a monitor or a rule fails as a whole.
    """
    if settings.crds == "install" and settings.version is None:
        yield Problem(
            settings,
            "crds",
            "`crds: install` needs to know which release of prometheus-operator",
            hint="add `version`, for instance 0.93.0",
        )


@check("monitoring/version-unused", severity="warning")
def version_unused(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Somebody else owns the CRDs: the version only says by which schema manifests are judged, and installs nothing."""
    if settings.crds == "existing" and settings.version is not None:
        yield Problem(
            settings,
            "version",
            "`version` installs nothing: `crds` is `existing`",
            hint="set `crds: install`, or remove it",
        )
