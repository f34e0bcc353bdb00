"""Whose key is whose, and which lines of the log it may sign: by the signed lines of the log alone.

``reviewers.yaml`` says who a key belongs to; a line ``enrol``, signed by the trust root, commits to
that entry. A line counts for a person if it follows their enrolment, is dated within their days, and
was known to whoever took the key back and to every line dated after the key's last day. A line ``root``, signed by a new trust root, takes over what
the old one had signed before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.approvals.digests import digest_of
from pipelines.approvals.keys import fingerprint
from pipelines.approvals.log import RULE, Entry, Log
from pipelines.approvals.people import name_fault, same_person
from schemas.problem import WARNING, Problem, shorten
from schemas.row import Row

SINCE = re.compile(r"since ([0-9]{4}-[0-9]{2}-[0-9]{2})(?:;|$)")


def entry_digest(row: Row) -> str:
    """sha256 of one entry of ``reviewers.yaml``: what an enrolment commits to."""
    return digest_of([("reviewers", row)])


@dataclass(frozen=True)
class Person:
    """One enrolled key: whose, from when until when, and the line that enrolled it."""

    name: str
    key: str
    valid_from: str
    valid_until: str
    enrolled: Entry


@dataclass
class Keys:
    """Keys of a log. ``signed_by``: hash of each line → fingerprint of the key that signed it."""

    log: Log
    reviewers: list[Row]
    signed_by: Mapping[str, str]
    trust: str
    problems: list[Problem] = field(default_factory=list)
    _later: dict[str, list[Entry]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self.roots: dict[str, Entry | None] = {self.trust: None} if self.trust else {}
        self._take_over()
        self.revocations = [e for e in self.log.of("revoke") if self._is_revocation(e)]
        self.people: dict[str, Person] = {}  # as each key was enrolled last
        self.enrolments: dict[str, list[Person]] = {}
        for entry in self.log.of("enrol"):
            self._enrol(entry)

    def _take_over(self) -> None:
        """Older roots, newest first: each was replaced by a line of one that is trusted."""
        found = True
        while found:
            found = False
            for entry in self.log.of("root"):
                old = entry.values["target"]
                if old not in self.roots and self.is_by_root(entry):
                    self.roots[old], found = entry, True
        for entry in self.log.of("root"):
            if self.trust and not self.is_by_root(entry):
                self._say(entry, "is not signed by the trust root.")

    def is_by_root(self, entry: Entry) -> bool:
        """Was this line signed by the trust root, or by an older one before it was replaced?"""
        key = self.signed_by.get(entry.hash, "")
        if key not in self.roots:
            return False
        replaced = self.roots[key]
        return replaced is None or self.log.follows(replaced, entry)

    def _is_revocation(self, entry: Entry) -> bool:
        own = self.signed_by.get(entry.hash, "") == entry.values["target"]
        if not own and self.trust and not self.is_by_root(entry):
            self._say(entry, "is signed by neither the trust root nor the key itself.")
            return False
        return True

    def _enrol(self, entry: Entry) -> None:
        key, digest = entry.values["target"], entry.values["digest"]
        if self.trust and not self.is_by_root(entry):
            self._say(entry, "is not signed by the trust root.")
            return
        row = next((r for r in self.reviewers if entry_digest(r) == digest), None)
        if row is None or fingerprint(row.get("key")) != key:
            self._say(entry, "no entry of reviewers.yaml is the one enrolled here: it was edited.")
            return
        name = row.get("name")
        if fault := name_fault(name):
            self._say(entry, f"its name {fault}.")
            return
        if key in self.roots:
            self._say(entry, "the key of the trust root is nobody's key to approve with.")
            return
        if key in self.people and not same_person(name, self.people[key].name):
            self._say(entry, f"this key is enrolled as that of {self.people[key].name}.")
            del self.people[key]
            self.enrolments[key] = []
            return
        dates = row.get("valid_from"), row.get("valid_until")
        self.people[key] = Person(name, key, *dates, entry)
        self.enrolments.setdefault(key, []).append(self.people[key])

    def why_not(self, entry: Entry) -> tuple[str, bool]:
        """(Why the key behind this line does not count for it, is that a sign of forgery?)."""
        key = self.signed_by.get(entry.hash, "")
        if not entry.values["signature"]:
            return "is not signed.", True
        if not key:
            return "its signature does not fit it.", True
        people = [p for p in self.enrolments.get(key, ()) if self.log.follows(entry, p.enrolled)]
        if not people:
            return "is signed by a key that was not enrolled before it.", True
        if all(person.name != entry.values["by"] for person in people):
            return f"is signed with the key of {people[-1].name}.", True
        day = entry.values["at"][:10]
        person = next((p for p in people if p.valid_from <= day <= p.valid_until), None)
        if person is None:
            return f"is dated outside the days of that key, {people[-1].valid_from} to {people[-1].valid_until}.", False  # fmt: skip
        for revoked in self.revocations:
            since = SINCE.match(revoked.values["says"])
            is_later = not self.log.follows(revoked, entry)
            if revoked.values["target"] == key and (is_later or (since and day >= since[1])):
                return f"its key was taken back: line {revoked.line}.", False
        last = max(p.valid_until for p in self.enrolments[key])
        for other in self._dated_after(
            last
        ):  # a day is cheap to write; that others knew of it is not
            if not self.log.follows(other, entry):
                return f"its key has expired, and line {other.line}, dated after that, does not know of it.", False  # fmt: skip
        return "", False

    def _dated_after(self, day: str) -> list[Entry]:
        if day not in self._later:
            self._later[day] = [
                e for e in self.log.entries if e.values and e.values["at"][:10] > day
            ]
        return self._later[day]

    def _say(self, entry: Entry, message: str) -> None:
        self.problems.append(line_problem(self.log, entry, message))


def line_problem(log: Log, entry: Entry, message: str, is_forged: bool = True) -> Problem:
    """What is wrong with one line: an error, or a warning where it only does not count any more."""
    todo = "Restore the log from the project's history." if is_forged else "Have it approved again."
    level = {"level": WARNING} if not is_forged else {}
    return Problem(log.place, entry.line, "", shorten(str(entry)), message, todo, RULE, **level)
