"""What stands beside value and interval: a second interval, ranges of people, a p of interaction."""

from __future__ import annotations

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import TIME
from schemas.rules.rule import Found, compared, rule
from schemas.units import duration_months, months

MEDIAN = "effect_measure: median, value: 20, unit: months"
RATIO = "endpoint: os, effect_measure: hazard_ratio, value: 0.8, unit: ratio, ci_lower: 0.6, ci_upper: 1.05, ci_level: 95"


@rule(
    "second-interval-fits",
    "Of two intervals of one figure that of the higher level is the wider.",
    good=f"os-hr: {{arm: a, comparator: b, {RATIO}, second_ci_lower: 0.66, second_ci_upper: 0.97, second_ci_level: 80}}",
    bad=f"os-hr: {{arm: a, comparator: b, {RATIO}, second_ci_lower: 0.56, second_ci_upper: 1.17, second_ci_level: 80}}",
)
def second_interval_fits(e: Estimate, evidence: Evidence) -> Found:
    names = ("second_ci_lower", "second_ci_upper", "second_ci_level")
    typed = [name for name in names if e.row.get(name)]
    if not typed:
        return
    missing = [name for name in (*names, "ci_lower", "ci_level") if not e.row.get(name)]
    for name in missing:
        yield e.problem(name, "two intervals need both ends and both levels.", f"Add `{name}:`.")
    ends = (e.ci_lower, e.ci_upper, e.second_lower, e.second_upper)
    if missing or None in ends or e.ci_level is None:
        return
    if e.second_level == e.ci_level:
        yield e.problem("second_ci_level", "is the level of the first interval too.", "Check both.")
        return
    first, second = (*ends[:2], e.row.get("ci_level")), (*ends[2:], e.row.get("second_ci_level"))
    wide, narrow = (first, second) if e.ci_level > (e.second_level or 0) else (second, first)
    yield compared(
        f"{wide[0]:g} to {wide[1]:g} ({wide[2]}%) holds {narrow[0]:g} to {narrow[1]:g} ({narrow[2]}%)",
        e,
    )
    if not wide[0] <= narrow[0] < narrow[1] <= wide[1]:
        yield e.problem(
            "second_ci_lower",
            f"the interval of {wide[2]}% must hold that of {narrow[2]}%.",
            "Check the ends and the level of both.",
        )


@rule(
    "range-holds-its-value",
    "A range of people says what it holds, holds the value, and marks with + who was still going on.",
    good=f"dor-a: {{arm: a, endpoint: dor, {MEDIAN}, range_lower: 2.9+, range_upper: 61.2+, range_kind: range}}",
    bad=f"dor-a: {{arm: a, endpoint: dor, {MEDIAN}, range_lower: 22.9, range_upper: 61.2+, range_kind: range}}",
)
def range_holds_its_value(e: Estimate, evidence: Evidence) -> Found:
    names = ("range_lower", "range_upper", "range_kind")
    if not any(map(e.row.get, names)):
        return
    for name in names:
        if not e.row.get(name):
            yield e.problem(name, "a range has two ends and a kind.", f"Add `{name}:`.")
    lower, upper = e.range_lower, e.range_upper
    if lower is None or upper is None:
        return
    yield compared(f"{e.row.get('range_lower')} ≤ {e.printed} ≤ {e.row.get('range_upper')}", e)
    if lower > upper:
        yield e.problem("range_lower", f"is above the upper end {e.row.get('range_upper')}.")
    elif e.value is not None and not lower <= e.value <= upper:
        yield e.problem(
            "range_lower",
            f"the range to {e.row.get('range_upper')} does not hold the value {e.row.get('value')}.",
            "Is it an interval (`ci_lower:`, `ci_upper:`)? Check all three.",
        )


@rule(
    "follow-up-range-holds-it",
    "The range of the follow-up holds its median.",
    good=f"os-a: {{arm: a, endpoint: os, {MEDIAN}, follow_up_range: 7.1 to 40.3 months, follow_up_range_kind: range}}",
    bad=f"os-a: {{arm: a, endpoint: os, {MEDIAN}, follow_up_range: 7.1 to 10.3 months, follow_up_range_kind: iqr}}",
)
def follow_up_range_holds_it(e: Estimate, evidence: Evidence) -> Found:
    typed, kind = e.row.get("follow_up_range"), e.row.get("follow_up_range_kind")
    if bool(typed) != bool(kind):
        name = "follow_up_range" if kind else "follow_up_range_kind"
        yield e.problem(
            name, "a range of the follow-up has two ends and a kind.", f"Add `{name}:`."
        )
    if not typed:
        return
    lower, upper = range_in_months(typed)
    if lower > upper:
        yield e.problem("follow_up_range", "begins above its end.")
    last = e.told_months
    if kind == "range" and not typed.split(" ")[2].endswith("+") and last is not None:
        yield compared(f"{last:.3g} months ≤ {upper:.3g} months, the longest follow-up", e)
        if e.is_exact and last > upper:
            yield e.problem(
                "value" if e.effect.scale is TIME else "timepoint",
                f"{last:.3g} months were seen of nobody: the longest follow-up is {upper:.3g} months.",
                "Check the unit, and whether both are of one data cut.",
            )
    time = duration_months(e.row.get("follow_up"))
    if time is None or e.row.get("follow_up_kind") not in ("median", "mean"):
        return
    yield compared(f"{lower:.3g} ≤ {time:.3g} ≤ {upper:.3g} months", e)
    if not lower <= time <= upper:
        yield e.problem(
            "follow_up_range",
            f"does not hold {e.row.get('follow_up')}.",
            "Check both in the source.",
        )


def range_in_months(typed: str) -> tuple[float, float]:
    """Ends of a range such as ``7.1 to 10.3+ months``, in months."""
    lower, _, upper, unit = typed.split(" ")
    return months(float(lower), unit), months(float(upper.removesuffix("+")), unit)


@rule(
    "interaction-belongs-to-a-comparison",
    "A p value of interaction stands with the comparison of two groups.",
    good=f"os-hr: {{arm: a, comparator: b, {RATIO}, p_interaction: 0.03}}",
    bad=f"os-a: {{arm: a, endpoint: os, {MEDIAN}, p_interaction: 0.03}}",
)
def interaction_belongs_to_a_comparison(e: Estimate, evidence: Evidence) -> Found:
    if e.row.get("p_interaction") and not e.comparator:
        yield e.problem(
            "p_interaction",
            f"a {e.measure} compares nothing.",
            "Move it to the ratio or difference.",
        )
