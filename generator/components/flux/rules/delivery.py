"""How each unit is delivered: pruning, decryption, substitution, and what the root may hold."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.boot import World, read
from generator.core.boot.tree import GROUP as FLUX
from generator.core.graph import Graph, Object
from generator.core.judgement import Finding, rule
from generator.core.layout import BOOTSTRAP, unit_name
from generator.core.release import PRUNE_DISABLED
from generator.core.substitution import SWITCH, references
from generator.core.units import kind_of


@rule("flux/prunable-cni")
def prunable_cni(graph: Graph) -> Iterator[Finding]:
    """The release of the CNI would be uninstalled with its file, or with its Kustomization.

    Pruning a HelmRelease uninstalls it. `prune: disabled` on the HelmRelease guards against a removed or moved file,
    `deletionPolicy: Orphan` (or `prune: false`) on the Kustomization against a dropped or renamed unit: each covers what the
    other does not (seen with kustomize-controller 1.9.5).
    """
    for unit in read(graph).units.values():
        for item in unit.objects:
            if not _is_cilium(item):
                continue
            if not _kept(item) and unit.spec.get("prune") is not False:
                yield Finding(
                    item, ("metadata", "annotations"), f"removing the file of {item.title} would uninstall the CNI",
                    hint="annotate it with kustomize.toolkit.fluxcd.io/prune: disabled",
                )  # fmt: skip
            if unit.spec.get("prune") is not False and unit.spec.get("deletionPolicy") != "Orphan":
                yield Finding(
                    unit.item, ("spec", "deletionPolicy"),
                    f"dropping or renaming Kustomization {unit.name!r} would uninstall the CNI: it holds {item.title}",
                    hint="set `deletionPolicy: Orphan`",
                )  # fmt: skip


def _is_cilium(item: Object) -> bool:
    if item.kind != "HelmRelease":
        return False
    chart = ((item.spec.get("chart") or {}).get("spec") or {}).get("chart")
    return "cilium" in (chart, (item.spec.get("chartRef") or {}).get("name"), item.spec.get("releaseName"), item.name)


def _kept(item: Object) -> bool:
    key, value = next(iter(PRUNE_DISABLED.items()))
    return value in (item.annotations.get(key), item.labels.get(key))


@rule("flux/cni-uninstalled-on-failure")
def cni_uninstalled_on_failure(graph: Graph) -> Iterator[Finding]:
    """A failed upgrade of the CNI is to be answered by uninstalling it: every pod loses its network.

    `upgrade.remediation.strategy: uninstall` does that after the retries (docs/spec/v2/helmreleases.md, upgrade remediation), unless
    `upgrade.strategy.name: RetryOnFailure` leaves remediation out.
    """
    for release in graph.of("HelmRelease"):
        if not _is_cilium(release):
            continue
        upgrade = release.spec.get("upgrade") or {}
        remediation = upgrade.get("remediation") or {}
        retrying = (upgrade.get("strategy") or {}).get("name") == "RetryOnFailure"
        if remediation.get("strategy") == "uninstall" and remediation.get("retries") and not retrying:
            yield Finding(
                release, ("spec", "upgrade", "remediation", "strategy"),
                f"a failed upgrade of {release.title} would uninstall the CNI",
                hint="set `upgrade.strategy: {name: RetryOnFailure}`, and no remediation",
            )  # fmt: skip


@rule("flux/undecrypted-secret")
def undecrypted_secret(graph: Graph) -> Iterator[Finding]:
    """An object encrypted by SOPS stands in a unit that decrypts nothing.

    Flux refuses it when the values stand under `data`; under `stringData` it applies the ciphertext as the password and says
    Ready (seen with kustomize-controller 1.9.5).
    """
    units = read(graph).units.values()
    closed = {unit.name: unit for unit in units if not unit.spec.get("decryption")}
    found = {name: held for name, unit in closed.items() if (held := [o for o in unit.objects if "sops" in o.document])}
    nobody = len(closed) == len(units)
    if nobody and found:  # one setting is missing, not one for each unit
        found = {next(iter(found)): [item for held in found.values() for item in held]}
    for name, held in found.items():
        several = len(held) > 1
        yield Finding(
            held[0], (),
            f"{held[0].title} {f'and {len(held) - 1} more are' if several else 'is'} encrypted, and "
            + ("no Kustomization decrypts anything" if nobody and several else f"Kustomization {name!r} decrypts nothing"),
            hint=_decrypting(closed[name].item),
            others=((closed[name].item, ("spec",), "the Kustomization is here"),),
        )  # fmt: skip


def _decrypting(unit: Object) -> str:
    if unit.owner:
        taken = unit.touched("spec", "decryption")
        return "leave its `spec.decryption` as it is generated" if taken else "set `flux.decryption`"
    return "set `decryption: {provider: sops, secretRef: …}`"


@rule("flux/path-beside-unit", "warning")
def path_beside_unit(graph: Graph) -> Iterator[Finding]:
    """A patch gives a unit's Kustomization another path, and what the unit holds does not stand there.

    Where nothing stands Flux says "kustomization path not found"; what the old path held is pruned once another directory
    takes its place (kustomize-controller 1.9).
    """
    patched = [one for one in graph.of("Kustomization", FLUX) if one.unit == BOOTSTRAP and one.patches]
    units = {unit_name(one.unit): one.unit for one in graph.outlines if one.unit} if patched else {}
    for one in patched:
        path, unit = str(one.spec.get("path", "")), units.get(one.name)
        if unit is not None and not f"/{path.strip('/')}".endswith(f"/{unit}"):
            yield Finding(
                one, ("spec", "path"), f"Kustomization {one.name!r} applies {path!r}, and its objects stand in …/{unit}",
                hint="leave the path as it is generated",
            )  # fmt: skip


@rule("flux/root-object")
def root_object(graph: Graph) -> Iterator[Finding]:
    """The directory that Flux syncs holds something that cannot be applied before everything else.

    The root is applied as a whole, first, and without decryption: one kind whose CRD comes later fails every unit of the
    tree, and a Secret would have to be plain.
    """
    gone = {item.name for item in graph.taken("Kustomization", FLUX)}
    for item in read(graph).root:
        if item.unit is None or unit_name(item.unit) in gone:
            continue  # `flux/unit-taken-away` says so of all that is left
        if item.kind == "Secret":
            yield Finding(
                item, (), f"{item.title} stands in the root, which decrypts nothing",
                hint="move it into the unit that uses it, or create it before Flux is installed",
            )  # fmt: skip
        elif not World().knows(kind_of(item)):
            yield Finding(
                item, (), f"{item.title} stands in the root, and its CRD does not exist when Flux first applies it",
                hint="move it into a unit",
            )  # fmt: skip


@rule("flux/foreign-reference")
def foreign_reference(graph: Graph) -> Iterator[Finding]:
    """`${…}` that no variable declares, in a unit where Flux substitutes.

    Substitution is strict since Flux 2.9: the whole unit fails with `variable not set (strict mode)`. Dashboards
    (`${__rate_interval}`) and relabelings (`${1}`) are full of them. In a tree that is not ours only units without
    `substituteFrom` can be judged, and not names in capitals: patches from outside the tree may declare these.
    """
    for unit in read(graph).units.values():
        build = unit.spec.get("postBuild") or {}
        if not build or (unit.item.unit is None and build.get("substituteFrom")):
            continue
        known = set(build.get("substitute") or {})
        for item in unit.objects:
            if SWITCH[1] in (item.annotations.get(SWITCH[0]), item.labels.get(SWITCH[0])):
                continue
            for name in dict.fromkeys(references(item.document)):
                if unit.item.unit is None and name[:1].isupper():
                    continue
                if name not in known and not any(sign in name for sign in (":=", ":-", "=", "-")):
                    yield Finding(
                        item, (), f"${{{name}}} in {item.title} is declared by no variable, and Kustomization {unit.name!r} "
                        "substitutes",
                        hint=f"declare it, write $${{{name}}}, or annotate the object with {SWITCH[0]}: {SWITCH[1]}",
                    )  # fmt: skip
