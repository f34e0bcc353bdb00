"""Conversions between printed units and the store's units, and printed precision."""

from __future__ import annotations

from schemas.terms import NOT_STATED

DAYS_PER_MONTH = 30.4375
MONTHS_PER_YEAR = 12
MONTHS_PER = {
    "months": 1.0,
    "years": float(MONTHS_PER_YEAR),
    "weeks": 7 / DAYS_PER_MONTH,
    "days": 1 / DAYS_PER_MONTH,
}


def months(value: float, unit: str) -> float:
    """``value`` in ``unit`` (months, years, weeks or days) as months."""
    return value * MONTHS_PER[unit]


def duration_months(text: str) -> float | None:
    """Months of a duration as typed (``10 years``); None where it is not stated."""
    if not text or text == NOT_STATED:
        return None
    value, unit = text.split(" ")
    return months(float(value), unit.rstrip("s") + "s")


def decimals(printed: str) -> int:
    """Digits after the point of a printed number."""
    return len(printed.partition(".")[2])


def half_unit(printed: str) -> float:
    """Half of the last printed digit: the most that rounding can hide."""
    return 0.5 * 10 ** -decimals(printed)
