"""The figures as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd

from reports.exports.export import Export, Format
from reports.text.shown import plain
from schemas.borders.sheets import guarded


def as_csv(export: Export) -> bytes:
    return frame_as_csv(export.table.to_pandas(types_mapper=pd.ArrowDtype)).encode()


def frame_as_csv(frame: pd.DataFrame) -> str:
    """Numbers as people write them, true and false, and no text that a spreadsheet would run."""
    made = io.StringIO()
    lines = csv.writer(made, lineterminator="\n")
    lines.writerow(frame.columns)
    lines.writerows([_cell(value) for value in row] for row in frame.to_numpy(dtype=object))
    return made.getvalue()


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return plain(value) if isinstance(value, float) else guarded(str(value))


FORMAT = Format("estimates.csv", "CSV", "text/csv", as_csv)
