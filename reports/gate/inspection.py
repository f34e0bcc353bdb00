"""Built pages held against the store and against the rules of pages, each file read once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reports.gate import (  # noqa: F401 - they register themselves
    rules_of_analyses,
    rules_of_pages,
    rules_of_panels,
    rules_of_pictures,
    rules_of_situations,
)
from reports.gate.number_gate import Gate
from reports.gate.page import Page
from reports.gate.page_rules import Scope, judge
from reports.workers import Workers
from schemas.problem import Problem

WORTH = 100  # files; for fewer, starting processes takes longer than it saves


def inspect_site(gate: Gate, folder: Path, workers: Workers) -> list[Problem]:
    """Problems of every page and drawing of the site in ``folder``, sorted by place."""
    paths = [p for p in folder.rglob("*") if p.suffix in (".html", ".svg")]
    # the longest first: that spreads best
    paths.sort(key=lambda path: (-path.stat().st_size, path))
    shared = (gate, Scope.of(gate.published), folder)
    found = workers.spread(_inspector, shared, paths, WORTH, chunk=4)
    return sorted(problem for problems in found for problem in problems)


def _inspector(gate: Gate, scope: Scope, folder: Path) -> Callable[[Path], list[Problem]]:
    def inspect(path: Path) -> list[Problem]:
        place = path.relative_to(folder)
        page = Page.of(path.read_text("utf-8"), path.suffix == ".svg")
        problems = list(gate.check(page, str(place)))
        if path.suffix == ".html" and place.parts[0] != "charts":  # embeds have their own rules
            problems += judge(page, str(place), scope)
        return problems

    return inspect
