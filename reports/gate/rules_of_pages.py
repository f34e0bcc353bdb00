"""Rules of whole pages: sentences that must stand, words that must not, links, reading level."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from lxml import etree

from reports.gate.page import Page
from reports.gate.page_marks import marked_as, said, speaks
from reports.gate.page_rules import EVERY, TRIAL, Element, Found, Scope, page_rule
from reports.text.elsewhere import LEVELS_EXPLAINED, OTHER_PLACES
from schemas.wording.approval import APPROVED_BY
from schemas.wording.claims import claims
from schemas.wording.names import any_of

EVIDENCE = ("category", "situation", "trial", "start", "explore")
FIGURES = "//main//*[@data-estimate or @data-fact or @data-rows]"
HOSTS = {"pubmed.ncbi.nlm.nih.gov", "doi.org", "clinicaltrials.gov", "creativecommons.org"}
HELP = {LEVELS_EXPLAINED, *(address for _, address in OTHER_PLACES)}  # of public bodies
# classes of our templates alone
OF_THE_LOG = ("approval", "approval-state", "state", "preview-notice")
STEMS = ("pproved", "ndorsed", "ertified", "igned off", "ouched", "eviewed", "erified", "hecked", "alidated", "udited")  # fmt: skip
BLOCKS = ("p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "figcaption", "caption", "summary", "title")  # fmt: skip
HAS_STEM = re.compile("|".join(map(re.escape, STEMS)))
IS_OF_THE_LOG = " or ".join(
    f"contains(concat(' ', @class, ' '), ' {name} ')" for name in OF_THE_LOG
)
OWN_TEXTS = etree.XPath(f".//text()[not(ancestor::*[{IS_OF_THE_LOG}])]")
TOLD_ASIDE = etree.XPath("//@alt | //@title | //@aria-label | //meta/@content")
HARDEST = 8.0  # grade of school
LEAST_WORDS = 60  # a reading level of fewer words says nothing
NUMBER = '<a href="x#y" data-estimate="t/r/k">1</a>'
CANNOT_TELL = '<p data-says="cannot-tell-you">They cannot tell what will happen to you.</p>'


@page_rule(
    "R29",
    "“Not reached” is written in words, never as a code.",
    "forestplot tools",
    EVERY,
    "<p>Median: not reached.</p>",
    "<p>Median: NR.</p>",
)
def not_reached_in_words(page: Page, scope: Scope, place: str) -> Found:
    for element in own_words(page, CODES, re.compile(r"\bNR\b|\bnan\b|not_stated")):
        yield element, "a code where words belong."


@page_rule(
    "R33",
    "The start page and each page of a cancer say that remission is not cure.",
    "Weeks 2012",
    ("category", "situation", "start"),
    '<p data-says="not-cure">Remission is not cure.</p>',
    "<p>Remission is not cure.</p>",
)
def remission_is_not_cure(page: Page, scope: Scope, place: str) -> Found:
    if not said(page.root, "not-cure"):
        yield page.body, "a page without the words that remission is not cure."


@page_rule(
    "R34",
    "Before the first figure stands that figures cannot tell what will happen to you.",
    "Cancer Research UK",
    EVIDENCE,
    CANNOT_TELL + NUMBER,
    NUMBER + CANNOT_TELL,
)
def figures_cannot_tell_you(page: Page, scope: Scope, place: str) -> Found:
    numbers = page.root.xpath(FIGURES)
    if numbers and not said(numbers[0], "cannot-tell-you", axis="preceding"):
        yield numbers[0], "a figure before the words that it cannot tell what will happen to you."


COMPARED = """<ul><li data-comparison="brook-3/r/hr"><span{}>no clear difference</span></li></ul>"""
LISTED = '<section{}><a href="../evidence/brook-3/" data-trial="brook-3">x</a></section><a data-trial="orchard-1">y</a>'


@page_rule(
    "R35",
    "Every trial in scope is named, and trials without a clear difference are listed and called so.",
    "IPDAS balance; NRG-LU002, NRG-BR002",
    ("category", "situation", "trial"),
    LISTED.format(' data-is="neutral-trials"')
    + COMPARED.format(' data-says="no-clear-difference"'),
    LISTED.format("") + COMPARED.format(""),
)
def contradicting_trials_are_shown(page: Page, scope: Scope, place: str) -> Found:
    unclear = scope.of_kind("no-clear-difference")
    for item in page.root.xpath("//*[@data-comparison]"):
        if (item.get("data-comparison") in unclear) != bool(said(item, "no-clear-difference")):
            yield item, "a comparison whose words do not fit its interval."
    category = place.split("/")[0]
    if is_hub(page):
        named = {e.get("data-trial") for e in page.root.xpath("//*[@data-trial]") if speaks(e)}
        for trial in sorted(scope.trials.get(category, frozenset()) - named):
            yield page.body, f"the trial {trial} is in scope of this page and not shown."
        found = page.root.xpath(f"//*[{marked_as('neutral-trials')}]//*[@data-trial]")
        listed = {element.get("data-trial") for element in found if speaks(element)}
        for trial in sorted(scope.neutral.get(category, frozenset()) - listed):
            yield page.body, f"{trial} showed no clear difference and is not listed."


def is_hub(page: Page) -> bool:
    return page.kind == "category"


@page_rule(
    "R36",
    "Body text outside named terms reads at school grade eight or below.",
    "American Medical Association; NHS",
    ("category", "situation", "guide", "start", "about"),
    f'<div class="prose"><p>{"The cat sat on the mat and it was warm. " * 9}</p></div>',
    f'<div class="prose"><p>{"Multidisciplinary considerations necessitate comprehensive individualised evaluation of heterogeneous characteristics. " * 8}</p></div>',
)
def text_is_easy_to_read(page: Page, scope: Scope, place: str) -> Found:
    text = body_text(page, scope.named_terms)
    if len(text.split()) >= LEAST_WORDS:
        grade = reading_grade(text)
        if grade > HARDEST:
            yield page.body, f"reads at grade {grade:.1f}, above {HARDEST:g}."


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade of ``text``, one sentence a line; 0 where it holds no word."""
    import readability

    if not re.search(r"[^\W\d_]", text):
        return 0.0
    return readability.getmeasures(text, lang="en")["readability grades"]["Kincaid"]


def body_text(page: Page, named_terms: frozenset[str]) -> str:
    """Sentences of the page's prose, a line each, named terms replaced by a short word."""
    blocks = page.root.xpath(
        f"//main//*[self::p or self::li][not(ancestor-or-self::*[{marked_as('panel')}])]"
        "[not(ancestor::table) and not(ancestor::nav) and not(.//p) and not(.//li)]"
    )
    texts = [" ".join(block.text_content().split()) for block in blocks]
    lines = sentences([text for text in texts if text.endswith((".", "?", "!"))], named_terms)
    return "\n".join(lines) + "\n"


def sentences(texts: Iterable[str], named_terms: frozenset[str]) -> list[str]:
    """Sentences of ``texts``, named terms replaced by a short word, signs by spaces."""
    names = _pattern_of(named_terms)
    return [
        re.sub(r"[^\w\s'.,?!-]", " ", sentence)
        for text in texts
        for sentence in re.split(r"(?<=[.?!;:])\s+", names.sub("it", text))
    ]


@lru_cache(maxsize=4)  # a site has one list of terms
def _pattern_of(named_terms: frozenset[str]) -> re.Pattern[str]:
    terms = any_of(term.lower() for term in named_terms | NAMED)
    return re.compile(rf"\b{terms}s?\b", re.IGNORECASE)


NAMED = frozenset({
    "immunotherapy", "chemotherapy", "radiotherapy", "remission", "metastases", "metastasis",
    "metastatic", "oligometastatic", "clinician", "melanoma", "leukaemia", "lymphoma", "myeloma",
    "mutation", "hormone-receptor-positive", "acupuncture", "palliative", "medicine", "overall survival",
})  # fmt: skip


@page_rule(
    "R37",
    "Pages speak of people, not of subjects.",
    "Cochrane plain language",
    EVERY,
    "<p>People took part.</p>",
    "<p>Subjects took part.</p>",
)
def people_not_subjects(page: Page, scope: Scope, place: str) -> Found:
    for element in own_words(page, SUBJECTS, re.compile(r"\b[Ss]ubjects?\b")):
        yield element, "“subjects”, where people are meant."


@page_rule(
    "R38",
    "Every drawing has a name, or words beside it and is hidden from screen readers.",
    "WCAG 2.2, 1.1.1",
    EVERY,
    '<svg role="img" aria-labelledby="t"><title id="t">x</title></svg>',
    "<svg><path/></svg>",
)
def drawings_have_names(page: Page, scope: Scope, place: str) -> Found:
    names = set(page.root.xpath("//@id"))
    for drawing in page.root.iter("svg"):
        labels = (drawing.get("aria-labelledby") or "").split()
        is_named = drawing.get("role") == "img" and labels and set(labels) <= names
        if drawing.get("aria-hidden") != "true" and not is_named:
            yield drawing, "a drawing without a name."


# the drawing library's own mark of the numbers along an axis
AXIS_LABELS = "contains(concat(' ', @class, ' '), ' role-axis-label ')"
AXIS = '<svg aria-hidden="true"><g class="role-axis-label">{}</g></svg>'


@page_rule(
    "R40",
    "An axis of shares runs from nothing to all.",
    "IPDAS presenting probabilities",
    TRIAL,
    AXIS.format("<text>0 %</text><text>50 %</text><text>100 %</text>"),
    AXIS.format("<text>50 %</text><text>100 %</text>"),
)
def axes_are_not_cut(page: Page, scope: Scope, place: str) -> Found:
    for axis in page.root.xpath(f"//main//svg//*[{AXIS_LABELS}]"):
        ticks = {re.sub(r"\D", "", text) for text in axis.itertext() if "%" in text}
        if ticks and not {"0", "100"} <= ticks:
            yield axis, "an axis of shares that does not run from nothing to all."


@page_rule(
    "R41",
    "Day of the data and version stand on every page; the next review on pages that have one.",
    "IPDAS; PIF TICK",
    EVERY,
    '<p class="build"><b data-field="build.as_of">2026-01-01</b> <b data-field="build.version">1</b></p>',
    '<p class="build">Built from data.</p>',
)
def dates_stand_on_the_page(page: Page, scope: Scope, place: str) -> Found:
    said = page.root.xpath("//@data-field[. = 'build.as_of' or . = 'build.version']")
    for name in ("as_of", "version"):
        if f"build.{name}" not in said:
            yield page.body, f"a page without its {name.replace('_', ' ')}."
    has_review = page.kind in ("category", "situation", "guide")
    if has_review and not page.root.xpath("//*[contains(@data-field, '.next_review')]"):
        yield page.body, "a page without the day of its next review."


@page_rule(
    "R45",
    "Evidence pages link to sources and nothing for sale; they hold no frame and no form to send.",
    "HONcode advertising; PIF TICK",
    ("category", "situation", "guide", "start", "trial"),
    '<a href="https://doi.org/10.1/x">doi</a>',
    '<a href="https://clinic.example/book">Book now</a>',
)
def nothing_is_for_sale(page: Page, scope: Scope, place: str) -> Found:
    for link in page.root.xpath(
        "//main//a[starts-with(@href, 'http') or starts-with(@href, '//')]"
    ):
        address = link.get("href")
        if urlsplit(address).hostname not in HOSTS and address not in scope.addresses | HELP:
            yield link, "a link to something that is no source."
    for element in page.root.xpath("//iframe | //form[@action]"):
        yield element, "a frame or a form on an evidence page."


@page_rule(
    "L1",
    "No page leads readers to a mirror, a bare number, a test server or a summary made by a machine.",
    "this project's list of hosts",
    EVERY,
    '<a href="https://doi.org/10.1/x">doi</a>',
    '<a href="http://192.0.2.7/29151359">abstract</a>',
)
def links_are_fit_for_readers(page: Page, scope: Scope, place: str) -> Found:
    for link in page.root.xpath("//a[starts-with(@href, 'http') or starts-with(@href, '//')]"):
        address = link.get("href")
        if link.get("rel") in ("nofollow edit", "nofollow contact"):
            continue  # to our own commits and makers, wherever a project has them
        if urlsplit(address).hostname not in HOSTS and not scope.hosts.may_link(address):
            yield link, "a link to a place that is kept as provenance only."


@page_rule(
    "L2",
    "Nothing but what tells the state of the log says that somebody approved.",
    "this project's log of approvals",
    EVERY,
    '<p>Not approved by a clinician. <span class="approval">Approved by a reviewer.</span></p>',
    "<p>Paid for by its readers, approved by two clinicians.</p>",
)
def approval_is_told_by_the_log(page: Page, scope: Scope, place: str) -> Found:
    blocks = dict.fromkeys(
        block
        for text, holder in page.texts
        if HAS_STEM.search(text)
        for block in (holder, *holder.iterancestors())
        if block.tag in BLOCKS
    )
    texts = [(block, "".join(OWN_TEXTS(block))) for block in blocks]
    texts += [(text.getparent(), text) for text in TOLD_ASIDE(page.root)]
    for element, text in texts:
        if HAS_STEM.search(text) and _says_approved(" ".join(text.split())):
            yield element, "says that somebody approved, where nothing of the log is told."


@lru_cache(maxsize=1024)  # most say the same on every page
def _says_approved(text: str) -> bool:
    return any(claims(text, APPROVED_BY, spans=True))


@page_rule(
    "R48",
    "Every page leads to corrections and to the changes.",
    "PIF TICK 8; Our World in Data",
    EVERY,
    '<a href="../about/index.html#corrections">x</a><a href="../changes.xml">y</a>',
    "<p>x</p>",
)
def corrections_are_one_click_away(page: Page, scope: Scope, place: str) -> Found:
    for end in ("about/index.html#corrections", "changes.xml"):
        links = (a for a in page.root.xpath("//body//a[@href]") if a.get("href").endswith(end))
        if not any(map(speaks, links)):
            yield page.body, "a page without the way to corrections and changes."


def texts_with(*words: str) -> Callable[[Page], list[str]]:
    """Finds texts that hold one of ``words`` and are ours: not titles of sources, not code."""
    held = " or ".join(f"contains(., '{word}')" for word in words)
    find = etree.XPath(
        f"//main//text()[{held}][not(ancestor::*[@data-field or self::script or self::cite])]"
    )

    def texts(page: Page) -> list[str]:
        is_there = any(word in page.main_text for word in words)  # on most pages none stands
        return find(page.root) if is_there else []

    return texts


CODES = texts_with("NR", "nan", "not_stated")
SUBJECTS = texts_with("ubject")


def own_words(
    page: Page, texts: Callable[[Page], list[str]], pattern: re.Pattern[str]
) -> Iterator[Element]:
    """Elements with own words that match; ``texts`` finds the few that may."""
    for text in texts(page):
        if pattern.search(text):
            yield text.getparent()
