"""The defining equations agree with the quantiles of a statistics library."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, norm

from schemas.typed.binomial import methods_that_fit


def clopper_pearson(events: int, people: int, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    lower = beta.ppf(tail, events, people - events + 1) if events else 0.0
    upper = beta.ppf(1 - tail, events + 1, people - events) if events < people else 1.0
    return float(lower), float(upper)


def wilson(events: int, people: int, level: float) -> tuple[float, float]:
    z, p = norm.ppf(0.5 + level / 2), events / people
    centre = (p + z * z / (2 * people)) / (1 + z * z / people)
    half = z / (1 + z * z / people) * (p * (1 - p) / people + z * z / (4 * people**2)) ** 0.5
    return max(centre - half, 0), min(centre + half, 1)


def jeffreys(events: int, people: int, level: float) -> tuple[float, float]:
    tail, shape = (1 - level) / 2, (events + 0.5, people - events + 0.5)
    lower = beta.ppf(tail, *shape) if events else 0.0
    return float(lower), float(beta.ppf(1 - tail, *shape)) if events < people else 1.0


def score_with_continuity(events: int, people: int, level: float) -> tuple[float, float]:
    """As R's prop.test gives it (Newcombe 1998, method 4)."""
    z, p = norm.ppf(0.5 + level / 2), events / people
    below, above = (
        z * max(z * z + 2 * way - 1 / people + 4 * p * (people * (1 - p) - way), 0) ** 0.5
        for way in (-1, 1)
    )
    whole = 2 * (people + z * z)
    lower = (2 * events + z * z - 1 - below) / whole if events else 0.0
    upper = (2 * events + z * z + 1 + above) / whole if events < people else 1.0
    return float(max(lower, 0)), float(min(upper, 1))


def rounded(bounds: tuple[float, float], digits: int) -> tuple[float, float]:
    return round(bounds[0], digits), round(bounds[1], digits)


people_and_events = st.integers(1, 2000).flatmap(
    lambda people: st.tuples(st.just(people), st.integers(0, people))
)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.975, 0.99, 0.995])


@settings(max_examples=300, deadline=None)
@given(people_and_events, levels, st.sampled_from([2, 3, 4]))
def test_exact_intervals_are_recognised_at_any_rounding(sizes, level, digits):
    people, events = sizes
    bounds = rounded(clopper_pearson(events, people, level), digits)
    slack = 0.51 * 10**-digits
    assert "Clopper-Pearson" in methods_that_fit(events, people, level, bounds, (slack, slack))


@settings(max_examples=300, deadline=None)
@given(people_and_events, levels, st.sampled_from([2, 3, 4]))
def test_score_intervals_are_recognised_at_any_rounding(sizes, level, digits):
    people, events = sizes
    bounds = rounded(wilson(events, people, level), digits)
    slack = 0.51 * 10**-digits
    assert "Wilson" in methods_that_fit(events, people, level, bounds, (slack, slack))


@settings(max_examples=200, deadline=None)
@given(people_and_events, levels)
def test_intervals_that_other_programs_print_are_recognised(sizes, level):
    people, events = sizes
    slack = (0.00051, 0.00051)
    for method, made in (("Jeffreys", jeffreys), ("Wilson with continuity", score_with_continuity)):
        bounds = rounded(made(events, people, level), 3)
        assert method in methods_that_fit(events, people, level, bounds, slack)


@settings(max_examples=200, deadline=None)
@given(st.integers(20, 500), st.floats(0.1, 0.9), levels)
def test_an_interval_moved_by_a_quarter_of_its_width_fits_no_method(people, share, level):
    events = round(people * share)
    lower, upper = clopper_pearson(events, people, level)
    shift = 0.25 * (upper - lower)
    moved = (lower + shift, upper + shift)
    assert methods_that_fit(events, people, level, moved, (0.0005, 0.0005)) == []


@pytest.mark.parametrize(
    ("events", "people", "lower", "upper"),
    [
        (0, 10, 0.0, 0.3085),
        (10, 10, 0.6915, 1.0),
        (5, 10, 0.1871, 0.8129),
        (1, 100, 0.0003, 0.0545),
    ],
)
def test_known_exact_intervals(events, people, lower, upper):
    assert rounded(clopper_pearson(events, people, 0.95), 4) == (lower, upper)
    fits = methods_that_fit(events, people, 0.95, (lower, upper), (0.00006, 0.00006))
    assert "Clopper-Pearson" in fits
