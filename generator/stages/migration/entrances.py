"""What every move to gateways has: both entrances run side by side, and the new one is asked before anybody is sent there."""

from __future__ import annotations

from generator.stages.migration.facts import Facts
from generator.stages.migration.preparation import released
from generator.stages.migration.step import Step


def overview(facts: Facts) -> str:
    """How names move, in words."""
    count = len(facts.hosts)
    return (
        f"This tree publishes {count} host{'s' if count != 1 else ''}; routes of applications are written by their owners. Both "
        "entrances run side by side on addresses of their own, and each host moves when its DNS record does."
    )


def let_in(facts: Facts, stage: str, old: str) -> Step:
    """The gateways get addresses of their own."""
    lines = released(facts, stage) or ("gen build && git add --all && git commit -m 'Gateways' && git push",)
    return Step(
        title="Let the gateways in",
        text="They get addresses of their own; nobody is sent there yet, unless external-dns publishes their routes at once: then write "
        "`dns: none` on the routes until they are tested.",
        run=lines,
        check=(f"bash {facts.script} --only 'gateway-*' --only 'certificate-*'",),
        expect="programmed at their addresses, certificates are Ready",
        back=f"suspend the units again; {old} never stopped",
        undo=(f"flux --namespace {facts.flux} suspend kustomization gateway-api-gateways gateway-api-routes",),
    )


def ask(facts: Facts) -> Step:
    """Each host at the address where it will be."""
    return Step(
        title="Ask each host at its new address",
        text="Before DNS says so. A gateway without routes does not answer at all.",
        check=_questions(facts),
        expect="the answers of the applications, with valid certificates; 403 means that a policy refuses it",
        back="nothing has happened yet",
    )


def _questions(facts: Facts) -> tuple[str, ...]:
    if not facts.hosts:
        return ("curl --resolve HOST:443:ADDRESS https://HOST/   # for each host of your routes",)
    return tuple(
        f"curl --silent --show-error --output /dev/null --write-out '{host} %{{http_code}}\\n' "
        f"--resolve {host}:443:{address or 'ADDRESS'} https://{host}/"
        for host, address in facts.hosts
        if not host.startswith("*.")
    )
