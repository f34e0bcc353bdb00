"""One cause, one message: what only follows from something else that is wrong waits until that is mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pipelines.checks.compare import Compared
from schemas.problem import Problem

# while one of these speaks, the figure cannot be judged by others
OF_A_FIGURE = frozenset(
    (
        "parts-within-100", "bounds-in-order", "shares-are-in-percent", "events-within-people", "unit-fits-measure",
        "comparator-only-in-contrasts", "keys-say-the-same", "measure-fits-endpoint", "only-times-are-not-reached",
    )
)  # fmt: skip
OF_A_REPORT = "reports-are-told-apart"
OF_CHARTS = frozenset(("charts-can-be-drawn", "no-ranking"))


def only_causes(problems: Iterable[Problem], compared: Iterable[Compared]) -> list[Problem]:
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
            about[_said(problem)] |= {problem.about, *(e.id for e in figures)}
            if copies & {e.row.path for e in figures}:
                about[_said(problem)].add(OF_A_REPORT)

    def follows(problem: Problem) -> bool:
        own = about.get(_said(problem), set())
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


def _said(problem: Problem) -> tuple[object, ...]:
    """A problem whatever it says of an answer to it."""
    return problem.path, problem.line, problem.field, problem.value, problem.rule
