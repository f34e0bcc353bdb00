"""The exact (Clopper-Pearson) interval of a share."""

from __future__ import annotations


def exact_interval(events: int, people: int, level: float = 95.0) -> tuple[float, float]:
    """Lower and upper end, as fractions, for ``events`` of ``people``."""
    from scipy.special import betaincinv  # half the import time of scipy.stats

    alpha = 1 - level / 100
    lower = betaincinv(events, people - events + 1, alpha / 2) if events else 0.0
    upper = betaincinv(events + 1, people - events, 1 - alpha / 2) if events < people else 1.0
    return float(lower), float(upper)
