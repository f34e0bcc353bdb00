"""Rules of the panels of a category page: what must stand beside every figure of a trial."""

from __future__ import annotations

from itertools import pairwise

from reports.gate.page import Page
from reports.gate.page_marks import around, marked_as, said, speaks
from reports.gate.page_rules import ESTIMATES, TRIAL, Element, Found, Scope, bound_to, page_rule

COMPARISON = """<section data-is="panel"><ul><li data-comparison="t/r/contrast" data-endpoint="os" data-arms="a b">
<a data-estimate="t/r/contrast">0.53</a>{said}</li></ul><p data-is="beside"><a data-estimate="t/r/contrast">0.7</a></p>
<table><tr data-endpoint="os"><td data-arm="a"><a data-estimate="t/r/k" data-as="as_printed">5</a></td>{other}</tr></table></section>"""


@page_rule(
    "R08",
    "No relative effect without the absolute figures of both groups, or words that say so.",
    "Akl 2011; Cochrane Handbook 12.5.3",
    TRIAL,
    COMPARISON.format(
        said='<i data-says="no-absolutes">Both groups could not be read.</i>', other=""
    ),
    COMPARISON.format(said="<i>Both groups could not be read.</i>", other=""),
)
def absolutes_beside_relatives(page: Page, scope: Scope, place: str) -> Found:
    for panel in page.panels:
        for element in bound_to(panel, scope, "contrast"):
            item = "ancestor::table | ancestor::*[@data-comparison = $id]"
            if around(element, "beside") is None and not element.xpath(
                item, id=element.get("data-estimate")
            ):
                yield element, "a relative effect that stands in no comparison."
        for item in panel.xpath(".//*[@data-comparison]"):
            shown = set(
                panel.xpath(
                    ".//tr[@data-endpoint = $endpoint]/td[.//*[@data-as = 'as_printed']]/@data-arm",
                    endpoint=item.get("data-endpoint", ""),
                )
            )
            arms = set(item.get("data-arms", "").split())
            if not (arms and arms <= shown) and not said(item, "no-absolutes"):
                yield item, "a relative effect without the figures of both groups."


@page_rule(
    "R09",
    "Harms stand beside benefits on the same scale, or their absence is said.",
    "IPDAS: equal detail",
    TRIAL,
    '<section data-is="panel"><p data-says="no-harms-read">No harms could be read.</p></section>',
    '<section data-is="panel"><p>No harms could be read.</p></section>',
)
def harms_beside_benefits(page: Page, scope: Scope, place: str) -> Found:
    for panel in page.panels:
        if not bound_to(panel, scope, "harm") and not said(panel, "no-harms-read"):
            yield panel, "a benefit without a word on harms."


DESIGN = """<section data-is="panel"><p{}>Randomised trial.</p><p{}>The strongest result is how long people lived.</p>
<a data-estimate="t/r/survival">5 years</a></section>"""


@page_rule(
    "R14",
    "Design and strongest endpoint are named with every trial.",
    "PDQ levels of evidence",
    TRIAL,
    DESIGN.format(' data-says="design"', ' data-says="strongest-result"'),
    DESIGN.format("", ""),
)
def design_is_named(page: Page, scope: Scope, place: str) -> Found:
    trial = place.removeprefix("evidence/").split("/")[0]
    if not page.panels and any(trial in trials for trials in scope.trials.values()):
        yield page.body, "the page of a trial without a panel of any situation."
    for panel in page.panels:
        shown = (around(found.getparent(), "beside") for found in ESTIMATES(panel))
        has_results = any(beside is None for beside in shown)
        if not said(panel, "design") or (has_results and not said(panel, "strongest-result")):
            yield panel, "a trial without its design or its strongest endpoint."


MUST_STAND = {  # claims, each with the column of trials that it shows, if that is stated
    "R31": ("Who could join and who was kept out is shown with every trial.", "CheckMate 067",
            {"who-could-join": "who_could_join", "who-could-not-join": "who_could_not_join"}),
    "R44": ("Who paid for a trial is shown with it.", "IPDAS funding source; HONcode",
            {"sponsor": "sponsor"}),
    "R46": ("The comparator and later treatment are named with every trial.", "FDA on survival",
            {"comparator": "control"}),
}  # fmt: skip


def _panel_saying(claims: dict[str, str]) -> str:
    fields = (
        f'<p data-says="{claim}"><b data-field="trials.{column}" data-id="orchard-1">words</b></p>'
        for claim, column in claims.items()
    )
    return f'<section data-is="panel" data-trial="orchard-1">{"".join(fields)}</section>'


def _register_must_stand(id: str, sentence: str, source: str, claims: dict[str, str]) -> None:
    @page_rule(
        id,
        sentence,
        source,
        TRIAL,
        _panel_saying(claims),
        '<section data-is="panel">words</section>',
    )
    def stands(page: Page, scope: Scope, place: str) -> Found:
        for panel in page.panels:
            trial = panel.get("data-trial", "")
            for claim, column in claims.items():
                field = f".//*[@data-field = 'trials.{column}'][@data-id = $trial]"
                told = (
                    any(map(speaks, words.xpath(field, trial=trial))) or said(words, "not-stated")
                    for words in said(page.body, claim)
                )
                if not any(told):
                    yield panel, "a trial without this."


for _id, _words in MUST_STAND.items():
    _register_must_stand(_id, *_words)


CELL = '<section data-is="panel"><table><tr data-endpoint="os"><td data-arm="a">Arm <i{}>none held</i></td></tr></table></section>'


@page_rule(
    "R19",
    "Missing evidence is said in words, never left blank.",
    "Risk Anal 2021",
    TRIAL,
    CELL.format(' data-says="not-held"'),
    CELL.format(""),
)
def nothing_is_blank(page: Page, scope: Scope, place: str) -> Found:
    """A row of comparisons holds them in a cell of their own: those of its arms stay empty."""
    contrasts = scope.of_kind("contrast")
    for row in (row for panel in page.panels for row in panel.xpath(".//tr[td]")):
        if contrasts & set(ESTIMATES(row)):
            continue
        cells = row.xpath("td[@data-arm]")
        if not cells:
            yield row, "a row of a table without a place for any group."
        for cell in cells:
            if not ESTIMATES(cell) and not said(cell, "not-held"):
                yield cell, "an empty place in a table."


NOT_RANKED = '<p data-says="not-comparable">Not ranked.</p>'
NAMED = '<section data-is="panel"><h3 data-is="trial-name">{}</h3></section>'


@page_rule(
    "R22",
    "Trials stand in alphabetical order, with the words that they cannot be compared.",
    "Lee 2010; Nat Rev Rheumatol 2020",
    TRIAL,
    NOT_RANKED + NAMED.format("A") + NAMED.format("B"),
    NOT_RANKED + NAMED.format("B") + NAMED.format("A"),
)
def nothing_is_ranked(page: Page, scope: Scope, place: str) -> Found:
    found = page.panels
    if found and not said(found[0], "not-comparable", axis="preceding"):
        yield page.body, "trials without the words that they cannot be compared."
    for panel in found:
        if not _name(panel):
            yield panel, "a trial without its name."
    for first, second in pairwise(found):
        if first.getparent() is second.getparent() and _name(first) > _name(second):
            yield second, "a trial out of alphabetical order."


def _name(panel: Element) -> str:
    return panel.xpath(f"string(.//*[{marked_as('trial-name')}])").strip().lower()


FOLLOWED = """<section data-is="panel"><table><tr data-endpoint="os"><th>Overall survival, followed {}</th>
<td data-arm="a"><a data-estimate="t/r/survival" data-as="as_printed">5 years</a></td></tr></table></section>"""


@page_rule(
    "R28",
    "Follow-up stands with every time to an event.",
    "FLAURA; MCBS",
    TRIAL,
    FOLLOWED.format('<b data-estimate="t/r/survival" data-as="follow_up">for 5 years</b>'),
    FOLLOWED.format("for 5 years"),
)
def follow_up_is_shown(page: Page, scope: Scope, place: str) -> Found:
    times = scope.of_kind("survival") | scope.of_kind("duration")
    for row in (row for panel in page.panels for row in panel.xpath(".//tr[td]")):
        ids = set(row.xpath("td//@data-estimate"))
        told = row.xpath("th//*[@data-as = 'follow_up']")
        is_told = any(e.get("data-estimate") in ids and speaks(e) for e in told)
        if ids & times and not is_told:
            yield row, "a time to an event without its follow-up."
