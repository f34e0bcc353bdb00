"""The one judge of the log: what of it is proven. ``check``, builds, ``verify`` and ``release`` ask here.

What fails is named; it stops a release, and pages say "not proven" of what hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pipelines.approvals import keys
from pipelines.approvals.anchors import Anchor, read_anchors
from pipelines.approvals.log import MOST_LINES, RULE, Entry, Log, read_log
from pipelines.approvals.people import same_person
from pipelines.approvals.protected import changed_since
from pipelines.approvals.reviewers import Keys, line_problem
from pipelines.approvals.work import Work
from pipelines.curated.reader import Curated
from pipelines.project import Project
from schemas.problem import Problem, Unusable, errors

SIGNED = ("enter", "approve", "disagree", "settle")
# why nothing of a log is proven, though nothing in it is wrong
NO_TRUST, NO_TOOL, BROKEN = "keys_not_verified", "not_verified", "not_proven"


@dataclass
class Judged:
    """A log, what is wrong with it, and for each line about a report why it does not count."""

    log: Log
    keys: Keys | None = None  # None: this machine cannot look at signatures
    problems: list[Problem] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)  # hash of a line → why it does not count
    forged: set[str] = field(default_factory=set)  # hashes of lines that nobody meant so
    standing: str = ""  # of the whole log: empty where its lines can be believed

    @cached_property
    def about(self) -> dict[str, list[Entry]]:
        """trial/report → its lines."""
        found: dict[str, list[Entry]] = {}
        for entry in self.log.of(*SIGNED):
            found.setdefault(entry.values["target"], []).append(entry)
        return found

    @property
    def has_errors(self) -> bool:
        return bool(errors(self.problems))


def judge(
    project: Project,
    curated: Curated,
    trust: str = "",
    *,
    as_of: date | None = None,
    is_quick: bool = False,
) -> Judged:
    """Judge the log of a project, and what its releases protect beside it. Raises BadTrust.

    ``as_of``: a line dated later is none that can have been written yet. ``is_quick``: of the lines
    about reports that a signed release anchors only the release's signature is looked at, and the log
    alone.
    """
    try:
        log = read_log(project)
    except Unusable as error:
        return Judged(Log(""), problems=[error.problem], standing=BROKEN)
    anchors, problems = read_anchors(project, log)
    for anchor in anchors:
        problems += anchor.log_problems(log)
    known = {anchor.head for anchor in anchors}
    for entry in log.of("release"):
        if entry.hash not in known:
            message = "this release is in the log, but its anchor is not in data/releases."
            problems.append(line_problem(log, entry, message))
    for entry in log.entries if as_of else ():
        if entry.values and entry.values["at"][:10] > as_of.isoformat():
            problems.append(line_problem(log, entry, f"is dated after {as_of}."))
    if not is_quick:
        problems += errors(changed_since(project, curated, anchors))
    skipped, trust = anchors if is_quick else [], keys.trust_root(trust)
    return judge_log(log, curated, trust, problems, skipped)


def judge_log(
    log: Log,
    curated: Curated,
    trust: str,
    problems: Iterable[Problem] = (),
    anchors: Iterable[Anchor] = (),
) -> Judged:
    """Judge a log by itself. ``problems`` are those that its anchors know of.

    A line whose signature does not hold shows that somebody bent the log, so then nothing in it counts.
    """
    found = Judged(log, problems=[*log.problems(), *problems])
    if len(log.entries) > MOST_LINES:
        found.standing = BROKEN
        return found
    if any(p.rule == RULE for p in errors(found.problems)):
        found.standing = BROKEN
    lines = [e for e in log.entries if e.values]
    others = [e for e in lines if e.values["action"] not in SIGNED]
    try:
        by = _signers(others)
        found.keys = Keys(log, curated["reviewers"], by, trust)
        skipped = _anchored(found.keys, anchors)
        about = [
            e
            for e in lines
            if e.values["action"] in SIGNED and not skipped >> log.places[e.hash] & 1
        ]
        by |= _signers(about)
    except keys.NoTool:
        found.standing, found.keys = found.standing or NO_TOOL, None
        return found
    work = Work(curated, log)
    bent = [e for e in others if by.get(e.hash) == ""]
    found.problems += [line_problem(log, e, "its signature does not fit it.") for e in bent]
    for entry in about:
        why, is_forged = found.keys.why_not(entry)
        bent += [entry] if is_forged else []
        if not why and (why := _not_theirs(work, entry)):
            is_forged = True
            found.forged.add(entry.hash)
        if why:
            found.refused[entry.hash] = why
            found.problems.append(line_problem(log, entry, why, is_forged))
    found.problems += found.keys.problems
    if (found.keys.problems or bent) and not found.standing:
        found.standing = BROKEN
    if not trust:
        found.standing = found.standing or NO_TRUST
    found.problems = sorted(set(found.problems))
    return found


def _signers(lines: list[Entry]) -> dict[str, str]:
    """Hash of each signed line → fingerprint of the key behind it; empty where it does not fit.

    Raises NoTool.
    """
    signed = [e for e in lines if e.values["signature"]]
    found = keys.signers((e.signed, e.values["signature"]) for e in signed)
    return {e.hash: key for e, key in zip(signed, found, strict=True)}


def _anchored(known: Keys, anchors: Iterable[Anchor]) -> int:
    """Lines that an anchored release commits to, which an enrolled person signed."""
    heads = {anchor.head for anchor in anchors}
    found = 0
    for e in known.log.of("release"):
        if e.hash in heads and known.why_not(e) == ("", False):
            found |= known.log.before[e.hash]
    return found


def _not_theirs(work: Work, entry: Entry) -> str:
    """Why this person may not judge these digits; empty if they may, or if the digits are others now."""
    target, by, action = (entry.values[name] for name in ("target", "by", "action"))
    if action in ("enter", "disagree") or not work.is_current(entry):
        return ""
    if work.is_own(by, target):
        return "nobody approves their own work."
    if action == "settle" and not _is_third(work.log, entry):
        return "is no third person's: who judged these digits does not settle."
    return ""


def _is_third(log: Log, entry: Entry) -> bool:
    same = (entry.values["target"], entry.values["digest"])
    return not any(
        same_person(entry.values["by"], other.values["by"])
        for other in log.of("approve", "disagree")
        if (other.values["target"], other.values["digest"]) == same and log.follows(entry, other)
    )


def unprotected(log: Log, anchors: Iterable[Anchor]) -> Iterator[Entry]:
    """Lines that no anchor holds yet."""
    protected = {raw for anchor in anchors for raw in anchor.log}
    yield from (entry for entry in log.entries if entry.raw not in protected)
