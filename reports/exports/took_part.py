"""Who took part as CSV: what is told of the people of each population when they joined."""

from __future__ import annotations

import pandas as pd

from reports.exports.as_csv import frame_as_csv
from reports.exports.export import Export, Format
from schemas.views import columns


def as_took_part(export: Export) -> bytes:
    """One row a characteristic, with its source."""
    names = list(columns("took_part"))
    frame = pd.DataFrame(export.published.tables["took_part"], columns=names, dtype=object)
    return frame_as_csv(frame).encode()


FORMAT = Format("took_part.csv", "CSV", "text/csv", as_took_part)
