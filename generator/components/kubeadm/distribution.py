"""Facts of kubeadm."""

from __future__ import annotations

API = "kubeadm.k8s.io/v1beta4"
"""Served from Kubernetes 1.31 on (kubernetes/website, reference/config-api/kubeadm-config.v1beta4)."""
KUBELET = "kubelet.config.k8s.io/v1beta1"
DISCOVERY = "/etc/kubernetes/discovery.conf"
"""Kubeconfig with which a node finds and trusts the cluster. It holds a token, so we never make it."""
PORT = 6443
