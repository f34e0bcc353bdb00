"""Releases with any byte, name or list of theirs wrong: told, never a traceback, nothing written."""

from __future__ import annotations

import io
import json
import tempfile
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.approvals.log import read_log
from pipelines.project import Project
from pipelines.releases.packing import pack
from pipelines.releases.verify import verify_project, verify_release
from tests.fuzz.guard import guarded, inputs
from tests.fuzz.mutations import bytes_of, trees

NAMES = (
    "../out.txt",
    "/etc/x",
    "a/../../b",
    "C:\\x",
    "a\x00b",
    "x" * 300,
    "manifest.json",
    "tables/",
    "\u202ea",
    "nul",
    "a\\..\\b",
)
SMALL = 50_000  # bytes
LIST_NAMES = ("anchor.json", "manifest.json")


@pytest.fixture(scope="module")
def files(released: Project) -> dict[str, bytes]:
    """The small files of a release: the others would only make each input slower."""
    with zipfile.ZipFile(released.releases / "1.0.zip") as archive:
        small = [info.filename for info in archive.infolist() if info.file_size < SMALL]
        return {name: archive.read(name) for name in small if not name.startswith("site/")}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where all that is unpacked must stay."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    return tmp_path


def zipped(files: Mapping[str, bytes], name: str = "", level: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", level) as archive:
        for own, body in files.items():
            archive.writestr(own, body)
        if name:
            archive.writestr(name, b"x")
    return packed.getvalue()


def looked_at(folder: Path, body: bytes) -> None:
    path = folder / "1.0.zip"
    path.write_bytes(body)
    with guarded(folder):
        for problem in verify_release(path).problems:
            assert len(str(problem).splitlines()) == 1
    assert set(folder.iterdir()) == {path, folder / "temp"}
    assert list((folder / "temp").iterdir()) == []


@pytest.fixture(scope="module")
def packed(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The release as we pack it, and as others do in each of three ways."""
    folder = tmp_path_factory.mktemp("packed")
    for name, body in files.items():
        (folder / "1.0" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "1.0" / name).write_bytes(body)
    pack(folder / "1.0", folder / "1.0.zip")
    ways = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA)
    return [(folder / "1.0.zip").read_bytes(), *(zipped(files, level=way) for way in ways)]


@inputs(40)
@given(data=st.data())
def test_a_zip_with_odd_bytes_is_told(folder: Path, packed: list[bytes], data) -> None:
    looked_at(folder, data.draw(bytes_of(packed)))


@inputs(30)
@given(name=st.one_of(st.sampled_from(NAMES), st.text(min_size=1, max_size=40)))
def test_a_zip_with_an_odd_name_is_told(folder: Path, files: dict[str, bytes], name: str) -> None:
    try:
        with warnings.catch_warnings(action="ignore"):  # of a name that stands twice
            body = zipped(files, name)
    except (ValueError, UnicodeError):  # nothing that could be made
        return
    looked_at(folder, body)


@pytest.fixture
def unpacked(folder: Path, files: dict[str, bytes]) -> Path:
    """The release as a folder."""
    for name, body in files.items():
        path = folder / "1.0" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder / "1.0"


@inputs(40)
@given(name=st.sampled_from(LIST_NAMES), data=st.data())
def test_lists_in_json_with_anything_wrong_are_told(
    unpacked: Path, files: dict[str, bytes], name: str, data
) -> None:
    odd = data.draw(trees([json.loads(files[name])]))
    body = json.dumps(odd, indent=1, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    (unpacked / name).write_bytes(body + b"\n")
    with guarded(unpacked.parent):
        for problem in verify_release(unpacked).problems:
            assert len(str(problem).splitlines()) == 1
    (unpacked / name).write_bytes(files[name])


@inputs(40)
@given(data=st.data())
def test_an_anchor_or_a_log_with_anything_wrong_is_told(
    example: Project, files: dict[str, bytes], data
) -> None:
    example.releases.mkdir(exist_ok=True)
    anchor, log = example.releases / "1.0.anchor.json", example.approvals
    anchor.write_bytes(data.draw(bytes_of([files["anchor.json"]])))
    log.write_bytes(data.draw(bytes_of([files["approvals.csv"]])))
    with guarded(example.root):
        read_log(example)
        for problem in verify_project(example).problems:
            assert len(str(problem).splitlines()) == 1
