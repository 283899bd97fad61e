"""An ExternalSecret as the keys that it fills."""

import re
from typing import cast

from tests.reality.document import Document, at, entries
from tests.reality.flatten import Fields, flatten

TEMPLATE_KEY = re.compile(r"^\{\{-?\s*\.(\w+)\s*-?\}\}$")


def external_secret(document: Document) -> Fields:
    """Which Secret is filled from which store, and which key of the store fills each of its keys."""
    spec = entries(document.get("spec"))
    name = at(spec, "target.name") or at(document, "metadata.name")
    fields: Fields = {"secret": str(name), **flatten(entries(spec.get("secretStoreRef")), "store")}
    if "refreshInterval" in spec:
        fields["refresh"] = str(spec["refreshInterval"])
    fetched = {
        str(item["secretKey"]): f"{at(item, 'remoteRef.key')}/{at(item, 'remoteRef.property') or ''}"
        for item in cast("list[Document]", spec.get("data") or [])
    }
    sources = [at(item, "extract.key") for item in cast("list[Document]", spec.get("dataFrom") or [])]
    template = entries(at(spec, "target.template.data"))
    for key, text in template.items():
        simple = TEMPLATE_KEY.match(str(text))
        origin = fetched.get(simple[1]) if simple else None
        if simple and origin is None and len(sources) == 1:
            origin = f"{sources[0]}/{_origin(spec, simple[1])}"
        fields[f"keys[{key}]"] = origin or str(text)
    if not template:
        fields |= {f"keys[{key}]": origin for key, origin in fetched.items()}
        fields |= {f"extract[{source}]": True for source in sources}
    return fields


def _origin(spec: Document, name: str) -> str:
    """The key's name in the store, before the release renames all of them by a common prefix."""
    for item in cast("list[Document]", spec.get("dataFrom") or []):
        for rule in cast("list[Document]", item.get("rewrite") or []):
            target = str(at(rule, "regexp.target") or "")
            if target.endswith("$1") and name.startswith(target[:-2]):
                return name.removeprefix(target[:-2])
    return name
