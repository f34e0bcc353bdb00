"""Rules find what they judge by marks: no wording and no style matters to them, and every mark does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.command import main
from reports.gate.numerals import Element, parse
from reports.gate.page import Page
from reports.gate.page_marks import IS, PAGES, SAYS, marked_as, marked_saying
from reports.gate.page_rules import PAGE_RULES, Scope, judge
from reports.published import read_store
from tests.same_site import differences
from tests.spec.test_page_rules import PLACE, SCOPE, page_of, problems_of

EXAMPLE = Path(__file__).parents[1] / "example"
REPORTS = Path(__file__).parents[2] / "reports"
WORD = re.compile(r"[^\W\d_]+")
CODES = ("data-of", "data-trial", "data-arm", "data-arms", "data-endpoint", "data-comparison")
CLAIMS = [pytest.param(marked_saying(claim), id=claim) for claim in SAYS]
MARKS = [
    *(pytest.param(f"@data-is = '{name}'", "data-is", id=name) for name in IS),
    *(pytest.param(marked_saying(claim), "data-says", id=claim) for claim in SAYS),
    *(pytest.param(f"@{code}", code, id=code) for code in CODES),
]
Change = Callable[[Element], object]


class Built:
    """The pages of the example, and what the rules say of them."""

    def __init__(self, folder: Path):
        self.scope = Scope.of(read_store(folder / "evidence.duckdb"))
        site = folder / "site"
        paths = (path.relative_to(site) for path in sorted(site.rglob("*.html")))
        self.pages = {
            str(path): (site / path).read_text("utf-8")
            for path in paths
            if path.parts[0] != "charts"
        }

    def problems_after(self, change: Change) -> tuple[bool, list[str]]:
        """Did ``change`` touch any page, and what do the rules say of those that it touched?"""
        pages = {place: parse(text) for place, text in self.pages.items()}
        touched = {place: page for place, page in pages.items() if change(page)}
        problems = (
            p for place, page in touched.items() for p in judge(Page(page), place, self.scope)
        )
        return bool(touched), [str(problem) for problem in problems]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    out = tmp_path_factory.mktemp("built") / "out"
    call = ["build", "--plain", "--as-of", "2026-11-22", "--out", str(out)]
    result = CliRunner().invoke(main, [*call, "--project", str(EXAMPLE)])
    assert result.exit_code == 0, result.output
    return Built(out)


def fragments_after(change: Change) -> tuple[bool, list[str]]:
    """The same of the good fragment of every rule, held to that rule."""
    pages = [(rule, page_of(rule, rule.good)) for rule in PAGE_RULES]
    touched = [(rule, page) for rule, page in pages if change(page)]
    problems = (p for rule, page in touched for p in rule.problems(Page(page), SCOPE, PLACE))
    return bool(touched), [str(problem) for problem in problems]


def in_other_words(page: Element, where: str = "true()") -> bool:
    """Every word another one. Only names of trials are left, for they stand in their order."""
    texts = page.xpath(
        f"//body//*[{where}]/descendant-or-self::*/text()"
        f"[not(ancestor::script or ancestor::*[{marked_as('trial-name')}])]"
    )
    for text in texts:
        holder, other = text.getparent(), WORD.sub("mot", text)
        if text.is_tail:
            holder.tail = other
        else:
            holder.text = other
    return bool(texts)


def test_all_pages_may_be_written_in_other_words(built):
    assert built.problems_after(in_other_words) == (True, [])


@pytest.mark.parametrize("where", CLAIMS)
def test_each_sentence_that_a_rule_asks_for_may_be_written_in_other_words(built, where):
    for problems_after in (built.problems_after, fragments_after):
        assert problems_after(lambda page: in_other_words(page, where))[1] == []


def test_pages_may_have_other_styles(built):
    def without_classes(page: Element) -> bool:
        for element in page.xpath("//*[@class][not(ancestor-or-self::svg)]"):
            del element.attrib["class"]
        return True

    assert built.problems_after(without_classes) == (True, [])


@pytest.mark.parametrize(("where", "attribute"), MARKS)
def test_the_same_words_without_their_mark_break_a_rule(built, where, attribute):
    def unmark(page: Element) -> list[Element]:
        marked = page.xpath(f"//*[{where}]")
        for element in marked:
            del element.attrib[attribute]
        return marked

    assert_it_shows(built, unmark)


@pytest.mark.parametrize("where", CLAIMS)
def test_a_mark_on_a_sign_instead_of_words_breaks_a_rule(built, where):
    def silence(page: Element) -> list[Element]:
        marked = page.xpath(f"//*[{where}]")
        for element in marked:
            del element[:]
            element.text = "–"
        return marked

    assert_it_shows(built, silence)


@pytest.mark.parametrize("where", CLAIMS)
def test_a_mark_on_words_that_nobody_sees_breaks_a_rule(built, where):
    def hide(page: Element) -> list[Element]:
        marked = page.xpath(f"//*[{where}]")
        for element in marked:
            element.set("hidden", "")
        return marked

    assert_it_shows(built, hide)


def assert_it_shows(built: Built, change: Change) -> None:
    """A rule tells of ``change`` on the pages of the example, or on the fragments of rules."""
    assert built.problems_after(change)[1] or fragments_after(change)[1]


def test_a_page_that_tells_no_kind_is_held_to_all_rules(built):
    _, found = built.problems_after(lambda page: page.find("body").attrib.pop("data-page"))
    assert any("[R33]" in problem for problem in found)


@pytest.mark.parametrize(
    ("rule", "kind"),
    [("R05", "people-not-stated"), ("R10", "no-interval"), ("R35", "no-clear-difference")],
)
def test_a_claim_that_is_not_true_of_its_figure_breaks_its_rule(rule, kind):
    rule = next(r for r in PAGE_RULES if r.id == rule)
    scope = replace(SCOPE, marked={**SCOPE.marked, kind: frozenset()})
    assert problems_of(rule, rule.good) == []
    assert list(rule.problems(Page(page_of(rule, rule.good)), scope, PLACE))


def test_marks_that_are_set_are_the_marks_of_the_list(built):
    pages = [parse(text) for text in built.pages.values()]
    names = {name for page in pages for name in page.xpath("//@data-is")}
    claims = {
        claim for page in pages for says in page.xpath("//@data-says") for claim in says.split()
    }
    kinds = {kind for page in pages for kind in page.xpath("//@data-page")}
    assert (names - set(IS), claims - set(SAYS), kinds - set(PAGES)) == (set(), set(), set())


def test_what_makes_pages_sets_each_mark_of_the_list():
    folders = ("templates", "panels", "text", "pages")
    paths = (path for folder in folders for path in (REPORTS / folder).iterdir() if path.is_file())
    source = "".join(path.read_text("utf-8") for path in paths)
    unset = [mark for mark in (*IS, *SAYS) if f'"{mark}"' not in source]
    assert unset == []


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ('<p data-rule="R1">a</p>', '<p data-says="not-cure">a</p>', True),
        ("<p>a <b>b</b></p>", '<p>a <span data-says="judge"><b>b</b></span></p>', True),
        (
            "<p><span>a</span></p>",
            '<p><span data-is="x"><span class="c">a</span></span></p>',
            False,
        ),
        ("<p>data-is</p>", "<p>data-is </p>", False),
        ('<p data-trial="a">a</p>', "<p>a</p>", False),
    ],
)
def test_sites_are_the_same_only_if_nothing_but_marks_differs(tmp_path, old, new, is_same):
    for name, page in (("old", old), ("new", new)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(page, encoding="utf-8")
    assert (differences(tmp_path / "old", tmp_path / "new") == []) is is_same
    (tmp_path / "new" / "more.csv").touch()
    assert "more.csv" in differences(tmp_path / "old", tmp_path / "new")
