"""The figures that a registry record posts, in the words of our vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from pipelines.endpoints import TIME_TO_EVENT, recognise
from pipelines.sources.study import Analysis, Class, Denominator, Group, Outcome, Study
from schemas import units

MEASURE_OF_ANALYSIS = (
    (r"hazard", "hazard_ratio"),
    (r"odds ratio", "odds_ratio"),
    (r"(?:risk )?difference.*(?:%|percent|rate|proportion)|risk difference", "rate_difference"),
)
_TIME = re.compile(r"\b(month|year|week|day)s?\b", re.IGNORECASE)
_PERCENT = re.compile(r"percent|%", re.IGNORECASE)
_FRACTION = re.compile(r"\b(?:proportion|fraction|probability)\b", re.IGNORECASE)
_PEOPLE = re.compile(
    r"^(?:count of )?(?:number of )?(?:participants?|patients?|subjects?|people)\b", re.IGNORECASE
)
_LEVEL = re.compile(r"(\d+(?:\.\d+)?) ?%")
_AT = re.compile(
    r"\b(\d+(?:\.\d+)?)[- ]?(month|year|week|day)s?\b|\b(month|year|week|day) (\d+)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:up to|through|until|from|approximately|average|assessed|every)\b", re.IGNORECASE
)
_INDEPENDENT = re.compile(
    r"\b[Ii]ndependent|\bB?ICR\b|\bIRC\b|\bIRRC\b|\bIRF\b|\b[Cc]entral(?:ly)?\b"
)
_INVESTIGATOR = re.compile(r"\b[Ii]nvestigator")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|-?\.\d+")


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

    @property
    def place(self) -> str:
        row = f", {self.row}" if self.row else ""
        return f"outcome {self.outcome} ({self.title}{row})"

    def convert(self, text: str, measure: str, unit: str) -> tuple[float, float] | None:
        """A number of this figure as ``measure`` in ``unit``, and what its rounding may hide."""
        if not _NUMBER.fullmatch(text):
            return None
        number, half = float(text), units.half_unit(text)
        if measure == "median" and self.unit in units.MONTHS_PER:
            factor = units.MONTHS_PER[self.unit] / units.MONTHS_PER[unit]
        elif measure == "count" and self.unit == unit == "people":
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


def figures(study: Study) -> Iterator[Figure]:
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
        yield from _figures_of(study.nct, number, outcome, groups)


def _figures_of(
    nct: str, number: int, outcome: Outcome, groups: dict[str, Group]
) -> Iterator[Figure]:
    whole = recognise(outcome.title)
    unit = unit_of(outcome)

    def figure(row: str, endpoint: str, measure: str, unit: str, values: tuple[str, str, str], level: str,
               ids: tuple[str, ...], n: int | None) -> Figure:  # fmt: skip
        return Figure(
            nct, number, outcome.title, row, endpoint, measure, unit, *values, level,
            tuple(groups[id] for id in ids if id in groups), n, timepoint(row, outcome),
            assessor(row, outcome), outcome.population_description,
        )  # fmt: skip

    level = (
        _LEVEL.search(outcome.dispersion_type) if "onfidence" in outcome.dispersion_type else None
    )
    for part in outcome.classes:
        for category in part.categories:
            row = ", ".join(title for title in (part.title, category.title) if title)
            # in a table of best responses the row names the endpoint, not the title
            endpoint = recognise(category.title) or recognise(part.title) or whole
            if not endpoint or not unit:
                continue
            for m in category.measurements:
                n = people(m.group_id, part, outcome.denoms)
                has_interval = level is not None
                yield figure(
                    row, endpoint, measure_of(outcome, endpoint, unit), unit,
                    (m.value, m.lower_limit if has_interval else "", m.upper_limit if has_interval else ""),
                    level.group(1) if level else "", (m.group_id,), n,
                )  # fmt: skip
    if not whole:
        return
    for analysis in outcome.analyses:
        measure = contrast(analysis)
        if measure:
            yield figure(
                analysis.group_description if timepoint(analysis.group_description, Outcome()) else "",
                whole, measure, "percent" if measure == "rate_difference" else "ratio",
                (analysis.param_value, analysis.ci_lower_limit, analysis.ci_upper_limit),
                analysis.ci_pct_value, analysis.group_ids, _all_people(analysis, outcome),
            )  # fmt: skip


def contrast(analysis: Analysis) -> str:
    """Effect measure of a comparison; empty for those the vocabulary does not hold."""
    if not analysis.param_value or re.search(r"\blog\b", analysis.param_type, re.IGNORECASE):
        return ""
    return next(
        (
            code
            for words, code in MEASURE_OF_ANALYSIS
            if re.search(words, analysis.param_type, re.IGNORECASE)
        ),
        "",
    )


def unit_of(outcome: Outcome) -> str:
    printed = outcome.unit_of_measure
    if _PERCENT.search(printed):
        return "percent"
    if _FRACTION.search(printed):
        return "fraction"
    if outcome.param_type == "COUNT_OF_PARTICIPANTS" or _PEOPLE.search(printed):
        return "people"
    time = _TIME.search(printed)
    return f"{time.group(1).lower()}s" if time else ""


def measure_of(outcome: Outcome, endpoint: str, unit: str) -> str:
    """Effect measure of a posted number. Means of times have no place in the vocabulary."""
    if unit in units.MONTHS_PER:
        return "median" if outcome.param_type == "MEDIAN" else ""
    if unit == "people":
        return "count"
    return "landmark_rate" if endpoint in TIME_TO_EVENT else "proportion"


def people(group: str, part: Class, denominators: tuple[Denominator, ...]) -> int | None:
    """Participants of a group behind a row."""
    for denominator in (*part.denoms, *denominators):
        if denominator.units.lower() in ("participants", ""):
            for count in denominator.counts:
                if count.group_id == group and count.value.isdigit():
                    return int(count.value)
    return None


def _all_people(analysis: Analysis, outcome: Outcome) -> int | None:
    counts = [people(group, Class(), outcome.denoms) for group in analysis.group_ids]
    return sum(counts) if counts and None not in counts else None


def timepoint(row: str, outcome: Outcome) -> float | None:
    """Months of "at 12 months" in a row's heading, the title, or a time frame that is a point."""
    for text, is_frame in ((row, False), (outcome.title, False), (outcome.time_frame, True)):
        if is_frame and _UNTIL.search(text):
            continue
        found = {_months(match) for match in _AT.finditer(text)}
        if len(found) == 1:
            return found.pop()
    return None


def _months(match: re.Match[str]) -> float:
    number, unit = match.group(1) or match.group(4), match.group(2) or match.group(3)
    return round(units.months(float(number), unit.lower() + "s"), 2)


def assessor(row: str, outcome: Outcome) -> str:
    """``independent``, ``investigator``, or empty where the words name both or neither."""
    # a row's heading or a title that names one settles it; descriptions often name both
    texts = (row, outcome.title, f"{outcome.title}. {outcome.description}")
    return next((found for found in map(_judge, texts) if found), "")


def _judge(words: str) -> str:
    is_independent, is_investigator = _INDEPENDENT.search(words), _INVESTIGATOR.search(words)
    if bool(is_independent) == bool(is_investigator):
        return ""
    return "independent" if is_independent else "investigator"
