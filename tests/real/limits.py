"""Where our offline verdict and the API server's are known to differ, each with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """Disagreements on kinds that match, with such a message of the server, are this limit."""

    reason: str
    kind: str
    server: str


LIMITS: tuple[Limit, ...] = (
    Limit("the range of Service addresses is the cluster's, not the object's", "Service", "not in the valid range"),
    Limit(
        "which address families a cluster has is not said by the object",
        "Service",
        "not configured (on this cluster|for dual-stack)",
    ),
    Limit(
        "a free node port is chosen by the cluster, also for health checks",
        "Service",
        r"healthCheckNodePort: Invalid value: 65536|provided port is (not in the valid range|already allocated)",
    ),
    Limit("managedFields are the server's to write", ".*", r"managedFields"),
    Limit("a pause is not compared with the Pod's time to end", ".*", r"lifecycle\.\w+\.sleep"),
    Limit("options for Windows are not judged", ".*", r"windows|hostProcess"),
    Limit("the names of time zones are the server's", "CronJob", "unknown time zone"),
    Limit("what a claim is filled from is not judged", "StatefulSet|PersistentVolumeClaim", r"dataSource"),
    Limit("rules for restarts of one container are not judged", ".*", r"restartPolicyRules"),
    Limit("dynamic resource claims of Pods are not judged", ".*", r"resourceClaims|resources\.claims"),
)


def explained(kind: str, server: str, ours: str) -> str:
    """The reason of the first limit that explains a disagreement; empty when none does.

    A refusal of ours must be the server's too: no limit explains one that is not.
    """
    if ours:
        return ""
    for limit in LIMITS:
        if re.fullmatch(limit.kind, kind) and re.search(limit.server, server):
            return limit.reason
    return ""
