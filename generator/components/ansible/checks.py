"""What the `ansible:` section can still get wrong."""
