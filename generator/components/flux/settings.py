"""The `flux:` section of the inventory."""

from typing import Any, Literal

from msgspec import Meta, field

from generator.core.model import Annotated, Section, Unordered, doc
from generator.core.release import Chart
from generator.core.scalar import DottedName, Duration, Host, Name, Version

Controller = Literal[
    "source-controller",
    "kustomize-controller",
    "helm-controller",
    "notification-controller",
    "image-reflector-controller",
    "image-automation-controller",
    "source-watcher",
]
FOUR: tuple[Controller, ...] = (
    "source-controller",
    "kustomize-controller",
    "helm-controller",
    "notification-controller",
)
Variable_ = Annotated[str, Meta(pattern=r"^[_A-Za-z][_A-Za-z0-9]*$")]


class Credentials(Section, frozen=True):
    """What opens a private repository."""

    secret: Annotated[
        DottedName, doc("Secret beside Flux: `identity` and `known_hosts`, or `username` and `password`.")
    ]


class Operator(Section, frozen=True):
    """flux-operator, which installs and updates Flux."""

    version: Annotated[Version, doc("Version of the operator's chart.", "0.58.1")]
    chart: Annotated[Chart, doc("Where the chart comes from and how its release is handled.")] = field(
        default_factory=Chart
    )
    values: Annotated[dict[str, Any], doc("Further chart values; a key that the chart never reads is an error.")] = {}


class Decryption(Section, frozen=True):
    """How Flux decrypts what SOPS encrypted."""

    provider: Annotated[Literal["sops"], doc("The only one that Flux has.")] = "sops"
    secret: Annotated[DottedName, doc("Secret beside Flux with the age key (`age.agekey`).")] = DottedName("sops-age")


class Webhook(Section, frozen=True):
    """A push to the repository starts a reconciliation at once → Receiver, route and policy."""

    provider: Annotated[
        Literal[
            "generic", "generic-hmac", "github", "gitlab", "bitbucket", "harbor", "dockerhub", "quay", "gcr", "nexus",
            "acr", "cdevents",
        ],
        doc("Who calls: decides how the call proves itself."),
    ] = "github"  # fmt: skip
    host: Annotated[Host, doc("Host of the receiver; its path is `/hook/`.")] = Host("flux-webhook")
    gateways: Annotated[Unordered[Name], doc("Gateways it is published on; left out: the only one.", ["external"])] = ()
    secret: Annotated[DottedName, doc("Secret beside Flux with the shared `token`.")] = DottedName("webhook-token")
    events: Annotated[tuple[str, ...], doc("Events that start a reconciliation.")] = ("ping", "push")
    kustomizations: Annotated[
        Unordered[Name],
        doc("Kustomizations beside Flux that the call reconciles as well.", ["flux-system"]),
    ] = ()
    annotations: Annotated[dict[str, str], doc("Annotations of the route.")] = {}


class Ui(Section, frozen=True):
    """flux-operator's status page."""

    host: Annotated[Host, doc("Host of the page.", "flux")]
    gateways: Annotated[Unordered[Name], doc("Gateways it is published on; left out: the only one.", ["internal"])] = ()
    annotations: Annotated[dict[str, str], doc("Annotations of the route.")] = {}


class Variable(Section, frozen=True):
    """A value that only the cluster knows: `${NAME}` in hosts, emails, `env`, record targets and `values`."""

    name: Annotated[Variable_, doc("Name between the braces.", "SECRET_DOMAIN")]
    secret: Annotated[DottedName | None, doc("Secret beside Flux whose keys are variables.", "cluster-secrets")] = None
    config_map: Annotated[DottedName | None, doc("ConfigMap beside Flux whose keys are variables.")] = None
    example: Annotated[str | None, doc("Stands in for the value in checks.", "example.com")] = None

    @property
    def stand_in(self) -> str:
        """What checks see instead of the value: a name is legal almost everywhere."""
        return self.example or self.name.lower().replace("_", "-").strip("-")


class Settings(Section, frozen=True):
    """How Flux is installed, finds the tree and applies it."""

    repository: Annotated[str, doc("Address of the Git repository.", "ssh://git@github.com/example/homelab")]
    branch: Annotated[str, Meta(min_length=1), doc("Branch that Flux follows.")] = "main"
    path: Annotated[str, doc("The generated `gitops` directory seen from the root of the repository.")] = "gitops"
    credentials: Annotated[Credentials | None, doc("What opens a private repository; required with ssh.")] = None
    install: Annotated[
        Literal["operator", "bootstrap", "existing"],
        doc("Who installs Flux: flux-operator, `flux bootstrap`, or nobody here (only Kustomizations are written)."),
    ] = "operator"
    operator: Annotated[Operator | None, doc("flux-operator; required with `install: operator`.")] = None
    version: Annotated[
        str, Meta(min_length=1), doc("Version of Flux, or a range that the operator follows.", "2.9.x")
    ] = "2.x"
    components: Annotated[
        tuple[Controller, ...], doc("Controllers of Flux.", ["source-controller", "kustomize-controller"])
    ] = FOUR
    network_policy: Annotated[bool, doc("Flux's own NetworkPolicies.")] = True
    instance: Annotated[dict[str, Any], doc("Merged over the spec of the FluxInstance.", {"storage": {}})] = {}
    source: Annotated[Name, doc("Name of the GitRepository that every Kustomization refers to.")] = Name("flux-system")
    namespace: Annotated[Name, doc("Namespace of Flux and of all its objects.")] = Name("flux-system")
    interval: Annotated[Duration, doc("How often each unit is applied again.")] = Duration("1h")
    retry_interval: Annotated[Duration, doc("How soon a failed unit is tried again.")] = Duration("1m")
    timeout: Annotated[Duration, doc("How long a unit may take to become ready.")] = Duration("5m")
    after: Annotated[
        dict[str, tuple[Name, ...]],
        doc("Kustomizations outside this tree that a unit waits for.", {"gateway-api-cert-manager": ["stores"]}),
    ] = {}
    decryption: Annotated[Decryption | None, doc("Decrypt SOPS files; `{}` takes the usual names.")] = None
    webhook: Annotated[Webhook | None, doc("Reconcile on push instead of waiting for the next interval.")] = None
    ui: Annotated[Ui | None, doc("Publish flux-operator's status page.")] = None
    variables: Annotated[
        tuple[Variable, ...], doc("Values that only the cluster knows; of a key in two sources the later one counts.")
    ] = ()
