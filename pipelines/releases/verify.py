"""Holding log, archive and releases against their anchors: what was changed, what nobody protects."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pipelines import clock
from pipelines.approvals.anchors import RECORDS_RULE, Anchor, read_anchors, text_of
from pipelines.approvals.judge import BROKEN, NO_TOOL, NO_TRUST, judge, unprotected
from pipelines.approvals.keys import trust_root
from pipelines.approvals.log import Log, read_log
from pipelines.approvals.protected import (
    changed_since,
    lists_of,
    read_manifest,
    unprotected_rows,
)
from pipelines.approvals.states import approval_states
from pipelines.checks.check import check
from pipelines.checks.checked import Checked
from pipelines.files import sha256
from pipelines.project import Project
from pipelines.releases.contents import problem, read_release, release_problems
from pipelines.releases.leftovers import leftovers
from pipelines.releases.packing import Unreadable, sha256_of
from pipelines.releases.proven import approvals_of
from schemas.problem import WARNING, Problem

STANDING = {
    NO_TRUST: "Keys not verified: no trust root was named (--trust, or EVIDENCE_TRUST).",
    NO_TOOL: "Signatures not verified: ssh-keygen is not on this machine (openssh-client).",
    BROKEN: "Nothing in the log of approvals counts until it is restored.",
}
UNANCHORED = (
    "Under no anchor: trials and reports as typed, pages, vocabularies, references, corrections, gaps, charts.yaml "
    "and settings. An approval voids or names what changes of them around its figures; "
    "`evidence diff RELEASE` tells the rest."
)


@dataclass
class Verdict:
    """What was found, what is protected by what, and what is not."""

    problems: list[Problem] = field(default_factory=list)
    says: list[str] = field(default_factory=list)


def verify_project(project: Project, head: str = "", trust: str = "") -> Verdict:
    """The log against all anchors, the archive against manifest and anchors, releases kept here.

    With ``head``, the hash of a line as it was published or kept elsewhere, the log must hold it.
    """
    found = Verdict()
    log = read_log(project)
    checked = check(project)
    found.problems += _log_problems(project, checked, trust, found)
    if head and not any(entry.hash == head for entry in log.entries):
        message = "no line of the log has this hash: the log was rewritten, or is another one."
        found.problems.append(problem(log.place, head, message))
    anchors, _ = read_anchors(project, log)
    found.problems += changed_since(project, checked.curated, anchors)
    found.says.append(_protection(log, anchors))
    found.says += unprotected_rows(anchors, lists_of(project, checked.curated))
    found.says.append(UNANCHORED)
    verify_archive(project, found)
    if project.releases.is_dir():
        for path in sorted(project.releases.iterdir()):
            if (path.is_dir() or path.suffix == ".zip") and not path.name.startswith("."):
                verdict = verify_release(path, trust=trust)
                place = project.relative(path)
                found.problems += [
                    Problem(f"{place}/{p.path}" if p.path != path.name else place, *_rest(p))
                    for p in verdict.problems
                ]
                found.says += verdict.says
    found.problems += leftovers(project)
    found.problems = sorted(set(found.problems))
    return found


def _log_problems(project: Project, checked: Checked, trust: str, found: Verdict) -> list[Problem]:
    """What the one judge of the log says, every signature looked at."""
    judged = judge(project, checked.curated, trust, as_of=clock.day())
    states = approval_states(checked, judged)["state"].value_counts()
    total = len(checked.curated["reports"])
    counts = ", ".join(f"{states[code]} {code.replace('_', ' ')}" for code in sorted(states.index))
    found.says.append(f"Of {total} reports: {counts or 'none approved'}.")
    if judged.log.entries:
        found.says.append(
            STANDING.get(judged.standing, "The log of approvals was looked at whole.")
        )
    return judged.problems


def _protection(log: Log, anchors: list[Anchor]) -> str:
    if not log.entries:
        return "The log of approvals is empty: nobody has approved anything."
    after = list(unprotected(log, anchors))
    count = len(log.entries) - len(after)
    names = "; ".join(f"line {entry.line} ({entry})" for entry in after)
    says = f"{count} of {len(log.entries)} lines of the log are protected"
    says += f" by {', '.join(a.version for a in anchors)}." if anchors else ": there is no anchor."
    if after:
        says += f" Unprotected until the next release: {names}."
    return says


# archive ---------------------------------------------------------------------


def verify_archive(project: Project, found: Verdict) -> None:
    """Archived records against the manifest."""
    place = project.relative(project.raw / "manifest.csv")
    rows = read_manifest(project)
    counts = Counter(row.get("path") or "" for row in rows)
    for path, count in counts.items():
        if count > 1:
            found.problems.append(_record(place, path, "stands twice in the manifest."))
    absent: dict[str, list[str]] = {}
    present: Counter[str] = Counter()
    for row in rows:
        name = row.get("path") or ""
        path, source = project.raw / name, name.partition("/")[0]
        if not path.resolve().is_relative_to(project.raw.resolve()):
            found.problems.append(_record(place, name, "leads out of the archive."))
        elif not path.is_file():
            absent.setdefault(source, []).append(name)
        else:
            present[source] += 1
            if sha256(path.read_bytes()) != row.get("sha256"):
                message = "the bytes of this record are not those of the manifest."
                found.problems.append(_record(project.relative(path), "", message))
    for source, names in absent.items():
        if present[source]:  # whoever fetched the others had these too
            found.problems += [
                _record(project.relative(project.raw / name), "", "this record is missing.")
                for name in names
            ]
        else:
            found.says.append(f"{source}: none of {len(names)} records is kept on this machine.")
    if project.raw.is_dir():
        for path in sorted(project.raw.rglob("*")):
            name = path.relative_to(project.raw).as_posix()
            is_record = path.is_file() and path.parent != project.raw  # lists of ours lie on top
            if is_record and name not in counts and not path.name.startswith("."):
                message = "this file is not in the manifest."
                found.problems.append(_record(project.relative(path), "", message, WARNING))
    if rows:
        found.says.append(f"{sum(present.values())} archived records looked at.")


def verify_release(path: Path, head: str = "", trust: str = "") -> Verdict:
    """A release by itself, without network and without the project; see ``release_problems``."""
    found = Verdict()
    try:
        files = read_release(path)
        problems = release_problems(files, head)
        beside = path.with_name(f"{path.name}.sha256")
        if path.is_file() and beside.is_file():
            if text_of(beside) != f"{sha256_of(path)}  {path.name}\n":
                message = f"its bytes are not those of {beside.name}."
                problems.append(problem(path.name, "", message))
        if not problems:
            problems, approved = approvals_of(files, trust_root(trust))
    except Unreadable as error:
        problems = [problem(path.name, "", f"this release {error}.")]
    except MemoryError:
        message = "this release needs more memory than there is."
        problems = [problem(path.name, "", message)]
    found.problems = sorted(set(problems))
    if not found.problems:
        anchor = Anchor.from_json(files["anchor.json"].decode())
        found.says.append(
            f"Release {anchor.version}: {len(files)} files are as released. Head of its chain: "
            f"{anchor.head}. Compare it with the head published elsewhere (tag, announcement): "
            "whoever rewrites the whole release gets another head."
        )
        found.says.append(approved)
    return found


def _record(place: str, value: str, message: str, level: str = "error") -> Problem:
    return Problem(place, 0, "", value, message, "", RECORDS_RULE, level)


def _rest(p: Problem) -> tuple:
    return (p.line, p.field, p.value, p.message, p.todo, p.rule, p.level)
