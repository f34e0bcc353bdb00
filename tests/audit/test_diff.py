"""What changed: numbers first, the largest effect on a page first."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cli.command import main
from pipelines.project import Project
from pipelines.releases import snapshot
from pipelines.releases.diff import Change, compare, in_words, moved_by
from pipelines.releases.diff_printers import STYLES

REPORT = "data/curated/trials/orchard-1/2022-fields.yaml"
LATER = "data/curated/trials/orchard-1/2024-fields.yaml"


def edit(project: Project, file: str, old: str, new: str) -> None:
    path = project.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def changed(project: Project, old: snapshot.State) -> list[Change]:
    return compare(old, snapshot.of_project(project))


@pytest.fixture
def before(example: Project) -> snapshot.State:
    return snapshot.of_project(example)


def test_nothing_changed_says_so(example: Project, before: snapshot.State) -> None:
    assert changed(example, before) == []


def test_numbers_come_first_and_the_largest_on_a_page_before_all(
    example: Project, before: snapshot.State
) -> None:
    edit(example, REPORT, "value: 11.5,", "value: 11.4,")
    edit(example, REPORT, "value: 4.1,", "value: 8.2,")
    edit(example, LATER, "value: 52, unit: percent", "value: 26, unit: percent")  # said in prose
    edit(example, REPORT, "title: Orchardimab", "title: An orchardimab")
    edit(example, "data/curated/trials/brook-3/2025-stream.yaml", "kind:", "# a remark\nkind:")
    found = changed(example, before)
    assert [(c.kind, c.id.rpartition("/")[2]) for c in found] == [
        ("number", "os-5y-orchardimab"),
        ("number", "pfs-median-standard"),
        ("number", "pfs-median-orchardimab"),
        ("text", "2022-fields"),
        ("layout", "2025-stream.yaml"),
    ]
    assert found[0].pages == ("appleoma", "evidence/orchard-1/2024-fields")
    assert (found[0].before, found[0].after) == ("52", "26")


def test_added_and_removed_figures_are_numbers(example: Project, before: snapshot.State) -> None:
    edit(example, LATER, "os-5y-standard:", "os-5y-renamed:")
    found = {(c.id.rpartition("/")[2], c.how) for c in changed(example, before)}
    assert found == {("os-5y-standard", "removed"), ("os-5y-renamed", "added")}


def test_people_of_a_population_are_numbers(example: Project, before: snapshot.State) -> None:
    edit(
        example, "data/curated/trials/brook-3/trial.yaml", "{meadowtinib: 50,", "{meadowtinib: 49,"
    )
    (change,) = changed(example, before)
    assert (change.kind, change.id, change.before) == (
        "number",
        "brook-3/randomised/meadowtinib",
        "50",
    )


def test_comments_are_layout(example: Project, before: snapshot.State) -> None:
    edit(example, REPORT, "kind:", "# a remark\nkind:")
    assert [(c.kind, c.id) for c in changed(example, before)] == [("layout", REPORT)]


def git(folder: Path, *args: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *args], check=True, capture_output=True)


def test_the_last_commit_is_what_it_is_held_against(example: Project) -> None:
    git(example.root, "init", "-q")
    git(example.root, "add", "-A")
    git(example.root, "commit", "-qm", "one")
    edit(example, LATER, "value: 52,", "value: 51,")
    run = CliRunner().invoke(main, ["diff", "--project", str(example.root)])
    assert run.exit_code == 0, run.output
    assert run.output.startswith("From HEAD to the files as they are: 1 number, 0 texts")
    assert "orchard-1/2024-fields/os-5y-orchardimab value: 52 → 51  (on appleoma" in run.output


def test_a_project_inside_a_repository_is_found(example: Project) -> None:
    git(example.root.parent, "init", "-q")
    git(example.root.parent, "add", "-A")
    git(example.root.parent, "commit", "-qm", "one")
    edit(example, LATER, "value: 52,", "value: 51,")
    assert len(changed(example, snapshot.find_state(example, "HEAD"))) == 1


def test_releases_and_folders_can_be_held_against(copied: Project, released: Project) -> None:
    edit(copied, LATER, "value: 52,", "value: 51,")
    refs = [
        "1.0",
        str(copied.releases / "1.0.zip"),
        str(copied.releases / "1.0"),
        str(released.root),
    ]
    for ref in refs:
        numbers = [
            c for c in changed(copied, snapshot.find_state(copied, ref)) if c.kind == "number"
        ]
        assert [(c.before, c.after) for c in numbers] == [("52", "51")], ref
    for path in copied.releases.glob("1.0*"):
        if path.suffix == ".zip":
            path.unlink()
    (copied.releases / "1.0").rename(copied.releases / "elsewhere")
    state = snapshot.find_state(copied, "1.0")
    assert state.is_numbers_only
    assert [(c.before, c.after) for c in changed(copied, state)] == [("52", "51")]


@pytest.mark.parametrize("ref", ["nothing", "--output=x", "-h", "a..b", "../..", "HEAD:x"])
def test_what_is_no_state_is_refused(example: Project, ref: str) -> None:
    run = CliRunner().invoke(main, ["diff", "--project", str(example.root), "--", ref])
    assert run.exit_code == 2
    assert "no git reference" in run.output


def test_without_git_the_message_says_so(example: Project, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    run = CliRunner().invoke(main, ["diff", "--project", str(example.root)])
    assert run.exit_code == 2
    assert "Install git, or name a release or a folder." in run.output


def test_where_git_refuses_its_remedy_is_told(example: Project, monkeypatch) -> None:
    git(example.root, "init", "-q")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    run = CliRunner().invoke(main, ["diff", "--project", str(example.root)])
    assert run.exit_code == 2
    assert "dubious ownership" in run.output
    assert "git config --global --add safe.directory" in " ".join(run.output.split())


def test_every_style_tells_every_number(example: Project, before: snapshot.State) -> None:
    edit(example, LATER, "value: 52,", "value: 51,")
    edit(example, LATER, "title: Five-year", "title: <b>|Five-year")
    found = changed(example, before)
    shown = {name: style(found, "a", "b") for name, style in STYLES.items()}
    assert all("os-5y-orchardimab" in text and "51" in text for text in shown.values())
    assert json.loads(shown["json"])["changes"][0]["effect"] > 0
    assert "&lt;b&gt;|Five-year" in shown["html"]
    assert "\\<b\\>\\|Five-year" in shown["markdown"]


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_move_lies_between_0_and_1_and_is_the_same_both_ways(one: float, two: float) -> None:
    assert 0 <= moved_by(str(one), str(two)) <= 1
    assert moved_by(str(one), str(two)) == moved_by(str(two), str(one))


def test_not_reached_is_the_largest_move() -> None:
    assert moved_by("NR", "12") == moved_by("12", "") == 1


def test_what_is_added_is_told_without_what_it_lacks() -> None:
    row = {"value": "15", "unit": "percent", "ci_level": "95", "follow_up": "not_stated"}
    fields = ("value", "unit", "ci_lower", "ci_level", "follow_up")
    assert in_words(row, fields) == "value 15, unit percent"
    assert (
        in_words(row | {"ci_lower": "9"}, fields)
        == "value 15, unit percent, ci_lower 9, ci_level 95"
    )
    assert in_words({"name": "KEYNOTE-017"}, ("n_randomised",)) == "without a number"
