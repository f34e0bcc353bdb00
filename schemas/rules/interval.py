"""Within one estimate: value, interval, events and people must fit each other."""

from __future__ import annotations

import math
from collections.abc import Iterator

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.problem import WARNING
from schemas.rules.rule import Found, compared, rule
from schemas.terms import NOT_REACHED


@rule(
    "parts-within-the-whole",
    "A part of people lies between 0 and 100 percent, a ratio above 0.",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 500, unit: percent}",
)
def parts_within_100(e: Estimate, evidence: Evidence) -> Found:
    typed = [n for n in ("value", "ci_lower", "ci_upper") if getattr(e, n) is not None]
    scale = e.effect.scale
    if typed and scale.limits:
        yield compared(f"{', '.join(map(e.row.get, typed))}: each must be {scale.limits}", e)
    for name in typed:
        if not scale.holds(getattr(e, name)):
            yield e.problem(name, scale.says, "Check the source.")


@rule(
    "bounds-in-order",
    "The lower end of an interval is below its upper end; both are given, or one where it has only one.",
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, ci_lower: 15, ci_upper: 26, ci_level: 95}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, ci_lower: 26, ci_upper: 15, ci_level: 95}",
)
def bounds_in_order(e: Estimate, evidence: Evidence) -> Found:
    lower, upper = e.row.get("ci_lower"), e.row.get("ci_upper")
    is_one_sided = e.row.get("ci_sides") == "one"
    if is_one_sided and bool(lower) == bool(upper):
        yield e.problem("ci_sides", "a one-sided interval has one end.", "Type the end printed.")
    elif bool(lower) != bool(upper) and not is_one_sided:
        missing = "ci_upper" if lower else "ci_lower"
        yield e.problem(
            missing,
            "an interval has two ends.",
            f"Add `{missing}:`; write {NOT_REACHED} if it was not reached, or `ci_sides: one` if "
            "the source prints one end only.",
        )
    if lower == NOT_REACHED and upper and upper != NOT_REACHED:
        yield e.problem("ci_lower", "the lower end is not reached but the upper end is.")
    if None in (e.ci_lower, e.ci_upper):
        return
    yield compared(f"{lower} < {upper}", e)
    if e.ci_lower >= e.ci_upper:
        yield e.problem(
            "ci_lower",
            f"is not below the upper end {e.row.get('ci_upper')}: were the ends swapped?",
            "Check the source.",
        )


@rule(
    "interval-contains-estimate",
    "An interval contains its estimate.",
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.53, unit: ratio, ci_lower: 0.39, ci_upper: 0.72, ci_level: 95}",
    bad="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.35, unit: ratio, ci_lower: 0.39, ci_upper: 0.72, ci_level: 95}",
)
def interval_contains_estimate(e: Estimate, evidence: Evidence) -> Found:
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
    ends = [e.row.get(name) for name in ("ci_lower", "ci_upper")]
    if any(ends):
        yield compared(" ≤ ".join(filter(None, (ends[0], e.row.get("value"), ends[1]))), e)
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
def level_stated(e: Estimate, evidence: Evidence) -> Found:
    has_interval = bool(e.row.get("ci_lower") or e.row.get("ci_upper"))
    if has_interval and not e.row.get("ci_level"):
        yield e.problem(
            "ci_level",
            "an interval without its level means nothing.",
            "Add `ci_level:`, such as 95; write not_stated if the source does not say.",
        )
    if not has_interval or e.ci_level is None:
        return
    yield compared(f"60 ≤ {e.row.get('ci_level')} < 100", e)  # 59 is 95 with its digits exchanged
    if not 60 <= e.ci_level < 100:
        yield e.problem("ci_level", "a level lies between 60 and 100.", "Write 95 for 95%.")


@rule(
    "rate-interval-by-known-method",
    "The interval of a rate lies around it as one of the usual transformations gives.",
    level=WARNING,
    good="os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years, value: 64, unit: percent, ci_lower: 52, ci_upper: 74, ci_level: 95}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years, value: 54, unit: percent, ci_lower: 52, ci_upper: 74, ci_level: 95}",
)
def rate_interval_by_known_method(e: Estimate, evidence: Evidence) -> Found:
    if e.measure != "landmark_rate" or None in (e.value, e.ci_lower, e.ci_upper):
        return
    if not 0 < e.ci_lower < e.value < e.ci_upper < 100:
        return
    # the same distance to both sides on the plain, log, log-log or logit scale, within rounding
    ends = [
        end
        for value in (e.value - e.half_unit(), e.value + e.half_unit())
        for lower in (e.ci_lower - e.half_unit("ci_lower"), e.ci_lower + e.half_unit("ci_lower"))
        if 0 < lower < value < 100
        for end in mirrored(value / 100, lower / 100)
    ]
    slack = e.half_unit("ci_upper") + 1e-9
    if not ends:
        return
    least, most = 100 * min(ends) - slack, 100 * max(ends) + slack
    yield compared(
        f"as far above {e.printed} as {e.row.get('ci_lower')} lies below it, on one of the usual "
        f"scales, is {least:.1f} to {most:.1f}; printed {e.row.get('ci_upper')}",
        e,
    )
    if not least <= e.ci_upper <= most:
        yield e.problem(
            "value",
            f"does not lie in its interval {e.row.get('ci_lower')} to {e.row.get('ci_upper')} as any usual method puts it.",
            "Check value and both ends in the source; say in `note:` if it is printed so.",
        )


def mirrored(value: float, lower: float) -> Iterator[float]:
    """Upper ends as far from ``value`` as ``lower`` is, on each usual scale."""
    yield min(2 * value - lower, 1)
    yield min(value * value / lower, 1)
    log_log = [math.log(-math.log(x)) for x in (value, lower)]
    yield math.exp(-math.exp(2 * log_log[0] - log_log[1]))
    logit = [math.log(x / (1 - x)) for x in (value, lower)]
    yield 1 / (1 + math.exp(logit[1] - 2 * logit[0]))


@rule(
    "interval-wide-enough-for-people",
    "An interval is not narrower than that many people can give, nor many times wider.",
    level=WARNING,
    good="os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years, value: 64, unit: percent, ci_lower: 54, ci_upper: 73, ci_level: 95}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years, value: 64, unit: percent, ci_lower: 62, ci_upper: 66, ci_level: 95}",
)
def interval_wide_enough_for_people(e: Estimate, evidence: Evidence) -> Found:
    people = e.n_analysed or evidence.size(e)
    if not e.effect.is_share or not people or None in (e.value, e.ci_lower, e.ci_upper):
        return
    if e.deviations is None or not 5 <= e.value <= 95 or not e.ci_lower < e.value < e.ci_upper:
        return
    share = e.value / 100
    plain = 100 * math.sqrt(share * (1 - share) / people)
    half_width = (e.ci_upper - e.ci_lower) / 2
    rounding = e.half_unit("ci_lower") + e.half_unit("ci_upper")
    error = (half_width + rounding) / e.deviations
    widest = 3 * 1.96 * plain
    yield compared(
        f"{e.printed} of {people} people has a standard error of {plain:.2f}, so half an interval is "
        f"{0.7 * plain * e.deviations - rounding:.2f} to {widest + rounding:.2f}; printed {half_width:.4g}",
        e,
    )
    if error < 0.7 * plain or half_width - rounding > widest:
        too = "narrow" if error < plain else "wide"
        yield e.problem(
            "ci_lower",
            f"the interval to {e.row.get('ci_upper')} is too {too} for {people} people.",
            "Check both ends, the level and the population.",
        )


FARTHEST = 8  # times a median its upper end may be; a lost decimal point makes it ten or more


@rule(
    "median-bounds-are-near",
    "The upper end of the interval of a median is not many times the median.",
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: 5.7, unit: months, ci_lower: 4.6, ci_upper: 7.6, ci_level: 95}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: median, value: 5.7, unit: months, ci_lower: 4.6, ci_upper: 76, ci_level: 95}",
)
def median_bounds_are_near(e: Estimate, evidence: Evidence) -> Found:
    if e.measure != "median" or not e.value or e.ci_upper is None:
        return
    times = e.ci_upper / e.value
    yield compared(f"{e.row.get('ci_upper')} is {times:.1f} times {e.printed}", e)
    if times > FARTHEST:
        yield e.problem(
            "ci_upper",
            f"is {times:.0f} times the median {e.row.get('value')}.",
            "Check its decimal point.",
        )
