"""Between the response figures of one arm: parts add up, wider groups are no smaller."""

from __future__ import annotations

import math
from operator import attrgetter

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import DIFFERENCE, RATIO
from schemas.problem import WARNING
from schemas.rules.ratio import standard_error
from schemas.rules.reach import matching, with_both_arms
from schemas.rules.rule import Found, compared, only, rule


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
    source="FDA guidance on cancer trial endpoints 2018",
)
def components_give_response_rate(group: list[Estimate], evidence: Evidence) -> Found:
    rows = [e for e in only(group, measure="proportion") if e.value is not None]
    named = {e.endpoint: e for e in rows}
    criteria = evidence.vocabulary("criteria").get(group[0].row.get("criteria"))
    parts = tuple(criteria.get("orr_components").split()) if criteria else ("cr", "pr")
    totals = {"orr": parts} | {e.code: e.parts for e in evidence.endpoints.values() if e.parts}
    for total_name, part_names in totals.items():
        total = named.get(total_name)
        present = [named[name] for name in part_names if name in named]
        if total is None or len(present) < len(part_names):
            continue
        if not all(same_people(total, part) for part in present):
            continue
        added = sum(part.value for part in present)
        shown = " + ".join(f"{part.endpoint} {part.printed}" for part in present)
        yield compared(f"{shown} = {added:g}%; {total_name} is {total.printed}", *present, total)
        counts = [e.n_events for e in (*present, total)]
        if None not in counts and sum(counts[:-1]) == counts[-1]:
            continue
        slack = total.half_unit() + sum(part.half_unit() for part in present) + 1e-9
        if abs(added - total.value) > slack:
            stable = named.get("sd")
            counted = stable and abs(added + stable.value - total.value) <= slack
            yield total.problem(
                "value",
                f"is not {shown}, which is {added:g}%."
                + (" Stable disease was counted as response." if counted else ""),
                "Check each of them: endpoint, arm and denominator.",
            )


@rule(
    "counted-responses-add-up",
    "Counted people with each kind of response add up to those with a response.",
    per="response",
    good="""
cr-a: {arm: a, endpoint: cr, effect_measure: count, value: 4, unit: people}
pr-a: {arm: a, endpoint: pr, effect_measure: count, value: 10, unit: people}
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 56, unit: percent, n_events: 14, n_analysed: 25}
""",
    bad="""
cr-a: {arm: a, endpoint: cr, effect_measure: count, value: 4, unit: people}
pr-a: {arm: a, endpoint: pr, effect_measure: count, value: 12, unit: people}
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 56, unit: percent, n_events: 14, n_analysed: 25}
""",
    source="FDA guidance on cancer trial endpoints 2018",
)
def counted_responses_add_up(group: list[Estimate], evidence: Evidence) -> Found:
    figures = [e for e in group if e.value is not None and e.measure in ("count", "proportion")]
    named = {e.endpoint: e for e in figures}
    total, parts = named.get("orr"), [named.get(name) for name in ("cr", "pr")]
    if total is None or None in parts or all(part.measure == "proportion" for part in parts):
        return
    counts = [_people(e, evidence) for e in (*parts, total)]
    if None in counts:
        return
    added = sum(counts[:-1])
    yield compared(f"{counts[0]:g} + {counts[1]:g} = {added:g}; {total.key} is {counts[2]:g} people", *parts, total)  # fmt: skip
    if round(added) != round(counts[2]):
        yield total.problem(
            "value",
            f"is of {counts[2]:g} people, but {parts[0].key} and {parts[1].key} add up to {added:g}.",
            "Check each of them: endpoint, arm and denominator.",
        )


def _people(e: Estimate, evidence: Evidence) -> float | None:
    """People with the response, as counted or as the share of those analysed gives; None if unknown."""
    if e.measure == "count":
        return e.value
    people = e.n_analysed or evidence.size(e)
    if e.n_events is not None or people is None:
        return e.n_events
    return round(e.value * people / 100)


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
    source="FDA guidance on cancer trial endpoints 2018",
)
def wider_responses_are_no_smaller(group: list[Estimate], evidence: Evidence) -> Found:
    named = {e.endpoint: e for e in only(group, measure="proportion") if e.value is not None}
    for narrow_name, wide_name in evidence.endpoints.named("response"):
        narrow, wide = named.get(narrow_name), named.get(wide_name)
        if narrow is None or wide is None or not same_people(narrow, wide):
            continue
        yield compared(
            f"{narrow_name} {narrow.printed}, a part of {wide_name} {wide.printed}", narrow, wide
        )
        if narrow.value > wide.value + narrow.half_unit() + wide.half_unit():
            yield narrow.problem(
                "value",
                f"{narrow_name} is a part of {wide_name}, which is {wide.row.get('value')} in {wide.key}.",
                "Were the endpoints or the arms swapped?",
            )


@rule(
    "response-categories-within-the-whole",
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
def response_categories_within_100(group: list[Estimate], evidence: Evidence) -> Found:
    named = {e.endpoint: e for e in only(group, measure="proportion") if e.value is not None}
    best = ("orr",) if "orr" in named else ("cr", "pr")
    present = [named[name] for name in (*best, "sd", "pd", "not_evaluable") if name in named]
    added = sum(e.value for e in present)
    shown = " + ".join(f"{e.endpoint} {e.printed}" for e in present)
    if len(present) > 1:
        yield compared(f"{shown} = {added:g}%, of at most 100%", *present)
    if added > 100 + sum(e.half_unit() for e in present) + 1e-9:
        yield present[-1].problem(
            "value", f"{shown} = {added:g}%, more than everybody.", "Check each."
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
def odds_point_where_rates_do(group: list[Estimate], evidence: Evidence) -> Found:
    contrasts = [e for e in group if "proportion" in e.effect.compares]
    for contrast, own, other in with_both_arms(
        contrasts, only(group, measure="proportion"), evidence
    ):
        if None in (contrast.value, own.value, other.value):
            continue
        yield compared(
            f"{contrast.key} {contrast.printed}; {own.key} {own.printed}, {other.key} {other.printed}",
            contrast,
            own,
            other,
        )
        if _points_away(contrast, own, other):
            yield contrast.problem(
                "value",
                f"points the other way than {own.row.get('value')} ({own.key}) against {other.row.get('value')} ({other.key}).",
                "Were the arms swapped in one of them?",
            )


def _points_away(contrast: Estimate, own: Estimate, other: Estimate) -> bool:
    gap = own.value - other.value
    return abs(gap) > 3 and (contrast.value - contrast.effect.scale.no_difference) * gap < 0


@rule(
    "odds-fit-rates",
    "An odds ratio or risk ratio is close to what the shares of both groups give.",
    level=WARNING,
    per="response-comparison",
    good="""
orr-or: {arm: a, comparator: b, endpoint: orr, effect_measure: odds_ratio, value: 2.0, unit: ratio}
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 60, unit: percent}
orr-b: {arm: b, endpoint: orr, effect_measure: proportion, value: 43, unit: percent}
""",
    bad="""
orr-or: {arm: a, comparator: b, endpoint: orr, effect_measure: odds_ratio, value: 2.0, unit: ratio}
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 80, unit: percent}
orr-b: {arm: b, endpoint: orr, effect_measure: proportion, value: 43, unit: percent}
""",
)
def odds_fit_rates(group: list[Estimate], evidence: Evidence) -> Found:
    ratios = [e for e in group if e.effect.scale is RATIO and "proportion" in e.effect.compares]
    shares = [e for e in only(group, measure="proportion") if 0 < (e.value or 0) < 100]
    for ratio, own, other in with_both_arms(ratios, shares, evidence):
        if not ratio.value or ratio.value <= 0 or _points_away(ratio, own, other):
            continue  # told as what it is
        ranges = [_range_of(share, ratio.measure) for share in (own, other)]
        if None in ranges:
            continue
        (least, most), (other_least, other_most) = ranges
        plain = math.log(own.value / other.value)
        apart = APART * math.exp(CHANCE * standard_error(ratio) + FARTHER * abs(plain))
        low, high = least / other_most / apart, most / other_least * apart
        yield compared(
            f"{own.printed} ({own.key}) and {other.printed} ({other.key}) give about "
            f"{low:.2f} to {high:.2f}; {ratio.key} is {ratio.printed}",
            ratio,
            own,
            other,
        )
        if not low <= ratio.value <= high:
            yield ratio.problem(
                "value",
                f"is not near {low:.2f} to {high:.2f}, which {own.row.get('value')} ({own.key}) against {other.row.get('value')} ({other.key}) gives.",
                "Check all three.",
            )


# Strata and other people move a ratio from the plain one, on the log scale: by chance, where its error is
# large, and away from 1, as odds within strata are farther apart than odds over all of them.
APART, CHANCE, FARTHER = 1.3, 0.5, 0.15  # times; of its standard error; of the plain one


def _range_of(share: Estimate, measure: str) -> tuple[float, float] | None:
    """Odds, or the share itself for a risk ratio, as rounding allows; None next to 0 or 100%."""
    ends = [(share.value + way * share.half_unit()) / 100 for way in (-1, 1)]
    if not 0 < ends[0] < ends[1] < 1:
        return None
    low, high = (end / (1 - end) for end in ends) if measure == "odds_ratio" else ends
    return low, high


@rule(
    "difference-is-the-difference",
    "A difference is close to the difference of both arms' figures.",
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
def difference_is_the_difference(group: list[Estimate], evidence: Evidence) -> Found:
    contrasts = [e for e in group if e.effect.scale is DIFFERENCE]
    singles = [e for e in group if any(e.measure in c.effect.compares for c in contrasts)]
    for contrast, own, other in with_both_arms(contrasts, singles, evidence):
        if own.measure not in contrast.effect.compares:
            continue
        if None in (contrast.value, own.value, other.value):
            continue
        if contrast.timepoint_months not in (None, own.timepoint_months):
            continue
        gap = own.value - other.value
        yield compared(
            f"{own.printed} ({own.key}) − {other.printed} ({other.key}) = {gap:.4g}; printed {contrast.printed}",
            contrast,
            own,
            other,
        )
        # stratified differences move a little from the plain one
        if abs(gap - contrast.value) > 2 + own.half_unit() + other.half_unit():
            yield contrast.problem(
                "value",
                f"{own.row.get('value')} ({own.key}) less {other.row.get('value')} ({other.key}) is {gap:g}.",
                "Check all three.",
            )


@rule(
    "durations-count-responders",
    "The people whose duration of response is told are the people who responded.",
    per="survival",
    good="""
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58, unit: percent, n_events: 58, n_analysed: 100}
dor-a: {arm: a, endpoint: dor, effect_measure: median, value: 12, unit: months, n_analysed: 58}
""",
    bad="""
orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58, unit: percent, n_events: 58, n_analysed: 100}
dor-a: {arm: a, endpoint: dor, effect_measure: median, value: 12, unit: months, n_analysed: 85}  # <-- here
""",
    source="FDA guidance on cancer trial endpoints 2018",
)
def durations_count_responders(group: list[Estimate], evidence: Evidence) -> Found:
    for endpoint in evidence.endpoints.values():
        if not endpoint.responders_of:
            continue
        durations = only(group, endpoint=endpoint.code)
        responses = only(group, endpoint=endpoint.responders_of, measure="proportion")
        for duration, response in matching(durations, responses, attrgetter("look"), evidence):
            if not duration.n_analysed or not response.n_events:
                continue
            yield compared(
                f"{duration.n_analysed} people in {duration.key}; {response.n_events} responded in {response.key}",
                duration,
                response,
            )
            if duration.n_analysed != response.n_events:
                yield duration.problem(
                    "n_analysed",
                    f"but {response.n_events} people responded ({response.key}).",
                    "Check both, and the judge of each.",
                )


@rule(
    "counts-agree-with-percentages",
    "A count of people is the number of events of the same figure in percent.",
    per="response",
    good="""
trd-a: {arm: a, endpoint: treatment_related_death, effect_measure: count, value: 3, unit: people, attribution: treatment_related, grades: 5}
trd-share-a: {arm: a, endpoint: treatment_related_death, effect_measure: proportion, value: 3, unit: percent, n_events: 3, n_analysed: 100, attribution: treatment_related, grades: 5}
""",
    bad="""
trd-a: {arm: a, endpoint: treatment_related_death, effect_measure: count, value: 8, unit: people, attribution: treatment_related, grades: 5}  # <-- here
trd-share-a: {arm: a, endpoint: treatment_related_death, effect_measure: proportion, value: 3, unit: percent, n_events: 3, n_analysed: 100, attribution: treatment_related, grades: 5}
""",
)
def counts_agree_with_percentages(group: list[Estimate], evidence: Evidence) -> Found:
    counts, shares = only(group, measure="count"), only(group, measure="proportion")
    for count, share in matching(counts, shares, attrgetter("endpoint", "condition"), evidence):
        if None in (count.value, share.n_events):
            continue
        yield compared(
            f"{count.printed} in {count.key}; {share.n_events} events in {share.key}", count, share
        )
        if count.value != share.n_events:
            yield count.problem(
                "value", f"is not the {share.n_events} events of {share.key}.", "Check both."
            )
