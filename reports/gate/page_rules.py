"""Rules that built pages keep, each with a fragment that passes and one that fails.

The ids are those of the published list of rules for cautious pages. A rule says on which kinds of
page it holds. It finds what it judges by bindings and by the marks of ``page_marks``; by words only
where words are what it judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from reports.gate.numerals import Element
from reports.gate.page import Page
from reports.gate.page_marks import PAGES
from reports.panels.cells import trial_row
from reports.panels.comparisons import comparisons, neutral_in
from reports.published import Published
from schemas.fields import items_of
from schemas.hosts import Hosts
from schemas.problem import Problem, shorten

EVERY = ("every page",)
CATEGORY = ("category",)
TRIAL = ("trial",)
PICTURED = ("trial", "situation")
ESTIMATES = etree.XPath("descendant-or-self::*/@data-estimate")
Found = Iterator[tuple[Element, str]]


@dataclass(frozen=True)
class Scope:
    """What the store holds, as far as a page is judged by it.

    trials     trials in scope of each category
    neutral    of these, those that showed no clear difference
    marked     figures by what they are, each kind a set of estimate_ids: those that need words beside
               them, the families, and those of which a claim of ``page_marks`` is true
    addresses  where the sources stand on the web
    arms       the arm of each figure of one arm
    hosts      kinds of places that addresses lead to
    """

    trials: Mapping[str, frozenset[str]] = field(default_factory=dict)
    neutral: Mapping[str, frozenset[str]] = field(default_factory=dict)
    named_terms: frozenset[str] = frozenset()
    marked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()
    arms: Mapping[str, str] = field(default_factory=dict)
    hosts: Hosts = field(default_factory=lambda: Hosts({}, {}))

    @classmethod
    def of(cls, published: Published) -> Scope:
        found: dict[str, set[str]] = {}
        for figure in published.figures.values():
            for category in items_of(figure.category):
                found.setdefault(category, set()).add(figure.trial)
        terms = {row["name"] for row in (*published.tables["drugs"], *published.tables["trials"])}
        terms |= {row["name"] for row in published.tables["endpoints"]}
        terms |= {row["term"] for row in published.tables["glossary"]}
        return cls(
            {c: frozenset(t) for c, t in found.items()},
            {c: frozenset(neutral(published, c)) for c in found},
            frozenset(terms),
            {**published.marked, **kinds(published)},
            frozenset(addresses(published)),
            {f.id: f.arm_key for f in published.figures.values() if not f.is_contrast},
            published.hosts,
        )

    def of_kind(self, kind: str) -> frozenset[str]:
        return self.marked.get(kind, frozenset())


def neutral(published: Published, category: str) -> Iterator[str]:
    """Trials whose most telling comparison on a page of the category shows no clear difference."""
    for subgroup in published.subgroups(category):
        for trial in published.trials_in(category, subgroup["subgroup"]):
            row = trial_row(published, trial, category, subgroup["subgroup"])
            if neutral_in(row.comparisons):
                yield trial


def kinds(published: Published) -> dict[str, frozenset[str]]:
    """Figures by family, and by what may be claimed of them."""
    found: dict[str, set[str]] = {
        "no-clear-difference": {
            c.contrast.id
            for own in published.figures_of.values()
            for c in comparisons(own)
            if c.is_unclear
        }
    }
    for f in published.figures.values():
        is_so = {
            f.family: True,
            "contrast": f.is_contrast,
            "no-interval": not f.has_interval and not f.has_calculated_interval,
            "people-not-stated": f.n is None,
        }
        for kind in (kind for kind, holds in is_so.items() if holds):
            found.setdefault(kind, set()).add(f.id)
    return {kind: frozenset(ids) for kind, ids in found.items()}


def addresses(published: Published) -> Iterator[str]:
    """Where reports, references, summaries that grade them and sources of who took part stand on the web."""
    for table in ("reports", "references"):
        yield from (row["url"] for row in published.tables[table] if row["url"])
    yield from (row["address"] for row in published.tables["levels"])
    for row in published.tables["took_part"]:
        yield from published.reading_places(row["seen_at"])[0]
        yield row["url"] or ""


def bound_to(part: Element, scope: Scope, kind: str) -> list[Element]:
    """Elements of ``part`` that show a figure of this kind, drawings left out."""
    ids = scope.of_kind(kind)
    if not ids:
        return []
    shown = [found.getparent() for found in ESTIMATES(part) if found in ids]
    return [element for element in shown if next(element.iterancestors("svg"), None) is None]


@dataclass(frozen=True)
class PageRule:
    """One law of built pages. ``check`` yields elements of the page with what is wrong there."""

    id: str
    sentence: str
    source: str
    on: tuple[str, ...]
    check: Callable[[Page, Scope, str], Found]
    good: str
    bad: str
    todo: str = "Mend the template, or the words of the page."
    level: str = "error"

    def problems(self, page: Page, scope: Scope, place: str) -> Iterator[Problem]:
        if self.on != EVERY and page.kind in PAGES and page.kind not in self.on:
            return  # a page that tells no kind is held to all rules
        for element, message in self.check(page, scope, place):
            text = " ".join("".join(element.itertext()).split())
            yield Problem(
                f"site/{place}",
                element.sourceline or 0,
                "",
                shorten(text, 60),
                message,
                self.todo,
                self.id,
            )


PAGE_RULES: list[PageRule] = []


def page_rule(
    id: str, sentence: str, source: str, on: tuple[str, ...], good: str, bad: str
) -> Callable[[Callable[[Page, Scope, str], Found]], Callable]:
    """Register a check of built pages."""

    def register(check: Callable[[Page, Scope, str], Found]) -> Callable:
        PAGE_RULES.append(PageRule(id, sentence, source, on, check, good.strip(), bad.strip()))
        return check

    return register


def judge(page: Page, place: str, scope: Scope) -> list[Problem]:
    """Problems of one page."""
    return [problem for rule in PAGE_RULES for problem in rule.problems(page, scope, place)]
