"""The log of approvals and releases: text lines, each carrying the hash of the line before.

A line names *all* lines that nothing followed when it was written. On one branch that is one line;
after two branches were merged it is two. So a merge keeps the lines of both sides as they stand
(``merge=union`` in .gitattributes) and the next line ties them together: nothing is rewritten.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipelines.project import Project
from schemas import tables
from schemas.fields import SEPARATOR
from schemas.problem import Problem, shorten

COLUMNS = tuple(tables.columns("approvals"))
HEADER = ",".join(COLUMNS)
RULE = "unbroken-log"


class BrokenLog(Exception):
    """Nothing is added to a log that does not hold together; the problems say why."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("the log of approvals does not hold together; see: evidence verify")


def sha256(data: bytes | str) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


@dataclass(frozen=True)
class Entry:
    """One line of the log, and where it stands in the file (from 2: the head is line 1)."""

    raw: str
    line: int

    @cached_property
    def values(self) -> dict[str, str]:
        """Cells by column; empty where the line cannot be read."""
        try:
            rows = list(csv.reader([self.raw], strict=True))
        except csv.Error:
            return {}
        if len(rows) != 1 or len(rows[0]) != len(COLUMNS) or not rows[0][0].isdecimal():
            return {}
        return dict(zip(COLUMNS, rows[0], strict=True))

    @property
    def hash(self) -> str:
        return sha256(self.raw)

    @property
    def number(self) -> int:
        return int(self.values["number"])

    @property
    def previous(self) -> tuple[str, ...]:
        return tuple(self.values["previous"].split(SEPARATOR))

    def __str__(self) -> str:
        known = self.values
        if not known:
            return shorten(self.raw)
        return f"{known['action']} {known['target']} by {known['by']}, {known['at']}"


@dataclass(frozen=True)
class Log:
    """A whole log as text. ``place`` is its path as messages show it."""

    text: str
    place: str = "data/curated/approvals.csv"

    @cached_property
    def entries(self) -> list[Entry]:
        lines = self.text.split("\n")[1:]
        return [Entry(raw, line) for line, raw in enumerate(lines, start=2) if raw]

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """Hashes of the lines that nothing follows yet; of the head of the file, if there are none."""
        followed = {name for entry in self.entries if entry.values for name in entry.previous}
        found = [entry.hash for entry in self.entries if entry.hash not in followed]
        return tuple(sorted(found)) or (sha256(HEADER),)

    def of(self, *actions: str) -> Iterator[Entry]:
        return (e for e in self.entries if e.values and e.values["action"] in actions)

    def problems(self) -> Iterator[Problem]:
        """Where the lines do not hold together by themselves."""
        if not self.text:
            return
        if not self.text.startswith(HEADER + "\n"):
            yield self._problem(1, self.text.split("\n")[0], "the head of the log was changed.")
        if not self.text.endswith("\n"):
            yield self._problem(self.text.count("\n") + 1, "", "the last line was cut.")
        depths = {sha256(HEADER): 0}
        everywhere = {entry.hash for entry in self.entries}
        if "\n\n" in self.text:
            line = self.text[: self.text.index("\n\n")].count("\n") + 2
            yield self._problem(line, "", "an empty line was put in.")
        for entry in self.entries:
            if not entry.values:
                yield self._problem(
                    entry.line, entry.raw, "this line cannot be read: it was edited."
                )
                continue
            if entry.hash in depths:
                yield self._problem(entry.line, str(entry), "this line stands here twice.")
                continue
            for name in entry.previous:
                if name in depths:
                    continue
                what = (
                    "stands before the line it follows: lines were put in another order."
                    if name in everywhere
                    else "follows a line that is not here: it was removed or edited."
                )
                yield self._problem(entry.line, str(entry), what)
            depth = 1 + max(depths.get(name, 0) for name in entry.previous)
            if entry.number != depth and all(name in depths for name in entry.previous):
                yield self._problem(
                    entry.line, str(entry), f"has number {entry.number}, but its place is {depth}."
                )
            depths[entry.hash] = depth

    def _problem(self, line: int, value: str, message: str) -> Problem:
        return Problem(
            self.place, line, "", shorten(value), message,
            "Restore it from the project's history.", RULE,
        )  # fmt: skip

    def followed_by(
        self, action: str, target: str, digest: str, by: str, at: str, says: str
    ) -> Log:
        """This log and one line more."""
        known = {entry.hash: entry.number for entry in self.entries}
        number = 1 + max(known.get(head, 0) for head in self.heads)
        line = io.StringIO()
        cells = (number, action, target, digest, by, at, says, SEPARATOR.join(self.heads))
        csv.writer(line, lineterminator="").writerow(
            " ".join(str(cell).split()) for cell in cells
        )  # one entry, one line
        return Log((self.text or HEADER + "\n") + line.getvalue() + "\n", self.place)


def read_log(project: Project) -> Log:
    path = project.approvals
    text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    return Log(text, project.relative(path))


class Moved(Exception):
    """Somebody added a line in the meantime."""


def append(
    project: Project, action: str, target: str, digest: str, by: str, at: str, says: str = "",
    *, onto: Log | None = None,
) -> Log:  # fmt: skip
    """Add one line, whole or not at all, after whoever else is writing. Returns the longer log.

    Raises BrokenLog, or Moved if the log is no longer ``onto``.
    """
    with _alone(project):
        log = read_log(project)
        if onto is not None and log != onto:
            raise Moved("the log of approvals grew in the meantime: run this again")
        broken = list(log.problems())
        if broken:
            raise BrokenLog(broken)
        longer = log.followed_by(action, target, digest, by, at, says)
        write_whole(project.approvals, longer.text)
    return longer


@contextmanager
def _alone(project: Project) -> Iterator[None]:
    project.builds.mkdir(exist_ok=True)
    with (project.builds / "approvals.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_whole(path: Path, text: str) -> None:
    """All of ``text`` or nothing: written beside the old file, then put in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
