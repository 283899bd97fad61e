"""What Kubernetes' validation code demands of Pods and their parts, as far as one field decides it (see `native`)."""

from __future__ import annotations

from generator.core.schema.crd import Json
from generator.distill.words import (
    COUNT,
    FILLED,
    KEY,
    LABEL,
    LABELS,
    PORT,
    PROTOCOL,
    SET,
    SOME,
    SUBDOMAIN,
    demands,
    fields,
)

_ID: Json = {"minimum": 0, "maximum": 2147483647}
_HOST_PATHS = ("BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket")
_CONTAINER = demands(
    "name",
    "image",
    name=SET | LABEL,
    image=FILLED,
    imagePullPolicy={"enum": ["Always", "IfNotPresent", "Never"]},
    terminationMessagePolicy={"enum": ["File", "FallbackToLogsOnError"]},
    restartPolicy=SET | {"enum": ["Always", "Never", "OnFailure"]},
)
_PROBE: Json = {
    "properties": {
        "timeoutSeconds": COUNT,
        "periodSeconds": COUNT,
        "successThreshold": COUNT,
        "failureThreshold": COUNT,
        "initialDelaySeconds": COUNT,
        "terminationGracePeriodSeconds": {"minimum": 1},
    }
}

_REQUESTS = ("cpu", "ephemeral-storage", "memory")

PODS: dict[str, Json] = {
    "ConfigMapEnvSource": demands("name", name=SET | {"x-native": "prefix-name"}),
    "ConfigMapKeySelector": demands("name", "key", name=SET | SUBDOMAIN, key=SET | KEY),
    "ConfigMapProjection": demands("name", name=FILLED),
    "ConfigMapVolumeSource": demands("name", name=FILLED, defaultMode={"minimum": 0, "maximum": 511}),
    "Container": _CONTAINER,
    "ContainerResizePolicy": demands(
        "resourceName",
        "restartPolicy",
        resourceName=SET | {"enum": ["cpu", "memory"]},
        restartPolicy=SET | {"enum": ["NotRequired", "RestartContainer"]},
    ),
    "ContainerPort": demands(
        "containerPort",
        containerPort=PORT,
        hostPort={"minimum": 0, "maximum": 65535},
        name={"x-native": "port-name"},
        protocol=PROTOCOL,
    ),
    "EnvVar": demands("name", name={"x-native": "variable"}),
    "ExecAction": demands("command", command=SOME),
    "HTTPGetAction": demands("port", port={"x-native": "port"}, scheme={"enum": ["HTTP", "HTTPS"]}),
    "HTTPHeader": demands("name", name=FILLED | {"pattern": "^[-A-Za-z0-9]+$"}),
    "EnvFromSource": fields(prefix={"x-native": "variable-or-empty"}),
    "FileKeySelector": fields(
        key=SET | {"x-native": "variable"}, volumeName=SET | LABEL, path=FILLED | {"x-native": "no-way-up"}
    ),
    "GRPCAction": demands("port", port=PORT),
    "HostAlias": demands("ip", ip={"x-native": "ip"}, hostnames={"items": SET | SUBDOMAIN}),
    "HostPathVolumeSource": demands("path", path=FILLED | {"x-native": "no-way-up"}, type={"enum": ["", *_HOST_PATHS]}),
    "KeyToPath": demands("key", "path", key=FILLED, path={"x-native": "relative-path"}),
    "NodeSelector": demands("nodeSelectorTerms", nodeSelectorTerms=SOME),
    "NodeSelectorRequirement": demands(
        "key",
        "operator",
        key={"x-native": "label-key"},
        operator=SET | {"enum": ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]},
    ),
    "ObjectFieldSelector": demands("fieldPath", fieldPath={"x-native": "field-path"}),
    "PersistentVolumeClaimVolumeSource": demands("claimName", claimName=FILLED),
    "Pod": demands("spec"),
    "PodSpec": demands(
        "containers",
        containers=SOME,
        serviceAccountName=SUBDOMAIN,
        nodeName=SUBDOMAIN,
        nodeSelector=LABELS,
        dnsPolicy={"enum": ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]},
        restartPolicy={"enum": ["Always", "OnFailure", "Never"]},
        hostname=LABEL,
        hostnameOverride=SET | SUBDOMAIN,
        subdomain=LABEL,
        priorityClassName=SUBDOMAIN,
        runtimeClassName=SET | SUBDOMAIN,
        imagePullSecrets={"x-keys-default": True},
        preemptionPolicy=SET | {"enum": ["Never", "PreemptLowerPriority"]},
        activeDeadlineSeconds={"minimum": 1},
    ),
    "AppArmorProfile": demands("type", type=SET | {"enum": ["Localhost", "RuntimeDefault", "Unconfined"]}),
    "PodDNSConfig": fields(
        nameservers={"items": {"x-native": "ip"}, "maxItems": 3},
        searches={"items": {"x-native": "search"}, "maxItems": 32},
    ),
    "PodDNSConfigOption": demands("name", name=FILLED),
    "PodResourceClaim": demands("name", name=SET | LABEL),
    "PodSchedulingGate": demands("name", name=SET | {"x-native": "label-key"}),
    "PodSecurityContext": fields(
        runAsUser=_ID,
        runAsGroup=_ID,
        fsGroup=_ID,
        supplementalGroups={"items": _ID},
        fsGroupChangePolicy=SET | {"enum": ["Always", "OnRootMismatch"]},
        seLinuxChangePolicy=SET | {"enum": ["Recursive"]},  # MountOption stands behind a feature gate that is off
        supplementalGroupsPolicy=SET | {"enum": ["Merge", "Strict"]},
    ),
    "PodOS": demands("name", name=SET | {"enum": ["linux", "windows"]}),
    "PodReadinessGate": demands("conditionType", conditionType=SET | {"x-native": "label-key"}),
    "PodTemplateSpec": demands("spec"),
    "ProjectedVolumeSource": fields(defaultMode={"minimum": 0, "maximum": 511}),
    "PreferredSchedulingTerm": fields(weight={"minimum": 1, "maximum": 100}),
    "WeightedPodAffinityTerm": fields(weight={"minimum": 1, "maximum": 100}),
    "PodAffinityTerm": demands("topologyKey", topologyKey={"x-native": "label-key"}),
    "Probe": _PROBE,
    "SecretEnvSource": demands("name", name=SET | {"x-native": "prefix-name"}),
    "SecretKeySelector": demands("name", "key", name=SET | SUBDOMAIN, key=SET | KEY),
    "SecretProjection": demands("name", name=FILLED),
    "SecretVolumeSource": demands("secretName", secretName=FILLED, defaultMode={"minimum": 0, "maximum": 511}),
    "ServiceAccountTokenProjection": demands("path", path=FILLED, expirationSeconds={"minimum": 600}),
    "SleepAction": demands("seconds", seconds=COUNT),
    "TCPSocketAction": demands("port", port={"x-native": "port"}),
    "Toleration": fields(
        operator={"enum": ["", "Equal", "Exists"]},  # Lt and Gt stand behind a feature gate that is off
        effect={"enum": ["", "NoSchedule", "PreferNoSchedule", "NoExecute"]},
        key={"x-native": "label-key-or-empty"},
    ),
    "TopologySpreadConstraint": fields(
        maxSkew={"minimum": 1},
        minDomains={"minimum": 1},
        nodeAffinityPolicy=SET | {"enum": ["Honor", "Ignore"]},
        nodeTaintsPolicy=SET | {"enum": ["Honor", "Ignore"]},
        whenUnsatisfiable={"enum": ["DoNotSchedule", "ScheduleAnyway"]},
        topologyKey=FILLED,
    ),
    "Volume": demands("name", name=SET | LABEL),
    "ResourceFieldSelector": demands(
        "resource", resource=SET | {"enum": [f"{kind}.{name}" for kind in ("limits", "requests") for name in _REQUESTS]}
    ),
    "SeccompProfile": demands("type", type=SET | {"enum": ["Localhost", "RuntimeDefault", "Unconfined"]}),
    "SecurityContext": fields(runAsUser=_ID, runAsGroup=_ID, procMount=SET | {"enum": ["Default", "Unmasked"]}),
    "Sysctl": demands("name", name={"x-native": "sysctl"}),
    "VolumeMount": demands(
        "name",
        "mountPath",
        name=FILLED,
        mountPath=FILLED,
        subPath={"x-native": "inner-path"},
        subPathExpr={"x-native": "inner-path"},
        recursiveReadOnly=SET | {"enum": ["Disabled", "Enabled", "IfPossible"]},
        mountPropagation=SET | {"enum": ["Bidirectional", "HostToContainer", "None"]},
    ),
}
