"""Why a field of a real repository may differ from ours: the closed lists that `differences.yaml` chooses from."""

from enum import StrEnum


class Reason(StrEnum):
    """One word per reason; `docs/reality.md` prints the sentence."""

    DEAD_KEY = "dead-key"
    DEFAULT_WRITTEN_OUT = "default-written-out"
    FOREIGN_CONTROLLER = "foreign-controller"
    OLDER_THAN_SUPPORTED = "older-than-supported"
    PLACEHOLDER = "placeholder"
    OURS_BY_DESIGN = "ours-by-design"
    APPLICATION_OWNED = "application-owned"
    NOT_NETWORK = "not-network"
    REFUSED = "refused"


class Decision(StrEnum):
    """Which decision of ours an `ours-by-design` difference follows; required with that reason and only there."""

    OWN_MONITORS = "own-monitors"
    ROLL_OUT = "roll-out"
    CAPABILITIES = "capabilities"
    CURRENT_SPELLING = "current-spelling"
    RECEIVER_RESOURCES = "receiver-resources"
    ROUTE_SECTION = "route-section"
    DEFAULT_SECURITY = "default-security"
    NO_EFFECT = "no-effect"
    DNS_BESIDE_NAMES = "dns-beside-names"


SENTENCES: dict[Reason, str] = {
    Reason.DEAD_KEY: "no template of that chart version reads the value; `gen build` refuses what has no effect",
    Reason.DEFAULT_WRITTEN_OUT: "upstream does the same without it, in a place that the table of defaults cannot compare",
    Reason.FOREIGN_CONTROLLER: "the field configures a controller other than the ones of this tree",
    Reason.OLDER_THAN_SUPPORTED: "the version is older than the oldest one that is supported",
    Reason.PLACEHOLDER: "the repository hides the value behind a placeholder; ours is invented",
    Reason.OURS_BY_DESIGN: "we write the same intent in another way; the decision is named",
    Reason.APPLICATION_OWNED: "the object belongs to an application, which brings it itself",
    Reason.NOT_NETWORK: "the field says nothing about the network",
    Reason.REFUSED: "upstream says that it does not work; `gen build` refuses it, `gen explain` says why",
}
DECISIONS: dict[Decision, str] = {
    Decision.OWN_MONITORS: "monitors are manifests of the tree, so that the CNI never needs Prometheus' CRDs",
    Decision.ROLL_OUT: "every part of Cilium is rolled out when its configuration changes",
    Decision.CAPABILITIES: "agent capabilities follow the distribution",
    Decision.CURRENT_SPELLING: "an older spelling that upstream still reads; ours is the one it documents",
    Decision.RECEIVER_RESOURCES: "the webhook reconciles the source; everything else follows from its revision",
    Decision.ROUTE_SECTION: "a route names the listeners that it attaches to",
    Decision.DEFAULT_SECURITY: "the safer value is the default",
    Decision.DNS_BESIDE_NAMES: "a rule by names comes with the DNS rule that makes their addresses known",
    Decision.NO_EFFECT: "an object that nothing reads, because nothing refers to it or its feature is off, is not written",
}
