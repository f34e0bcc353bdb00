"""The verb check: every kind of bad input gets its message, at its line, and hides no other."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.command import main
from pipelines.project import Project

REPORT = "trials/orchard-1/2022-fields.yaml"
TRIAL = "trials/orchard-1/trial.yaml"


def check(project: Project, *more: str):
    return CliRunner().invoke(main, ["check", "--project", str(project.root), *more])


def change(project: Project, path: str, old: str, new: str) -> int:
    """Replace a text that stands once in a curated file; the line on which it stands."""
    file = project.curated / path
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times"
    file.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("name", ["orchard-1", "orchard-1/2022-fields"])
def test_a_trial_or_report_may_be_named_as_other_verbs_name_it(example, name):
    change(example, REPORT, "value: 58,", "value: 58%,")
    change(example, "trials/meadow-2/trial.yaml", "cancer: appleoma", "cancer: pear")
    says = check(example, name).output
    assert "Write 58." in says and "meadow-2" not in says


def test_a_name_that_is_nowhere_is_told(example):
    assert "nor a trial or report of that name" in check(example, "orchard-9").output


def test_the_example_has_no_problem(example):
    result = check(example)
    assert result.exit_code == 0
    assert result.output.startswith("0 errors, 0 warnings. Read: ")
    assert "Not looked at: " in result.output


# (file, text that stands once, what is typed instead, what the message says)
WRONG = {
    "an unknown key names the near miss": (REPORT, "\nstanding:", "\nstandign:", "Did you mean standing?"),
    "a missing key says what it is": (REPORT, "journal: J Invented Oncol\n", "", "journal: this key is missing"),
    "a missing key of an estimate is named": (REPORT, "orr-standard: {arm: standard, endpoint: orr, ", "orr-standard: {arm: standard, ", "endpoint: this key is missing"),
    "a list instead of a value is named": (REPORT, "volume: \"1\"", "volume: [1, 2]", "one value is expected here"),
    "an unknown code shows the valid ones": (REPORT, "kind: journal_article", "kind: article", "Valid: journal_article, meeting_abstract"),
    "an unknown endpoint names the near miss": (REPORT, "endpoint: dor,", "endpoint: dorr,", "is not in the list of endpoints"),
    "a decimal comma is refused": (REPORT, "value: 11.5,", "value: \"11,5\",", "a number with a decimal point"),
    "a raised point is explained": (REPORT, "value: 4.1,", "value: 4·1,", "Write 4.1."),
    "a percent sign is explained": (REPORT, "value: 41.4,", "value: 41.4%,", "Write 41.4."),
    "a huge number is refused": (REPORT, "n_events: 116,", "n_events: " + "9" * 500 + ",", "is not a whole number"),
    "a key that stands twice is named": (REPORT, "volume: \"1\"", "volume: \"1\"\nvolume: \"2\"", "this key stands twice"),
    "an unknown arm names the known ones": (REPORT, "orr-standard: {arm: standard", "orr-standard: {arm: placebo", "there is no arm in trial.yaml of that name"),
    "an unknown population is named": (REPORT, "\npopulation: randomised", "\npopulation: randomized", "Did you mean randomised?"),
    "an interval that misses its estimate is named": (REPORT, "ci_lower: 0.42", "ci_lower: 0.62", "an interval contains its estimate"),
    "events that do not give the percentage are named": (REPORT, "value: 58,", "value: 85,", "116 of 200 is 58.00 percent"),
    "an anchor is refused": (REPORT, "title: Orch", "title: &x Orch", "marks such as `&name` are not used here"),
    "an alias is refused": (REPORT, "volume: \"1\"", "volume: *x", "references to other places (`*name`) are not used here"),
    "a tag is refused": (REPORT, "volume: \"1\"", "volume: !!python/name:os.system x", "type marks such as `!name`"),
    "a second document is refused": (REPORT, "\nstanding:", "\n---\nstanding:", "more than one document"),
    "deep nesting is refused": (REPORT, "volume: \"1\"", "volume: " + "[" * 50 + "]" * 50, "nested too deeply"),
    "broken indentation is named": (REPORT, "\nstanding: current", "\n   standing: current", "this line is indented otherwise"),
    "a control character is refused": (REPORT, "volume: \"1\"", "volume: \x07", "turns or hides text for readers"),
    "a number typed in prose is named": ("categories/appleoma.md", "an invented illness", "an illness of 52% of people", "a number is typed in prose"),
    "a binding to nothing names the near miss": ("categories/appleoma.md", "[[orchard-1/2024-fields/os-5y-standard|of_100]]", "[[orchard-1/2024-fields/os-5y-standart|of_100]]", "Did you mean orchard-1/2024-fields/os-5y-standard?"),
    "a page without its head is named": ("guide/what-remission-means.md", "---\ntitle", "title", "must begin with its settings"),
    "a list line with too many cells is named": ("gaps.csv", "overall survival", "overall, survival", "this line has 6 cells"),
    "an open quotation mark in a list is named": ("gaps.csv", "overall survival", "\"overall survival", "this is not readable CSV"),
    "a code that stands twice is named": ("vocabularies/drugs.csv", "placebo,placebo", "meadowtinib,Other,,\nplacebo,placebo", "stands already on line"),
    "a correction of a changed value is named": ("corrections.yaml", "expect: \"52\"", "expect: \"53\"", "is now 52"),
    "an unknown arm in a population is named": (TRIAL, "n: {orchardimab: 200,", "n: {orchard: 200,", "there is no arm in trial.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_bad_input_is_named(example, wrong):
    path, old, new, message = wrong
    line = change(example, path, old, new) + new.startswith("\n")
    result = check(example)
    assert result.exit_code == 10, result.output
    hits = [text for text in result.output.splitlines() if message in text]
    assert hits, result.output
    places = [int(hit.partition(f"data/curated/{path}:")[2].split(" ")[0] or 0) for hit in hits]
    if "missing" not in message:  # what is missing is named where its group begins
        assert any(abs(place - line) <= 1 for place in places), (line, hits)


def test_no_problem_hides_another(example):
    """Half of the wrong inputs at once: each message is there."""
    together = [
        "an unknown code shows the valid ones", "an unknown endpoint names the near miss",
        "a raised point is explained", "a percent sign is explained",
        "an unknown arm names the known ones", "an interval that misses its estimate is named",
        "events that do not give the percentage are named", "a missing key says what it is",
        "a number typed in prose is named", "a list line with too many cells is named",
        "a correction of a changed value is named", "an unknown arm in a population is named",
    ]  # fmt: skip
    for name in together:
        path, old, new, _ = WRONG[name]
        change(example, path, old, new)
    (example.curated / "trials" / "broken").mkdir()
    (example.curated / "trials" / "broken" / "trial.yaml").write_text("a: [", "utf-8")
    result = check(example)
    for name in together:
        assert WRONG[name][3] in result.output, name
    assert "trials/broken/trial.yaml:" in result.output


def test_an_empty_file_is_named(example):
    (example.curated / REPORT).write_text("", "utf-8")
    result = check(example)
    assert result.exit_code == 10
    assert f"data/curated/{REPORT}  the file is empty." in result.output


def test_a_file_that_is_not_utf_8_is_named_with_its_line(example):
    path = example.curated / REPORT
    path.write_bytes(path.read_bytes().replace(b"title: Orch", b"title: \xff\xfe"))
    result = check(example)
    assert result.exit_code == 10
    assert f"data/curated/{REPORT}:3  byte 0xff: the file is not UTF-8 text." in result.output


def test_a_file_of_50_mb_is_not_read(example):
    with (example.curated / REPORT).open("ab") as file:
        file.truncate(50 * 1024 * 1024)
    started = time.process_time()
    result = check(example)
    assert result.exit_code == 10
    assert "files larger than" in result.output
    assert time.process_time() - started < 5


@pytest.mark.parametrize("place", [REPORT, "trials/elsewhere", "glossary.yaml", "gaps.csv", "guide/a.md"])  # fmt: skip
def test_a_link_out_of_the_project_is_not_followed(example, tmp_path, place):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "trial.yaml").write_text("name: secret", "utf-8")
    target = outside if place == "trials/elsewhere" else outside / "trial.yaml"
    link = example.curated / place
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    result = check(example)
    assert result.exit_code == 10
    assert f"data/curated/{place}  this link leads out of the project folder." in result.output
    assert "secret" not in result.output


@pytest.mark.parametrize("place", ["trials/orchard-1/a..b.yaml", "trials/..x/trial.yaml", "trials/Big/trial.yaml", "guide/a b.md", "references/..yaml"])  # fmt: skip
def test_a_name_that_is_no_key_is_refused(example, place):
    path = example.curated / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("name: x\n", "utf-8")
    result = check(example)
    assert result.exit_code == 10
    assert "a name may hold only lower-case letters" in result.output


def test_a_stray_file_is_named(example):
    (example.curated / "trials" / "orchard-1" / "notes.txt").write_text("x", "utf-8")
    result = check(example)
    assert result.exit_code == 10
    assert (
        "trials/orchard-1/notes.txt  this file is not read: its name does not fit." in result.output
    )


def test_a_missing_list_is_named(example):
    (example.vocabularies / "endpoints.csv").unlink()
    result = check(example)
    assert result.exit_code == 10
    assert "vocabularies/endpoints.csv  this list is missing." in result.output


def test_control_characters_never_reach_the_terminal(example):
    change(example, REPORT, 'volume: "1"', 'volume: "\\e[31m"\nkindd: "\\e[2J"')
    assert "\x1b" not in check(example).output


def test_problems_outside_the_named_paths_are_not_shown(example):
    change(example, REPORT, "value: 58,", "value: 85,")
    other = check(example, str(example.curated / "guide"))
    assert other.exit_code == 0
    assert "problems outside the named paths" in other.output
    own = check(example, str(example.curated / REPORT))
    assert own.exit_code == 10
    assert "116 of 200" in own.output


def test_json_tells_place_and_counts(example):
    line = change(example, REPORT, "value: 58,", "value: 85,")
    told = json.loads(check(example, "--format", "json").output)
    assert told["counts"]["errors"] == len([p for p in told["problems"] if p["level"] == "error"])
    assert {"path": f"data/curated/{REPORT}", "line": line}.items() <= told["problems"][0].items()


def test_github_annotations_carry_file_and_line(example):
    line = change(example, REPORT, "value: 58,", "value: 85,")
    assert (
        f"::error file=data/curated/{REPORT},line={line},"
        in check(example, "--format", "github").output
    )


def test_a_missing_project_is_a_usage_error(tmp_path):
    result = CliRunner().invoke(main, ["check", "--project", str(tmp_path)])
    assert result.exit_code == 2
    assert "is not a project" in result.output


def test_watching_answers_after_a_save(example, tmp_path):
    command = [sys.executable, "-u", "-c", "from pipelines.cli import main; main()"]
    with subprocess.Popen(
        [*command, "check", "--watch", "--project", str(example.root)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        try:
            until(process, "waiting for a save")
            change(example, REPORT, "value: 58,", "value: 85,")
            assert "116 of 200 is 58.00 percent" in until(process, "waiting for a save")
            charts = example.root / "reports" / "charts.yaml"
            charts.write_text(charts.read_text("utf-8").replace("kind: ", "kind: a", 1), "utf-8")
            assert "reports/charts.yaml" in until(process, "waiting for a save")
        finally:
            process.terminate()


def until(process: subprocess.Popen, words: str) -> str:
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            break
    return "".join(lines)
