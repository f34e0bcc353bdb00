"""One cause, one message.

What a report gives for all of its figures is told once, not at each. A figure that does not say what it is,
or says two things, is told alone: what comparing it with others would give comes of that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipelines.checks.compare import Compared
from schemas import tables
from schemas.problem import Problem
from schemas.rules.rule import MAY_BE_PRINTED_SO

# rules of what a figure is, the wider first
DESCRIBING = (
    "measure-fits-endpoint", "unit-fits-measure", "comparator-only-in-contrasts", "rate-has-time-point", "keys-say-the-same",
)  # fmt: skip

# while one of these speaks, the figure cannot be judged by others
OF_A_FIGURE = frozenset(
    (
        "parts-within-the-whole", "bounds-in-order", "shares-are-in-percent", "events-within-people", "unit-fits-measure",
        "comparator-only-in-contrasts", "keys-say-the-same", "measure-fits-endpoint", "only-times-are-not-reached",
    )
)  # fmt: skip
OF_A_REPORT = "reports-are-told-apart"
OF_CHARTS = frozenset(("charts-can-be-drawn", "no-ranking"))


def causes_only(problems: Iterable[Problem], compared: Iterable[Compared]) -> Iterator[Problem]:
    """Without what only comes of figures that do not say what they are. ``compared`` gave the problems."""
    unclear: dict[str, int] = {}
    for problem in problems:
        if problem.rule in DESCRIBING:
            first = DESCRIBING.index(problem.rule)
            unclear[problem.about] = min(first, unclear.get(problem.about, first))
    if not unclear:
        yield from problems
        return
    consequences = {
        _found(problem)
        for _, sum, found in compared
        for problem in found
        if sum and not unclear.keys().isdisjoint(figure.id for figure in sum.figures)
    }
    for problem in problems:
        known = unclear.get(problem.about)
        if problem.rule in DESCRIBING:
            if DESCRIBING.index(problem.rule) == known or known > 0:
                yield problem
        elif known is None and _found(problem) not in consequences:
            yield problem


def without_consequences(
    problems: Iterable[Problem], compared: Iterable[Compared]
) -> list[Problem]:
    """``problems`` without those of a figure, or of a copied report, of which the cause is told."""
    problems = list(problems)
    doubted = {p.about for p in problems if p.rule in OF_A_FIGURE and p.about}
    copies = {p.path for p in problems if p.rule == OF_A_REPORT}
    if not doubted and not copies:
        return problems
    about: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for _, sum, found in compared:
        figures = sum.figures if sum else ()
        for problem in found:
            about[_found(problem)] |= {problem.about, *(e.id for e in figures)}
            if copies & {e.row.path for e in figures}:
                about[_found(problem)].add(OF_A_REPORT)

    def follows(problem: Problem) -> bool:
        own = about.get(_found(problem), set())
        if problem.path in copies and problem.rule != OF_A_REPORT and own:
            return True
        if problem.rule in (*OF_A_FIGURE, OF_A_REPORT):
            return False
        return (
            OF_A_REPORT in own
            or bool(own & doubted)
            or (bool(copies) and problem.rule in OF_CHARTS)
        )

    return [problem for problem in problems if not follows(problem)]


def _found(problem: Problem) -> tuple[object, ...]:
    """Which it is, whatever an answer in `printed_so` adds to its words."""
    return problem.path, problem.line, problem.field, problem.rule, problem.about


def told_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Of figures that lack the same key, or share a wrong one typed above them, the first says how many."""
    alike: dict[tuple[object, ...], list[Problem]] = defaultdict(list)
    for problem in problems:
        is_answerable = problem.rule in MAY_BE_PRINTED_SO  # each figure by its own digest
        if problem.about and problem.field in tables.report_defaults() and not is_answerable:
            line = problem.line if problem.value else 0  # what is missing stands on no line
            place = (problem.path, problem.field, problem.value, line)
            alike[*place, problem.rule, problem.level].append(problem)
        else:
            yield problem
    for same in alike.values():
        figures = {problem.about for problem in same}
        if len(figures) == 1:
            yield from same
            continue
        first, more = min(same), len(figures) - 1
        many = "figures" if more > 1 else "figure"
        message = f"{first.message} So it is with {more} more {many} of this report."
        above = f"Add `{first.field}:` above `estimates:`"
        todo = first.todo.replace(f"Add `{first.field}:`", above)
        yield replace(first, message=message, todo=todo)
