"""What Kubernetes' validation code demands of its own types where more than one field decides it.

By the name of the Go type, which the distilled schema keeps in `x-check`. Read from `pkg/apis/*/validation` of
Kubernetes 1.36.3, and compared with what kube-apiserver 1.36.3 says of mutated manifests. Kinds that were not compared
are marked `partial` when they are distilled (`generator.distill.native.COMPARED` lists those that were).
"""

from generator.core.schema.native import access, content, jobs, placement, pods, resources, traffic, workloads
from generator.core.schema.native.choice import Rule

CHECKS: dict[str, Rule] = {
    **workloads.CHECKS,
    **jobs.CHECKS,
    **pods.CHECKS,
    **resources.CHECKS,
    **placement.CHECKS,
    **traffic.CHECKS,
    **access.CHECKS,
    **content.CHECKS,
}
