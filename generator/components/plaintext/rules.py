"""Secrets in the objects of the tree: written there by an overlay, or by whoever wrote a foreign tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.components.plaintext.forms import REFERENCES, WORKLOADS, form, leaks, told, variables
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.places import Keys, dotted

ENCRYPT = "encrypt it with SOPS, seal it, or let external-secrets bring it"


@rule("plaintext/readable-secret")
def readable_secret(graph: Graph) -> Iterator[Finding]:
    """A Secret whose values are not encrypted.

    base64 is no encryption: whoever reads the repository reads the Secret (Kubernetes docs, Secrets, "Caution"). Values that
    Flux fills in (`${NAME}`) and Secrets without values are fine, and so are those that SOPS encrypted.
    """
    for secret in graph.of("Secret", ""):
        for part in ("data", "stringData"):
            values = secret.document.get(part)
            for key, value in values.items() if isinstance(values, dict) else ():
                if isinstance(value, str) and value and not value.startswith(REFERENCES):
                    yield Finding(
                        secret, (part, key), f"Secret {secret.title.partition(' ')[2]} holds `{key}` readable", hint=ENCRYPT
                    )  # fmt: skip


@rule("plaintext/in-object")
def in_object(graph: Graph) -> Iterator[Finding]:
    """An object, or a chart's values, hold a secret.

    It is readable in the repository, in the object, and for everybody who may read objects of that kind: that is usually many
    more than may read Secrets.
    """
    for item in graph.objects:
        if not item.touched() or item.kind in {"Secret", "SealedSecret", "CustomResourceDefinition"}:
            continue  # what is generated comes from the inventory, which was judged itself
        for path, what in leaks(_judged(item)):
            yield Finding(item, path, f"`{dotted(path)}` of {item.title} {what}", hint=f"{ENCRYPT}, and refer to that")


def _judged(item: Object) -> Any:
    """Without what Flux and SOPS add to an object."""
    return {key: value for key, value in item.document.items() if key not in {"sops", "status"}}


@rule("plaintext/in-variable", severity="warning")
def in_variable(graph: Graph) -> Iterator[Finding]:
    """A variable of a container, or a key of a ConfigMap, has the name of a secret, and its value is written out.

    Known by the end of its name (`password`, `token`, `apiKey`, ...): whoever reads the repository, or the object, reads the value
    (Kubernetes docs, Secrets). References (`$(NAME)`, `${NAME}`, `valueFrom`), names of Secrets, paths, addresses, switches and
    empty values are fine.
    """
    secrets = {item.name for kind in ("Secret", "SealedSecret", "ExternalSecret") for item in graph.of(kind)}
    for item, path, name, value in _variables(graph):
        if told(name, value) and value not in secrets and form(value) is None:  # `in-object` says what has a known form
            yield Finding(
                item,
                path,
                f"{name!r} of {item.title} looks like a secret, and its value is written out",
                hint=f"{ENCRYPT}, and refer to it (`valueFrom: {{secretKeyRef: ...}}`)",
            )


def _variables(graph: Graph) -> Iterator[tuple[Object, Keys, str, str]]:
    for kind in (*WORKLOADS, "HelmRelease"):
        for item in graph.of(kind):
            if not item.touched():
                continue  # from the inventory, as above
            yield from ((item, path, name, value) for path, name, value in variables(item.spec, ("spec",)))
    for item in graph.of("ConfigMap", ""):
        data = item.document.get("data")
        for key, value in data.items() if isinstance(data, dict) else ():
            if isinstance(value, str):
                yield item, ("data", key), str(key), value
