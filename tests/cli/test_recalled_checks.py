"""A check begins where the last one of this user ended, and says what checking afresh would say."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.checks import recall
from pipelines.cli.command import main as evidence
from pipelines.project import Project

VALUE = ("value: 52", "value: 520")
REPORT = "orchard-1/2024-fields.yaml"


@pytest.fixture(autouse=True)
def kept_whatever_its_size(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The example is small; here its checks are kept all the same."""
    monkeypatch.setattr(recall, "LARGE", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "remission-evidence"


def checked(project: Project, *words: str) -> str:
    return CliRunner().invoke(evidence, ["check", "--project", str(project.root), *words]).output


def save(project: Project, old: str, new: str) -> None:
    path = project.trials / REPORT
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")


def without_count(output: str) -> str:
    return output.replace(", 1 of them saved since the last check", "")


def test_the_next_check_looks_at_what_was_saved_and_says_what_a_fresh_one_says(example: Project):
    first = checked(example)
    assert "saved since" not in first
    save(example, *VALUE)
    again = checked(example)
    assert ", 1 of them saved since the last check" in again and "520" in again
    assert without_count(again) == checked(example, "--afresh")
    save(example, *reversed(VALUE))
    assert "520" not in checked(example)


@pytest.mark.parametrize("damage", [b"", b"nothing", None])
def test_what_is_kept_and_damaged_is_left_aside(
    example: Project, kept_whatever_its_size: Path, damage: bytes | None
):
    first = checked(example)
    (kept,) = kept_whatever_its_size.iterdir()
    body = kept.read_bytes()
    kept.write_bytes(body[:-9] + b"x" * 9 if damage is None else damage)
    assert checked(example) == first
    assert "0 of them saved since" in checked(example), "kept again"


@pytest.mark.parametrize("thing", ["day", "rules"])
def test_on_another_day_and_under_other_rules_everything_is_looked_at(
    example: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, thing: str
):
    first = checked(example)
    assert "0 of them" in checked(example)
    if thing == "day":
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    else:
        package = Path(recall.__file__).parents[1]
        shutil.copytree(package, tmp_path / "pipelines", ignore=shutil.ignore_patterns("*.pyc"))
        (tmp_path / "pipelines" / "clock.py").write_text("# another version")
        files = recall.resources.files
        monkeypatch.setattr(recall.resources, "files", lambda name: tmp_path / name if name == "pipelines" else files(name))  # fmt: skip
    assert checked(example) == first


def test_what_others_could_have_written_is_never_run(
    example: Project, kept_whatever_its_size: Path, tmp_path: Path
):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "trapped"),)

    first = checked(example)
    (kept,) = kept_whatever_its_size.iterdir()
    trap = pickle.dumps(Trap())
    kept.write_bytes(recall._digest(trap) + trap)
    kept.chmod(0o666)
    assert checked(example) == first
    assert not (tmp_path / "trapped").exists()


def test_a_place_that_cannot_be_written_to_is_no_fault(
    example: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert checked(example) == checked(example) != ""


def test_only_of_the_projects_checked_last_something_is_kept(
    example: Project, kept_whatever_its_size: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(recall, "MOST", 2)
    for name in ("one", "two", "three"):
        copy = Project(example.root.parent / name)
        shutil.copytree(example.root, copy.root)
        checked(copy)
    assert len([*kept_whatever_its_size.iterdir()]) == 2
    assert "0 of them saved since" in checked(copy)


def test_nothing_is_kept_inside_the_project_and_of_a_small_one_nothing_at_all(
    example: Project, kept_whatever_its_size: Path, monkeypatch: pytest.MonkeyPatch
):
    before = sorted(example.root.rglob("*"))
    monkeypatch.setattr(recall, "LARGE", 150)
    checked(example)
    assert sorted(example.root.rglob("*")) == before
    assert not kept_whatever_its_size.exists()
