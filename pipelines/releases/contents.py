"""The files of a release, held against the proof they carry: nothing else is needed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.approvals.anchors import Anchor, UnreadableAnchor
from pipelines.approvals.log import Log
from pipelines.files import sha256
from pipelines.releases.packing import Folder, Packed, Unreadable
from schemas.borders.sheets import as_typed
from schemas.problem import Problem

RELEASE_RULE = "unchanged-release"
# files of a release that cannot be in its manifest, because they hold its hash or differ in bytes
UNLISTED = ("manifest.json", "approvals.csv", "anchor.json", "evidence.duckdb", "evidence.duckdb.sha256")  # fmt: skip


def read_release(path: Path) -> Mapping[str, bytes]:
    """Files of a release, a folder or a zip, each read when it is asked for. Raises Unreadable."""
    try:
        return Folder(path) if path.is_dir() else Packed(path)
    except OSError as error:
        raise Unreadable(f"cannot be read whole: {error.strerror}") from error


def release_problems(files: Mapping[str, bytes], head: str = "") -> list[Problem]:
    """Everything in which the files of a release are not what was released.

    With ``head``, the hash of its line of the log as it was published elsewhere, the release must be
    that very one. Raises Unreadable.
    """
    found: list[Problem] = []
    try:
        anchor = Anchor.from_json(_text(files["anchor.json"]))
        if head and anchor.head != head:
            message = (
                f"is the head of this release, not {head}: it is another one, or was rewritten."
            )
            found.append(problem("anchor.json", anchor.head, message))
        found += _chain_problems(files, anchor)
    except KeyError:
        found.append(problem("anchor.json", "", "this file is missing."))
    except UnreadableAnchor as error:
        found.append(problem("anchor.json", "", f"{error}."))
    found += changed_files(files)
    found += _store_problems(files, is_deep=not found)
    return found


def _chain_problems(files: Mapping[str, bytes], anchor: Anchor) -> Iterator[Problem]:
    log = Log(files.get("approvals.csv", b"").decode("utf-8", "replace"), "approvals.csv")
    yield from log.problems()
    yield from anchor.log_problems(log)
    if "\n".join(anchor.log) + "\n" != log.text:
        yield problem("approvals.csv", "", "differs from the log that anchor.json holds.")
        yield problem("anchor.json", "", "differs from approvals.csv.")
    release = [e for e in log.entries if e.hash == anchor.head and e.values["action"] == "release"]
    if not release:
        yield problem("anchor.json", "", "its head is not the line of a release.")
        return
    if release[0].values["target"] != anchor.version:
        yield problem("anchor.json", anchor.version, "is another version than the log says.")
    if release[0].values["digest"] != sha256(files.get("manifest.json", b"")):
        yield problem("manifest.json", "", "is not the list of files that was released.")
    listed = files.get("records.csv", b"").decode("utf-8", "replace")
    try:
        rows = {
            row["path"]: {name: as_typed(cell or "") for name, cell in row.items() if name}
            for row in csv.DictReader(io.StringIO(listed))
            if row.get("path")
        }
    except csv.Error:
        yield problem("records.csv", "", "cannot be read.")
        return
    yield from anchor.record_problems(rows, "records.csv")
    if rows != anchor.records:
        yield problem("anchor.json", "", "differs from records.csv.")


def changed_files(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Files that are not those of the manifest."""
    try:
        listed = json.loads(files["manifest.json"])["files"]
        expected = {name: entry["sha256"] for name, entry in listed.items()}
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        yield problem("manifest.json", "", "is missing or cannot be read.")
        return
    for name, digest in expected.items():
        if name not in files:
            yield problem(name, "", "this file is missing.")
        elif sha256(files[name]) != digest:
            yield problem(name, "", "the bytes of this file changed.")
    for name in files:
        if name not in expected and name not in UNLISTED:
            yield problem(name, "", "this file was put in.")


def _store_problems(files: Mapping[str, bytes], is_deep: bool) -> Iterator[Problem]:
    """The DuckDB file differs between builds, so its contents are held against the tables."""
    store, noted = files.get("evidence.duckdb"), files.get("evidence.duckdb.sha256", b"")
    if store is None:
        yield problem("evidence.duckdb", "", "this file is missing.")
        return
    if f"{sha256(store)}  evidence.duckdb\n".encode() != noted:
        yield problem("evidence.duckdb", "", "its bytes are not those noted beside it.")
    elif is_deep:
        from pipelines.releases.database import differences

        tables = {
            name[7:-4]: sha256(files[name])
            for name in files
            if name.startswith("tables/") and name.endswith(".csv")
        }
        for name, message in differences(store, tables):
            yield problem("evidence.duckdb", name, message)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def problem(place: str, value: str, message: str, line: int = 0) -> Problem:
    """A problem of a release. Names in it may be anybody's: what no file can hold is written out."""
    place, value = (t.encode("utf-8", "backslashreplace").decode() for t in (place, value))
    return Problem(place, line, "", value, message, "", RELEASE_RULE)
