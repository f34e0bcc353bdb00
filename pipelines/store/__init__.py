"""The checked tables as a DuckDB file with its published views. Knows nothing of how pages show them."""
