"""Rules of figures that mislead when they stand alone: what kind of analysis gave them must be said."""

from __future__ import annotations

from lxml import etree

from reports.page_rules import EVERY, Element, Found, Scope, page_rule
from reports.rules_of_pages import own_words, texts_with
from schemas.wording import DURABLE, MINIMUM_IN_WORDS, SHARE_UNKNOWN

TABLES = ("trial", "report", "category")
BLOCKS = "ancestor::*[self::section or self::article][1]"
SENTENCES = "(ancestor::article | ancestor::*[self::p or self::li or self::tr])[1]"
BLOCKS_OF_WORDS = "ancestor-or-self::*[self::p or self::li or self::dd or self::td][1]"
NAMES = (
    "ancestor-or-self::*[self::dt or self::h1 or self::h2 or self::h3 or self::th or self::summary]"
)


DURABLES = texts_with("urable", "urably", "urabil")
ESTIMATES = etree.XPath("//@data-estimate")


def bound_to(page: Element, scope: Scope, mark: str) -> list[Element]:
    """Elements that show a figure of this kind, drawings left out."""
    ids = scope.marked.get(mark)
    if not ids:
        return []
    shown = [found.getparent() for found in ESTIMATES(page) if found in ids]
    return [element for element in shown if next(element.iterancestors("svg"), None) is None]


def without_words(page: Element, scope: Scope, mark: str, rule: str, around: str) -> list[Element]:
    """Each part of the page that shows such a figure, and nothing marked as the words of ``rule``."""
    parts = dict.fromkeys(
        part for element in bound_to(page, scope, mark) for part in element.xpath(around)
    )
    said = f".//*[@data-rule='{rule}'][normalize-space()]"
    return [part for part in parts if not part.xpath(said)]


def _row(mark: str, words: str = "") -> str:
    return f'<section><table><tr><td><a data-estimate="t/r/{mark}">96%</a> {words}</td></tr></table></section>'


@page_rule(
    "R24", "Where people who responded are followed, the page says why they are no fair comparison.",
    "CEBP 2022 (immortal time)", TABLES,
    _row("responders", '<span data-rule="R24">They had to live long enough to respond.</span>'),
    _row("responders"),
)  # fmt: skip
def responders_are_no_comparison(page: Element, scope: Scope, place: str) -> Found:
    for part in without_words(page, scope, "responders", "R24", BLOCKS):
        yield part, "what came after a response, without the words on why that is no comparison."


@page_rule(
    "R26", "A figure of people who got to some point shows how many did, or that it is not known.",
    "CheckMate 067 (people without growth at three years)", (*TABLES, "guide", "start"),
    _row("conditional", '<span data-rule="R26">31% got that far</span>'), _row("conditional"),
)  # fmt: skip
def conditional_figures_show_their_share(page: Element, scope: Scope, place: str) -> Found:
    for part in without_words(page, scope, "conditional", "R26", SENTENCES):
        others = set(part.xpath(".//@data-estimate")) - scope.marked["conditional"]
        if not others and not SHARE_UNKNOWN.search(part.text_content()):
            yield part, "a figure of those who got that far, without how many did."


@page_rule(
    "R27", "A part of a trial's people is called one, with whether it was planned and what was not tested.",
    "Sun et al. 2012", ("trial", "category"),
    _row("part", '<p data-rule="R27">A part of the people, chosen afterwards.</p>'), _row("part"),
)  # fmt: skip
def parts_of_trials_are_called_so(page: Element, scope: Scope, place: str) -> Found:
    for part in without_words(page, scope, "part", "R27", BLOCKS):
        yield part, "a part of a trial's people that is not called one."


@page_rule(
    "R30", "“Durable” stands only beside the least time that is meant.", "durable response rate, JITC 2017",
    EVERY, '<p>A durable response lasted <a data-fact="c/m">6 months</a>.</p>',
    "<p>Responses were durable.</p>",
)  # fmt: skip
def durable_says_how_long(page: Element, scope: Scope, place: str) -> Found:
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


@page_rule(
    "R42", "A withdrawn report shows no figure; About says when notices were last looked for.",
    "VITALITY 2025", EVERY,
    '<a data-estimate="t/r/withdrawn">withdrawn</a><p data-rule="R42">Looked for on day x.</p>',
    '<a data-estimate="t/r/withdrawn">58%</a>',
)  # fmt: skip
def withdrawn_figures_are_not_shown(page: Element, scope: Scope, place: str) -> Found:
    withdrawn = scope.marked.get("withdrawn", frozenset())
    if withdrawn:
        for found in ESTIMATES(page):
            element = found.getparent()
            if found in withdrawn and element.text_content().strip() not in ("", "withdrawn"):
                yield element, "a figure of a report that was withdrawn."
    if place.startswith("about/") and not page.xpath("//*[@data-rule='R42'][normalize-space()]"):
        yield page.find("body"), "an About page that does not say when notices were looked for."


@page_rule(
    "R43", "Where the registry posts another figure, the report's page shows which.",
    "Hartung 2014; Holst 2023", ("report",),
    '<article><a data-estimate="t/r/differs">4</a><p data-rule="R43">The registry posts 5.</p></article>',
    '<article><a data-estimate="t/r/differs">4</a></article>',
)  # fmt: skip
def registry_differences_are_shown(page: Element, scope: Scope, place: str) -> Found:
    for part in without_words(page, scope, "differs", "R43", "ancestor::article[1]"):
        yield part, "the registry posts another figure, and the page does not say so."


PICTURE = '<section class="panel"><p data-rule="R50">read in the abstract</p><div class="pictures"><a data-estimate="t/r/second-hand">58 of 100</a>{}</div></section>'


@page_rule(
    "R50", "How figures were read is said; one that may carry no headline says so above its picture.",
    "COVID-NMA; PDQ", ("category",),
    PICTURE.format('<p class="second-hand">Read on another page.</p>'), PICTURE.format(""),
)  # fmt: skip
def reading_is_said(page: Element, scope: Scope, place: str) -> Found:
    for panel in page.xpath("//section[contains(concat(' ', @class, ' '), ' panel ')]"):
        if not panel.xpath(".//*[@data-rule='R50'][normalize-space()]"):
            yield panel, "a trial without the words on how its figures were read."
    told = "contains(concat(' ', @class, ' '), ' second-hand ')"
    group = "ancestor::div[contains(concat(' ', @class, ' '), ' pictures ')][1]"
    for element in bound_to(page, scope, "second-hand"):
        for pictures in element.xpath(group):
            if not pictures.xpath(f".//*[{told}][normalize-space()]"):
                yield (
                    element,
                    "a picture of a figure that was not read in its source, without saying so.",
                )
