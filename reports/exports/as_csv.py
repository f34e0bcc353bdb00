"""The figures as CSV, for spreadsheets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reports.exports.export import Export, Format
from reports.text.shown import plain
from schemas.borders.sheets import guarded


def as_csv(export: Export) -> bytes:
    return frame_as_csv(export.table.to_pandas(types_mapper=pd.ArrowDtype)).encode()


def frame_as_csv(frame: pd.DataFrame) -> str:
    """Numbers as people write them, true and false, and no text that a spreadsheet would run."""
    return frame.map(_cell, na_action="ignore").to_csv(index=False, lineterminator="\n")


def _cell(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return plain(value) if isinstance(value, float) else guarded(str(value))


FORMAT = Format("estimates.csv", "CSV", "text/csv", as_csv)
