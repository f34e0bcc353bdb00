"""Holding log, archive and releases against their anchors: what was changed, what nobody protects."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipelines.anchors import RECORDS_RULE, Anchor, UnreadableAnchor, anchor_files
from pipelines.log import Log, read_log, sha256
from pipelines.project import Project
from schemas.problem import WARNING, Problem

RELEASE_RULE = "unchanged-release"
OWN_FILES = ("raw/manifest.csv", "raw/findings.csv")
# files of a release that cannot be in its manifest, because they hold its hash or differ in bytes
UNLISTED = ("manifest.json", "approvals.csv", "anchor.json", "evidence.duckdb", "evidence.duckdb.sha256")  # fmt: skip


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
            found.problems.append(_problem(project.relative(path), "", f"this anchor {error}."))
    for anchor in anchors:
        found.problems += anchor.log_problems(log)
    known = {anchor.head for anchor in anchors}
    for entry in log.of("release"):
        if entry.hash not in known:
            message = "this release is in the log, but its anchor is not in data/releases."
            found.problems.append(_problem(log.place, str(entry), message, entry.line))
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
            if (
                path.is_file()
                and name not in counts
                and name not in ("manifest.csv", "findings.csv")
            ):
                message = "this file is not in the manifest."
                found.problems.append(_record(project.relative(path), "", message, WARNING))
    for anchor in anchors[-1:]:
        found.problems += anchor.record_problems(records(project), place)
    if rows:
        found.says.append(f"{sum(present.values())} archived records looked at.")


# releases --------------------------------------------------------------------


def read_release(path: Path) -> dict[str, bytes]:
    """Files of a release, a folder or a zip. Raises UnreadableAnchor if it is neither."""
    if path.is_dir():
        return {
            file.relative_to(path).as_posix(): file.read_bytes()
            for file in sorted(path.rglob("*"))
            if file.is_file()
        }
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) != len(set(names)):
                raise UnreadableAnchor("holds a file twice")
            if any(PurePosixPath(n).is_absolute() or ".." in PurePosixPath(n).parts for n in names):
                raise UnreadableAnchor("holds a file that leads out of it")
            return {name: archive.read(name) for name in names if not name.endswith("/")}
    except (
        zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError,
        ValueError, OverflowError, UnicodeError,
    ) as error:  # fmt: skip
        if isinstance(error, UnreadableAnchor):
            raise
        raise UnreadableAnchor(f"cannot be read whole: {error}") from error


def verify_release(path: Path) -> Verdict:
    """A release by itself, without network and without the project."""
    found = Verdict()
    try:
        files = read_release(path)
    except UnreadableAnchor as error:
        found.problems.append(_problem(path.name, "", f"this release {error}."))
        return found
    beside = path.with_name(f"{path.name}.sha256")
    if path.is_file() and beside.is_file():
        if _read(beside) != f"{sha256(path.read_bytes())}  {path.name}\n":
            found.problems.append(
                _problem(path.name, "", f"its bytes are not those of {beside.name}.")
            )
    found.problems = sorted({*found.problems, *file_problems(files)})
    if not found.problems:
        anchor = Anchor.from_json(_text(files["anchor.json"]))
        found.says.append(
            f"Release {anchor.version}: {len(files)} files are as released. Head of its chain: "
            f"{anchor.head}. Compare it with the head published elsewhere (tag, announcement): "
            "whoever rewrites the whole release gets another head."
        )
    return found


def file_problems(files: dict[str, bytes]) -> list[Problem]:
    """Everything in which the files of a release are not what was released."""
    found: list[Problem] = []
    try:
        found += _chain_problems(files, Anchor.from_json(_text(files["anchor.json"])))
    except KeyError:
        found.append(_problem("anchor.json", "", "this file is missing."))
    except UnreadableAnchor as error:
        found.append(_problem("anchor.json", "", f"{error}."))
    found += _listed_problems(files)
    found += _store_problems(files, is_deep=not found)
    return found


def _chain_problems(files: dict[str, bytes], anchor: Anchor) -> Iterator[Problem]:
    log = Log(files.get("approvals.csv", b"").decode("utf-8", "replace"), "approvals.csv")
    yield from log.problems()
    yield from anchor.log_problems(log)
    if "\n".join(anchor.log) + "\n" != log.text:
        yield _problem("approvals.csv", "", "differs from the log that anchor.json holds.")
        yield _problem("anchor.json", "", "differs from approvals.csv.")
    release = [e for e in log.entries if e.hash == anchor.head and e.values["action"] == "release"]
    if not release:
        yield _problem("anchor.json", "", "its head is not the line of a release.")
        return
    if release[0].values["target"] != anchor.version:
        yield _problem("anchor.json", anchor.version, "is another version than the log says.")
    if release[0].values["digest"] != sha256(files.get("manifest.json", b"")):
        yield _problem("manifest.json", "", "is not the list of files that was released.")
    listed = files.get("records.csv", b"").decode("utf-8", "replace")
    rows = {row["path"]: row for row in csv.DictReader(io.StringIO(listed)) if row.get("path")}
    yield from anchor.record_problems(rows, "records.csv")
    if rows != anchor.records:
        yield _problem("anchor.json", "", "differs from records.csv.")


def _listed_problems(files: dict[str, bytes]) -> Iterator[Problem]:
    try:
        listed = json.loads(files["manifest.json"])["files"]
        expected = {name: entry["sha256"] for name, entry in listed.items()}
    except (KeyError, ValueError, TypeError, AttributeError):
        yield _problem("manifest.json", "", "is missing or cannot be read.")
        return
    for name, digest in expected.items():
        if name not in files:
            yield _problem(name, "", "this file is missing.")
        elif sha256(files[name]) != digest:
            yield _problem(name, "", "the bytes of this file changed.")
    for name in files:
        if name not in expected and name not in UNLISTED:
            yield _problem(name, "", "this file was put in.")


def _store_problems(files: dict[str, bytes], is_deep: bool) -> Iterator[Problem]:
    """The DuckDB file differs between builds, so its contents are held against the tables."""
    store, noted = files.get("evidence.duckdb"), files.get("evidence.duckdb.sha256", b"")
    if store is None:
        yield _problem("evidence.duckdb", "", "this file is missing.")
        return
    if f"{sha256(store)}  evidence.duckdb\n".encode() != noted:
        yield _problem("evidence.duckdb", "", "its bytes are not those noted beside it.")
    elif is_deep:
        yield from _table_problems(store, files)


def _table_problems(store: bytes, files: dict[str, bytes]) -> Iterator[Problem]:
    import tempfile

    import duckdb

    from pipelines.dump import as_csv, table_names

    tables = {name[7:-4] for name in files if name.startswith("tables/") and name.endswith(".csv")}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evidence.duckdb"
        path.write_bytes(store)
        try:
            with duckdb.connect(str(path), read_only=True) as connection:
                names = set(table_names(connection))
                different = names ^ tables | {
                    name
                    for name in names & tables
                    if as_csv(connection, name).encode() != files[f"tables/{name}.csv"]
                }
        except duckdb.Error as error:
            yield _problem("evidence.duckdb", "", f"cannot be read: {error}")
            return
    for name in sorted(different):
        yield _problem("evidence.duckdb", name, "this table is not the one in tables/.")


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _problem(place: str, value: str, message: str, line: int = 0) -> Problem:
    return Problem(place, line, "", value, message, "", RELEASE_RULE)


def _record(place: str, value: str, message: str, level: str = "error") -> Problem:
    return Problem(place, 0, "", value, message, "", RECORDS_RULE, level)


def _rest(p: Problem) -> tuple:
    return (p.line, p.field, p.value, p.message, p.todo, p.rule, p.level)
