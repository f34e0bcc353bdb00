"""Rules that built pages keep, each with a fragment that passes and one that fails.

The ids are those of the published list of rules for cautious pages. A rule says on which kinds of
page it holds; the kind stands in the class of the body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from reports.documents import Element
from reports.panels import listed
from reports.published import Published
from schemas.problem import Problem, shorten

EVERY = ("every page",)
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


def judge(page: Element, place: str, scope: Scope) -> list[Problem]:
    """Problems of one page."""
    return [problem for rule in PAGE_RULES for problem in rule.problems(page, scope, place)]
