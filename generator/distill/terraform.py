"""Make `schemas/terraform/<provider>.json` from the TypeScript bindings that npm publishes for a Terraform provider.

`python -m generator.distill.terraform ARCHIVE TYPE…`: ARCHIVE is the package as npm packs it (`.tgz`), TYPE a folder of
its `lib/` (`api-token`, `data-cloudflare-zone`). Only names are kept: attributes, which of them must be written, which
are texts, lists or objects, and what can be read. No text of the package.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.core import facts

INTERFACE = re.compile(r"^export interface (\w+)[^{]*\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
CLASS = re.compile(r"^export declare class (\w+)[^{]*\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
ATTRIBUTE = re.compile(r"#(\w+) \w+#\w+\}(?:(?!\*/).)*\*/\s+readonly \w+(\??): ([^;]+);", re.DOTALL)
GETTER = re.compile(r"^    get (\w+)\(\): ([^;]+);", re.MULTILINE)
RESOURCE_TYPE = re.compile(r'tfResourceType = "(\w+)"')
PROVIDER_VERSION = re.compile(r"registry\.terraform\.io/providers/[\w-]+/[\w-]+/(\d+\.\d+\.\d+)/")
META = frozenset({"internal_value", "alias"})
"""What the bindings add of their own."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. 0: written; 1: the archive has no such type."""
    parser = argparse.ArgumentParser(prog="generator.distill.terraform", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("types", nargs="+", metavar="TYPE")
    parser.add_argument("--into", type=Path, default=Path(facts.root()) / "terraform")
    options = parser.parse_args(arguments)
    try:
        files = read(options.archive)
        found = distill(files, options.types)
    except (OSError, KeyError, tarfile.TarError) as problem:
        sys.stderr.write(f"{options.archive}: {problem}\n")
        return 1
    about = json.loads(files["package.json"])
    found = {
        "source": f"npm {about['name']} {about['version']}",
        "sha256": hashlib.sha256(options.archive.read_bytes()).hexdigest(),
        "license": about["license"],
        **found,
    }
    options.into.mkdir(parents=True, exist_ok=True)
    target = options.into / f"{about['name'].removeprefix('@cdktf/provider-')}.json"
    target.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


def read(archive: Path) -> dict[str, str]:
    """The declarations of the package and its `package.json`, by their path inside it."""
    found: dict[str, str] = {}
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            path = member.name.removeprefix("package/")
            if path == "package.json" or path.endswith("/index.d.ts"):
                file = tar.extractfile(member)
                if file is not None:
                    found[path] = file.read().decode()
    return found


def distill(files: Mapping[str, str], types: Sequence[str]) -> dict[str, Any]:
    """`{provider, resources, data, configuration}`. KeyError when the package has no such type."""
    found: dict[str, Any] = {"resources": {}, "data": {}, "configuration": {}}
    versions: set[str] = set()
    for name in types:
        text = files[f"lib/{name}/index.d.ts"]
        versions |= set(PROVIDER_VERSION.findall(text))
        kind = "configuration" if name == "provider" else "data" if name.startswith("data-") else "resources"
        found[kind][RESOURCE_TYPE.findall(text)[0]] = _shape(text)
    (found["provider"],) = versions
    return found


def _shape(text: str) -> dict[str, Any]:
    """`{arguments, attributes}` of one type: what is written, what can be read."""
    interfaces = dict(INTERFACE.findall(text))
    config = next(name for name in interfaces if name.endswith(("Config", "ProviderConfig")))
    main = next(body for _, body in CLASS.findall(text) if "tfResourceType" in body)
    outputs = {name: body for name, body in CLASS.findall(text) if name.endswith("OutputReference")}
    return {"arguments": _arguments(config, interfaces), "attributes": _attributes(main, outputs)}


def _arguments(name: str, interfaces: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for snake, optional, kind in ATTRIBUTE.findall(interfaces[name]):
        if snake in META:
            continue
        bare = kind.split("|")[0].strip()
        entry: dict[str, Any] = {"required": not optional, "type": _type(kind)}
        if bare.removesuffix("[]") in interfaces:
            entry["arguments"] = _arguments(bare.removesuffix("[]"), interfaces)
        found[snake] = entry
    return found


def _attributes(body: str, outputs: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for camel, kind in GETTER.findall(body):
        name = _snake(camel)
        if camel.endswith("Input") or name in META:
            continue
        inner = outputs.get(kind) or outputs.get(f"{kind.removesuffix('List')}OutputReference")
        found[name] = _attributes(inner, outputs) if inner else {}
    return found


def _type(kind: str) -> str:
    """text, number, flag, list or object."""
    bare = kind.split("|")[0].strip()
    if bare.endswith("[]"):
        return "list"
    return {"string": "text", "number": "number", "boolean": "flag"}.get(bare, "object")


def _snake(camel: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: f"_{found[1].lower()}", camel)


if __name__ == "__main__":
    sys.exit(main())
