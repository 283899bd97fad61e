"""What Kubernetes' validation code demands of its own types where more than one field decides.

By the name of the Go type, which the distilled schema keeps in `x-check`. Read from `pkg/apis/*/validation` of
Kubernetes 1.36.3. Each function yields (path within the value, code, message).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from generator.core.schema import syntax
from generator.core.schema.crd import Json
from generator.core.schema.finding import Step

Trouble = tuple[tuple[Step, ...], str, str]
Rule = Callable[[Json], Iterator[Trouble]]


def _selector(value: Json) -> Iterator[Trouble]:
    yield from _labels(value.get("matchLabels") or {}, ("matchLabels",))
    for index, one in enumerate(value.get("matchExpressions") or ()):
        at: tuple[Step, ...] = ("matchExpressions", index, "values")
        values, operator = one.get("values"), one.get("operator")
        if operator in {"In", "NotIn"} and not values:
            yield at, "required", f"operator {operator} needs values"
        if operator in {"Exists", "DoesNotExist"} and values:
            yield at, "form", f"operator {operator} takes no values"
        for place, text in enumerate(values or ()):
            fault = syntax.bad_label_value(text or "")
            if fault:
                yield (*at, place), "label", f"{text!r} {fault}"


def _labels(labels: Json, at: tuple[Step, ...] = ()) -> Iterator[Trouble]:
    for key, text in labels.items():
        for fault in (syntax.bad_key(key), syntax.bad_label_value(text or "")):
            if fault:
                yield (*at, key), "label", f"{key}: {text!r} {fault}"


def _template(value: Json) -> Iterator[Trouble]:
    """A Pod template carries ordinary metadata."""
    metadata = value.get("metadata") or {}
    yield from _labels(metadata.get("labels") or {}, ("metadata", "labels"))
    for key in metadata.get("annotations") or {}:
        fault = syntax.bad_key(key.lower())
        if fault:
            yield ("metadata", "annotations", key), "label", f"{key!r} {fault}"


def _workload(value: Json) -> Iterator[Trouble]:
    """A workload's selector selects its own Pods, which may only be of those that restart."""
    selector = value.get("selector") or {}
    labels = ((value.get("template") or {}).get("metadata") or {}).get("labels") or {}
    wanted, expressions = selector.get("matchLabels") or {}, selector.get("matchExpressions") or ()
    if not wanted and not expressions:
        yield ("selector",), "required", "the selector is empty"
    elif not all(labels.get(key) == text for key, text in wanted.items()) or not all(
        _fits(labels, one) for one in expressions
    ):
        yield ("template", "metadata", "labels"), "form", "the selector does not select these labels"
    yield from _restarts(value, ("Always",), default="Always")


def _fits(labels: Json, one: Json) -> bool:
    present, values = one.get("key") in labels, one.get("values") or ()
    text = labels.get(str(one.get("key")))
    return {
        "In": present and text in values,
        "NotIn": not present or text not in values,
        "Exists": present,
        "DoesNotExist": not present,
    }.get(str(one.get("operator")), False)


def _restarts(value: Json, allowed: tuple[str, ...], default: str = "") -> Iterator[Trouble]:
    policy = ((value.get("template") or {}).get("spec") or {}).get("restartPolicy") or default
    if policy not in allowed:
        at = ("template", "spec", "restartPolicy")
        yield at, "enum", f"{policy!r} is none of {', '.join(allowed)}" if policy else "restartPolicy is missing"


def _job(value: Json) -> Iterator[Trouble]:
    yield from _restarts(value, ("OnFailure", "Never"))


def _pod(value: Json) -> Iterator[Trouble]:
    """Names of volumes and containers are unique; every mount has its volume."""
    volumes = [volume.get("name") for volume in value.get("volumes") or () if volume]
    yield from _twice(volumes, ("volumes",), "name")
    groups = ("initContainers", "containers")
    named = [
        (group, index, one) for group in groups for index, one in enumerate(value.get(group) or ()) if one is not None
    ]
    seen: set[Any] = set()
    for group, index, one in named:
        if one.get("name") in seen:
            yield (group, index, "name"), "duplicate-key", f"container {one.get('name')!r} is there twice"
        seen.add(one.get("name"))
        for place, mount in enumerate(one.get("volumeMounts") or ()):
            if mount and mount.get("name") not in volumes:
                at: tuple[Step, ...] = (group, index, "volumeMounts", place, "name")
                yield at, "form", f"no volume is called {mount.get('name')!r}"


def _twice(names: list[Any], at: tuple[Step, ...], *field: str) -> Iterator[Trouble]:
    for index, name in enumerate(names):
        if name is not None and name in names[:index]:
            yield (*at, index, *field), "duplicate-key", f"{name!r} is there twice"


def _container(value: Json) -> Iterator[Trouble]:
    paths = [mount.get("mountPath") for mount in value.get("volumeMounts") or () if mount]
    yield from _twice(paths, ("volumeMounts",), "mountPath")
    ports = [port.get("name") or None for port in value.get("ports") or () if port]
    yield from _twice(ports, ("ports",), "name")


def _resources(value: Json) -> Iterator[Trouble]:
    from generator.core.schema.quantity import parsed

    limits, requests = value.get("limits") or {}, value.get("requests") or {}
    for group, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            if "/" not in name and name not in RESOURCES and not name.startswith("hugepages-"):
                yield (group, name), "enum", f"{name!r} is none of {', '.join(sorted(RESOURCES))}"
            elif amount is not None and parsed(str(amount)) < 0:
                yield (group, name), "bounds", f"{amount} is below the minimum 0"
    for name in requests.keys() & limits.keys():
        if parsed(str(requests[name] or 0)) > parsed(str(limits[name] or 0)):
            yield ("requests", name), "bounds", f"{requests[name]} is above the limit {limits[name]}"


RESOURCES = frozenset({"cpu", "memory", "ephemeral-storage"})


def _one_of(*names: str, needed: bool = True) -> Rule:
    """Return the rule that at most one of some fields is set, and at least one if it is needed."""

    def rule(value: Json) -> Iterator[Trouble]:
        held = [name for name in names if value.get(name) is not None]
        if len(held) > 1:
            yield (held[-1],), "form", f"only one of {', '.join(held)} may be set"
        elif not held and needed:
            yield (), "form", f"one of {', '.join(names)} must be set"

    return rule


SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")


def _variable(value: Json) -> Iterator[Trouble]:
    if value.get("value") and value.get("valueFrom") is not None:
        yield ("valueFrom",), "form", "value and valueFrom are both set"


def _volume(value: Json) -> Iterator[Trouble]:
    held = [name for name in value if name != "name" and value[name] is not None]
    if len(held) > 1:
        yield (held[-1],), "form", f"only one of {', '.join(held)} may be set"


def _projected(value: Json) -> Iterator[Trouble]:
    paths = [
        item.get("path")
        for source in value.get("sources") or ()
        for kind in ("configMap", "secret", "downwardAPI")
        for item in ((source or {}).get(kind) or {}).get("items") or ()
        if item
    ]
    if len(set(paths)) < len(paths):
        yield ("sources",), "duplicate-key", "two items have the same path"


def _toleration(value: Json) -> Iterator[Trouble]:
    operator = value.get("operator") or "Equal"
    if not value.get("key") and operator != "Exists":
        yield ("operator",), "form", "a toleration without key must have operator Exists"
    if operator == "Exists" and value.get("value"):
        yield ("value",), "form", "operator Exists takes no value"
    if value.get("tolerationSeconds") is not None and value.get("effect") != "NoExecute":
        yield ("effect",), "form", "tolerationSeconds needs effect NoExecute"


def _service(value: Json) -> Iterator[Trouble]:
    kind, ports = value.get("type") or "ClusterIP", [port or {} for port in value.get("ports") or ()]
    headless = value.get("clusterIP") == "None"
    if kind == "ExternalName":
        fault = syntax.bad_subdomain((value.get("externalName") or "").lower())
        if fault:
            yield ("externalName",), "name", f"{value.get('externalName')!r} {fault}"
    elif not ports and not headless:
        yield ("ports",), "required", "required field `ports` is missing"
    if headless and kind in {"LoadBalancer", "NodePort"}:
        yield ("clusterIP",), "form", f"a Service of type {kind} cannot be headless"
    if len(ports) > 1:
        for index, port in enumerate(ports):
            if not port.get("name"):
                yield ("ports", index, "name"), "required", "every port of several needs a name"
    yield from _twice(value.get("ipFamilies") or [], ("ipFamilies",))
    yield from _twice([port.get("name") or None for port in ports], ("ports",), "name")
    yield from _twice([(port.get("port"), port.get("protocol") or "TCP") for port in ports], ("ports",), "port")
    external = kind in {"LoadBalancer", "NodePort"} or (value.get("externalIPs") and kind == "ClusterIP")
    if value.get("externalTrafficPolicy") and not external:
        yield ("externalTrafficPolicy",), "form", f"a Service of type {kind} has no external traffic"
    if kind != "LoadBalancer":
        for name in ("loadBalancerClass", "allocateLoadBalancerNodePorts"):
            if value.get(name) is not None:
                yield (name,), "form", "only a Service of type LoadBalancer may have it"
        if value.get("loadBalancerSourceRanges"):
            yield ("loadBalancerSourceRanges",), "form", "only a Service of type LoadBalancer may have it"
    if kind in {"ClusterIP", "ExternalName"}:
        for index, port in enumerate(ports):
            if port.get("nodePort"):
                yield ("ports", index, "nodePort"), "form", f"a Service of type {kind} has no node ports"


def _peer(value: Json) -> Iterator[Trouble]:
    selectors = [name for name in ("podSelector", "namespaceSelector") if value.get(name) is not None]
    if value.get("ipBlock") is not None and selectors:
        yield ("ipBlock",), "form", f"ipBlock and {selectors[0]} are both set"
    elif value.get("ipBlock") is None and not selectors:
        yield (), "form", "one of podSelector, namespaceSelector, ipBlock must be set"


def _block(value: Json) -> Iterator[Trouble]:
    from ipaddress import ip_network

    try:
        cidr = ip_network(value["cidr"], strict=False)
    except (KeyError, ValueError):
        return
    for index, text in enumerate(value.get("except") or ()):
        try:
            hole = ip_network(text, strict=False)
        except ValueError:
            yield ("except", index), "format", f"{text!r} is no cidr"
            continue
        inside = hole.version == cidr.version and hole.prefixlen > cidr.prefixlen and hole.subnet_of(cidr)  # type: ignore[arg-type]  # the versions were compared
        if not inside:
            yield ("except", index), "form", f"{text} is not inside of {value['cidr']}"


def _policy_port(value: Json) -> Iterator[Trouble]:
    port, end = value.get("port"), value.get("endPort")
    if end is not None and not isinstance(port, int):
        yield ("endPort",), "form", "endPort needs a port by number"
    elif end is not None and isinstance(port, int) and end < port:
        yield ("endPort",), "bounds", f"{end} is below the port {port}"


def _rbac_rule(value: Json) -> Iterator[Trouble]:
    if value.get("nonResourceURLs"):
        if value.get("apiGroups") or value.get("resources"):
            yield ("nonResourceURLs",), "form", "a rule is about resources or about URLs, not both"
        return
    for name in ("apiGroups", "resources"):
        if not value.get(name):
            yield (name,), "required", f"required field `{name}` is missing"


def _role(value: Json) -> Iterator[Trouble]:
    for index, rule in enumerate(value.get("rules") or ()):
        if (rule or {}).get("nonResourceURLs"):
            yield ("rules", index, "nonResourceURLs"), "form", "a Role cannot speak about URLs; a ClusterRole can"


def _subject(value: Json) -> Iterator[Trouble]:
    kind, group = value.get("kind"), value.get("apiGroup") or ""
    if kind == "ServiceAccount":
        if group:
            yield ("apiGroup",), "enum", f"{group!r} is not the core group"
        fault = syntax.bad_subdomain(value.get("name") or "")
        if fault:
            yield ("name",), "name", f"{value.get('name')!r} {fault}"
    elif group not in {"", "rbac.authorization.k8s.io"}:
        yield ("apiGroup",), "enum", f"{group!r} is not rbac.authorization.k8s.io"


def _role_reference(*kinds: str) -> Rule:
    def rule(value: Json) -> Iterator[Trouble]:
        reference = value.get("roleRef") or {}
        group = reference.get("apiGroup") or "rbac.authorization.k8s.io"
        if group != "rbac.authorization.k8s.io":
            yield ("roleRef", "apiGroup"), "enum", f"{group!r} is not rbac.authorization.k8s.io"
        if reference.get("kind") not in kinds:
            yield ("roleRef", "kind"), "enum", f"{reference.get('kind')!r} is none of {', '.join(kinds)}"
        if "Role" in kinds:
            return  # the server fills in the binding's own namespace
        for index, subject in enumerate(value.get("subjects") or ()):
            if (subject or {}).get("kind") == "ServiceAccount" and not subject.get("namespace"):
                yield ("subjects", index, "namespace"), "required", "required field `namespace` is missing"

    return rule


def _ingress(value: Json) -> Iterator[Trouble]:
    if not value.get("rules") and value.get("defaultBackend") is None:
        yield (), "required", "one of rules, defaultBackend must be set"


def _backend(value: Json) -> Iterator[Trouble]:
    yield from _one_of("service", "resource")(value)
    port = (value.get("service") or {}).get("port") or {}
    if value.get("service") is not None and bool(port.get("name")) == bool(port.get("number")):
        yield ("service", "port"), "form", "one of name, number must be set"


def _path(value: Json) -> Iterator[Trouble]:
    path, kind = value.get("path") or "", value.get("pathType")
    if kind in {"Exact", "Prefix"} or path:
        if not path.startswith("/"):
            yield ("path",), "form", f"{path!r} is no absolute path"
        elif kind in {"Exact", "Prefix"} and any(bad in path for bad in ("//", "/./", "/../", "%2f", "%2F")):
            yield ("path",), "form", f"{path!r} is not in its plain form"


def _budget(value: Json) -> Iterator[Trouble]:
    yield from _one_of("minAvailable", "maxUnavailable", needed=False)(value)
    for name in ("minAvailable", "maxUnavailable"):
        amount = value.get(name)
        if isinstance(amount, str) and not (amount.endswith("%") and amount[:-1].isdigit()):
            yield (name,), "format", f"{amount!r} is no percentage"
        elif isinstance(amount, int) and amount < 0:
            yield (name,), "bounds", f"{amount} is below the minimum 0"


def _secret(value: Json) -> Iterator[Trouble]:
    yield from _keys(value)
    metadata, kind = value.get("metadata") or {}, value.get("type") or "Opaque"
    held = {*(value.get("data") or {}), *(value.get("stringData") or {})}
    for name in NEEDED.get(kind, ()):
        if name not in held:
            yield ("data", name), "required", f"a Secret of type {kind} needs key `{name}`"
    account = "kubernetes.io/service-account.name"
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    named = annotations.get(account) if isinstance(annotations, dict) else None
    if kind == "kubernetes.io/service-account-token" and not named:
        yield ("metadata", "annotations", account), "required", f"a Secret of type {kind} needs this annotation"


NEEDED = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}


def _keys(value: Json) -> Iterator[Trouble]:
    """Keys of ConfigMaps and Secrets become file names."""
    for field in ("data", "binaryData", "stringData"):
        for key in value.get(field) or {}:
            fault = syntax.bad_config_key(key)
            if fault:
                yield (field, key), "name", f"{key!r} {fault}"
    for key in (value.get("data") or {}).keys() & (value.get("binaryData") or {}).keys():
        yield ("binaryData", key), "duplicate-key", f"{key!r} is in data too"


CHECKS: dict[str, Rule] = {
    "LabelSelector": _selector,
    "PodTemplateSpec": _template,
    "DeploymentSpec": _workload,
    "DaemonSetSpec": _workload,
    "ReplicaSetSpec": _workload,
    "StatefulSetSpec": _workload,
    "JobSpec": _job,
    "PodSpec": _pod,
    "Container": _container,
    "ResourceRequirements": _resources,
    "EnvVar": _variable,
    "EnvVarSource": _one_of(*SOURCES),
    "EnvFromSource": _one_of("configMapRef", "secretRef"),
    "Probe": _one_of(*HANDLERS),
    "LifecycleHandler": _one_of("exec", "httpGet", "tcpSocket", "sleep"),
    "Volume": _volume,
    "ProjectedVolumeSource": _projected,
    "Toleration": _toleration,
    "ServiceSpec": _service,
    "NetworkPolicyPeer": _peer,
    "IPBlock": _block,
    "NetworkPolicyPort": _policy_port,
    "PolicyRule": _rbac_rule,
    "Role": _role,
    "Subject": _subject,
    "RoleBinding": _role_reference("Role", "ClusterRole"),
    "ClusterRoleBinding": _role_reference("ClusterRole"),
    "IngressSpec": _ingress,
    "IngressBackend": _backend,
    "HTTPIngressPath": _path,
    "PodDisruptionBudgetSpec": _budget,
    "Secret": _secret,
    "ConfigMap": _keys,
}
