"""The form of what was read: each value by its table's schema, each reference by what it refers to.

What has the right form becomes evidence, which rules can judge; the rest is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from pipelines.checks.shape import check_shape
from pipelines.curated.reader import Curated
from schemas import tables
from schemas.borders.unread import Unread
from schemas.estimate import Estimate
from schemas.evidence import TABLES_OF_TRIALS, Evidence
from schemas.keys import KEYS
from schemas.problem import Problem
from schemas.references import check_references
from schemas.row import Row

# rows that others refer to: one wrong field of a trial accuses nothing that names the trial
NAMED = ("trials", "arms", "populations", "reports", "categories", "guide")
REFERRING = (*TABLES_OF_TRIALS, "levels")  # typed for one trial, of which they name parts


class Form:
    """Forms the evidence of one project, state after state; rows that stay are looked at once."""

    def __init__(self) -> None:
        self._sound: set[Row] = set()  # rows that passed their table's schema
        self._typed: dict[Row, Estimate] = {}  # estimates of the last time, by their rows
        self._dangling: list[Problem] = []

    def evidence(
        self, curated: Curated, changed: Collection[str] | None = None
    ) -> tuple[Evidence, list[Problem]]:
        """Rows of the right form as evidence, and what is wrong with the form of the others.

        ``changed``: the trials that are other than at the last time; None if all may be.
        """
        problems = list(curated.problems)
        sound: dict[str, list[Row]] = {}
        for table, rows in curated.tables.items():
            shape = list(check_shape(table, [row for row in rows if row not in self._sound]))
            problems += [problem for problem, _ in shape]
            faulty: dict[Row, set[str]] = defaultdict(set)
            for problem, row in shape:
                faulty[row].add(problem.field)
            sound[table] = _sound(table, rows, faulty) if faulty else rows
        self._sound = {row for rows in sound.values() for row in rows}
        dangling = self._dangling = self._references(curated, changed)
        told = {(p.path, p.line, p.field, p.value) for p in dangling}
        problems = [p for p in problems if (p.path, p.line, p.field, p.value) not in told]
        problems += dangling
        evidence = make_evidence(sound, curated.tables, curated.unread, self._typed)
        self._typed = {estimate.row: estimate for estimate in evidence.estimates}
        return evidence, problems

    def _references(self, curated: Curated, changed: Collection[str] | None) -> list[Problem]:
        """Where nothing dangled, only what changed can refer to nothing now, unless something is gone."""
        is_whole = changed is not None and changed <= {
            row.get("trial") for row in curated["trials"]
        }
        if is_whole and not self._dangling:
            own = {
                table: [row for row in curated[table] if row.get("trial") in changed]
                for table in REFERRING
            }
            if not list(check_references({**curated.tables, **own}, curated.unread)):
                return []
        return list(check_references(curated.tables, curated.unread))


def _sound(table: str, rows: list[Row], faulty: Mapping[Row, set[str]]) -> list[Row]:
    """Rows without those that have a faulty field; of what others refer to, without the field alone."""
    whole = [row for row in rows if row not in faulty]
    if table not in NAMED:
        return whole
    return [
        replace(row, values={n: v for n, v in row.values.items() if n not in faulty[row]})
        if row in faulty
        else row
        for row in rows
        if faulty.get(row, set()).isdisjoint(KEYS[table])
    ]


def make_evidence(
    sound: dict[str, list[Row]],
    typed: dict[str, list[Row]],
    unread: Unread | None = None,
    known: Mapping[Row, Estimate] | None = None,
) -> Evidence:
    """Typed objects of the sound rows; ``typed`` holds all rows, the broken ones too. What was made of
    a row before is in ``known``; it is taken again, under the same endpoint.

    What refers to something that could not be read is left out: it cannot be judged.
    """
    unread, known = unread or Unread(), known or {}
    required = tables.required("estimates")
    endpoints = {row.get("code"): row for row in sound["endpoints"]}
    arms = {(row.get("trial"), row.get("arm")) for row in sound["arms"]}
    people = {(row.get("trial"), row.get("population")) for row in sound["populations"]}
    estimates = [
        made
        if (made := known.get(row)) and made.defined_by is endpoints[row.get("endpoint")]
        else Estimate(row, endpoints[row.get("endpoint")])
        for row in sound["estimates"]
        if required <= row.values.keys()
        and row.get("endpoint") in endpoints
        and (row.get("trial"), row.get("arm")) in arms
        and (not row.get("comparator") or (row.get("trial"), row.get("comparator")) in arms)
        and (row.get("trial"), row.get("population")) in people
        and not unread.hides("trials", row.get("trial"))
    ]
    corrections = [r for r in sound["corrections"] if not unread.hides_target(r.get("target"))]
    return Evidence({**sound, "corrections": corrections}, estimates, typed, unread)
