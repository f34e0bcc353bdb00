"""Rules of figures as pictures and charts: people, intervals, both parts, one scale, one trial."""

from __future__ import annotations

from collections.abc import Iterator

from reports.gate.page import Page
from reports.gate.page_marks import around, marked_as, said
from reports.gate.page_rules import ESTIMATES, PICTURED, Element, Found, Scope, page_rule
from reports.text.shown import numerals

PICTURE = """<div data-is="pictures"><p>{says}</p><div data-is="picture"><figure><svg data-is="hundred" aria-hidden="true">
<rect width="100" height="{yes}"/><rect width="100" height="{no}"/></svg><figcaption><span data-is="half"><a href="x#y" data-estimate="t/r/response" data-as="of_100">58 of 100</a>
<i data-estimate="t/r/response" data-as="{state}">responded</i> (<span data-estimate="t/r/response" data-as="as_printed">58%</span>)</span>
<span data-is="half"><span data-estimate="t/r/response" data-as="complement">42 of 100</span>
<i data-estimate="t/r/response" data-as="other_state">did not</i></span></figcaption></figure>
<p><span {people}>number of people not stated</span>
<span {interval}>no interval published</span></p></div></div>"""
JUDGED = """<span data-says="judge">judged by doctors</span>, <span data-says="criteria confirmation">not stated how</span>"""
GOOD = {
    "yes": "58",
    "state": "state",
    "no": "42",
    "people": 'data-says="people-not-stated" data-of="t/r/response"',
    "interval": 'data-says="no-interval" data-of="t/r/response"',
    "says": f'{JUDGED} <b data-says="not-survival">Shrinkage is not survival</b>',
}
GOOD_PICTURE = PICTURE.format(**GOOD)
BARE_SHARE = (
    '<div data-is="picture"><b data-estimate="t/r/response" data-as="of_100">58 of 100</b></div>'
)


def bad_picture(**changed: str) -> str:
    return PICTURE.format(**(GOOD | changed))


def shares(page: Page, name: str = "picture") -> Iterator[tuple[Element, str]]:
    """What is ``name`` around each share of a hundred, with the estimate_id of the share.

    Shares are found by their bindings. One that stands alone, outside prose and ladders, is its own
    picture, and so lacks all that a picture must hold.
    """
    for share in page.shares:
        part = around(share, name)
        yield share if part is None else part, share.get("data-estimate")


def groups(page: Page, scope: Scope, kind: str) -> list[Element]:
    """Pictures, those of all arms together, that show a figure of this kind."""
    ids = scope.of_kind(kind)
    return list(dict.fromkeys(group for group, id in shares(page, "pictures") if id in ids))


def shows(part: Element, id: str, *transforms: str) -> bool:
    """Does ``part`` show the figure through one of these transforms?"""
    shown = "descendant-or-self::*[@data-estimate = $id]/@data-as"
    return not set(transforms).isdisjoint(part.xpath(shown, id=id))


def states(half: Element) -> list[tuple[str, str]]:
    """Estimate and state of each state that ``half`` tells in words."""
    told = half.xpath(".//*[contains(@data-as, 'state')]")
    return [(e.get("data-estimate"), e.get("data-as")) for e in told]


HALVES = (  # how a number is shown, and the words that must stand with it
    ("of_100", "state"),
    ("complement", "other_state"),
    ("per_100", "short_state"),
    ("rest_per_100", "short_other_state"),
)


def truly_said(part: Element, claim: str, id: str, scope: Scope) -> bool:
    """Does ``part`` say so of the figure, and is it true of it?"""
    return id in scope.of_kind(claim) and bool(said(part, claim, of=id))


@page_rule(
    "R05",
    "Every picture of a hundred people names the people behind it; no figure stands beside the people "
    "of another, or in the column of another group.",
    "IPDAS: reference class and denominators",
    ("category", "situation", "trial"),
    GOOD_PICTURE,
    bad_picture(people=""),
)
def people_are_named(page: Page, scope: Scope, place: str) -> Found:
    for picture, id in shares(page):
        people = ".//*[starts-with(@data-field, 'estimates.n_')][@data-id = $id]"
        is_named = shows(picture, id, "counts") or picture.xpath(people, id=id)
        if not is_named and not truly_said(picture, "people-not-stated", id, scope):
            yield picture, "a share without the number of people it is a share of."

    for people in page.root.xpath("//main//*[starts-with(@data-field, 'estimates.n_')]"):
        figure = next((e for e in people.iterancestors() if is_one_figure(e)), None)
        if figure is None and around(people, "ladder") is None:
            yield people, "a number of people beside no figure."
        elif figure is not None and people.get("data-id") not in ESTIMATES(figure):
            yield people, "a number of people beside a figure of others."
    for cell in page.root.xpath("//main//td[@data-arm]"):
        for id in ESTIMATES(cell):
            if scope.arms.get(id, cell.get("data-arm")) != cell.get("data-arm"):
                yield cell, "a figure in the column of another group."


def is_one_figure(element: Element) -> bool:
    """Is all that stands here about the same figures: a cell of groups, a comparison, a picture?"""
    return element.get("data-is") in ("picture", "cell") or "data-arm" in element.attrib


@page_rule(
    "R06",
    "One denominator for all pictures of a page: one hundred.",
    "IPDAS: same denominator",
    PICTURED,
    GOOD_PICTURE,
    '<b data-estimate="t/r/k" data-as="of_100">580 of 1,000</b>',
)
def one_denominator(page: Page, scope: Scope, place: str) -> Found:
    for element in page.root.xpath("//*[@data-as='of_100' or @data-as='complement']"):
        if element.get("data-estimate") in scope.of_kind("withdrawn"):
            continue
        if numerals(element.text_content())[1:] != ["100"]:
            yield element, "a share that is not counted of one hundred."


@page_rule(
    "R07",
    "Frequency and percentage stand together.",
    "Akl 2011, CD006776",
    PICTURED,
    GOOD_PICTURE,
    BARE_SHARE,
)
def frequency_and_percentage(page: Page, scope: Scope, place: str) -> Found:
    for picture, id in shares(page):
        if not shows(picture, id, "as_printed"):
            yield picture, "a frequency without its percentage."


@page_rule(
    "R10",
    "Every picture and every figure of a table shows its interval, or that none was published.",
    "PMC6491222; Risk Anal 2021",
    PICTURED,
    GOOD_PICTURE,
    bad_picture(interval=""),
)
def intervals_are_shown(page: Page, scope: Scope, place: str) -> Found:
    withdrawn = scope.of_kind("withdrawn")
    cells = (
        (next(figure.iterancestors("td")), figure.get("data-estimate"))
        for panel in page.panels
        for figure in panel.xpath(".//td//*[@data-estimate][@data-as = 'as_printed']")
    )
    for part, id in (*shares(page), *cells):
        is_shown = id in withdrawn or shows(part, id, "interval", "computed_interval")
        if not is_shown and not truly_said(part, "no-interval", id, scope):
            yield part, "a figure without its interval."


@page_rule(
    "R11",
    "A picture shows all hundred people, affected or not.",
    "Padilla 2018",
    PICTURED,
    GOOD_PICTURE,
    bad_picture(no="41"),
)
def a_hundred_is_a_hundred(page: Page, scope: Scope, place: str) -> Found:
    for picture, _ in shares(page):
        blocks = picture.xpath(f".//*[{marked_as('hundred')}]//rect")
        if sum(int(b.get("width")) * int(b.get("height")) for b in blocks) != 100 * 100:
            yield picture, "a picture that does not show a hundred people."


@page_rule(
    "R12",
    "Both parts of the hundred are said, each with its own state: alive and died, responded and not.",
    "IPDAS: balanced framing",
    PICTURED,
    GOOD_PICTURE,
    bad_picture(state="other_state"),
)
def both_parts_are_said(page: Page, scope: Scope, place: str) -> Found:
    for picture, id in shares(page):
        if not shows(picture, id, "complement", "rest_per_100"):
            yield picture, "one part of the hundred without the other."
        for number, state in HALVES:
            for share in picture.xpath(
                ".//*[@data-estimate = $id][@data-as = $number]", id=id, number=number
            ):
                half = around(share, "half")
                if half is None or states(half) != [(id, state)]:
                    yield picture, "a number of people that does not stand with its own state."


@page_rule(
    "R15",
    "Every picture of shrinkage says that it is not survival.",
    "FDA endpoints guidance; Kim & Prasad 2016",
    PICTURED,
    GOOD_PICTURE,
    bad_picture(says="Shrinkage is not survival"),
)
def shrinkage_is_not_survival(page: Page, scope: Scope, place: str) -> Found:
    responses = scope.of_kind("response")
    charts = (
        figure
        for figure in page.root.xpath("//main//figure[.//svg//@data-estimate]")
        if responses & set(ESTIMATES(figure))
    )
    for group in (*groups(page, scope, "response"), *charts):
        if not said(group, "not-survival"):
            yield group, "shrinkage without the words that it is not survival."


@page_rule(
    "R20",
    "Criteria, judge and confirmation are named with each response.",
    "RECIST 1.1, Lugano, IMWG, ELN",
    PICTURED,
    GOOD_PICTURE,
    bad_picture(says="judged by doctors, RECIST, confirmed"),
)
def responses_name_their_judge(page: Page, scope: Scope, place: str) -> Found:
    for group in groups(page, scope, "response"):
        if not all(said(group, claim) for claim in ("judge", "criteria", "confirmation")):
            yield group, "a response without judge, criteria and confirmation."


@page_rule(
    "R21",
    "A chart holds the rows of one trial only.",
    "Lee 2010; Nat Rev Rheumatol 2020",
    PICTURED,
    '<svg><g data-estimate="a/r/k">1</g><g data-estimate="a/r/l">2</g></svg>',
    '<svg><g data-estimate="a/r/k">1</g><g data-estimate="b/r/k">2</g></svg>',
)
def charts_hold_one_trial(page: Page, scope: Scope, place: str) -> Found:
    for drawing in page.root.iter("svg"):
        if len({key.split("/")[0] for key in ESTIMATES(drawing)}) > 1:
            yield drawing, "two trials on one axis."
