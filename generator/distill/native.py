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

_RULE: dict[str, Json] = {
    "apiGroups": SOME,
    "apiVersions": SOME | {"items": FILLED},
    "resources": SOME | {"items": FILLED},
    "operations": SOME | {"items": SET | {"enum": ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]}},
}
RULES: dict[str, Json] = {
    "ConfigMapEnvSource": _demands("name", name=SET | SUBDOMAIN),
    "ConfigMapKeySelector": _demands("name", "key", name=FILLED, key=SET | KEY),
    "ConfigMapProjection": _demands("name", name=FILLED),
    "ConfigMapVolumeSource": _demands("name", name=FILLED, defaultMode={"minimum": 0, "maximum": 511}),
    "Container": _CONTAINER,
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
    "Endpoint": _demands("addresses", addresses=SOME, nodeName=SET | SUBDOMAIN),
    "EndpointPort": _fields(name=LABEL, protocol=PROTOCOL | SET, port={"minimum": 0, "maximum": 65535}),
    "EndpointSlice": _demands("addressType", addressType=SET | {"enum": ["IPv4", "IPv6", "FQDN"]}),
    "EnvVar": _demands("name", name={"x-native": "variable"}),
    "ExecAction": _demands("command", command=SOME),
    "HTTPGetAction": _demands("port", port={"x-native": "port"}, scheme={"enum": ["HTTP", "HTTPS"]}),
    "HTTPHeader": _demands("name", name=FILLED),
    "HTTPIngressPath": _demands("pathType", pathType=SET | {"enum": ["Exact", "Prefix", "ImplementationSpecific"]}),
    "HTTPIngressRuleValue": _demands("paths", paths=SOME),
    "IPBlock": _demands("cidr", cidr={"x-native": "cidr"}),
    "Ingress": _demands("spec"),
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
        completionMode={"enum": ["NonIndexed", "Indexed"]},
    ),
    "JobTemplateSpec": _demands("spec"),
    "KeyToPath": _demands("key", "path", key=FILLED, path={"x-native": "relative-path"}),
    "LabelSelectorRequirement": _demands(
        "key",
        "operator",
        operator=SET | {"enum": ["In", "NotIn", "Exists", "DoesNotExist"]},
        key=SET | {"x-native": "label-key"},
    ),
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
        subdomain=LABEL,
        priorityClassName=SUBDOMAIN,
        terminationGracePeriodSeconds=COUNT,
        activeDeadlineSeconds={"minimum": 1},
    ),
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
    "SecretKeySelector": _demands("name", "key", name=FILLED, key=SET | KEY),
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
        appProtocol={"x-native": "label-key"},
    ),
    "Service": _demands("spec"),
    "ServiceSpec": _fields(
        selector=LABELS,
        type={"enum": ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]},
        sessionAffinity={"enum": ["ClientIP", "None"]},
        ipFamilies={"items": SET | {"enum": ["IPv4", "IPv6"]}, "maxItems": 2},
        ipFamilyPolicy={"enum": ["SingleStack", "PreferDualStack", "RequireDualStack"]},
        internalTrafficPolicy={"enum": ["Cluster", "Local"]},
        externalTrafficPolicy={"enum": ["", "Cluster", "Local"]},
        loadBalancerSourceRanges={"items": {"x-native": "cidr"}},
        externalIPs={"items": {"x-native": "ip"}},
        healthCheckNodePort={"minimum": 0, "maximum": 65535},
        trafficDistribution={"enum": ["PreferClose", "PreferSameZone", "PreferSameNode"]},
        loadBalancerClass={"x-native": "label-key"},
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
    ),
    "StatefulSetUpdateStrategy": _fields(type={"enum": ["RollingUpdate", "OnDelete"]}),
    "Subject": _demands(
        "kind", "name", name=FILLED, kind=SET | {"enum": ["ServiceAccount", "User", "Group"]}, namespace={}
    ),
    "TCPSocketAction": _demands("port", port={"x-native": "port"}),
    "Toleration": _fields(
        operator={"enum": ["", "Equal", "Exists", "Lt", "Gt"]},
        effect={"enum": ["", "NoSchedule", "PreferNoSchedule", "NoExecute"]},
        key={"x-native": "label-key-or-empty"},
    ),
    "TopologySpreadConstraint": _fields(
        maxSkew={"minimum": 1}, whenUnsatisfiable={"enum": ["DoNotSchedule", "ScheduleAnyway"]}, topologyKey=FILLED
    ),
    "Volume": _demands("name", name=SET | LABEL),
    "VolumeMount": _demands("name", "mountPath", name=FILLED, mountPath=FILLED, subPath={"x-native": "inner-path"}),
}

OPTIONAL: dict[str, tuple[str, ...]] = {
    "EndpointSlice": ("endpoints",),
    "LimitRangeSpec": ("limits",),
    "NetworkPolicySpec": ("podSelector",),
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
