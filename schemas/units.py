"""Units as printed: one entry of ``UNITS`` each, with its conversion to the store's unit; and
printed precision."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.terms import NOT_STATED

DAYS_PER_MONTH = 30.4375
MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class Unit:
    """A unit. ``sign`` is what follows a number in it; a time says how many months it has."""

    code: str
    meaning: str
    sign: str
    months: float | None = None

    @property
    def stored(self) -> str:
        """The unit of the store."""
        return self.code if self.months is None else "months"


UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("percent", "per 100", "%"),
        Unit("months", "months", " months", 1.0),
        Unit("years", "years, converted as 12 months", " years", float(MONTHS_PER_YEAR)),
        Unit("weeks", "weeks, converted by days", " weeks", 7 / DAYS_PER_MONTH),
        Unit("days", "days, converted as 1 month = 30.4375 days", " days", 1 / DAYS_PER_MONTH),
        Unit("ratio", "a ratio without unit", ""),
        Unit("people", "people", " people"),
        Unit("points", "points of a questionnaire", " points"),
        Unit(
            "per_100_person_years",
            "per 100 years that people were followed",
            " per 100 person-years",
        ),
        Unit(
            "per_1000_person_years",
            "per 1,000 years that people were followed",
            " per 1,000 person-years",
        ),
    )
}
MEANINGS = {unit.code: unit.meaning for unit in UNITS.values()}
MONTHS_PER = {unit.code: unit.months for unit in UNITS.values() if unit.months is not None}
STORED = tuple(dict.fromkeys(unit.stored for unit in UNITS.values()))


def sign(code: str) -> str:
    """What follows a number in this unit; a unit of a reference's own is written out."""
    return UNITS[code].sign if code in UNITS else f" {code}"


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
