"""Records as received, in ``data/raw``, and their manifest. The same bytes leave no trace."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from urllib.parse import quote

from pipelines.archive.manifest import COLUMNS, INTENTS, Entry, with_intents
from pipelines.files import (  # fmt: skip
    is_inside,
    read_rows,
    sha256,
    write_rows,
    write_whole,
)
from pipelines.project import Project
from pipelines.sources.hosts import SOURCES
from pipelines.sources.http import SourceError

LONGEST_NAME = 180


class Archive:
    """The records of a project. Safe between threads; a crash leaves each record whole, old or new."""

    def __init__(self, project: Project):
        self.folder = project.raw
        self.manifest = project.raw / "manifest.csv"
        rows = with_intents(self.folder, read_rows(self.manifest, COLUMNS))
        self._entries = {row["path"]: Entry(**row) for row in rows}
        self._is_saved = not os.path.lexists(self.folder / INTENTS)
        self._lock = threading.Lock()

    def read(self, name: str) -> bytes | None:
        """The record, or None where it is not kept on this machine, or not in the archive."""
        path = self.folder / name
        return path.read_bytes() if path.is_file() and is_inside(path, self.folder) else None

    def can_be_read(self, name: str) -> bool:
        """Is the record here, and can what it says be read?"""
        body = self.read(name)
        try:
            if body is not None:
                reader_of(name)(body)
        except SourceError:
            return False
        return body is not None

    def is_damaged(self, name: str) -> bool:
        """Is the record here, but not what it was or what anybody can read?"""
        entry, body = self._entries.get(name), self.read(name)
        is_whole = body is None or entry is None or sha256(body) == entry.sha256
        return body is not None and not (is_whole and self.can_be_read(name))

    def entry(self, name: str) -> Entry | None:
        return self._entries.get(name)

    def tags(self, name: str) -> dict[str, str]:
        """Marks for asking "only if changed"; none unless the record is here, whole and
        readable: else one that nobody can read would be kept for ever."""
        entry = self._entries.get(name)
        if entry is None or self.read(name) is None or self.is_damaged(name):
            return {}
        return {"etag": entry.etag, "last_modified": entry.last_modified}

    def put(
        self,
        name: str,
        body: bytes,
        *,
        url: str,
        licence: str,
        status: int,
        now: str,
        etag: str = "",
        last_modified: str = "",
        is_same: Callable[[bytes, bytes], bool] = bytes.__eq__,
    ) -> bool:
        """Keep a record. False, and nothing is written, if it says the same as the one kept."""
        old = self.read(name)
        known = self._entries.get(name)
        if (
            old is not None
            and known is not None
            and known.sha256 == sha256(old)
            and (old == body or (self.can_be_read(name) and is_same(old, body)))
        ):
            return False
        entry = Entry(
            name, url, now, sha256(body), str(len(body)), licence, str(status), etag, last_modified
        )
        if known is not None and known.sha256 == entry.sha256:
            entry = replace(entry, retrieved_at=known.retrieved_at)
        with self._lock:  # a line saved before its record, or after it, would be untrue in between
            self._intend(entry)
            if old != body:
                write_whole(self.folder / name, body)
            self._entries[name] = entry
        return old != body

    def _intend(self, entry: Entry) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / INTENTS).open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps(asdict(entry)))  # first the end of a line that was cut off
            file.flush()
            os.fsync(file.fileno())
        self._is_saved = False

    def save(self) -> None:
        """Write the manifest. Where a crash comes first, the lines it lacks stand in the intents."""
        with self._lock:
            if not self._is_saved:
                rows = [asdict(self._entries[key]) for key in sorted(self._entries)]
                write_rows(self.manifest, COLUMNS, rows)
                (self.folder / INTENTS).unlink(missing_ok=True)
                self._is_saved = True


def record_name(source: str, id: str, extension: str) -> str:
    """Path of a record inside ``data/raw``; whatever an id holds, it stays one file name."""
    safe = quote(id.lower() if source == "crossref" else id, safe="").replace(
        ".", "%2E", 1 if id[:1] == "." else 0
    )
    if len(safe) > LONGEST_NAME:
        safe = safe[:LONGEST_NAME] + "-" + sha256(id)[:12]
    return f"{source}/{re.sub(r'[^A-Za-z0-9._%-]', '_', safe)}.{extension}"


def reader_of(name: str) -> Callable[[bytes], object]:
    """What reads a record of this name; it raises SourceError where that fails."""
    folder = name.partition("/")[0]
    return next((s.readers[folder] for s in SOURCES.values() if folder in s.readers), bytes)
