"""Harms: four different numbers that careless pages merge must be told apart."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import TIME
from schemas.rules.reach import beside
from schemas.rules.rule import Found, compared, rule
from schemas.terms import NOT_STATED


@rule(
    "harms-say-cause-and-grade",
    "A harm says who judged its cause and how severe it was; a death is of grade 5.",
    good="ae-a: {arm: a, endpoint: adverse_events, effect_measure: proportion, value: 30, unit: percent, attribution: treatment_related, grades: 3-4}",
    bad="ae-a: {arm: a, endpoint: adverse_events, effect_measure: proportion, value: 30, unit: percent, grades: 3-4}",
    source="IPDAS criteria (equal detail for benefit and harm)",
)
def harms_say_cause_and_grade(e: Estimate, evidence: Evidence) -> Found:
    if e.family != "harm":
        return
    known = _known(e)
    for name in ("attribution", "grades"):
        typed, only = e.row.get(name), known.get(name)
        if not typed:
            todo = f"Add `{name}:`; write {NOT_STATED} if the source does not say."
            todo = f"Add `{name}: {only}`." if only else todo
            yield e.problem(name, "a harm means nothing without it.", todo)
        elif only and typed != only:
            yield e.problem(name, f"this harm is {e.defined_by.get('name')}.", f"Write {only}.")


def _known(e: Estimate) -> dict[str, str]:
    """What the name of the harm tells of its grade and cause."""
    name = e.defined_by.get("name") if e.family == "harm" and e.defined_by else ""
    is_death = re.search(r"\bdeaths?\b", name) is not None
    known = {"grades": "5"} if is_death else {}
    return known | ({"attribution": "treatment_related"} if "caused by treatment" in name else {})


@rule(
    "harms-nest",
    "Severe harms are a part of all harms, and harms caused by treatment a part of harms from any cause.",
    per="harm",
    good="""
ae-a: {arm: a, endpoint: adverse_events, effect_measure: proportion, value: 90, unit: percent, attribution: any, grades: any}
ae-3-a: {arm: a, endpoint: adverse_events, effect_measure: proportion, value: 40, unit: percent, attribution: any, grades: 3-4}
""",
    bad="""
ae-a: {arm: a, endpoint: adverse_events, effect_measure: proportion, value: 30, unit: percent, attribution: any, grades: any}
ae-3-a: {arm: a, endpoint: adverse_events, effect_measure: proportion, value: 40, unit: percent, attribution: any, grades: 3-4}
""",
)
def harms_nest(group: list[Estimate], evidence: Evidence) -> Found:
    sorts: dict[tuple[str, ...], list[Estimate]] = defaultdict(list)
    for e in group:
        if e.value is not None and e.effect.scale is not TIME:
            sorts[e.measure, e.row.get("grades"), e.row.get("attribution")].append(e)
    for parts, wholes in product(sorts.values(), repeat=2):
        if not _is_part(parts[0], wholes[0]):
            continue
        for part, whole in beside(parts, wholes, evidence.looked_at):
            if part is whole:
                continue
            yield compared(
                f"{part.key} {part.printed}, a part of {whole.key} {whole.printed}", part, whole
            )
            if part.value > whole.value + part.half_unit() + whole.half_unit():
                yield part.problem(
                    "value",
                    f"is more than {whole.row.get('value')} in {whole.key}, of which it is a part.",
                    "Check grades, attribution and arm of both.",
                )


# each code → the codes that it is a part of
WIDER = {
    "grades": {
        "1": ("1-2", "any"), "2": ("1-2", "2-5", "any"), "1-2": ("any",), "2-5": ("any",), "3": ("3-4", "3-5", "2-5", "any"),
        "4": ("3-4", "3-5", "4-5", "2-5", "any"), "5": ("3-5", "4-5", "2-5", "any"),
        "4-5": ("3-5", "2-5", "any"), "3-4": ("3-5", "2-5", "any"), "3-5": ("2-5", "any"),
        "serious": ("any",), "any": (),
    },
    "attribution": {
        "immune_related": ("any",), "treatment_related": ("any",), "any": (),
    },
}  # fmt: skip


def _is_part(part: Estimate, whole: Estimate) -> bool:
    return part.measure == whole.measure and all(
        _within(part, whole, name) for name in ("grades", "attribution")
    )


def _within(part: Estimate, whole: Estimate, name: str) -> bool:
    inner, outer = part.row.get(name), whole.row.get(name)
    known = WIDER[name]
    return inner in known and (inner == outer or outer in known[inner])
