"""Releases, their proof and what changed since: one folder of everything, anchored in the log. Asks no network."""
