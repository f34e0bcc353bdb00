"""What changed in the sources, kept in the committed ``data/raw/drift.csv`` until an editor acts.

Two sorts of lines. A *change* (a posted result, a primary outcome) is seen once, when the new
record replaces the old one, and stays until it is settled. A *state* (a retraction, a report not
yet entered, a dead identifier) is judged anew whenever its record is asked for.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace

from pipelines.archive import read_rows, write_rows
from pipelines.endpoints import recognise
from pipelines.posted import Figure, figures
from pipelines.project import Project
from pipelines.registry import shown
from pipelines.sources.study import Planned, Study

CHANGES = {
    "result_changed": "the registry changed a posted figure",
    "result_removed": "the registry took a posted figure back",
    "result_added": "the registry posted a further figure",
    "results_posted": "the registry posted results",
    "primary_outcome_switched": "the registry names another primary outcome",
    "number_gone": "a figure no longer stands in its source",
}
STATES = {
    "retracted": "the report was retracted",
    "expression_of_concern": "the journal doubts the report",
    "corrected": "the report was corrected",
    "reinstated": "a retraction was taken back",
    "newer_report": "a report of the trial is not entered yet",
    "identifier_unknown": "the source does not know this number",
    "another_article": "the number leads to another article",
}
KINDS = CHANGES | STATES


@dataclass(frozen=True, order=True)
class Drift:
    """One thing that differs between a source and what was known of it."""

    trial: str
    report: str  # empty: the trial as a whole
    kind: str
    record: str
    subject: str  # which figure, notice or number
    old: str = ""
    new: str = ""
    noted: str = ""
    settled: str = ""  # day an editor was done with it

    @property
    def key(self) -> tuple[str, ...]:
        return (self.trial, self.report, self.kind, self.record, self.subject, self.old, self.new)


COLUMNS = tuple(field.name for field in fields(Drift))


class DriftFile:
    """``data/raw/drift.csv``. Safe between threads; every change is written at once."""

    def __init__(self, project: Project):
        self.path = project.raw / "drift.csv"
        self.rows = [Drift(**row) for row in read_rows(self.path, COLUMNS)]
        self._lock = threading.Lock()

    def note(self, found: Iterable[Drift], today: str) -> int:
        """Add what is not there yet; number of new lines. Written before the record that showed
        it is replaced, so that a crash in between loses nothing."""
        with self._lock:
            known = {row.key for row in self.rows}
            fresh = [
                replace(row, noted=today) for row in dict.fromkeys(found) if row.key not in known
            ]
            if fresh:
                self.rows += fresh
                self._write()
            return len(fresh)

    def renew(
        self, kinds: Collection[str], records: Collection[str], found: Iterable[Drift], today: str
    ) -> int:
        """Replace the open *states* of these kinds and records by what holds now."""
        found = list(dict.fromkeys(found))
        still = {row.key for row in found}
        with self._lock:
            kept = [
                row for row in self.rows
                if row.settled or row.kind not in kinds or row.record not in records or row.key in still
            ]  # fmt: skip
            if len(kept) != len(self.rows):
                self.rows = kept
                self._write()
        return self.note(found, today)

    def settle(self, row: Drift, today: str) -> None:
        with self._lock:
            self.rows = [replace(r, settled=today) if r.key == row.key else r for r in self.rows]
            self._write()

    def _write(self) -> None:
        write_rows(self.path, COLUMNS, [asdict(row) for row in sorted(self.rows)])


def compare_studies(trial: str, record: str, old: Study, new: Study) -> Iterator[Drift]:
    """Changes that could concern an estimate. Status, places and contacts are passed over."""
    before, after = by_subject(old), by_subject(new)
    if not old.outcomes and new.outcomes:
        numbers = f"{len(new.outcomes)} outcomes, {len(after)} figures of known endpoints"
        yield Drift(trial, "", "results_posted", record, new.nct, "", numbers)
    else:
        for subject in sorted(before.keys() | after.keys()):
            was, now = before.get(subject), after.get(subject)
            if was is None:
                yield Drift(trial, "", "result_added", record, subject, "", _says(now))
            elif now is None:
                yield Drift(trial, "", "result_removed", record, subject, _says(was), "")
            elif _says(was) != _says(now):
                yield Drift(trial, "", "result_changed", record, subject, _says(was), _says(now))
    yield from _primary_outcomes(trial, record, old, new)


def by_subject(study: Study) -> dict[str, Figure]:
    """Figures by what they are about; an outcome keeps its subject when its number changes."""
    seen: Counter[str] = Counter()
    found = {}
    for figure in figures(study):
        groups = " vs ".join(group.title for group in figure.groups)
        subject = " · ".join(
            part for part in (figure.title, figure.row, groups, figure.measure) if part
        )
        seen[subject] += 1
        if seen[subject] > 1:
            subject += f" · {seen[subject]}"
        found[subject] = figure
    return found


def _says(figure: Figure) -> str:
    people = f", n={figure.n}" if figure.n is not None and figure.unit != "people" else ""
    return shown(figure) + people


def _primary_outcomes(trial: str, record: str, old: Study, new: Study) -> Iterator[Drift]:
    before = {_sense(o): o for o in old.protocol_section.outcomes_module.primary_outcomes}
    after = {_sense(o): o for o in new.protocol_section.outcomes_module.primary_outcomes}
    gone = [before[sense].measure for sense in before.keys() - after.keys()]
    come = [after[sense].measure for sense in after.keys() - before.keys()]
    if before and (gone or come):
        yield Drift(
            trial, "", "primary_outcome_switched", record, "primary outcome",
            "; ".join(sorted(gone)), "; ".join(sorted(come)),
        )  # fmt: skip


def _sense(outcome: Planned) -> str:
    """What an outcome measures: its endpoint, else its words. A new wording is no switch."""
    return recognise(outcome.measure) or re.sub(r"[^a-z0-9]+", " ", outcome.measure.lower()).strip()
