"""The verb ``find``: where a text stands among names, identifiers and values."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.curated.reader import Curated
from schemas.keys import KEYS
from schemas.row import Row

# what people look for by words; parts of these texts count
WORDS = {
    "trials": ("trial", "name", "also", "registry_ids"),
    "arms": ("arm", "label"),
    "reports": ("report", "title", "authors", "journal"),
    "references": ("reference", "title", "authors"),
    "drugs": ("code", "name", "synonyms"),
    "endpoints": ("code", "name", "abbreviation"),
    "cancers": ("code", "name"),
    "biomarkers": ("code", "name"),
    "criteria": ("code", "name"),
}
# what is looked for whole: a number typed, or an identifier
WHOLE = {"reports": ("pmid", "doi", "url"), "estimates": ("key", "value", "ci_lower", "ci_upper")}


def find(curated: Curated, text: str) -> Iterator[str]:
    """One line a row that holds ``text``: place, what it is, and the field."""
    wanted = text.strip().casefold()
    for table in dict.fromkeys((*WORDS, *WHOLE)):
        for row in curated[table]:
            name = _field_with(row, table, wanted)
            if name:
                id = "/".join(row.get(part) for part in KEYS[table])
                shown = row.get(name) if name not in KEYS[table] else _title(row)
                line = row.lines.get(name, row.line)
                yield f"{row.path}:{line}  {table.removesuffix('s')} {id}: {name} {shown}".rstrip()


def _field_with(row: Row, table: str, wanted: str) -> str:
    for name in WORDS.get(table, ()):
        if wanted in row.get(name).casefold():
            return name
    return next((n for n in WHOLE.get(table, ()) if row.get(n).casefold() == wanted), "")


def _title(row: Row) -> str:
    return next((row.get(n) for n in ("name", "label", "title", "value") if row.get(n)), "")
