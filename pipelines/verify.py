"""Holding log, archive and releases against their anchors: what was changed, what nobody protects."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.anchors import RECORDS_RULE, Anchor, UnreadableAnchor, anchor_files
from pipelines.log import Log, read_log, sha256
from pipelines.project import Project
from pipelines.sealed import file_problems, problem, read_release
from schemas.problem import WARNING, Problem


@dataclass
class Verdict:
    """What was found, what is protected by what, and what is not."""

    problems: list[Problem] = field(default_factory=list)
    says: list[str] = field(default_factory=list)


def verify_project(project: Project) -> Verdict:
    """The log against all anchors, the archive against manifest and anchors, releases kept here."""
    found = Verdict()
    log = read_log(project)
    found.problems += log.problems()
    anchors = []
    for path in anchor_files(project):
        try:
            anchors.append(Anchor.from_json(_read(path)))
        except UnreadableAnchor as error:
            found.problems.append(problem(project.relative(path), "", f"this anchor {error}."))
    for anchor in anchors:
        found.problems += anchor.log_problems(log)
    known = {anchor.head for anchor in anchors}
    for entry in log.of("release"):
        if entry.hash not in known:
            message = "this release is in the log, but its anchor is not in data/releases."
            found.problems.append(problem(log.place, str(entry), message, entry.line))
    found.says.append(_protection(log, anchors))
    _verify_archive(project, anchors, found)
    if project.releases.is_dir():
        for path in sorted(project.releases.iterdir()):
            if path.is_dir() or path.suffix == ".zip":
                verdict = verify_release(path)
                place = project.relative(path)
                found.problems += [
                    Problem(f"{place}/{p.path}" if p.path != path.name else place, *_rest(p))
                    for p in verdict.problems
                ]
                found.says += verdict.says
    found.problems = sorted(set(found.problems))
    return found


def _protection(log: Log, anchors: list[Anchor]) -> str:
    if not log.entries:
        return "The log of approvals is empty: nobody has approved anything."
    protected = {raw for anchor in anchors for raw in anchor.log}
    after = [entry for entry in log.entries if entry.raw not in protected]
    count = len(log.entries) - len(after)
    names = "; ".join(f"line {entry.line} ({entry})" for entry in after)
    says = f"{count} of {len(log.entries)} lines of the log are protected"
    says += f" by {', '.join(a.version for a in anchors)}." if anchors else ": there is no anchor."
    if after:
        says += f" Unprotected until the next release: {names}."
    return says


# archive ---------------------------------------------------------------------


def read_manifest(project: Project) -> list[dict[str, str]]:
    path = project.raw / "manifest.csv"
    return list(csv.DictReader(io.StringIO(_read(path)))) if path.is_file() else []


def records(project: Project) -> dict[str, dict[str, str]]:
    return {
        row["path"]: {k: v or "" for k, v in row.items() if k} for row in read_manifest(project)
    }


def _verify_archive(project: Project, anchors: list[Anchor], found: Verdict) -> None:
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
    if anchors:
        latest = max(anchors, key=lambda anchor: len(anchor.log))
        found.problems += latest.record_problems(records(project), place)
    if rows:
        found.says.append(f"{sum(present.values())} archived records looked at.")


def verify_release(path: Path) -> Verdict:
    """A release by itself, without network and without the project."""
    found = Verdict()
    try:
        files = read_release(path)
    except UnreadableAnchor as error:
        found.problems.append(problem(path.name, "", f"this release {error}."))
        return found
    beside = path.with_name(f"{path.name}.sha256")
    if path.is_file() and beside.is_file():
        if _read(beside) != f"{sha256(path.read_bytes())}  {path.name}\n":
            found.problems.append(
                problem(path.name, "", f"its bytes are not those of {beside.name}.")
            )
    found.problems = sorted({*found.problems, *file_problems(files)})
    if not found.problems:
        anchor = Anchor.from_json(files["anchor.json"].decode())
        found.says.append(
            f"Release {anchor.version}: {len(files)} files are as released. Head of its chain: "
            f"{anchor.head}. Compare it with the head published elsewhere (tag, announcement): "
            "whoever rewrites the whole release gets another head."
        )
    return found


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _record(place: str, value: str, message: str, level: str = "error") -> Problem:
    return Problem(place, 0, "", value, message, "", RECORDS_RULE, level)


def _rest(p: Problem) -> tuple:
    return (p.line, p.field, p.value, p.message, p.todo, p.rule, p.level)
