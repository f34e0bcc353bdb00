"""Values and words as readers see them. Knows no page and no file."""
