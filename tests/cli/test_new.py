"""The verbs ``new``: blank forms an editor can fill in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.command import main

ROOT = Path(__file__).parents[2]


def run(project, *arguments: str):
    return CliRunner().invoke(main, [*arguments, "--project", str(project.root)])


def test_a_new_trial_and_report_explain_each_key_and_name_their_schema(example):
    assert run(example, "new", "trial", "river-4").exit_code == 0
    result = run(example, "new", "report", "river-4/2026-ford")

    assert result.exit_code == 0
    assert "Made data/curated/trials/river-4/2026-ford.yaml" in result.output
    report = (example.trials / "river-4" / "2026-ford.yaml").read_text("utf-8")
    assert report.startswith(
        "# yaml-language-server: $schema=../../../../schemas/json/river-4.report.schema.json\n"
    )
    assert (example.root / "schemas/json/river-4.report.schema.json").is_file()
    assert "hazard_ratio | odds_ratio" in report
    trial = (example.trials / "river-4" / "trial.yaml").read_text("utf-8")
    assert "; if none fits, make one first; appleoma\n" in trial
    assert "year: 2026" in report
    assert "  treatment:" in trial and "  control:" in trial and "role: control" in trial
    assert (
        "n: {}  # people per arm, such as {treatment: 100, control: 100}; {} if not stated" in trial
    )


def test_a_blank_form_says_what_is_missing_and_nothing_else_breaks(example):
    run(example, "new", "trial", "river-4")
    run(example, "new", "report", "river-4/2026-ford")

    result = run(example, "check")

    assert result.exit_code == 10
    assert "this key has no value" in result.output
    lines = [line.split("  ")[0] for line in result.output.splitlines() if line.startswith("data/")]
    assert len(lines) == len(set(lines)), "each empty key is told once"
    assert "orchard-1" not in result.output.replace("orchard-1/", "")


def test_the_trial_that_editing_md_shows_lacks_nothing_but_a_report(example):
    text = (ROOT / "EDITING.md").read_text("utf-8")
    shown = text.split("### A trial of two groups")[1].split("```yaml\n")[1].split("```")[0]
    for there, here in (("melanoma", "appleoma"), ("ORCHARD-1", "HILL-9"), ("NCT09000001", "NCT09000009")):  # fmt: skip
        shown = shown.replace(there, here)
    (example.trials / "hill-9").mkdir()
    (example.trials / "hill-9" / "trial.yaml").write_text(shown, "utf-8")
    told, summary = run(example, "check").output.splitlines()
    assert "no report of this trial is entered" in told and summary.startswith(
        "1 error, 0 warnings"
    )


@pytest.mark.parametrize("name", ["River 4", "../river", "river--4", "", "RIVER", "a/b"])
def test_a_name_that_cannot_be_a_folder_is_refused_in_words(example, name):
    result = run(example, "new", "trial", name)

    assert result.exit_code == 2
    assert "use lower-case letters, digits and single hyphens" in result.output


def test_a_report_of_an_unknown_trial_says_how_to_make_the_trial(example):
    result = run(example, "new", "report", "river-4/2026-ford")

    assert result.exit_code == 2
    assert "evidence new trial river-4" in result.output


def test_nothing_is_overwritten(example):
    result = run(example, "new", "report", "orchard-1/2024-fields")

    assert result.exit_code == 2
    assert "exists already" in result.output


def test_text_editors_are_offered_the_codes_of_the_project_and_the_arms_of_the_trial(example):
    run(example, "new", "report", "brook-3/2026-ford")
    folder = example.root / "schemas" / "json"
    named = json.loads((folder / "brook-3.report.schema.json").read_text("utf-8"))["allOf"]
    report = json.loads((folder / named[0]["$ref"]).read_text("utf-8"))
    estimate = report["properties"]["estimates"]["additionalProperties"]["properties"]
    assert "hazard_ratio" in estimate["effect_measure"]["enum"]
    assert "Required" in estimate["value"]["description"]
    endpoint = dict(zip(*(estimate["endpoint"][k] for k in ("enum", "enumDescriptions")), strict=True))  # fmt: skip
    assert endpoint["os"] == "overall survival"

    own = named[1]["properties"]
    shown = own["estimates"]["additionalProperties"]["properties"]
    assert own["population"]["enum"] == ["randomised"]
    assert shown["arm"]["enum"] == shown["comparator"]["enum"] == ["meadowtinib", "placebo"]

    trial = json.loads((folder / "trial.schema.json").read_text("utf-8"))["properties"]
    arm = trial["arms"]["additionalProperties"]["properties"]
    assert trial["cancer"]["enum"] == ["appleoma"]
    assert "orchardimab" in arm["drugs"]["anyOf"][0]["items"]["enum"]
    assert "leads" in trial


def test_a_new_arm_and_a_new_drug_are_offered_at_once(example):
    run(example, "add", "drug", "plumumab", "name=plumumab")
    run(example, "add", "arm", "brook-3/plum", "label=plumumab", "drugs=[plumumab]", "regimen=not_stated", "role=tested")  # fmt: skip
    folder = example.root / "schemas" / "json"
    assert '"plumumab"' in (folder / "trial.schema.json").read_text("utf-8")
    assert '"plum"' in (folder / "brook-3.report.schema.json").read_text("utf-8")
