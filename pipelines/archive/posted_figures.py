"""The figures that a registry record posts, in the words of our vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from pipelines.archive.posted_words import (
    assessor,
    confirmation,
    counts_others,
    is_middle,
    is_other_part,
    state,
    timepoint,
    unit_of,
    why_na,
)
from pipelines.sources.study import Analysis, Class, Denominator, Group, Outcome, Study
from schemas import units
from schemas.endpoints import Endpoint, Endpoints
from schemas.measures import MEASURES, TIME, Measure
from schemas.units import DAYS_PER_MONTH

_LEVEL = re.compile(r"(?<![0-9.])([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?|-?\.[0-9]{1,12}")
# a logarithm, or what is left over: no ratio
_NO_RATIO = re.compile(r"\blog(?!istic|[- ]?rank)|\bln\b|\breduction\b", re.IGNORECASE)
_COUNT = re.compile(r"[0-9]{1,9}")
SHORTEST_MONTH, LONGEST_MONTH = 30, 30.5  # days


@dataclass(frozen=True)
class Figure:
    """One posted figure. ``value``, ``lower``, ``upper`` are as posted; ``groups`` are ids."""

    nct: str
    outcome: int  # its number in the record, from 1
    title: str
    row: str  # heading of the row inside the outcome, if it has several
    endpoint: str
    measure: str
    unit: str  # percent, fraction, months, years, weeks, days, ratio, people
    value: str
    lower: str
    upper: str
    level: str
    groups: tuple[Group, ...]
    n: int | None
    timepoint_months: float | None
    assessor: str
    people: str  # who was analysed, in the registry's words
    state: str = ""  # whom a share of time to an event counts: event, event_free; empty if unsure
    unit_as_posted: str = ""
    comment: str = ""  # of the registry on this number
    confirmed: str = ""  # were responses confirmed: yes, no; empty where it does not say

    @property
    def is_understood(self) -> bool:
        printed = [n for n in (self.value, self.lower, self.upper) if re.search(r"\d", n)]
        if not (self.unit and self.measure) or not all(map(_NUMBER.fullmatch, printed)):
            return False
        return self.unit != "fraction" or all(float(n) <= 1 for n in printed)

    @property
    def is_not_reached(self) -> bool | None:
        """Is its value NA because it was not reached? None where the reason is another, or unsure."""
        if re.search(r"\d", self.value):
            return False
        return why_na(self.comment)

    @property
    def place(self) -> str:
        row = f", {self.row}" if self.row else ""
        return f"outcome {self.outcome} ({self.title}{row})"

    def convert(self, text: str, unit: str) -> tuple[float, float] | None:
        """A number of this figure in ``unit``, and what its rounding may hide.

        A month has 30 to 30.5 days, as houses reckon: that may hide something, too.
        """
        if not _NUMBER.fullmatch(text):
            return None
        number, half = float(text), units.half_unit(text)
        if self.unit in units.MONTHS_PER and unit in units.MONTHS_PER:
            factor = units.MONTHS_PER[self.unit] / units.MONTHS_PER[unit]
            if {self.unit, unit} & {"days", "weeks"} and {self.unit, unit} & {"months", "years"}:
                least, most = DAYS_PER_MONTH / LONGEST_MONTH, DAYS_PER_MONTH / SHORTEST_MONTH
                if self.unit in ("months", "years"):
                    least, most = 1 / most, 1 / least
                middle = (least + most) / 2
                return number * factor * middle, half * factor + number * factor * (most - middle)
        elif self.unit == unit == "people":
            factor, half = 1.0, 0.0
        elif unit == "percent" and self.unit == "fraction":
            factor = 100.0
        elif unit == "percent" and self.unit == "people" and self.n:
            factor, half = 100 / self.n, 0.0
        elif self.unit == unit:
            factor = 1.0
        else:
            return None
        return number * factor, half * factor


def figures(study: Study, endpoints: Endpoints) -> Iterator[Figure]:
    """Every posted figure of a recognised endpoint."""
    given = {
        arm.label.lower(): "; ".join(arm.intervention_names)
        for arm in study.protocol_section.arms_interventions_module.arm_groups
    }
    for number, outcome in enumerate(study.outcomes, start=1):
        groups = {
            group.id: msgspec.structs.replace(
                group, interventions=given.get(group.title.lower(), "")
            )
            for group in outcome.groups
        }
        yield from _figures_of(study.nct, number, outcome, groups, endpoints)


def _figures_of(
    nct: str, number: int, outcome: Outcome, groups: dict[str, Group], endpoints: Endpoints
) -> Iterator[Figure]:
    recognise = endpoints.recognise
    whole = recognise(outcome.title)
    unit = unit_of(outcome)

    def figure(
        row: str,
        endpoint: str,
        measure: str,
        unit: str,
        values: tuple[str, str, str],
        level: str,
        ids: tuple[str, ...],
        n: int | None,
        state: str = "",
        comment: str = "",
    ) -> Figure:
        return Figure(
            nct,
            number,
            outcome.title,
            row,
            endpoint,
            measure,
            unit,
            *(value.strip() for value in values),
            level,
            tuple(groups[id] for id in ids if id in groups),
            n,
            timepoint(row, outcome),
            assessor(row, outcome),
            outcome.population_description,
            state,
            outcome.unit_of_measure,
            comment,
            confirmation(row, outcome),
        )

    level = (
        _LEVEL.search(outcome.dispersion_type) if "onfidence" in outcome.dispersion_type else None
    )
    for part in outcome.classes:
        for category in part.categories:
            row = ", ".join(title for title in (part.title, category.title) if title)
            # in a table of best responses the row names the endpoint, not the title
            named = endpoints.of_row(category.title) or endpoints.of_row(part.title)
            endpoint = named or whole
            if not endpoint or counts_others(category.title or part.title):
                continue
            says = state(row, outcome) if endpoints[endpoint].is_timed else ""
            for m in category.measurements:
                n = people(m.group_id, part, outcome.denoms)
                has_interval = level is not None
                yield figure(
                    row,
                    endpoint,
                    measure_of(outcome, endpoints[endpoint], unit, row) if unit else "",
                    unit,
                    (
                        m.value,
                        m.lower_limit if has_interval else "",
                        m.upper_limit if has_interval else "",
                    ),
                    level.group(1) if level else "",
                    (m.group_id,),
                    n,
                    says,
                    m.comment,
                )
    if not whole:
        return
    for analysis in outcome.analyses:
        measure = contrast(analysis)
        if measure:
            yield figure(
                analysis.group_description
                if timepoint(analysis.group_description, Outcome())
                else "",
                whole,
                measure.code,
                unit if unit in _units(measure) else measure.units[0],
                (analysis.param_value, *analysis.ends),
                analysis.ci_pct_value,
                analysis.group_ids,
                _all_people(analysis, outcome),
            )


def _units(measure: Measure) -> tuple[str, ...]:
    return (*measure.units, "fraction") if "percent" in measure.units else measure.units


def contrast(analysis: Analysis) -> Measure | None:
    """Effect measure of a comparison; None for those the vocabulary does not hold."""
    if not analysis.param_value or _NO_RATIO.search(analysis.param_type):
        return None
    contrasts = (measure for measure in MEASURES.values() if measure.is_contrast)
    return _posted_as(analysis.param_type, contrasts)


def _posted_as(words: str, measures: Iterable[Measure]) -> Measure | None:
    """The first measure that a registry posts under such a type."""
    posted = (measure for measure in measures if measure.posted_as)
    return next((m for m in posted if re.search(m.posted_as, words, re.IGNORECASE)), None)


def measure_of(outcome: Outcome, endpoint: Endpoint, unit: str, row: str = "") -> str:
    """Effect measure of a posted number. Means of times have no place in the vocabulary."""
    if unit in units.MONTHS_PER:
        if is_other_part(row):
            return ""
        is_told = outcome.param_type == "NUMBER" and is_middle(f"{row} {outcome.title}")
        times = (measure for measure in MEASURES.values() if measure.scale is TIME)
        found = _posted_as("MEDIAN" if is_told else outcome.param_type, times)
        return found.code if found else ""
    if unit == "people":
        return "count"
    return "landmark_rate" if endpoint.is_timed else "proportion"


def people(group: str, part: Class, denominators: tuple[Denominator, ...]) -> int | None:
    """Participants of a group behind a row."""
    for denominator in (*part.denoms, *denominators):
        if denominator.units.lower() in ("participants", ""):
            for count in denominator.counts:
                if count.group_id == group and _COUNT.fullmatch(count.value):
                    return int(count.value)
    return None


def _all_people(analysis: Analysis, outcome: Outcome) -> int | None:
    counts = [people(group, Class(), outcome.denoms) for group in analysis.group_ids]
    return sum(counts) if counts and None not in counts else None
