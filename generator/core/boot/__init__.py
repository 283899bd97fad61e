"""How a tree of Flux Kustomizations comes up, read from the documents that Flux itself will read."""

from generator.core.boot.tree import FluxUnit, Tree, directory, read
from generator.core.boot.world import World, world

__all__ = ["FluxUnit", "Tree", "World", "directory", "read", "world"]
