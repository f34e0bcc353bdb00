"""Within one estimate: value, interval, events and people must fit each other."""

from __future__ import annotations

import math
from collections.abc import Iterator

from schemas.evidence import Estimate, Evidence
from schemas.problem import WARNING, Problem
from schemas.rules.binomial import METHODS, methods_that_fit
from schemas.rules.registry import rule
from schemas.terms import NOT_REACHED

PARTS = ("proportion", "landmark_rate")
RATIOS = ("hazard_ratio", "odds_ratio")
ASYMMETRY_ALLOWED = 0.25  # of the half width: exact and stratified intervals lean a little


@rule(
    "parts-within-100",
    "A part of people lies between 0 and 100 percent, a ratio above 0.",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 500, unit: percent}",
    source="R18",
)
def parts_within_100(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    for name in ("value", "ci_lower", "ci_upper"):
        number = getattr(e, name)
        if number is None:
            continue
        if e.measure in PARTS and not 0 <= number <= 100:
            yield e.problem(name, "a part of people lies between 0 and 100.", "Check the source.")
        if e.measure in RATIOS and number <= 0:
            yield e.problem(name, "a ratio is above 0.", "Check the source.")
        if e.measure in ("median", "count") and number < 0:
            yield e.problem(name, "this cannot be negative.", "Check the source.")


@rule(
    "bounds-in-order",
    "The lower end of an interval is below its upper end, and both are given.",
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, ci_lower: 15, ci_upper: 26, ci_level: 95}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, ci_lower: 26, ci_upper: 15, ci_level: 95}",
)
def bounds_in_order(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    lower, upper = e.row.get("ci_lower"), e.row.get("ci_upper")
    if bool(lower) != bool(upper):
        missing = "ci_upper" if lower else "ci_lower"
        yield e.problem(
            missing,
            "an interval has two ends.",
            f"Add `{missing}:`; write {NOT_REACHED} if it was not reached.",
        )
    if lower == NOT_REACHED and upper and upper != NOT_REACHED:
        yield e.problem("ci_lower", "the lower end is not reached but the upper end is.")
    if e.ci_lower is not None and e.ci_upper is not None and e.ci_lower >= e.ci_upper:
        yield e.problem(
            "ci_lower",
            f"is not below the upper end {e.row.get('ci_upper')}: were the ends swapped?",
            "Check the source.",
        )


@rule(
    "interval-contains-estimate",
    "An interval contains its estimate.",
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.53, unit: ratio, ci_lower: 0.44, ci_upper: 0.65, ci_level: 95}",
    bad="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.35, unit: ratio, ci_lower: 0.44, ci_upper: 0.65, ci_level: 95}",
    source="R18",
)
def interval_contains_estimate(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    todo = "Check value and interval in the source."
    if not e.is_reached:
        if e.ci_upper is not None:
            yield e.problem(
                "ci_upper", "the value is not reached, so its upper end cannot be.", todo
            )
        return
    if e.value is None or not e.is_exact:
        return
    says = "an interval contains its estimate."
    if e.ci_lower is not None and e.ci_lower > e.value:
        yield e.problem("ci_lower", f"is above value {e.row.get('value')}: {says}", todo)
    if e.ci_upper is not None and e.ci_upper < e.value:
        yield e.problem("ci_upper", f"is below value {e.row.get('value')}: {says}", todo)
    if e.row.get("ci_lower") == NOT_REACHED:
        yield e.problem("ci_lower", "the value is reached, so its lower end is too.", todo)


@rule(
    "level-stated",
    "An interval states its level.",
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, ci_lower: 15, ci_upper: 26, ci_level: 95}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, ci_lower: 15, ci_upper: 26}",
)
def level_stated(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    has_interval = bool(e.row.get("ci_lower") or e.row.get("ci_upper"))
    if has_interval and not e.row.get("ci_level"):
        yield e.problem(
            "ci_level",
            "an interval without its level means nothing.",
            "Add `ci_level:`, such as 95; write not_stated if the source does not say.",
        )
    if e.ci_level is not None and not 50 <= e.ci_level < 100:
        yield e.problem("ci_level", "a level lies between 50 and 100.", "Write 95 for 95%.")


@rule(
    "ratio-interval-is-balanced",
    "The interval of a ratio reaches about as far down as up on a log scale.",
    level=WARNING,
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.53, unit: ratio, ci_lower: 0.44, ci_upper: 0.65, ci_level: 95}",
    bad="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.63, unit: ratio, ci_lower: 0.44, ci_upper: 0.65, ci_level: 95}",
)
def ratio_interval_is_balanced(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    if e.measure != "hazard_ratio" or None in (e.value, e.ci_lower, e.ci_upper):
        return
    if not 0 < e.ci_lower < e.value < e.ci_upper:
        return
    centre = (math.log(e.ci_lower) + math.log(e.ci_upper)) / 2
    half_width = (math.log(e.ci_upper) - math.log(e.ci_lower)) / 2
    rounding = sum(
        e.half_unit(name) / getattr(e, name) / (1 if name == "value" else 2)
        for name in ("value", "ci_lower", "ci_upper")
    )
    if abs(math.log(e.value) - centre) > ASYMMETRY_ALLOWED * half_width + rounding:
        yield e.problem(
            "value",
            f"lies far from the middle of its interval ({math.exp(centre):.2f} on a log scale).",
            "Check value and both ends in the source; say in `note:` if it is printed so.",
        )


@rule(
    "events-within-people",
    "No more people have the endpoint than were analysed.",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 50, n_analysed: 100}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 100, n_analysed: 50}",
)
def events_within_people(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    if e.n_events is not None and e.n_analysed is not None and e.n_events > e.n_analysed:
        yield e.problem(
            "n_events", f"is more than the {e.n_analysed} people analysed.", "Were they swapped?"
        )


@rule(
    "events-give-percent",
    "People with the endpoint, divided by people analysed, give the printed percentage.",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58.3, unit: percent, n_events: 7, n_analysed: 12}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 53.8, unit: percent, n_events: 7, n_analysed: 12}",
    source="R18",
)
def events_give_percent(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    if e.measure != "proportion" or None in (e.value, e.n_events) or not e.n_analysed:
        return
    percent = 100 * e.n_events / e.n_analysed
    if e.is_exact and abs(percent - e.value) > e.half_unit() + 1e-9:
        yield e.problem(
            "value",
            f"{e.n_events} of {e.n_analysed} is {percent:.2f} percent.",
            "Check value, n_events and n_analysed: is the denominator another group?",
        )


@rule(
    "percent-possible-for-people",
    "Some whole number of the people analysed gives the printed percentage.",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58.3, unit: percent, n_analysed: 12}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 53.8, unit: percent, n_analysed: 12}",
    source="R18",
)
def percent_possible_for_people(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    if e.measure != "proportion" or e.n_events is not None or e.value is None or not e.n_analysed:
        return
    people = round(e.value * e.n_analysed / 100)
    if e.is_exact and abs(100 * people / e.n_analysed - e.value) > e.half_unit() + 1e-9:
        below, above = people - 1, people + 1
        shares = ", ".join(
            f"{k} are {100 * k / e.n_analysed:.2f}"
            for k in (below, people, above)
            if 0 <= k <= e.n_analysed
        )
        yield e.problem(
            "value",
            f"no whole number of {e.n_analysed} people gives this percentage ({shares}).",
            "Check the value, and whether the denominator is another group.",
        )


@rule(
    "binomial-interval-by-known-method",
    "The printed interval of a proportion is what a standard method gives for its people.",
    level=WARNING,
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 20, n_analysed: 40, ci_lower: 33.8, ci_upper: 66.2, ci_level: 95}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 20, n_analysed: 40, ci_lower: 43.8, ci_upper: 66.2, ci_level: 95}",
)
def binomial_interval_by_known_method(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    known = (e.value, e.ci_lower, e.ci_upper, e.ci_level)
    if e.measure != "proportion" or None in known or not e.n_analysed:
        return
    if e.n_events is not None:
        possible = [e.n_events]
    else:  # every number of people that gives the printed percentage
        low = math.ceil((e.value - e.half_unit()) * e.n_analysed / 100 - 1e-9)
        high = math.floor((e.value + e.half_unit()) * e.n_analysed / 100 + 1e-9)
        possible = list(range(max(low, 0), min(high, e.n_analysed) + 1))[:20]
    if not possible or possible[0] > e.n_analysed:
        return  # another rule speaks
    events = possible[len(possible) // 2]
    bounds = (e.ci_lower / 100, e.ci_upper / 100)
    slack = (1.2 * e.half_unit("ci_lower") / 100, 1.2 * e.half_unit("ci_upper") / 100)
    level = e.ci_level / 100
    if not any(methods_that_fit(k, e.n_analysed, level, bounds, slack) for k in possible):
        yield e.problem(
            "ci_lower",
            f"{e.row.get('ci_lower')} to {e.row.get('ci_upper')} is not the {e.ci_level:g}% interval "
            f"of {events} of {e.n_analysed} by any of: {', '.join(METHODS)}.",
            "Check both ends, the level and the denominator; say in `note:` if it is printed so.",
        )


@rule(
    "median-within-follow-up",
    "A median time is not longer than the longest follow-up.",
    level=WARNING,
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, follow_up: 30 months, follow_up_kind: maximum, data_cutoff: 2020-01}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: median, value: 40, unit: months, follow_up: 30 months, follow_up_kind: maximum, data_cutoff: 2020-01}",
)
def median_within_follow_up(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    if e.measure != "median" or None in (e.value, e.follow_up_months):
        return
    is_longest = e.row.get("follow_up_kind") == "maximum"
    if is_longest and e.is_exact and e.value > e.follow_up_months:
        yield e.problem(
            "value", f"is longer than the longest follow-up ({e.row.get('follow_up')}).",
            "Check the unit and the source.",
        )  # fmt: skip


@rule(
    "p-value-agrees-with-interval",
    "The interval of a ratio leaves out 1 where the p value is small, and holds it where not.",
    level=WARNING,
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.53, unit: ratio, ci_lower: 0.44, ci_upper: 0.65, ci_level: 95, p_value: <0.001}",
    bad="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.93, unit: ratio, ci_lower: 0.74, ci_upper: 1.15, ci_level: 95, p_value: <0.001}",
)
def p_value_agrees_with_interval(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    printed = e.row.get("p_value")
    if e.measure not in RATIOS or not printed or None in (e.ci_lower, e.ci_upper, e.ci_level):
        return
    if "10^" in printed:
        return  # far below any level
    p = float(printed.lstrip("<>=≤≥ ").split(" ")[0])
    holds_one = e.ci_lower < 1 < e.ci_upper
    if holds_one and p < 0.2 * (1 - e.ci_level / 100) and printed[0] not in ">≥":
        yield e.problem("p_value", "is small although the interval holds 1.", "Check both.")
    if not holds_one and p > 4 * (1 - e.ci_level / 100) and printed[0] not in "<≤":
        if min(abs(e.ci_lower - 1), abs(e.ci_upper - 1)) > 0.02:
            yield e.problem(
                "p_value", "is large although the interval leaves out 1.", "Check both."
            )
