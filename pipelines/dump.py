"""Every table of the store as text: the same rows always give the same bytes."""

from __future__ import annotations

import csv
import io

import duckdb


def table_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables and views of the store, by name."""
    return sorted(name for (name,) in connection.sql("SHOW TABLES").fetchall())


def as_csv(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """The rows of ``table`` in their order; missing values are empty, booleans true and false."""
    found = connection.sql(f'SELECT * FROM "{table}"')
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(found.columns)
    writer.writerows([_cell(value) for value in row] for row in found.fetchall())
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{round(value, 6):.10g}"
    return str(value)
