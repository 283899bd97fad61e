"""Rules on the object graph, by what they are about."""
