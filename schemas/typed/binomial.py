"""Which standard method gives a printed binomial interval.

A printed end is tested against each method's defining equation, within its rounding, so that
``check`` needs no statistics library (importing one takes longer than all checks together).
``tests/unit/test_binomial.py`` holds these against scipy's quantiles.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

METHODS = ("Clopper-Pearson", "mid-P", "Wilson", "Agresti-Coull", "Wald", "Wald with continuity")


def methods_that_fit(
    events: int,
    people: int,
    level: float,
    bounds: tuple[float, float],
    slack: tuple[float, float],
) -> list[str]:
    """Methods whose interval for ``events`` of ``people`` has these bounds, ``slack`` apart.

    ``level``, ``bounds`` and ``slack`` are fractions (0.95, not 95).
    """
    alpha = 1 - level
    fits = [
        name
        for name, (lower, upper) in _closed_forms(events, people, alpha).items()
        if abs(max(lower, 0) - bounds[0]) <= slack[0] and abs(min(upper, 1) - bounds[1]) <= slack[1]
    ]
    for name, weight in (("Clopper-Pearson", 1.0), ("mid-P", 0.5)):
        above = _is_root(
            lambda p, w=weight: _tail(events, people, p, w), alpha, bounds[0], slack[0]
        )
        below = _is_root(
            lambda p, w=weight: -_tail(people - events, people, 1 - p, w),
            -alpha,
            bounds[1],
            slack[1],
        )
        if (above or (events == 0 and bounds[0] <= slack[0])) and (
            below or (events == people and bounds[1] >= 1 - slack[1])
        ):
            fits.append(name)
    return fits


def _closed_forms(events: int, people: int, alpha: float) -> dict[str, tuple[float, float]]:
    z = NormalDist().inv_cdf(1 - alpha / 2)
    p = events / people
    wald = z * math.sqrt(p * (1 - p) / people)
    centre = (p + z * z / (2 * people)) / (1 + z * z / people)
    spread = z / (1 + z * z / people) * math.sqrt(p * (1 - p) / people + z * z / (4 * people**2))
    adjusted = z * math.sqrt(centre * (1 - centre) / (people + z * z))
    corrected = wald + 1 / (2 * people)
    return {
        "Wald": (p - wald, p + wald),
        "Wilson": (centre - spread, centre + spread),
        "Agresti-Coull": (centre - adjusted, centre + adjusted),
        "Wald with continuity": (p - corrected, p + corrected),
    }


def _tail(events: int, people: int, p: float, weight: float) -> float:
    """Probability of at least ``events`` of ``people``; the first term counts by ``weight``."""
    if p <= 0:
        return 0.0 if events else weight
    if p >= 1:
        return 1.0 if events < people else weight
    log_term = (
        math.lgamma(people + 1)
        - math.lgamma(events + 1)
        - math.lgamma(people - events + 1)
        + events * math.log(p)
        + (people - events) * math.log1p(-p)
    )
    term = math.exp(log_term)
    total, odds = weight * term, p / (1 - p)
    for k in range(events, people):
        term *= (people - k) / (k + 1) * odds
        total += term
        if term < 1e-15 * total:
            break
    return total


def _is_root(function: Callable[[float], float], alpha: float, bound: float, slack: float) -> bool:
    """Does the rising ``function`` pass alpha/2 within ``slack`` of ``bound``?"""
    return function(bound - slack) <= alpha / 2 <= function(bound + slack)
