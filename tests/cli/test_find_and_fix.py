"""Help while typing: a text is found where it stands, and slips of signs are repaired once shown."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pipelines.cli.command import main
from pipelines.project import Project

REPORT = "trials/orchard-1/2024-fields.yaml"
GRASS = "trials/meadow-2/2023-grass.yaml"


def run(project: Project, *words: str, answer: str = "") -> str:
    result = CliRunner().invoke(main, [*words, "--project", str(project.root)], input=answer)
    assert result.exception is None
    return result.output


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("orchard", "trial orchard-1: trial ORCHARD-1"),
        ("Orchardimab", "drug orchardimab: "),
        ("90000002", "report orchard-1/2024-fields: pmid 90000002"),
        ("19.9", "estimate orchard-1/2024-fields/os-median-standard: value 19.9"),
    ],
)
def test_trials_drugs_identifiers_and_values_are_found_with_their_place(example, text, line):
    assert line in run(example, "find", text)


def test_a_value_is_found_whole_and_nothing_found_is_said(example):
    assert "Nothing holds 19." in run(example, "find", "19.")


def test_repairs_are_shown_first_and_change_only_signs_and_endings(example):
    report, grass = example.curated / REPORT, example.curated / GRASS
    right = report.read_text("utf-8")
    slip = right.replace("value: 52,", "value: 52%,", 1).replace("value: 64,", "value: 6 4,", 1)
    assert slip.count("52%,") == 1
    report.write_text(slip, "utf-8")
    grass.rename(grass.with_suffix(".yml"))

    shown = run(example, "fix", answer="n\n")
    assert "value: 52%," in shown and "2023-grass.yml → " in shown
    assert report.read_text("utf-8") == slip and not grass.exists()

    assert "Changed 2 files" in run(example, "fix", answer="y\n")
    assert report.read_text("utf-8") == slip.replace("52%,", "52,"), "a figure stays as typed"
    assert grass.exists() and not grass.with_suffix(".yml").exists()
    assert "Nothing to repair" in run(example, "fix")


def test_the_shipped_files_need_no_repair_and_all_their_addresses_are_noted(
    shipped: Project,
) -> None:
    assert "Nothing to repair" in run(shipped, "fix")
