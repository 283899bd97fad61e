"""What Tetragon asks of others, and what monitoring shows of it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.flux import health_of_release
from generator.components.monitoring import COMPONENT as MONITORING
from generator.components.tetragon.emit import POLICIES, SOURCE, UNIT
from generator.components.tetragon.settings import Detection, Settings
from generator.core.context import Context
from generator.core.offer import (
    Alert,
    ChartValue,
    Flow,
    KernelNeed,
    Metric,
    Namespace,
    Offer,
    Peer,
    Port,
    Unit,
    Upstream,
)
from generator.core.release import origin

KINDS = ("TracingPolicy.cilium.io", "TracingPolicyNamespaced.cilium.io")
HEALTH = '{"health_check":true}'
NOISE = '{"event_set":["PROCESS_EXEC","PROCESS_EXIT"],"namespace":["","cilium","kube-system"]}'
DENY_LIST = f"{HEALTH}\n{NOISE}"
"""Upstream's list drops every event of these namespaces, what policies find there too: here only starts and ends."""


def offer(ctx: Context, settings: Settings) -> Iterator[Offer]:
    """Units, values, what it needs of the kernel, and what it shows."""
    yield Upstream(project="tetragon", version=settings.version.bare, about=(settings,))
    yield origin(ctx, settings.chart, "tetragon", SOURCE)
    yield from _units(ctx, settings)
    yield ChartValue(
        release=settings.release, path="tetragon.exportDenyList", value=DENY_LIST, fields=(), about=(settings,)
    )
    yield from _kernel(settings)
    operator = Peer(namespace=settings.namespace, labels={"app.kubernetes.io/name": "tetragon-operator"})
    api_server = Peer(entities=("kube-apiserver",))
    yield Flow(source=operator, target=api_server, why="Tetragon's operator brings its CRDs", about=(settings,))
    if ctx.get(MONITORING) is not None:
        yield from _seen(settings)


def _units(ctx: Context, settings: Settings) -> Iterator[Offer]:
    yield Namespace(name=settings.namespace, unit=UNIT, about=(settings,))
    # The operator installs the CRDs after the release is ready: each is health-checked (`crds.installMethod`).
    yield Unit(
        path=UNIT, brings=KINDS, health=(health_of_release(ctx, settings.release),), timeout="15m", about=(settings,)
    )
    if settings.detect:
        yield Unit(path=POLICIES, about=(settings,))


def _kernel(settings: Settings) -> Iterator[KernelNeed]:
    configs = ("BPF_SYSCALL", "DEBUG_INFO_BTF", "KPROBES")
    yield KernelNeed(feature="Tetragon", version="4.19", configs=configs, about=(settings,))
    if any(detection.action == "kill" for detection in settings.detect):
        # bpf_send_signal came with 5.3 (examples/tracingpolicy/sandbox/linux-namespaces, v1.7.0).
        yield KernelNeed(feature="Tetragon ending processes", version="5.3", about=(settings,))


def _seen(settings: Settings) -> Iterator[Offer]:
    """Ports and labels: chart 1.7.0, templates/service.yaml and operator_service.yaml."""
    for name, target, host in (("tetragon", "2112", True), ("tetragon-operator", "2113", False)):
        labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/instance": settings.release}
        yield Metric(
            name=name,
            namespace=settings.namespace,
            labels=labels,
            port="metrics",
            target=target,
            host=host,
            about=(settings,),
        )
    yield Port(port="2112/tcp", sources="prometheus", why="metrics of Tetragon", about=(settings,))
    for detection in settings.detect:
        yield _alert(detection)
    yield Alert(
        group="tetragon",
        name="TetragonPolicyNotLoaded",
        expr='sum by (pod) (tetragon_tracingpolicy_loaded{state=~"error|load_error"}) > 0',
        duration="10m",
        summary="{{ $value }} policies could not be loaded by {{ $labels.pod }}",
    )
    yield Alert(
        group="tetragon",
        name="TetragonLosesEvents",
        expr="sum by (pod) (rate(tetragon_observer_ringbuf_events_lost_total[5m])) > 1",
        duration="15m",
        summary="{{ $labels.pod }} loses {{ $value | humanize }} events a second",
    )


def _alert(detection: Detection) -> Alert:
    title = "".join(part.capitalize() for part in detection.name.split("-"))
    ended = ", and was ended" if detection.action == "kill" else ""
    return Alert(
        group="tetragon",
        name=f"Detected{title}",
        expr=f'sum by (namespace, workload, binary) (increase(tetragon_policy_events_total{{policy="{detection.name}"}}[5m])) > 0',
        duration="0m",
        severity="critical" if detection.action == "kill" else "warning",
        summary=f"{{{{ $labels.binary }}}} in {{{{ $labels.namespace }}}}/{{{{ $labels.workload }}}}: {detection.name}{ended}",
        about=(detection,),
    )
