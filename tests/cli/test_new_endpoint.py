"""A new endpoint is one row of the vocabulary: everything else learns of it there."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from pipelines.archive.findings import find, write_findings
from pipelines.archive.records import Archive, record_name
from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.project import Project
from tests.sources.orchard import hazard_ratio, measured, orchard_outcomes, study

ROW = {
    "code": "ffs", "name": "fruit-free survival", "abbreviation": "FFS", "family": "survival",
    "plain_words": "alive and no fruit had grown again",
    "measures": "landmark_rate median hazard_ratio", "needs_assessor": "yes",
    "event": "fruit or death", "state_event": "had fruit or had died",
    "state_event_free": "alive without fruit", "whom": "everyone", "event_includes": "death",
    "order": "25",
    "is_key": "yes", "is_compared": "yes", "picture": "survival",
    "heading": "Alive without fruit", "curve": "Alive without fruit over time", "chart_order": "25",
    "mapped_as": "Without fruit", "question": "last", "never_above": "os", "name_order": "1",
    "name_pattern": r"\bfruit[- ]free survival",
}  # fmt: skip
RATE = "endpoint: ffs, effect_measure: landmark_rate, unit: percent"
FIGURES = f"""
  ffs-2y-orchardimab: {{arm: orchardimab, {RATE}, timepoint: 2 years, value: 40}}
  ffs-5y-orchardimab: {{arm: orchardimab, {RATE}, timepoint: 5 years, value: 30}}
  ffs-2y-standard: {{arm: standard, {RATE}, timepoint: 2 years, value: 20}}
  ffs-5y-standard: {{arm: standard, {RATE}, timepoint: 5 years, value: 10}}
  ffs-hr: {{arm: orchardimab, comparator: standard, endpoint: ffs, effect_measure: hazard_ratio, value: 0.55, unit: ratio, ci_lower: 0.44, ci_upper: 0.69, ci_level: 95}}
"""
CHART = """
- slug: fruit-free
  kind: survival
  filter: {trial: orchard-1, endpoint: ffs, effect_measure: landmark_rate}
  title: No fruit over time, in ORCHARD-1
  alt: Two falling lines, one for each treatment of the trial.
"""
REPORT = "trials/orchard-1/2024-fields.yaml"


@pytest.fixture
def with_ffs(example: Project) -> Project:
    """The fictional project with a row of the vocabulary, figures, a chart and a posted outcome."""
    vocabulary = example.curated / "vocabularies" / "endpoints.csv"
    with vocabulary.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with vocabulary.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, lineterminator="\n").writerow(ROW)
    report = example.curated / REPORT
    report.write_text(report.read_text("utf-8").rstrip() + FIGURES, encoding="utf-8")
    example.charts.write_text(example.charts.read_text("utf-8") + CHART, encoding="utf-8")
    outcome = measured(
        "Fruit-free Survival at 24 Months",
        "percentage of participants",
        "NUMBER",
        {"OG000": ("40", "", ""), "OG001": ("20", "", "")},
        analyses=[hazard_ratio("0.55", "0.44", "0.69")],
    )
    archive = Archive(example)
    archive.put(
        record_name("clinicaltrials", "NCT09000001", "json"),
        study("NCT09000001", [*orchard_outcomes(), outcome]),
        url="https://example.org/registry/NCT09000001",
        licence="CC BY 4.0",
        status=200,
        now="2026-11-03T06:00:00+00:00",
    )
    archive.save()
    checked = check(example)
    assert not checked.has_errors, checked.problems
    write_findings(example, find(example, archive, checked.evidence))
    return example


def test_a_slip_in_a_figure_of_a_new_endpoint_is_told(with_ffs: Project) -> None:
    report = with_ffs.curated / REPORT
    text = report.read_text("utf-8")
    report.write_text(
        text.replace("timepoint: 5 years, value: 10}", "timepoint: 5 years, value: 62}"),
        encoding="utf-8",
    )
    told = [str(problem) for problem in check(with_ffs).problems]
    assert any("ffs cannot exceed os, which is 26" in line for line in told), told


def test_a_new_endpoint_is_one_row_of_the_vocabulary(with_ffs: Project) -> None:
    arguments = ["build", "--plain", "--as-of", "2026-11-22", "--project", str(with_ffs.root)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    site = with_ffs.site

    situation = html.parse(site / "appleoma" / "first-treatment" / "index.html").getroot()
    told = situation.xpath("//section[@id='last']//@data-estimate")
    assert "orchard-1/2024-fields/ffs-5y-standard" in told
    page = html.parse(site / "evidence" / "orchard-1" / "index.html").getroot()
    words = " ".join(page.text_content().split())
    assert "Alive without fruit" in words and "Alive without fruit over time." in words
    shown = set(page.xpath("//tr[@data-endpoint='ffs']//@data-estimate"))
    assert "orchard-1/2024-fields/ffs-5y-standard" in shown
    assert "Fruit-free survival, orchardimab against standard of care: hazard ratio 0.55" in words
    drawn = page.xpath("//figure[@class='chart']//*[local-name()='g']/@data-estimate")
    assert "orchard-1/2024-fields/ffs-2y-orchardimab" in drawn

    report = html.parse(site / "evidence" / "orchard-1" / "2024-fields" / "index.html").getroot()
    for key, posted in (
        ("ffs-2y-orchardimab", "40 percent"),
        ("ffs-hr", "0.55 ratio (0.44 to 0.69)"),
    ):
        card = " ".join(report.get_element_by_id(key).text_content().split())
        assert "The registry posts the same figure" in card and posted in card, card
        assert "comparisons passed" in card
    assert "Alive and no fruit had grown again" in report.text_content()

    for ending in ("svg", "csv", "json"):
        assert "ffs-2y-standard" in _read(site / "charts" / f"fruit-free.{ending}")
    assert "orchardimab, alive without fruit (fruit-free survival): 40% at 2 years" in _read(
        site / "charts" / "fruit-free.md"
    )
    assert "Without fruit" in _read(site / "charts" / "appleoma-map.json")
    with (site / "data" / "estimates.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["estimate_id"]: row for row in csv.DictReader(file)}
    assert rows["orchard-1/2024-fields/ffs-5y-orchardimab"]["value"] == "30"
    explore = json.loads(_read(site / "data" / "explore.json"))
    assert "Fruit-free survival" in json.dumps(explore)


def _read(path: Path) -> str:
    return path.read_text("utf-8")
