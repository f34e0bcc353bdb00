"""What stands beside a figure names what is not known, and never a code or a bare part."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.project import Project
from reports.text.words import countries, words
from schemas.rules import RULES
from schemas.terms import NOT_STATED
from schemas.wording.countries import COUNTRY
from tests.golden.test_outputs import spoken


@pytest.fixture
def build(example: Project):
    def built(page: str) -> str:
        said = CliRunner().invoke(main, ["build", "--plain", "--as-of", "2026-11-22", "--project", str(example.root)])  # fmt: skip
        assert said.exit_code == 0, said.output
        return spoken(example.site / page / "index.html")

    return built


def change(project: Project, file: str, old: str, new: str) -> None:
    path = project.curated / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(("vocabulary", "names"), [("analysis_set", "counted"), ("line", "treatment")])  # fmt: skip
def test_what_is_not_stated_is_named(vocabulary: str, names: str) -> None:
    assert names in words(vocabulary, NOT_STATED)


def test_single_side_effects_are_never_passed_over_where_harm_is_told(
    example: Project, build
) -> None:
    harm = "rash-meadowtinib: {arm: meadowtinib, endpoint: adverse_events, event: rash, effect_measure: proportion, value: 34, unit: percent, attribution: any, grades: any}"
    path = example.trials / "brook-3" / "2025-stream.yaml"
    path.write_text(path.read_text("utf-8").rstrip() + f"\n  {harm}\n", "utf-8")
    assert "Single side effects stand on the page of each trial: BROOK-3" in build("appleoma/first-treatment")  # fmt: skip


def test_countries_are_named() -> None:
    assert countries("CN;GB") == "China and United Kingdom"
    assert countries(NOT_STATED) == "not stated in what we could read"
    assert len(COUNTRY) == 249


def test_a_trial_page_shows_how_far_people_differed(example: Project, build) -> None:
    text = build("evidence/brook-3")
    assert "least and most 1.2+ to 31+ months" in text


def test_criteria_that_are_not_stated_are_told_once(example: Project, build) -> None:
    change(example, "trials/brook-3/2025-stream.yaml", "criteria: recist-1-1", "criteria: not_stated")  # fmt: skip
    text = build("evidence/brook-3/2025-stream")
    assert "criteria not stated" in text
    assert "criteria criteria" not in text


def test_a_level_is_compared_only_where_there_is_an_interval(example: Project) -> None:
    evidence = check(example).evidence
    (rule,) = (rule for rule in RULES if rule.id == "level-stated")
    told = {e.id for sum, _ in rule.comparisons(evidence) if sum for e in sum.figures}
    assert told == {e.id for e in evidence.estimates if e.ci_level and (e.row.get("ci_lower") or e.row.get("ci_upper"))}  # fmt: skip


def test_a_number_of_people_stands_with_those_it_is_out_of(example: Project, build) -> None:
    count = "cr-meadowtinib: {arm: meadowtinib, endpoint: cr, effect_measure: count, value: 3, unit: people}"
    path = example.trials / "brook-3" / "2025-stream.yaml"
    path.write_text(path.read_text("utf-8").rstrip() + f"\n  {count}\n", "utf-8")
    assert "3 of 50 people meadowtinib" in build("appleoma/first-treatment")


def test_a_citation_has_one_full_stop_and_its_year_once(example: Project, build) -> None:
    report = "trials/orchard-1/2024-fields.yaml"
    change(example, report, "journal: J Invented Oncol", "journal: Fruit Congress 2024")
    change(example, report, "in untreated appleoma (invented)", "in untreated appleoma (invented)?")
    text = build("evidence/orchard-1/2024-fields")
    assert "(invented)? Fruit Congress 2024" in text and "2024 2024" not in text
