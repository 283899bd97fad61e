"""Generated router files against the BGP engine inside Cilium, in network namespaces."""
