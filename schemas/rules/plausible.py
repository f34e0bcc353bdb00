"""Figures that no trial can have, or hardly any has."""

from __future__ import annotations

import math

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import RATIO, TIME
from schemas.problem import WARNING
from schemas.rules.ratio import NORMAL, P_VALUE, half_width
from schemas.rules.rule import Found, compared, rule


@rule(
    "shares-are-in-percent",
    "A share is typed in percent: 65 for 65 of 100, not 0.65.",
    level=WARNING,
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 65, unit: percent, ci_lower: 48.3, ci_upper: 79.4, ci_level: 95}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 0.65, unit: percent, ci_lower: 0.483, ci_upper: 0.794, ci_level: 95}",
)
def shares_are_in_percent(e: Estimate, evidence: Evidence) -> Found:
    if not e.effect.is_share or e.value is None or e.family == "harm":
        return
    ends = [end for end in (e.ci_lower, e.ci_upper) if end is not None]
    yield compared(f"{e.printed}: a share in percent", e)
    if not ends and (e.n_events is not None or e.endpoint not in USUALLY_LARGE):
        return
    if _is_long_after_the_median(e, evidence):
        return
    if 0 < e.value < 1 and all(end <= 1 for end in ends) and "." in e.row.get("value"):
        yield e.problem(
            "value",
            f"is less than one in a hundred: was {100 * e.value:g} percent meant?",
            "Type the value in percent, as it is read aloud.",
        )
    elif e.value > 1 and len(ends) == 2 and 0 < ends[0] < ends[1] < 1:
        yield e.problem(
            "ci_lower",
            f"both ends are parts of one, the value is in percent: were {100 * ends[0]:g} and {100 * ends[1]:g} meant?",
            "Type them in percent, too.",
        )


def _is_long_after_the_median(e: Estimate, evidence: Evidence) -> bool:
    """So long after half had the event that next to nobody can be left: six halvings leave 1.6%."""
    median = _median(e, e.arm, evidence)
    return median is not None and (e.timepoint_months or 0) >= HALVINGS * median


def _median(e: Estimate, arm: str, evidence: Evidence) -> float | None:
    """Months of the median that the report of ``e`` gives for its endpoint, in this arm."""
    for other in evidence.by_report[e.trial, e.report]:
        about = (other.measure, other.arm, other.population, other.endpoint)
        if about == ("median", arm, e.population, e.endpoint):
            return other.value
    return None


HALVINGS = 6
USUALLY_LARGE = ("os", "pfs", "dcr", "css")  # of which hardly a trial prints less than 1%


@rule(
    "ratios-are-near-one",
    "A ratio is not so large that no trial has it, nor nearly 0.",
    level=WARNING,
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.52, unit: ratio}",
    bad="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 52, unit: ratio}",
)
def ratios_are_near_one(e: Estimate, evidence: Evidence) -> Found:
    if e.effect.scale is not RATIO or e.value is None or e.value <= 0:
        return
    most = _most_of(e)
    yield compared(f"{e.printed}: between {LEAST_RATIO:g} and {most:g}", e)
    medians = [_median(e, arm, evidence) for arm in (e.comparator, e.arm)]
    if e.value > most and all(medians) and e.value <= 2 * medians[0] / medians[1]:
        return  # as far apart as the medians are
    if not LEAST_RATIO <= e.value <= most:
        yield e.problem(
            "value", "is a ratio that hardly any trial has.", "Was a decimal point lost?"
        )


def _most_of(e: Estimate) -> float:
    return MOST_HAZARD if e.measure == "hazard_ratio" else MOST_RATIO


LEAST_RATIO, MOST_HAZARD, MOST_RATIO = 0.005, 10.0, 100.0


@rule(
    "decimal-points-are-kept",
    "Of figures that a report prints with decimals, one without is not far larger than all the others, nor one of ten or more alone among many.",
    level=WARNING,
    per="printed",
    good="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 12.3, unit: months}
os-b: {arm: b, endpoint: os, effect_measure: median, value: 10.1, unit: months}
os-b-later: {arm: b, endpoint: os, effect_measure: median, value: 11, unit: months, data_cutoff: 2018-01-01}
""",
    bad="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 12.3, unit: months}
os-b: {arm: b, endpoint: os, effect_measure: median, value: 10.1, unit: months}
pfs-a: {arm: a, endpoint: pfs, effect_measure: median, value: 42, unit: months}  # <-- here
""",
)
def decimal_points_are_kept(group: list[Estimate], evidence: Evidence) -> Found:
    typed = [e for e in group if e.value is not None and e.is_exact]
    with_decimals = [e for e in typed if "." in e.row.get("value")]
    without = [e for e in typed if "." not in e.row.get("value")]
    if len(without) != 1 or not with_decimals or without[0].value < 10:
        return
    lone, largest = without[0], max(with_decimals, key=lambda e: e.value)
    times = LARGER if len(with_decimals) > 1 else LARGER_THAN_ONE
    yield compared(
        f"{lone.printed} ({lone.key}); the largest with decimals is {largest.printed} ({largest.key})",
        lone,
        largest,
    )
    if lone.value > times * largest.value:
        yield lone.problem(
            "value",
            f"has no decimal, all others of its kind in this report have one, and it is far larger than all of them ({largest.row.get('value')} in {largest.key}).",
            "Was a decimal point lost?",
        )
    elif len(with_decimals) >= MANY:
        yield lone.problem(
            "value",
            f"has no decimal, and all {len(with_decimals)} others of its kind in this report have one.",
            "Was a decimal point lost? Type the value with all digits printed, such as 45.0.",
        )


LARGER, LARGER_THAN_ONE = 1.5, 2.0  # times; one other figure tells less of how the report prints
MANY = 4  # figures that show how a report prints


@rule(
    "p-values-are-shares",
    "A p value lies above 0 and is at most 1.",
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.75, unit: ratio, p_value: 0.0055}",
    bad="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.75, unit: ratio, p_value: 1.5}",
)
def p_values_are_shares(e: Estimate, evidence: Evidence) -> Found:
    for name in ("p_value", "p_interaction"):
        printed = P_VALUE.fullmatch(e.row.get(name))
        if not printed:
            continue
        p = float(printed[2]) * 10 ** -int(printed[3] or 0)
        yield compared(f"0 < {printed[0]} ≤ 1", e)
        if not 0 < p <= 1:
            todo = "Write it as printed; a p value of 0 is printed as <0.001."
            yield e.problem(name, "no p value is so large or so small.", todo)


@rule(
    "p-values-have-two-groups",
    "A p value at the figure of one group, in a trial that has not two, says what it compares.",
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, p_value: 0.01}",
    bad="""
trial: {arms: {a: {label: a, drugs: [placebo], regimen: none, role: tested}, b: {label: b, drugs: [placebo], regimen: none, role: control}, c: {label: c, drugs: [placebo], regimen: none, role: control}}}
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, p_value: 0.01}
""",
)
def p_values_have_two_groups(e: Estimate, evidence: Evidence) -> Found:
    if not e.row.get("p_value") or e.comparator or e.row.get("note"):
        return
    arms = len(evidence.arms_of[e.trial])
    yield compared(f"groups of the trial: {arms} = 2", e)
    if arms != 2:
        yield e.problem(
            "p_value",
            f"the trial has {arms} {'group' if arms == 1 else 'groups'}, and nothing says which of them this compares.",
            "Enter it at the comparison (`arm:` and `comparator:`), or say in `note:` what it compares.",
        )


@rule(
    "verdicts-agree",
    "An interval that leaves out no difference does not go with a large p value, nor the other way round.",
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.52, unit: ratio, ci_lower: 0.39, ci_upper: 0.69, ci_level: 95, p_value: <0.001}",
    bad="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.52, unit: ratio, ci_lower: 0.39, ci_upper: 0.69, ci_level: 95, p_value: 0.93}",
)
def verdicts_agree(e: Estimate, evidence: Evidence) -> Found:
    printed, width = P_VALUE.fullmatch(e.row.get("p_value")), half_width(e)
    if e.effect.scale is not RATIO or not printed or not width or not e.deviations:
        return
    if "inferior" in e.row.get("p_value"):
        return  # tested against a margin, not against 1
    if not LEAST_RATIO <= e.value <= _most_of(e):
        return  # told as what it is: a decimal point was lost in all of it
    p = float(printed[2]) * 10 ** -int(printed[3] or 0)
    z = abs(math.log(e.value)) / (width / e.deviations)
    by_interval = 2 * (1 - NORMAL.cdf(z))
    yield compared(
        f"the interval gives a p value of about {by_interval:.2g}; printed {printed[0]}", e
    )
    is_far = 0.5 < p <= 1 and by_interval < 0.01 and printed[1] not in ("<", "≤")
    is_far |= p >= 0.05 and by_interval < 0.01 and printed[1] in (">", "≥")
    if is_far:
        yield e.problem(
            "p_value",
            f"says no difference, but {e.row.get('ci_lower')} to {e.row.get('ci_upper')} says one.",
            "One of them was read in another line: check both in the source.",
        )


@rule(
    "people-are-whole",
    "A number of people is whole, and not larger than the arm.",
    good="cr-a: {arm: a, endpoint: cr, effect_measure: count, value: 30, unit: people}",
    bad="cr-a: {arm: a, endpoint: cr, effect_measure: count, value: 44.5, unit: people}",
)
def people_are_whole(e: Estimate, evidence: Evidence) -> Found:
    if e.measure != "count" or e.value is None:
        return
    most = e.n_analysed or evidence.size(e)
    yield compared(
        f"{e.printed}, whole, of {most if most is not None else 'a number not stated'}", e
    )
    if e.value != int(e.value):
        yield e.problem("value", "people are counted in whole numbers.", "Check the source.")
    elif most is not None and e.value > most:
        yield e.problem(
            "value",
            f"is more than the {most} people there were.",
            "Check value, arm and population.",
        )


@rule(
    "times-can-be-lived",
    "A time is not longer than people were followed, nor than trials last.",
    level=WARNING,
    good="ttr-a: {arm: a, endpoint: ttr, effect_measure: median, value: 2.4, unit: months}",
    bad="ttr-a: {arm: a, endpoint: ttr, effect_measure: median, value: 240, unit: months}",
)
def times_can_be_lived(e: Estimate, evidence: Evidence) -> Found:
    if e.follow_up_months is not None and e.follow_up_months > LONGEST_FOLLOW_UP:
        yield e.problem("follow_up", "is longer than any trial has followed people.", "Is the unit right: months, weeks?")  # fmt: skip
    if e.effect.scale is not TIME or e.value is None:
        return
    most = LONGEST_TO_RESPONSE if e.endpoint in ("ttr", "ttcr") else LONGEST
    yield compared(f"{e.value:g} months, at most {most:g}", e)
    if e.value > most:
        yield e.problem(
            "value", "is longer than any trial has found.", "Is the unit right: weeks, days?"
        )


LONGEST, LONGEST_TO_RESPONSE, LONGEST_FOLLOW_UP = 360.0, 60.0, 360.0
