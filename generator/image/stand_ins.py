"""msgspec without what a build does not need of it: it asks for modules that take 15 ms in all.

`datetime` in C will do; of `uuid` and `decimal` the names of classes that no inventory holds; none of its own words about
types, nor `typing_extensions`. Whoever imports one of these later gets the real one.
"""

from __future__ import annotations

import _datetime  # type: ignore[import-not-found]  # what `datetime` takes its classes from
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # `types` is more than its one class
    from types import ModuleType
else:
    ModuleType = type(sys)


def import_msgspec() -> None:
    """For everybody after."""
    stand_ins: dict[str, ModuleType | None] = {
        name: ModuleType(name) for name in ("decimal", "uuid", "msgspec.inspect", "msgspec._json_schema")
    }
    vars(stand_ins["decimal"]).update(Decimal=type("Decimal", (), {}))
    vars(stand_ins["uuid"]).update(UUID=type("UUID", (), {}), SafeUUID=type("SafeUUID", (), {"unknown": None}))
    vars(stand_ins["msgspec._json_schema"]).update(schema=None, schema_components=None)
    stand_ins |= {"datetime": _datetime, "typing_extensions": None}
    names = [name for name in stand_ins if name not in sys.modules]
    sys.modules |= {name: stand_ins[name] for name in names}  # type: ignore[misc]  # None: the documented way to say: not there
    import msgspec

    for name in names:
        del sys.modules[name]
    for name in ("inspect", "_json_schema"):
        vars(msgspec).pop(name, None)
