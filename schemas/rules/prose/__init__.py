"""Rules of what editors write: claims, and words around the figures that they bind."""

from schemas.rules.prose import words, style, approval, claims, kinds  # noqa: F401, I001
from schemas.rules.prose import shares, groups, times, endpoints, charts, harms, people  # noqa: F401
from schemas.rules.prose import beyond  # noqa: F401
