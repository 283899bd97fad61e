"""What a valid-looking `tetragon:` section can still get wrong."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.tetragon.emit import BY_NAME, named
from generator.components.tetragon.settings import Settings
from generator.core.context import Context
from generator.core.judgement import Other, Problem, check


@check("tetragon/kill-everywhere")
def kill_everywhere(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Processes would be ended in every pod of the cluster.

    Cilium, CSI drivers and other parts of the platform enter namespaces, open raw sockets and load modules for a living:
    Sigkill ends them before the call is done, and the node loses its network or its disks.
    """
    for detection in settings.detect:
        if detection.action == "kill" and detection.namespaces is None and detection.pods is None:
            yield Problem(
                detection,
                "action",
                f"{detection.name!r} would end processes in every pod, those of the platform too",
                hint="name `namespaces` or `pods`, or use `action: observe`",
            )


@check("tetragon/namespaces-by-label")
def namespaces_by_label(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Namespaces are selected by labels of theirs, which Tetragon does not know.

    It sees the name of a pod's namespace and the pod's own labels (docs, concepts/tracing-policy/k8s-filtering, 1.7):
    such a policy would select no pod.
    """
    for detection in settings.detect:
        for key, _, _ in detection.namespaces.requirements if detection.namespaces is not None else ():
            if key != BY_NAME:
                yield Problem(
                    detection,
                    "namespaces",
                    f"Tetragon does not see the label {key!r} of a namespace",
                    hint=f"name the namespaces with `{BY_NAME} in (a,b)`",
                )


@check("tetragon/detected-twice")
def detected_twice(_ctx: Context, settings: Settings) -> Iterator[Problem]:
    """Two detections of one name make two policies of one name: the second takes the place of the first."""
    seen: dict[tuple[str, str], object] = {}
    for detection in settings.detect:
        for namespace in named(detection) or ("",):
            first = seen.setdefault((detection.name, namespace), detection)
            if first is not detection:
                where = f" in namespace {namespace}" if namespace else ""
                message = f"{detection.name!r} is detected twice{where}"
                yield Problem(
                    detection,
                    "name",
                    message,
                    hint="put them together, or name different namespaces",
                    others=(Other(first, "name", "the other is here"),),
                    mirror=message,
                )
                break
