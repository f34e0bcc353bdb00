"""Harms: four different numbers that careless pages merge must be told apart."""

from __future__ import annotations

from schemas.evidence import Estimate, Evidence
from schemas.rules.registry import Found, compared, rule
from schemas.terms import NOT_STATED


@rule(
    "harms-say-cause-and-grade",
    "A harm says who judged its cause and how severe it was.",
    good="ae-a: {arm: a, endpoint: adverse_events, effect_measure: proportion, value: 30, unit: percent, attribution: treatment_related, grades: 3-4}",
    bad="ae-a: {arm: a, endpoint: adverse_events, effect_measure: proportion, value: 30, unit: percent, grades: 3-4}",
    source="IPDAS criteria (equal detail for benefit and harm)",
)
def harms_say_cause_and_grade(e: Estimate, evidence: Evidence) -> Found:
    if evidence.family(e.endpoint) != "harm":
        return
    for name in ("attribution", "grades"):
        if not e.row.get(name):
            yield e.problem(
                name, "a harm means nothing without it.",
                f"Add `{name}:`; write {NOT_STATED} if the source does not say.",
            )  # fmt: skip


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
    for part in group:
        for whole in group:
            if part is whole or None in (part.value, whole.value) or part.measure != whole.measure:
                continue
            if not (_within(part, whole, "grades") and _within(part, whole, "attribution")):
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
        "4": ("3-4", "3-5", "4-5", "any"), "5": ("3-5", "4-5", "any"), "4-5": ("3-5", "any"),
        "3-4": ("3-5", "any"), "3-5": ("any",), "serious": ("any",), "any": (),
    },
    "attribution": {
        "immune_related": ("any",), "treatment_related": ("any",), "any": (),
    },
}  # fmt: skip


def _within(part: Estimate, whole: Estimate, name: str) -> bool:
    inner, outer = part.row.get(name), whole.row.get(name)
    known = WIDER[name]
    return inner in known and (inner == outer or outer in known[inner])
