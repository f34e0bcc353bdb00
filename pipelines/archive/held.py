"""Copies of sources that an editor had: archived with day, address, kind and completeness.

The file and its text stay on this machine (``data/raw/held``, out of git); which report it is a copy
of stands in ``data/raw/held.csv``, its address and hash in the manifest, what was found in findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

import msgspec

from pipelines.archive.records import Archive
from pipelines.archive.texts import Text
from pipelines.files import read_rows, sha256, write_rows, write_whole
from pipelines.project import Project
from pipelines.sources.blocks import Block

FOLDER = "held"
LICENCE = "its owner's; kept for checking, not published"
SHORT = 16  # signs of a hash in a name
ABSTRACT, FULL_TEXT, LABEL, REGISTRY, SECONDARY = (
    "abstract",
    "full_text",
    "label",
    "registry",
    "secondary",
)
COPIES = (ABSTRACT, FULL_TEXT, LABEL, REGISTRY, SECONDARY)


@dataclass(frozen=True, order=True)
class Held:
    """One copy of a report's text, or of a page that tells its results."""

    trial: str
    report: str
    record: str  # path below data/raw
    copy: str  # which copy it is
    is_complete: str  # yes, no: a miss in a part proves nothing
    read_on: str


COLUMNS = tuple(field.name for field in fields(Held))


class HeldCopies:
    """``data/raw/held.csv`` and the texts beside it."""

    def __init__(self, project: Project):
        self.folder = project.raw
        self.path = project.raw / "held.csv"
        self.rows = [Held(**row) for row in read_rows(self.path, COLUMNS)]
        self._texts: dict[str, Text | None] = {}

    @property
    def by_report(self) -> dict[tuple[str, str], list[Held]]:
        found: dict[tuple[str, str], list[Held]] = defaultdict(list)
        for row in self.rows:
            found[row.trial, row.report].append(row)
        return found

    def text(self, record: str) -> Text | None:
        """The text of a copy; None where it is not kept on this machine, or damaged."""
        if record not in self._texts:
            self._texts[record] = self._read(record)
        return self._texts[record]

    def _read(self, record: str) -> Text | None:
        path = self.folder / f"{record}.text"
        try:
            return Text(msgspec.json.decode(path.read_bytes(), type=tuple[Block, ...]))
        except (OSError, msgspec.DecodeError):
            return None

    def keep(
        self,
        archive: Archive,
        body: bytes,
        suffix: str,
        blocks: tuple[Block, ...],
        url: str,
        now: str,
        rows: Iterable[tuple[str, str, str, str, str]],
    ) -> str:
        """Archive a file as a copy for each of ``rows`` (trial, report, copy, is_complete, read_on).

        The same file again replaces what was said of it. Returns the path of its record.
        """
        name = f"{FOLDER}/{sha256(body)[:SHORT]}{suffix.lower()}"
        write_whole(self.folder / f"{name}.text", msgspec.json.encode(blocks))
        archive.put(name, body, url=url, licence=LICENCE, status=0, now=now)
        archive.save()
        fresh = [Held(trial, report, name, *rest) for trial, report, *rest in rows]
        taken = {(row.trial, row.report, row.record) for row in fresh}
        kept = [row for row in self.rows if (row.trial, row.report, row.record) not in taken]
        self.rows = sorted({*kept, *fresh})
        write_rows(self.path, COLUMNS, [asdict(row) for row in self.rows])
        self._texts.pop(name, None)
        return name
