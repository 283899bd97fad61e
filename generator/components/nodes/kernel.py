"""What all features together need of the kernel."""

from __future__ import annotations

from msgspec import Struct

from generator.core.context import Context
from generator.core.offer import KernelNeed


class Kernel(Struct, frozen=True, kw_only=True):
    """Everything once, sorted."""

    modules: tuple[str, ...]
    sysctls: dict[str, str]
    """No two features ask for different values (a test compares them over all cases)."""
    version: str | None
    """Lowest version that every feature works with."""
    because: str | None
    """The feature that asks for that version."""
    configs: tuple[str, ...]


def kernel(ctx: Context) -> Kernel:
    """The sum of what components offer."""
    needs = ctx.offers(KernelNeed)
    strictest = max((n for n in needs if n.version), key=lambda n: release(n.version or "0"), default=None)
    sysctls: dict[str, str] = {}
    for need in needs:
        for key, value in need.sysctls.items():
            sysctls.setdefault(key, value)
    return Kernel(
        modules=tuple(sorted({module for need in needs for module in need.modules})),
        sysctls=dict(sorted(sysctls.items())),
        version=strictest.version if strictest else None,
        because=strictest.feature if strictest else None,
        configs=tuple(sorted({config for need in needs for config in need.configs})),
    )


def release(version: str) -> tuple[int, ...]:
    """`5.18` -> (5, 18)."""
    return tuple(int(part) for part in version.split("."))
