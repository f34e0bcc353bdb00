"""Between the estimates of one report: parts add up, curves fall, comparisons point one way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from schemas.evidence import Estimate, Evidence
from schemas.problem import WARNING, Problem
from schemas.rules.registry import only, rule

# (narrower, wider): whoever has the first also has the second
RESPONSE_ORDER = (
    ("cr", "orr"), ("pr", "orr"), ("scr", "cr_or_better"), ("cr_or_better", "vgpr_or_better"),
    ("vgpr_or_better", "orr"), ("cr", "cr_or_cri"), ("cri", "cr_or_cri"), ("orr", "dcr"),
    ("cr", "dcr"), ("sd", "dcr"), ("orr", "cbr"), ("cbr", "dcr"), ("drr", "orr"),
    ("intracranial_cr", "intracranial_orr"), ("intracranial_pr", "intracranial_orr"),
    ("intracranial_orr", "intracranial_dcr"), ("intracranial_orr", "intracranial_cbr"),
    ("mmr", "ccyr"), ("ongoing_response", "orr"),
)  # fmt: skip
# (shorter, longer): whoever is free of the first is also free of the second
SURVIVAL_ORDER = (
    ("pfs", "os"), ("efs", "os"), ("dfs", "os"), ("rfs", "os"), ("os", "css"), ("pfs", "css"),
    ("pfs", "ttp"), ("pfs", "pfs2"), ("pfs2", "os"), ("efs", "pfs"), ("dmfs", "os"),
    ("adt_free_survival", "os"), ("intracranial_pfs", "os"),
)  # fmt: skip
RESPONSE_SETS = {"intracranial": ("intracranial_orr", ("intracranial_cr", "intracranial_pr"))}
ALL_CATEGORIES = ("cr", "pr", "sd", "pd", "not_evaluable")


def same_people(first: Estimate, second: Estimate) -> bool:
    return None in (first.n_analysed, second.n_analysed) or first.n_analysed == second.n_analysed


@rule(
    "components-give-response-rate",
    "The kinds of response of the criteria add up to the response rate.",
    per="response",
    good="""
cr-a: {arm: a, endpoint: cr, effect_measure: proportion, value: 22, unit: percent}
pr-a: {arm: a, endpoint: pr, effect_measure: proportion, value: 36, unit: percent}
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58, unit: percent}
""",
    bad="""
cr-a: {arm: a, endpoint: cr, effect_measure: proportion, value: 22, unit: percent}
pr-a: {arm: a, endpoint: pr, effect_measure: proportion, value: 46, unit: percent}
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58, unit: percent}
""",
    source="R16",
)
def components_give_response_rate(group: list[Estimate], evidence: Evidence) -> Iterator[Problem]:
    rows = [e for e in only(group, measure="proportion") if e.value is not None]
    named = {e.endpoint: e for e in rows}
    criteria = evidence.vocabulary("criteria").get(group[0].row.get("criteria"))
    parts = tuple(criteria.get("orr_components").split()) if criteria else ("cr", "pr")
    for total_name, part_names in (("orr", parts), RESPONSE_SETS["intracranial"]):
        total = named.get(total_name)
        present = [named[name] for name in part_names if name in named]
        if total is None or len(present) < len(part_names):
            continue
        if not all(same_people(total, part) for part in present):
            continue
        counts = [e.n_events for e in (*present, total)]
        if None not in counts and sum(counts[:-1]) == counts[-1]:
            continue
        added = sum(part.value for part in present)
        slack = total.half_unit() + sum(part.half_unit() for part in present) + 1e-9
        if abs(added - total.value) > slack:
            shown = " + ".join(f"{part.endpoint} {part.row.get('value')}" for part in present)
            stable = named.get("sd")
            counted = stable and abs(added + stable.value - total.value) <= slack
            yield total.problem(
                "value",
                f"{shown} = {added:g}."
                + (" Stable disease was counted as response." if counted else ""),
                "Check each of them: endpoint, arm and denominator.",
            )


@rule(
    "wider-responses-are-no-smaller",
    "Complete response is a part of response, and response a part of disease control.",
    per="response",
    good="""
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58, unit: percent}
dcr-a: {arm: a, endpoint: dcr, effect_measure: proportion, value: 71, unit: percent}
""",
    bad="""
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 71, unit: percent}
dcr-a: {arm: a, endpoint: dcr, effect_measure: proportion, value: 58, unit: percent}
""",
    source="R16",
)
def wider_responses_are_no_smaller(group: list[Estimate], evidence: Evidence) -> Iterator[Problem]:
    named = {e.endpoint: e for e in only(group, measure="proportion") if e.value is not None}
    for narrow_name, wide_name in RESPONSE_ORDER:
        narrow, wide = named.get(narrow_name), named.get(wide_name)
        if narrow is None or wide is None or not same_people(narrow, wide):
            continue
        if narrow.value > wide.value + narrow.half_unit() + wide.half_unit():
            yield narrow.problem(
                "value",
                f"{narrow_name} is a part of {wide_name}, which is {wide.row.get('value')} in {wide.key}.",
                "Were the endpoints or the arms swapped?",
            )


@rule(
    "response-categories-within-100",
    "Complete, partial, stable, progressive and unknown response together are at most everybody.",
    per="response",
    good="""
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58, unit: percent}
sd-a: {arm: a, endpoint: sd, effect_measure: proportion, value: 22, unit: percent}
""",
    bad="""
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58, unit: percent}
sd-a: {arm: a, endpoint: sd, effect_measure: proportion, value: 62, unit: percent}
""",
)
def response_categories_within_100(group: list[Estimate], evidence: Evidence) -> Iterator[Problem]:
    named = {e.endpoint: e for e in only(group, measure="proportion") if e.value is not None}
    best = ("orr",) if "orr" in named else ("cr", "pr")
    present = [named[name] for name in (*best, "sd", "pd", "not_evaluable") if name in named]
    added = sum(e.value for e in present)
    if added > 100 + sum(e.half_unit() for e in present) + 1e-9:
        shown = " + ".join(f"{e.endpoint} {e.row.get('value')}" for e in present)
        yield present[-1].problem(
            "value", f"{shown} = {added:g}, more than everybody.", "Check each."
        )


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
    source="R17",
)
def longer_survival_is_no_smaller(group: list[Estimate], evidence: Evidence) -> Iterator[Problem]:
    for short_name, long_name in SURVIVAL_ORDER:
        for short in only(group, endpoint=short_name, measure=("landmark_rate", "median")):
            for long in only(group, endpoint=long_name, measure=short.measure):
                if short.timepoint_months != long.timepoint_months or not long.is_exact:
                    continue
                if not short.is_reached and long.is_reached:
                    yield short.problem(
                        "value", f"is not reached, but {long_name} is ({long.key}).",
                        "Were the endpoints swapped?",
                    )  # fmt: skip
                if None in (short.value, long.value):
                    continue
                if short.value > long.value + short.half_unit() + long.half_unit():
                    yield short.problem(
                        "value",
                        f"{short_name} cannot exceed {long_name}, which is {long.row.get('value')} in {long.key}.",
                        "Were the endpoints or the arms swapped?",
                    )


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
    source="R18",
)
def curves_never_rise(group: list[Estimate], evidence: Evidence) -> Iterator[Problem]:
    rates = [e for e in only(group, measure="landmark_rate") if e.value is not None]
    for first, second in combinations(rates, 2):
        early, late = sorted((first, second), key=lambda e: e.timepoint_months or 0)
        if early.timepoint_months == late.timepoint_months:
            continue
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
    source="R18",
)
def median_fits_landmarks(group: list[Estimate], evidence: Evidence) -> Iterator[Problem]:
    for median in only(group, measure="median"):
        for rate in only(group, measure="landmark_rate"):
            if rate.value is None or rate.timepoint_months is None:
                continue
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


@rule(
    "ratio-points-where-curves-do",
    "A hazard ratio below 1 goes with longer times and higher rates in the arm than in the comparator.",
    level=WARNING,
    per="comparison",
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
def ratio_points_where_curves_do(group: list[Estimate], evidence: Evidence) -> Iterator[Problem]:
    for ratio in only(group, measure="hazard_ratio"):
        if ratio.value is None or 0.9 <= ratio.value <= 1.1:
            continue
        for own in only(group, arm=ratio.arm, measure=("median", "landmark_rate")):
            for other in only(group, arm=ratio.comparator, measure=own.measure):
                if own.timepoint_months != other.timepoint_months or None in (
                    own.value,
                    other.value,
                ):
                    continue
                gap = own.value - other.value
                slack = own.half_unit() + other.half_unit() + (2 if own.measure != "median" else 0)
                if (gap > slack) if ratio.value > 1 else (-gap > slack):
                    yield ratio.problem(
                        "value",
                        f"points the other way than {own.row.get('value')} ({own.key}) against {other.row.get('value')} ({other.key}).",
                        "Were the arms swapped in one of them?",
                    )


@rule(
    "odds-point-where-rates-do",
    "An odds ratio or difference above its neutral value goes with a higher rate in the arm.",
    level=WARNING,
    per="response-comparison",
    good="""
orr-or: {arm: a, comparator: b, endpoint: orr, effect_measure: odds_ratio, value: 2.0, unit: ratio}
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 60, unit: percent}
orr-b: {arm: b, endpoint: orr, effect_measure: proportion, value: 43, unit: percent}
""",
    bad="""
orr-or: {arm: a, comparator: b, endpoint: orr, effect_measure: odds_ratio, value: 2.0, unit: ratio}
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 43, unit: percent}
orr-b: {arm: b, endpoint: orr, effect_measure: proportion, value: 60, unit: percent}
""",
)
def odds_point_where_rates_do(group: list[Estimate], evidence: Evidence) -> Iterator[Problem]:
    for contrast in only(group, measure=("odds_ratio", "rate_difference")):
        for own in only(group, arm=contrast.arm, measure="proportion"):
            for other in only(group, arm=contrast.comparator, measure="proportion"):
                if None in (contrast.value, own.value, other.value):
                    continue
                neutral = 1 if contrast.measure == "odds_ratio" else 0
                gap = own.value - other.value
                if abs(gap) > 3 and (contrast.value - neutral) * gap < 0:
                    yield contrast.problem(
                        "value",
                        f"points the other way than {own.row.get('value')} ({own.key}) against {other.row.get('value')} ({other.key}).",
                        "Were the arms swapped in one of them?",
                    )


@rule(
    "difference-is-the-difference",
    "A difference in percentage points is close to the difference of both arms' figures.",
    level=WARNING,
    per="response-comparison",
    good="""
orr-diff: {arm: a, comparator: b, endpoint: orr, effect_measure: rate_difference, value: 17, unit: percent}
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 60, unit: percent}
orr-b: {arm: b, endpoint: orr, effect_measure: proportion, value: 43, unit: percent}
""",
    bad="""
orr-diff: {arm: a, comparator: b, endpoint: orr, effect_measure: rate_difference, value: 27, unit: percent}
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 60, unit: percent}
orr-b: {arm: b, endpoint: orr, effect_measure: proportion, value: 43, unit: percent}
""",
)
def difference_is_the_difference(group: list[Estimate], evidence: Evidence) -> Iterator[Problem]:
    for contrast in only(group, measure="rate_difference"):
        for own in only(group, arm=contrast.arm, measure=("proportion", "landmark_rate")):
            for other in only(group, arm=contrast.comparator, measure=own.measure):
                if None in (contrast.value, own.value, other.value):
                    continue
                if contrast.timepoint_months not in (None, own.timepoint_months):
                    continue
                if own.timepoint_months != other.timepoint_months:
                    continue
                gap = own.value - other.value
                # stratified differences move a little from the plain one
                if abs(gap - contrast.value) > 2 + own.half_unit() + other.half_unit():
                    yield contrast.problem(
                        "value",
                        f"{own.row.get('value')} ({own.key}) less {other.row.get('value')} ({other.key}) is {gap:g}.",
                        "Check all three.",
                    )
