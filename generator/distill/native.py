"""What Kubernetes' validation code demands of its own types, as far as one field decides it.

By the last part of a type's name: words of a schema that are laid over the type. Read from
`pkg/apis/*/validation` and `pkg/apis/*/v1/defaults.go` of Kubernetes 1.36.3; `generator.core.schema.native` has
what takes more than one field.
"""

from __future__ import annotations

from generator.core.schema.crd import Json

LABEL: Json = {"x-native": "dns-label"}
SUBDOMAIN: Json = {"x-native": "dns-subdomain"}
FILLED: Json = {"minLength": 1}
SOME: Json = {"minItems": 1}
PORT: Json = {"minimum": 1, "maximum": 65535}
COUNT: Json = {"minimum": 0}
PROTOCOL: Json = {"enum": ["TCP", "UDP", "SCTP"]}
SET: Json = {"minLength": 1}
"""On an enum: the field is a pointer or a list item in Go, where the empty text is not the absent one."""
LABELS: Json = {"x-native": "labels"}
KEY: Json = {"x-native": "config-key"}

_HOST_PATHS = ("BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket")


def _fields(**fields: Json) -> Json:
    return {"properties": fields}


def _demands(*names: str, **fields: Json) -> Json:
    return {"required": list(names), "properties": {**fields}}


_CONTAINER = _demands(
    "name",
    "image",
    name=SET | LABEL,
    image=FILLED,
    imagePullPolicy={"enum": ["Always", "IfNotPresent", "Never"]},
    terminationMessagePolicy={"enum": ["File", "FallbackToLogsOnError"]},
    restartPolicy=SET | {"enum": ["Always", "Never", "OnFailure"]},
)
_WORKLOAD = _demands("spec")
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

_REFERENCE: dict[str, Json] = {
    "apiGroup": SET | SUBDOMAIN,
    "kind": FILLED | {"x-native": "path-segment"},
    "name": FILLED | {"x-native": "path-segment"},
}
_REQUESTS = ("cpu", "ephemeral-storage", "memory")
_RULE: dict[str, Json] = {
    "apiGroups": SOME,
    "apiVersions": SOME | {"items": FILLED},
    "resources": SOME | {"items": FILLED},
    "operations": SOME | {"items": SET | {"enum": ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]}},
}
RULES: dict[str, Json] = {
    "ConfigMapEnvSource": _demands("name", name=SET | SUBDOMAIN),
    "ConfigMapKeySelector": _demands("name", "key", name=SET | SUBDOMAIN, key=SET | KEY),
    "ConfigMapProjection": _demands("name", name=FILLED),
    "ConfigMapVolumeSource": _demands("name", name=FILLED, defaultMode={"minimum": 0, "maximum": 511}),
    "Container": _CONTAINER,
    "ContainerResizePolicy": _demands(
        "resourceName",
        "restartPolicy",
        resourceName=SET | {"enum": ["cpu", "memory"]},
        restartPolicy=SET | {"enum": ["NotRequired", "RestartContainer"]},
    ),
    "ContainerPort": _demands(
        "containerPort",
        containerPort=PORT,
        hostPort={"minimum": 0, "maximum": 65535},
        name={"x-native": "port-name"},
        protocol=PROTOCOL,
        hostIP={"x-native": "ip"},
    ),
    "CronJob": _WORKLOAD,
    "CronJobSpec": _demands(
        "jobTemplate",
        "schedule",
        schedule={"x-native": "cron"},
        concurrencyPolicy={"enum": ["Allow", "Forbid", "Replace"]},
        startingDeadlineSeconds=COUNT,
        successfulJobsHistoryLimit=COUNT,
        failedJobsHistoryLimit=COUNT,
    ),
    "DaemonSet": _WORKLOAD,
    "DaemonSetSpec": _fields(minReadySeconds=COUNT, revisionHistoryLimit=COUNT),
    "DaemonSetUpdateStrategy": _fields(type={"enum": ["RollingUpdate", "OnDelete"]}),
    "Deployment": _WORKLOAD,
    "DeploymentSpec": _fields(
        replicas=COUNT, minReadySeconds=COUNT, revisionHistoryLimit=COUNT, progressDeadlineSeconds={"minimum": 1}
    ),
    "DeploymentStrategy": _fields(type={"enum": ["RollingUpdate", "Recreate"]}),
    "Endpoint": _demands(
        "addresses", addresses=SOME | {"maxItems": 100}, nodeName=SET | SUBDOMAIN, hostname=SET | LABEL
    ),
    "EndpointPort": _fields(
        name=LABEL,
        protocol=PROTOCOL | SET,
        appProtocol=SET | {"x-native": "label-key"},
    ),
    "EndpointSlice": _demands("addressType", addressType=SET | {"enum": ["IPv4", "IPv6", "FQDN"]}),
    "EnvVar": _demands("name", name={"x-native": "variable"}),
    "ExecAction": _demands("command", command=SOME),
    "ForNode": _demands("name", name=SET | SUBDOMAIN),
    "ForZone": _fields(name={"x-native": "label-value"}),
    "HTTPGetAction": _demands("port", port={"x-native": "port"}, scheme={"enum": ["HTTP", "HTTPS"]}),
    "HTTPHeader": _demands("name", name=FILLED | {"pattern": "^[-A-Za-z0-9]+$"}),
    "HTTPIngressPath": _demands("pathType", pathType=SET | {"enum": ["Exact", "Prefix", "ImplementationSpecific"]}),
    "HTTPIngressRuleValue": _demands("paths", paths=SOME),
    "HostAlias": _demands("ip", ip={"x-native": "ip"}, hostnames={"items": SET | SUBDOMAIN}),
    "HostPathVolumeSource": _demands(
        "path", path=FILLED | {"x-native": "no-way-up"}, type={"enum": ["", *_HOST_PATHS]}
    ),
    "IPBlock": _demands("cidr", cidr={"x-native": "cidr"}),
    "Ingress": _demands("spec"),
    "IngressBackend": _fields(resource=_fields(**_REFERENCE)),
    "IngressClassParametersReference": _demands(
        "kind", "name", scope=SET | {"enum": ["Cluster", "Namespace"]}, **_REFERENCE
    ),
    "IngressTLS": _fields(hosts={"items": SET | {"x-native": "host-or-wildcard"}}, secretName=SUBDOMAIN),
    "IngressRule": _fields(host={"x-native": "ingress-host"}),
    "IngressServiceBackend": _demands("name", "port", name=SET | LABEL),
    "IngressSpec": _fields(ingressClassName=SET | SUBDOMAIN),
    "Job": _WORKLOAD,
    "JobSpec": _demands(
        "template",
        parallelism=COUNT,
        completions=COUNT,
        backoffLimit=COUNT,
        activeDeadlineSeconds=COUNT,
        ttlSecondsAfterFinished=COUNT,
        completionMode=SET | {"enum": ["NonIndexed", "Indexed"]},
        podReplacementPolicy=SET | {"enum": ["Failed", "TerminatingOrFailed"]},
        backoffLimitPerIndex=COUNT,
        maxFailedIndexes=COUNT,
        managedBy=SET | {"x-native": "domain-path"},
    ),
    "JobTemplateSpec": _demands("spec"),
    "KeyToPath": _demands("key", "path", key=FILLED, path={"x-native": "relative-path"}),
    "LabelSelectorRequirement": _demands(
        "key",
        "operator",
        operator=SET | {"enum": ["In", "NotIn", "Exists", "DoesNotExist"]},
        key=SET | {"x-native": "label-key"},
    ),
    "NamespaceSpec": _fields(finalizers={"items": SET | {"x-native": "finalizer"}}),
    "NetworkPolicyPort": _fields(protocol=PROTOCOL | SET, port={"x-native": "port"}, endPort=PORT),
    "NetworkPolicySpec": _fields(
        policyTypes={"items": SET | {"enum": ["Ingress", "Egress"]}, "maxItems": 2},
    ),
    "NodeSelector": _demands("nodeSelectorTerms", nodeSelectorTerms=SOME),
    "NodeSelectorRequirement": _demands(
        "key",
        "operator",
        key={"x-native": "label-key"},
        operator=SET | {"enum": ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]},
    ),
    "ObjectFieldSelector": _demands("fieldPath", fieldPath={"x-native": "field-path"}),
    "PersistentVolumeClaimVolumeSource": _demands("claimName", claimName=FILLED),
    "Pod": _demands("spec"),
    "PodSpec": _demands(
        "containers",
        containers=SOME,
        serviceAccountName=SUBDOMAIN,
        serviceAccount=SUBDOMAIN,
        nodeName=SUBDOMAIN,
        nodeSelector=LABELS,
        dnsPolicy={"enum": ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]},
        restartPolicy={"enum": ["Always", "OnFailure", "Never"]},
        hostname=LABEL,
        hostnameOverride=SET | SUBDOMAIN,
        subdomain=LABEL,
        priorityClassName=SUBDOMAIN,
        runtimeClassName=SET | SUBDOMAIN,
        preemptionPolicy=SET | {"enum": ["Never", "PreemptLowerPriority"]},
        terminationGracePeriodSeconds=COUNT,
        activeDeadlineSeconds={"minimum": 1},
    ),
    "PodDisruptionBudgetSpec": _fields(unhealthyPodEvictionPolicy=SET | {"enum": ["AlwaysAllow", "IfHealthyBudget"]}),
    "AppArmorProfile": _demands("type", type=SET | {"enum": ["Localhost", "RuntimeDefault", "Unconfined"]}),
    "PodDNSConfig": _fields(
        nameservers={"items": {"x-native": "ip"}, "maxItems": 3},
        searches={"items": {"x-native": "search"}, "maxItems": 32},
    ),
    "PodDNSConfigOption": _demands("name", name=FILLED),
    "PodResourceClaim": _demands("name", name=SET | LABEL),
    "PodSchedulingGate": _demands("name", name=SET | {"x-native": "label-key"}),
    "PodSecurityContext": _fields(
        fsGroupChangePolicy=SET | {"enum": ["Always", "OnRootMismatch"]},
        seLinuxChangePolicy=SET | {"enum": ["Recursive"]},  # MountOption stands behind a feature gate that is off
        supplementalGroupsPolicy=SET | {"enum": ["Merge", "Strict"]},
    ),
    "PodFailurePolicyOnExitCodesRequirement": _fields(operator=SET | {"enum": ["In", "NotIn"]}),
    "PodFailurePolicyRule": _fields(action=SET | {"enum": ["Count", "FailIndex", "FailJob", "Ignore"]}),
    "PodOS": _demands("name", name=SET | {"enum": ["linux", "windows"]}),
    "PodReadinessGate": _demands("conditionType", conditionType=SET | {"x-native": "label-key"}),
    "PodTemplateSpec": _demands("spec"),
    "ProjectedVolumeSource": _fields(defaultMode={"minimum": 0, "maximum": 511}),
    "PreferredSchedulingTerm": _fields(weight={"minimum": 1, "maximum": 100}),
    "WeightedPodAffinityTerm": _fields(weight={"minimum": 1, "maximum": 100}),
    "PodAffinityTerm": _demands("topologyKey", topologyKey={"x-native": "label-key"}),
    "PolicyRule": _demands("verbs", verbs=SOME),
    "Probe": _PROBE,
    "ReplicaSetSpec": _demands("template", replicas=COUNT, minReadySeconds=COUNT),
    "RoleBinding": _demands("roleRef"),
    "RoleRef": _demands("kind", "name", name={"x-native": "path-segment", "minLength": 1}),
    "SecretEnvSource": _demands("name", name=SET | SUBDOMAIN),
    "SecretKeySelector": _demands("name", "key", name=SET | SUBDOMAIN, key=SET | KEY),
    "SecretProjection": _demands("name", name=FILLED),
    "SecretVolumeSource": _demands("secretName", secretName=FILLED, defaultMode={"minimum": 0, "maximum": 511}),
    "ServiceAccountTokenProjection": _demands("path", path=FILLED, expirationSeconds={"minimum": 600}),
    "ServiceBackendPort": _fields(name={"x-native": "port-name"}, number={"minimum": 0, "maximum": 65535}),
    "ServicePort": _demands(
        "port",
        port=PORT,
        nodePort={"minimum": 0, "maximum": 65535},
        protocol=PROTOCOL,
        name=LABEL,
        targetPort={"x-native": "port-or-zero"},
        appProtocol=SET | {"x-native": "label-key"},
    ),
    "Service": _demands("spec"),
    "ServiceSpec": _fields(
        selector=LABELS,
        type={"enum": ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]},
        sessionAffinity={"enum": ["ClientIP", "None"]},
        ipFamilies={"items": SET | {"enum": ["IPv4", "IPv6"]}, "maxItems": 2},
        ipFamilyPolicy=SET | {"enum": ["SingleStack", "PreferDualStack", "RequireDualStack"]},
        internalTrafficPolicy={"enum": ["Cluster", "Local"]},
        externalTrafficPolicy={"enum": ["", "Cluster", "Local"]},
        loadBalancerSourceRanges={"items": {"x-native": "cidr"}},
        externalIPs={"items": {"x-native": "ip"}},
        healthCheckNodePort={"minimum": 0, "maximum": 65535},
        trafficDistribution=SET | {"enum": ["PreferClose", "PreferSameZone", "PreferSameNode"]},
        loadBalancerClass=SET | {"x-native": "label-key"},
    ),
    "CrossVersionObjectReference": _demands("kind", "name", kind=FILLED, name=FILLED),
    "HorizontalPodAutoscalerSpec": _fields(minReplicas={"minimum": 1}, maxReplicas={"minimum": 1}),
    "IngressClass": _demands("spec"),
    "IngressClassSpec": _demands("controller", controller={"x-native": "domain-path"}),
    "LimitRangeItem": _fields(type=FILLED),
    "NamedRuleWithOperations": _demands("apiGroups", "apiVersions", "resources", "operations", **_RULE),
    "PersistentVolumeClaim": _demands("spec"),
    "PersistentVolumeClaimSpec": _fields(
        accessModes={"items": SET | {"enum": ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]}},
        storageClassName=SUBDOMAIN,
        volumeMode=SET | {"enum": ["Block", "Filesystem"]},
    ),
    "PersistentVolumeClaimTemplate": _demands("spec"),
    "PriorityClass": _fields(
        value={"maximum": 1000000000}, preemptionPolicy={"enum": ["Never", "PreemptLowerPriority"]}
    ),
    "StorageClass": _demands("provisioner", provisioner=SET | {"x-native": "label-key"}),
    "ValidatingAdmissionPolicy": _demands("spec"),
    "ValidatingAdmissionPolicyBinding": _demands("spec"),
    "ValidatingAdmissionPolicyBindingSpec": _demands(
        "policyName",
        "validationActions",
        policyName=SET | SUBDOMAIN,
        validationActions=SOME | {"items": SET | {"enum": ["Audit", "Deny", "Warn"]}},
    ),
    "ValidatingAdmissionPolicySpec": _demands("matchConstraints", failurePolicy=SET | {"enum": ["Fail", "Ignore"]}),
    "Validation": _demands("expression", expression=FILLED),
    "StatefulSet": _WORKLOAD,
    "StatefulSetSpec": _fields(
        serviceName=LABEL,
        replicas=COUNT,
        minReadySeconds=COUNT,
        podManagementPolicy={"enum": ["OrderedReady", "Parallel"]},
        template={"properties": {"spec": {"x-check": "ClaimingPodSpec"}}},  # it mounts what the claims bring
    ),
    "StatefulSetPersistentVolumeClaimRetentionPolicy": _fields(
        whenDeleted={"enum": ["Delete", "Retain"]}, whenScaled={"enum": ["Delete", "Retain"]}
    ),
    "StatefulSetUpdateStrategy": _fields(type={"enum": ["RollingUpdate", "OnDelete"]}),
    "ClientIPConfig": _fields(timeoutSeconds={"minimum": 1, "maximum": 86400}),
    "SleepAction": _demands("seconds", seconds=COUNT),
    "Subject": _demands(
        "kind", "name", name=FILLED, kind=SET | {"enum": ["ServiceAccount", "User", "Group"]}, namespace={}
    ),
    "TCPSocketAction": _demands("port", port={"x-native": "port"}),
    "Toleration": _fields(
        operator={"enum": ["", "Equal", "Exists"]},  # Lt and Gt stand behind a feature gate that is off
        effect={"enum": ["", "NoSchedule", "PreferNoSchedule", "NoExecute"]},
        key={"x-native": "label-key-or-empty"},
    ),
    "TopologySpreadConstraint": _fields(
        maxSkew={"minimum": 1},
        nodeAffinityPolicy=SET | {"enum": ["Honor", "Ignore"]},
        nodeTaintsPolicy=SET | {"enum": ["Honor", "Ignore"]},
        whenUnsatisfiable={"enum": ["DoNotSchedule", "ScheduleAnyway"]},
        topologyKey=FILLED,
    ),
    "Volume": _demands("name", name=SET | LABEL),
    "ResourceFieldSelector": _demands(
        "resource", resource=SET | {"enum": [f"{kind}.{name}" for kind in ("limits", "requests") for name in _REQUESTS]}
    ),
    "SeccompProfile": _demands("type", type=SET | {"enum": ["Localhost", "RuntimeDefault", "Unconfined"]}),
    "SecurityContext": _fields(procMount=SET | {"enum": ["Default", "Unmasked"]}),
    "Sysctl": _demands("name", name={"x-native": "sysctl"}),
    "VolumeMount": _demands(
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

OPTIONAL: dict[str, tuple[str, ...]] = {
    "EndpointSlice": ("endpoints",),
    "LimitRangeSpec": ("limits",),
    "NetworkPolicySpec": ("podSelector",),
    "HTTPHeader": ("value",),
    "OwnerReference": ("apiVersion", "kind", "name", "uid"),  # of a template; those of an object are metadata
    "Role": ("rules",),
    "RoleRef": ("apiGroup",),
    "StatefulSetSpec": ("serviceName",),
}
"""Fields that the document calls required and the server does without."""

COMPARED = frozenset({
    "ClusterRole", "ClusterRoleBinding", "ConfigMap", "CronJob", "DaemonSet", "Deployment", "EndpointSlice", "Ingress",
    "IngressClass", "Job", "Namespace", "NetworkPolicy", "PersistentVolumeClaim", "Pod", "PodDisruptionBudget",
    "PriorityClass", "Role", "RoleBinding", "Secret", "Service", "ServiceAccount", "StatefulSet", "StorageClass",
})  # fmt: skip
"""Kinds whose verdict was compared with kube-apiserver 1.36.3 on mutated manifests; others are marked `partial`."""
