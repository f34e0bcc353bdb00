"""Files saved on Windows, with its line ends or with a mark of byte order, say what they said."""

from __future__ import annotations

import filecmp
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.command import main
from pipelines.project import Project
from tests.audit.conftest import fill
from tests.keys import key_of

DAY = "2026-11-22"
MARK = b"\xef\xbb\xbf"
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "line ends": lambda text: text.replace(b"\n", b"\r\n"),
    "mark": lambda text: MARK + text,
    "both": lambda text: MARK + text.replace(b"\n", b"\r\n"),
}
TYPED = (
    "data/curated/**/*.yaml", "data/curated/**/*.csv", "data/curated/**/*.md", "reports/*.yaml",
    "reports/*.toml", "data/raw/*.csv", "data/releases/*.csv",
)  # fmt: skip

each_way = pytest.mark.parametrize("way", WAYS)


def save_as(project: Project, way: str) -> None:
    for path in (path for pattern in TYPED for path in project.root.glob(pattern)):
        path.write_bytes(WAYS[way](path.read_bytes()))


def evidence(project: Project, *words: str) -> str:
    result = CliRunner().invoke(main, [*words, "--project", str(project.root)])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_same_project_gives_the_same_site_and_proofs(copied: Project, tmp_path: Path) -> None:
    way = "both"
    copied.settings_file.write_text('funding = "The Fictional Water Board pays."\n')
    plain, saved = tmp_path / "plain", tmp_path / "saved"
    evidence(copied, "build", "--plain", "--as-of", DAY, "--out", str(plain))
    save_as(copied, way)
    evidence(copied, "build", "--plain", "--as-of", DAY, "--out", str(saved))
    names = [str(path.relative_to(plain)) for path in plain.rglob("*") if path.suffix != ".duckdb"]
    files = [name for name in names if (plain / name).is_file()]
    assert filecmp.cmpfiles(plain, saved, files, shallow=False)[1:] == ([], [])
    for anchor in copied.releases.glob("*.anchor.json"):
        anchor.write_bytes(WAYS[way](anchor.read_bytes()))
    assert evidence(copied, "verify").endswith("Nothing was changed.\n")
    assert ": 0 numbers, " in evidence(copied, "diff", "1.0")


@each_way
def test_an_approval_is_added_to_the_log_and_the_log_stays_whole(
    copied: Project, tmp_path: Path, way: str
) -> None:
    save_as(copied, way)
    sheet = tmp_path / "sheet.yaml"
    target = ("approve", "orchard-1/2022-fields", "--as", "Bo", "--key", str(key_of("Bo")))
    evidence(copied, *target, "--sheet", str(sheet))
    sheet.write_bytes(WAYS[way](fill(sheet.read_text("utf-8")).encode()))
    evidence(copied, *target, "--answers", str(sheet), "--seen-by-eye")
    assert evidence(copied, "verify").endswith("Nothing was changed.\n")
    assert b"\r" not in copied.approvals.read_bytes()


@each_way
def test_answers_to_a_sample_are_taken(copied: Project, tmp_path: Path, way: str) -> None:
    sheet = tmp_path / "sheet.csv"
    for number in (1, 2):  # the second adds to a file that was saved on Windows
        evidence(copied, "audit-sample", "-n", "2", "--seed", str(number), "--out", str(sheet))
        head, *rows = sheet.read_text("utf-8").splitlines()
        names = head.split(",")
        answered = []
        for row in rows:
            cells = row.split(",")
            cells[names.index("is_right")], cells[names.index("by")] = "yes", f"Reader {number}"
            answered.append(",".join(cells))
        sheet.write_bytes(WAYS[way]("\n".join([head, *answered, ""]).encode()))
        evidence(copied, "audit-sample", "--answers", str(sheet))
        if number == 1:
            save_as(copied, way)
    evidence(copied, "check")


def test_a_frozen_chart_is_found_again(copied: Project) -> None:
    way = "both"
    evidence(copied, "build", "--plain", "--as-of", DAY)
    evidence(copied, "freeze", "orchard-alive")
    save_as(copied, way)
    for about in copied.root.glob("reports/frozen/*/about.json"):
        about.write_bytes(WAYS[way](about.read_bytes()))
    assert "unchanged since" in evidence(copied, "freeze", "orchard-alive")
