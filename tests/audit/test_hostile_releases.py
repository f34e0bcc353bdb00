"""A release may come from anybody: what hides, bursts, runs or lies is named, and nothing of it is run."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipelines.approvals.anchors import anchor_files
from pipelines.cli.command import main
from pipelines.files import sha256
from pipelines.project import Project
from pipelines.releases import database, packing
from pipelines.releases.contents import read_release, release_problems
from pipelines.releases.verify import verify_project, verify_release

GB = 2**30


@pytest.fixture(scope="session")
def whole(released: Project) -> bytes:
    return (released.releases / "1.0.zip").read_bytes()


@pytest.fixture(scope="session")
def files(released: Project) -> dict[str, bytes]:
    return dict(read_release(released.releases / "1.0.zip"))


def says(path: Path) -> str:
    return "\n".join(map(str, verify_release(path).problems))


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """``files`` as another program would pack them."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name), body, method)
    return path


# the zip ----------------------------------------------------------------------


def first_gap(whole: bytes) -> int:
    """Where the second file of a zip begins."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return sorted(info.header_offset for info in archive.infolist())[1]


def directory(whole: bytes) -> int:
    return struct.unpack("<L", whole[-6:-2])[0]


HIDDEN = {
    "before": lambda z: b"hidden" + z,
    "after": lambda z: z + b"hidden",
    "as a comment": lambda z: z[:-2] + b"\6\0hidden",
    "between two files": lambda z: z[: first_gap(z)] + b"hidden" + z[first_gap(z) :],
    "before the directory": lambda z: z[: directory(z)] + b"hidden" + z[directory(z) :],
    "a second zip": lambda z: z + z,
}


@pytest.mark.parametrize("where", HIDDEN)
def test_bytes_around_and_between_the_files_of_a_zip_count_as_changed(
    whole: bytes, tmp_path: Path, where: str
) -> None:
    path = tmp_path / "1.0.zip"
    path.write_bytes(HIDDEN[where](whole))
    assert "bytes stand before, between or after its files" in says(path)


def test_so_do_bytes_that_other_tools_mend_the_directory_for(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    """Extra fields, comments of a file, other times: room for what nobody sees."""
    for field, value in (("extra", b"\xfe\xca\4\0seen"), ("comment", b"seen")):
        path = tmp_path / f"{field}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in files.items():
                info = zipfile.ZipInfo(name)
                setattr(info, field, value)
                info.external_attr = 0o644 << 16
                archive.writestr(info, body, zipfile.ZIP_DEFLATED)
        assert "not laid out as a release is" in says(path)


def test_bytes_after_the_end_of_a_packed_file_are_named(tmp_path: Path) -> None:
    body = b"text" * 9
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = squeeze.compress(body) + squeeze.flush() + b"hidden"
    member = packing.Member("README.md", zlib.crc32(body), len(packed), len(body), 0)
    path = tmp_path / "x.zip"
    path.write_bytes(member.local() + packed + packing._directory([member]))
    with pytest.raises(packing.Unreadable, match="is not what its zip says"):
        read_release(path)["README.md"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    for name in ("a.txt", "b/c.txt", "ü.txt"):
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name * 9, encoding="utf-8")
    packing.pack(folder / "files", folder / "small.zip")
    return folder / "small.zip"


@given(
    start=st.integers(0, 400),
    end=st.integers(0, 400),
    put=st.binary(max_size=9),
    copies=st.booleans(),
)
def test_no_change_of_a_zip_passes_unless_its_files_are_the_same(
    small: Path, start: int, end: int, put: bytes, copies: bool
) -> None:
    """Bytes put in, taken out or put in another place, anywhere."""
    whole = small.read_bytes()
    piece = whole[start:end] if copies else b""
    changed = whole[:start] + put + piece + whole[end:]
    path = small.with_name("changed.zip")
    path.write_bytes(changed)
    try:
        found = dict(read_release(path))
    except packing.Unreadable:
        assert changed != whole
        return
    assert found == dict(read_release(small))
    assert len(changed) == len(whole)


def test_a_zip_of_ours_is_a_zip_for_others_too(small: Path) -> None:
    with zipfile.ZipFile(small) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {name: archive.read(name) for name in names} == dict(read_release(small))
        assert names == ["a.txt", "b/c.txt", "ü.txt"]


@pytest.mark.parametrize("name", ["/etc/passwd", "../x", "a/../../x", "a\\..\\x", "a\x1b[2J"])
def test_no_name_leads_out_of_a_zip_or_speaks_to_a_terminal(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "x.zip", {"a": b"", name: b""})
    assert "holds a file that leads out of it" in says(path)


def test_no_file_stands_twice_in_a_zip(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a", "1")
            archive.writestr("a", "2")
    assert "holds a file twice" in says(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_the_packing_of_a_release_is_unpacked(tmp_path: Path, method: int) -> None:
    assert "not laid out as a release is" in says(zipped(tmp_path / "x.zip", {"a": b""}, method))


def test_what_a_zip_says_it_holds_is_limited_before_anything_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = zipped(tmp_path / "many.zip", {f"{n:05}": b"" for n in range(60_001)})
    assert "holds more than 60,000 files" in says(many)
    with (tmp_path / "large.zip").open("wb") as file:  # three files that say one gigabyte each
        members, at = [], 0
        for name in "abc":
            member = packing.Member(name, 0, 0, GB, at)
            file.write(member.local())
            members.append(member)
            at = member.end
        file.write(packing._directory(members))
    monkeypatch.setattr(packing.Packed, "__getitem__", lambda *_: pytest.fail("unpacked"))
    assert "holds more than 2.1 GB unpacked" in says(tmp_path / "large.zip")


def test_a_file_that_unpacks_to_more_than_its_zip_says_is_not_unpacked_whole(
    tmp_path: Path,
) -> None:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = squeeze.compress(bytes(2**24)) + squeeze.flush()
    member = packing.Member("anchor.json", 0, len(packed), 10, 0)
    path = tmp_path / "x.zip"
    path.write_bytes(member.local() + packed + packing._directory([member]))
    assert "anchor.json is not what its zip says of it" in says(path)


@pytest.mark.parametrize("megabytes", [600, 1500])
def test_under_a_limit_of_memory_a_bomb_is_told_in_a_line(tmp_path: Path, megabytes: int) -> None:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    part = squeeze.compress(bytes(2**24)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    packed = part * 120 + squeeze.flush()
    member = packing.Member("anchor.json", 0, len(packed), 120 * 2**24, 0)
    path = tmp_path / "bomb.zip"
    path.write_bytes(member.local() + packed + packing._directory([member]))
    done = limited(megabytes, ["verify", str(path)])
    assert done.returncode == 10, done.stderr
    assert "Traceback" not in done.stderr
    assert "needs more memory than there is" in done.stdout


def test_under_a_limit_of_memory_a_release_is_verified_or_what_failed_is_named(
    released: Project,
) -> None:
    for megabytes in (500, 3000):
        done = limited(megabytes, ["verify", str(released.releases / "1.0.zip")])
        assert "Traceback" not in done.stderr
        assert done.returncode == 0 or "evidence.duckdb  cannot be read" in done.stdout, megabytes


def limited(megabytes: int, args: list[str]) -> subprocess.CompletedProcess:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))

    return subprocess.run(
        [sys.executable, "-m", "pipelines", *args],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        check=False,
    )


def test_in_a_folder_only_plain_files_are_read(copied: Project) -> None:
    folder = copied.releases / "1.0"
    (folder / "link").symlink_to("/etc/hostname")
    assert "holds link, which is not a plain file" in says(folder)
    (folder / "link").unlink()
    (folder / "away").symlink_to("/etc")
    assert "holds away, which is not a plain file" in says(folder)
    (folder / "away").unlink()
    os.mkfifo(folder / "pipe")
    assert "holds pipe, which is not a plain file" in says(folder)


# the database -----------------------------------------------------------------

RUNS = {
    "view": "CREATE VIEW more AS SELECT * FROM read_text('/etc/hostname')",
    "macro": "CREATE MACRO duckdb_views() AS TABLE SELECT 1 AS view_name",
    "trigger": "CREATE TRIGGER t AFTER INSERT ON figures FOR EACH STATEMENT INSERT INTO quotes (state) VALUES ('x')",
    "sequence": "CREATE SEQUENCE s",
    "type": "CREATE TYPE mood AS ENUM ('a')",
    "index": "CREATE INDEX i ON figures (lower(key))",
    "schema": "CREATE SCHEMA other",
    "table": "CREATE TABLE more (a BIGINT, b BIGINT GENERATED ALWAYS AS (a + 1))",
    "table with a default": "CREATE TABLE more (a BIGINT DEFAULT (random() * 9))",
    "table with a check": "CREATE TABLE more (a BIGINT CHECK (a > 1))",
    "table of another type": "CREATE TABLE more (a INTEGER[])",
    "table with a quote in its name": 'CREATE TABLE "a""; SELECT 1; --" (a BIGINT)',
}


def with_database(files: dict[str, bytes], folder: Path, *statements: str) -> dict[str, bytes]:
    """A release whose database was changed, and the note of its hash mended."""
    path = folder / "changed.duckdb"
    path.write_bytes(files["evidence.duckdb"])
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    body = path.read_bytes()
    noted = f"{sha256(body)}  evidence.duckdb\n".encode()
    return {**files, "evidence.duckdb": body, "evidence.duckdb.sha256": noted}


@pytest.mark.parametrize("kind", RUNS)
def test_a_database_that_holds_more_than_plain_tables_is_refused(
    files: dict[str, bytes], tmp_path: Path, kind: str
) -> None:
    found = list(map(str, release_problems(with_database(files, tmp_path, RUNS[kind]))))
    assert len(found) == 1
    assert f"this {kind.split()[0]} does not belong there" in found[0]


def test_a_view_in_place_of_a_table_is_named_and_never_asked(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    """Asked for its rows it would not answer before the machine is switched off."""
    endless = "CREATE VIEW trials AS SELECT sum(a.range) FROM range(1000000000000) a, range(1000000000000) b"
    changed = with_database(files, tmp_path, "DROP TABLE trials", endless)
    assert "evidence.duckdb  trials: this view does not belong there" in "\n".join(
        map(str, release_problems(changed))
    )


def test_a_table_more_less_or_of_other_rows_is_named(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    for statement, name in {
        "CREATE TABLE more (a BIGINT)": "more",
        "DROP TABLE quotes": "quotes",
        "ALTER TABLE trials ADD COLUMN more BIGINT": "trials",
        "DELETE FROM arms WHERE trial = 'meadow-2'": "arms",
        "CREATE TABLE more AS SELECT 1::BIGINT AS a FROM range(10000000)": "more",
    }.items():
        found = release_problems(with_database(files, tmp_path, statement))
        assert [p.value for p in found] == [name], statement


def test_a_release_carries_plain_tables_only(released: Project) -> None:
    found = database.look_into(released.releases / "1.0" / "evidence.duckdb")
    assert found["refused"] == []
    assert {"estimates", "trials", "reports", "curated_estimates"} <= set(found["tables"])


def test_reading_a_database_ends_in_time_whatever_it_holds(monkeypatch, files) -> None:
    code = (
        "from pipelines.releases import database; database.MOST_SECONDS = 1; database._limit()\n"
        "while True: pass"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == -signal.SIGALRM
    ended = subprocess.CompletedProcess([], -signal.SIGALRM, b"", b"")
    monkeypatch.setattr(database.subprocess, "run", lambda *_, **__: ended)
    assert "could not be read within 120 seconds" in str(release_problems(files)[0])


def test_a_database_that_breaks_its_reader_is_named(files: dict[str, bytes]) -> None:
    for body in (b"", b"no database" * 999, files["evidence.duckdb"][:9000], bytes(20_000)):
        noted = f"{sha256(body)}  evidence.duckdb\n".encode()
        changed = {**files, "evidence.duckdb": body, "evidence.duckdb.sha256": noted}
        assert "evidence.duckdb  cannot be read" in str(release_problems(changed)[0])


# texts ------------------------------------------------------------------------

ODD = [
    "[" * 100_000, '{"a":' * 100_000, "null", "1" * 10_000, '{"files": {"\\ud800": {"sha256": 1}}}',
    '{"files": {"a": 1}}', '{"files": []}', '{"files": {"a": {"sha256": []}}}', "NaN", "",
]  # fmt: skip


@pytest.mark.parametrize("name", ["manifest.json", "anchor.json"])
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_texts_that_break_readers_are_named(files: dict[str, bytes], name: str, text: str) -> None:
    found = "\n".join(map(str, release_problems({**files, name: text.encode()})))
    assert name in found


@pytest.mark.parametrize(
    ("field", "value"),
    [("log", [1, 2]), ("log", ["a", "a"]), ("log", []), ("records", {"a": "b"}), ("records", []),
     ("records", {"a": {"b": 1}}), ("version", 1), ("head", None), ("numbers", 5)],
)  # fmt: skip
def test_an_anchor_of_other_things_than_texts_is_named(
    files: dict[str, bytes], field: str, value: object
) -> None:
    anchor = {**json.loads(files["anchor.json"]), field: value}
    text = json.dumps(anchor, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    found = "\n".join(map(str, release_problems({**files, "anchor.json": text.encode()})))
    assert "anchor.json  " in found


def test_lists_that_break_readers_are_named(files: dict[str, bytes]) -> None:
    for name in ("records.csv", "approvals.csv"):
        for body in (
            b"path,sha256\n" + b"x" * 200_000,
            b"\xff\xfe",
            b'path\n"',
            b"1" * 9000 + b",",
        ):
            assert name in "\n".join(map(str, release_problems({**files, name: body})))


# the head ---------------------------------------------------------------------


def test_a_release_is_held_against_a_head_published_elsewhere(copied: Project) -> None:
    head = json.loads(anchor_files(copied)[0].read_text())["head"]
    archive = str(copied.releases / "1.0.zip")

    def verify(*args: str) -> tuple[int, str]:
        run = CliRunner().invoke(main, ["verify", *args, "--project", str(copied.root)])
        return run.exit_code, run.output

    assert verify(archive, "--head", head)[0] == 0
    assert verify("--head", head.upper())[0] == 0
    code, output = verify(archive, "--head", "0" * 64)
    assert code == 10 and "it is another one, or was rewritten" in output
    code, output = verify("--head", "0" * 64)
    assert code == 10 and "no line of the log has this hash" in output
    assert verify("--head", head[:12])[0] == 2


def test_numbers_that_the_next_release_is_compared_with_are_anchored(copied: Project) -> None:
    path = copied.releases / "1.0.numbers.csv"
    path.write_text(path.read_text().replace(",58\n", ",85\n", 1))
    assert "1.0.numbers.csv  this file was changed" in "\n".join(
        map(str, verify_project(copied).problems)
    )


def test_nothing_is_compared_with_a_release_that_was_changed(
    copied: Project, files: dict[str, bytes], tmp_path: Path
) -> None:
    body = files["tables/curated_estimates.csv"].replace(b",58,", b",85,", 1)
    folder = tmp_path / "changed"
    for name, content in {**files, "tables/curated_estimates.csv": body}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    packing.pack(folder, tmp_path / "changed.zip")
    for ref in (folder, tmp_path / "changed.zip"):
        run = CliRunner().invoke(main, ["diff", str(ref), "--project", str(copied.root)])
        assert run.exit_code == 2
        assert "was changed since it was released" in run.output
