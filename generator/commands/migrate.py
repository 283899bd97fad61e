"""`gen plan --from canal,kube-proxy,metallb,traefik,ingress-nginx`: the staged migration of each cluster."""

from __future__ import annotations

from generator.commands.compile import compile_project
from generator.core.diagnostics import CompileError, errors
from generator.core.project import Project
from generator.core.suggest import did_you_mean
from generator.reports.migration import markdown
from generator.stages.migration import NETWORKS, SOURCES, facts, stages


class Unknown(Exception):  # noqa: N818 - a question that cannot be answered
    """Sources that nothing is known of, or that exclude each other. The message is for people."""


def plan(project: Project, sources: tuple[str, ...]) -> str:
    """Markdown, one document per cluster. Raises Unknown, and CompileError when a cluster does not compile."""
    _judge(sources)
    ordered = tuple(name for name in SOURCES if name in sources)
    _, clusters = compile_project(project)
    refused = [d for cluster in clusters for d in errors(cluster.diagnostics)]
    if refused:
        raise CompileError(refused)
    known = (facts(c.ctx, c.graph, c.layout) for c in clusters if c.ctx is not None and c.graph is not None)
    return "\n".join(markdown(one.name, ordered, stages(one, ordered)) for one in known)


def _judge(sources: tuple[str, ...]) -> None:
    for name in sources:
        if name not in SOURCES:
            raise Unknown(f"nothing is known of `{name}`; {did_you_mean(name, SOURCES)}")
    both = [name for name in sources if name in NETWORKS]
    if len(set(both)) > 1:
        raise Unknown(f"{' and '.join(both)} are both networks of pods; name the one that runs")
