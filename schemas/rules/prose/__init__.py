"""Rules of what editors write: claims, and words around the figures that they bind."""

from schemas.rules.prose import words, style, approval, claims, alike, kinds  # noqa: F401, I001
from schemas.rules.prose import shares, groups, times, endpoints, charts, harms, people, looks  # noqa: F401
