"""YAML, in and out: the only package of the project that knows the format.

`load` reads plain values, `load_with_places` also says where each one is written; both raise `YamlProblems`
with everything they found. `dump` and `dump_all` write text that every reader understands the same way.
"""

from generator.core.yaml.places import Path, Place
from generator.core.yaml.problems import YamlProblem, YamlProblems
from generator.core.yaml.reader import Document, Limits, load, load_with_places
from generator.core.yaml.scalars import CORE, KUBERNETES, Dialect
from generator.core.yaml.writer import dump, dump_all

__all__ = [
    "CORE",
    "KUBERNETES",
    "Dialect",
    "Document",
    "Limits",
    "Path",
    "Place",
    "YamlProblem",
    "YamlProblems",
    "dump",
    "dump_all",
    "load",
    "load_with_places",
]
