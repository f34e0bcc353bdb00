"""What is exported: the public table of figures, and the published views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute

from reports.published import Published
from reports.published.store import name_for_duckdb
from schemas.views import PUBLIC_COLUMNS

VALUES = (
    "value", "ci_lower", "ci_upper", "n_events", "value_as_printed", "p_value", "second_ci_lower",
    "second_ci_upper", "range_lower", "range_upper", "p_interaction",
)  # fmt: skip


@dataclass(frozen=True)
class Export:
    """``table``: the public columns of the view ``estimates``, one row a figure."""

    table: pa.Table
    published: Published


@dataclass(frozen=True)
class Format:
    """One file of ``data/`` on the site."""

    file: str
    name: str  # in the list of downloads
    media_type: str
    write: Callable[[Export], bytes]


def read_export(store: Path, published: Published) -> Export:
    """Figures in the order of their ids; rows of retracted reports stay, without their values."""
    with duckdb.connect(name_for_duckdb(store), read_only=True) as connection:
        columns = ", ".join(PUBLIC_COLUMNS)
        table = connection.sql(
            f"SELECT {columns} FROM estimates ORDER BY estimate_id"
        ).to_arrow_table()
    return Export(withhold_retracted(table), published)


def withhold_retracted(table: pa.Table) -> pa.Table:
    """Rows of retracted reports stay, without their values."""
    retracted = pa.compute.equal(table["standing"], "retracted")
    for name in VALUES:
        at = table.schema.get_field_index(name)
        kind = table.schema.field(name).type
        kept = pa.compute.if_else(retracted, pa.scalar(None, kind), table[name])
        table = table.set_column(at, name, kept)
    return table
