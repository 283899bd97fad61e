"""The `security:` section of the inventory."""

from typing import Literal

from msgspec import Meta, field

from generator.components.security.policy import Policy, Rule
from generator.core.model import DERIVED, Annotated, Derived, Section, Unordered, doc
from generator.core.net import Network
from generator.core.scalar import DottedName, Name
from generator.core.selector import Selector


class CIDRGroup(Section, frozen=True):
    """Networks under one name → CiliumCIDRGroup."""

    name: Annotated[DottedName, doc("Name of the group.", "partners")]
    cidrs: Annotated[tuple[Network, ...], Meta(min_length=1), doc("Networks.", ["203.0.113.0/24"])]
    except_: Annotated[tuple[Network, ...], doc("Parts of them that are not meant.")] = ()


class Allowed(Section, frozen=True):
    """What zero trust lets through beyond the usual."""

    ingress: Annotated[tuple[Rule, ...], doc("What may reach the pods.")] = ()
    egress: Annotated[tuple[Rule, ...], doc("What the pods may reach.")] = ()


class ZeroTrust(Section, frozen=True):
    """Namespaces in which nothing passes that is not said → policies that select them by label."""

    name: Annotated[Name, doc("Name of the set.", "production")]
    namespaces: Annotated[
        Selector,
        doc("Namespaces, by their labels; by name as in the example.", "kubernetes.io/metadata.name in (shop,billing)"),
    ]
    allow: Annotated[
        Allowed, doc("What passes beyond DNS (`dns` says which names), the own namespace, gateways and monitoring.")
    ] = field(default_factory=Allowed)


class Settings(Section, frozen=True):
    """Who may talk to whom."""

    default_deny: Annotated[
        Literal["none", "audit", "enforce"],
        doc("Refuse what nothing allows, in the whole cluster; audit: only say what would be refused."),
    ] = "none"
    exempt: Annotated[
        Derived[Unordered[Name]],
        doc(
            "Namespaces that the default deny never touches, nor a `dns` list that names no namespace.",
            ["kube-system", "flux-system"],
        ),
    ] = DERIVED
    namespaces: Annotated[
        Unordered[Name],
        doc(
            "Namespaces of applications whose own pods keep talking to one another under the default deny; a direction that "
            "`policies` say for pods follows these alone."
        ),
    ] = ()
    cidr_groups: Annotated[Unordered[CIDRGroup], doc("Networks under a name; `internet` and `private` exist.")] = ()
    policies: Annotated[Unordered[Policy], doc("Policies of the platform.")] = ()
    zero_trust: Annotated[Unordered[ZeroTrust], doc("Sets of namespaces in which nothing is open.")] = ()
    alerts: Annotated[Derived[bool], doc("Alerts about refused traffic; left out: with `monitoring`.")] = DERIVED
