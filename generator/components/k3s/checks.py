"""What the configuration of k3s nodes can still get wrong."""
