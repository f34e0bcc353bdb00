"""Connectors: the only modules that touch the network."""
