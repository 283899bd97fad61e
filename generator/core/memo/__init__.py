"""What the steps of a compilation made of what they read, cluster after cluster.

Clusters of a fleet differ in little. A step (a component's offers, a check, a rule, …) is run with a context that
writes down every read with the value it gave; for the next cluster, if all of those reads give the same, so does the
step. To make that comparison one of identities, equal values are made one object first: the memo is where they are kept.
Sameness is strict (`core.memo.same`), and whatever cannot be remembered soundly raises `Forgotten`: the cluster is
then compiled as if it were alone.
"""

from generator.core.memo.step import Forgotten
from generator.core.memo.store import Memo, kept

__all__ = ["Forgotten", "Memo", "kept"]
