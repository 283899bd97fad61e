"""The parts of the `cilium:` section, by theme."""
