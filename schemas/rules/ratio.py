"""Ratios: their interval, their p value, and the curves of both arms must tell one story."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from statistics import NormalDist

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import RATIO
from schemas.problem import WARNING
from schemas.rules.reach import with_both_arms
from schemas.rules.rule import Found, compared, only, rule
from schemas.terms import CREDIBLE

NORMAL = NormalDist()
LEVELS = (70, 80, 90, 95, 97.5, 98, 99, 99.5)
# of the half width: stratified intervals lean a little; exact ones and those by profile likelihood lean
# the more, the fewer events there are and the wider they are
LEAN_ALLOWED, LEAN_OF_WIDTH = 0.05, 0.13
P_VALUE = re.compile(r"([<>=≤≥]?) ?(\d*\.?\d+)(?: ?[x×] ?10\^-(\d+))?(?: \(([a-z -]+)\))?")
UNLIKELY, CLEARLY = 0.1, 2.2  # a p value of no difference; standard errors that show one
GUESSED_ERROR = 0.8  # of log(ratio), where no interval is printed


def half_width(e: Estimate) -> float | None:
    """Half of the interval on the log scale; None where there is none."""
    if None in (e.value, e.ci_lower, e.ci_upper) or e.value <= 0:
        return None
    if not 0 < e.ci_lower < e.ci_upper:
        return None
    return (math.log(e.ci_upper) - math.log(e.ci_lower)) / 2


def deviations(level: float) -> float:
    """Standard deviations that an interval of this level (in percent) reaches to each side."""
    return NORMAL.inv_cdf(0.5 + level / 200)


def standard_error(e: Estimate) -> float:
    width = half_width(e)
    return width / e.deviations if width and e.deviations else GUESSED_ERROR


def rounding(e: Estimate) -> float:
    """Most that the rounding of value and ends can move the value on the log scale."""
    return sum(
        e.half_unit(name) / getattr(e, name) / (1 if name == "value" else 2)
        for name in ("value", "ci_lower", "ci_upper")
    )


@rule(
    "ratio-interval-is-balanced",
    "The interval of a ratio reaches about as far down as up on a log scale.",
    level=WARNING,
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.53, unit: ratio, ci_lower: 0.39, ci_upper: 0.72, ci_level: 95}",
    bad="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.58, unit: ratio, ci_lower: 0.39, ci_upper: 0.72, ci_level: 95}",
)
def ratio_interval_is_balanced(e: Estimate, evidence: Evidence) -> Found:
    width = half_width(e)
    if e.effect.scale is not RATIO or width is None or not e.ci_lower < e.value < e.ci_upper:
        return
    if e.row.get("ci_kind") == CREDIBLE:
        return  # what was known before moves it
    centre = (math.log(e.ci_lower) + math.log(e.ci_upper)) / 2
    allowed = max(LEAN_ALLOWED, LEAN_OF_WIDTH * width) * width + rounding(e)
    least, most = (math.exp(centre + way * allowed) for way in (-1, 1))
    yield compared(
        f"the middle of {e.row.get('ci_lower')} to {e.row.get('ci_upper')} on a log scale is "
        f"{math.exp(centre):.3f}, {least:.3f} to {most:.3f} with rounding; printed {e.printed}",
        e,
    )
    if not least <= e.value <= most:
        yield e.problem(
            "value",
            f"lies far from the middle of its interval ({math.exp(centre):.2f} on a log scale).",
            "Check value and both ends in the source; say in `note:` if it is printed so.",
        )


@rule(
    "ratio-interval-wide-enough-for-people",
    "The interval of a hazard ratio is no narrower than if everyone in both groups had had the event.",
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.75, unit: ratio, ci_lower: 0.54, ci_upper: 1.04, ci_level: 95}",
    bad="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.75, unit: ratio, ci_lower: 0.68, ci_upper: 0.83, ci_level: 95}",
    source="Schoenfeld 1983 (the standard error of a log hazard ratio is at least 2 divided by the root of the events)",
)
def ratio_interval_wide_enough_for_people(e: Estimate, evidence: Evidence) -> Found:
    width = half_width(e)
    people = _most_people(e, evidence)
    if e.measure != "hazard_ratio" or not width or not e.deviations or not people:
        return
    if e.row.get("ci_kind") == CREDIBLE:
        return  # what was known before narrows it
    least = e.deviations * 2 / math.sqrt(people)
    printed = width + rounding(e)
    yield compared(
        f"half the interval on a log scale is at least {least:.3f} for {people} people; "
        f"printed {width:.3f}, {printed:.3f} with rounding",
        e,
    )
    if printed < least:
        yield e.problem(
            "ci_lower",
            f"the interval to {e.row.get('ci_upper')} is too narrow for the {people} people of both groups.",
            "Check both ends, the level and the population.",
        )


def _most_people(e: Estimate, evidence: Evidence) -> int | None:
    """People of both groups; of everyone randomised no fewer than the trial says there were."""
    groups = [evidence.sizes.get((e.trial, e.population, arm)) for arm in (e.arm, e.comparator)]
    if None in groups:
        return None
    trial, people = evidence.trials.get(e.trial), evidence.populations.get((e.trial, e.population))
    is_everyone = people is not None and people.get("analysis_set") == "itt"
    randomised = trial.get("n_randomised") if trial and is_everyone else ""
    return max(sum(groups), int(randomised) if randomised.isdigit() else 0)


@rule(
    "p-value-fits-interval",
    "The p value of a ratio is about what its interval gives at the stated level.",
    level=WARNING,
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.75, unit: ratio, ci_lower: 0.55, ci_upper: 1.02, ci_level: 95, p_value: 0.068}",
    bad="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.75, unit: ratio, ci_lower: 0.50, ci_upper: 1.13, ci_level: 95, p_value: 0.0055}",
)
def p_value_fits_interval(e: Estimate, evidence: Evidence) -> Found:
    width, printed = half_width(e), P_VALUE.fullmatch(e.row.get("p_value"))
    if e.measure != "hazard_ratio" or not printed or width is None or not e.deviations:
        return
    sign, digits, power, sides = printed.groups()
    p = float(digits) * 10 ** -int(power or 0)
    if "inferior" in (sides or ""):
        return  # tested against a margin, not against 1
    if not 0 < p < 0.9 or (sign in (">", "≥") and sign):
        return
    # whoever prints one value seldom says whether it has one side or two
    tails = [p] if sides and "one" in sides else [p / 2] if sides else [p / 2, p]
    wanted = [abs(NORMAL.inv_cdf(tail)) for tail in tails]

    def distance(level: float) -> float:
        found = abs(math.log(e.value)) / (width / deviations(level))
        if sign in ("<", "≤"):  # at least so far from 1
            return max(min(wanted) - found, 0)
        return min(abs(found - z) for z in wanted)

    allowed = 0.6 + 0.1 * max(wanted)
    z = abs(math.log(e.value)) / (width / e.deviations)
    yield compared(
        f"log {e.printed} is {z:.2f} standard errors from 0; p {e.row.get('p_value')} is "
        f"{' or '.join(f'{w:.2f}' for w in wanted)}, give or take {allowed:.2f}",
        e,
    )
    is_against = not sides and not sign and p >= UNLIKELY and e.ci_level >= 95 and z >= CLEARLY
    if distance(e.ci_level) <= allowed and not is_against:
        return
    fits = [f"{level:g}%" for level in LEVELS if distance(level) < min(0.3, allowed)]
    hint = f" A {' or '.join(fits)} interval would fit." if fits else ""
    yield e.problem(
        "p_value",
        f"does not fit {e.row.get('value')} with {e.row.get('ci_lower')} to {e.row.get('ci_upper')} at {e.ci_level:g}%.{hint}",
        "Check p value, both ends and the level in the source.",
    )


def with_curves(
    group: list[Estimate], evidence: Evidence
) -> Iterator[tuple[Estimate, Estimate, Estimate]]:
    """Each hazard ratio with its arm's and its comparator's median or rate of one look."""
    ratios = [e for e in only(group, measure="hazard_ratio") if e.value and e.value > 0]
    figures = [
        e
        for e in (only(group, measure=ratios[0].effect.compares) if ratios else ())
        if e.value and e.value > 0 and e.is_exact
    ]
    yield from with_both_arms(ratios, figures, evidence)


@rule(
    "ratio-points-where-curves-do",
    "A hazard ratio below 1 goes with longer times and higher rates in the arm than in the comparator.",
    level=WARNING,
    per="endpoint",
    good="""
os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.6, unit: ratio}
os-a: {arm: a, endpoint: os, effect_measure: median, value: 30, unit: months}
os-b: {arm: b, endpoint: os, effect_measure: median, value: 20, unit: months}
""",
    bad="""
os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.6, unit: ratio}
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}
os-b: {arm: b, endpoint: os, effect_measure: median, value: 30, unit: months}
""",
)
def ratio_points_where_curves_do(group: list[Estimate], evidence: Evidence) -> Found:
    told = set()  # ratios: one cause, one message
    doubtless = _without_doubt(group, evidence)
    for ratio, own, other in with_curves(group, evidence):
        if 0.9 <= ratio.value <= 1.1:
            continue
        yield compared(
            f"{ratio.key} {ratio.printed}; {own.key} {own.printed}, {other.key} {other.printed}",
            ratio,
            own,
            other,
        )
        if points_away(ratio, own, other) and ratio.id not in told | doubtless:
            told.add(ratio.id)
            yield ratio.problem(
                "value",
                f"points the other way than {own.row.get('value')} ({own.key}) against {other.row.get('value')} ({other.key}).",
                "Were the arms swapped in one of them?",
            )


@rule(
    "clear-ratio-points-where-curves-do",
    "A hazard ratio whose interval leaves out 1 never points the other way than all figures of both groups.",
    per="endpoint",
    good="""
os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.6, unit: ratio, ci_lower: 0.45, ci_upper: 0.80, ci_level: 95}
os-a: {arm: a, endpoint: os, effect_measure: median, value: 30, unit: months}
os-b: {arm: b, endpoint: os, effect_measure: median, value: 20, unit: months}
""",
    bad="""
os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.6, unit: ratio, ci_lower: 0.45, ci_upper: 0.80, ci_level: 95}
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}
os-b: {arm: b, endpoint: os, effect_measure: median, value: 30, unit: months}
""",
)
def clear_ratio_points_where_curves_do(group: list[Estimate], evidence: Evidence) -> Found:
    doubtless, told = _without_doubt(group, evidence), set()
    for ratio, own, other in with_curves(group, evidence):
        if not is_clear(ratio):
            continue
        yield compared(
            f"{ratio.key} {ratio.printed}; {own.key} {own.printed}, {other.key} {other.printed}",
            ratio,
            own,
            other,
        )
        if ratio.id in doubtless - told:
            told.add(ratio.id)
            yield ratio.problem(
                "value",
                f"points the other way than {own.row.get('value')} ({own.key}) against {other.row.get('value')} ({other.key}), and its interval leaves no doubt.",
                "One of them is wrong: arms swapped, the ratio turned round, or a figure mistyped. Look which.",
            )


def _without_doubt(group: list[Estimate], evidence: Evidence) -> set[str]:
    """Clear ratios that all figures of both groups contradict: curves that cross contradict by some."""
    away: dict[str, list[bool]] = defaultdict(list)
    for ratio, own, other in with_curves(group, evidence):
        if is_clear(ratio):
            away[ratio.id].append(points_away(ratio, own, other))
    return {ratio for ratio, ways in away.items() if all(ways)}


def is_clear(ratio: Estimate) -> bool:
    """Does its interval leave out 1?"""
    ends = ratio.ci_lower, ratio.ci_upper
    return None not in ends and (ends[1] < 1 or ends[0] > 1)


def points_away(ratio: Estimate, own: Estimate, other: Estimate) -> bool:
    """Do the figures of both arms say, beyond chance, that the other arm did better than the ratio does?"""
    if 0.9 <= ratio.value <= 1.1:
        return False
    slack = 2.0 if own.measure == "landmark_rate" else 0.05 * other.value
    slack = slack * (1 if ratio.look == own.look else 2) + own.half_unit() + other.half_unit()
    gap = own.value - other.value
    return gap > slack if ratio.value > 1 else -gap > slack


@rule(
    "ratio-fits-curves",
    "A hazard ratio is not far from what the medians or rates of both arms give.",
    level=WARNING,
    per="endpoint",
    good="""
os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.6, unit: ratio, ci_lower: 0.45, ci_upper: 0.80, ci_level: 95}
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years, value: 60, unit: percent}
os-b: {arm: b, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years, value: 43, unit: percent}
""",
    bad="""
os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.6, unit: ratio, ci_lower: 0.45, ci_upper: 0.80, ci_level: 95}
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years, value: 90, unit: percent}
os-b: {arm: b, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years, value: 43, unit: percent}
""",
)
def ratio_fits_curves(group: list[Estimate], evidence: Evidence) -> Found:
    told = set()
    for ratio, own, other in with_curves(group, evidence):
        sizes = [evidence.size(own) or 50, evidence.size(other) or 50]
        if own.measure == "median":  # the shape of curves moves medians more than rates
            given = other.value / own.value
            errors = [2.5 / max(n, 1) for n in sizes]
            base = 0.5
        elif max(own.value, other.value) < 100:
            given = math.log(own.value / 100) / math.log(other.value / 100)
            errors = [
                log_log_error(rate.value / 100, n) ** 2
                for rate, n in zip((own, other), sizes, strict=True)
            ]
            base = 0.1
        else:
            continue
        error = math.sqrt(standard_error(ratio) ** 2 + sum(errors))
        allowed = base + 2 * error + (0 if ratio.look == own.look else 0.15)
        least, most = (given * math.exp(way * allowed) for way in (-1, 1))
        yield compared(
            f"{own.printed} ({own.key}) and {other.printed} ({other.key}) give {given:.2f}, or "
            f"{least:.2f} to {most:.2f} by chance; {ratio.key} is {ratio.printed}",
            ratio,
            own,
            other,
        )
        is_told = ratio.id in told or points_away(ratio, own, other)  # as what it is
        if not least <= ratio.value <= most and not is_told:
            told.add(ratio.id)
            yield ratio.problem(
                "value",
                f"is far from {given:.2f}, which {own.row.get('value')} ({own.key}) against {other.row.get('value')} ({other.key}) gives.",
                "Check all three: endpoint, arm, time point and data cut.",
            )


def log_log_error(rate: float, people: int) -> float:
    """Standard error of log(-log(rate)) of a curve without censoring."""
    rate = min(max(rate, 0.02), 0.98)
    return math.sqrt((1 - rate) / (max(people, 1) * rate)) / abs(math.log(rate))
