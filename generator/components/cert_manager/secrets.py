"""The Secrets that issuers read. Certificates write theirs: those are not listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.cert_manager.emit import API_KEY, TOKEN
from generator.components.cert_manager.settings import Issuer, Settings, Solver
from generator.components.cert_manager.units import ISSUERS
from generator.core.offer import SecretRef


def secrets(settings: Settings) -> Iterator[SecretRef]:
    """Of a ClusterIssuer in cert-manager's namespace, of an Issuer in its own."""
    written = {(str(c.namespace), str(c.secret)) for c in settings.certificates}
    for issuer in settings.issuers:
        namespace = str(issuer.namespace or settings.namespace)
        for name, keys, about in _of(issuer):
            if (namespace, name) not in written:
                yield SecretRef(
                    name=name,
                    namespace=namespace,
                    keys=keys,
                    unit=ISSUERS,
                    why=f"{issuer.kind} {issuer.name}",
                    about=(about,),
                )


def _of(issuer: Issuer) -> Iterator[tuple[str, tuple[str, ...], object]]:
    if issuer.ca is not None:
        yield str(issuer.ca.secret), ("tls.crt", "tls.key"), issuer.ca
    for solver in issuer.acme.solvers if issuer.acme else ():
        yield from _of_solver(solver)
    for name, keys in references(issuer.vault or {}):
        yield name, keys, issuer


def _of_solver(solver: Solver) -> Iterator[tuple[str, tuple[str, ...], object]]:
    if solver.cloudflare is not None:
        usual = TOKEN if solver.key_type == "token" else API_KEY
        yield str(solver.cloudflare.secret), (solver.cloudflare.key or usual,), solver
    for name, keys in references(solver.dns01 or {}):
        yield name, keys, solver


def references(tree: Any, under: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Secrets named in a map of upstream's: cert-manager calls every such reference `…SecretRef` or `secretRef`."""
    if isinstance(tree, dict):
        if under.lower().endswith("secretref") and "name" in tree:
            yield str(tree["name"]), (str(tree["key"]),) if "key" in tree else ()
            return
        for key, value in tree.items():
            yield from references(value, str(key))
    elif isinstance(tree, list):
        for value in tree:
            yield from references(value, under)
