"""Levels of evidence as CSV: the marks that NCI's PDQ sets behind what it says of reports."""

from __future__ import annotations

import csv
import io

from reports.exports.export import Export, Format
from schemas.borders.sheets import guarded
from schemas.views import columns


def as_levels(export: Export) -> bytes:
    """One row a mark, as typed."""
    text = io.StringIO()
    names = columns("levels")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in export.published.tables["levels"]:
        writer.writerow(guarded(row[name] or "") for name in names)
    return text.getvalue().encode()


FORMAT = Format("levels.csv", "CSV", "text/csv", as_levels)
