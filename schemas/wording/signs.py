"""Signs that the font of pictures is known to hold; a test looks at each of them."""

from __future__ import annotations

_LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x1E00, 0x1E96), *range(0x1EA0, 0x1EFA))
_GREEK = (*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x3B1, 0x3CA))
DRAWN = frozenset(map(chr, (*_LATIN, *_GREEK))) | set("–—‘’“”•…€≤≥→←↑↓●■▲▼−")


def not_drawn(text: str) -> str:
    """The first sign of ``text`` that a picture may not be able to show; empty if it shows all."""
    return "" if text.isascii() else next((sign for sign in text if sign not in DRAWN), "")
