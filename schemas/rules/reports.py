"""Between the reports of one trial: one figure, one value; what moves moves little."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations

from schemas.evidence import Estimate, Evidence
from schemas.problem import WARNING
from schemas.rules.curves import SURVIVAL_ORDER, at_its_time
from schemas.rules.registry import Found, by_endpoint, compared, only, ordered_pairs, rule
from schemas.rules.responses import RESPONSE_ORDER
from schemas.terms import NOT_STATED


@rule(
    "one-figure-one-value",
    "Two figures that nothing tells apart do not have different values, and no figure is typed twice.",
    per="subject",
    good="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, data_cutoff: 2020-01-15}
os-a-later: {arm: a, endpoint: os, effect_measure: median, value: 21, unit: months, data_cutoff: 2021-01-15}
""",
    bad="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, data_cutoff: 2020-01-15}
os-a-again: {arm: a, endpoint: os, effect_measure: median, value: 21, unit: months, data_cutoff: 2020-01-15}
""",
)
def one_figure_one_value(group: list[Estimate], evidence: Evidence) -> Found:
    cuts: dict[tuple[str, ...], list[Estimate]] = defaultdict(list)
    for estimate in group:
        cutoff = estimate.row.get("data_cutoff")
        same_report = (estimate.report,) if cutoff in ("", NOT_STATED) else ()
        cuts[(*estimate.cut, *same_report)].append(estimate)
    for rows in cuts.values():
        for first, second in combinations(rows, 2):
            same = first.value == second.value and first.is_reached == second.is_reached
            same_place = first.report == second.report
            yield compared(f"{in_report(first)}, {in_report(second)}", first, second)
            if same and not same_place:
                continue
            precise = first.half_unit() + second.half_unit()
            if not same_place and None not in (first.value, second.value):
                if abs(first.value - second.value) <= precise:
                    continue
            yield second.problem(
                "value",
                f"nothing tells it apart from {first.report}/{first.key}"
                + (
                    ", which has the same value."
                    if same
                    else f", which is {first.row.get('value')}."
                ),
                "Name what differs (population, assessor, criteria, data_cutoff, event, variant …) or remove one.",
            )


def in_report(e: Estimate) -> str:
    return f"{e.printed} in {e.report}"


# how far apart two looks at one figure may be: other cut, other judge
LARGEST_MOVE = {"proportion": 16.0, "landmark_rate": 14.0}
LARGEST_FACTOR = {"median": 1.6, "hazard_ratio": 1.9, "odds_ratio": 2.5}
SETTLED_MOVE = 5.0  # of a rate whose time point lay within both follow-ups
HARM_SHRINKS, HARM_GROWS = 5.0, 15.0  # side effects rightly accumulate


@rule(
    "figures-move-little-between-cuts",
    "From one data cut or judge to the next a figure moves a little, not a lot.",
    level=WARNING,
    per="figure",
    good="""
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 70, unit: percent, data_cutoff: 2020-01-15}
os-a-later: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 69, unit: percent, data_cutoff: 2021-01-15}
""",
    bad="""
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 70, unit: percent, data_cutoff: 2020-01-15}
os-a-later: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 49, unit: percent, data_cutoff: 2021-01-15}  # <-- here
""",
)
def figures_move_little_between_cuts(group: list[Estimate], evidence: Evidence) -> Found:
    for early, late in combinations(sorted(group, key=evidence.looked_at), 2):
        if None in (early.value, late.value):
            continue
        yield compared(f"{in_report(early)}, later {in_report(late)}", early, late)
        if moved_far(early, late):
            yield late.problem(
                "value",
                f"was {early.row.get('value')} in {early.report} ({early.key}).",
                "Check endpoint, arm and population of both; say in `note:` if both are printed so.",
            )


def moved_far(early: Estimate, late: Estimate) -> bool:
    move = late.value - early.value
    if early.family == "harm":
        return early.measure == "proportion" and not -HARM_SHRINKS <= move <= HARM_GROWS
    if early.measure in LARGEST_MOVE:
        both_settled = early.timepoint_months is not None and all(
            e.follow_up_months and e.follow_up_months >= e.timepoint_months for e in (early, late)
        )
        return abs(move) > (SETTLED_MOVE if both_settled else LARGEST_MOVE[early.measure])
    low, high = sorted((early.value, late.value))
    return low > 0 and high / low > LARGEST_FACTOR.get(early.measure, math.inf)


@rule(
    "curves-fit-between-reports",
    "A later time point of another report does not show many more people without an event, and medians fit.",
    level=WARNING,
    per="arm",
    good="""
os-1y-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 1 year, value: 60, unit: percent, data_cutoff: 2020-01-15}
os-5y-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 5 years, value: 30, unit: percent, data_cutoff: 2024-01-15}
""",
    bad="""
os-1y-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 1 year, value: 60, unit: percent, data_cutoff: 2020-01-15}
os-5y-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 5 years, value: 80, unit: percent, data_cutoff: 2024-01-15}  # <-- here
""",
)
def curves_fit_between_reports(group: list[Estimate], evidence: Evidence) -> Found:
    rates = [e for e in only(group, measure="landmark_rate") if e.value is not None]
    for first, second in combinations(rates, 2):
        early, late = sorted((first, second), key=lambda e: e.timepoint_months or 0)
        if is_other_look_at_one_curve(early, late) and late.timepoint_months > (
            early.timepoint_months or 0
        ):
            yield compared(
                f"{at_its_time(early)} in {early.report}, then {at_its_time(late)} in {late.report}",
                early, late,
            )  # fmt: skip
            if late.value > early.value + RATES_APART:
                yield late.problem(
                    "value",
                    f"is more than {early.row.get('value')} at {early.row.get('timepoint')} in {early.report} ({early.key}).",
                    "Check time points, values and populations of both.",
                )
    for median in only(group, measure="median"):
        for rate in rates:
            if not is_other_look_at_one_curve(median, rate) or not median.value:
                continue
            yield compared(
                f"{at_its_time(rate)} in {rate.report}; median {in_report(median)}", median, rate
            )
            after = rate.timepoint_months > median.value and median.is_exact
            before = rate.timepoint_months < median.value
            if (after and rate.value > 50 + MEDIAN_APART) or (
                before and rate.value < 50 - MEDIAN_APART
            ):
                yield rate.problem(
                    "value",
                    f"does not fit the median of {median.row.get('value')} {median.unit} in {median.report} ({median.key}).",
                    "Check both: is one of them another endpoint, arm or time?",
                )


RATES_APART, MEDIAN_APART = 6.0, 16.0


def is_other_look_at_one_curve(first: Estimate, second: Estimate) -> bool:
    return first.endpoint == second.endpoint and not first.is_same_look(second)


@rule(
    "orders-hold-between-reports",
    "What is a part of another figure stays clearly below it in other reports too.",
    level=WARNING,
    per="arm",
    good="""
pfs-a: {arm: a, endpoint: pfs, effect_measure: median, value: 12, unit: months, data_cutoff: 2020-01-15}
os-a: {arm: a, endpoint: os, effect_measure: median, value: 24, unit: months, data_cutoff: 2022-01-15}
""",
    bad="""
pfs-a: {arm: a, endpoint: pfs, effect_measure: median, value: 42, unit: months, data_cutoff: 2020-01-15}  # <-- here
os-a: {arm: a, endpoint: os, effect_measure: median, value: 24, unit: months, data_cutoff: 2022-01-15}
""",
)
def orders_hold_between_reports(group: list[Estimate], evidence: Evidence) -> Found:
    exact = [
        e for e in group if e.value is not None and e.is_exact and e.measure in SHARES_AND_TIMES
    ]
    for narrow, wide in ordered_pairs(by_endpoint(exact), (*RESPONSE_ORDER, *SURVIVAL_ORDER)):
        if narrow.is_same_look(wide):
            continue
        most = wide.value * 1.15 if wide.measure == "median" else wide.value + 6
        yield compared(
            f"{narrow.endpoint} {in_report(narrow)}, at most {most:.4g} beside {wide.endpoint} {in_report(wide)}",
            narrow,
            wide,
        )
        if narrow.value > most:
            yield narrow.problem(
                "value",
                f"is far more than {wide.endpoint} {wide.row.get('value')} in {wide.report} ({wide.key}).",
                "Check endpoint, arm and population of both.",
            )


SHARES_AND_TIMES = ("proportion", "landmark_rate", "median")


@rule(
    "one-publication-one-citation",
    "A PMID or DOI stands once in a trial, with the same citation and standing wherever it recurs.",
    per="everything",
    good="report: {pmid: 12345678}",
    bad="""
report: {pmid: 12345678}
report 2020-other: {pmid: 12345678, title: title of 2020-first}
""",
)
def one_publication_one_citation(evidence: Evidence) -> Found:
    told = (
        "kind",
        "standing",
        "title",
        "authors",
        "journal",
        "year",
        "volume",
        "pages",
        "pmid",
        "doi",
    )
    for identifier in ("pmid", "doi"):
        seen = {}
        for row in evidence.tables["reports"]:
            number = row.get(identifier).lower()
            if not number:
                continue
            first = seen.setdefault(number, row)
            if first is row:
                continue
            if first.get("trial") == row.get("trial"):
                yield row.problem(
                    identifier, f"stands already in {first.path}.", "Is it the same publication?"
                )
            for name in told:
                if first.get(name) != row.get(name):
                    yield row.problem(
                        name,
                        f"the same publication says {first.get(name)!r} in {first.path}.",
                        "Make both the same.",
                    )
