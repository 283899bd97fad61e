"""Tests that hand what we compile to the programs that will read it."""
