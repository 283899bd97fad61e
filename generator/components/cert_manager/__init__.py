"""cert-manager: who signs, and what is signed."""

from generator.components.cert_manager import checks, resolve, rules
from generator.components.cert_manager.emit import certificate_manifest, emit
from generator.components.cert_manager.flows import CHALLENGE, SOLVER_PORT, SOLVERS, controller_of
from generator.components.cert_manager.offers import offer
from generator.components.cert_manager.resolve import SHORTLIVED, apex_and_wildcard, only_issuer
from generator.components.cert_manager.settings import Certificate, Issuer, Key, Settings
from generator.core.component import Component
from generator.core.derivation import derivations_of
from generator.core.judgement import checks_of, rules_of

COMPONENT = Component[Settings](
    name="cert-manager",
    settings=Settings,
    requires=("flux",),
    derivations=derivations_of(resolve),
    offer=offer,
    emit=emit,
    checks=checks_of(checks),
    rules=rules_of(rules),
)

__all__ = [
    "CHALLENGE",
    "COMPONENT",
    "SHORTLIVED",
    "SOLVERS",
    "SOLVER_PORT",
    "Certificate",
    "Issuer",
    "Key",
    "Settings",
    "apex_and_wildcard",
    "certificate_manifest",
    "controller_of",
    "only_issuer",
]
