"""Within one proportion: people with the endpoint, people analysed, percentage and interval."""

from __future__ import annotations

import math

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.problem import WARNING
from schemas.rules.rule import Found, compared, rule
from schemas.typed.binomial import METHODS, methods_that_fit


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
    if e.measure != "proportion" or None in known or not 0 < (e.n_analysed or 0) <= LARGEST:
        return
    if e.n_events is not None:
        possible = [e.n_events]
    else:  # every number of people that gives the printed percentage
        low = math.ceil((e.value - e.half_unit()) * e.n_analysed / 100 - 1e-9)
        high = math.floor((e.value + e.half_unit()) * e.n_analysed / 100 + 1e-9)
        possible = range(max(low, 0), min(high, e.n_analysed) + 1)[:20]
    if not possible or possible[0] > e.n_analysed:
        return  # another rule speaks
    events = possible[len(possible) // 2]
    bounds = (e.ci_lower / 100, e.ci_upper / 100)
    slack = (1.2 * e.half_unit("ci_lower") / 100, 1.2 * e.half_unit("ci_upper") / 100)
    level = e.ci_level / 100
    fits = {m for k in possible for m in methods_that_fit(k, e.n_analysed, level, bounds, slack)}
    yield compared(
        f"{e.row.get('ci_lower')} to {e.row.get('ci_upper')} is the {e.ci_level:g}% interval of "
        f"{events} of {e.n_analysed} by: {', '.join(sorted(fits)) or 'no usual method'}",
        e,
    )
    if not fits:
        yield e.problem(
            "ci_lower",
            f"{e.row.get('ci_lower')} to {e.row.get('ci_upper')} is not the {e.ci_level:g}% interval "
            f"of {events} of {e.n_analysed} by any of: {', '.join(METHODS)}.",
            "Check both ends, the level and the denominator; say in `note:` if it is printed so.",
        )


LARGEST = 100_000  # people; more than any trial has, and exact tails of more take long
