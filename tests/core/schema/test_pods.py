"""Rules of what holds Pods that more than one field decides: each case breaks or keeps a sound object in one place.

Every verdict was compared with kube-apiserver 1.36.3 when it was written (`tests/real/test_mutants.py` draws many more).
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.schema.manifests import Json, named
from tests.core.schema.test_check import GONE, broken, findings

POD: Json = {"restartPolicy": "Never", "containers": [{"name": "main", "image": "busybox:1"}]}
LABELS = {"app": "example"}
TERM: Json = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": LABELS}}
NODES = "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"
SPREAD: Json = {**TERM, "maxSkew": 1, "whenUnsatisfiable": "ScheduleAnyway"}


def job() -> Json:
    spec = {"completionMode": "Indexed", "completions": 5, "parallelism": 2, "template": {"spec": POD}}
    return named("batch/v1", "Job", "example", spec=spec)


def cron_job() -> Json:
    spec = {"schedule": "0 * * * *", "jobTemplate": {"spec": {"template": {"spec": POD}}}}
    return named("batch/v1", "CronJob", "example", spec=spec)


def stateful() -> Json:
    pod = {**POD, "restartPolicy": "Always", "topologySpreadConstraints": [SPREAD]}
    template = {"metadata": {"labels": LABELS}, "spec": pod}
    spec = {"selector": {"matchLabels": LABELS}, "serviceName": "example", "template": template}
    return named("apps/v1", "StatefulSet", "example", spec=spec)


def _successes(**rule: Any) -> Json:
    return {"rules": [rule]}


def _failures(**rule: Any) -> Json:
    return {"rules": [{"action": "FailJob", **rule}]}


def _exit(operator: str, *values: int, **more: str) -> Json:
    return _failures(onExitCodes={"operator": operator, "values": list(values), **more})


def _filed(volume: str) -> Json:
    """A Pod with a variable out of a file of that volume; its own is called `f`."""
    ref = {"volumeName": volume, "path": "a", "key": "A"}
    container = {**POD["containers"][0], "env": [{"name": "A", "valueFrom": {"fileKeyRef": ref}}]}
    return {**POD, "containers": [container], "volumes": [{"name": "f", "emptyDir": {}}]}


CASES: list[tuple[Json, str, Any, str]] = [
    (job(), "spec/completionMode", "NonIndexed", ""),
    (job(), "spec/completions", GONE, "spec.completions"),
    (job(), "spec/parallelism", 100_000, ""),
    (job(), "spec/parallelism", 100_001, "spec.parallelism"),
    (job(), "spec/maxFailedIndexes", 1, "spec.backoffLimitPerIndex"),
    (job(), "spec/managedBy", f"example.com/{'a' * 51}", ""),
    (job(), "spec/managedBy", f"example.com/{'a' * 52}", "spec.managedBy"),
    (job(), "spec/successPolicy", _successes(succeededCount=5), ""),
    (job(), "spec/successPolicy", _successes(succeededCount=6), "spec.successPolicy.rules.0.succeededCount"),
    (job(), "spec/successPolicy", _successes(succeededIndexes="0,2-4"), ""),
    (job(), "spec/successPolicy", _successes(succeededIndexes=""), ""),
    (job(), "spec/successPolicy", _successes(succeededIndexes="2-4,0"), "spec.successPolicy.rules.0.succeededIndexes"),
    (job(), "spec/successPolicy", _successes(succeededIndexes="0-5"), "spec.successPolicy.rules.0.succeededIndexes"),
    (job(), "spec/successPolicy", _successes(succeededIndexes="a"), "spec.successPolicy.rules.0.succeededIndexes"),
    (job(), "spec/successPolicy", _successes(succeededIndexes="0-1", succeededCount=2), ""),
    (job(), "spec/successPolicy", _successes(succeededIndexes="0-1", succeededCount=3),
     "spec.successPolicy.rules.0.succeededCount"),
    (job(), "spec/successPolicy", _successes(), "spec.successPolicy.rules.0"),
    (job(), "spec/podFailurePolicy", _exit("In", 1, 2), ""),
    (job(), "spec/podFailurePolicy", _exit("In", 2, 1), "spec.podFailurePolicy.rules.0.onExitCodes.values"),
    (job(), "spec/podFailurePolicy", _exit("In", 0), "spec.podFailurePolicy.rules.0.onExitCodes.values.0"),
    (job(), "spec/podFailurePolicy", _exit("NotIn", 0), ""),
    (job(), "spec/podFailurePolicy", _exit("In"), "spec.podFailurePolicy.rules.0.onExitCodes.values"),
    (job(), "spec/podFailurePolicy", _exit("In", 1, containerName="main"), ""),
    (job(), "spec/podFailurePolicy", _exit("In", 1, containerName="other"),
     "spec.podFailurePolicy.rules.0.onExitCodes.containerName"),
    (job(), "spec/podFailurePolicy", _failures(onPodConditions=[{"type": "Ready"}]), ""),
    (job(), "spec/podFailurePolicy", _failures(onPodConditions=[{"type": "a b"}]),
     "spec.podFailurePolicy.rules.0.onPodConditions.0.type"),
    (job(), "spec/podFailurePolicy", _failures(onPodConditions=[{"type": "Ready", "status": "No"}]),
     "spec.podFailurePolicy.rules.0.onPodConditions.0.status"),
    (job(), "spec/podFailurePolicy", _failures(), "spec.podFailurePolicy.rules.0"),
    (job(), "spec/podFailurePolicy", _failures(action="FailIndex", onPodConditions=[{"type": "Ready"}]),
     "spec.podFailurePolicy.rules.0.action"),
    (job(), "spec/template/metadata", {"finalizers": [None]}, "spec.template.metadata.finalizers.0"),
    (job(), "spec/template/metadata", {"ownerReferences": [None]}, "spec.template.metadata.ownerReferences.0"),
    (named("batch/v1", "Job", "example", spec={"template": {"spec": POD}}), "spec/completionMode", "Indexed", ""),
    (cron_job(), "spec/jobTemplate/spec/completionMode", "Indexed", "spec.jobTemplate.spec.completions"),
    (cron_job(), "spec/jobTemplate/spec/manualSelector", False, ""),
    (cron_job(), "spec/jobTemplate/spec/manualSelector", True, "spec.jobTemplate.spec.manualSelector"),
    (cron_job(), "spec/jobTemplate/spec/selector", {"matchLabels": LABELS}, "spec.jobTemplate.spec.selector"),
    (stateful(), "spec/template/spec/hostname", "not a label", ""),
    (stateful(), "spec/template/spec/subdomain", "not a label", ""),
    (stateful(), "spec/template/spec/ephemeralContainers", [{"name": "a", "image": "a"}],
     "spec.template.spec.ephemeralContainers"),
    (stateful(), "spec/updateStrategy", {"rollingUpdate": {"maxUnavailable": 0}}, ""),
    (stateful(), "spec/updateStrategy", {"type": "OnDelete", "rollingUpdate": {}}, "spec.updateStrategy.rollingUpdate"),
    (stateful(), "spec/template/spec/topologySpreadConstraints/0", {**SPREAD, "matchLabelKeys": ["version"]}, ""),
    (stateful(), "spec/template/spec/topologySpreadConstraints/0",
     {**SPREAD, "labelSelector": None, "matchLabelKeys": ["version"]},
     "spec.template.spec.topologySpreadConstraints.0.matchLabelKeys"),
    (stateful(), "spec/template/spec/topologySpreadConstraints/0", {**SPREAD, "minDomains": 2},
     "spec.template.spec.topologySpreadConstraints.0.minDomains"),
    (stateful(), "spec/template/spec/affinity",
     {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{**TERM, "mismatchLabelKeys": ["a b"]}]}},
     "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.0.mismatchLabelKeys.0"),
    (stateful(), "spec/template/spec/affinity",
     {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
         {**TERM, "matchLabelKeys": ["a"], "mismatchLabelKeys": ["a"]}]}},
     "spec.template.spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution.0.mismatchLabelKeys.0"),
    (job(), "metadata/name", "example.com", "metadata.name"),
    (job(), "metadata/name", "a" * 61, ""),
    (job(), "metadata/name", "a" * 62, "metadata.name"),
    (job(), "spec/selector", {"matchLabels": {}}, ""),
    (job(), "spec/selector", {"matchLabels": LABELS}, "spec.selector"),
    (job(), "spec/selector", {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["a"]}]}, ""),
    (job(), "spec/selector", {"matchExpressions": [{"key": "app", "operator": "Exists"}]}, "spec.selector"),
    (job(), "spec/template/spec/containers/0/livenessProbe", {"grpc": {"port": 0}},
     "spec.template.spec.containers.0.livenessProbe.grpc.port"),
    (job(), "spec/template/spec/containers/0/envFrom", [{"prefix": "a b", "configMapRef": {"name": "a-"}}], ""),
    (job(), "spec/template/spec/containers/0/envFrom", [{"prefix": "a=", "secretRef": {"name": "a"}}],
     "spec.template.spec.containers.0.envFrom.0.prefix"),
    (job(), "spec/template/spec/containers/0/envFrom", [{"secretRef": {"name": "a."}}],
     "spec.template.spec.containers.0.envFrom.0.secretRef.name"),
    (job(), "spec/template/spec", _filed("f"), ""),
    (job(), "spec/template/spec", _filed("g"),
     "spec.template.spec.containers.0.env.0.valueFrom.fileKeyRef.volumeName"),
    (job(), "spec/template/spec/overhead", {"app": "1"}, "spec.template.spec.overhead.app"),
    (job(), "spec/template/spec/overhead", {"cpu": "1"}, ""),
    (job(), "spec/template/spec/dnsPolicy", "None", "spec.template.spec.dnsConfig.nameservers"),
    (job(), "spec/template/spec/hostnameOverride", "a" * 64, ""),
    (job(), "spec/template/spec/hostnameOverride", "www.example.com", ""),
    (job(), "spec/template/spec/hostnameOverride", f"{'a' * 62}.com", "spec.template.spec.hostnameOverride"),
    (job(), "spec/template/spec/activeDeadlineSeconds", 2**31, "spec.template.spec.activeDeadlineSeconds"),
    (job(), "spec/template/spec/schedulingGroup", {}, ""),
    (job(), "spec/template/spec", {**POD, "hostPID": True, "shareProcessNamespace": True},
     "spec.template.spec.shareProcessNamespace"),
    (job(), "spec/template/spec", {**POD, "hostNetwork": True, "hostnameOverride": "a"},
     "spec.template.spec.hostnameOverride"),
    (job(), "spec/template/spec/containers/0/securityContext", {"privileged": True, "allowPrivilegeEscalation": False},
     "spec.template.spec.containers.0.securityContext.allowPrivilegeEscalation"),
    (job(), "spec/template/spec/containers/0/securityContext",
     {"capabilities": {"add": ["CAP_SYS_ADMIN"]}, "allowPrivilegeEscalation": False},
     "spec.template.spec.containers.0.securityContext.allowPrivilegeEscalation"),
    (job(), "spec/template/spec/containers/0/resizePolicy",
     [{"resourceName": "cpu", "restartPolicy": "NotRequired"}] * 2,
     "spec.template.spec.containers.0.resizePolicy.1.resourceName"),
    (named("v1", "Service", "example", spec={"ports": [{"port": 80}]}), "spec/internalTrafficPolicy", "",
     "spec.internalTrafficPolicy"),
    (stateful(), "spec/ordinals", {"start": -1}, "spec.ordinals.start"),
    *(
        (job(), "spec/template/spec/affinity", {"nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{field: [one]}]}}},
         place and f"{NODES}.nodeSelectorTerms.0.{field}.0.{place}")
        for field, one, place in (
            ("matchExpressions", {"key": "a", "operator": "Gt", "values": ["1"]}, ""),
            ("matchExpressions", {"key": "a", "operator": "Gt"}, "values"),
            ("matchExpressions", {"key": "a", "operator": "In"}, "values"),
            ("matchExpressions", {"key": "a", "operator": "In", "values": ["a b"]}, "values.0"),
            ("matchExpressions", {"key": "a", "operator": "Exists", "values": ["a"]}, "values"),
            ("matchFields", {"key": "metadata.name", "operator": "In", "values": ["a"]}, ""),
            ("matchFields", {"key": "metadata.name", "operator": "In", "values": ["a", "b"]}, "values"),
            ("matchFields", {"key": "metadata.name", "operator": "Exists"}, "operator"),
            ("matchFields", {"key": "app", "operator": "In", "values": ["a"]}, "key"),
            ("matchFields", {"key": "metadata.name", "operator": "In", "values": ["a b"]}, "values.0"),
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("document", "path", "value", "place"), CASES)
def test_verdict_is_the_servers(document: Json, path: str, value: Any, place: str) -> None:
    places = {finding.partition(" ")[2] for finding in findings(broken(document, path, value))}

    assert places == ({place} if place else set())


def test_many_completions_bound_what_may_fail() -> None:
    many = broken(broken(job(), "spec/completions", 100_001), "spec/backoffLimitPerIndex", 1)

    assert findings(many) == ["schema/required spec.maxFailedIndexes"]
    assert findings(broken(many, "spec/maxFailedIndexes", 10_000)) == []
    assert findings(broken(many, "spec/maxFailedIndexes", 10_001)) == ["schema/bounds spec.maxFailedIndexes"]
