"""Machines that lack something: one line says what, and what can work works."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import duckdb
import pytest

from pipelines.project import Project
from tests.conftest import ROOT

EVIDENCE = (sys.executable, "-P", "-c", "from pipelines.cli import run; run()")
NOT_HERE = 77


def run(*command: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, capture_output=True
    )


def evidence(project: Project, *words: str, **environment: str) -> subprocess.CompletedProcess:
    return run(*EVIDENCE, *words, "--project", str(project.root), **environment)


def said(done: subprocess.CompletedProcess, encoding: str = "utf-8") -> str:
    return (done.stdout + done.stderr).decode(encoding)


def on_another_disk(project: Project, prepare: str, *words: str) -> subprocess.CompletedProcess:
    """The command where the project lies on a small disk of its own, after ``prepare``. Really
    mounted, in a name space that ends with the command."""
    folder = shlex.quote(str(project.root))
    script = f"""
        set -e; cd {folder}/..
        {{ cp -a {folder} copy; mount -t tmpfs -o size=4m tmpfs {folder}; }} || exit {NOT_HERE}
        cp -a copy/. {folder}; cd {folder}
        {prepare}
        set +e; {shlex.join([*EVIDENCE, *words, "--project", str(project.root)])}; code=$?
        find .builds -name 'build-*' 2>/dev/null
        exit $code
    """
    done = run("unshare", "-rm", "sh", "-c", script)
    if done.returncode == NOT_HERE or done.stderr.startswith(b"unshare"):
        pytest.skip("this machine does not let tests mount a disk")
    return done


FILLED = "cat /dev/zero > fill 2>/dev/null || true"
SEALED = "mount -o remount,ro ."


@pytest.mark.parametrize(
    "words",
    [("build", "--plain"), ("build",), ("new", "trial", "pear-9"), ("refresh", "--plain")],
    ids=" ".join,
)
def test_on_a_full_disk_one_line_says_so_and_nothing_half_is_left(
    example: Project, words: tuple[str, ...]
) -> None:
    done = on_another_disk(example, FILLED, *words)
    assert done.returncode == 1
    assert "the disk is full" in said(done)
    assert "Traceback" not in said(done) and ".builds/build-" not in said(done)


@pytest.mark.parametrize(
    "words",
    [
        ("check",), ("status",), ("verify",), ("todo",), ("embed", "orchard-alive"),
        ("diff", str(ROOT / "tests" / "example")), ("audit-sample", "--seed", "1"),
        ("build", "--plain", "--out", "../elsewhere"),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_a_project_that_cannot_be_written_can_be_read_and_built_elsewhere(
    example: Project, words: tuple[str, ...]
) -> None:
    done = on_another_disk(example, SEALED, *words)
    assert done.returncode == 0, said(done)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("build", "--plain"), "evidence build --out FOLDER"),
        (("build",), "evidence build --out FOLDER"),
        (("refresh", "--plain"), "Read-only file system"),
        (("new", "trial", "pear-9"), "Read-only file system"),
        (("schedule",), "cannot be written (Read-only file system)"),
    ],
)
def test_what_must_write_there_says_in_one_line_that_it_cannot(
    example: Project, words: tuple[str, ...], says: str
) -> None:
    done = on_another_disk(example, SEALED, *words)
    assert done.returncode == 1
    lines = [line for line in said(done).splitlines() if not line.startswith("warning: ")]
    assert len(lines) == 1 and says in lines[0], said(done)


def test_a_terminal_that_lacks_a_sign_is_told_its_name(example: Project) -> None:
    latin = {"PYTHONIOENCODING": "latin-1"}
    report = example.trials / "orchard-1" / "2024-fields.yaml"
    text = report.read_text("utf-8")
    report.write_text(re.sub("^kind: .*", "kind: ≥ 日", text, flags=re.M), "utf-8")
    done = evidence(example, "check", **latin)
    assert done.returncode == 10
    assert r"\N{GREATER-THAN OR EQUAL TO}" in said(done, "latin-1")
    done = evidence(example, "todo", **latin)
    assert done.returncode == 0 and r"\N{RIGHTWARDS ARROW}" in said(done, "latin-1")


@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": "/nowhere"},
        {"PATH": "/nowhere"},
        {"TZ": "nonsense"},
        {"COLUMNS": "10"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=str,
)
def test_no_home_no_path_and_odd_terminals_change_nothing(
    example: Project, environment: dict[str, str]
) -> None:
    for verb in ("check", "todo"):
        assert evidence(example, verb, **environment).returncode == 0


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "nonsense://x"])
@pytest.mark.parametrize("words", [("refresh", "--plain"), ("new", "trial", "NCT09000001")])
def test_a_proxy_that_cannot_be_used_is_told_in_one_line(
    example: Project, proxy: str, words: tuple[str, ...]
) -> None:
    done = evidence(example, *words, ALL_PROXY=proxy, NO_PROXY="", no_proxy="")
    assert done.returncode == 1
    (line,) = said(done).splitlines()
    assert "this machine's settings for proxies cannot be used" in line


@pytest.mark.parametrize("epoch", ["-1", "soon", " 5", "１", "9" * 20])
def test_a_clock_that_is_none_is_told_in_words(example: Project, epoch: str) -> None:
    done = evidence(example, "build", "--plain", SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 2
    assert f"SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds since 1970" in said(done)


@pytest.mark.parametrize("day", ["20261122", "2026-W05-1", "2026-13-01", "２０２６-11-22"])
def test_a_day_is_written_in_one_way(example: Project, day: str) -> None:
    done = evidence(example, "build", "--plain", "--as-of", day)
    assert done.returncode == 2 and f"{day} is not a date such as 2026-11-22" in said(done)


def test_a_store_that_is_open_elsewhere_is_in_nobodys_way(example: Project) -> None:
    assert evidence(example, "build", "--plain").returncode == 0
    with duckdb.connect(str(example.store)):
        assert evidence(example, "build", "--plain").returncode == 0
        assert evidence(example, "freeze", "orchard-alive").returncode == 0
    with duckdb.connect(str(example.store)):  # which stands now, and is asked for
        done = evidence(example, "freeze", "orchard-alive")
    assert done.returncode == 1
    assert "open for writing in another program" in said(done) and "Traceback" not in said(done)


@pytest.mark.parametrize("size", [0, 50])
def test_records_that_were_cut_short_stop_nothing(example: Project, size: int) -> None:
    for record in example.raw.glob("*/*"):
        os.truncate(record, size)
    for words in (("check",), ("todo",), ("build", "--plain")):
        done = evidence(example, *words)
        assert done.returncode == 0, said(done)
    done = evidence(example, "verify")
    assert done.returncode == 10 and "clinicaltrials/NCT09000001.json" in said(done)
