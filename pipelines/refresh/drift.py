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
from functools import cached_property

from pipelines.archive.cross_check import shown
from pipelines.archive.posted_figures import Figure, figures
from pipelines.files import read_rows, write_rows
from pipelines.project import Project
from pipelines.sources.study import Planned, Study
from pipelines.sources.text import brief
from schemas.borders.plain import visible
from schemas.endpoints import Endpoints

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
    "identifier_moved": "the source leads this number on to another",
    "later_version": "a later version of the report stands elsewhere",
    "publisher_note": "the publisher remarks on the report",
    "another_article": "the number leads to another article",
}
KINDS = CHANGES | STATES
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
LONGEST = 500  # signs of foreign text in one cell


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

    @cached_property
    def key(self) -> tuple[str, ...]:
        """As it stands in the file, whatever signs a source used."""
        parts = (self.trial, self.report, self.kind, self.record, self.subject, self.old, self.new)
        return tuple(visible(part) for part in parts)


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
            fresh = [replace(row, noted=today) for row in _once(found) if row.key not in known]
            if fresh:
                self.rows += fresh
                self._write()
            return len(fresh)

    def renew(
        self, kinds: Collection[str], records: Collection[str], found: Iterable[Drift], today: str
    ) -> int:
        """Replace the open *states* of these kinds and records by what holds now."""
        found = _once(found)
        still = {row.key for row in found}
        with self._lock:
            kept = [
                row
                for row in self.rows
                if row.settled
                or row.kind not in kinds
                or row.record not in records
                or row.key in still
            ]
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


def _once(found: Iterable[Drift]) -> list[Drift]:
    """Each line once, its foreign texts cut: some are as long as their source likes."""
    return list(
        dict.fromkeys(
            replace(
                row,
                subject=brief(row.subject, LONGEST),
                old=brief(row.old, LONGEST),
                new=brief(row.new, LONGEST),
            )
            for row in found
        )
    )


def compare_studies(
    trial: str, record: str, old: Study, new: Study, endpoints: Endpoints
) -> Iterator[Drift]:
    """Changes that could concern an estimate. Status, places and contacts are passed over."""
    before, after = by_subject(old, endpoints), by_subject(new, endpoints)
    if not old.outcomes and new.outcomes:
        numbers = f"{len(new.outcomes)} outcomes, {len(after)} figures of known endpoints"
        yield Drift(trial, "", "results_posted", record, new.nct, "", numbers)
    else:
        renamed = _renamed(before, after)
        for old_subject, subject in renamed.items():
            was, now = before.pop(old_subject), after.pop(subject)
            if not _is_reworded(was, now):
                names = (" vs ".join(group.title for group in f.groups) for f in (was, now))
                yield Drift(trial, "", "result_changed", record, subject, *names)
        for subject in sorted(before.keys() | after.keys()):
            was, now = before.get(subject), after.get(subject)
            if was is None:
                yield Drift(trial, "", "result_added", record, subject, "", _says(now))
            elif now is None:
                yield Drift(trial, "", "result_removed", record, subject, _says(was), "")
            elif _content(was) != _content(now):
                yield Drift(trial, "", "result_changed", record, subject, _says(was), _says(now))
    yield from _primary_outcomes(trial, record, old, new, endpoints)


def by_subject(study: Study, endpoints: Endpoints) -> dict[str, Figure]:
    """Figures by what they are about; an outcome keeps its subject when its number changes."""
    seen: Counter[str] = Counter()
    found = {}
    for figure in figures(study, endpoints):
        if not figure.is_understood:
            continue
        groups = " vs ".join(group.title for group in figure.groups)
        subject = " · ".join(
            part for part in (figure.title, figure.row, groups, figure.measure) if part
        )
        seen[subject] += 1
        if seen[subject] > 1:
            subject += f" · {seen[subject]}"
        found[subject] = figure
    return found


def _renamed(before: dict[str, Figure], after: dict[str, Figure]) -> dict[str, str]:
    """Old subject → new one of figures that say the same under another title of arm or outcome."""
    found: dict[str, str] = {}
    come = {subject: figure for subject, figure in after.items() if subject not in before}
    for subject in sorted(before.keys() - after.keys()):
        was = before[subject]
        same = [
            other
            for other, now in come.items()
            if _content(now) == _content(was)
            and (now.endpoint, now.measure, now.row) == (was.endpoint, was.measure, was.row)
            and (now.title == was.title or _groups(now) == _groups(was))
            and _ids(now) == _ids(was)
        ]
        if len(same) == 1:
            found[subject] = same[0]
            del come[same[0]]
    return found


def _groups(figure: Figure) -> list[str]:
    return [group.title for group in figure.groups]


def _ids(figure: Figure) -> list[str]:
    return [group.id for group in figure.groups]


def _is_reworded(was: Figure, now: Figure) -> bool:
    """Does every group keep its name, with more or fewer words? Else it may be another arm."""
    pairs = zip(_groups(was), _groups(now), strict=True)
    return all(a.lower() in b.lower() or b.lower() in a.lower() for a, b in pairs)


def _content(figure: Figure) -> tuple[object, ...]:
    """What a figure says, however it is printed: 11.5 and 11.50 are the same."""
    numbers = (figure.value, figure.lower, figure.upper)
    return (*map(_number, numbers), figure.unit, figure.n)


def _number(text: str) -> float | str:
    return float(text) if _NUMBER.fullmatch(text) else text.strip().lower()


def _says(figure: Figure) -> str:
    people = f", n={figure.n}" if figure.n is not None and figure.unit != "people" else ""
    return shown(figure) + people


def _primary_outcomes(
    trial: str, record: str, old: Study, new: Study, endpoints: Endpoints
) -> Iterator[Drift]:
    before = {
        _sense(o, endpoints): o for o in old.protocol_section.outcomes_module.primary_outcomes
    }
    after = {_sense(o, endpoints): o for o in new.protocol_section.outcomes_module.primary_outcomes}
    gone = [before[sense].measure for sense in before.keys() - after.keys()]
    come = [after[sense].measure for sense in after.keys() - before.keys()]
    if before and (gone or come):
        yield Drift(
            trial,
            "",
            "primary_outcome_switched",
            record,
            "primary outcome",
            "; ".join(sorted(gone)),
            "; ".join(sorted(come)),
        )


def _sense(outcome: Planned, endpoints: Endpoints) -> str:
    """What an outcome measures: its endpoint, else its words. A new wording is no switch."""
    words = outcome.measure
    return endpoints.recognise(words) or re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()
