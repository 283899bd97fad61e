"""What Kubernetes' validation code demands of its own types, as far as one field decides it.

By the last part of a type's name: words of a schema that are laid over the type. Read from
`pkg/apis/*/validation` and `pkg/apis/*/v1/defaults.go` of Kubernetes 1.36.3; `generator.core.schema.native` has
what takes more than one field.
"""

from __future__ import annotations

from generator.core.schema.crd import Json
from generator.distill.native_pods import PODS
from generator.distill.words import COUNT, FILLED, LABEL, LABELS, PORT, PROTOCOL, SET, SOME, SUBDOMAIN, demands, fields

_WORKLOAD = demands("spec")
_REFERENCE: dict[str, Json] = {
    "apiGroup": SET | SUBDOMAIN,
    "kind": FILLED | {"x-native": "path-segment"},
    "name": FILLED | {"x-native": "path-segment"},
}
_NAMED_BY_CONTROLLER: Json = {"hostname": {"x-native": "text"}, "subdomain": {"x-native": "text"}}
_RULE: dict[str, Json] = {
    "apiGroups": SOME,
    "apiVersions": SOME | {"items": FILLED},
    "resources": SOME | {"items": FILLED},
    "operations": SOME | {"items": SET | {"enum": ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]}},
}
RULES: dict[str, Json] = {
    **PODS,
    "CronJob": _WORKLOAD,
    "CronJobSpec": demands(
        "jobTemplate",
        "schedule",
        schedule={"x-native": "cron"},
        concurrencyPolicy={"enum": ["Allow", "Forbid", "Replace"]},
        startingDeadlineSeconds=COUNT,
        successfulJobsHistoryLimit=COUNT,
        failedJobsHistoryLimit=COUNT,
    ),
    "DaemonSet": _WORKLOAD,
    "DaemonSetSpec": fields(minReadySeconds=COUNT, revisionHistoryLimit=COUNT),
    "DaemonSetUpdateStrategy": fields(type={"enum": ["RollingUpdate", "OnDelete"]}),
    "Deployment": _WORKLOAD,
    "DeploymentSpec": fields(
        replicas=COUNT, minReadySeconds=COUNT, revisionHistoryLimit=COUNT, progressDeadlineSeconds={"minimum": 1}
    ),
    "DeploymentStrategy": fields(type={"enum": ["RollingUpdate", "Recreate"]}),
    "Endpoint": demands(
        "addresses", addresses=SOME | {"maxItems": 100}, nodeName=SET | SUBDOMAIN, hostname=SET | LABEL
    ),
    "EndpointPort": fields(
        name=LABEL,
        protocol=PROTOCOL | SET,
        appProtocol=SET | {"x-native": "label-key"},
    ),
    "EndpointSlice": demands("addressType", addressType=SET | {"enum": ["IPv4", "IPv6", "FQDN"]}),
    "ForNode": demands("name", name=SET | SUBDOMAIN),
    "ForZone": fields(name={"x-native": "label-value"}),
    "HTTPIngressPath": demands("pathType", pathType=SET | {"enum": ["Exact", "Prefix", "ImplementationSpecific"]}),
    "HTTPIngressRuleValue": demands("paths", paths=SOME),
    "IPBlock": demands("cidr", cidr={"x-native": "cidr"}),
    "Ingress": demands("spec"),
    "IngressBackend": fields(resource=fields(**_REFERENCE)),
    "IngressClassParametersReference": demands(
        "kind", "name", scope=SET | {"enum": ["Cluster", "Namespace"]}, **_REFERENCE
    ),
    "IngressTLS": fields(hosts={"items": SET | {"x-native": "host-or-wildcard"}}, secretName=SUBDOMAIN),
    "IngressRule": fields(host={"x-native": "ingress-host"}),
    "IngressServiceBackend": demands("name", "port", name=SET | LABEL),
    "IngressSpec": fields(ingressClassName=SET | SUBDOMAIN),
    "Job": _WORKLOAD,
    "JobSpec": demands(
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
    "JobTemplateSpec": demands("spec", spec={"x-check": "TemplatedJobSpec"}),
    "LabelSelectorRequirement": demands(
        "key",
        "operator",
        operator=SET | {"enum": ["In", "NotIn", "Exists", "DoesNotExist"]},
        key=SET | {"x-native": "label-key"},
    ),
    "NamespaceSpec": fields(finalizers={"items": SET | {"x-native": "finalizer"}}),
    "NetworkPolicyPort": fields(protocol=PROTOCOL | SET, port={"x-native": "port"}, endPort=PORT),
    "NetworkPolicySpec": fields(
        policyTypes={"items": SET | {"enum": ["Ingress", "Egress"]}, "maxItems": 2},
    ),
    "PodDisruptionBudgetSpec": fields(unhealthyPodEvictionPolicy=SET | {"enum": ["AlwaysAllow", "IfHealthyBudget"]}),
    "PodFailurePolicyOnExitCodesRequirement": fields(operator=SET | {"enum": ["In", "NotIn"]}),
    "PodFailurePolicyRule": fields(action=SET | {"enum": ["Count", "FailIndex", "FailJob", "Ignore"]}),
    "PolicyRule": demands("verbs", verbs=SOME),
    "ReplicaSetSpec": demands("template", replicas=COUNT, minReadySeconds=COUNT),
    "RoleBinding": demands("roleRef"),
    "RoleRef": demands("kind", "name", name={"x-native": "path-segment", "minLength": 1}),
    "ServiceBackendPort": fields(name={"x-native": "port-name"}, number={"minimum": 0, "maximum": 65535}),
    "ServicePort": demands(
        "port",
        port=PORT,
        nodePort={"minimum": 0, "maximum": 65535},
        protocol=PROTOCOL,
        name=LABEL,
        targetPort={"x-native": "port-or-zero"},
        appProtocol=SET | {"x-native": "label-key"},
    ),
    "Service": demands("spec"),
    "ServiceSpec": fields(
        selector=LABELS,
        type={"enum": ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]},
        sessionAffinity={"enum": ["ClientIP", "None"]},
        ipFamilies={"items": SET | {"enum": ["IPv4", "IPv6"]}, "maxItems": 2},
        ipFamilyPolicy=SET | {"enum": ["SingleStack", "PreferDualStack", "RequireDualStack"]},
        internalTrafficPolicy=SET | {"enum": ["Cluster", "Local"]},
        externalTrafficPolicy={"enum": ["", "Cluster", "Local"]},
        loadBalancerSourceRanges={"items": {"x-native": "cidr"}},
        externalIPs={"items": {"x-native": "ip"}},
        healthCheckNodePort={"minimum": 0, "maximum": 65535},
        trafficDistribution=SET | {"enum": ["PreferClose", "PreferSameZone", "PreferSameNode"]},
        loadBalancerClass=SET | {"x-native": "label-key"},
    ),
    "CrossVersionObjectReference": demands("kind", "name", kind=FILLED, name=FILLED),
    "HorizontalPodAutoscalerSpec": fields(minReplicas={"minimum": 1}, maxReplicas={"minimum": 1}),
    "IngressClass": demands("spec"),
    "IngressClassSpec": demands("controller", controller={"x-native": "domain-path"}),
    "LimitRangeItem": fields(type=FILLED),
    "NamedRuleWithOperations": demands("apiGroups", "apiVersions", "resources", "operations", **_RULE),
    "PersistentVolumeClaim": demands("spec"),
    "PersistentVolumeClaimSpec": fields(
        accessModes={"items": SET | {"enum": ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]}},
        storageClassName=SUBDOMAIN,
        volumeAttributesClassName=SUBDOMAIN,
        volumeMode=SET | {"enum": ["Block", "Filesystem"]},
    ),
    "PersistentVolumeClaimStatus": fields(conditions={"x-keys-default": True}),
    "PersistentVolumeClaimTemplate": demands("spec"),
    "PriorityClass": fields(
        value={"maximum": 1000000000}, preemptionPolicy={"enum": ["Never", "PreemptLowerPriority"]}
    ),
    "StorageClass": demands("provisioner", provisioner=SET | {"x-native": "label-key"}),
    "ValidatingAdmissionPolicy": demands("spec"),
    "ValidatingAdmissionPolicyBinding": demands("spec"),
    "ValidatingAdmissionPolicyBindingSpec": demands(
        "policyName",
        "validationActions",
        policyName=SET | SUBDOMAIN,
        validationActions=SOME | {"items": SET | {"enum": ["Audit", "Deny", "Warn"]}},
    ),
    "ValidatingAdmissionPolicySpec": demands("matchConstraints", failurePolicy=SET | {"enum": ["Fail", "Ignore"]}),
    "Validation": demands("expression", expression=FILLED),
    "StatefulSet": _WORKLOAD,
    "StatefulSetSpec": fields(
        serviceName=LABEL,
        replicas=COUNT,
        minReadySeconds=COUNT,
        ordinals=fields(start=COUNT),
        podManagementPolicy={"enum": ["OrderedReady", "Parallel"]},
        # It mounts what the claims bring, and the controller names its Pods.
        template={"properties": {"spec": {"x-check": "ClaimingPodSpec", "properties": _NAMED_BY_CONTROLLER}}},
    ),
    "StatefulSetPersistentVolumeClaimRetentionPolicy": fields(
        whenDeleted={"enum": ["Delete", "Retain"]}, whenScaled={"enum": ["Delete", "Retain"]}
    ),
    "StatefulSetUpdateStrategy": fields(type={"enum": ["RollingUpdate", "OnDelete"]}),
    "ClientIPConfig": fields(timeoutSeconds={"minimum": 1, "maximum": 86400}),
    "Subject": demands(
        "kind", "name", name=FILLED, kind=SET | {"enum": ["ServiceAccount", "User", "Group"]}, namespace={}
    ),
}

OPTIONAL: dict[str, tuple[str, ...]] = {
    "EndpointSlice": ("endpoints",),
    "LimitRangeSpec": ("limits",),
    "NetworkPolicySpec": ("podSelector",),
    "HTTPHeader": ("value",),
    "PersistentVolumeClaimCondition": ("status", "type"),
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
