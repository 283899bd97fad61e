"""One document against its schema: everything for which the API server would refuse it, offline.

The order is the server's: shape first; CEL rules only on a document of good shape, with defaults applied.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.schema.cel import check_rules
from generator.core.schema.crd import Json, Kind
from generator.core.schema.defaults import defaulted
from generator.core.schema.finding import NOT_CHECKED, Finding
from generator.core.schema.names import check_metadata
from generator.core.schema.objects import META
from generator.core.schema.problem import Check
from generator.core.schema.sops import encrypted, sealed, without_sops
from generator.core.schema.store import Schemas
from generator.core.schema.structural import Compiler
from generator.core.schema.variables import unsubstituted

_COMPILED: dict[tuple[int, bool], tuple[Kind, Check]] = {}


def check(schemas: Schemas, document: Json, *, namespaced: bool = True, variables: bool = False) -> Iterator[Finding]:
    """Yield every reason to refuse a document.

    `namespaced` asks for a namespace on objects of namespaced kinds; without it a tree is judged before something
    else (a Flux Kustomization, a kustomization.yaml) sets one. With `variables` texts that hold `${NAME}` are not
    judged, and counted as not checked.
    """
    kind = _kind(schemas, document)
    if isinstance(kind, Finding):
        yield kind
        return
    findings = _findings(kind, document, namespaced=namespaced)
    yield from unsubstituted(findings, document) if variables else findings


def _findings(kind: Kind, document: Json, *, namespaced: bool) -> Iterator[Finding]:
    secret = encrypted(document)
    if secret:
        document = without_sops(document)
    findings = list(check_metadata(document, kind, namespaced=namespaced))
    findings += _structural(kind, document, secret=secret)
    findings += _without_spec(kind, document)
    yield from findings
    if kind.partial:
        yield Finding(
            (), NOT_CHECKED, f"only names and types of a {kind.kind} are judged, its bounds and rules are not"
        )
    if kind.ruled and not findings:
        yield from check_rules(defaulted(document, kind.schema), kind.schema)


def _kind(schemas: Schemas, document: Json) -> Kind | Finding:
    """Return the kind of a document, or the finding that there is none."""
    api_version, kind = document.get("apiVersion"), document.get("kind")
    for name, value in (("apiVersion", api_version), ("kind", kind)):
        if not isinstance(value, str) or not value:
            return Finding((name,), "schema/required", f"required field `{name}` is missing or no string")
    if schemas.known(str(api_version), str(kind)):
        return schemas.load(str(api_version), str(kind))
    return _unknown(schemas, str(api_version), str(kind))


def _unknown(schemas: Schemas, api_version: str, kind: str) -> Finding:
    from generator.core.suggest import nearest  # only once something is wrong

    served = schemas.versions_of(kind)
    if served:
        hint = f"write `apiVersion: {served[-1]}`, or add its schema with `gen schema add FILE`"
        return Finding(("apiVersion",), "schema/unknown-kind", f"no schema of {kind} in {api_version}", hint)
    likely = nearest(kind, schemas.names_of(api_version))
    hint = f"did you mean `{likely}`?" if likely else "add its CRD with `gen schema add FILE`"
    return Finding(("kind",), "schema/unknown-kind", f"no schema of {api_version} {kind}", hint)


def _structural(kind: Kind, document: Json, *, secret: bool) -> list[Finding]:
    return [
        Finding(tuple(reversed(one.path)), f"schema/{one.fault.code}", one.fault.message, one.fault.hint)
        for one in compiled(kind, secret=secret)(document) or ()
    ]


def _without_spec(kind: Kind, document: Json) -> Iterator[Finding]:
    """What a missing `spec` leaves out, where a CRD demands its fields and not the `spec` itself.

    Go's `omitempty` on a struct makes a CRD say so by oversight: to the controller a spec that is not there is an empty one.
    """
    if kind.native or "spec" in document or "spec" not in kind.schema.get("properties", {}):
        return
    empty = _structural(kind, {**document, "spec": {}}, secret=False)
    lost = [str(one.path[1]) for one in empty if one.code == "schema/required" and len(one.path) == 2]
    if lost and "spec" not in kind.schema.get("required", ()):
        names = ", ".join(f"`{name}`" for name in lost)
        yield Finding(
            ("spec",), "schema/no-spec", f"`spec` is missing, and {names} with it", "write it, or remove the object"
        )


def compiled(kind: Kind, *, secret: bool = False) -> Check:
    """Return the check of a kind's schema, compiled as far as documents have needed it so far."""
    key = (id(kind), secret)
    found = _COMPILED.get(key)
    if found is None:
        compiler = Compiler(native=kind.native, forgiven=sealed if secret else None)
        found = _COMPILED[key] = (kind, compiler.check(_without_meta(kind.schema)))  # the kind keeps its id alive
    return found[1]


def _without_meta(schema: Json) -> Json:
    """Return a root schema that leaves `apiVersion`, `kind` and `metadata` to `names`."""
    anything = {"x-kubernetes-preserve-unknown-fields": True, "nullable": True}
    properties = {**schema.get("properties", {}), **dict.fromkeys(META, anything)}
    required = [name for name in schema.get("required", ()) if name not in META]
    return {**schema, "properties": properties, "required": required}
