"""Answers of editors to rules: it is printed so. They hold for the figures that they were given for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.problem import WARNING, Problem
from schemas.row import Row
from schemas.rules.rule import MAY_BE_PRINTED_SO, RULES
from schemas.typed import in_source

Answered = frozenset[tuple[str, str]]  # (estimate id, rule)
RULE = "answers-fit"


def answered(problems: Iterable[Problem], evidence: Evidence) -> tuple[list[Problem], Answered]:
    """The problems that stay, and what an editor answered.

    A problem that may be answered says how. An answer given for other figures no longer counts.
    """
    answers = {_key(row): row for row in evidence.tables["printed_so"]}
    stay, seen, asked = [], set(), set()
    for problem in problems:
        key = (problem.about, problem.rule)
        if not problem.about or problem.rule not in MAY_BE_PRINTED_SO:
            stay.append(problem)
            continue
        asked.add(key)
        digest, row = evidence.by_id[problem.about].digest, answers.get(key)
        if row is None:
            how = f"If it is printed so: `printed_so: {{{problem.rule}: {{reason: …, of: {digest}}}}}`."
            stay.append(replace(problem, todo=f"{problem.todo} {how}".strip()))
        elif row.get("of") == digest:
            seen.add(key)
        else:
            says = f"{problem.message} The answer in `printed_so` was given for other figures."
            todo = f"{problem.todo} If it is printed so: `of: {digest}`."
            stay.append(replace(problem, message=says, todo=todo.strip()))
    for (id, rule), row in answers.items():
        estimate = evidence.by_id.get(id)
        if rule == in_source.ANSWER and estimate is not None:
            if (problem := _of_source(row, estimate, evidence)) is None:
                seen.add((id, rule))
            else:
                stay.append(problem)
    stay += [found for key, row in answers.items() if (found := _idle(key, row, asked))]
    return stay, frozenset(seen)


def _of_source(row: Row, estimate: Estimate, evidence: Evidence) -> Problem | None:
    """What is wrong with an answer to a miss in an archived copy: such misses are told by `todo`."""
    if row.get("of") != estimate.digest:
        todo = f"Read the source again; if it still says so: `of: {estimate.digest}`."
        return row.problem("of", "was given for other figures.", todo, RULE, WARNING)
    if not in_source.is_missed(estimate, evidence):
        says = "answers nothing: no copy at hand misses the figure."
        return row.problem("rule", says, "Delete it.", RULE, WARNING)
    return None


def _key(row: Row) -> tuple[str, str]:
    return "/".join(row.get(name) for name in ("trial", "report", "key")), row.get("rule")


def _idle(key: tuple[str, str], row: Row, asked: set[tuple[str, str]]) -> Problem | None:
    """What is wrong with an answer that answers nothing."""
    rule = key[1]
    if rule == in_source.ANSWER:
        return None
    if rule not in {rule.id for rule in RULES}:
        return row.problem("rule", "is no rule.", "See `evidence rules`.", RULE)
    if rule not in MAY_BE_PRINTED_SO:
        return row.problem(
            "rule", "cannot be answered: no source may break it.", "Correct the figure.", RULE
        )
    if key not in asked:
        return row.problem(
            "rule", "answers nothing: the rule has no doubt.", "Delete it.", RULE, WARNING
        )
    return None
