"""Roles, bindings, and the policies of admission."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.schema import syntax
from generator.core.schema.crd import Json
from generator.core.schema.native.choice import Rule, Trouble


def _rbac_rule(value: Json) -> Iterator[Trouble]:
    if value.get("nonResourceURLs"):
        if value.get("apiGroups") or value.get("resources") or value.get("resourceNames"):
            yield ("nonResourceURLs",), "form", "a rule is about resources or about URLs, not both"
        return
    for name in ("apiGroups", "resources"):
        if not value.get(name):
            yield (name,), "required", f"required field `{name}` is missing"


def _role(value: Json) -> Iterator[Trouble]:
    for index, rule in enumerate(value.get("rules") or ()):
        if (rule or {}).get("nonResourceURLs"):
            yield ("rules", index, "nonResourceURLs"), "form", "a Role cannot speak about URLs; a ClusterRole can"


def _aggregation(value: Json) -> Iterator[Trouble]:
    if not value.get("clusterRoleSelectors"):
        yield ("clusterRoleSelectors",), "required", "required field `clusterRoleSelectors` is missing"


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


def _admission(value: Json) -> Iterator[Trouble]:
    if not value.get("validations") and not value.get("auditAnnotations"):
        yield ("validations",), "required", "one of validations, auditAnnotations must be set"
    if not (value.get("matchConstraints") or {}).get("resourceRules"):
        yield ("matchConstraints", "resourceRules"), "required", "required field `resourceRules` is missing"


def _actions(value: Json) -> Iterator[Trouble]:
    actions = value.get("validationActions") or ()
    if "Deny" in actions and "Warn" in actions:
        yield ("validationActions",), "form", "Deny and Warn are both set: the refusal says it already"


CHECKS: dict[str, Rule] = {
    "PolicyRule": _rbac_rule,
    "AggregationRule": _aggregation,
    "Role": _role,
    "Subject": _subject,
    "RoleBinding": _role_reference("Role", "ClusterRole"),
    "ClusterRoleBinding": _role_reference("ClusterRole"),
    "ValidatingAdmissionPolicySpec": _admission,
    "ValidatingAdmissionPolicyBindingSpec": _actions,
}
