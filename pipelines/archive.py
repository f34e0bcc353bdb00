"""Records as received, in ``data/raw``, and their manifest. The same bytes leave no trace."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from urllib.parse import quote

from pipelines.project import Project

LONGEST_NAME = 180
SAVE_EVERY = 50  # records; the whole manifest is written each time


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


class Archive:
    """The records of a project. Safe between threads; a crash leaves each old record whole."""

    def __init__(self, project: Project):
        self.folder = project.raw
        self.manifest = project.raw / "manifest.csv"
        self._entries = {row["path"]: Entry(**row) for row in read_rows(self.manifest, COLUMNS)}
        self._unsaved = 0
        self._lock = threading.Lock()

    def read(self, name: str) -> bytes | None:
        """The record, or None where it is not kept on this machine."""
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None

    def entry(self, name: str) -> Entry | None:
        return self._entries.get(name)

    def tags(self, name: str) -> dict[str, str]:
        """Marks for asking "only if changed"; none unless the record is here and whole."""
        entry, body = self._entries.get(name), self.read(name)
        if entry is None or body is None or digest(body) != entry.sha256:
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
            and known.sha256 == digest(old)
            and is_same(old, body)
        ):
            return False
        entry = Entry(
            name, url, now, digest(body), str(len(body)), licence, str(status), etag, last_modified
        )
        if known is not None and known.sha256 == entry.sha256:
            entry = replace(entry, retrieved_at=known.retrieved_at)
        if old != body:
            write_whole(self.folder / name, body)
        with self._lock:
            self._entries[name] = entry
            self._unsaved += 1
            is_due = self._unsaved >= SAVE_EVERY
        if is_due:
            self.save()
        return old != body

    def save(self) -> None:
        """Write the manifest. Where a crash comes first, the records it lacks are asked for anew."""
        with self._lock:
            if self._unsaved:
                rows = [asdict(self._entries[key]) for key in sorted(self._entries)]
                write_rows(self.manifest, COLUMNS, rows)
                self._unsaved = 0


def record_name(source: str, id: str, extension: str) -> str:
    """Path of a record inside ``data/raw``; whatever an id holds, it stays one file name."""
    safe = quote(id.lower() if source == "crossref" else id, safe="").replace(
        ".", "%2E", 1 if id[:1] == "." else 0
    )
    if len(safe) > LONGEST_NAME:
        safe = safe[:LONGEST_NAME] + "-" + digest(id.encode())[:12]
    return f"{source}/{re.sub(r'[^A-Za-z0-9._%-]', '_', safe)}.{extension}"


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def write_whole(path: Path, body: bytes) -> None:
    """All of ``body`` or nothing: written beside the old file, then put in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_rows(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    """Rows of a CSV file of ours; missing columns are empty, unknown ones are dropped."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: row.get(name) or "" for name in columns} for row in csv.DictReader(file)]


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bool:
    """Write a CSV file whole. False, and nothing is written, if it would be the same."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    body = text.getvalue().encode()
    if path.is_file() and path.read_bytes() == body:
        return False
    write_whole(path, body)
    return True
