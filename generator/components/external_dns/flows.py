"""Whom external-dns talks to: its traffic must survive a default deny."""

from __future__ import annotations

from collections.abc import Iterator

from generator.components.external_dns.providers import fact
from generator.components.external_dns.settings import Instance, Settings
from generator.core.net import Endpoint
from generator.core.offer import Flow, Peer


def flows(settings: Settings, instance: Instance) -> Iterator[Flow]:
    """The API server and the provider."""
    pods = Peer(
        namespace=settings.namespace,
        labels={"app.kubernetes.io/instance": instance.name, "app.kubernetes.io/name": "external-dns"},
    )
    api = Peer(entities=("kube-apiserver",))
    yield Flow(source=pods, target=api, why=f"external-dns {instance.name} -> API server", about=(instance,))
    for target, ports in _provider(instance):
        why = f"external-dns {instance.name} -> {instance.provider}"
        yield Flow(source=pods, target=target, ports=ports, why=why, about=(instance,))


def _provider(instance: Instance) -> Iterator[tuple[Peer, tuple[str, ...]]]:
    hosts = fact(instance.provider).hosts
    named = list(_named(instance))
    if hosts:
        yield Peer(fqdns=hosts), ("443",)
    yield from named
    if not hosts and not named:
        yield Peer(entities=("world",)), ("443",)


def _named(instance: Instance) -> Iterator[tuple[Peer, tuple[str, ...]]]:
    """Servers that plain settings name: by URL, or by host and port."""
    if instance.provider == "rfc2136":
        port = instance.env.get("EXTERNAL_DNS_RFC2136_PORT", "53")
        host = instance.env.get("EXTERNAL_DNS_RFC2136_HOST")
        if host and "${" not in host:
            yield _peer(host), (port, f"{port}/udp")
        return
    for _, value in sorted(instance.env.items()):
        scheme, found, rest = value.partition("://")
        if found and "${" not in rest:
            host, _, port = rest.partition("/")[0].partition(":")
            yield _peer(host), (port or ("80" if scheme == "http" else "443"),)


def _peer(host: str) -> Peer:
    if Endpoint.is_address(host):
        return Peer(cidrs=(f"{host}/{128 if ':' in host else 32}",))
    return Peer(fqdns=(host,))
