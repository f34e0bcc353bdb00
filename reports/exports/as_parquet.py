"""The figures as Parquet, for programs that compute."""

from __future__ import annotations

import io

import pyarrow.parquet as pq

from reports.exports.export import Export, Format


def as_parquet(export: Export) -> bytes:
    file = io.BytesIO()
    pq.write_table(export.table, file)
    return file.getvalue()


FORMAT = Format("estimates.parquet", "Parquet", "application/vnd.apache.parquet", as_parquet)
