"""A release, an approval or an answer that is cut short, and several at once: nothing half, nothing lost."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines import files
from pipelines.approvals import eye_checks, log
from pipelines.checks.check import check
from pipelines.cli import approve as approving
from pipelines.cli.command import main
from pipelines.project import Project
from pipelines.releases import release as releasing
from pipelines.releases import stage as staging
from pipelines.releases.release import make_release
from pipelines.releases.verify import verify_project
from schemas.problem import errors
from tests.audit.conftest import fill
from tests.keys import entered, key_of

DAY = date(2026, 11, 22)
TARGET = "orchard-1/2024-fields"


class Killed(BaseException):
    """The process ends here and tidies nothing up."""


@pytest.fixture
def killed_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, str, int], None]:
    """killed_at(module, name, n): the n-th call of that function is the last thing that happens."""

    def arm(owner: object, name: str, last: int) -> None:
        whole, calls = getattr(owner, name), []

        def dying(*args: object, **kwargs: object) -> object:
            calls.append(name)
            if len(calls) == last:
                monkeypatch.setattr(staging.Stage, "remove", lambda stage: None)
                raise Killed
            return whole(*args, **kwargs)

        monkeypatch.setattr(owner, name, dying)

    return arm


BEFORE = {
    "while it is built": (releasing, "write_tables", 1),
    "while it is packed": (releasing, "pack", 1),
    "before its line is added": (releasing.log, "put", 1),
}
AFTER = {
    "before anything is in place": (staging.Stage, "put_in_place", 1),
    "with its folder in place": (staging, "_move", 2),
    "with folder and zip in place": (staging, "_move", 3),
    "before its numbers are in place": (staging, "write_whole", 3),
    "before its anchor is in place": (staging, "write_whole", 4),
}


@pytest.mark.parametrize("moment", [*BEFORE, *AFTER])
def test_a_release_cut_short_is_finished_by_the_same_command(
    approved: Project, killed_at: Callable, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    killed_at(*(BEFORE | AFTER)[moment])
    with pytest.raises(Killed):
        make_release(approved, "1.0", DAY, "Ada")
    monkeypatch.undo()
    found = verify_project(approved)
    assert not errors(found.problems)
    (left,) = found.problems
    assert left.path == "data/releases/.1.0.unfinished"
    todo = "The next release removes it." if moment in BEFORE else "Run `evidence release 1.0`"
    assert todo in left.todo
    status = CliRunner().invoke(main, ["status", "--project", str(approved.root)])
    assert ".1.0.unfinished" in status.output
    made = make_release(approved, "1.0", DAY, "Ada")
    assert made.archive.is_file() and made.not_carried
    assert not verify_project(approved).problems
    assert len(list(log.read_log(approved).of("release"))) == 1
    assert sorted(p.name for p in approved.releases.iterdir()) == [
        "1.0",
        "1.0.anchor.json",
        "1.0.numbers.csv",
        "1.0.zip",
        "1.0.zip.sha256",
    ]


def test_after_a_release_cut_short_others_go_on(
    approved: Project, killed_at: Callable, monkeypatch: pytest.MonkeyPatch, approve: Callable
) -> None:
    killed_at(*AFTER["with its folder in place"])
    with pytest.raises(Killed):
        make_release(approved, "1.0", DAY, "Ada")
    monkeypatch.undo()
    approve(approved, TARGET, "Bo Critic", no=("os-hr.figures",))
    approve(approved, TARGET, "Cy Third", is_settling=True)
    assert not errors(verify_project(approved).problems)
    make_release(approved, "1.1", DAY, "Ada")  # finishes 1.0 on its way
    assert not verify_project(approved).problems
    assert [e.values["target"] for e in log.read_log(approved).of("release")] == ["1.0", "1.1"]


def test_a_release_that_fails_leaves_nothing(
    approved: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = approved.approvals.read_bytes()
    monkeypatch.setattr(releasing, "pack", full)
    with pytest.raises(OSError, match="No space"):
        make_release(approved, "1.0", DAY, "Ada")
    assert not list(approved.releases.iterdir())
    assert approved.approvals.read_bytes() == before


def test_a_release_to_another_folder_is_finished_there(
    approved: Project, killed_at: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    killed_at(*AFTER["with its folder in place"])
    with pytest.raises(Killed):
        make_release(approved, "1.0", DAY, "Ada", tmp_path / "away")
    monkeypatch.undo()
    make_release(approved, "1.0", DAY, "Ada", tmp_path / "away")
    assert (tmp_path / "away" / "1.0.zip").is_file()
    assert sorted(p.name for p in approved.releases.iterdir()) == [
        "1.0.anchor.json",
        "1.0.numbers.csv",
    ]
    assert not verify_project(approved).problems


# what one file loses or keeps ------------------------------------------------


def test_what_a_killed_approval_left_is_named_and_removed_by_the_next(
    example: Project, approve: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for folder in (example.curated, example.raw):
        (folder / f".x.csv-{ended.pid}-ab_1cd2e.part").write_text("half")
    assert {p.path for p in verify_project(example).problems} == {
        f"data/{part}/.x.csv-{ended.pid}-ab_1cd2e.part" for part in ("curated", "raw")
    }
    own = example.curated / ".x.csv-1-abcdefgh.part"  # somebody is at it
    own.write_text("half")
    approve(example, TARGET)
    assert [p.name for p in example.curated.glob(".*.part")] == [own.name]
    assert files.abandoned(example.raw)


def started(*args: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_person_who_answers_several_times_at_once_is_heard_once(
    example: Project, tmp_path: Path
) -> None:
    entered(example, TARGET)
    before = len(log.read_log(example).entries)
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text(fill(approving.blank_sheet(example, TARGET, "Ada")))
    answers = ("--answers", sheet, "--seen-by-eye", "--key", key_of("Ada"))
    command = ("approve", TARGET, "--as", "Ada", *answers)
    runs = [started(*command, "--project", example.root) for _ in range(4)]
    assert sorted(run.wait() for run in runs) == [0, 10, 10, 10]
    assert len(log.read_log(example).entries) == before + 1


def test_answers_of_several_people_at_once_are_all_kept(example: Project, tmp_path: Path) -> None:
    runs = []
    for seed in range(3):
        rows = list(csv.DictReader(io.StringIO(eye_checks.draw(check(example), 5, seed))))
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows({**row, "is_right": "yes", "by": f"Person {seed}"} for row in rows)
        path = tmp_path / f"{seed}.csv"
        path.write_text(text.getvalue())
        runs.append(started("audit-sample", "--answers", path, "--project", example.root))
    assert [run.wait() for run in runs] == [0, 0, 0]
    assert example.eye_checks.read_text().count("\n") == 1 + 15


def test_of_two_releases_at_once_one_is_made_and_the_log_is_whole(
    approved: Project, tmp_path: Path
) -> None:
    before = len(log.read_log(approved).entries)
    sheet = tmp_path / "late.yaml"
    sheet.write_text(fill(approving.blank_sheet(approved, TARGET, "Di")))
    command = ("release", "1.0", "--as-of", "2026-11-22", "--project", approved.root)
    runs = [started(*command) for _ in range(2)]
    answers = ("--answers", sheet, "--seen-by-eye", "--key", key_of("Di"))
    late = ("approve", TARGET, "--as", "Di", *answers)
    runs.append(started(*late, "--project", approved.root))
    codes = [run.wait() for run in runs]
    assert codes[2] == 0
    assert all("Traceback" not in run.stdout.read() for run in runs)
    assert not verify_project(approved).problems
    if 0 not in codes[:2]:  # the approval came between
        make_release(approved, "1.0", DAY, "Ada")
    assert len(list(log.read_log(approved).of("release"))) == 1
    assert len(log.read_log(approved).entries) == before + 2
    assert not verify_project(approved).problems
