"""Secrets: where those come from that other sections refer to."""

from generator.components.secrets import checks
from generator.components.secrets.link import link
from generator.components.secrets.offers import offer
from generator.components.secrets.settings import Settings
from generator.components.secrets.table import Row, secrets_table
from generator.core.component import Component
from generator.core.judgement import checks_of

COMPONENT = Component[Settings](name="secrets", settings=Settings, offer=offer, link=link, checks=checks_of(checks))

__all__ = ["COMPONENT", "Row", "Settings", "secrets_table"]
