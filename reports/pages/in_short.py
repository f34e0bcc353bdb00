"""The first sentences of a situation: one trial each, chosen without looking at its result."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from reports.panels.cells import Cell, TrialRow
from reports.panels.table_rows import Row
from reports.published import Figure
from reports.text.questions import QUESTIONS, by_when
from reports.text.shown import bound, bound_field, threshold
from reports.text.words import first_capital, listing
from schemas.endpoints import (
    DEATH_OF_TREATMENT,
    SUM_OF_ALL,
    fits_a_picture,
    is_of_all_side_effects,
    is_severe,
)
from schemas.leads import WHOLE
from schemas.terms import GRADES_IN_SHORT

TITLES = {
    "shrink": "How often it shrinks.",
    "last": "How long it lasts.",
    "live": "How long people live.",
}
SAID = (*TITLES, "gone")  # questions that the sentences answer, harm beside them
WITH_HARM = ("last", "shrink", "live")  # the first of these that is answered has the harm beside it
UNCLEAR = "chance alone may explain the gap"
CLEAR = "chance alone is an unlikely explanation of the gap"
NOTHING_FIRM = "We hold no firm figure of these people on shrinking, on time or on life. The table says what we hold."
NOT_FIRM = "We hold no firm figure of these people. What we hold stands below, marked."


def speaker(
    items: list[TrialRow], opened: Mapping[str, TrialRow | None], code: str
) -> TrialRow | None:
    """The trial that stands open, if its figure may lead; else the firm one with most people."""
    fit = [
        i
        for i in items
        if i.cells[code].row and i.cells[code].is_firm and shows_more_than_controls(i, code)
    ]
    is_open = opened.get(code)
    if is_open in fit:
        return is_open
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
    spoken = {code: speaker(items, opened, code) for code in TITLES}
    has_harm = next((code for code in WITH_HARM if spoken[code]), None)
    for code, item in spoken.items():
        if item is None:
            if any(i.cells[code].row and not i.cells[code].is_firm for i in items):
                made.append({"title": TITLES[code], "text": escape(NOT_FIRM)})
            continue
        text = sentence(item, code, root) + later(item, code, root)
        if code == "live":
            text += verdict(item, item.cells[code].row)
        for row in also_planned(item, code):
            text += Markup(" {}.").format(first_of(told(item, code, row, root)))
            if code == "live":
                text += verdict(item, row)
        on_harm = harm(item, code, root) if code == has_harm else Markup("")
        others = gone(items, opened, root, item) if code == "shrink" else Markup("")
        # harm stands right after the benefit of its own trial
        text += others + on_harm if speaker(items, opened, "gone") is item else on_harm + others
        made.append({"title": TITLES[code], "text": text})
    if not made:
        made.append({"title": "What is held.", "text": escape(NOTHING_FIRM)})
    return made


def sentence(item: TrialRow, code: str, root: str, named: str = "") -> Markup:
    """What a trial found on one question, both groups in it. ``named``: see ``of_whom``."""
    row = item.cells[code].row
    words = told(item, code, row, root, named)
    return Markup("In {}, {}{}.{}").format(item.short, words, variant(row.label), of_how_many(row))


def also_planned(item: TrialRow, code: str) -> list[Row]:
    """The same figure of the other people whom the trial planned to look at first: none speaks alone."""
    cell = item.cells[code]
    f, base = cell.label, item.forest.base
    if f is None or base(f.population_key) not in item.forest.primary:
        return []
    alike = lambda g: (g.endpoint, g.effect_measure, g.timepoint_months, g.counts)  # noqa: E731
    told_of, found = {base(f.population_key)}, []
    for row in cell.more:
        people = base(row.label.population_key)
        is_planned = people in item.forest.primary and people not in told_of
        if is_planned and row.cells and row.label.may_lead and alike(row.label) == alike(f):
            told_of.add(people)
            found.append(row)
    return found


def first_of(words: Markup) -> Markup:
    """``words`` as the start of a sentence; what stands first is a word of ours."""
    return Markup(first_capital(str(words)))


def later(item: TrialRow, code: str, root: str) -> Markup:
    """What a later look at the same people tells, where the first figure is of an earlier one."""
    cell = item.cells[code]
    if cell.newer is None or cell.newer.label.looked_at <= cell.label.looked_at:
        return Markup("")
    named = cell.label.population_key
    words = told(item, code, cell.newer, root, named)
    return Markup(" A later report: {}{}.").format(words, variant(cell.newer.label))


def told(item: TrialRow, code: str, row: Row, root: str, named: str = "") -> Markup:
    """A row in words: of whom, how many or by when in each group, at what time."""
    figures = list(row.cells.values())
    first = figures[0]
    among = of_whom(item, first, named)
    is_said = among and first.analysis_set == "responders"
    whom = "" if is_said else WHOSE.get(first.whom, "")
    if first.effect_measure == "median":
        words = by_when(first).removesuffix(" by")
        reached = Markup(" and ").join(
            Markup("{} {} with {}").format(
                "by" if f.value_qualifier == "=" else "after", bound(f, "as_printed", root), arm(f)
            )
            for f in figures
            if f.is_reached
        )
        open_still = Markup(" and ").join(
            Markup("{} with {}").format(bound(f, "as_printed", root), arm(f))
            for f in figures
            if not f.is_reached
        )
        start = f"{words} " if reached else f"the time by which {words} was "
        between = "; " if reached and open_still else ""
        return Markup("{}{}{}{}{}{}").format(among, whom, start, reached, between, open_still)
    at = (
        Markup(" at {}").format(bound(first, "time_point", root, link=False))
        if first.timepoint_as_printed
        else ""
    )
    on = shares(figures, root)
    if code in ("shrink", "gone"):
        usual = "the cancer shrank in" if code == "shrink" else "nothing was left to see in"
        name = Markup("{}{}").format(first.endpoint_name, threshold(first))
        what = usual if is_usual(first, code) else Markup("{} came in").format(name)
        return Markup("{}{} {}{}").format(among, what, on, at)
    state = first.state or first.endpoint_name
    verb = "" if first.counts == "event" else "were "
    return Markup("{}{}{} {}{}{}").format(among, whom, on, verb, state, at)


def variant(f: Figure) -> Markup:
    """How an analysis differs from the usual one: another start of the clock, another cause."""
    if not f.variant:
        return Markup("")
    return Markup(" ({})").format(bound_field("estimates", "variant", f.id, f.variant))


WHOSE = {
    "responders": "of those whose cancer shrank, ",
    "complete_responders": "of those with nothing left to see, ",
}


def is_usual(f: Figure, code: str) -> bool:
    """Is it shrinkage, or the picture of nothing left, and no other response of that question?"""
    return f.endpoint == "orr" if code == "shrink" else f.picture == "complete"


def of_whom(item: TrialRow, f: Figure, named: str = "") -> Markup:
    """``of people treated before, ``; nothing where everyone of the trial is counted.

    ``named``: key of the people whom the sentence before has named.
    """
    if item.place == WHOLE and item.is_of(f):
        return Markup("")
    if f.population_key == named:
        return Markup("of the same people, ")
    return Markup("of {}, ").format(
        bound_field("populations", "label", f"{f.trial}/{f.population_key}", f.population)
    )


def gone(
    items: list[TrialRow], opened: Mapping[str, TrialRow | None], root: str, before: TrialRow
) -> Markup:
    """How often nothing was left to see, after the sentence on how often the cancer shrank in ``before``."""
    item = speaker(items, opened, "gone")
    if item is None or item.cells["gone"].label.effect_measure == "median":
        return Markup("")
    named = before.cells["shrink"].label.population_key if before is item else ""
    return Markup(" ") + sentence(item, "gone", root, named)


def harm(item: TrialRow, code: str, root: str) -> Markup:
    """Severe harm in the trial that has just been named, beside its benefit on the question ``code``.

    As a whole where that is held; else of what is held, deaths caused by treatment for one; else that
    nothing is, or only of what.
    """
    rows = severe_rows(item.cells["harm"])
    tested = {arm["arm"] for arm in item.arms if arm["role"] != "control"}
    row = next((row for row in rows if tested & set(row.cells)), None)
    if row is None:
        kinds = ["the control group"] if rows else list(item.severe_harms)
        if not kinds:
            return escape(" We hold no figure on severe harm there.")
        return escape(f" What we hold there on severe harm is about {listing(kinds, 'or')} only.")
    figures = list(row.cells.values())
    benefit = item.cells[code].label
    older = "an earlier report: " if benefit and row.label.looked_at < benefit.looked_at else ""
    start = " No figure there on all severe harm." if row.label.grades == "5" else ""
    return Markup("{} {}, {}{}{}{}.{}").format(
        start,
        harm_words(figures),
        of_whom(item, row.label, benefit.population_key if benefit else ""),
        older,
        shares(figures, root) + variant(row.label),
        second_hand(figures),
        of_how_many(row),
    )


def severe_rows(cell: Cell) -> list[Row]:
    """Severe side effects as a whole, then of one grade, then deaths, each of people in groups."""
    rows = [cell.row, *cell.more] if cell.row else cell.more
    return [
        row
        for row in rows
        if row.cells
        and is_severe(row.label.endpoint, row.label.grades)
        and is_of_all_side_effects(row.label.endpoint, row.label.event)
        and all(f.may_show_value and f.is_reached for f in row.cells.values())
    ]


def harm_words(figures: list[Figure]) -> str:
    """``Severe harm judged to be caused by treatment``; what is no sum of severe harms by its own name."""
    f = figures[0]
    causes = {g.attribution for g in figures}
    caused = " judged to be caused by treatment" if causes == {"treatment_related"} else ""
    if f.endpoint == SUM_OF_ALL:
        is_sum = fits_a_picture(f.endpoint, f.grades)
        return f"{'Severe harm' if is_sum else f'Harm of {GRADES_IN_SHORT[f.grades]}'}{caused}"
    return f"{f.heading or first_capital(f.endpoint_name)}{'' if f.endpoint == DEATH_OF_TREATMENT else caused}"


def second_hand(figures: list[Figure]) -> Markup:
    """Why harms that stand here may not lead, for they are never left out."""
    because = next((f.not_lead_because for f in figures if f.not_lead_because), None)
    said = Markup(' (<span data-says="second-hand">{}</span>)')
    return said.format(because) if because else Markup("")


def verdict(item: TrialRow, row: Row) -> Markup:
    """Whether chance may explain the gap between the groups of a row, where they were formed by chance."""
    if item.trial["design"] != "randomised":
        return Markup("")
    said = Markup("")
    for c in item.compared_in(row.label):
        groups = {c.contrast.arm_key, c.contrast.comparator_key}
        if groups <= set(row.cells) and (c.is_unclear or c.is_clear):
            words = UNCLEAR if c.is_unclear else CLEAR
            if row.label.measure.has_time_point and not c.contrast.measure.has_time_point:
                words = f"over the whole time, {words}"  # nobody compared the groups at that one
            if len(row.cells) == len(groups):
                return Markup(" {}.").format(first_capital(words))
            between = Markup(" Between {} and {}, {}.")
            said += between.format(arm(c.contrast), comparator(c.contrast), words)
    return said


def share(f: Figure, root: str) -> Markup:
    """A share of a hundred; a number of people never without those it is out of."""
    how = "as_printed"
    if f.value_qualifier == "=" and f.is_reached:
        is_out_of = f.measure.counts_people and f.has_counts
        how = "of_100" if f.measure.is_share else "counts" if is_out_of else how
    return bound(f, how, root)


def shares(figures: list[Figure], root: str) -> Markup:
    """``52 of 100 on A and 40 of 100 on B``."""
    return listed([Markup("{} on {}").format(share(f, root), arm(f)) for f in figures])


def of_how_many(row: Row) -> str:
    """A sentence where bare numbers of people were told, out of nobody knows how many."""
    figures = row.cells.values()
    is_bare = any(f.measure.counts_people and not f.has_counts for f in figures)
    return " Of how many is not known." if is_bare else ""


def arm(f: Figure) -> Markup:
    return bound_field("arms", "label", f"{f.trial}/{f.arm_key}", f.arm)


def comparator(f: Figure) -> Markup:
    return bound_field("arms", "label", f"{f.trial}/{f.comparator_key}", f.comparator)


def listed(parts: list[Markup]) -> Markup:
    if len(parts) < 2:
        return Markup("").join(parts)
    return Markup(", ").join(parts[:-1]) + Markup(" and ") + parts[-1]


def card(items: list[TrialRow], opened: Mapping[str, TrialRow | None], root: str) -> Markup:
    """The sentence by which a hub tells of a situation, with harm beside it."""
    for code in ("shrink", "live", "last"):
        item = speaker(items, opened, code)
        if item is not None:
            return sentence(item, code, root) + later(item, code, root) + harm(item, code, root)
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
