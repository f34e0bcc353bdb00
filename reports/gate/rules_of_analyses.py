"""Rules of figures that mislead when they stand alone: what kind of analysis gave them must be said."""

from __future__ import annotations

from reports.gate.page import Page
from reports.gate.page_marks import around, marked_as, said
from reports.gate.page_rules import (
    ESTIMATES,
    EVERY,
    TRIAL,
    Element,
    Found,
    Scope,
    bound_to,
    page_rule,
)
from reports.gate.rules_of_pages import own_words, texts_with
from reports.gate.rules_of_pictures import groups
from reports.text.shown import MEASURED, numerals
from schemas.wording import DURABLE, MINIMUM_IN_WORDS

TABLES = ("trial", "report", "situation")
BLOCKS = "ancestor::*[self::section or self::article][1]"
SENTENCES = "(ancestor::article | ancestor::*[self::p or self::li or self::tr])[1]"
BLOCKS_OF_WORDS = "ancestor-or-self::*[self::p or self::li or self::dd or self::td][1]"
NAMES = (
    "ancestor-or-self::*[self::dt or self::h1 or self::h2 or self::h3 or self::th or self::summary]"
)


DURABLES = texts_with("urable", "urably", "urabil")


def without_words(page: Page, scope: Scope, kind: str, claim: str) -> list[Element]:
    """Each block of the page that shows a figure of this kind, and nothing that says ``claim``."""
    blocks = dict.fromkeys(
        block for element in bound_to(page.root, scope, kind) for block in element.xpath(BLOCKS)
    )
    return [block for block in blocks if not said(block, claim)]


def _row(kind: str, words: str) -> str:
    return f'<section><table><tr><td><a data-estimate="t/r/{kind}">96%</a> {words}</td></tr></table></section>'


@page_rule(
    "R24",
    "Where people who responded are followed, the page says why they are no fair comparison.",
    "CEBP 2022 (immortal time)",
    TABLES,
    _row(
        "responders",
        '<span data-says="after-response">They had to live long enough to respond.</span>',
    ),
    _row("responders", "<span>They had to live long enough to respond.</span>"),
)
def responders_are_no_comparison(page: Page, scope: Scope, place: str) -> Found:
    for part in without_words(page, scope, "responders", "after-response"):
        yield part, "what came after a response, without the words on why that is no comparison."


GOT_THAT_FAR = '<span data-says="got-that-far" data-of="t/r/conditional">{}</span>'


@page_rule(
    "R26",
    "A figure of people who got to some point shows how many did, or that it is not known.",
    "CheckMate 067 (people without growth at three years)",
    (*TABLES, "guide", "start"),
    _row("conditional", GOT_THAT_FAR.format('<a data-estimate="t/r/k">31%</a> got that far')),
    _row("conditional", GOT_THAT_FAR.format("not stated")),
)
def conditional_figures_show_their_share(page: Page, scope: Scope, place: str) -> Found:
    """What editors typed is held to ``conditional-shows-share``, the same rule of the data."""
    conditional = scope.of_kind("conditional")
    for element in bound_to(page.root, scope, "conditional"):
        if around(element, "prose") is not None:
            continue
        for part in element.xpath(SENTENCES):
            told = said(part, "got-that-far", of=element.get("data-estimate"))
            if not any(set(ESTIMATES(t)) - conditional or said(t, "not-stated") for t in told):
                yield part, "a figure of those who got that far, without how many did."


@page_rule(
    "R27",
    "A part of a trial's people is called one, with whether it was planned and what was not tested.",
    "Sun et al. 2012",
    ("trial", "situation"),
    _row("part", '<p data-says="part-of-people">A part of the people, chosen afterwards.</p>'),
    _row("part", "<p>A part of the people, chosen afterwards.</p>"),
)
def parts_of_trials_are_called_so(page: Page, scope: Scope, place: str) -> Found:
    for part in without_words(page, scope, "part", "part-of-people"):
        yield part, "a part of a trial's people that is not called one."


@page_rule(
    "R30",
    "“Durable” stands only beside the least time that is meant.",
    "durable response rate, JITC 2017",
    EVERY,
    '<p>A durable response lasted <a data-fact="c/m">6 months</a>.</p>',
    "<p>Responses were durable.</p>",
)
def durable_says_how_long(page: Page, scope: Scope, place: str) -> Found:
    for element in own_words(
        page, DURABLES, DURABLE
    ):  # curated fields keep the rule where they are typed
        block = next(iter(element.xpath(BLOCKS_OF_WORDS)), element)
        words = block.text_content()
        if element.xpath(NAMES) or words.rstrip().endswith("?"):
            continue
        times = block.xpath(".//*[@data-fact or @data-as='time_point' or @data-as='as_printed']")
        if not times and not MINIMUM_IN_WORDS.search(words):
            yield element, "“durable” without the least time that is meant."


LOOKED = '<p data-says="notices-looked-for">Looked for on <b data-field="records.retrieved_at">x</b>.</p>'


@page_rule(
    "R42",
    "A withdrawn report shows no figure; About says when notices were last looked for.",
    "VITALITY 2025",
    EVERY,
    '<a data-estimate="t/r/withdrawn" data-says="withdrawn">withdrawn</a>'
    '<b data-estimate="t/r/withdrawn" data-as="counted">Quality of life (0 to 100)</b>' + LOOKED,
    '<a data-estimate="t/r/withdrawn">withdrawn</a>' + LOOKED,
)
def withdrawn_figures_are_not_shown(page: Page, scope: Scope, place: str) -> Found:
    withdrawn = scope.of_kind("withdrawn")
    for found in ESTIMATES(page.root) if withdrawn else ():
        element = found.getparent()
        text = "".join(element.itertext())
        if found in withdrawn and text.strip():
            if element.get("data-as") in MEASURED:
                continue  # what it measured may be told, its scale too: the gate compares the words
            if numerals(text) or not said(element, "withdrawn", axis="self"):
                yield element, "a figure of a report that was withdrawn."
    if page.kind == "about":
        dated = (
            words.xpath(".//*[@data-field = 'records.retrieved_at'][normalize-space()]")
            for words in said(page.root, "notices-looked-for")
        )
        if not any(dated) and not said(page.root, "notices-not-looked-for"):
            yield page.body, "an About page that does not say when notices were looked for."


POSTED = '<article><a data-estimate="t/r/differs">4</a><p{}>The registry posts 5.</p></article>'


@page_rule(
    "R43",
    "Where the registry posts another figure, the report's page shows which.",
    "Hartung 2014; Holst 2023",
    ("report",),
    POSTED.format(' data-says="registry-differs" data-of="t/r/differs"'),
    POSTED.format(""),
)
def registry_differences_are_shown(page: Page, scope: Scope, place: str) -> Found:
    for element in bound_to(page.root, scope, "differs"):
        for part in element.xpath("ancestor::article[1]"):
            if not said(part, "registry-differs", of=element.get("data-estimate")):
                yield part, "the registry posts another figure, and the page does not say so."


SECOND_HAND = """<section data-is="panel"><p data-says="reading">read in the abstract</p><div data-is="pictures">
<div data-is="picture"><a data-estimate="t/r/second-hand" data-as="of_100">58 of 100</a></div>{0}</div>
<ol data-is="ladder"><li><a data-estimate="t/r/second-hand" data-as="of_100">58 of 100</a></li>{0}</ol></section>"""


@page_rule(
    "R50",
    "How figures were read is said; one that may carry no headline says so above its picture.",
    "COVID-NMA; PDQ",
    TRIAL,
    SECOND_HAND.format('<b data-says="second-hand">Read on another page.</b>'),
    SECOND_HAND.format("<b>Read on another page.</b>"),
)
def reading_is_said(page: Page, scope: Scope, place: str) -> Found:
    for panel in page.panels:
        if not said(panel, "reading"):
            yield panel, "a trial without the words on how its figures were read."
    ladders = (
        ladder
        for ladder in page.root.xpath(f"//*[{marked_as('ladder')}]")
        if bound_to(ladder, scope, "second-hand")
    )
    for group in (*groups(page, scope, "second-hand"), *ladders):
        if not said(group, "second-hand"):
            yield group, "a picture of a figure that was not read in its source, without saying so."
