"""The units that hold what this component makes, and names that several of its modules use."""

ALLOWS = "security/allows"
POLICIES = "security/policies"
DENY = "security/deny"
API = "cilium.io/v2"
NAMESPACE = "io.kubernetes.pod.namespace"
"""Label that every pod has in the eyes of a policy."""
NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels."
"""Prefix of the labels that a pod has from its namespace."""
EVERY = "*"
"""As a namespace: all of them."""
ADDITIVE = {"egress": False, "ingress": False}
"""`enableDefaultDeny` of a policy that allows and refuses nothing else: without it an allow would deny the rest."""
TLS_PORTS = (443, 6443, 8443)
"""Where servers usually speak TLS."""
