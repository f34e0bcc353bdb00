"""Between the figures of time to an event: curves fall, medians fit them, ratios point their way."""

from __future__ import annotations

import math

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.rules.reach import beside, ordered_pairs, pairs
from schemas.rules.rule import Found, compared, only, rule


@rule(
    "longer-survival-is-no-smaller",
    "At the same time, no more people live without growth than live, and deaths from the cancer are a part of all deaths.",
    per="survival",
    good="""
pfs-a: {arm: a, endpoint: pfs, effect_measure: landmark_rate, timepoint: 12 months, value: 40, unit: percent}
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 70, unit: percent}
""",
    bad="""
pfs-a: {arm: a, endpoint: pfs, effect_measure: landmark_rate, timepoint: 12 months, value: 70, unit: percent}
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 40, unit: percent}
""",
    source="CheckMate 067 and ZUMA-1 (overall and cause-specific survival differ)",
)
def longer_survival_is_no_smaller(group: list[Estimate], evidence: Evidence) -> Found:
    figures = only(group, measure=("landmark_rate", "median"))
    for short, long in ordered_pairs(figures, evidence.endpoints.named("survival"), evidence):
        if not long.is_exact:
            continue
        yield compared(
            f"{short.key} {short.printed}, no more than {long.key} {long.printed}", short, long
        )
        if not short.is_reached and long.is_reached:
            yield short.problem(
                "value",
                f"is not reached, but {long.endpoint} is ({long.key}).",
                "Were the endpoints swapped?",
            )
        if None in (short.value, long.value):
            continue
        if short.value > long.value + short.half_unit() + long.half_unit():
            yield short.problem(
                "value",
                f"{short.endpoint} cannot exceed {long.endpoint}, which is {long.row.get('value')} in {long.key}.",
                "Were the endpoints or the arms swapped?",
            )


def when(e: Estimate) -> float:
    """Months to the time point of a rate, or to the median itself."""
    if e.measure == "median":
        return math.inf if e.value is None else e.value
    return e.timepoint_months or 0


def at_its_time(rate: Estimate) -> str:
    return f"{rate.printed} at {rate.row.get('timepoint')}"


@rule(
    "curves-never-rise",
    "The part of people without an event never grows with time.",
    per="curve",
    good="""
os-12m-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 70, unit: percent}
os-24m-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 24 months, value: 50, unit: percent}
""",
    bad="""
os-12m-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 50, unit: percent}
os-24m-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 24 months, value: 70, unit: percent}
""",
)
def curves_never_rise(group: list[Estimate], evidence: Evidence) -> Found:
    rates = [e for e in only(group, measure="landmark_rate") if e.value is not None]
    for early, late in pairs(sorted(rates, key=when)):
        if early.timepoint_months == late.timepoint_months:
            continue
        yield compared(f"{at_its_time(early)}, then {at_its_time(late)}", early, late)
        if late.value > early.value + early.half_unit() + late.half_unit():
            yield late.problem(
                "value",
                f"is more than {early.row.get('value')} at {early.row.get('timepoint')} ({early.key}).",
                "Check time points, values and data cuts of both.",
            )


@rule(
    "median-fits-landmarks",
    "Before the median more than half are without event, after it fewer.",
    per="curve",
    good="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}
os-24m-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 24 months, value: 45, unit: percent}
""",
    bad="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}
os-24m-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 24 months, value: 54, unit: percent}
""",
)
def median_fits_landmarks(group: list[Estimate], evidence: Evidence) -> Found:
    rates = only(group, measure="landmark_rate")
    rates = [e for e in rates if e.value is not None and e.timepoint_months is not None]
    for median, rate in beside(only(group, measure="median"), rates, when):
        yield compared(f"{at_its_time(rate)}; median {median.printed}", median, rate)
        if not median.is_reached:
            if rate.value + rate.half_unit() < 50:
                yield rate.problem(
                    "value",
                    f"fewer than half at {rate.row.get('timepoint')}, but the median is not reached ({median.key}).",
                    "Check both.",
                )
            continue
        after = rate.timepoint_months > median.value + median.half_unit()
        before = rate.timepoint_months < median.value - median.half_unit()
        shown = f"{median.row.get('value')} {median.unit} ({median.key})"
        if after and rate.value - rate.half_unit() > 50 and median.is_exact:
            yield rate.problem(
                "value",
                f"more than half at {rate.row.get('timepoint')}, after the median of {shown}.",
                "Check both: is one of them another endpoint or arm?",
            )
        if before and rate.value + rate.half_unit() < 50:
            yield rate.problem(
                "value",
                f"fewer than half at {rate.row.get('timepoint')}, before the median of {shown}.",
                "Check both: is one of them another endpoint or arm?",
            )
