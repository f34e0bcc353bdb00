"""Whoever types a wrong number hears about it in a second."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.approvals.anchors import Anchor, binding
from pipelines.approvals.digests import content_digests
from pipelines.approvals.entry import HEADER
from pipelines.approvals.keys import signer
from pipelines.approvals.log import Log, read_log
from pipelines.checks.check import Checker, check
from pipelines.curated.reader import read_curated
from pipelines.files import sha256
from tests.benchmarks.cpu import side_by_side
from tests.benchmarks.invented import ESTIMATES_PER_TRIAL, invented_project, long_trial
from tests.benchmarks.shipped import copied
from tests.keys import enrolled, key_of

AT = "2026-11-22T00:00:00Z"
BARE = [sys.executable, "-c", "import pandera.pandas"]
HEAVY = (
    "duckdb",
    "scipy",
    "altair",
    "prefect",
    "pyarrow.parquet",
    "textstat",
    "hypothesis",
    "lxml",
)


def evidence_check(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-c", "from pipelines.cli import run; run()", "check", "--project", str(folder), *words]  # fmt: skip


@pytest.mark.parametrize("name", ["shipped", "1,500 estimates"])
@pytest.mark.parametrize("compiled", [False, True])
def test_check_takes_at_most_twice_the_import_of_pandera(
    name, compiled, shipped, tmp_path, monkeypatch, capsys
):
    """CPU seconds of whole processes, as run here and with every module compiled to bytecode: a check after
    another one, with a file saved in between, and one that looks at everything.
    """
    if compiled:
        monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "compiled"))
    if name == "shipped":
        root = copied(shipped, tmp_path / "shipped").root
    else:
        root = invented_project(tmp_path, trials=100).root
    report = sorted(root.glob("data/curated/trials/*/2*.yaml"))[0]
    save = ["sh", "-c", f"echo '# saved' >> {report}"]
    next_one, afresh, _, bare = side_by_side(
        evidence_check(root), evidence_check(root, "--afresh"), save, BARE
    )
    with capsys.disabled():
        print(
            f"\n{name}, {'compiled' if compiled else 'as run here'}: {next_one:.2f} CPU s after a save, {afresh:.2f} afresh; import {bare:.2f} CPU s: "
            f"{next_one / bare:.2f}x, {afresh / bare:.2f}x"
        )
    assert next_one <= 2 * bare


def test_check_leaves_heavy_libraries_out(tmp_path):
    project = invented_project(tmp_path, trials=1)
    code = (
        "import sys; from pipelines.cli import check as checking; from pipelines.project import Project;"
        f"from pathlib import Path; checking.run(Project(Path({str(project.root)!r})));"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
def test_time_grows_in_line_with_estimates(tmp_path, capsys):
    speeds = []
    for trials in (100, 1_000, 6_667):
        project = invented_project(tmp_path / str(trials), trials)
        started = time.process_time()
        checked = check(project)
        took = time.process_time() - started
        assert checked.problems == []
        rows = trials * ESTIMATES_PER_TRIAL
        speeds.append(rows / took)
        with capsys.disabled():
            print(f"\n{rows:,} estimates: {took:.1f} s, {rows / took:,.0f} rows/s")
    assert speeds[-1] >= 0.5 * speeds[1]


def test_time_grows_in_line_with_the_reports_of_one_trial(tmp_path, capsys):
    seconds = {}
    for reports in (50, 100, 200, 400, 800):
        project = long_trial(tmp_path / str(reports), reports)
        started = time.process_time()
        checked = check(project)
        seconds[reports] = time.process_time() - started
        assert checked.problems == []
        with capsys.disabled():
            print(f"\n{reports} reports of one trial: {seconds[reports]:.2f} s")
    assert seconds[800] <= 1.5 * 4 * seconds[200]


@pytest.mark.parametrize("trial", ["*", "checkmate-067"])
def test_an_answer_follows_a_save_within_a_third_of_a_second(trial, shipped, tmp_path, capsys):
    """What watching does after a save: the second check of one checker, one file changed. Of no trial do
    pages write more than of CheckMate 067: all of them are judged again.
    """
    project = copied(shipped, tmp_path / "project")
    checker = Checker(project)
    while checker.check().curated.opened:
        pass  # files of the last two seconds are opened each time; an editor's are older
    path = sorted(project.trials.glob(f"{trial}/2*.yaml"))[0]
    times = []
    for _ in range(5):
        path.write_text(path.read_text("utf-8") + "# saved\n", "utf-8")
        started = time.process_time()
        checker.check()
        times.append(time.process_time() - started)
    with capsys.disabled():
        print(f"\nanswer after a save of {path.parent.name}: {statistics.median(times):.2f} CPU s")
    assert statistics.median(times) <= 0.3


def test_400_signed_approvals_leave_check_within_its_line(tmp_path, monkeypatch, capsys):
    """Of the lines that a signed release commits to none is verified again; each one since is."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "compiled"))
    without = invented_project(tmp_path / "without", trials=100)
    project = invented_project(tmp_path / "with", trials=100)
    enrolled(project, "Ada Reader")
    keys = [e.raw for e in read_log(project).of("enrol")]  # what was entered is of another project
    sign, log = signer(key_of("Ada Reader")), Log("\n".join((HEADER, *keys, "")))
    anchored = sign("any text")  # `check` does not come to look at these
    curated = read_curated(project)
    targets = [(row.get("trial"), row.get("report")) for row in curated["reports"]]
    digests = list(content_digests(curated, targets))
    for number in range(400):
        target = "/".join(targets[number % len(targets)])
        line = ("approve", target, digests[number % len(digests)], "Ada Reader", AT, "all yes")
        log = log.followed_by(*line, sign=(lambda _: anchored) if number < 395 else sign)
        if number == 394:
            held = binding({}, sha256(""), {})
            line = ("release", "1.0", "0" * 64, "Ada Reader", AT)
            log = log.followed_by(*line, words=held, sign=sign)
            anchor = Anchor.of(log, "1.0", {}, "")
    project.approvals.write_text(log.text)
    project.releases.mkdir(exist_ok=True)
    (project.releases / "1.0.anchor.json").write_text(anchor.as_json())
    (project.releases / "1.0.numbers.csv").write_text("")
    ours, plain, bare = side_by_side(
        evidence_check(project.root), evidence_check(without.root), BARE, times=5
    )
    with capsys.disabled():
        print(
            f"\n400 signed approvals: {ours:.2f} CPU s, none: {plain:.2f} CPU s, {ours / plain:.2f}x; "
            f"import {bare:.2f} CPU s, {ours / bare:.2f}x"
        )
    assert ours <= 2 * bare
    assert ours <= 1.5 * plain
