"""Anchors: what a release says the log and the archive were, kept where later edits cannot reach.

A chain of hashes alone cannot show that its end was cut off or computed again. A release therefore
carries a copy of the log up to its own line, and of the list of archived records.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pipelines.log import RULE, Entry, Log
from pipelines.project import Project
from schemas.problem import WARNING, Problem, shorten

RECORDS_RULE = "unchanged-records"


class UnreadableAnchor(ValueError):
    """The file is not an anchor, or no longer one."""


@dataclass(frozen=True)
class Anchor:
    version: str
    head: str  # sha256 of the release's own line
    log: tuple[str, ...]
    records: dict[str, dict[str, str]]  # path → line of the manifest

    @classmethod
    def of(cls, log: Log, version: str, records: dict[str, dict[str, str]]) -> Anchor:
        """The anchor of the release whose line is the last of ``log``."""
        lines = tuple(log.text.rstrip("\n").split("\n"))
        return cls(version, log.entries[-1].hash, lines, dict(sorted(records.items())))

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Anchor:
        """Raises UnreadableAnchor unless ``text`` is, to the byte, what ``as_json`` wrote."""
        try:
            anchor = cls(**json.loads(text))
            anchor = cls(anchor.version, anchor.head, tuple(anchor.log), anchor.records)
            is_whole = anchor.as_json() == text and Entry(anchor.log[-1], 0).hash == anchor.head
        except (ValueError, TypeError, IndexError, AttributeError) as error:
            raise UnreadableAnchor("is not an anchor of a release") from error
        if not is_whole:
            raise UnreadableAnchor("was edited")
        return anchor

    def log_problems(self, log: Log) -> Iterator[Problem]:
        """Every anchored line that is no longer in the log as it was."""

        def problem(line: int, raw: str, message: str) -> Problem:
            return Problem(
                log.place, line, "", str(Entry(raw, line)), f"{message} (anchor {self.version})",
                "Restore it from the project's history.", RULE,
            )  # fmt: skip

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


def anchor_files(project: Project) -> list[Path]:
    return sorted(project.releases.glob("*.anchor.json")) if project.releases.is_dir() else []
