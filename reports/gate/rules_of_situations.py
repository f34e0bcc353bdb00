"""Rules of the page of a situation and of the hub that leads there: nothing repeated, nothing bare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from lxml import etree

from reports.gate.page import Page
from reports.gate.page_marks import around, marked_as, said, speaks
from reports.gate.page_rules import ESTIMATES, Element, Found, Scope, bound_to, page_rule
from reports.gate.rules_of_pages import reading_grade, sentences
from schemas.measures import MEASURES
from schemas.wording import short_name

SITUATION = ("situation",)
RUN = 8  # words
OFTEN = 3
MOST_REPEATED = 0.10
LONG_NAME = 3  # spaces
SHORTEST = 400  # words; of fewer nothing can be said
HARDEST_KEYS = 7.0
HARDEST_COMPARISON = 9.0
BOUND_TEXT = etree.XPath("boolean(ancestor-or-self::*[@data-field or @data-estimate])")

OPEN = '<div data-is="open-trial" data-trial="t"><b data-estimate="t/r/response">58</b>{}</div>'


@page_rule(
    "R53",
    "Beside the pictures that stand open are the harms of the same trial, or that none are held.",
    "found by reading the built pages",
    SITUATION,
    OPEN.format('<p data-says="no-harms-read">We hold no figure on severe harm.</p>'),
    OPEN.format("<p>We hold no figure on severe harm.</p>"),
)
def harms_beside_what_is_open(page: Page, scope: Scope, place: str) -> Found:
    for part in page.root.xpath(f"//*[{marked_as('open-trial')}]"):
        if not bound_to(part, scope, "harm") and not said(part, "no-harms-read"):
            yield part, "an open picture of a benefit without a word on harm."
    for group in page.root.xpath(f"//main//*[{marked_as('pictures')}][not(ancestor::details)]"):
        if around(group, "open-trial") is None:
            yield group, "an open picture outside the trial that stands open."


LONG = " ".join(
    f"word{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uvwxyzabcd'[n // 100]}"
    for n in range(500)
)


@page_rule(
    "R59",
    "Text that stands three times or more is at most a tenth of a page; tables aside.",
    "found by reading the built pages",
    ("situation", "category"),
    f"<p>{LONG}</p>",
    f"<p>{LONG}</p>" * 3,
)
def little_is_repeated(page: Page, scope: Scope, place: str) -> Found:
    share = repeated_share(words_of(page, scope.named_terms))
    if share > MOST_REPEATED:
        yield page.body, f"{share:.0%} of its words stand three times or more."


def words_of(page: Page, names: Iterable[str] = ()) -> list[str]:
    """Words of ours that are read one after the other: no cells of tables, no names that editors typed."""
    texts = page.root.xpath(
        "//main//text()[not(ancestor::td or ancestor::th or ancestor::svg or ancestor::script "
        "or ancestor::*[@data-field])]"
    )
    text = " ".join("".join(texts).lower().split())
    for name in sorted({short_name(name).lower() for name in names}, key=len, reverse=True):
        if name.count(" ") >= LONG_NAME and name in text:
            text = text.replace(name, "it")  # a long name is no repeated sentence
    return text.split()


def repeated_share(words: list[str]) -> float:
    """Part of the words inside runs of eight that occur three times or more."""
    if len(words) < SHORTEST:
        return 0.0
    runs = [tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)]
    often = {
        run for run, number in Counter(runs).items() if number >= OFTEN and len(set(run)) > RUN // 2
    }
    covered: set[int] = set()
    for start, run in enumerate(runs):
        if run in often:
            covered.update(range(start, start + RUN))
    return len(covered) / len(words)


ROW = '<table data-is="summary"><tr data-trial="t"><th><a data-is="trial-name">A</a></th><td><b data-estimate="t/r/response">58</b> {}</td></tr></table>'


@page_rule(
    "R60",
    "In the table of all trials each cell shows how its figures were read, or why it is empty; trials stand in alphabetical order.",
    "found by reading the built pages",
    SITUATION,
    ROW.format('<i data-says="reading">abstract</i> <i data-field="estimates.n_analysed">9</i>'),
    ROW.format("abstract"),
)
def cells_say_how_they_were_read(page: Page, scope: Scope, place: str) -> Found:
    tables = page.root.xpath(f"//*[{marked_as('summary')}]")
    for cell in (cell for table in tables for cell in table.xpath(".//td")):
        bound = cell.xpath(".//*[@data-estimate or starts-with(@data-field, 'estimates.')]")
        if not bound and not said(cell, "not-stated"):
            yield cell, "an empty place in the table."
        if ESTIMATES(cell):
            people = cell.xpath(
                ".//*[starts-with(@data-field, 'estimates.n_') or @data-as = 'counts']"
            )
            if not people and not said(cell, "people-not-stated"):
                yield cell, "a figure without the people behind it."
            if not said(cell, "reading"):
                yield cell, "a figure without how it was read."
    for table in tables:
        names = [name(row) for row in table.xpath(".//tr[@data-trial]")]
        if not all(names):
            yield table, "a trial without its name."
        if any(first > second for first, second in pairwise(names)):
            yield table, "a trial out of alphabetical order."


def name(row: Element) -> str:
    return row.xpath(f"string(.//*[{marked_as('trial-name')}])").strip().lower()


JOINED = '<table data-is="took-part"><tr><th>A</th><td>{}</td></tr></table>'
VALUE = (
    '<a class="num" href="../t/index.html#a" data-field="took_part.value" data-id="t/p/women">9</a>'
)


@page_rule(
    "R65",
    "Who took part: each cell shows a value that leads to its source, or says that none is held.",
    "Cochrane Handbook 15.4 (to whom a result applies)",
    SITUATION,
    JOINED.format(VALUE),
    JOINED.format("many"),
)
def cells_say_who_took_part(page: Page, scope: Scope, place: str) -> Found:
    for cell in page.root.xpath(f"//*[{marked_as('took-part')}]//td"):
        if not cell.xpath(".//a[@href][@data-field = 'took_part.value']") and not said(cell, "not-stated"):  # fmt: skip
            yield cell, "a place without who took part."
    for value in page.root.xpath("//*[@data-field = 'took_part.value']"):
        if around(value, "took-part") is None:
            yield value, "who took part, outside the table of all trials."


EASY = '<div data-is="sentences"><p>{}</p></div>'


@page_rule(
    "R61",
    "The first messages of a page read at school grade seven or below.",
    "American Medical Association; NHS",
    SITUATION,
    EASY.format("The cat sat on the mat and it was warm. " * 3),
    EASY.format("Multidisciplinary considerations necessitate comprehensive evaluation. " * 3),
)
def first_messages_are_easy(page: Page, scope: Scope, place: str) -> Found:
    for part in page.root.xpath(f"//*[{marked_as('sentences')}]"):
        lines = sentences([" ".join(part.text_content().split())], scope.named_terms)
        grade = reading_grade("\n".join(lines) + "\n")
        if grade > HARDEST_KEYS:
            yield part, f"reads at grade {grade:.1f}, above {HARDEST_KEYS:g}."


COMPARISON = '<ul><li data-comparison="t/r/hr">{}</li></ul>'


@page_rule(
    "R64",
    "A comparison of two groups reads at school grade nine or below; names and numerals aside.",
    "found by reading the built pages",
    ("situation", "trial"),
    COMPARISON.format("Chance alone may explain the gap."),
    COMPARISON.format("Multidisciplinary considerations necessitate comprehensive evaluation."),
)
def comparisons_are_easy(page: Page, scope: Scope, place: str) -> Found:
    names = scope.named_terms | {measure.name for measure in MEASURES.values()}
    for part in page.root.xpath("//*[@data-comparison]"):
        text = "".join(
            " it " if BOUND_TEXT(found.getparent()) and not found.is_tail else found
            for found in part.xpath(".//text()")
        )
        grade = reading_grade("\n".join(sentences([" ".join(text.split())], names)) + "\n")
        if grade > HARDEST_COMPARISON:
            yield part, f"reads at grade {grade:.1f}, above {HARDEST_COMPARISON:g}."


COVER = '<section id="not-covered" data-says="not-covered">{}</section>'


@page_rule(
    "R63",
    "What the site does not cover, and where else to look, is said on each page of a cancer.",
    "found by reading the built pages",
    ("category",),
    COVER.format("Not here: other cancers."),
    '<section id="not-covered">Not here: other cancers.</section>',
)
def what_is_not_covered_is_said(page: Page, scope: Scope, place: str) -> Found:
    if not any(map(speaks, said(page.root, "not-covered"))):
        yield page.body, "a page that does not say what the site leaves out."
