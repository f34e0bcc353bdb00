"""Who took part: ages and parts of the people that can be, and that fit one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from schemas.evidence import Evidence
from schemas.problem import WARNING, Problem
from schemas.rules.rule import rule
from schemas.typed.took_part import MOST, TookPart, typed

FRAGMENT = "trial: {{populations: {{everyone: {{label: everyone, analysis_set: itt, categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required], n: {{a: 100, b: 100}}, took_part: {{read_in: registry, seen_at: ['https://example.org/a'], locator: Baseline, {}}}}}}}}}"
ROUNDING = 1e-9
CHILDREN = ("child", "adolescent", "young", "teen", "paediatric", "pediatric")


def _problem(one: TookPart, message: str, todo: str) -> Problem:
    return Problem(one.row.path, one.row.lines.get("value", one.row.line), one.code, one.row.get("value"), message, todo)  # fmt: skip


def _told(evidence: Evidence) -> list[TookPart]:
    """Who took part, of populations and characteristics that exist."""
    found = typed(evidence.tables["took_part"], evidence.vocabulary("characteristics"))
    return [one for one in found if one.of[:2] in evidence.populations]


def _of_one_group(evidence: Evidence) -> Iterator[dict[str, TookPart]]:
    """What is told of each group of people and can be, by code; of one told twice the first."""
    groups: dict[tuple[str, str, str], dict[str, TookPart]] = defaultdict(dict)
    for one in _told(evidence):
        if one.is_possible:
            groups[one.of].setdefault(one.code, one)
    yield from groups.values()


@rule(
    "people-who-joined-can-be",
    "An age is one that people have, and a part of the people is a part of those who were in the group.",
    per="trials",
    good=FRAGMENT.format("age_median: 61, women: 80 of 200"),
    bad=FRAGMENT.format("age_median: 61, women: 80 of 20"),
)
def people_who_joined_can_be(evidence: Evidence) -> Iterator[Problem]:
    for one in _told(evidence):
        trial, population, arm = one.of
        if one.people is not None:
            counted = one.people[1]
            people = evidence.sizes.get(one.of) if arm else evidence.everyone(trial, population)
            if not one.is_share:
                yield _problem(one, "is a number of people, where an age is expected.", "Write the age in years, such as 61.")  # fmt: skip
            elif not one.is_possible:
                yield _problem(one, "is no part of these people.", "Were the two numbers exchanged?")  # fmt: skip
            elif people is not None and counted > people:
                whom = f"of arm {arm} " if arm else ""
                yield _problem(one, f"counts more than the {people} people {whom}in {population}.", "Choose the population that was counted, or correct its n.")  # fmt: skip
        elif not one.is_possible:
            what = "part of a hundred" if one.is_share else "age of a person"
            yield _problem(one, f"is no {what}.", "Check the digits.")


@rule(
    "people-who-joined-fit-one-another",
    "People are in one group of a kind only, the oldest is no younger than half of them, and nothing is told twice.",
    per="trials",
    good=FRAGMENT.format("ecog_0: 60, ecog_1: 38, age_lowest: 20, age_median: 61"),
    bad=FRAGMENT.format("ecog_0: 60, ecog_1: 48"),
)
def people_who_joined_fit_one_another(evidence: Evidence) -> Iterator[Problem]:
    first: dict[tuple[str, ...], TookPart] = {}
    for one in _told(evidence):
        before = first.setdefault((*one.of, one.code), one)
        if before is not one:
            line = before.row.lines.get("value", before.row.line)
            yield _problem(one, f"stands already on line {line}, of the same people.", "Keep one, from the better source; name the arm if it is of one arm.")  # fmt: skip
    for told in _of_one_group(evidence):
        yield from _too_many(told)
        yield from _out_of_order(told)


def _out_of_order(told: dict[str, TookPart]) -> Iterator[Problem]:
    """Of ages and of parts the pair that is furthest out of order: others mostly come of it."""
    for is_share in (True, False):
        pairs = [
            (one.value - one.half_unit - other.value - other.half_unit, one.code, other)
            for one in told.values()
            for other in map(told.get, one.defined_by.list("never_above"))
            if other is not None and one.is_share is is_share
        ]
        apart, code, other = max(pairs, key=lambda pair: pair[:2], default=(0.0, "", None))
        if apart > ROUNDING:
            yield _problem(told[code], f"is above `{other.code}:`, which is {other.row.get('value')}.", "Were the two exchanged?")  # fmt: skip


def _too_many(told: dict[str, TookPart]) -> Iterator[Problem]:
    """Of each set in which people have one thing only, whether its parts are more than everybody."""
    sets: dict[str, list[TookPart]] = defaultdict(list)
    for one in told.values():
        for name in one.defined_by.list("one_of"):
            sets[name].append(one)
    for parts in sets.values():
        total = sum(one.value for one in parts)
        if total - sum(one.half_unit for one in parts) > MOST["percent"] + ROUNDING:
            names = ", ".join(f"`{one.code}:`" for one in parts[:-1])
            yield _problem(parts[-1], f"makes {total:.4g} of a hundred, together with {names}.", "Check each; people are in one of these only.")  # fmt: skip


@rule(
    "people-who-joined-are-adults",
    "Where half of the people were younger than most trials allow, the trial says that it took children.",
    level=WARNING,
    per="trials",
    good=FRAGMENT.format("age_median: 61"),
    bad=FRAGMENT.format("age_median: 6.1"),
)
def people_who_joined_are_adults(evidence: Evidence) -> Iterator[Problem]:
    for one in _told(evidence):
        least = one.defined_by.get("usual_from")
        trial = evidence.trials.get(one.of[0])
        if not least or trial is None or not one.is_possible or one.value >= int(least):
            continue
        if not any(word in trial.get("who_could_join").lower() for word in CHILDREN):
            yield _problem(one, f"is below {least} years.", "Was a decimal point misplaced? If children could join, `who_could_join:` says so.")  # fmt: skip
