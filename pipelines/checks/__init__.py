"""Judges what was read: form, references, rules. Writes nothing and knows no store, page or network."""
