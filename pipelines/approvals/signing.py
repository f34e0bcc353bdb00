"""Adding a signed line to the log: who may, with which key, dated when."""

from __future__ import annotations

from pathlib import Path

from pipelines import clock
from pipelines.approvals import log
from pipelines.approvals.digests import Meanings, as_cell, content_digest, report_of
from pipelines.approvals.judge import Judged
from pipelines.approvals.keys import FINGERPRINT, CannotSign, NoTool, fingerprint, public_of, signer
from pipelines.approvals.people import name_fault, same_person
from pipelines.approvals.reviewers import Keys, entry_digest
from pipelines.curated.reader import Curated
from pipelines.files import sha256
from pipelines.project import Project
from schemas.borders.plain import text_fault


class Refused(Exception):
    """Nothing is added to the log; the message says why and what to do."""


def refuse_key(keys: Keys | None, key: Path | None, by: str) -> None:
    """Raise Refused unless ``key`` is one that was enrolled for ``by`` and may sign today."""
    if keys is None:
        raise Refused(str(NoTool()))
    if key is None:
        raise Refused("every line is signed: name the file of your key with --key")
    own = fingerprint_of(key)
    person = keys.people.get(own)
    if person is None:
        raise Refused(f"the key {own} is not enrolled: who holds the trust root enrols it")
    if person.name != by:
        raise Refused(f"the key {own} is that of {person.name}, not of {by}")
    if any(revoked.values["target"] == own for revoked in keys.revocations):
        raise Refused(f"the key {own} was taken back; ask for another one to be enrolled")
    today = clock.day().isoformat()
    if not person.valid_from <= today <= person.valid_until:
        raise Refused(f"the key {own} may sign from {person.valid_from} to {person.valid_until}")


def fingerprint_of(key: Path) -> str:
    """The fingerprint of the key in a file. Raises Refused."""
    try:
        return fingerprint(public_of(key))
    except (CannotSign, NoTool) as error:
        raise Refused(str(error)) from error


def moment(before: log.Log) -> str:
    """Now, and never before the last line. Raises Refused where the clock is days behind it."""
    now = clock.moment()
    latest = max((e.values["at"] for e in before.entries if e.values), default="")
    if now[:10] < latest[:10]:
        raise Refused(f"the last line of the log is of {latest}, and the clock here says {now}")
    return max(now, latest)


def add(
    project: Project, line: tuple[str, ...], key: Path, onto: log.Log, words: str = ""
) -> log.Log:
    """Add a signed line. Raises Refused, log.Moved or log.BrokenLog."""
    try:
        return log.append(project, *line, words=words, sign=signer(key), onto=onto)
    except (CannotSign, NoTool) as error:
        raise Refused(str(error)) from error


def enter(project: Project, curated: Curated, judged: Judged, target: str, by: str, key: Path) -> log.Log:  # fmt: skip
    """Sign the figures of a report as whoever entered them, or entered them again."""
    if target not in {report_of(row) for row in curated["reports"]}:
        raise Refused(f"there is no report {target}")
    refuse_key(judged.keys, key, by)
    digest, words = content_digest(curated, *target.split("/")), Meanings(curated).of(target)
    for line in judged.about.get(target, ()):
        is_same = line.values["digest"] == digest and same_person(by, line.values["by"])
        if is_same and line.values["action"] != "enter":
            raise Refused(f"{by} has judged these digits: who judges them did not enter them")
    line = ("enter", target, digest, by, moment(judged.log))
    return add(project, line, key, judged.log, as_cell(words))


def enrol(project: Project, curated: Curated, judged: Judged, reviewer: str, by: str, key: Path) -> log.Log:  # fmt: skip
    """Take in the key of an entry of ``reviewers.yaml``, signed with the trust root."""
    row = next((r for r in curated["reviewers"] if r.get("reviewer") == reviewer), None)
    if row is None:
        raise Refused(f"reviewers.yaml has no entry {reviewer!r}")
    if fault := name_fault(row.get("name")):
        raise Refused(f"the name of {reviewer} {fault}")
    own, root = fingerprint(row.get("key")), fingerprint_of(key)
    if not own:
        raise Refused(f"the key of {reviewer} is no public key")
    if own == root:
        raise Refused("the trust root is nobody's key to approve with: make another one")
    known = judged.keys.people.get(own) if judged.keys else None
    if known and known.name != row.get("name"):
        raise Refused(f"the key {own} is enrolled as that of {known.name}")
    says = f"{row.get('name')}; from {row.get('valid_from')}; until {row.get('valid_until')}"
    line = ("enrol", own, entry_digest(row), _name(by), moment(judged.log), says)
    return add(project, line, key, judged.log)


def revoke(project: Project, judged: Judged, which: str, by: str, key: Path, since: str, remark: str) -> log.Log:  # fmt: skip
    """Take back a key: no line counts that it signs from now on, nor those dated ``since`` or later."""
    if not FINGERPRINT.fullmatch(which):
        raise Refused(f"{which!r} is no fingerprint such as SHA256:…")
    if judged.keys is not None and which not in judged.keys.people:
        raise Refused(f"the key {which} is not enrolled")
    return _about_key(project, judged, ("revoke", which), by, key, since, remark)


def take_over(project: Project, judged: Judged, old: str, by: str, key: Path, remark: str) -> log.Log:  # fmt: skip
    """A new trust root, whose ``key`` this is, takes over what the ``old`` one signed so far."""
    if not FINGERPRINT.fullmatch(old):
        raise Refused(f"{old!r} is no fingerprint such as SHA256:…")
    if old == fingerprint_of(key):
        raise Refused("this is the old trust root itself: sign with the new one")
    return _about_key(project, judged, ("root", old), by, key, "", remark)


def _about_key(project: Project, judged: Judged, what: tuple[str, str], by: str, key: Path, since: str, remark: str) -> log.Log:  # fmt: skip
    if fault := text_fault(remark, log.LONGEST_REMARK):
        raise Refused(f"--remark {fault}")
    says = "; ".join(part for part in (f"since {since}" if since else "", remark) if part)
    line = (*what, sha256(what[1]), _name(by), moment(judged.log), says)
    return add(project, line, key, judged.log)


def _name(by: str) -> str:
    name = " ".join(by.split())
    if fault := name_fault(name):
        raise Refused(f"--as needs one name; it {fault}")
    return name
