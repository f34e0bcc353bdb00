"""Within one proportion: people with the endpoint, people analysed, percentage and interval."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.problem import WARNING
from schemas.rules.rule import Found, compared, rule
from schemas.terms import CREDIBLE
from schemas.typed.binomial import METHODS, methods_that_fit

PEOPLE = "categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required]"
UNCOUNTED = f"trial: {{populations: {{everyone: {{label: everyone, analysis_set: itt, {PEOPLE}, n: {{a: 100, b: 100}}}}, treated: {{label: treated, analysis_set: safety, set_of: everyone, {PEOPLE}, n: {{}}}}}}}}\n"
SHARE_OF_TREATED = "arm: a, population: treated, endpoint: adverse_events, effect_measure: proportion, unit: percent, attribution: any"


@rule(
    "events-within-people",
    "No more people have the endpoint than were analysed.",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 50, n_analysed: 100}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 100, n_analysed: 50}",
)
def events_within_people(e: Estimate, evidence: Evidence) -> Found:
    people = evidence.size(e) if e.n_analysed is None else e.n_analysed
    if None in (e.n_events, people):
        return
    yield compared(f"{e.n_events} ≤ {people}", e)
    if e.n_events > people:
        whom = "people of the group" if e.n_analysed is None else "people analysed"
        yield e.problem("n_events", f"is more than the {people} {whom}.", "Were they swapped?")


@rule(
    "events-give-percent",
    "People with the endpoint, divided by people analysed, give the printed percentage.",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58.3, unit: percent, n_events: 7, n_analysed: 12}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 53.8, unit: percent, n_events: 7, n_analysed: 12}",
)
def events_give_percent(e: Estimate, evidence: Evidence) -> Found:
    if e.measure != "proportion" or None in (e.value, e.n_events) or not e.n_analysed:
        return
    percent = 100 * e.n_events / e.n_analysed
    yield compared(f"{e.n_events} of {e.n_analysed} is {percent:.2f}%; printed {e.printed}", e)
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
)
def percent_possible_for_people(e: Estimate, evidence: Evidence) -> Found:
    if e.measure != "proportion" or e.n_events is not None or e.value is None or not e.n_analysed:
        return
    people = round(e.value * e.n_analysed / 100)
    percent = 100 * people / e.n_analysed
    yield compared(f"{people} of {e.n_analysed} would be {percent:.2f}%; printed {e.printed}", e)
    if e.is_exact and abs(percent - e.value) > e.half_unit() + 1e-9:
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
    "percent-possible-for-group",
    "Where the people analysed are not typed, some whole number of their group gives the printed percentage.",
    level=WARNING,
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58.0, unit: percent}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 58.3, unit: percent}",
)
def percent_possible_for_group(e: Estimate, evidence: Evidence) -> Found:
    if e.measure != "proportion" or e.value is None or e.n_analysed is not None or not e.is_exact:
        return
    people = evidence.people(e, e.arm)
    if not people:
        return
    events = round(e.value * people / 100)
    percent = 100 * events / people
    if not events and e.value:
        return  # less than one of them: it is told as a share that may not be in percent
    yield compared(
        f"{events} of the {people} people of {e.arm} would be {percent:.2f}%; printed {e.printed}",
        e,
    )
    if abs(percent - e.value) > e.half_unit() + 1e-9:
        yield e.problem(
            "value",
            f"no whole number of the {people} people of {e.arm} gives this percentage ({percent:.2f} is nearest).",
            "Check the value; if others were analysed, add `n_analysed:` or name their population.",
        )


@rule(
    "lasting-responses-name-their-people",
    "Responses still lasting are a share of the people with a response, or of everyone analysed; which, is typed.",
    good="ongoing-a: {arm: a, endpoint: ongoing_response, effect_measure: proportion, value: 30, unit: percent, n_analysed: 100}",
    bad="""
ongoing-a: {arm: a, endpoint: ongoing_response, effect_measure: proportion, value: 73, unit: percent}
ongoing-b: {arm: b, endpoint: ongoing_response, effect_measure: proportion, value: 75, unit: percent, n_analysed: 48}
""",
)
def lasting_responses_name_their_people(e: Estimate, evidence: Evidence) -> Found:
    row = evidence.vocabulary("endpoints").get(e.endpoint)  # an unknown code is told elsewhere
    if row is None or row.get("ladder") != "ongoing":
        return
    people = evidence.populations.get((e.trial, e.population))
    if people is None or people.get("analysis_set") == "responders":
        return
    size = evidence.size(e)
    yield compared(
        f"{e.n_analysed or 'not typed how many'} analysed; {size or 'not known how many'} people of "
        f"{e.arm} are in {e.population}",
        e,
    )
    if e.n_analysed is None or e.n_analysed != (size or e.n_analysed):
        yield e.problem(
            "value",
            "may be a share of the people with a response, or of everyone: that is not typed.",
            "Name a population of responders, or give n_analysed of everyone.",
        )


@rule(
    "binomial-interval-by-known-method",
    "The printed interval of a proportion is what a standard method gives for its people.",
    level=WARNING,
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 20, n_analysed: 40, ci_lower: 33.8, ci_upper: 66.2, ci_level: 95}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 20, n_analysed: 40, ci_lower: 43.8, ci_upper: 66.2, ci_level: 95}",
)
def binomial_interval_by_known_method(e: Estimate, evidence: Evidence) -> Found:
    known = (e.value, e.ci_lower, e.ci_upper, e.deviations)
    if e.measure != "proportion" or None in known or not e.ci_lower < e.ci_upper:
        return
    if e.row.get("ci_kind") == CREDIBLE:
        return  # what was known before moves it
    bounds = (e.ci_lower / 100, e.ci_upper / 100)
    slack = (1.2 * e.half_unit("ci_lower") / 100, 1.2 * e.half_unit("ci_upper") / 100)
    level, tried = e.ci_level / 100, ""
    for people in _may_be_analysed(e, evidence):
        for events in _give_percent(e, people):
            tried = f"{events} of {people}"
            if fits := methods_that_fit(events, people, level, bounds, slack):
                yield compared(f"{_interval(e)} of {tried} by: {', '.join(sorted(fits))}", e)
                return
    if not tried:
        return  # another rule speaks
    people = evidence.people(e, e.arm)
    number = f"{people} people of the group or fewer" if people else "whatever number of people"
    whom = tried if e.n_analysed else f"{e.row.get('value')} percent, of {number},"
    yield compared(f"{_interval(e)} of {whom} by: no usual method", e)
    yield e.problem(
        "ci_lower",
        f"{_interval(e, 'not ')} of {whom} by any of: {', '.join(METHODS)}.",
        "Check value, both ends, the level and the denominator; say in `note:` if it is printed so.",
    )


def _interval(e: Estimate, no: str = "") -> str:
    return f"{e.row.get('ci_lower')} to {e.row.get('ci_upper')} is {no}the {e.ci_level:g}% interval"


def _may_be_analysed(e: Estimate, evidence: Evidence) -> Sequence[int]:
    """How many people can be behind a share with an interval, the likeliest first."""
    if e.n_analysed is not None:
        return [e.n_analysed] if 0 < e.n_analysed <= LARGEST else []
    if people := evidence.people(e, e.arm):
        least = math.ceil(LEAST_ANALYSED * people)
        return range(people, least - 1, -1) if people <= SEARCHED else ()
    share, width = e.value / 100, (e.ci_upper - e.ci_lower) / 200
    by_width = share * (1 - share) * (e.deviations / width) ** 2
    if not RARE <= e.value <= 100 - RARE or by_width > SEARCHED:
        return ()
    # of few people most methods give less than the plain width, some as if 2 z² more were there
    fewest = min(0.75 * by_width, by_width - 2 * e.deviations**2)
    between = range(max(math.floor(fewest), 1), math.ceil(1.4 * by_width) + 1)
    return sorted(between, key=lambda people: abs(people - by_width))


def _give_percent(e: Estimate, people: int) -> Sequence[int]:
    """Numbers of people with the endpoint that give the printed percentage of ``people``."""
    low = math.ceil((e.value - e.half_unit()) * people / 100 - 1e-9)
    high = math.floor((e.value + e.half_unit()) * people / 100 + 1e-9)
    possible = range(max(low, 0), min(high, people) + 1)
    if e.n_events is not None:
        return [e.n_events] if e.n_events in possible else []
    return possible[:20]


LEAST_ANALYSED = 0.95  # of a group: a few could not be judged
RARE = 10  # percent; nearer to nobody or everybody the width says little of the number of people
LARGEST, SEARCHED = 100_000, 1_000  # people; exact tails of more take long


@rule(
    "shares-have-one-denominator",
    "Shares of one group in one report, of a number of people that is not typed, can all be of one number.",
    level=WARNING,
    per="people",
    good=f"{UNCOUNTED}ae-a: {{{SHARE_OF_TREATED}, grades: 3-4, value: 37.4}}\nsae-a: {{{SHARE_OF_TREATED}, grades: serious, value: 28.3}}",
    bad=f"{UNCOUNTED}ae-a: {{{SHARE_OF_TREATED}, grades: 3-4, value: 37.4}}\nsae-a: {{{SHARE_OF_TREATED}, grades: serious, value: 23.9}}  # <-- here",
    source="GRIM test (Brown and Heathers 2017), here for a number of people that is not printed",
)
def shares_have_one_denominator(group: list[Estimate], evidence: Evidence) -> Found:
    first = group[0]
    key = (first.trial, first.population, first.arm)
    whole = evidence.populations.get(key[:2])
    most = evidence.sizes.get((first.trial, whole.get("set_of") if whole else "", first.arm))
    if key in evidence.sizes or not most or most > SEARCHED:
        return
    numbers = range(math.floor(LEAST_TREATED * most), math.ceil(MOST_TREATED * most) + 1)
    shares: dict[tuple[str, str], list[Estimate]] = defaultdict(list)
    for e in group:
        if e.measure == "proportion" and e.value is not None and e.is_exact and not e.n_analysed:
            if e.row.get("analysis") != "conditional":
                shares[e.report, e.whom].append(e)
    for own in shares.values():
        if len(own) < 2:
            continue
        shown = ", ".join(f"{e.printed} ({e.key})" for e in own)
        possible = _of_one_number(own, numbers)
        yield compared(f"{shown}: {len(possible)} numbers of people from {numbers[0]} to {numbers[-1]} give all of them", *own)  # fmt: skip
        if not possible:
            odd = next((e for e in reversed(own) if _of_one_number([o for o in own if o is not e], numbers)), own[-1])  # fmt: skip
            yield odd.problem(
                "value",
                f"no number of people from {numbers[0]} to {numbers[-1]} gives all of {shown}.",
                "Check each; where others were analysed, add `n_analysed:` or name their population.",
            )


def _of_one_number(shares: Iterable[Estimate], numbers: Iterable[int]) -> list[int]:
    """Which of the numbers of people can be behind all of these shares."""
    possible = list(numbers)
    for e in shares:
        possible = [people for people in possible if _give_percent(e, people)]
    return possible


LEAST_TREATED, MOST_TREATED = 0.8, 1.02  # of those randomised to a group; some took another drug
