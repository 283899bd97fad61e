"""A policy of the `security:` section: whom it selects, who may talk to them, whom they may talk to."""

from typing import Literal

from msgspec import Meta, field

from generator.core.model import Annotated, Section, Unordered, doc
from generator.core.net import Network
from generator.core.scalar import DottedName, Name, Port
from generator.core.selector import Selector

Entity = Literal[
    "all", "world", "cluster", "cluster-mesh", "host", "remote-node", "kube-apiserver", "health", "ingress", "init",
    "unmanaged", "none",
]  # fmt: skip
"""The closed set of Cilium's CRD (1.20)."""
AnyNamespace = Annotated[str, Meta(pattern=r"^(\*|[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)$")]
ServiceName = Annotated[str, Meta(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
DNSPattern = Annotated[str, Meta(pattern=r"^([-a-zA-Z0-9_.]|\*)+$", max_length=255)]
"""What `matchPattern` takes (CRD of Cilium 1.20)."""
ICMP = Literal[
    "EchoRequest", "EchoReply", "DestinationUnreachable", "PacketTooBig", "TimeExceeded", "ParameterProblem", "Redirect"
]
GroupName = DottedName


class Peer(Section, frozen=True):
    """The other end. Exactly one kind: `pods` and `namespace` are one, each other field is one."""

    pods: Annotated[Selector | None, doc('Pods with these labels; "" means all.', "app=web")] = None
    namespace: Annotated[
        AnyNamespace | None, doc("Namespace of the pods, `*` for every one; left out: the policy's own.", "monitoring")
    ] = None
    entities: Annotated[tuple[Entity, ...], doc("Cilium's own names.", ["kube-apiserver", "remote-node"])] = ()
    cidrs: Annotated[tuple[Network, ...], doc("Networks outside the cluster.", ["203.0.113.0/24"])] = ()
    except_: Annotated[tuple[Network, ...], doc("Parts of `cidrs` that are not meant.")] = ()
    groups: Annotated[Unordered[GroupName], doc("Names of `cidrGroups`, `internet` or `private`.", ["internet"])] = ()
    nodes: Annotated[Selector | None, doc("Other nodes with these labels.")] = None
    services: Annotated[Unordered[ServiceName], doc("Services as `namespace/name`; egress only.")] = ()
    fqdns: Annotated[
        tuple[DNSPattern, ...], doc("Names outside the cluster, `*` for one label; egress only.", ["*.example.com"])
    ] = ()
    gateways: Annotated[Unordered[Name], doc("Gateways, whoever implements them.", ["internal"])] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that are set: one in a valid peer."""
        pods = ("pods",) if self.pods is not None or self.namespace is not None else ()
        several = ("entities", "cidrs", "groups", "services", "fqdns", "gateways")
        nodes = ("nodes",) if self.nodes is not None else ()
        return (*pods, *nodes, *(kind for kind in several if getattr(self, kind)))


class HTTP(Section, frozen=True):
    """A kind of HTTP request; what is left out is not asked. All fields are anchored regular expressions."""

    method: Annotated[str | None, doc("Method.", "GET")] = None
    path: Annotated[str | None, doc("Path.", "/api/.*")] = None
    host: Annotated[str | None, doc("Host header.", "api\\.example\\.com")] = None
    headers: Annotated[tuple[str, ...], doc("Headers that must be there, `Name: value`.")] = ()


class Rule(Section, frozen=True):
    """Traffic that may pass, or with `deny` may not. What is left out is not asked."""

    peers: Annotated[
        Annotated[tuple[Peer, ...], Meta(min_length=1)] | None,
        doc("The other ends; left out: everybody (then give ports)."),
    ] = None
    ports: Annotated[
        tuple[Port, ...], doc("Ports of the pods, after translation of Services.", [8080, "53/udp", "9501-9503"])
    ] = ()
    icmp: Annotated[tuple[ICMP, ...], doc("ICMP messages, of every IP family of the cluster.", ["EchoRequest"])] = ()
    http: Annotated[tuple[HTTP, ...], doc("Only these HTTP requests; all others get 403.")] = ()
    dns: Annotated[
        tuple[DNSPattern, ...],
        doc(
            "Only these DNS names, of Services and search domains too; without `peers` and `ports`, or beside `fqdns`: asked"
            " of the cluster's DNS.",
            ["*.example.com"],
        ),
    ] = ()
    deny: Annotated[bool, doc("Refuse it, whoever else allows it.")] = False


class Posture(Section, frozen=True):
    """Whether what no rule allows is refused."""

    ingress: Annotated[bool | None, doc("Towards the pods; left out: as soon as a rule allows something.")] = None
    egress: Annotated[bool | None, doc("From the pods; left out: as soon as a rule allows something.")] = None


class Policy(Section, frozen=True):
    """→ CiliumNetworkPolicy, or CiliumClusterwideNetworkPolicy without namespace."""

    name: Annotated[DottedName, doc("Name of the policy.", "longhorn")]
    namespace: Annotated[Name | None, doc("Namespace; left out: the policy is cluster-wide.", "longhorn-system")] = None
    description: Annotated[str | None, doc("Why it is there.")] = None
    pods: Annotated[Selector | None, doc("Pods that it is about; left out: all.", "app=api")] = None
    nodes: Annotated[Selector | None, doc("Nodes that it is about, instead of pods (needs the host firewall).")] = None
    ingress: Annotated[tuple[Rule, ...], doc("What may reach them.")] = ()
    egress: Annotated[tuple[Rule, ...], doc("What they may reach.")] = ()
    default_deny: Annotated[Posture, doc("Whether everything else is refused.")] = field(default_factory=Posture)
