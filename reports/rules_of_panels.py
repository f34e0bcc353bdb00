"""Rules of the panels of a category page: what must stand beside every figure of a trial."""

from __future__ import annotations

from itertools import pairwise

from reports.page_rules import Element, Found, Scope, page_rule

CATEGORY = ("category",)
PICTURE = """<div class="picture"><figure class="icons"><svg aria-hidden="true"><path class="yes" d="{yes}"/>
<path class="no" d="{no}"/></svg><figcaption><a class="num" href="x#y" data-estimate="t/r/k" data-as="of_100">58 of 100</a>
(<span data-estimate="t/r/k" data-as="as_printed">58%</span>)
<span data-estimate="t/r/k" data-as="complement">42 of 100</span></figcaption></figure>
<p><span class="people" data-field="estimates.n_analysed" data-id="t/r/k">200</span>
<span class="interval">no interval published</span></p></div>"""
GOOD_PICTURE = PICTURE.format(yes="M5 5h0" * 58, no="M5 5h0" * 42)


def has(element: Element, path: str) -> bool:
    return bool(element.xpath(path))


def of_class(name: str) -> str:
    return f"contains(concat(' ', @class, ' '), ' {name} ')"


def panels(page: Element) -> list[Element]:
    return page.xpath(f"//section[{of_class('panel')}]")


def pictures(page: Element) -> list[Element]:
    return page.xpath(f"//div[{of_class('picture')}]")


@page_rule(
    "R05", "Every picture of a hundred people names the people behind it.",
    "IPDAS: reference class and denominators", CATEGORY,
    GOOD_PICTURE, '<div class="picture"><b data-as="of_100">58 of 100</b></div>',
)  # fmt: skip
def people_are_named(page: Element, scope: Scope, place: str) -> Found:
    for picture in pictures(page):
        if not has(
            picture, ".//*[@data-as='counts'] | .//*[starts-with(@data-field, 'estimates.n_')]"
        ):
            if "number of people not stated" not in picture.text_content():
                yield picture, "a share without the number of people it is a share of."


@page_rule(
    "R06", "One denominator for all pictures of a page: one hundred.",
    "IPDAS: same denominator", CATEGORY, GOOD_PICTURE,
    '<b data-estimate="t/r/k" data-as="of_100">580 of 1,000</b>',
)  # fmt: skip
def one_denominator(page: Element, scope: Scope, place: str) -> Found:
    for element in page.xpath("//*[@data-as='of_100' or @data-as='complement']"):
        if not element.text_content().strip().endswith(("of 100", "withdrawn")):
            yield element, "a share that is not counted of one hundred."


@page_rule(
    "R07", "Frequency and percentage stand together.", "Akl 2011, CD006776", CATEGORY,
    GOOD_PICTURE, '<div class="picture"><b data-as="of_100">58 of 100</b></div>',
)  # fmt: skip
def frequency_and_percentage(page: Element, scope: Scope, place: str) -> Found:
    for picture in pictures(page):
        if has(picture, ".//*[@data-as='of_100']") and not has(
            picture, ".//*[@data-as='as_printed']"
        ):
            yield picture, "a frequency without its percentage."


COMPARISON = """<section class="panel"><ul><li data-comparison="t/r/hr" data-endpoint="os" data-arms="a b">0.53{said}</li></ul>
<table><tr data-endpoint="os"><td data-arm="a"><a class="num" href="x#y">5</a></td>{other}</tr></table></section>"""


@page_rule(
    "R08", "No relative effect without the absolute figures of both groups, or words that say so.",
    "Akl 2011; Cochrane Handbook 12.5.3", CATEGORY,
    COMPARISON.format(said="", other='<td data-arm="b"><a class="num" href="x#y">4</a></td>'),
    COMPARISON.format(said="", other=""),
)  # fmt: skip
def absolutes_beside_relatives(page: Element, scope: Scope, place: str) -> Found:
    for panel in panels(page):
        for item in panel.xpath(".//li[@data-comparison]"):
            shown = set(panel.xpath(
                f".//tr[@data-endpoint='{item.get('data-endpoint')}']/td[.//a[{of_class('num')}]]/@data-arm"
            ))  # fmt: skip
            if not set(item.get("data-arms").split()) <= shown and not has(
                item, ".//*[@data-rule='R08']"
            ):
                yield item, "a relative effect without the figures of both groups."


@page_rule(
    "R09", "Harms stand beside benefits on the same scale, or their absence is said.",
    "IPDAS: equal detail", CATEGORY,
    '<section class="panel"><div class="pictures response">x</div><div class="pictures harm">y</div></section>',
    '<section class="panel"><div class="pictures response">x</div></section>',
)  # fmt: skip
def harms_beside_benefits(page: Element, scope: Scope, place: str) -> Found:
    for panel in panels(page):
        says = has(panel, f".//*[@data-rule='R09'] | .//tbody[{of_class('harm')}]")
        if not says and not has(panel, f".//div[{of_class('pictures')} and {of_class('harm')}]"):
            yield panel, "a benefit without a word on harms."


@page_rule(
    "R10", "Every picture and every figure of a table shows its interval, or that none was published.",
    "PMC6491222; Risk Anal 2021", CATEGORY, GOOD_PICTURE,
    '<section class="panel"><table><tr><td><span class="figure">5 months</span></td></tr></table></section>',
)  # fmt: skip
def intervals_are_shown(page: Element, scope: Scope, place: str) -> Found:
    figures = page.xpath(f"//section[{of_class('panel')}]//td//span[{of_class('figure')}]")
    cells = dict.fromkeys(next(figure.iterancestors("td")) for figure in figures)
    for element in (*pictures(page), *cells):
        if (
            not has(element, f".//*[{of_class('interval')}]")
            and "withdrawn" not in element.text_content()
        ):
            yield element, "a figure without its interval."


@page_rule(
    "R11", "A picture shows all hundred people, affected or not.", "Padilla 2018", CATEGORY,
    GOOD_PICTURE, PICTURE.format(yes="M5 5h0" * 58, no="M5 5h0" * 41),
)  # fmt: skip
def a_hundred_is_a_hundred(page: Element, scope: Scope, place: str) -> Found:
    for figure in page.xpath(f"//figure[{of_class('icons')}]"):
        if sum(path.count("M") for path in figure.xpath(".//path/@d")) != 100:
            yield figure, "a picture that does not show a hundred people."


@page_rule(
    "R12", "Both parts of the hundred are said: alive and died, responded and not.",
    "IPDAS: balanced framing", CATEGORY, GOOD_PICTURE,
    '<div class="picture"><b data-as="of_100">58 of 100</b></div>',
)  # fmt: skip
def both_parts_are_said(page: Element, scope: Scope, place: str) -> Found:
    for picture in pictures(page):
        if not has(picture, ".//*[@data-as='complement']"):
            yield picture, "one part of the hundred without the other."


def _panel_with(rule: str, words: str) -> str:
    return f'<section class="panel"><p data-rule="{rule}">{words}</p></section>'


NOTHING = '<section class="panel"><p>x</p></section>'
MUST_STAND = {
    "R14": ("Design and strongest endpoint are named with every trial.", "PDQ levels of evidence"),
    "R31": ("Who could join and who was kept out is shown with every trial.", "CheckMate 067"),
    "R44": ("Who paid for a trial is shown with it.", "IPDAS funding source; HONcode"),
    "R46": ("The comparator and later treatment are named with every trial.", "FDA on survival"),
}


def _register_must_stand(id: str, sentence: str, source: str) -> None:
    @page_rule(id, sentence, source, CATEGORY, _panel_with(id, "words"), NOTHING)
    def stands(page: Element, scope: Scope, place: str) -> Found:
        for panel in panels(page):
            found = panel.xpath(f".//*[@data-rule='{id}']")
            if not any(element.text_content().strip() for element in found):
                yield panel, "a trial without this."


for _id, _words in MUST_STAND.items():
    _register_must_stand(_id, *_words)


@page_rule(
    "R15", "Every picture of shrinkage says that it is not survival.",
    "FDA endpoints guidance; Kim & Prasad 2016", CATEGORY,
    '<div class="pictures response"><p data-rule="R15">Shrinkage is not living longer.</p></div>',
    '<div class="pictures response"><p>58 of 100</p></div>',
)  # fmt: skip
def shrinkage_is_not_survival(page: Element, scope: Scope, place: str) -> Found:
    for group in page.xpath(f"//div[{of_class('pictures')} and {of_class('response')}]"):
        if not has(group, ".//*[@data-rule='R15']"):
            yield group, "shrinkage without the words that it is not survival."


@page_rule(
    "R19", "Missing evidence is said in words, never left blank.", "Risk Anal 2021", CATEGORY,
    '<section class="panel"><table><tr data-endpoint="os"><td data-arm="a">not stated</td></tr></table></section>',
    '<section class="panel"><table><tr data-endpoint="os"><td data-arm="a"></td></tr></table></section>',
)  # fmt: skip
def nothing_is_blank(page: Element, scope: Scope, place: str) -> Found:
    for cell in page.xpath("//tr[@data-endpoint][not(contains(@class, 'contrast'))]/td[@data-arm]"):
        if not cell.text_content().strip():
            yield cell, "an empty place in a table."


@page_rule(
    "R20", "Criteria, judge and confirmation are named with each response.",
    "RECIST 1.1, Lugano, IMWG, ELN", CATEGORY,
    '<div class="pictures response"><p class="how">judged by doctors, RECIST, confirmed <i data-rule="R15">x</i></p></div>',
    '<div class="pictures response"><p class="how">response rate</p></div>',
)  # fmt: skip
def responses_name_their_judge(page: Element, scope: Scope, place: str) -> Found:
    for how in page.xpath(
        f"//div[{of_class('pictures')} and {of_class('response')}]/p[{of_class('how')}]"
    ):
        words = how.text_content()
        if not ("judge" in words and "confirm" in words):
            yield how, "a response without judge, criteria and confirmation."


@page_rule(
    "R21", "A chart holds the rows of one trial only.", "Lee 2010; Nat Rev Rheumatol 2020", CATEGORY,
    '<figure class="chart"><i data-estimate="a/r/k">1</i><i data-estimate="a/r/l">2</i></figure>',
    '<figure class="chart"><i data-estimate="a/r/k">1</i><i data-estimate="b/r/k">2</i></figure>',
)  # fmt: skip
def charts_hold_one_trial(page: Element, scope: Scope, place: str) -> Found:
    for figure in page.xpath(f"//figure[{of_class('chart')}]"):
        if len({key.split("/")[0] for key in figure.xpath(".//@data-estimate")}) > 1:
            yield figure, "two trials on one axis."


@page_rule(
    "R22", "Trials stand in alphabetical order, with the words that they cannot be compared.",
    "Lee 2010; Nat Rev Rheumatol 2020", CATEGORY,
    '<p data-rule="R22">Not ranked.</p><section class="subgroup"><section class="panel"><h3>A</h3></section><section class="panel"><h3>B</h3></section></section>',
    '<p data-rule="R22">Not ranked.</p><section class="subgroup"><section class="panel"><h3>B</h3></section><section class="panel"><h3>A</h3></section></section>',
)  # fmt: skip
def nothing_is_ranked(page: Element, scope: Scope, place: str) -> Found:
    if not has(page, "//*[@data-rule='R22']") and panels(page):
        yield page.find("body"), "trials without the words that they cannot be compared."
    for section in page.xpath(f"//section[{of_class('subgroup')}]"):
        own = section.xpath(f"./section[{of_class('panel')}]")
        for first, second in pairwise(own):
            if _name(first) > _name(second):
                yield second, "a trial out of alphabetical order."


def _name(panel: Element) -> str:
    return panel.find("h3").text_content().strip().lower()


@page_rule(
    "R28", "Follow-up stands with every time to an event.", "FLAURA; MCBS", CATEGORY,
    '<section class="panel"><tbody class="survival"><tr data-endpoint="os"><th><span class="how">followed for 5 years; data to 2020</span></th></tr></tbody></section>',
    '<section class="panel"><table><tbody class="survival"><tr data-endpoint="os"><th>Overall survival</th></tr></tbody></table></section>',
)  # fmt: skip
def follow_up_is_shown(page: Element, scope: Scope, place: str) -> Found:
    for head in page.xpath(
        f"//tbody[{of_class('survival')} or {of_class('duration')}]/tr[@data-endpoint]/th"
    ):
        if "followed" not in head.text_content():
            yield head, "a time to an event without its follow-up."
