"""The first sentences of a situation: one trial each, chosen without looking at its result."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from reports.panels.cells import Cell, TrialRow
from reports.published import Figure
from reports.text.questions import QUESTIONS, by_when
from reports.text.shown import bound, bound_field
from schemas.leads import WHOLE

TITLES = {
    "shrink": "How often it shrinks.",
    "last": "How long it lasts.",
    "live": "How long people live.",
}
SAID = (*TITLES, "gone")  # questions that the sentences answer, harm beside them
UNCLEAR = "Chance alone may explain the gap."
CLEAR = "Chance alone is an unlikely explanation of the gap."


def speaker(
    items: list[TrialRow], opened: Mapping[str, TrialRow | None], code: str
) -> TrialRow | None:
    """The trial that stands open; where none does, the one with most people that has a figure."""
    if opened.get(code):
        return opened[code]
    fit = [
        i
        for i in items
        if i.cells[code].row and i.cells[code].is_firm and shows_more_than_controls(i, code)
    ]
    return max(fit, default=None, key=lambda i: (i.place == 0, people(i.cells[code]), i.id))


def shows_more_than_controls(item: TrialRow, code: str) -> bool:
    """Has an arm a figure that is no control group? That alone would say nothing of a treatment."""
    return any(arm["role"] != "control" for arm in item.arms if arm["arm"] in item.cells[code].row.cells)  # fmt: skip


def people(cell: Cell) -> int:
    return sum(f.n or 0 for f in cell.row.cells.values()) if cell.row else 0


def keys(
    items: list[TrialRow], opened: Mapping[str, TrialRow | None], root: str
) -> list[dict[str, object]]:
    """Up to three messages: a title and a sentence or two each, every number bound."""
    made = []
    for code in ("shrink", "last", "live"):
        item = speaker(items, opened, code)
        if item is None:
            continue
        text = sentence(item, code, root)
        if code == "shrink":
            text += gone(items, opened, root)
        if code == "last" or (code == "shrink" and not any(i.cells["last"].row for i in items)):
            text += harm(item, root)
        if code == "live":
            text += verdict(item)
        made.append({"title": TITLES[code], "text": text})
    return made


def sentence(item: TrialRow, code: str, root: str) -> Markup:
    """What a trial found on one question, both groups in it."""
    cell = item.cells[code]
    figures = list(cell.row.cells.values())
    first = figures[0]
    among = of_whom(item, first)
    is_said = among and first.analysis_set == "responders"
    whom = "of those whose cancer shrank, " if first.whom == "responders" and not is_said else ""
    if first.effect_measure == "median":
        words = by_when(first).removesuffix(" by")
        reached = Markup(" and ").join(
            Markup("by {} with {}").format(bound(f, "as_printed", root), arm(f))
            for f in figures
            if f.is_reached
        )
        open_still = Markup(" and ").join(
            Markup("{} with {}").format(bound(f, "as_printed", root), arm(f))
            for f in figures
            if not f.is_reached
        )
        told = f"{words} " if reached else f"the time by which {words} was "
        between = "; " if reached and open_still else ""
        return Markup("In {}, {}{}{}{}{}{}.").format(
            item.short, among, whom, told, reached, between, open_still
        )
    at = (
        Markup(" at {}").format(bound(first, "time_point", root, link=False))
        if first.timepoint_as_printed
        else ""
    )
    on = [Markup("{} on {}").format(share(f, root), arm(f)) for f in figures]
    if code in ("shrink", "gone"):
        usual = "the cancer shrank in" if code == "shrink" else "nothing was left to see in"
        what = usual if is_usual(first, code) else f"{first.endpoint_name} came in"
        return Markup("In {}, {}{} {}{}.").format(item.short, among, what, listed(on), at)
    state = first.state or first.endpoint_name
    verb = "" if first.counts == "event" else "were "
    return Markup("In {}, {}{}{} {}{}{}.").format(
        item.short, among, whom, listed(on), verb, state, at
    )


def is_usual(f: Figure, code: str) -> bool:
    """Is it shrinkage, or the picture of nothing left, and no other response of that question?"""
    return f.endpoint == "orr" if code == "shrink" else f.picture == "complete"


def of_whom(item: TrialRow, f: Figure) -> Markup:
    """``of people treated before, ``; nothing where everyone of the page is counted."""
    if item.place == WHOLE and item.is_of(f):
        return Markup("")
    return Markup("of {}, ").format(
        bound_field("populations", "label", f"{f.trial}/{f.population_key}", f.population)
    )


def gone(items: list[TrialRow], opened: Mapping[str, TrialRow | None], root: str) -> Markup:
    item = speaker(items, opened, "gone")
    if item is None or item.cells["gone"].label.effect_measure == "median":
        return Markup("")
    return Markup(" ") + sentence(item, "gone", root)


def harm(item: TrialRow, root: str) -> Markup:
    """Severe harm in the same trial, or that none is held."""
    cell = item.cells["harm"]
    shares = (
        [f for f in cell.row.cells.values() if f.measure.is_share and f.is_reached]
        if cell.row
        else []
    )
    if not shares:
        return Markup(" We hold no figure on severe harm there.")
    older = "an earlier report: " if item.harm_is_older("last") else ""
    on = [Markup("{} on {}").format(share(f, root), arm(f)) for f in shares]
    caused = {f.attribution for f in shares} == {"treatment_related"}
    what = "Severe harm judged to be caused by treatment" if caused else "Severe harm"
    among = of_whom(item, shares[0])
    return Markup(" {}, {}{}{}.").format(what, among, older, listed(on))


def verdict(item: TrialRow) -> Markup:
    compared = item.compared("live")
    if compared is None or len(item.cells["live"].row.cells) < 2:
        return Markup("")
    if compared.is_unclear:
        return Markup(" ") + UNCLEAR
    return Markup(" ") + CLEAR if compared.is_clear else Markup("")


def share(f: Figure, root: str) -> Markup:
    """A share of a hundred; a number of people never without those it is out of."""
    how = "as_printed"
    if f.value_qualifier == "=" and f.is_reached:
        is_of_so_many = None not in (f.n_events, f.n_analysed) and f.effect_measure == "count"
        how = "of_100" if f.measure.is_share else "counts" if is_of_so_many else how
    return bound(f, how, root)


def arm(f: Figure) -> Markup:
    return bound_field("arms", "label", f"{f.trial}/{f.arm_key}", f.arm)


def listed(parts: list[Markup]) -> Markup:
    if len(parts) < 2:
        return Markup("").join(parts)
    return Markup(", ").join(parts[:-1]) + Markup(" and ") + parts[-1]


def card(items: list[TrialRow], opened: Mapping[str, TrialRow | None], root: str) -> Markup:
    """The sentence by which a hub tells of a situation, with harm beside it."""
    for code in ("shrink", "live", "last"):
        item = speaker(items, opened, code)
        if item is not None:
            return sentence(item, code, root) + harm(item, root)
    return escape(
        "We hold no firm figure of these people yet." if items else "We hold no figure yet."
    )


def held(items: list[TrialRow]) -> list[tuple[str, str, int]]:
    """Chip, code and number of trials with a figure, question by question."""
    return [
        (q.chip, q.code, sum(1 for item in items if item.cells[q.code].row))
        for q in QUESTIONS.values()
        if q.chip
    ]
