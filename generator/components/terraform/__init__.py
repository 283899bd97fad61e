"""Terraform: the DNS account and the numbers of the network, as JSON that Terraform and OpenTofu read."""

from generator.components.terraform import checks
from generator.components.terraform.emit import emit
from generator.components.terraform.settings import Settings
from generator.core.component import Component
from generator.core.judgement import checks_of

COMPONENT = Component[Settings](
    name="terraform",
    settings=Settings,
    requires=("pools", "bgp", "external-dns", "cert-manager"),
    emit=emit,
    checks=checks_of(checks),
)

__all__ = ["COMPONENT", "Settings"]
