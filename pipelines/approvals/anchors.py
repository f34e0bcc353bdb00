"""Anchors: what a release says the log and the archive were, kept where later edits cannot reach.

A chain of hashes alone cannot show that its end was cut off or computed again. A release therefore
carries a copy of the log up to its own line, and of the list of archived records.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from pipelines.approvals.log import RULE, Entry, Log
from pipelines.files import MOST_ROWS_BYTES, read_plain, sha256
from pipelines.project import Project
from schemas.problem import WARNING, Problem, Unusable, shorten

RECORDS_RULE = "unchanged-records"
UNFINISHED = ".unfinished"  # ending of the folder of a release that is being made
RESTORE = "Restore it from the project's history."
ANCHOR, NUMBERS = "{}.anchor.json", "{}.numbers.csv"  # of a version; what a project keeps of it


Rows = dict[str, dict[str, str]]


class UnreadableAnchor(ValueError):
    """The file is not an anchor, or no longer one."""


@dataclass(frozen=True)
class Anchor:
    version: str
    head: str  # sha256 of the release's own line
    log: tuple[str, ...]
    records: Rows  # path → line of the manifest
    numbers: str  # sha256 of the list of numbers that the release leaves in the project
    lists: Rows  # file → row → what it said, as hashes

    @classmethod
    def of(
        cls,
        log: Log,
        version: str,
        records: Rows,
        numbers: str,
        lists: Rows | None = None,
    ) -> Anchor:
        """The anchor of the release whose line is the last of ``log``."""
        lines = tuple(log.text.rstrip("\n").split("\n"))
        records = dict(sorted(records.items()))
        return cls(version, log.entries[-1].hash, lines, records, sha256(numbers), lists or {})

    @property
    def binding(self) -> str:
        return binding(self.records, self.numbers, self.lists)

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Anchor:
        """Raises UnreadableAnchor unless ``text`` is, to the byte, what ``as_json`` wrote."""
        try:
            anchor = cls(**json.loads(text))
            anchor = replace(anchor, log=tuple(anchor.log))
            is_whole = anchor._is_sound() and anchor.as_json() == text
        except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise UnreadableAnchor("is not an anchor of a release") from error
        if not is_whole:
            raise UnreadableAnchor("was edited")
        return anchor

    def _is_sound(self) -> bool:
        """Texts everywhere, and a log without repetition whose last line is the head."""
        records = [(path, *line, *line.values()) for path, line in self.records.items()]
        records += [(path, *rows, *rows.values()) for path, rows in self.lists.items()]
        texts = (self.version, self.head, self.numbers, *self.log, *(t for r in records for t in r))
        return (
            all(isinstance(text, str) for text in texts)
            and len(set(self.log)) == len(self.log)
            and Entry(self.log[-1], 0).hash == self.head
            and Entry(self.log[-1], 0).values["words"] == self.binding
        )

    def log_problems(self, log: Log) -> Iterator[Problem]:
        """Every anchored line that is no longer in the log as it was."""

        def problem(line: int, raw: str, message: str) -> Problem:
            return Problem(
                log.place,
                line,
                "",
                str(Entry(raw, line)),
                f"{message} (anchor {self.version})",
                RESTORE,
                RULE,
            )

        current = log.text.rstrip("\n").split("\n") if log.text else []
        counts, anchored = Counter(current), set(self.log)
        matcher = SequenceMatcher(None, self.log, current, autojunk=False)
        for kind, start, end, from_, to in matcher.get_opcodes():
            if kind not in ("replace", "delete"):
                continue
            fresh = [line for line in current[from_:to] if line not in anchored]
            for offset, raw in enumerate(self.log[start:end]):
                number = start + offset + 1
                if counts[raw]:
                    yield problem(number, raw, "this line was put in another place.")
                elif offset < len(fresh):
                    now = shorten(fresh[offset], 200)
                    yield problem(number, raw, f"this line was edited; it now reads: {now}")
                else:
                    yield problem(number, raw, "this line was removed.")
        for number, raw in enumerate(self.log, start=1):
            if counts[raw] > 1:
                yield problem(number, raw, "this line stands there twice.")

    def record_problems(self, records: dict[str, dict[str, str]], place: str) -> Iterator[Problem]:
        """Every anchored record whose line in the manifest is no longer the same."""

        def problem(path: str, name: str, message: str, level: str = "error") -> Problem:
            return Problem(
                place, 0, name, path, f"{message} (anchor {self.version})", "", RECORDS_RULE, level
            )

        for path, old in self.records.items():
            new = records.get(path)
            if new is None:
                yield problem(path, "", "this record is no longer in the manifest.")
            elif new.get("retrieved_at", "") > old.get("retrieved_at", ""):
                if new.get("sha256") != old.get("sha256"):
                    says = f"was fetched again on {new['retrieved_at']} and says something else."
                    yield problem(path, "", says, WARNING)
            else:
                for name in sorted(set(old) | set(new), key=str):
                    if old.get(name) != new.get(name):
                        says = f"was edited: {old.get(name)} became {new.get(name)}."
                        yield problem(path, name, says)


def binding(records: Rows, numbers: str, lists: Rows) -> str:
    """What the release's own line says of all that its anchor holds beside the log."""
    return f"anchor={sha256(json.dumps([records, numbers, lists], sort_keys=True))}"


def anchor_files(project: Project) -> list[Path]:
    return sorted(project.releases.glob("*.anchor.json")) if project.releases.is_dir() else []


def read_anchors(project: Project, log: Log) -> tuple[list[Anchor], list[Problem]]:
    """Anchors of the releases of a project, also of one that was cut short, and those that are none."""
    anchors, problems = [], []
    for path in anchor_files(project):
        try:
            anchors.append(Anchor.from_json(text_of(path, project.root)))
        except Unusable as error:
            problems.append(error.problem)
        except UnreadableAnchor as error:
            place = project.relative(path)
            problems.append(Problem(place, 0, "", "", f"this anchor {error}.", RESTORE, RULE))
    released = {entry.hash for entry in log.of("release")}
    for path in sorted(project.releases.glob(f".*{UNFINISHED}/*.anchor.json")):
        with suppress(UnreadableAnchor, Unusable):  # of a release that may never have been made
            anchor = Anchor.from_json(text_of(path, project.root))
            anchors += [anchor] if anchor.head in released else []
    return anchors, problems


def text_of(path: Path, root: Path | None = None) -> str:
    """Text as it was written, whatever line ends and mark a copy on Windows gave it.

    Raises Unusable for what is no plain file, or, with ``root``, leads out of it.
    """
    return (
        read_plain(path, root, MOST_ROWS_BYTES).decode("utf-8-sig", "replace").replace("\r\n", "\n")
    )
