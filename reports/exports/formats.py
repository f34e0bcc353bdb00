"""The list of export formats: a new one is its module, which declares ``FORMAT``, and a line here."""

from __future__ import annotations

from pathlib import Path

from reports.exports import as_csv, as_json, as_parquet, bibliography, levels, ris, took_part
from reports.exports.export import read_export
from reports.published import Published

FIGURES = (as_csv.FORMAT, as_parquet.FORMAT, as_json.FORMAT)
SOURCES = (bibliography.FORMAT, ris.FORMAT)
LEVELS = (levels.FORMAT,)
PEOPLE = (took_part.FORMAT,)


def write_exports(store: Path, published: Published, folder: Path) -> int:
    """Write every format below ``folder``. Returns the number of figures."""
    folder.mkdir(parents=True, exist_ok=True)
    export = read_export(store, published)
    for format in (*FIGURES, *SOURCES, *LEVELS, *PEOPLE):
        (folder / format.file).write_bytes(format.write(export))
    return export.table.num_rows
