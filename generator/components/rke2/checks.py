"""What the configuration of RKE2 nodes can still get wrong."""
