"""The figures as JSON, one object a figure."""

from __future__ import annotations

import json

from reports.exports.export import Export, Format


def as_json(export: Export) -> bytes:
    rows = json.dumps(export.table.to_pylist(), ensure_ascii=False, indent=0, default=str)
    return f"{rows}\n".encode()


FORMAT = Format("estimates.json", "JSON", "application/json", as_json)
