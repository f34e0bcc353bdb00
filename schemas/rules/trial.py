"""Between the reports of one trial, and between estimates and the groups they describe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from schemas.evidence import Estimate, Evidence
from schemas.problem import WARNING, Problem
from schemas.rules.registry import rule
from schemas.terms import NOT_STATED


@rule(
    "people-within-population",
    "No more people are analysed than belong to the arm in that population.",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 40, n_analysed: 80}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 400, n_analysed: 800}",
)
def people_within_population(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    size = evidence.size(e)
    if e.n_analysed is not None and size is not None and e.n_analysed > size:
        yield e.problem(
            "n_analysed",
            f"is more than the {size} people of arm {e.arm} in population {e.population}.",
            "Choose the right population, or correct its n in trial.yaml.",
        )


@rule(
    "arm-sizes-give-randomised",
    "In a randomised trial the arms' people add up to the number randomised.",
    per="everything",
    good="trial: {n_randomised: 200}",
    bad="trial: {n_randomised: 210}",
)
def arm_sizes_give_randomised(evidence: Evidence) -> Iterator[Problem]:
    for trial, row in evidence.trials.items():
        if row.get("design") != "randomised" or not row.get("n_randomised").isdigit():
            continue
        randomised = int(row.get("n_randomised"))
        arms = [
            arm for (own, arm), entry in evidence.arms.items()
            if own == trial and not entry.list("combines")
        ]  # fmt: skip
        sums = []
        for (own, population), entry in evidence.populations.items():
            sizes = [evidence.sizes.get((trial, population, arm)) for arm in arms]
            if own == trial and entry.get("analysis_set") == "itt" and None not in sizes:
                sums.append(sum(sizes))
        if sums and randomised not in sums and max(sums) != randomised:
            yield row.problem(
                "n_randomised",
                f"the arms' people add up to {max(sums)}.",
                "Check the n of each arm in the population of everyone randomised.",
            )


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
def one_figure_one_value(group: list[Estimate], evidence: Evidence) -> Iterator[Problem]:
    cuts: dict[tuple[str, ...], list[Estimate]] = defaultdict(list)
    for estimate in group:
        cutoff = estimate.row.get("data_cutoff")
        same_report = (estimate.report,) if cutoff in ("", NOT_STATED) else ()
        cuts[(*estimate.cut, *same_report)].append(estimate)
    for rows in cuts.values():
        for first, second in combinations(rows, 2):
            same = first.value == second.value and first.is_reached == second.is_reached
            same_place = first.report == second.report
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


LARGEST_MOVE = {"proportion": 15.0, "landmark_rate": 12.0}


@rule(
    "figures-move-little-between-cuts",
    "From one data cut to the next a figure moves a little, not a lot.",
    level=WARNING,
    per="subject",
    good="""
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 70, unit: percent, data_cutoff: 2020-01-15}
os-a-later: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 69, unit: percent, data_cutoff: 2021-01-15}
""",
    bad="""
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 70, unit: percent, data_cutoff: 2020-01-15}
os-a-later: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 12 months, value: 49, unit: percent, data_cutoff: 2021-01-15}
""",
)
def figures_move_little_between_cuts(
    group: list[Estimate], evidence: Evidence
) -> Iterator[Problem]:
    if evidence.family(group[0].endpoint) == "harm":
        return  # side effects rightly accumulate
    ordered = sorted(group, key=lambda e: (e.report, e.row.get("data_cutoff")))
    for early, late in pairwise(ordered):
        if None in (early.value, late.value) or early.measure == "count":
            continue
        limit = LARGEST_MOVE.get(early.measure)
        if limit is None:
            low, high = sorted((early.value, late.value))
            moved = low > 0 and high / low > (1.5 if early.is_contrast else 2.5)
        else:
            moved = abs(late.value - early.value) > limit
        if moved:
            yield late.problem(
                "value",
                f"was {early.row.get('value')} in {early.report} ({early.key}).",
                "Check endpoint, arm and population of both; say in `note:` if both are printed so.",
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
def one_publication_one_citation(evidence: Evidence) -> Iterator[Problem]:
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


@rule(
    "one-registry-number-one-trial",
    "A registry number belongs to one trial folder, pooled analyses aside.",
    per="everything",
    good="trial: {registry_ids: [NCT00000001]}",
    bad="""
trial: {registry_ids: [NCT00000001]}
trial other: {registry_ids: [NCT00000001]}
""",
    level=WARNING,
)
def one_registry_number_one_trial(evidence: Evidence) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for trial, row in evidence.trials.items():
        if row.get("design") == "pooled":
            continue
        for number in row.list("registry_ids"):
            if number in seen:
                yield row.problem(
                    "registry_ids", f"{number} stands also in trial {seen[number]}.",
                    "Put the report into that trial's folder, or say `design: pooled`.",
                )  # fmt: skip
            seen.setdefault(number, trial)
