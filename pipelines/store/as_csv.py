"""Every table of the store as text: the same rows always give the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import duckdb

from schemas.borders.sheets import guarded
from schemas.views import AS_TYPED

ROWS = 1000  # at a time


def table_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables and views of the store, by name; a view that is a curated table stands there once."""

    return sorted(
        name for (name,) in connection.sql("SHOW TABLES").fetchall() if name not in AS_TYPED
    )


def as_csv(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """The rows of ``table`` in their order; missing values are empty, booleans true and
    false, and no text is a formula."""
    return "".join(csv_parts(connection, f'"{table}"'))


def csv_parts(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[str]:
    """``as_csv`` of a table named in SQL, part by part."""
    found = connection.execute(f"SELECT * FROM {table}")
    rows: list[tuple] = [tuple(name for name, *_ in found.description)]
    while rows:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(
            [_cell(value) for value in row] for row in rows
        )
        yield text.getvalue()
        rows = found.fetchmany(ROWS)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{round(value, 6):.10g}"
    return guarded(str(value))
