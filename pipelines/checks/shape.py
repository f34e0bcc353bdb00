"""Form of each value: patterns and codes of one table, by its Pandera model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
from pandera.errors import SchemaErrors

from pipelines.process import not_imported

with not_imported("hypothesis"):  # pandera would load it to invent data
    import pandera.strategies.pandas_strategies  # noqa: F401
from schemas import tables
from schemas.problem import Problem
from schemas.row import Row
from schemas.terms import NOT_STATED
from schemas.typed.repairs import how_to_write


def check_shape(table: str, rows: list[Row]) -> Iterator[tuple[Problem, Row]]:
    """Formats and closed terms of one table, by its Pandera model; each fault with its row."""
    yield from told_once([*_failures(table, rows), *_codes_as_words(table, rows)])


def _failures(table: str, rows: list[Row]) -> Iterator[tuple[Problem, Row]]:
    if not rows:
        return
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
            if (row, name, value) in seen:
                continue
            seen.add((row, name, value))
            yield describe_failure(row, name, value, columns[name][1]), row


def _codes_as_words(table: str, rows: list[Row]) -> Iterator[tuple[Problem, Row]]:
    """``not_stated`` in a text that pages show as it stands."""
    columns = tables.columns(table)
    for row in rows:
        for name in tables.words(table):
            if row.get(name) == NOT_STATED:
                is_required = columns[name][1]["is_required"]
                todo = "Write what is known." if is_required else "Leave the key out."
                message = "is a code, and readers would be shown it as words."
                yield row.problem(name, message, todo, "right-form"), row


def describe_failure(row: Row, name: str, value: str, meta: dict) -> Problem:
    if meta["codes"]:
        message = "is not a known code."
        todo = f"Valid: {', '.join(meta['codes'])}."
        if name == "effect_measure":
            todo += " A figure of another kind is not held: say it in the `note:` of the report."
    else:
        message = f"is not {meta['expects'] or 'a valid value'}."
        todo = ""
    write = how_to_write(value, name, meta)
    line = row.lines.get(name, row.line)
    return Problem(
        row.path, line, name, value, message, " ".join(filter(None, (write, todo))), "right-form"
    )


MOST_ALIKE = 3  # failures of one column of a list that are told one by one


def told_once(found: list[tuple[Problem, Row]]) -> Iterator[tuple[Problem, Row]]:
    """Of many failures in one column of a list, the first says how many: they have one cause."""
    columns: dict[tuple[str, str], list[tuple[Problem, Row]]] = defaultdict(list)
    for problem, row in found:
        if row.path.endswith(".csv"):
            columns[problem.path, problem.field].append((problem, row))
        else:
            yield problem, row
    for alike in columns.values():
        if len(alike) <= MOST_ALIKE:
            yield from alike
            continue
        first = min(problem for problem, _ in alike)
        more = f"So it is on {len(alike) - 1} other lines: a program changed the column."
        told = replace(first, message=f"{first.message} {more}")
        yield from ((told, row) for _, row in alike)
