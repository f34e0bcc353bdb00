"""The log of approvals and releases: text lines, each carrying the hash of the line before.

A line names *all* lines that nothing followed when it was written. On one branch that is one line;
after two branches were merged it is two. So a merge keeps the lines of both sides as they stand
(``merge=union`` in .gitattributes) and the next line ties them together: nothing is rewritten.
Each line also names the disagreements that lay open before it, and the last cell signs all the others.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipelines.approvals.entry import ALL_YES, HEADER, Entry
from pipelines.files import MOST_ROWS_BYTES, read_plain, sha256, sweep, write_whole
from pipelines.locks import alone
from pipelines.project import Project
from schemas.fields import SEPARATOR
from schemas.problem import Problem, shorten

RULE = "unbroken-log"
LONGEST_REMARK = 2000
MOST_LINES = 10_000  # each is compared with those before it

Sign = Callable[[str], str]  # the text of a line → its signature


def unsigned(text: str) -> str:
    """No signature: of a release that nobody signs."""
    return ""


class BrokenLog(Exception):
    """Nothing is added to a log that does not hold together; the problems say why."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("the log of approvals does not hold together; see: evidence verify")


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
    def before(self) -> dict[str, int]:
        """Hash of each line → the lines that it commits to, one bit each (``places``)."""
        found: dict[str, int] = {}
        for entry in self.entries:
            if entry.values and entry.hash not in found:
                known = [name for name in entry.previous if name in found]
                found[entry.hash] = 0
                for name in known:
                    found[entry.hash] |= found[name] | 1 << self.places[name]
        return found

    @cached_property
    def places(self) -> dict[str, int]:
        return {entry.hash: place for place, entry in reversed([*enumerate(self.entries)])}

    def follows(self, later: Entry, earlier: Entry) -> bool:
        """Does ``later`` commit to ``earlier``, directly or through lines between?"""
        return bool(self.before.get(later.hash, 0) >> self.places[earlier.hash] & 1)

    def open_before(self, lines: int) -> tuple[str, ...]:
        """Hashes of the disagreements, and of settlements against the figures, open in ``lines``."""
        there = [e for e in self._judgements if lines >> self.places[e.hash] & 1]
        agreed = [e for e in there if e.settles[1] == ALL_YES]
        return tuple(
            sorted(
                e.hash
                for e in there
                if e.settles[1] != ALL_YES and not any(self._is_settled(e, s) for s in agreed)
            )
        )

    def _is_settled(self, e: Entry, by: Entry) -> bool:
        same = all(e.values[name] == by.values[name] for name in ("target", "digest"))
        return same and e.values["by"] in by.settles[0] and self.follows(by, e)

    @cached_property
    def _judgements(self) -> list[Entry]:
        return list(self.of("disagree", "settle"))

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
        if len(self.entries) > MOST_LINES:
            yield self._problem(MOST_LINES, "", f"a log has at most {MOST_LINES} lines.")
            return
        depths, dates = {sha256(HEADER): 0}, {}
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
            if all(name in depths for name in entry.previous):
                yield from self._misfits(entry, depths, dates)
            depths[entry.hash] = 1 + max(depths.get(name, 0) for name in entry.previous)
            dates[entry.hash] = entry.values["at"]

    def _misfits(
        self, entry: Entry, depths: dict[str, int], dates: dict[str, str]
    ) -> Iterator[Problem]:
        """In what a line does not fit the lines that it follows."""
        depth = 1 + max(depths[name] for name in entry.previous)
        if entry.number != depth:
            yield self._problem(
                entry.line, str(entry), f"has number {entry.number}, but its place is {depth}."
            )
        latest = max(dates.get(name, "") for name in entry.previous)
        if entry.values["at"] < latest:
            message = f"is dated before the line it follows, which is of {latest}."
            yield self._problem(entry.line, str(entry), message)
        expected = self.open_before(self.before[entry.hash])
        if entry.open != expected:
            gone = [name for name in entry.open if name not in self.places]
            yield self._problem(
                entry.line,
                str(entry),
                "says that a disagreement lay open that is not here: it was removed."
                if gone
                else "does not name the disagreements that lay open before it.",
            )

    def _problem(self, line: int, value: str, message: str) -> Problem:
        return Problem(
            self.place,
            line,
            "",
            shorten(value),
            message,
            "Restore it from the project's history.",
            RULE,
        )

    def followed_by(
        self,
        action: str,
        target: str,
        digest: str,
        by: str,
        at: str,
        says: str = "",
        *,
        words: str = "",
        sign: Sign = unsigned,
    ) -> Log:
        """This log and one line more."""
        known = {entry.hash: entry.number for entry in self.entries}
        number = 1 + max(known.get(head, 0) for head in self.heads)
        lines = 0
        for head in self.heads:
            lines |= self.before.get(head, 0) | (1 << self.places[head] if known else 0)
        still_open = SEPARATOR.join(self.open_before(lines))
        previous = SEPARATOR.join(self.heads)
        cells = (number, action, target, digest, words, by, at, says, still_open, previous)
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(
            " ".join(str(cell).split()) for cell in cells
        )  # one entry, one line
        text = f"{self.text or HEADER + chr(10)}{line.getvalue()},{sign(line.getvalue())}\n"
        return Log(text, self.place)


def read_log(project: Project) -> Log:
    path = project.approvals
    text = (
        read_plain(path, project.root, MOST_ROWS_BYTES).decode("utf-8-sig", "replace")
        if path.exists()
        else ""
    )
    return Log(text.replace("\r\n", "\n"), project.relative(path))  # as Windows may save it


class Moved(Exception):
    """Somebody added a line in the meantime."""


def append(project: Project, *line: str, onto: Log | None = None, **more: str | Sign) -> Log:
    """Add one line (see ``followed_by``), whole or not at all. Returns the longer log.

    Raises BrokenLog, or Moved if the log is no longer ``onto``.
    """
    return put(project, lambda log: log.followed_by(*line, **more), onto)


def put(project: Project, lengthen: Callable[[Log], Log], onto: Log | None = None) -> Log:
    """Write the log as ``lengthen`` makes it, after whoever else is writing."""
    with alone(project.builds / "approvals.lock", "approval", is_waiting=True):
        log = read_log(project)
        if onto is not None and log != onto:
            raise Moved("the log of approvals grew in the meantime: run this again")
        longer = lengthen(log)
        broken = list(longer.problems())
        if broken:
            raise BrokenLog(broken)
        sweep(project.curated)
        write_whole(project.approvals, longer.text.encode())
    return longer
