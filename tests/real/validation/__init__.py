"""The validation script against a real API server, with the real kubectl."""
