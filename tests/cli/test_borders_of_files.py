"""What is no plain file or folder is named, keeps no verb waiting, and is never followed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipelines.project import Project
from tests.cli.borders import CHARTS, HASH, PAGE, REPORT, SITE, TRIAL, kept_copy, run

FILES = [
    REPORT, TRIAL, PAGE, CHARTS, SITE, "reports/embed.toml", "data/curated/gaps.csv",
    "data/curated/approvals.csv", "data/curated/glossary.yaml", "data/raw/findings.csv",
    "data/raw/manifest.csv", "data/curated/vocabularies/drugs.csv", f"reports/frozen/{HASH}",
]  # fmt: skip
FOLDERS = [
    "data/curated/categories", "data/curated/vocabularies", "data/curated/guide", "data/raw",
    "data/curated/trials", "data/curated/trials/brook-3", "data/releases", "data/raw/pubmed",
    "reports/frozen", ".builds", "reports/site", "data/evidence.duckdb",
]  # fmt: skip


@pytest.mark.parametrize("what", ["pipe", "device", "folder", "link out", "link in", "link nowhere", "loop"])  # fmt: skip
@pytest.mark.parametrize("path", FILES)
def test_what_is_no_plain_file_is_named_and_keeps_nobody_waiting(
    example: Project, outside: Path, path: str, what: str
) -> None:
    place = example.root / path
    if path.startswith("reports/frozen"):
        place = kept_copy(example) / "about.json"
        path = f"{path}/about.json"
    place.unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(place)
    elif what == "folder":
        place.mkdir()
    else:
        targets = {
            "device": "/dev/zero", "link out": outside / "precious.yaml", "loop": place,
            "link in": example.root / "data/curated/corrections.yaml", "link nowhere": "/nowhere",
        }  # fmt: skip
        place.symlink_to(targets[what])
    told = run(example, "check", code=10).output
    assert path.removesuffix("/trial.yaml") in told
    assert "PRIVATE" not in told
    run(example, "build", "--plain", code=10)


@pytest.mark.parametrize("path", FOLDERS)
def test_a_folder_that_is_a_link_is_named_and_nothing_is_written_behind_it(
    example: Project, outside: Path, path: str
) -> None:
    place = example.root / path
    if place.is_dir():
        shutil.copytree(place, outside.parent / "copy")
        shutil.rmtree(place)
    place.symlink_to(outside.parent / "copy" if (outside.parent / "copy").exists() else outside)
    watched = {p: p.stat().st_mtime_ns for p in place.resolve().rglob("*")}
    told = run(example, "check", code=10).output
    assert f"{path}  this link leads out of the project folder." in told
    for words in (
        ["build", "--plain"],
        ["new", "trial", "pear-9"],
        ["freeze"],
        ["approve", "orchard-1/2024-fields", "--as", "Ada"],
        ["refresh", "--plain"],
    ):
        assert run(example, *words).exit_code != 0
    assert {p: p.stat().st_mtime_ns for p in place.resolve().rglob("*")} == watched


@pytest.mark.parametrize("name", ["build-7", "build-x", "build-٣"])
def test_what_lies_among_the_builds_is_removed_without_following_it(
    example: Project, outside: Path, name: str
) -> None:
    from pipelines.publish.place import build_place

    example.builds.mkdir()
    (example.builds / name).symlink_to(outside)
    with build_place(example) as place:
        assert place.folder.name == "build-1"


@pytest.mark.parametrize("path", [".builds", ".builds/current"])
def test_what_stands_in_the_way_of_a_build_is_told(example: Project, path: str) -> None:
    place = example.root / path
    place.parent.mkdir(exist_ok=True)
    place.write_text("", "utf-8") if path == ".builds" else place.mkdir()
    assert "move it away" in run(example, "build", "--plain", code=1).output
