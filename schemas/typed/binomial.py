"""Which standard method gives a printed binomial interval.

A printed end is tested against each method's defining equation, within its rounding, so that
``check`` needs no statistics library (importing one takes longer than all checks together).
``tests/unit/test_binomial.py`` holds these against scipy's quantiles.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

METHODS = (
    "Clopper-Pearson", "mid-P", "Jeffreys", "Wilson", "Wilson with continuity", "Agresti-Coull", "Wald",
    "Wald with continuity",
)  # fmt: skip


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
    for name, tail in TAILS.items():
        above = (events == 0 and bounds[0] <= slack[0]) or _is_root(
            lambda p, t=tail: t(events, people, p), alpha, bounds[0], slack[0]
        )
        below = above and (
            (events == people and bounds[1] >= 1 - slack[1])
            or _is_root(
                lambda p, t=tail: -t(people - events, people, 1 - p), -alpha, bounds[1], slack[1]
            )
        )
        if below:
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

    def score(way: int) -> float:
        """End of Wilson's interval with continuity correction, which R's prop.test prints."""
        root = z * z + 2 * way - 1 / people + 4 * p * (people * (1 - p) - way)
        ends = 2 * events + z * z + way * (1 + z * math.sqrt(max(root, 0)))
        return ends / (2 * (people + z * z))

    return {
        "Wald": (p - wald, p + wald),
        "Wilson": (centre - spread, centre + spread),
        "Wilson with continuity": (
            score(-1) if events else 0.0,
            score(1) if events < people else 1.0,
        ),
        "Agresti-Coull": (centre - adjusted, centre + adjusted),
        "Wald with continuity": (p - corrected, p + corrected),
    }


def _beta(p: float, a: float, b: float) -> float:
    """Probability below ``p`` of a beta distribution, by its continued fraction (Lentz)."""
    if p <= 0 or b <= 0:
        return 0.0
    if p >= 1 or a <= 0:
        return 1.0
    if p > (a + 1) / (a + b + 2):  # where the other tail converges faster
        return 1 - _beta(1 - p, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log_front + a * math.log(p) + b * math.log1p(-p)) / a
    c, d = 1.0, 1 / (1 - (a + b) * p / (a + 1))
    total = d
    for m in range(1, 1_000):
        for step in (
            m * (b - m) * p / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * p / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / (1 + step * d), 1 + step / c
            total *= c * d
        if abs(c * d - 1) < 1e-12:
            break
    return front * total


# by method, the probability of at least so many events of so many people, of whom each has it with p
TAILS: dict[str, Callable[[int, int, float], float]] = {
    "Clopper-Pearson": lambda k, n, p: _beta(p, k, n - k + 1),
    "mid-P": lambda k, n, p: (_beta(p, k, n - k + 1) + _beta(p, k + 1, n - k)) / 2,
    "Jeffreys": lambda k, n, p: _beta(p, k + 0.5, n - k + 0.5),
}


def _is_root(function: Callable[[float], float], alpha: float, bound: float, slack: float) -> bool:
    """Does the rising ``function`` pass alpha/2 within ``slack`` of ``bound``?"""
    return function(bound - slack) <= alpha / 2 <= function(bound + slack)
