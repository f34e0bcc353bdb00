"""``data/raw/manifest.csv``: address, day and hash of every record, true at every moment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from pipelines.files import MOST_ROWS_BYTES, is_inside, read_plain, sha256

INTENTS = ".manifest.intents.jsonl"  # lines of the manifest to come, each written before its record


@dataclass(frozen=True)
class Entry:
    """One line of ``manifest.csv``. ``retrieved_at`` is when these very bytes first came."""

    path: str
    url: str
    retrieved_at: str
    sha256: str
    bytes: str
    licence: str
    http_status: str
    etag: str = ""
    last_modified: str = ""


COLUMNS = tuple(field.name for field in fields(Entry))


def with_intents(folder: Path, rows: Iterable[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """Lines of the manifest; where a run ended after a record and before its line, that line.

    An intent counts only for bytes that are there, so at every moment each record has its own line.
    """
    intended = {e.path: e for e in _intents(folder) if sha256(_bytes(folder / e.path)) == e.sha256}
    for row in rows:
        entry = intended.pop(row.get("path") or "", None)
        yield dict(row) if entry is None else asdict(entry)
    yield from map(asdict, intended.values())


def _intents(folder: Path) -> Iterator[Entry]:
    path = folder / INTENTS
    lines = read_plain(path, folder.resolve(), MOST_ROWS_BYTES) if os.path.lexists(path) else b""
    for line in lines.splitlines():
        try:
            entry = Entry(**json.loads(line))
        except (ValueError, TypeError, RecursionError):  # cut off: its record was not touched yet
            continue
        if isinstance(entry.path, str) and is_inside(folder / entry.path, folder.resolve()):
            yield entry


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
