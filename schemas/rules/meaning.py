"""A figure must say what it is: the descriptors without which a number means nothing."""

from __future__ import annotations

import re

from schemas.endpoints import QUALITY_OF_LIFE
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import TIME
from schemas.problem import WARNING
from schemas.rules.rule import Found, compared, rule
from schemas.terms import BETTER, NOT_APPLICABLE, NOT_STATED
from schemas.units import MONTHS_PER


@rule(
    "measure-fits-endpoint",
    "An endpoint has only the effect measures that make sense for it.",
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: proportion, value: 20, unit: percent}",
)
def measure_fits_endpoint(e: Estimate, evidence: Evidence) -> Found:
    if has_measure(e, evidence):
        return
    todo = f"Use: {', '.join(evidence.endpoints[e.endpoint].measures)}."
    if e.is_timed and e.measure == "proportion":
        todo = (
            "A share of people at a time is `landmark_rate` with its `timepoint:`, a number of people "
            f"`count`. {todo}"
        )
    yield e.problem("effect_measure", f"{e.endpoint} has no such measure.", todo)


def has_measure(e: Estimate, evidence: Evidence) -> bool:
    """Can its endpoint have its measure? Yes, too, where the list does not say."""
    endpoint = evidence.endpoints.get(e.endpoint)
    return endpoint is None or not endpoint.measures or e.measure in endpoint.measures


@rule(
    "unit-fits-measure",
    "Parts are in percent, medians in time, ratios without unit.",
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: percent}",
)
def unit_fits_measure(e: Estimate, evidence: Evidence) -> Found:
    allowed = e.effect.units
    if e.unit not in allowed:
        yield e.problem("unit", f"{e.measure} is never in {e.unit}.", f"Use: {', '.join(allowed)}.")


@rule(
    "comparator-only-in-contrasts",
    "A ratio or difference names the other arm; any other figure belongs to one arm.",
    good="os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.8, unit: ratio}",
    bad="os-hr: {arm: a, endpoint: os, effect_measure: hazard_ratio, value: 0.8, unit: ratio}",
)
def comparator_only_in_contrasts(e: Estimate, evidence: Evidence) -> Found:
    if e.is_contrast and not e.comparator:
        yield e.problem("comparator", f"a {e.measure} compares two arms.", "Add `comparator:`.")
    elif not e.is_contrast and e.comparator and not e.effect.may_compare:
        yield e.problem("comparator", f"a {e.measure} belongs to one arm.", "Remove this line.")
    elif e.comparator and e.comparator == e.arm:
        yield e.problem("comparator", "an arm is not compared with itself.", "Name the other arm.")


@rule(
    "rate-has-time-point",
    "A rate at a landmark says at which time.",
    good="os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 60, unit: percent}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, value: 60, unit: percent}",
)
def rate_has_time_point(e: Estimate, evidence: Evidence) -> Found:
    endpoint = evidence.endpoints.get(e.endpoint)
    is_at_a_time = e.effect.has_time_point or bool(endpoint and endpoint.time_words)
    if is_at_a_time and e.timepoint_months is None:
        yield e.problem("timepoint", "at what time?", "Add `timepoint:`, such as 12 months.")


@rule(
    "measure-says-of-what",
    "A probability says of what it is one; a score says of which questionnaire, and which end is better.",
    good="os-p: {arm: a, comparator: b, endpoint: os, effect_measure: posterior_probability, value: 99.6, unit: percent, probability_of: that the hazard ratio is below 1}",
    bad="os-p: {arm: a, comparator: b, endpoint: os, effect_measure: posterior_probability, value: 99.6, unit: percent}",
)
def measure_says_of_what(e: Estimate, evidence: Evidence) -> Found:
    needed = [e.effect.needs] if e.effect.needs else []
    if e.is_score:
        needed += ["instrument", "better"]
    for name in needed:
        if not e.row.get(name):
            which = f" {', '.join(BETTER)}" if name == "better" else ""
            yield e.problem(
                name,
                "without it the figure means nothing.",
                f"Add `{name}:`{which and ' and one of'}{which}.",
            )


@rule(
    "quality-of-life-has-a-direction",
    "A score is called quality of life only where the report says which end of it is better.",
    good='qol-a: {arm: a, endpoint: quality_of_life, effect_measure: mean_change, value: -4, unit: points, instrument: "FQ, 0 to 100", better: higher}',
    bad='qol-a: {arm: a, endpoint: quality_of_life, effect_measure: mean_change, value: -4, unit: points, instrument: "FQ, 0 to 100", better: not_stated}',
)
def quality_of_life_has_a_direction(e: Estimate, evidence: Evidence) -> Found:
    if e.endpoint == QUALITY_OF_LIFE and e.is_score and e.better == NOT_STATED:
        yield e.problem(
            "endpoint",
            "lower may be better or worse, so it cannot be called quality of life.",
            "Write the end that is better in `better:`, or another endpoint, such as symptom_score.",
        )


@rule(
    "counts-are-declared",
    "A number or share of people in time to an event says if it counts those with the event or without it.",
    good="os-n: {arm: a, endpoint: os, effect_measure: count, value: 40, unit: people, counts: event}",
    bad="os-n: {arm: a, endpoint: os, effect_measure: count, value: 40, unit: people}",
    source="ZUMA-7 and ECHELON-1 (numbers of deaths shown as people alive)",
)
def counts_are_declared(e: Estimate, evidence: Evidence) -> Found:
    endpoint = evidence.endpoints.get(e.endpoint)
    if endpoint is None or not has_measure(e, evidence):
        return
    event, free = endpoint.states(e.event_includes)
    if e.is_timed and e.effect.usual_state == NOT_STATED and not e.row.get("counts"):
        yield e.problem(
            "counts",
            f"people who {event}, or people {free}?",
            f"Add `counts: event` or `counts: event_free`; write {NOT_STATED} if the source does not say.",
        )
    if e.row.get("counts") and e.counts == NOT_APPLICABLE:
        yield e.problem("counts", f"a {e.measure} counts nobody.", "Remove this line.")


@rule(
    "only-times-are-not-reached",
    "Only a median, or the end of an interval, can be not reached.",
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: NR, unit: months}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: NR, unit: percent}",
)
def only_times_are_not_reached(e: Estimate, evidence: Evidence) -> Found:
    if not e.is_reached and not e.effect.may_be_not_reached:
        yield e.problem(
            "value", f"a {e.measure} cannot be NR.", "Enter the figure, or leave it out."
        )


@rule(
    "judged-endpoints-name-the-judge",
    "Response and growth say who judged them and by which criteria; responses, if confirmed.",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, assessor: independent, criteria: recist-1-1, confirmed: not_stated}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, assessor: not_applicable, criteria: recist-1-1, confirmed: yes}",
    source="RECIST 1.1, iRECIST, Lugano, IMWG, ELN 2022",
)
def judged_endpoints_name_the_judge(e: Estimate, evidence: Evidence) -> Found:
    row = evidence.vocabulary("endpoints").get(e.endpoint)
    if row is None or row.get("needs_assessor") != "yes":
        return
    needed = ["assessor", "criteria"]
    if row.get("family") == "response":
        needed.append("confirmed")
    for name in needed:
        if e.row.get(name) in ("", "not_applicable"):
            yield e.problem(
                name,
                f"{e.endpoint} is judged by somebody by some criteria.",
                f"Add `{name}:`; write {NOT_STATED} if the source does not say.",
            )


@rule(
    "times-have-follow-up",
    "A figure about time says how long people were followed and to which day.",
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, follow_up: not_stated, follow_up_kind: not_stated, data_cutoff: not_stated}",
    bad="""
defaults: {follow_up_kind: ~}
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}  # <-- here
""",
    source="FLAURA (interim overall survival); ESMO-MCBS rules on immature data",
)
def times_have_follow_up(e: Estimate, evidence: Evidence) -> Found:
    if evidence.family(e.endpoint) not in ("survival", "duration"):
        return
    for name in ("follow_up", "follow_up_kind", "data_cutoff"):
        if not e.row.get(name):
            yield e.problem(
                name,
                f"{e.endpoint} needs it to be understood.",
                f"Add `{name}:`; write {NOT_STATED} if the source does not say.",
            )


@rule(
    "conditions-are-named",
    "A figure for people who had already reached some state names the state and their share.",
    good="os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 96, unit: percent, analysis: conditional, conditional_on: alive at 6 months, conditional_share: not_stated}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 96, unit: percent, analysis: conditional}",
    source="CheckMate 067 (a figure for people without growth at three years)",
)
def conditions_are_named(e: Estimate, evidence: Evidence) -> Found:
    is_conditional = e.row.get("analysis") == "conditional"
    if is_conditional and not e.row.get("conditional_on"):
        yield e.problem(
            "conditional_on", "on what state?", "Add `conditional_on:` in your own words."
        )
    if is_conditional and not e.row.get("conditional_share"):
        yield e.problem(
            "conditional_share",
            "what share of people reached that state?",
            f"Name the key of that estimate, or write {NOT_STATED}.",
        )
    if not is_conditional and (e.row.get("conditional_on") or e.row.get("conditional_share")):
        yield e.problem(
            "conditional_on", "the analysis is not conditional.", "Add `analysis: conditional`."
        )
    share = e.row.get("conditional_share")
    if share and share != NOT_STATED:
        if f"{e.trial}/{e.report}/{share}" not in evidence.by_id:
            yield e.problem("conditional_share", "no estimate of this report has that key.")


@rule(
    "times-fit-follow-up",
    "A median or a time point does not lie far beyond the follow-up.",
    level=WARNING,
    good="os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}",
    bad="os-a: {arm: a, endpoint: os, effect_measure: median, value: 200, unit: months}",
)
def times_fit_follow_up(e: Estimate, evidence: Evidence) -> Found:
    is_time, time = e.effect.scale is TIME, e.told_months
    kind = e.row.get("follow_up_kind")
    if None in (time, e.follow_up_months) or kind == "minimum":
        return
    times = 1 if kind == "maximum" else LONGEST_TIME if is_time else LATEST_POINT
    most = e.follow_up_months * times
    yield compared(
        f"{time:.3g} months ≤ {times:g} × {e.follow_up_months:.3g} months of follow-up", e
    )
    if e.is_exact and time > most:
        yield e.problem(
            "value" if is_time else "timepoint",
            f"{time:.3g} months cannot be seen with a follow-up of {e.row.get('follow_up')} ({kind}).",
            "Check unit, value and data cut.",
        )


# how many times the median follow-up some people can be followed
LONGEST_TIME, LATEST_POINT = 3.5, 4.5


@rule(
    "keys-say-the-same",
    "A key that names an endpoint, a time point, an arm or a grade says the same as its fields.",
    good="pfs-2y-a: {arm: a, endpoint: pfs, effect_measure: landmark_rate, timepoint: 24 months, value: 40, unit: percent}",
    bad="pfs-2y-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 40, unit: percent}",
)
def keys_say_the_same(e: Estimate, evidence: Evidence) -> Found:
    todo = "Correct the key or the field: one of them was copied from another line."
    head = e.key.partition("-")[0]
    if head in evidence.vocabulary("endpoints") and head not in e.endpoint.split("_"):
        yield e.problem("endpoint", f"the key {e.key} names {head}.", todo)
    named = TIME_IN_KEY.search(e.key)
    if named and e.effect.has_time_point and e.timepoint_months is not None:
        whole, part, unit = named.groups()  # 6-5y is 6.5 years, or the 5 years of a group 6
        numbers = (float(part), float(f"{whole or 0}.{part}"))
        yield compared(
            f"{named.group().strip('-')} in the key; time point {e.row.get('timepoint')}", e
        )
        if all(abs(n * MONTHS_OF[unit] - e.timepoint_months) > 0.5 for n in numbers):
            yield e.problem("timepoint", f"the key {e.key} names another time.", todo)
    grade = GRADE_IN_KEY.search(e.key)
    if grade and e.family == "harm" and not e.row.get("grades").startswith((grade[1], "not")):
        yield e.problem("grades", f"the key {e.key} names grade {grade[1]}.", todo)
    words = e.key.split("-")
    ends = ("-".join(words[start:]) for start in range(1, len(words)))  # the longest first
    arm = next((end for end in ends if (e.trial, end) in evidence.arms), None)
    if arm and arm not in (e.arm, e.comparator):
        yield e.problem("arm", f"the key {e.key} names {arm}.", todo)


GRADE_IN_KEY = re.compile(r"-g(\d)\d?(?=-|$)")  # g3, g34: grade 3 and, it may be, higher
# 5y, 18m or 12w inside a key
TIME_IN_KEY = re.compile(r"-(?:(\d+)-)?(\d+)(y|m|w)(?=-|$)")
MONTHS_OF = {unit[0]: months for unit, months in MONTHS_PER.items()}
