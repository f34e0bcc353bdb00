"""Connectors to public registries and libraries: the only modules that touch the network. They know no curated file."""
