"""What kubeadm's configuration needs of the versions in use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.core.context import Context
from generator.core.judgement import Problem, check

OLDEST = 31
"""The first minor that reads v1beta4."""


@check("kubeadm/older-than-its-configuration")
def older_than_its_configuration(ctx: Context, _settings: None) -> Iterator[Problem]:
    """kubeadm of this version does not know the form of configuration that is written.

    `kubeadm.k8s.io/v1beta4` is there from Kubernetes 1.31 on (Kubernetes docs, kubeadm configuration v1beta4): `kubeadm init`
    refuses the file.
    """
    found = re.match(r"v?1\.(\d+)\.", ctx.cluster.kubernetes or "")
    if ctx.nodes and found and int(found[1]) < OLDEST:
        yield Problem(
            ctx.cluster,
            "kubernetes",
            f"kubeadm {ctx.cluster.kubernetes} does not read `kubeadm.k8s.io/v1beta4`",
            hint=f"take Kubernetes 1.{OLDEST} or newer",
        )
