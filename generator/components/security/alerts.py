"""Alerts about refused traffic."""

from __future__ import annotations

from generator.core.offer import Alert

ALERTS: tuple[Alert, ...] = ()
