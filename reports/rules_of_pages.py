"""Rules of whole pages: sentences that must stand, words that must not, links, reading level."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from lxml import etree

from reports.page_rules import EVERY, Element, Found, Scope, page_rule
from reports.rules_of_panels import CATEGORY, has, of_class

EVIDENCE = ("category", "trial", "start")
HOSTS = {"pubmed.ncbi.nlm.nih.gov", "doi.org", "clinicaltrials.gov", "creativecommons.org"}
HARDEST = 8.0  # grade of school
LEAST_WORDS = 60  # a reading level of fewer words says nothing
NUMBER = '<a class="num" href="x#y">1</a>'


@page_rule(
    "R29", "“Not reached” is written in words, never as a code.", "forestplot tools", EVERY,
    "<p>Median: not reached.</p>", "<p>Median: NR.</p>",
)  # fmt: skip
def not_reached_in_words(page: Element, scope: Scope, place: str) -> Found:
    for element in own_words(page, CODES, re.compile(r"\bNR\b|\bnan\b|not_stated")):
        yield element, "a code where words belong."


@page_rule(
    "R33", "Each page of a cancer says that remission is not cure.", "Weeks 2012", CATEGORY,
    '<p data-rule="R33">Remission is not cure.</p>', "<p>Remission.</p>",
)  # fmt: skip
def remission_is_not_cure(page: Element, scope: Scope, place: str) -> Found:
    if not has(page, "//*[@data-rule='R33']"):
        yield page.find("body"), "a page without the words that remission is not cure."


@page_rule(
    "R34", "Before the first figure stands that figures cannot tell what will happen to you.",
    "Cancer Research UK", EVIDENCE,
    f'<p data-rule="R34">They cannot tell what will happen to you.</p>{NUMBER}',
    f'{NUMBER}<p data-rule="R34">They cannot tell what will happen to you.</p>',
)  # fmt: skip
def figures_cannot_tell_you(page: Element, scope: Scope, place: str) -> Found:
    numbers = page.xpath(f"//main//a[{of_class('num')}]")
    if numbers and not has(numbers[0], "preceding::*[@data-rule='R34']"):
        yield numbers[0], "a figure before the words that it cannot tell what will happen to you."


NEUTRAL = """<section class="panel" id="g-{trial}" data-trial="{trial}"><ul><li data-comparison="{trial}/r/hr" data-endpoint="os"
data-arms="a b">this comparison showed no clear difference</li></ul></section>"""


@page_rule(
    "R35", "Every trial in scope is shown, and trials without a clear difference are listed by name.",
    "IPDAS balance; NRG-LU002, NRG-BR002", CATEGORY,
    '<section id="no-clear-difference"><a href="#g-brook-3" data-trial="brook-3">x</a></section>'
    + NEUTRAL.format(trial="brook-3") + '<section class="panel" data-trial="orchard-1"></section>',
    '<section class="panel" data-trial="orchard-1"></section>',
)  # fmt: skip
def contradicting_trials_are_shown(page: Element, scope: Scope, place: str) -> Found:
    shown = set(page.xpath(f"//section[{of_class('panel')}]/@data-trial"))
    for trial in sorted(scope.trials.get(place.split("/")[0], frozenset()) - shown):
        yield page.find("body"), f"the trial {trial} is in scope of this page and not shown."
    listed = set(page.xpath("//*[@id='no-clear-difference']//@data-trial"))
    for panel in page.xpath(f"//section[{of_class('panel')}]"):
        items = panel.xpath(".//li[@data-comparison]")
        lead = [i for i in items if i.get("data-endpoint") == items[0].get("data-endpoint")]
        is_neutral = lead and all("no clear difference" in i.text_content() for i in lead)
        if is_neutral and panel.get("data-trial") not in listed:
            yield panel, "a trial without a clear difference that is not listed as one."


@page_rule(
    "R36", "Body text outside named terms reads at school grade eight or below.",
    "American Medical Association; NHS", ("category", "guide", "start", "about"),
    f'<div class="prose"><p>{"The cat sat on the mat and it was warm. " * 9}</p></div>',
    f'<div class="prose"><p>{"Multidisciplinary considerations necessitate comprehensive individualised evaluation of heterogeneous characteristics. " * 8}</p></div>',
)  # fmt: skip
def text_is_easy_to_read(page: Element, scope: Scope, place: str) -> Found:
    text = body_text(page, scope.named_terms)
    if len(text.split()) >= LEAST_WORDS:
        grade = reading_grade(text)
        if grade > HARDEST:
            yield page.find("body"), f"reads at grade {grade:.1f}, above {HARDEST:g}."


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade of ``text``, one sentence a line."""
    import readability

    return readability.getmeasures(text, lang="en")["readability grades"]["Kincaid"]


def body_text(page: Element, named_terms: frozenset[str]) -> str:
    """Sentences of the page's prose, a line each, named terms replaced by a short word."""
    blocks = page.xpath(
        f"//main//*[self::p or self::li][not(ancestor::section[{of_class('panel')}])]"
        "[not(ancestor::table) and not(ancestor::nav) and not(.//p) and not(.//li)]"
    )
    terms = sorted(named_terms | NAMED, key=len, reverse=True)
    names = re.compile("|".join(rf"\b{re.escape(term)}s?\b" for term in terms), re.IGNORECASE)
    lines = []
    for block in blocks:
        words = " ".join(block.text_content().split())
        if words.endswith((".", "?", "!")):
            for sentence in re.split(r"(?<=[.?!;:])\s+", names.sub("it", words)):
                lines.append(re.sub(r"[^\w\s'.,?!-]", " ", sentence))
    return "\n".join(lines) + "\n"


NAMED = frozenset({
    "immunotherapy", "chemotherapy", "radiotherapy", "remission", "metastases", "metastasis",
    "metastatic", "oligometastatic", "clinician", "melanoma", "leukaemia", "lymphoma", "myeloma",
    "mutation", "hormone-receptor-positive", "acupuncture", "palliative", "medicine", "overall survival",
})  # fmt: skip


@page_rule(
    "R37", "Pages speak of people, not of subjects.", "Cochrane plain language", EVERY,
    "<p>People took part.</p>", "<p>Subjects took part.</p>",
)  # fmt: skip
def people_not_subjects(page: Element, scope: Scope, place: str) -> Found:
    for element in own_words(page, SUBJECTS, re.compile(r"\b[Ss]ubjects?\b")):
        yield element, "“subjects”, where people are meant."


@page_rule(
    "R38", "Every drawing has a name, or words beside it and is hidden from screen readers.",
    "WCAG 2.2, 1.1.1", EVERY,
    '<svg role="img" aria-labelledby="t"><title id="t">x</title></svg>', "<svg><path/></svg>",
)  # fmt: skip
def drawings_have_names(page: Element, scope: Scope, place: str) -> Found:
    names = set(page.xpath("//@id"))
    for drawing in page.iter("svg"):
        labels = (drawing.get("aria-labelledby") or "").split()
        is_named = drawing.get("role") == "img" and labels and set(labels) <= names
        if drawing.get("aria-hidden") != "true" and not is_named:
            yield drawing, "a drawing without a name."


AXIS = (
    '<figure class="chart"><svg aria-hidden="true"><g class="role-axis-label">{}</g></svg></figure>'
)


@page_rule(
    "R40", "An axis of shares runs from nothing to all.", "IPDAS presenting probabilities", CATEGORY,
    AXIS.format("<text>0 %</text><text>50 %</text><text>100 %</text>"),
    AXIS.format("<text>50 %</text><text>100 %</text>"),
)  # fmt: skip
def axes_are_not_cut(page: Element, scope: Scope, place: str) -> Found:
    for axis in page.xpath(f"//figure[{of_class('chart')}]//*[{of_class('role-axis-label')}]"):
        ticks = {re.sub(r"\D", "", text) for text in axis.itertext() if "%" in text}
        if ticks and not {"0", "100"} <= ticks:
            yield axis, "an axis of shares that does not run from nothing to all."


@page_rule(
    "R41", "Day of the data and version stand on every page; the next review on pages that have one.",
    "IPDAS; PIF TICK", EVERY,
    '<p class="build"><b data-field="build.as_of">2026-01-01</b> <b data-field="build.version">1</b></p>',
    '<p class="build">Built from data.</p>',
)  # fmt: skip
def dates_stand_on_the_page(page: Element, scope: Scope, place: str) -> Found:
    said = page.xpath("//@data-field[. = 'build.as_of' or . = 'build.version']")
    for name in ("as_of", "version"):
        if f"build.{name}" not in said:
            yield page.find("body"), f"a page without its {name.replace('_', ' ')}."
    kind = (page.find("body").get("class") or "").split()[:1]
    if kind in (["category"], ["guide"]) and not has(
        page, "//*[contains(@data-field, '.next_review')]"
    ):
        yield page.find("body"), "a page without the day of its next review."


@page_rule(
    "R45", "Evidence pages link to sources and nothing for sale; they hold no frame and no form to send.",
    "HONcode advertising; PIF TICK", ("category", "guide", "start", "trial"),
    '<a href="https://doi.org/10.1/x">doi</a>', '<a href="https://clinic.example/book">Book now</a>',
)  # fmt: skip
def nothing_is_for_sale(page: Element, scope: Scope, place: str) -> Found:
    for link in page.xpath("//main//a[starts-with(@href, 'http') or starts-with(@href, '//')]"):
        is_source = has(link, f"ancestor::*[{of_class('sources')}] | .//*[@data-field]")
        if urlsplit(link.get("href")).hostname not in HOSTS and not is_source:
            if link.text_content().strip() != "web page":
                yield link, "a link to something that is no source."
    for element in page.xpath("//iframe | //form[@action]"):
        yield element, "a frame or a form on an evidence page."


@page_rule(
    "R48", "Every page leads to corrections and to the changes.", "PIF TICK 8; Our World in Data", EVERY,
    '<a href="../about/index.html#corrections">x</a><a href="../changes.xml">y</a>', "<p>x</p>",
)  # fmt: skip
def corrections_are_one_click_away(page: Element, scope: Scope, place: str) -> Found:
    for end in ("about/index.html#corrections", "changes.xml"):
        if not any(link.endswith(end) for link in page.xpath("//body//a/@href")):
            yield page.find("body"), "a page without the way to corrections and changes."


def texts_with(*words: str) -> Callable[[Element], list[str]]:
    """Finds texts that hold one of ``words`` and are ours: not titles of sources, not code."""
    held = " or ".join(f"contains(., '{word}')" for word in words)
    find = etree.XPath(
        f"//main//text()[{held}][not(ancestor::*[@data-field or self::script or self::cite])]"
    )

    def texts(page: Element) -> list[str]:
        whole = page.xpath("string(//main)")  # on most pages none of the words stands
        return find(page) if any(word in whole for word in words) else []

    return texts


CODES = texts_with("NR", "nan", "not_stated")
SUBJECTS = texts_with("ubject")


def own_words(
    page: Element, texts: Callable[[Element], list[str]], pattern: re.Pattern[str]
) -> Iterator[Element]:
    """Elements with own words that match; ``texts`` finds the few that may."""
    for text in texts(page):
        if pattern.search(text):
            yield text.getparent()
