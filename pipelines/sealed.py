"""The files of a release, held against the proof they carry: nothing else is needed."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pipelines.anchors import Anchor, UnreadableAnchor
from pipelines.log import Log, sha256
from schemas.problem import Problem

RELEASE_RULE = "unchanged-release"
# files of a release that cannot be in its manifest, because they hold its hash or differ in bytes
UNLISTED = ("manifest.json", "approvals.csv", "anchor.json", "evidence.duckdb", "evidence.duckdb.sha256")  # fmt: skip


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


def file_problems(files: dict[str, bytes]) -> list[Problem]:
    """Everything in which the files of a release are not what was released."""
    found: list[Problem] = []
    try:
        found += _chain_problems(files, Anchor.from_json(_text(files["anchor.json"])))
    except KeyError:
        found.append(problem("anchor.json", "", "this file is missing."))
    except UnreadableAnchor as error:
        found.append(problem("anchor.json", "", f"{error}."))
    found += _listed_problems(files)
    found += _store_problems(files, is_deep=not found)
    return found


def _chain_problems(files: dict[str, bytes], anchor: Anchor) -> Iterator[Problem]:
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
    rows = {row["path"]: row for row in csv.DictReader(io.StringIO(listed)) if row.get("path")}
    yield from anchor.record_problems(rows, "records.csv")
    if rows != anchor.records:
        yield problem("anchor.json", "", "differs from records.csv.")


def _listed_problems(files: dict[str, bytes]) -> Iterator[Problem]:
    try:
        listed = json.loads(files["manifest.json"])["files"]
        expected = {name: entry["sha256"] for name, entry in listed.items()}
    except (KeyError, ValueError, TypeError, AttributeError):
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


def _store_problems(files: dict[str, bytes], is_deep: bool) -> Iterator[Problem]:
    """The DuckDB file differs between builds, so its contents are held against the tables."""
    store, noted = files.get("evidence.duckdb"), files.get("evidence.duckdb.sha256", b"")
    if store is None:
        yield problem("evidence.duckdb", "", "this file is missing.")
        return
    if f"{sha256(store)}  evidence.duckdb\n".encode() != noted:
        yield problem("evidence.duckdb", "", "its bytes are not those noted beside it.")
    elif is_deep:
        yield from _table_problems(store, files)


def _table_problems(store: bytes, files: dict[str, bytes]) -> Iterator[Problem]:

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
            yield problem("evidence.duckdb", "", f"cannot be read: {error}")
            return
    for name in sorted(different):
        yield problem("evidence.duckdb", name, "this table is not the one in tables/.")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def problem(place: str, value: str, message: str, line: int = 0) -> Problem:
    return Problem(place, line, "", value, message, "", RELEASE_RULE)
