"""The catalogue of charts against the data: told at its line what could not be drawn, or would be
drawn without something that its filter names. Judged from rows and kind; nothing is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from reports.charts.axis import AXES, COMPARED, Axis
from reports.charts.refuse import Refused, refuse_unless_comparable
from reports.embeds.entry import Catalogue, Entry, Retired
from schemas import wording
from schemas.endpoints import threshold_of
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.problem import Problem
from schemas.terms import NOT_APPLICABLE, NOT_STATED
from schemas.wording.signs import not_drawn

RULE = "charts-can-be-drawn"
TEXTS = ("title", "alt", "caption")
TEXTS_OF_RETIRED = ("title", "why")
Values = Mapping[str, tuple[str, ...]]  # of one row: what a filter may name in each column


Chosen = list[tuple[Estimate, Values]]


class OfTrial(NamedTuple):
    """What filters may name of one trial, by column, and what the entry on each line chooses of it."""

    known: Mapping[str, frozenset[str]]
    chosen: Mapping[int, Chosen]

    @classmethod
    def of(cls, rows: Chosen, entries: Collection[Entry]) -> OfTrial:
        columns = rows[0][1] if rows else ()
        known = {c: frozenset(v for _, values in rows for v in values[c]) for c in columns}
        chosen: dict[int, Chosen] = {}
        for entry in entries:
            asked = {c: frozenset(named) for c, named in entry.filter.items() if c in columns}
            if any(named.isdisjoint(known[c]) for c, named in asked.items()):
                continue
            chosen[entry.line] = [
                row
                for row in rows
                if not any(named.isdisjoint(row[1][c]) for c, named in asked.items())
            ]
        return cls(known, chosen)


class Drawable:
    """The figures that filters of the catalogue can choose from, and what the entry on each line chooses.

    What ``before`` told is told again, but of the trials that ``changed`` since; of all, if that is None.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        evidence: Evidence,
        before: Drawable | None = None,
        changed: Collection[str] | None = None,
    ):
        self.entries, parts = catalogue.entries, {}
        asked = {column for entry in self.entries for column in entry.filter}
        columns = {column: tell for column, tell in COLUMNS.items() if column in asked}
        is_kept = before is not None and changed is not None and before.entries == self.entries
        again = evidence.of_trials(changed) if is_kept else evidence
        for trial, estimates in again.by_trial.items() if self.entries else ():
            rows = [
                (e, {column: tell(e, again) for column, tell in columns.items()})
                for e in estimates
                if (trial, e.population) in again.populations and trial in again.trials
            ]
            parts[trial] = OfTrial.of(rows, self.entries)
        if is_kept:
            parts |= {trial: p for trial, p in before.parts.items() if trial not in changed}
        self.parts = {trial: parts[trial] for trial in sorted(parts)}  # as their folders are read
        self.known: dict[str, set[str]] = defaultdict(set)  # by column, what a filter may name
        for part in self.parts.values():
            for column, values in part.known.items():
                self.known[column] |= values
        self.chosen = {
            entry.line: [row for p in self.parts.values() for row in p.chosen.get(entry.line, ())]
            for entry in self.entries
        }
        self._refused = dict(before._refused) if is_kept else {}

    def refusals(self, entry: Entry, axis: Axis, evidence: Evidence) -> list[Problem]:
        """Why the figures that ``entry`` chooses may not stand on its axis, if they may not."""
        chosen = self.chosen[entry.line]
        before, found = self._refused.get(entry.line, ([], []))
        if len(before) != len(chosen) or any(
            a is not b for a, b in zip(before, chosen, strict=True)
        ):
            is_known = all(_is_known(e, evidence) for e, _ in chosen)
            found = (
                list(_refused(entry, axis, [e for e, _ in chosen], evidence)) if is_known else []
            )
        self._refused[entry.line] = chosen, found
        return found


def check_charts(catalogue: Catalogue, drawable: Drawable, evidence: Evidence) -> Iterator[Problem]:
    """Problems of every entry that could be read; of none where some figures cannot be judged."""
    for entry in catalogue.entries:
        yield from _typed_numbers(entry, TEXTS, evidence)
        yield from _signs_without_glyph(entry)
    for gone in catalogue.retired:
        yield from _typed_numbers(gone, TEXTS_OF_RETIRED, evidence)
    is_whole = len(evidence.estimates) == len(evidence.typed["estimates"])
    if not catalogue.entries or {*evidence.unread.gaps} - {"estimates"} or not is_whole:
        return
    for entry in catalogue.entries:
        axis = AXES.get(entry.kind)
        if axis is not None:
            yield from _judged(entry, axis, drawable, evidence)


def _typed_numbers(
    entry: Entry | Retired, texts: tuple[str, ...], evidence: Evidence
) -> Iterator[Problem]:
    for name in texts:
        text = evidence.known_words.sub(" ", getattr(entry, name))
        for match in wording.DIGIT.finditer(text):
            yield entry.problem(
                name,
                match.group(),
                "a number is typed in a text of a chart.",
                "Write it in words, or leave it to the chart, which binds its numbers.",
                "no-typed-numbers",
            )


def _signs_without_glyph(entry: Entry) -> Iterator[Problem]:
    for name in TEXTS:
        if sign := not_drawn(getattr(entry, name)):
            todo = "Write it in Latin letters."
            yield entry.problem(name, sign, f"a picture cannot show “{sign}”.", todo, "signs-can-be-drawn")  # fmt: skip


Column = Callable[[Estimate, Evidence], tuple[str, ...]]


def _typed(name: str, otherwise: str = "") -> Column:
    return lambda e, evidence: (e.row.get(name) or otherwise,)


def _of_report(name: str) -> Column:
    def value(e: Estimate, evidence: Evidence) -> tuple[str, ...]:
        report = evidence.reports.get((e.trial, e.report))
        return (report.get(name) if report else "",)

    return value


def _of_people(name: str, is_list: bool = False) -> Column:
    def value(e: Estimate, evidence: Evidence) -> tuple[str, ...]:
        row = evidence.populations[e.trial, e.population]
        return tuple(row.list(name)) if is_list else (row.get(name),)

    return value


def _of_harms(name: str) -> Column:
    return lambda e, evidence: (e.row.get(name) if e.family == "harm" else NOT_APPLICABLE,)


# the columns of the published estimates that can be told from what is typed
COLUMNS: dict[str, Column] = {
    **{name: _typed(name) for name in ("trial", "report", "key", "endpoint", "effect_measure", "read_in")},
    **{name: _typed(name, "none") for name in ("conditional_on", "variant", "event")},
    "estimate_id": lambda e, evidence: (e.id,),
    "arm_key": _typed("arm"), "comparator_key": _typed("comparator", "none"),
    "population_key": _typed("population"), "family": lambda e, evidence: (e.family,),
    "timepoint_months": lambda e, evidence: ("none" if e.timepoint_months is None else f"{e.timepoint_months:g}",),
    "is_current": lambda e, evidence: ("no" if evidence.later(e) else "yes",),
    "is_main": _typed("is_main", "no"),
    "is_reached": lambda e, evidence: ("yes" if e.is_reached else "no",),
    "data_cutoff": _typed("data_cutoff", NOT_STATED),
    "design": lambda e, evidence: (evidence.trials[e.trial].get("design"),),
    "line": _of_people("line"), "analysis_set": _of_people("analysis_set"),
    "category": _of_people("categories", is_list=True),
    "subgroup": _of_people("subgroups", is_list=True),
    "biomarker": _of_people("biomarker", is_list=True),
    "standing": _of_report("standing"), "report_kind": _of_report("kind"),
    "assessor": lambda e, evidence: (e.judged[0] or NOT_STATED,),
    "criteria": lambda e, evidence: (e.judged[1] or NOT_STATED,),
    "confirmed": lambda e, evidence: (e.judged[2] or NOT_STATED,),
    "attribution": _of_harms("attribution"), "grades": _of_harms("grades"),
}  # fmt: skip


def _judged(entry: Entry, axis: Axis, drawable: Drawable, evidence: Evidence) -> Iterator[Problem]:
    asked = {column: wanted for column, wanted in entry.filter.items() if column in drawable.known}
    unknown = False
    for column, wanted in asked.items():
        known = drawable.known[column]
        for value in wanted:
            if value not in known:
                unknown = True
                few = ", ".join(sorted(known)[:12]) + (", …" if len(known) > 12 else "")
                message = "names nothing: no figure has this value."
                yield entry.problem("filter", f"{column}: {value}", message, f"Known: {few}.", RULE)
    if unknown:
        return
    chosen = drawable.chosen[entry.line]
    if not chosen:
        message = "no figure matches all parts of the filter, so there is nothing to draw."
        yield entry.problem("filter", entry.slug, message, "Leave parts of it out.", RULE)
        return
    for column, wanted in asked.items():
        kept = {value for _, values in chosen for value in values[column]}
        for value in sorted({*wanted} - kept):
            message = "is named, but the other parts of the filter leave nothing of it."
            todo = "Leave it out here, or change the other parts."
            yield entry.problem("filter", f"{column}: {value}", message, todo, RULE)
    if set(entry.filter) <= set(asked):  # else the rows may be fewer than these
        yield from drawable.refusals(entry, axis, evidence)


def _is_known(e: Estimate, evidence: Evidence) -> bool:
    """Is that by which rows may share an axis itself without fault?"""
    criteria = e.row.get("criteria")
    is_listed = criteria in ("", NOT_STATED) or criteria in evidence.vocabulary("criteria")
    return is_listed and bool(evidence.trials[e.trial].get("design"))


def _refused(
    entry: Entry, axis: Axis, chosen: list[Estimate], evidence: Evidence
) -> Iterator[Problem]:
    if axis.takes_all:
        return
    import pandas as pd

    frame = pd.DataFrame([_row(e, evidence) for e in chosen], dtype=object)
    parts = [frame]
    if axis.panels:
        parts = [part for _, part in frame.groupby(list(axis.panels))]
    for part in parts:
        try:
            refuse_unless_comparable(part, axis)
        except Refused as error:
            message = f"{error}.".replace("..", ".")
            yield entry.problem("filter", entry.slug, message, "", "no-ranking")
            return


def _row(e: Estimate, evidence: Evidence) -> dict[str, object]:
    """What the refusal of unlike rows looks at, as the published estimates hold it."""
    get = e.row.get
    assessor, criteria, confirmed = e.judged
    arm = evidence.arms.get((e.trial, e.arm))
    own = {
        "population_key": e.population, "arm_key": e.arm, "comparator_key": e.comparator or None,
        "effect_measure": e.measure, "timepoint_months": e.timepoint_months,
        "criteria": criteria or NOT_STATED, "assessor": assessor or NOT_STATED,
        "confirmed": confirmed or NOT_STATED,
        "conditional_on": get("conditional_on") or None, "variant": get("variant") or None,
        "event": get("event") or None, "data_cutoff": get("data_cutoff") or NOT_STATED,
        "attribution": COLUMNS["attribution"](e, evidence)[0],
        "grades": COLUMNS["grades"](e, evidence)[0],
        "value_qualifier": get("value_qualifier") or "=", "counts": e.counts,
        "event_includes": e.event_includes,
        "mrd_threshold": threshold_of(e.endpoint, get("mrd_threshold")),
        "instrument": e.instrument or None,
    }  # fmt: skip
    same = {name: getattr(e, name) for name in COMPARED if name not in own}
    return {
        **own, **same, "estimate_id": e.id, "design": evidence.trials[e.trial].get("design"),
        "arm_combines": arm.get("combines") or None if arm else None,
    }  # fmt: skip
