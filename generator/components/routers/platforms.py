"""The systems that routers run: what each is, how its file is loaded, and what it cannot do."""

from __future__ import annotations

from msgspec import Struct


class Platform(Struct, frozen=True, kw_only=True):
    """One system."""

    title: str
    template: str
    suffix: str
    comment: str = "!"
    load: str
    """How the file gets onto the device, one sentence."""
    proved: str = ""
    """What the file was tried with; empty: nothing."""
    sources: tuple[str, ...] = ()
    """Where its statements are documented."""
    unread: tuple[str, ...] = ()
    """What the file says from knowledge of the system, its documentation not looked up."""
    password_note: str = ""
    """What it does not take in a password."""
    listens: bool = True
    """Whether it accepts neighbors from a range of addresses."""
    hold: tuple[int, int] = (3, 65535)
    """Shortest and longest hold time in seconds (RFC 4271 allows none below 3 s but 0)."""
    keepalive: tuple[int, int] = (1, 65535)
    paths: int = 64
    """Equal paths that are used: one number for every cluster, because it belongs to the whole device.

    FRR takes as many as it was built for: 16 unless a distribution says more (FRR docs, installation, --enable-multipath).
    """
    listener: int = 179
    """Port on which it listens unless it is moved."""
    movable: bool = True
    """Whether the listener can be moved at all."""
    port_note: str = ""
    """How, where the file cannot say it."""


FRR_DOCS = "FRR documentation (docs.frrouting.org): bgp.html, filter.html, routemap.html"

SETKEY = "FreeBSD needs a password in setkey too: enter it with the neighbor, as `FRR and setkey Bidirectional`"
NO_SPACE = "FRR takes no space in a password"

PLATFORMS: dict[str, Platform] = {
    "frr": Platform(
        title="FRRouting",
        template="frr",
        suffix="conf",
        load="Load it with `vtysh -f FILE`, or append it to /etc/frr/frr.conf and reload frr.",
        proved="FRR 8.4 against GoBGP 4.8, the speaker inside Cilium",
        sources=(FRR_DOCS,),
        password_note=NO_SPACE,
        port_note="bgpd listens on another port with its option `-p`",
    ),
    "bird": Platform(
        title="BIRD 2",
        template="bird",
        suffix="conf",
        comment="#",
        load="Include it at the end of bird.conf, then run `birdc configure`.",
        proved="BIRD 2.0.12 against GoBGP 4.8, the speaker inside Cilium",
        sources=("BIRD 2.0 User's Guide, BGP and Filters (bird.network.cz/doc/bird-6.html)",),
    ),
    "routeros": Platform(
        title="MikroTik RouterOS 7",
        template="routeros",
        suffix="rsc",
        comment="#",
        load="Run it once with `/import FILE`.",
        sources=(
            "MikroTik documentation, BGP (help.mikrotik.com/docs, page 59277488): connections, templates, TCP MD5",
        ),
        unread=(
            "conditions of /routing/filter/rule; which releases help a neighbor that restarts",
            "from RouterOS 7.20 on the AS number belongs to /routing/bgp/instance: there, name one in `instance=`",
        ),
    ),
    "vyos": Platform(
        title="VyOS 1.4",
        template="vyos",
        suffix="commands",
        comment="#",
        load="Paste it in configuration mode, then `commit` and `save`.",
        sources=(
            "VyOS configuration model (github.com/vyos/vyos-1x, interface-definitions/include/bgp)",
            FRR_DOCS,
        ),
        unread=("`set policy` of prefix lists and route maps",),
        password_note=NO_SPACE,
        movable=False,
    ),
    "opnsense": Platform(
        title="OPNsense with os-frr",
        template="",
        suffix="yaml",
        comment="#",
        load="Enter it under Routing > BGP: fields carry the names that the plugin's API and model give them.",
        sources=(
            "github.com/opnsense/plugins, net/frr/src/opnsense/mvc/app/models/OPNsense/Quagga/BGP.xml, model 1.0.6",
            FRR_DOCS,
        ),
        listens=False,
        hold=(3, 3000),
        keepalive=(1, 1000),
        movable=False,
    ),
    "pfsense": Platform(
        title="pfSense with the FRR package",
        template="frr",
        suffix="conf",
        load="Add it to the raw configuration of the FRR package (Services > FRR Global/Zebra).",
        sources=(
            FRR_DOCS,
            "Netgate documentation, FRR package (docs.netgate.com/pfsense/en/latest/packages/frr/bgp/config-neighbor.html)",
        ),
        unread=("how the package's raw configuration is entered",),
        password_note=SETKEY,
        paths=16,
        movable=False,
    ),
    "unifi": Platform(
        title="UniFi gateway (FRR)",
        template="frr",
        suffix="conf",
        load="Upload it as the gateway's BGP configuration in UniFi Network; one file holds all of the gateway's BGP.",
        sources=(FRR_DOCS,),
        unread=("which release of FRR a gateway runs, and what UniFi Network adds of its own",),
        password_note=NO_SPACE,
        paths=16,
        movable=False,
    ),
    "eos": Platform(
        title="Arista EOS",
        template="eos",
        suffix="eos",
        load="Paste it in configuration mode, then `write memory`.",
        sources=(
            "Arista EOS User Manual, Border Gateway Protocol (www.arista.com/um-eos/eos-border-gateway-protocol-bgp)",
        ),
        unread=("it helps neighbors that restart unless that is switched off; widest ECMP differs between devices",),
        paths=32,
        movable=False,
    ),
    "ios-xe": Platform(
        title="Cisco IOS XE",
        template="ios-xe",
        suffix="ios",
        load="Paste it in configuration mode, then `write memory`.",
        sources=(
            "Cisco IOS XE 17, IP Routing (cisco.com/c/en/us/td/docs/routers/ios/config/17-x/): BGP Dynamic Neighbors",
        ),
        unread=("neighbor timers, password, transport, ha-mode and maximum-paths (BGP Command Reference)",),
        paths=16,
        movable=False,
    ),
    "junos": Platform(
        title="Juniper Junos",
        template="junos",
        suffix="junos",
        comment="/*",
        load="Load it with `load merge FILE`, then `commit`.",
        sources=(
            "Junos CLI Reference (juniper.net/documentation/us/en/software/junos/cli-reference/): group (Protocols BGP)",
            "Junos 12.2, hold-time (Protocols BGP): 10 to 65535 s, keepalives every third of it; older releases: 20 s",
        ),
        unread=("route-filter; it helps neighbors that restart unless that is switched off",),
        hold=(10, 65535),
        movable=False,
    ),
}
