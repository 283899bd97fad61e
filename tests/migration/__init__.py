"""Migrations, as files: an inventory and sources in, Markdown out."""
