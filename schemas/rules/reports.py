"""Between the reports of one trial: one figure, one value; what moves moves little."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import RATIO, SHARE, TIME
from schemas.problem import WARNING
from schemas.row import Row
from schemas.rules.curves import at_its_time, when
from schemas.rules.ratio import half_width
from schemas.rules.reach import between_looks, ordered_pairs, pairs
from schemas.rules.rule import Found, compared, rule
from schemas.terms import NOT_STATED
from schemas.units import DAYS_PER_MONTH

A_RATIO = "arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, unit: ratio, ci_level: 95, follow_up: not_stated, follow_up_kind: not_stated"


@rule(
    "one-figure-one-value",
    "Two figures that nothing tells apart do not have different values, and no figure is typed twice.",
    per="subject",
    good="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, data_cutoff: 2015-01-15}
os-a-later: {arm: a, endpoint: os, effect_measure: median, value: 21, unit: months, data_cutoff: 2016-01-15}
""",
    bad="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months, data_cutoff: 2015-01-15}
os-a-again: {arm: a, endpoint: os, effect_measure: median, value: 21, unit: months, data_cutoff: 2015-01-15}
""",
)
def one_figure_one_value(group: list[Estimate], evidence: Evidence) -> Found:
    cuts: dict[tuple[str, ...], list[Estimate]] = defaultdict(list)
    for estimate in group:
        cutoff = estimate.row.get("data_cutoff")
        same_report = (estimate.report,) if cutoff in ("", NOT_STATED) else ()
        cuts[(*estimate.cut, *same_report)].append(estimate)
    for rows in cuts.values():
        for first, second in pairs(rows):
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


SETTLED_MOVE = 5.0  # of a rate whose time point lay within both follow-ups
HARM_SHRINKS, HARM_GROWS = 5.0, 15.0  # side effects rightly accumulate


@rule(
    "figures-move-little-between-cuts",
    "From one data cut or judge to the next a figure moves a little, not a lot.",
    level=WARNING,
    per="figure",
    good="""
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 70, unit: percent, data_cutoff: 2015-01-15}
os-a-later: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 69, unit: percent, data_cutoff: 2016-01-15}
""",
    bad="""
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 70, unit: percent, data_cutoff: 2015-01-15}
os-a-later: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 49, unit: percent, data_cutoff: 2016-01-15}  # <-- here
""",
)
def figures_move_little_between_cuts(group: list[Estimate], evidence: Evidence) -> Found:
    for early, late in pairs(sorted(group, key=evidence.looked_at)):
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
    if early.effect.is_share:
        both_settled = early.timepoint_months is not None and all(
            e.follow_up_months and e.follow_up_months >= e.timepoint_months for e in (early, late)
        )
        return abs(move) > (SETTLED_MOVE if both_settled else early.effect.moves_by)
    low, high = sorted((early.value, late.value))
    return low > 0 and high / low > early.effect.moves_times


@rule(
    "same-ratio-after-longer",
    "A ratio is not the same again with both ends of its interval once people were followed much longer.",
    level=WARNING,
    per="subject",
    good=f"""
os-hr: {{{A_RATIO}, value: 0.60, ci_lower: 0.40, ci_upper: 0.90, data_cutoff: 2015-01-15}}
os-hr-later: {{{A_RATIO}, value: 0.62, ci_lower: 0.44, ci_upper: 0.87, data_cutoff: 2017-01-15}}
""",
    bad=f"""
os-hr: {{{A_RATIO}, value: 0.60, ci_lower: 0.40, ci_upper: 0.90, data_cutoff: 2015-01-15}}
os-hr-later: {{{A_RATIO}, value: 0.60, ci_lower: 0.40, ci_upper: 0.90, data_cutoff: 2017-01-15}}  # <-- here
""",
    source="Schoenfeld 1983 (the interval of a hazard ratio narrows as events are added)",
)
def same_ratio_after_longer(group: list[Estimate], evidence: Evidence) -> Found:
    ratios = [e for e in group if e.effect.scale is RATIO and _shows_more_events(e)]
    for early, late in pairs(sorted(ratios, key=evidence.looked_at)):
        longer = _followed_longer(early, late)
        if longer is None or longer < MUCH_LONGER:
            continue
        yield compared(
            f"{in_report(early)}, {in_report(late)} after {longer:.0f} months more", early, late
        )
        if early.typed == late.typed:
            yield late.problem(
                "value",
                f"is the same in {early.report} ({early.key}) with both ends of the interval, {longer:.0f} months earlier.",
                "Was one copied over the other? Check both in their sources.",
            )


MUCH_LONGER = 6.0  # months
HIDDEN = 0.1  # of its width, by which rounding may hide that an interval narrowed


def _shows_more_events(e: Estimate) -> bool:
    """Is its interval printed finely enough that a fifth more events move a last digit?"""
    width = half_width(e)
    ends = ("ci_lower", "ci_upper")
    return width is not None and sum(e.half_unit(n) / getattr(e, n) for n in ends) < HIDDEN * width


def _followed_longer(early: Estimate, late: Estimate) -> float | None:
    """Months between two looks, by the follow-up or by the days of the data; None if not known."""
    kinds = {e.row.get("follow_up_kind") for e in (early, late)}
    if early.follow_up_months and late.follow_up_months and len(kinds) == 1:
        return late.follow_up_months - early.follow_up_months
    try:
        first, second = (date.fromisoformat(e.row.get("data_cutoff")) for e in (early, late))
    except ValueError:
        return None
    return (second - first).days / DAYS_PER_MONTH


@rule(
    "curves-fit-between-reports",
    "A later time point of another report does not show many more people without an event, and medians fit.",
    level=WARNING,
    per="arm",
    good="""
os-1y-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 1 year, value: 60, unit: percent, data_cutoff: 2015-01-15}
os-5y-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 5 years, value: 30, unit: percent, data_cutoff: 2019-01-15}
""",
    bad="""
os-1y-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 1 year, value: 60, unit: percent, data_cutoff: 2015-01-15}
os-5y-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 5 years, value: 80, unit: percent, data_cutoff: 2019-01-15}  # <-- here
""",
)
def curves_fit_between_reports(group: list[Estimate], evidence: Evidence) -> Found:
    curves: dict[str, tuple[list[Estimate], list[Estimate]]] = defaultdict(lambda: ([], []))
    for e in group:
        if e.value is not None and e.measure in ("landmark_rate", "median"):
            curves[e.endpoint][e.measure == "median"].append(e)
    for rates, medians in curves.values():
        yield from _rates_fit(rates, evidence)
        yield from _medians_fit(medians, rates, evidence)


def _rates_fit(rates: list[Estimate], evidence: Evidence) -> Found:
    for early, late in between_looks(rates, rates, evidence):
        if early.look != late.look and when(late) > when(early):
            yield compared(
                f"{at_its_time(early)} in {early.report}, then {at_its_time(late)} in {late.report}",
                early,
                late,
            )
            if late.value > early.value + RATES_APART:
                yield late.problem(
                    "value",
                    f"is more than {early.row.get('value')} at {early.row.get('timepoint')} in {early.report} ({early.key}).",
                    "Check time points, values and populations of both.",
                )


def _medians_fit(medians: list[Estimate], rates: list[Estimate], evidence: Evidence) -> Found:
    for median, rate in between_looks(medians, rates, evidence):
        if median.look == rate.look or not median.value:
            continue
        yield compared(
            f"{at_its_time(rate)} in {rate.report}; median {in_report(median)}", median, rate
        )
        after = when(rate) > median.value and median.is_exact
        before = when(rate) < median.value
        if (after and rate.value > 50 + MEDIAN_APART) or (
            before and rate.value < 50 - MEDIAN_APART
        ):
            yield rate.problem(
                "value",
                f"does not fit the median of {median.row.get('value')} {median.unit} in {median.report} ({median.key}).",
                "Check both: is one of them another endpoint, arm or time?",
            )


RATES_APART, MEDIAN_APART = 6.0, 16.0


@rule(
    "orders-hold-between-reports",
    "What is a part of another figure stays clearly below it in other reports too.",
    level=WARNING,
    per="arm",
    good="""
pfs-a: {arm: a, endpoint: pfs, effect_measure: median, value: 12, unit: months, data_cutoff: 2015-01-15}
os-a: {arm: a, endpoint: os, effect_measure: median, value: 24, unit: months, data_cutoff: 2017-01-15}
""",
    bad="""
pfs-a: {arm: a, endpoint: pfs, effect_measure: median, value: 42, unit: months, data_cutoff: 2015-01-15}  # <-- here
os-a: {arm: a, endpoint: os, effect_measure: median, value: 24, unit: months, data_cutoff: 2017-01-15}
""",
)
def orders_hold_between_reports(group: list[Estimate], evidence: Evidence) -> Found:
    exact = [
        e
        for e in group
        if e.value is not None
        and e.is_exact
        and e.effect.scale in (SHARE, TIME)
        and e.effect.stands_first
    ]
    for narrow, wide in ordered_pairs(exact, evidence.endpoints.never_above, evidence):
        if narrow.look == wide.look:
            continue
        most = wide.value * 1.15 if wide.effect.scale is TIME else wide.value + 6
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
    told = set()
    for identifier in ("pmid", "doi"):
        seen = {}
        for row in sorted(evidence.tables["reports"], key=_when_entered):
            number = row.get(identifier).lower()
            first = seen.setdefault(number, row) if number else row
            if first is row or (first.path, row.path) in told:
                continue
            told.add((first.path, row.path))
            name = f"{first.get('trial')}/{first.get('report')}"
            others = [column for column in CITATION if _differs(column, first, row)]
            if first.get("trial") == row.get("trial"):
                yield row.problem(
                    identifier, f"stands already in {first.path}.", "Is it the same publication?"
                )
            elif len(others) > 1:
                yield row.problem(
                    identifier,
                    f"is that of {name}, where {', '.join(others)} differ.",
                    "Is it mistyped? If it is the same publication, make both the same.",
                )
            elif others:
                yield row.problem(
                    others[0],
                    f"the same publication says {first.get(others[0])!r} in {first.path}.",
                    "Make both the same.",
                )


CITATION = ("kind", "standing", "title", "authors", "journal", "year", "volume", "pages", "pmid", "doi")  # fmt: skip


def _when_entered(row: Row) -> tuple[str, ...]:
    """The later one copied the number, if it was not meant."""
    return row.get("entered"), row.get("trial"), row.get("report")


def _differs(name: str, first: Row, row: Row) -> bool:
    is_faulty = any(name in r.lines and not r.get(name) for r in (first, row))
    return first.get(name) != row.get(name) and not is_faulty


ONE = "{arm: a, endpoint: os, effect_measure: landmark_rate, unit: percent, timepoint"
THREE = f"""
  os-1y-a: {ONE}: 1 year, value: 70}}
  os-2y-a: {ONE}: 2 years, value: 60}}
  os-3y-a: {ONE}: 3 years, value: 50}}
"""
LEAST_ALIKE, SHARE_ALIKE = 3, 0.8


@rule(
    "reports-are-told-apart",
    "Two reports do not hold the same figures under the same keys, read at the same address.",
    per="trial",
    good=THREE.replace("\n  ", "\n")
    + "report 2021-second: {pmid: '12345678', seen_at: ['https://example.org/b'], estimates: {os-1y-b: {arm: b, endpoint: os, effect_measure: landmark_rate, unit: percent, timepoint: 1 year, value: 60}}}",
    bad=THREE.replace("\n  ", "\n")
    + "report 2021-second:\n  year: '2021'\n  data_cutoff: 2020-12-31\n  estimates:\n"
    + THREE.strip("\n").replace("  os", "    os"),
)
def reports_are_told_apart(group: list[Estimate], evidence: Evidence) -> Found:
    typed: dict[str, dict[tuple[str, ...], Estimate]] = defaultdict(dict)
    for e in group:
        typed[e.report][e.key, e.row.get("value"), e.row.get("seen_at")] = e
    full = sorted(report for report, own in typed.items() if len(own) >= LEAST_ALIKE)
    for first, second in pairs(full):
        own = typed[second]
        alike = [e for figure, e in own.items() if figure in typed[first]]
        if len(alike) >= SHARE_ALIKE * min(len(typed[first]), len(own)):
            yield alike[0].row.problem(
                "key",
                f"{len(alike)} figures of this report are those of {first}, under the same keys and read at the same address.",
                "Was the file copied? Enter the figures of this report, or delete it.",
            )
