"""What overlays make of a whole project: files, and who fights with whom."""

from __future__ import annotations

from generator.pipeline import compile_all
from generator.stages.load import load_document
from tests.e2e.project import INVENTORY

FLUX = INVENTORY.replace("install: existing", "operator: {version: 0.58.1}")
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: dns, namespace: kube-system}\n"
PORTS = "spec: {selector: {a: b}, ports: [{name: a, port: 53, protocol: TCP}, {name: b, port: 53, protocol: UDP}]}\n"


def overlaid(inventory: str, **files: str) -> tuple[dict[str, str], list[str]]:
    """(files, codes of errors); names of overlays have `__` for a slash and `_` for a dot."""
    named = {f"overlays/{name.replace('__', '/').replace('_', '.')}": text.encode() for name, text in files.items()}
    (cluster,) = compile_all(load_document("inventory.yaml", inventory.encode()), named)
    errors = [found.code for found in cluster.diagnostics if found.severity == "error"]
    return {path: data.decode() for path, data in cluster.files.items()}, errors


def test_every_object_of_the_bootstrap_unit_can_be_patched() -> None:
    patches = {
        "bootstrap__a_patch_yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
        "metadata: {name: flux-operator, namespace: flux-system}\nspec: {interval: 2h}\n",
        "bootstrap__b_ops_yaml": "target: {kind: Kustomization, name: cilium}\n"
        "ops: [{op: replace, path: /spec/interval, value: 3h}]\n",
    }
    files, errors = overlaid(FLUX, **patches)

    assert errors == []
    assert "  interval: 2h\n" in files["gitops/bootstrap/helmrelease.yaml"]
    assert "  interval: 3h\n" in files["gitops/bootstrap/unit-cilium.yaml"]


def test_what_is_only_made_once_all_else_is_known_can_be_patched() -> None:
    """Namespaces, for example: only those that objects are in are made."""
    patches = {
        "cilium__config_yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: own}\n",
        "cilium__label_patch_yaml": "apiVersion: v1\nkind: Namespace\n"
        "metadata: {name: own, labels: {pod-security.kubernetes.io/enforce: restricted}}\n",
    }
    files, errors = overlaid(INVENTORY, **patches)

    assert errors == []
    assert "pod-security.kubernetes.io/enforce: restricted\n" in files["gitops/cilium/namespaces.yaml"]


def test_a_patch_for_nothing_is_said_once_all_is_known() -> None:
    patches = {"cilium__label_patch_yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: onw, labels: {a: b}}\n"}

    assert overlaid(INVENTORY, **patches)[1] == ["overlay/no-target"]


def test_overlays_that_set_different_items_of_a_list_do_not_fight() -> None:
    one = f"{SERVICE}spec: {{ports: [{{port: 53, protocol: TCP, targetPort: 1053}}]}}\n"
    other = f"{SERVICE}spec: {{ports: [{{port: 53, protocol: UDP, targetPort: 1054}}]}}\n"
    files = {"cilium__s_yaml": SERVICE + PORTS, "cilium__a_patch_yaml": one, "cilium__b_patch_yaml": other}
    made, errors = overlaid(INVENTORY, **files)

    assert errors == []
    assert all(f"targetPort: {port}" in made["gitops/cilium/s.yaml"] for port in (1053, 1054))


def test_a_patch_and_an_operation_on_one_item_fight() -> None:
    one = f"{SERVICE}spec: {{ports: [{{port: 53, protocol: UDP, targetPort: 1053}}]}}\n"
    other = "target: {kind: Service, name: dns}\nops: [{op: add, path: /spec/ports/1/targetPort, value: 1054}]\n"
    files = {"cilium__s_yaml": SERVICE + PORTS, "cilium__a_patch_yaml": one, "cilium__b_ops_yaml": other}

    assert overlaid(INVENTORY, **files)[1] == ["overlay/fight"]


def test_a_test_of_what_another_overlay_changes_is_no_fight() -> None:
    one = "target: {kind: Service, name: dns}\nops: [{op: test, path: /spec/ports/0/port, value: 53}]\n"
    other = f"{SERVICE}spec: {{ports: [{{port: 53, protocol: TCP, $patch: delete}}]}}\n"
    files = {"cilium__s_yaml": SERVICE + PORTS, "cilium__a_ops_yaml": one, "cilium__b_patch_yaml": other}

    assert overlaid(INVENTORY, **files)[1] == []


def test_a_document_of_several_is_merged_with_by_its_kind() -> None:
    kubeadm = INVENTORY.replace("rke2", "kubeadm\n  api: {host: 192.168.1.5}").replace(
        "pools:", "nodes: [{name: one, role: server, addresses: [192.168.1.11]}]\npools:"
    )
    patches = {
        "infra__kubeadm__one__kubeadm_patch_yaml": "kind: ClusterConfiguration\nclusterName: other\n",
        "infra__kubeadm__one__kubeadm_ops_yaml": "- {op: add, path: /-, value: {kind: Own}}\n",
        "infra__own_yaml": "a: 1\n---\nb: 2\n",
    }
    files, errors = overlaid(kubeadm, **patches)

    assert errors == []
    assert "clusterName: other\n" in files["infra/kubeadm/one/kubeadm.yaml"]
    assert files["infra/kubeadm/one/kubeadm.yaml"].endswith("---\nkind: Own\n")
    assert files["infra/own.yaml"].endswith("a: 1\n---\nb: 2\n")
