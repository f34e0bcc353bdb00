"""The public tables: CSV and Parquet of the view ``estimates``, one row an estimate."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from reports.numbers import plain
from schemas.views import PUBLIC_COLUMNS

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def export_estimates(store: Path, folder: Path) -> int:
    """Write the estimates as CSV, Parquet and JSON below ``folder``. Returns the rows."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(store), read_only=True) as connection:
        columns = ", ".join(PUBLIC_COLUMNS)
        table = connection.sql(
            f"SELECT {columns} FROM estimates ORDER BY estimate_id"
        ).to_arrow_table()
    table = withhold_retracted(table)
    pq.write_table(table, folder / "estimates.parquet")
    rows = json.dumps(table.to_pylist(), ensure_ascii=False, indent=0, default=str)
    (folder / "estimates.json").write_text(rows + "\n", encoding="utf-8")
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    for name in frame.columns:
        kind = table.schema.field(name).type
        if pa.types.is_floating(kind):
            frame[name] = frame[name].map(plain, na_action="ignore").astype(object)
        elif pa.types.is_boolean(kind):
            frame[name] = frame[name].map({True: "true", False: "false"}).astype(object)
        elif pa.types.is_string(kind):
            frame[name] = frame[name].map(without_formula, na_action="ignore").astype(object)
    frame.to_csv(folder / "estimates.csv", index=False, encoding="utf-8", lineterminator="\n")
    return table.num_rows


VALUES = (
    "value", "ci_lower", "ci_upper", "n_events", "value_as_printed", "p_value",
)  # fmt: skip


def withhold_retracted(table: pa.Table) -> pa.Table:
    """Rows of retracted reports stay, without their values."""
    retracted = pa.compute.equal(table["standing"], "retracted")
    for name in VALUES:
        at = table.schema.get_field_index(name)
        kind = table.schema.field(name).type
        kept = pa.compute.if_else(retracted, pa.scalar(None, kind), table[name])
        table = table.set_column(at, name, kept)
    return table


def without_formula(text: str) -> str:
    """Text that a spreadsheet will not run: a leading sign gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
