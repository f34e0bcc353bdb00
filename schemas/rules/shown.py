"""How prose shows a figure: only in a way that the figure has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.prose import Page
from schemas.rules.prose.words import with_page
from schemas.rules.rule import rule
from schemas.typed.transforms import TRANSFORMS

# shown as printed or rounded, a share brings its sign
TWICE = re.compile(
    r"\[\[\s*([a-z0-9][\w/.-]*)\s*(?:\|\s*(?:as_printed|rounded)\s*)?\]\]\s*(?:%|percent\b|per cent\b)"
)


@rule(
    "shown-as-it-can-be",
    "After the bar of a binding stands a way of showing that exists and that the figure has.",
    per="page",
    good=with_page("Alive at five years with it: [[base-trial/2020-first/os-a|of_100]]."),
    bad=with_page("Alive at five years: [[base-trial/2020-first/os-a|counts]]. <!-- <-- here -->"),
)
def shown_as_it_can_be(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for binding in page.bindings:
        has, needs = TRANSFORMS.get(binding.transform, (None, ""))
        what = f"[[{binding.target}|{binding.transform}]]"
        estimate = evidence.by_id.get(binding.target)
        if has is None:
            yield page.problem(
                binding.line,
                what,
                f"there is no way of showing called {binding.transform}.",
                f"After the bar stands one of: {', '.join(TRANSFORMS)}.",
            )
        elif estimate is not None and not has(estimate):
            yield page.problem(
                binding.line,
                what,
                f"this figure cannot be shown so: it has not {needs}.",
                "Leave out the bar and what follows it, or bind another figure.",
            )
    for match in TWICE.finditer(page.text):
        estimate = evidence.by_id.get(match[1])
        if estimate is not None and estimate.unit == "percent":
            line = page.line + page.text.count("\n", 0, match.start())
            yield page.problem(line, match[0], "the percent sign stands in the figure already.", "Delete the one behind it.")  # fmt: skip
