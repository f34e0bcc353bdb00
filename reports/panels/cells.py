"""One trial in the rows and columns of a situation: what families ask, a cell each. Never a rank.

A cell holds what leads on its question; what else leads, or is newer and may not lead, stands with it.
Nothing that leads is left out: what does not stand first is in ``Cell.more``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from reports.panels.beside import Beside
from reports.panels.comparisons import Comparison, comparisons, tells_both_groups
from reports.panels.panel import arms_shown, people_told, told_by_no_whole, with_most_arms
from reports.panels.silence import kinds_of_severe_harms
from reports.panels.table_rows import Row, by_group, table_rows
from reports.published import Figure, Published, Record
from schemas.endpoints import SUM_OF_ALL, fits_a_picture
from schemas.leads import WHOLE, Forest, Lead, subject_at_one_look, without_parts
from schemas.terms import NOT_STATED, QUESTION
from schemas.wording import short_name

EVERYONE = ("itt", "treated", "safety")  # analysis sets that leave out nobody who was treated
SEVERE_AS_A_WHOLE = (SUM_OF_ALL, "serious_adverse_events")  # no single harm, not deaths alone


@dataclass
class Cell:
    """What one trial tells on one question."""

    question: str
    row: Row | None  # an endpoint at one time, a figure an arm: it stands first
    more: list[Row] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)  # newer or wider, but may not lead
    newer: Row | None = None  # firm, same people and endpoint, a later look or time: in short
    is_firm: bool = True
    groups_held: bool = False  # of a comparison that stands first, though they may not lead
    why_empty: str = ""

    @property
    def label(self) -> Figure | None:
        return self.row.label if self.row else None

    @cached_property
    def figures(self) -> list[Figure]:
        """Figures of the row that stands first, in the order of the arms."""
        return self.row.figures if self.row else []

    @cached_property
    def told(self) -> list[Figure]:
        """Every figure on the question, first or not."""
        rows = [self.row, *self.more] if self.row else self.more
        found = [f for row in rows for f in row.figures]
        return found + [f for b in self.beside for f in b.figures]

    @property
    def has_pictures(self) -> bool:
        return bool(self.row and self.row.cells) and all(
            f.may_be_drawn for f in self.row.cells.values()
        )


def _time(row: Row) -> tuple[str, float]:
    return (row.label.looked_at, row.label.timepoint_months or 0.0)


@dataclass
class TrialRow:
    """One trial of a situation."""

    trial: Record
    population: Record
    place: int
    arms: list[Record]
    cells: dict[str, Cell]
    comparisons: list[Comparison]
    reports: list[Record]

    forest: Forest
    severe_harms: tuple[str, ...] = ()  # of what kind those held are, where none is shown first
    has_single_harms: bool = False  # single side effects: its own page tells them

    @property
    def id(self) -> str:
        return str(self.trial["trial"])

    def is_of(self, f: Figure) -> bool:
        """Does the row tell already of whom the figure is: of everyone, or of the people it names?

        People whose response could be judged, a part of a trial, a group as it was at an earlier look:
        they are named wherever a figure is of them alone.
        """
        own, base = str(self.population["population"]), self.forest.base(f.population_key)
        if base != self.forest.base(own):
            return False
        is_named = self.place != WHOLE
        if is_named and f.population_key == own and f.analysis_set != "responders":
            return True
        is_everyone = f.analysis_set in EVERYONE and not self.forest.cuts(f.population_key)
        return is_everyone and (is_named or not self.forest.rows[base]["part_of"])

    @property
    def name(self) -> str:
        return str(self.trial["name"])

    @property
    def short(self) -> str:
        """The name as it begins: the table says all of it."""
        return short_name(self.name)

    @cached_property
    def followed(self) -> dict[str, Figure]:
        """Of each arm the figure whose people were followed longest."""
        found: dict[str, Figure] = {}
        for cell in self.cells.values():
            for row in [cell.row, *cell.more] if cell.row else ():
                for arm, f in row.cells.items():
                    if f.follow_up_months and f.may_lead and not f.conditional_on:
                        best = found.get(arm)
                        if best is None or f.follow_up_months > (best.follow_up_months or 0):
                            found[arm] = f
        return {arm["arm"]: found[arm["arm"]] for arm in self.arms if arm["arm"] in found}

    def is_turned(self, f: Figure) -> bool:
        """Does a comparison set the control group against the tested one, against all custom?"""
        return any(arm["arm"] == f.arm_key and arm["role"] == "control" for arm in self.arms)

    @property
    def missing(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.row is None]

    def compared(self, question: str) -> Comparison | None:
        """The comparison of the endpoint that stands first on this question, in the same people."""
        label = self.cells[question].label
        return next(iter(self.compared_in(label)), None) if label else None

    def compared_in(self, label: Figure) -> list[Comparison]:
        """Each comparison of its endpoint in its people, where a trial has more than two groups."""
        of = lambda f: (f.endpoint, self.forest.base(f.population_key))  # noqa: E731
        return [c for c in self.comparisons if of(c.contrast) == of(label)]

    def harm_is_older(self, question: str) -> bool:
        """Does the harm shown come from an earlier look than the benefit shown on this question?"""
        benefit, harm = self.cells[question].label, self.cells["harm"].label
        return bool(benefit and harm and harm.looked_at < benefit.looked_at)


def trial_row(published: Published, key: str, category: str, subgroup: str) -> TrialRow:
    """A trial as the page of a situation shows it."""
    figures = published.figures_in(key, category, subgroup)
    parts = published.parts_of(key)
    found = without_parts(published.leads(key, category, subgroup), parts)
    looks = published.leads(key, category, subgroup, subject_at_one_look)
    kept = with_most_arms(found, told_by_no_whole(looks, found, parts))
    held = without_parts(published.leads(key, category, subgroup, is_firm=False), parts)
    question_of = {code: row["question"] for code, row in published.endpoints.items()}
    arms = arms_shown(published, key, figures)
    order = [arm["arm"] for arm in arms]
    forest = published.forests[key]
    population, place = people_told(found, figures, forest)
    if not found:  # nothing leads: of whom the rows are follows from the people alone
        places = published.places(key, category, subgroup)
        place = places(next(f for f in figures if f.population_key == population))
    people = forest.base(population)
    cells = {}
    for question in QUESTION:
        own = [f for f in kept if question_of[f.endpoint] == question]
        firm = bool(own)
        if not own:
            own = [f for lead in held for f in lead.figures if question_of[f.endpoint] == question]
        if question == "harm":
            own = [f for f in own if f.event is None]
        cell = _cell(question, own, order, forest, people)
        cell.is_firm = firm
        if firm:
            led = {_measured(lead.figure) for lead in found}
            also = [lead for lead in held if _measured(lead.figure) not in led]
            cell.beside = _beside(found, also, question, question_of)
            for beside in cell.beside:
                beside.figures.sort(key=by_group(order))
        if cell.label and cell.label.is_contrast:
            cell.groups_held = tells_both_groups(cell.label, figures)
        if cell.row is None:
            everywhere = published.figures_of[key]
            cell.why_empty = why_empty(question, figures, everywhere, question_of)
        cells[question] = cell
    rows = published.populations_of[key]
    shown = [f for cell in cells.values() for row in _rows(cell) for f in _figures(row)]
    used = {(f.trial, f.report) for f in shown}
    return TrialRow(
        trial=published.trials[key],
        population=next(row for row in rows if row["population"] == population),
        place=place,
        arms=arms,
        cells=cells,
        comparisons=comparisons(kept),
        reports=[published.reports[name] for name in sorted(used)],
        forest=forest,
        has_single_harms=any(
            f.family == "harm" and f.event is not None and f.may_show_value for f in figures
        ),
        severe_harms=kinds_of_severe_harms(
            published.figures_of[key], published.scope(key, category, subgroup)
        ),
    )


def _rows(cell: Cell) -> Iterator[Row]:
    if cell.row:
        yield cell.row
    yield from cell.more


def _figures(row: Row) -> list[Figure]:
    return row.figures


def _cell(
    question: str, figures: list[Figure], order: list[str], forest: Forest, people: str
) -> Cell:
    """``people``: of the trial's row. What is about them comes first."""
    rows = table_rows(figures)
    for row in rows:
        row.cells = {arm: row.cells[arm] for arm in order if arm in row.cells}
    fit = [row for row in rows if _may_stand_first(question, row)]
    of = lambda row: forest.base(row.label.population_key)  # noqa: E731
    first = max(fit, key=lambda row: _says_most(row, of(row) == people), default=None)
    later = [
        row
        for row in rows
        if first
        and row.cells
        and (row.label.endpoint, of(row)) == (first.label.endpoint, of(first))
        and _time(row) > _time(first)
    ]
    newer = max(later, key=_time, default=None)
    return Cell(question, first, [row for row in rows if row is not first], newer=newer)


def _may_stand_first(question: str, row: Row) -> bool:
    f = row.label
    if f.conditional_on is not None or f.counts == NOT_STATED:
        return False  # a number of people of whom it is not told what they are would be misread
    if question == "harm":
        is_of_all = f.endpoint in SEVERE_AS_A_WHOLE and f.event is None and f.variant is None
        return is_of_all and fits_a_picture(f.endpoint, f.grades) and bool(row.cells)
    return True


def _says_most(row: Row, is_own: bool) -> tuple[object, ...]:
    """A figure of people before a ratio; of the row's own people; the usual endpoint; a share before a
    time; most groups."""
    f = row.label
    measure = 2 if f.measure.is_share and f.state else 1 if f.effect_measure == "median" else 0
    return (
        bool(row.cells) and measure > 0,
        is_own,
        f.family == "survival" or f.family in ("response", "harm"),
        f.conditional_on is None and f.variant is None,
        -f.endpoint_order,
        measure,
        len(row.cells),
        *_time(row),
        f.id,
    )


def _beside(
    found: list[Lead[Figure]],
    also: list[Lead[Figure]],
    question: str,
    question_of: dict[str, str],
) -> list[Beside]:
    """What is newer or wider than a lead and may not lead, and what only others than leads tell."""
    made: dict[tuple[object, ...], Beside] = {}
    newest = lambda pair: (pair[0].looked_at, pair[0].id)  # noqa: E731
    pairs = [max(lead.beside, key=newest) for lead in found if lead.beside]
    pairs += [(f, "also held") for lead in also for f in lead.figures]
    for f, how in pairs:
        if question_of[f.endpoint] == question and f.event is None:
            key = (how, f.endpoint, f.effect_measure, f.grades, f.report, f.population_key,
                   f.timepoint_months, f.attribution)  # fmt: skip
            own = made.setdefault(key, Beside(how, [])).figures
            if f not in own:  # once, though it is newer or wider than several leads
                own.append(f)
    shares_first = lambda b: (b.label.measure.is_share, b.label.looked_at, b.label.id)  # noqa: E731
    return sorted(made.values(), key=shares_first, reverse=True)


def _measured(f: Figure) -> tuple[object, ...]:
    return (f.endpoint, f.effect_measure, f.arm_key, f.comparator_key, f.event)


EMPTY = {
    "none": "we hold no figure",
    "withdrawn": "withdrawn",
    "part": "only of a part of the people",
    "others": "not of these people",
    "mild": "no figure on severe harm as a whole",
    "unsaid": "only figures that do not say whom they count",
    "seldom": "only figures of a kind that never stands first",
}


def why_empty(
    question: str, own: list[Figure], everywhere: list[Figure], question_of: dict[str, str]
) -> str:
    """Code of ``EMPTY``: why a trial shows nothing on a question."""
    held = [f for f in own if question_of[f.endpoint] == question]
    if held and all(not f.may_show_value for f in held):
        return "withdrawn"
    if held and question != "harm" and not any(f.measure.stands_first for f in held):
        return "seldom"
    if held and question != "harm" and all(f.counts == NOT_STATED for f in held):
        return "unsaid"
    if held:
        is_part = all(f.conditional_on or f.analysis_set == "subset" for f in held)
        return "part" if is_part or question != "harm" else "mild"
    if any(question_of[f.endpoint] == question for f in everywhere):
        return "others"
    return "none"
