"""Charts to embed: catalogue, files in every format, snippets, frozen copies. Draws nothing itself."""
