"""Hostile text in every curated field is shown as text or refused, and never runs."""

from __future__ import annotations

import csv
import re
from itertools import cycle
from pathlib import Path

import pytest

from pipelines.checks.check import check
from pipelines.project import Project
from tests.browser.test_pages import Served, build_and_serve

pytestmark = pytest.mark.browser
ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ x*x }}{% raw %}",
    "=cmd|' /C calc'!A0",
)
FREE_TEXTS = (
    "name", "sponsor", "control", "who_could_join", "who_could_not_join", "regimen", "label", "title",
    "authors", "journal", "locator",
)  # fmt: skip


def poison(project: Project) -> None:
    """Put an attack, in turn, before every free text of the example's trials and reports."""
    attacks = cycle(ATTACKS)
    for path in sorted(project.trials.glob("*/*.yaml")):
        lines = []
        for line in path.read_text("utf-8").splitlines():
            found = re.fullmatch(r"(\s*)(\w+): ([^\[{\"'|>].*)", line)
            if found and found[2] in FREE_TEXTS and found[3] != "not_stated":
                quoted = next(attacks).replace("\\", "\\\\").replace('"', '\\"')
                line = f'{found[1]}{found[2]}: "{quoted} {found[3]}"'
                if found[2] == "name":  # titles of charts go on naming the trial
                    line += f"\nalso: [{found[3]}]"
            lines.append(line)
        path.write_text("\n".join(lines) + "\n", "utf-8")


def pages_of(project: Project) -> list[str]:
    site = project.site.resolve()
    return [str(path.relative_to(site)) for path in sorted(site.rglob("index.html"))]


def test_hostile_text_is_shown_and_never_runs(browser, example: Project) -> None:
    poison(example)
    server, base = build_and_serve(example)
    served = Served(base, browser)
    shown = ""
    try:
        for path in pages_of(example):
            page = served.open(path)
            page.evaluate(
                "for (const e of document.querySelectorAll('*')) "
                "e.dispatchEvent(new Event('mouseover'))"
            )
            shown += page.inner_text("body")
        assert served.complaints == []
        assert [url for url in served.asked if not url.startswith(base)] == []
        assert [attack for attack in ATTACKS if attack not in shown] == []
        with (example.site / "data" / "estimates.csv").open(encoding="utf-8") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        started = [cell for cell in cells if cell[0:1] in set("=+-@") and len(cell) > 1]
        numbers = re.compile(r"[-+]?[0-9.]+")
        # a lone sign starts no formula, a number is none
        assert [cell for cell in started if not numbers.fullmatch(cell)] == []
    finally:
        server.shutdown()
        for context in served.contexts:
            context.close()


@pytest.mark.parametrize(
    "text",
    ["\u202emirrored", "\u2066hidden\u2069", "a\x00b"],
    ids=["override", "isolate", "null"],
)
def test_signs_that_turn_or_hide_text_are_refused(example: Project, text: str) -> None:
    path = example.trials / "orchard-1" / "trial.yaml"
    path.write_text(path.read_text("utf-8").replace("ORCHARD-1", text, 1), "utf-8")
    assert check(example).has_errors


def test_an_address_that_is_a_script_is_refused(example: Project) -> None:
    path = example.trials / "orchard-1" / "2024-fields.yaml"
    text = path.read_text("utf-8").replace(
        "https://example.org/orchard-2024", "javascript:alert(1)"
    )
    path.write_text(text, "utf-8")
    assert check(example).has_errors


def test_scripts_and_markup_in_prose_are_refused(example: Project) -> None:
    page = Path(example.guide) / "what-remission-means.md"
    typed = page.read_text("utf-8")
    for hostile in (
        "[press here](javascript:alert)",
        "<b onclick=alert()>bold</b> <!-- hidden -->",
    ):
        page.write_text(f"{typed}\n{hostile}\n", "utf-8")
        assert {problem.rule for problem in check(example).problems} == {"links-lead-somewhere"}
