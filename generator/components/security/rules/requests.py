"""Rules about requests: patterns that the agent refuses, and what another rule makes void."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.components.security.flows import RESOLVE
from generator.components.security.layer7 import lets_all, whole
from generator.components.security.policy import Policy as Written
from generator.components.security.rules.shape import rules_of_policies
from generator.components.security.settings import ZeroTrust
from generator.components.security.units import ALLOWS
from generator.components.security.verdict import End, Judge, Policy, covers, peer_terms, policies
from generator.core.artifact import Json
from generator.core.graph import Graph
from generator.core.judgement import Finding, Path, rule
from generator.core.selector import satisfying

EXAMPLES = {"path": "/api/.*", "method": "GET|POST"}
"""Fields of an HTTP rule that the agent compiles."""
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"))
"""RFC 9110 and 5789."""
OPEN = {"http": "the port alone", "dns": "`*`"}
"""What a rule means that another one makes void."""


@rule("security/unreadable-pattern")
def unreadable_pattern(graph: Graph) -> Iterator[Finding]:
    """`path` or `method` of an HTTP rule is no regular expression as Go knows them.

    The agent compiles both when it reads a policy, and refuses the whole object where it cannot (pkg/policy/api/http.go,
    Sanitize): nothing of it is enforced. Looking ahead or back, and back references, are not among them.
    """
    for policy, path, pattern in _patterns(graph):
        if not _readable(pattern):
            yield Finding(
                policy.about,
                path,
                f"`{pattern}` in {policy.about.title} is no regular expression: the agent refuses the policy",
                hint=f"write one as Go knows them, such as `{EXAMPLES[str(path[-1])]}`",
            )


@rule("security/unmatchable-request", severity="warning", follows=("security/unreadable-pattern",))
def unmatchable_request(graph: Graph) -> Iterator[Finding]:
    """`path` or `method` of an HTTP rule is a pattern that no usual request matches: all of them get 403.

    Both are regular expressions for the whole of what is compared, and case counts (pkg/policy/api/http.go): methods are in
    capitals, paths begin with `/`, and `/api/*` is `/api` with any number of slashes, where a shell means everything below.
    """
    for policy, path, pattern in _patterns(graph):
        said, meant = _as_path(pattern) if path[-1] == "path" else _as_method(pattern)
        if meant:
            yield Finding(policy.about, path, f"`{pattern}` in {policy.about.title} {said}", hint=f"write `{meant}`")


def _as_path(pattern: str) -> tuple[str, str | None]:
    whole = re.sub(r"/\*$", "/.*", pattern)
    if re.fullmatch(r"[\w-][\w./-]*\*?", pattern):
        return "matches no path, for paths begin with `/`", f"/{whole}"
    if re.fullmatch(r"/[\w./-]*/\*", pattern):
        return "matches no path below that one", whole
    return "", None


def _as_method(pattern: str) -> tuple[str, str | None]:
    capitals = pattern.upper()
    if not set(capitals.split("|")) <= METHODS:
        return "", None
    small = [one for one in pattern.split("|") if one != one.upper()]
    return f"means no method by {'|'.join(small)}, for these are in capitals", capitals if small else None


def _patterns(graph: Graph) -> Iterator[tuple[Policy, Path, str]]:
    """Each `path` and `method` of an HTTP rule, and where it stands."""
    for policy, name, index, one, _ in rules_of_policies(graph):
        for number, ports in enumerate(one.get("toPorts") or ()):
            for at, request in enumerate((ports.get("rules") or {}).get("http") or ()):
                for field in EXAMPLES:
                    if isinstance(request.get(field), str):
                        place = ("spec", name, index, "toPorts", number, "rules", "http", at, field)
                        yield policy, place, request[field]


def _readable(pattern: str) -> bool:
    from generator.core.schema.regex import readable  # only once there is a pattern to judge

    return readable(pattern)


@rule("security/http-rule-void", severity="warning")
def http_rule_void(graph: Graph) -> Iterator[Finding]:
    """Another rule allows the same peer on the same port and any request: the HTTP rules stop nothing.

    HTTP rules for one peer and port add up, and an allow on layer 4 adds an allow-all on layer 7 (pkg/policy/l4.go, Cilium
    1.18-1.20), whichever object it comes from.
    """
    yield from _void(graph, "http", "TCP", "stop nothing")


@rule("security/dns-rule-void", severity="warning")
def dns_rule_void(graph: Graph) -> Iterator[Finding]:
    """Another rule lets the same pods ask the same servers for any name: the DNS rules keep no name from them.

    DNS rules for one peer and port add up, and an allow on layer 4 adds `*` (pkg/policy/l4.go, Cilium 1.18-1.20). The proxy
    still sees the answers, so `toFQDNs` beside them works.
    """
    yield from _void(graph, "dns", "UDP", "keep no name from its pods")


def _void(graph: Graph, kind: str, protocol: str, what: str) -> Iterator[Finding]:
    judge: Judge | None = None
    for policy, name, index, one, word in rules_of_policies(graph):
        for ports in one.get("toPorts") or ():
            if not (ports.get("rules") or {}).get(kind) or whole(ports):
                continue
            judge = judge or Judge(policies(graph))
            other = _voided(judge, policy, name, word, one, ports, protocol)
            if other is not None:
                elsewhere = ((other.about, ("spec", name), "the other rule is here"),)
                yield Finding(
                    policy.about,
                    ("spec", name, index),
                    f"the {kind.upper()} rules of {policy.about.title} {what}: {_other(policy, other)} allows the same peer and port whole",
                    hint=_hint(kind, policy, other),
                    others=() if other.about is policy.about else elsewhere,
                )


def _hint(kind: str, policy: Policy, other: Policy) -> str:
    if kind == "dns" and RESOLVE in other.about.about:
        if any(isinstance(one, Written | ZeroTrust) for one in policy.about.about):
            return "write `dns` without `peers` and `ports`, and select the pods by one label: the allow then leaves them out"
        return "write it into `security.policies`, as `dns`: the allow then leaves its pods out"
    if other.about.unit == ALLOWS:
        return f"say {OPEN[kind]} instead: the other one follows from the platform and stays"
    if kind == "http":
        return "take the port or the peer out of the other rule"
    if any(_asks_for_all(one) for one in other.about.about):
        return "write `dns` in the rule with `fqdns`, too: without it, that rule lets any name be asked for"
    return "write a list of names there too"


def _asks_for_all(written: object) -> bool:
    """Whether a policy of the inventory names hosts and leaves `dns` out: asking for any name then follows."""
    egress = written.egress if isinstance(written, Written) else ()
    egress = written.allow.egress if isinstance(written, ZeroTrust) else egress
    return any(not one.dns and any(peer.fqdns for peer in one.peers or ()) for one in egress)


def _other(policy: Policy, other: Policy) -> str:
    return "another rule of it" if other.about is policy.about else other.about.title


def _voided(
    judge: Judge, policy: Policy, direction: str, word: str, one: Json, ports: Json, protocol: str
) -> Policy | None:
    """The policy that allows all of it, for pods that this one is about."""
    subject = End(labels=satisfying(policy.terms or ()))
    numbers = [int(text) for port in ports.get("ports") or () if (text := str(port.get("port", ""))).isdigit()]
    for end in _ends(policy, one, word):
        for other, sure in judge.about(subject):
            for given in other.spec.get(direction) or () if sure else ():
                if covers(given, direction, other.namespace, end) and any(
                    lets_all(given, number, protocol) for number in numbers
                ):
                    return other
    return None


def _ends(policy: Policy, one: Json, word: str) -> Iterator[End]:
    for entity in one.get(f"{word}Entities") or ():
        yield End(entity=str(entity), labels={f"reserved:{entity}": ""})
    for selector in one.get(f"{word}Endpoints") or ():
        yield End(labels=satisfying(peer_terms(selector, policy.namespace)))
