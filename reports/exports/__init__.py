"""Published tables as files for other programs. Knows no page."""
