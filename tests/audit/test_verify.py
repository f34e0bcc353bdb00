"""Whoever touches the log, the archive or a release is named."""

from __future__ import annotations

import shutil
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.approvals.anchors import Anchor, anchor_files, read_anchors
from pipelines.approvals.keys import signer
from pipelines.approvals.log import Log, append, read_log
from pipelines.approvals.protected import changed_since
from pipelines.cli.command import main
from pipelines.curated.reader import read_curated
from pipelines.files import sha256
from pipelines.project import Project
from pipelines.releases.contents import read_release, release_problems
from pipelines.releases.verify import Verdict, verify_archive, verify_project, verify_release
from schemas.problem import errors
from tests.keys import evidence, key_of

AT = "2026-11-22T09:00:00Z"
slow = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="session")
def anchor(released: Project) -> Anchor:
    return Anchor.from_json(anchor_files(released)[0].read_text())


@pytest.fixture(scope="session")
def files(released: Project) -> dict[str, bytes]:
    return dict(read_release(released.releases / "1.0.zip"))


def named(anchor: Anchor, lines: list[str]) -> set[int]:
    """Anchored lines (from 1) that are named as touched."""
    log = Log("".join(f"{line}\n" for line in lines))
    return {p.line for p in anchor.log_problems(log)}


def test_an_untouched_project_says_so(released: Project) -> None:
    found = verify_project(released)
    assert not found.problems
    assert "17 of 17 lines of the log are protected by 1.0." in found.says
    assert "Of 4 reports: 4 approved." in found.says
    assert any(says.startswith("Under no anchor: trials and reports") for says in found.says)


def test_lines_after_the_anchor_are_named_as_unprotected(copied: Project) -> None:
    sign = signer(key_of("Bo"))
    append(copied, "disagree", "orchard-1/2022-fields", "0" * 64, "Bo", AT, sign=sign)
    found = verify_project(copied)
    assert not found.problems
    assert any(
        "17 of 18 lines" in says
        and "Unprotected until the next release: line 19 (disagree orchard-1/2022-fields by Bo"
        in says
        for says in found.says
    )


def test_every_line_removed_is_named(anchor: Anchor) -> None:
    for at in range(len(anchor.log)):
        assert at + 1 in named(anchor, [*anchor.log[:at], *anchor.log[at + 1 :]])


def test_every_end_cut_off_is_named(anchor: Anchor) -> None:
    for at in range(len(anchor.log)):
        assert named(anchor, list(anchor.log[:at])) == set(range(at + 1, len(anchor.log) + 1))


def test_every_line_duplicated_is_named(anchor: Anchor) -> None:
    for at in range(len(anchor.log)):
        for to in range(len(anchor.log) + 1):
            lines = list(anchor.log)
            lines.insert(to, anchor.log[at])
            assert at + 1 in named(anchor, lines)


def test_every_other_order_is_named() -> None:
    log = Log("")
    for name in "abcd":
        log = log.followed_by("approve", f"x/{name}", "0" * 64, name, AT)
    anchor = Anchor.of(log.followed_by("release", "1.0", "0" * 64, "a", AT), "1.0", {}, "")
    for lines in permutations(anchor.log):
        moved = named(anchor, list(lines))
        assert bool(moved) == (lines != anchor.log)
        rest = [line for number, line in enumerate(anchor.log, 1) if number not in moved]
        assert rest == [line for line in lines if line in rest]  # the others kept their order


def test_every_byte_of_every_line_edited_is_named(anchor: Anchor) -> None:
    for at, line in enumerate(anchor.log):
        for offset in range(len(line)):
            other = "x" if line[offset] != "x" else "y"
            lines = list(anchor.log)
            lines[at] = line[:offset] + other + line[offset + 1 :]
            found = named(anchor, lines)
            assert found == {at + 1}


def test_a_chain_computed_again_from_an_edited_line_is_named(anchor: Anchor) -> None:
    """Whoever edits one line and mends all hashes after it still differs from the anchor."""
    for at in range(1, len(anchor.log)):
        log = Log("\n".join(anchor.log[:at]) + "\n")
        for number, line in enumerate(anchor.log[at:]):
            cells = Log(f"{anchor.log[0]}\n{line}\n").entries[0].values
            by = "Mallory" if number == 0 else cells["by"]
            log = log.followed_by(
                *(cells[name] for name in ("action", "target", "digest")),
                by,
                cells["at"],
                cells["says"],
                words=cells["words"],
                sign=lambda _: "AAAA",
            )
        assert not list(log.problems())
        lines = log.text.rstrip("\n").split("\n")
        assert named(anchor, lines) == set(range(at + 1, len(anchor.log) + 1))


def test_without_an_anchor_a_broken_chain_is_still_named(anchor: Anchor) -> None:
    for at in range(1, len(anchor.log) - 1):
        lines = [*anchor.log[:at], *anchor.log[at + 1 :]]
        assert list(Log("\n".join(lines) + "\n").problems())


def test_an_edited_line_is_shown_as_it_reads_now(copied: Project) -> None:
    text = copied.approvals.read_text()
    copied.approvals.write_text(text.replace(",Tim Typist,2026", ",Mallory,2026", 1))
    says = "\n".join(map(str, verify_project(copied).problems))
    assert "approvals.csv:10" in says
    assert "this line was edited; it now reads: 9,enter,orchard-1/2022-fields" in says
    assert "Mallory" in says


@slow
@given(data=st.data())
def test_any_byte_of_the_log_flipped_is_found(copied: Project, data: st.DataObject) -> None:
    whole = copied.approvals.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    try:
        copied.approvals.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
        log = read_log(copied)
        anchor = Anchor.from_json(anchor_files(copied)[0].read_text())
        assert [*log.problems(), *anchor.log_problems(log)]
    finally:
        copied.approvals.write_bytes(whole)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("data/raw/findings.csv", ",not_found,", ",found_together,", "this row was edited"),
        ("data/releases/1.0.numbers.csv", ",52", ",53", "this file was changed"),
        (
            "data/raw/manifest.csv",
            "pubmed/90000002",
            "pubmed/90000009",
            "no longer in the manifest",
        ),
    ],
)
def test_nothing_is_released_over_what_was_bent_beside_the_log(
    copied: Project, file: str, old: str, new: str, says: str
) -> None:
    path = copied.root / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert says in evidence(copied, "build", "--plain", "--release", code=12).output
    assert says in evidence(copied, "release", "1.1", code=12).output


def test_no_build_is_made_of_a_day_before_the_last_line(copied: Project) -> None:
    words = ("build", "--plain", "--release", "--as-of", "2026-11-21")
    assert "is dated after 2026-11-21" in evidence(copied, *words, code=12).output


def test_the_hash_of_ones_own_line_tells_that_it_was_cut_off(copied: Project) -> None:
    sign, whole = signer(key_of("Bo")), copied.approvals.read_text()
    line = ("disagree", "orchard-1/2022-fields", "0" * 64, "Bo", AT)
    kept = append(copied, *line, sign=sign).entries[-1].hash
    assert "Nothing was changed." in evidence(copied, "verify", "--head", kept).output
    copied.approvals.write_text(whole)
    says = evidence(copied, "verify", "--head", kept, code=10).output
    assert "no line of the log has this hash" in says


def test_an_anchor_edited_or_removed_is_named(copied: Project) -> None:
    path = anchor_files(copied)[0]
    text = path.read_text()
    path.write_text(text.replace("Ada", "Eve"))
    assert any("this anchor was edited" in str(p) for p in verify_project(copied).problems)
    path.unlink()
    says = "\n".join(map(str, verify_project(copied).problems))
    assert "its anchor is not in data/releases" in says


# archive ---------------------------------------------------------------------


def tampered(project: Project) -> str:
    return "\n".join(map(str, errors(verify_archive_only(project))))


def verify_archive_only(project: Project) -> list:
    anchors, _ = read_anchors(project, read_log(project))
    found = Verdict()
    verify_archive(project, found)
    return sorted([*found.problems, *changed_since(project, read_curated(project), anchors)])


REGISTRY = "clinicaltrials/NCT09000001.json"
STEP = 61  # bytes; each of the thousands would take minutes


@pytest.mark.parametrize("name", [REGISTRY, "pubmed/90000001.xml"])
def test_a_record_flipped_cut_or_deleted_is_named(copied: Project, name: str) -> None:
    path = copied.raw / name
    whole = path.read_bytes()
    for at in range(0, len(whole), STEP):
        for bad in (whole[:at], whole[:at] + b"~" + whole[at + 1 :], whole + whole[: at + 1]):
            path.write_bytes(bad)
            assert f"data/raw/{name}" in tampered(copied)
    path.unlink()
    assert f"data/raw/{name}  this record is missing" in tampered(copied)


def test_a_file_put_into_the_archive_is_named(copied: Project) -> None:
    (copied.raw / "pubmed" / "other.json").write_text("{}")
    assert "other.json  warning: this file is not in the manifest" in "\n".join(
        map(str, verify_archive_only(copied))
    )


def test_a_machine_without_records_is_told_so(copied: Project) -> None:
    shutil.rmtree(copied.raw / "pubmed")
    found = verify_project(copied)
    assert not found.problems
    assert "pubmed: none of 2 records is kept on this machine." in found.says


def test_every_line_of_the_manifest_removed_edited_or_duplicated_is_named(copied: Project) -> None:
    path = copied.raw / "manifest.csv"
    lines = path.read_text().splitlines(keepends=True)
    for at in range(1, len(lines)):
        name = lines[at].partition(",")[0]
        cells = lines[at].split(",")
        edits = [",".join([*cells[:c], cells[c] + "9", *cells[c + 1 :]]) for c in (1, 3, 4, 5, 6)]
        for bad in ("", lines[at] * 2, *edits):
            path.write_text("".join([*lines[:at], bad, *lines[at + 1 :]]))
            assert name in tampered(copied), bad


def test_a_record_replaced_together_with_its_line_is_named(copied: Project) -> None:
    body = b'{"a": 9}'
    before = sha256((copied.raw / REGISTRY).read_bytes())
    (copied.raw / REGISTRY).write_bytes(body)
    path = copied.raw / "manifest.csv"
    path.write_text(path.read_text().replace(before, sha256(body)))
    assert f"sha256 {REGISTRY}: was edited" in tampered(copied)


def test_a_record_fetched_again_is_told_and_no_error(copied: Project) -> None:
    body = b'{"a": 9}'
    before = sha256((copied.raw / REGISTRY).read_bytes())
    (copied.raw / REGISTRY).write_bytes(body)
    path = copied.raw / "manifest.csv"
    first, old, rest = path.read_text().split("\n", 2)
    new = old.replace(before, sha256(body)).replace("2026-11-02", "2026-12-01")
    path.write_text("\n".join([first, new, rest]))
    found = verify_archive_only(copied)
    assert not errors(found)
    assert "was fetched again on 2026-12-01" in str(found[0])


# releases --------------------------------------------------------------------


def test_a_release_proves_itself_without_the_project(released: Project, tmp_path: Path) -> None:
    shutil.copy(released.releases / "1.0.zip", tmp_path / "away.zip")
    found = verify_release(tmp_path / "away.zip")
    assert not found.problems
    assert read_log(released).entries[-1].hash in found.says[0]


def test_every_file_of_a_release_changed_cut_removed_or_added_is_named(
    files: dict[str, bytes],
) -> None:
    for name, body in files.items():
        middle = len(body) // 2
        flipped = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
        for bad in (None, body[:-1], flipped, body + b"\n"):
            changed = {k: v for k, v in files.items() if k != name}
            if bad is not None:
                changed[name] = bad
            assert touched(changed, name), (name, bad is None)
        assert any(p.path == f"{name}.x" for p in release_problems({**files, f"{name}.x": b""}))


def touched(changed: dict[str, bytes], name: str) -> bool:
    """Is the file named, itself or by the note of its hash?"""
    names = {name, name.removesuffix(".sha256")}
    return any(p.path in names for p in release_problems(changed))


def test_every_line_of_a_release_text_is_bound(files: dict[str, bytes]) -> None:
    texts = ("approvals.csv", "anchor.json", "manifest.json", "records.csv", "changelog.md",
             "tables/estimates.csv", "tables/curated_approvals.csv")  # fmt: skip
    files = {name: body for name, body in files.items() if name != "evidence.duckdb"}  # large
    assert not any(touched(files, name) for name in texts)
    for name in texts:
        lines = files[name].splitlines(keepends=True)
        for at in range(len(lines)):
            others = [*lines[:at], *lines[at + 1 :]]
            for bad in (others, [*lines[:at], lines[at], *lines[at:]], [*others, lines[at]]):
                if bad != lines:
                    assert touched({**files, name: b"".join(bad)}, name), (name, at)


@slow
@given(data=st.data())
def test_any_byte_of_any_released_file_flipped_is_found(
    files: dict[str, bytes], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(files)))
    body = files[name]
    at = data.draw(st.integers(0, len(body) - 1))
    bad = body[:at] + bytes([body[at] ^ 1 << data.draw(st.integers(0, 7))]) + body[at + 1 :]
    assert touched({**files, name: bad}, name)


@slow
@given(data=st.data())
def test_any_byte_of_the_zip_flipped_or_cut_is_found(
    released: Project, tmp_path: Path, data: st.DataObject
) -> None:
    whole = (released.releases / "1.0.zip").read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    flip = data.draw(st.integers(0, 8))
    tail = b"" if flip == 8 else bytes([whole[at] ^ 1 << flip]) + whole[at + 1 :]
    path = tmp_path / "1.0.zip"
    path.write_bytes(whole[:at] + tail)
    shutil.copy(released.releases / "1.0.zip.sha256", tmp_path)
    assert any(p.path.startswith("1.0.zip") for p in verify_release(path).problems)


def test_without_the_hash_beside_it_no_flip_in_a_zip_changes_a_file_unseen(
    released: Project, tmp_path: Path, files: dict[str, bytes]
) -> None:
    whole = (released.releases / "1.0.zip").read_bytes()
    path = tmp_path / "1.0.zip"
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        if not verify_release(path).problems:
            assert read_release(path) == files


def test_a_store_with_other_contents_is_found_even_with_its_hash_mended(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    import duckdb

    path = tmp_path / "evidence.duckdb"
    path.write_bytes(files["evidence.duckdb"])
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE figures SET value = 99 WHERE key = 'os-hr'")
    body = path.read_bytes()
    noted = f"{sha256(body)}  evidence.duckdb\n".encode()
    changed = {**files, "evidence.duckdb": body, "evidence.duckdb.sha256": noted}
    assert {p.value for p in release_problems(changed)} == {"figures"}


@pytest.mark.parametrize("body", [b"", b"PK", b"no zip at all" * 99])
def test_a_file_that_is_no_release_is_named(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(body)
    assert "cannot be read whole" in str(verify_release(path).problems[0])


def test_the_command_ends_with_10_and_names_what_changed(copied: Project) -> None:
    target = copied.releases / "1.0" / "tables" / "estimates.csv"
    target.write_text(target.read_text().replace("58", "85", 1))
    run = CliRunner().invoke(main, ["verify", "--project", str(copied.root)])
    assert run.exit_code == 10
    assert "data/releases/1.0/tables/estimates.csv  the bytes of this file changed" in run.output
    run = CliRunner().invoke(main, ["verify", str(copied.releases / "1.0.zip")])
    assert run.exit_code == 0
    assert "Nothing was changed." in run.output
