"""Rules that built pages keep, each with a fragment that passes and one that fails.

The ids are those of the published list of rules for cautious pages. A rule says on which kinds of
page it holds; the kind stands in the class of the body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html

from reports.panels import listed
from reports.parallel import spread
from reports.published import Published
from schemas.problem import Problem, shorten

EVERY = ("every page",)
PAGES_WORTH = 100  # pages; for fewer, starting processes takes longer than it saves
Element = etree._Element
Found = Iterator[tuple[Element, str]]


@dataclass(frozen=True)
class Scope:
    """What the store holds, as far as a page is judged by it: trials in scope of each category, and
    the figures that need words beside them, by what they are.
    """

    trials: Mapping[str, frozenset[str]] = field(default_factory=dict)
    named_terms: frozenset[str] = frozenset()
    marked: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, published: Published) -> Scope:
        found: dict[str, set[str]] = {}
        for figure in published.figures.values():
            for category in listed(figure.category):
                found.setdefault(category, set()).add(figure.trial)
        terms = {row["name"] for row in (*published.tables["drugs"], *published.tables["trials"])}
        terms |= {row["name"] for row in published.tables["endpoints"]}
        terms |= {row["term"] for row in published.tables["glossary"]}
        return cls({c: frozenset(t) for c, t in found.items()}, frozenset(terms), published.marked)


@dataclass(frozen=True)
class PageRule:
    """One law of built pages. ``check`` yields elements of the page with what is wrong there."""

    id: str
    sentence: str
    source: str
    on: tuple[str, ...]
    check: Callable[[Element, Scope, str], Found]
    good: str
    bad: str
    todo: str = "Mend the template, or the words of the page."
    level: str = "error"

    def problems(self, page: Element, scope: Scope, place: str) -> Iterator[Problem]:
        kind = (page.find("body").get("class") or "plain").split()[0]
        if self.on != EVERY and kind not in self.on:
            return
        for element, message in self.check(page, scope, place):
            text = " ".join("".join(element.itertext()).split())
            yield Problem(
                f"site/{place}", element.sourceline or 0, "", shorten(text, 60), message, self.todo,
                self.id,
            )  # fmt: skip


PAGE_RULES: list[PageRule] = []


def page_rule(
    id: str, sentence: str, source: str, on: tuple[str, ...], good: str, bad: str
) -> Callable[[Callable[[Element, Scope, str], Found]], Callable]:
    """Register a check of built pages."""

    def register(check: Callable[[Element, Scope, str], Found]) -> Callable:
        PAGE_RULES.append(PageRule(id, sentence, source, on, check, good.strip(), bad.strip()))
        return check

    return register


def parse(text: str) -> Element:
    return html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8"))


def judge(text: str, place: str, scope: Scope) -> list[Problem]:
    """Problems of one page."""
    page = parse(text)
    return [problem for rule in PAGE_RULES for problem in rule.problems(page, scope, place)]


def hold_page_rules(folder: Path, published: Published) -> list[Problem]:
    """Problems of every page of the site in ``folder``; charts to embed have rules of their own."""
    paths = [
        p for p in sorted(folder.rglob("*.html")) if p.relative_to(folder).parts[0] != "charts"
    ]
    found = spread(_judge, (Scope.of(published), folder), paths, PAGES_WORTH, chunk=16)
    return sorted(problem for problems in found for problem in problems)


def _judge(scope: Scope, folder: Path) -> Callable[[Path], list[Problem]]:
    from reports import rules_of_analyses, rules_of_pages, rules_of_panels  # noqa: F401 - they register themselves

    return lambda path: judge(path.read_text("utf-8"), str(path.relative_to(folder)), scope)
