"""Judging what was read: shape (Pandera), references between tables, then the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd
from pandera.errors import SchemaErrors

from pipelines.quick import garbage_left, not_imported

with not_imported("hypothesis"):  # pandera would load it to invent data: half a second
    import pandera.strategies.pandas_strategies  # noqa: F401
from pipelines.comparing import Compared, compare
from pipelines.curated import Curated, read_curated
from pipelines.project import Project
from schemas import tables
from schemas.evidence import Estimate, Evidence
from schemas.problem import Problem, errors, nearest
from schemas.references import check_references
from schemas.row import Row


@dataclass
class Checked:
    """All problems of a project, and how much was and was not looked at."""

    curated: Curated
    evidence: Evidence
    problems: list[Problem] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    not_compared: int = 0

    @property
    def has_errors(self) -> bool:
        return bool(errors(self.problems))


def check(project: Project) -> Checked:
    """Read and judge every curated file. One unreadable value hides no other."""
    with garbage_left():
        return judge(read_curated(project))


def judge(curated: Curated) -> Checked:
    problems = list(curated.problems)
    sound: dict[str, list[Row]] = {}
    for table, rows in curated.tables.items():
        shape = list(check_shape(table, rows))
        problems += [problem for problem, _ in shape]
        broken = {id(row) for _, row in shape}
        sound[table] = [row for row in rows if id(row) not in broken] if broken else rows
    problems += check_references(curated.tables)
    evidence = make_evidence(sound, curated.tables)
    compared = compare(evidence)
    for _, _, found in compared:
        problems += found
    return Checked(
        curated,
        evidence,
        sorted(set(problems)),
        compared=compared,
        not_compared=len(curated["estimates"]) - len(evidence.estimates),
    )


def make_evidence(sound: dict[str, list[Row]], typed: dict[str, list[Row]]) -> Evidence:
    """Typed objects of the sound rows; ``typed`` holds all rows, the broken ones too."""
    required = tables.required("estimates")
    endpoints = {row.get("code"): row for row in sound["endpoints"]}
    estimates = [
        Estimate(row, endpoints.get(row.get("endpoint")))
        for row in sound["estimates"]
        if required <= row.values.keys()
    ]
    return Evidence(sound, estimates, typed)


def check_shape(table: str, rows: list[Row]) -> Iterator[tuple[Problem, Row]]:
    """Formats and closed terms of one table, by its Pandera model.

    Rows that passed once are not judged again: a watched project changes by a few rows.
    """
    rows = [row for row in rows if not row.is_sound]
    if not rows:
        return
    faulty = set()
    for problem, row in _shape_problems(table, rows):
        faulty.add(id(row))
        yield problem, row
    for row in rows:
        row.is_sound = id(row) not in faulty


def _shape_problems(table: str, rows: list[Row]) -> Iterator[tuple[Problem, Row]]:
    columns = tables.columns(table)
    frame = pd.DataFrame([row.values for row in rows], columns=list(columns), dtype=object)
    try:
        tables.MODELS[table].validate(frame, lazy=True)
    except SchemaErrors as found:
        seen = set()
        for failure in found.failure_cases.itertuples():
            if failure.check == "not_nullable" or failure.index is None:
                continue  # the reader reports missing keys, with their place
            row, name = rows[int(failure.index)], failure.column
            value = str(failure.failure_case)
            if (id(row), name, value) in seen:
                continue
            seen.add((id(row), name, value))
            yield describe_failure(row, name, value, columns[name][1]), row


def describe_failure(row: Row, name: str, value: str, meta: dict) -> Problem:
    codes = meta["codes"]
    if codes:
        message = "is not a known code."
        todo = nearest(value, codes).capitalize() + f" Valid: {', '.join(codes)}."
    else:
        message = f"is not {meta['expects'] or 'a valid value'}."
        todo = ""
    if "·" in value:
        todo = "Write the decimal point as a full stop."
    elif "%" in value:
        todo = "Leave out the percent sign: the unit says it."
    line = row.lines.get(name, row.line)
    return Problem(row.path, line, name, value, message, todo.strip(), "right-form")
