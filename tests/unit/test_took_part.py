"""Who took part: of whom it is told, how it is read, and what a new characteristic needs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.drafts.renaming import rename
from pipelines.project import Project
from reports.panels.took_part import Joined, of_trial, who_took_part
from reports.text.shown import of_people
from schemas.forms import codes_of, trial_schema
from tests.published import published

EXAMPLE = Path(__file__).parents[1] / "example"
TRIAL = "trials/orchard-1/trial.yaml"
POPULATIONS = (
    {"population": "randomised"},
    {"population": "treated", "set_of": "randomised", "analysis_set": "safety"},
    {"population": "old", "part_of": "randomised", "analysis_set": "subset"},
    {"population": "other", "cohort": "another group"},
)


def told_of(*populations: str):
    found = published([], POPULATIONS)
    found.tables["took_part"] = [
        {"trial": "t", "population": key, "characteristic": "women", "heading": "Sex"}
        for key in populations
    ]
    return found


@pytest.mark.parametrize(
    ("asked", "held", "told"),
    [
        ("randomised", ("randomised", "treated"), "randomised"),
        ("randomised", ("treated",), "treated"),  # the same people, counted in another way
        ("treated", ("randomised",), "randomised"),
        ("old", ("randomised",), "randomised"),  # the whole of which they are a part
        ("randomised", ("old",), None),  # a part tells nothing of the whole
        ("randomised", ("other",), None),
    ],
)
def test_who_took_part_is_told_of_the_people_asked_for_or_of_a_group_that_holds_them(
    asked: str, held: tuple[str, ...], told: str | None
) -> None:
    found = who_took_part(told_of(*held), "t", asked)
    assert (found and found.population["population"]) == told


def test_the_page_of_a_trial_tells_of_each_group_in_its_order() -> None:
    found = of_trial(told_of("other", "old"), "t")
    assert [joined.population["population"] for joined in found] == ["old", "other"]


def test_a_table_tells_of_single_arms_only_what_it_tells_of_no_people_together() -> None:
    rows = [
        {"heading": "Age", "arm": None, "value": 61},
        {"heading": "Age", "arm": "a", "value": 60},
        {"heading": "Fitness", "arm": "a", "value": 71},
        {"heading": "Fitness", "arm": "b", "value": 58},
    ]
    shown = Joined({}, rows).by_heading
    assert {name: [row["value"] for row in own] for name, own in shown.items()} == {
        "Age": [61],
        "Fitness": [71, 58],
    }


@pytest.mark.parametrize(
    ("value", "shown"),
    [(39.5, "40"), (0.4, "fewer than 1"), (0.0, "0"), (99.7, "more than 99"), (100.0, "100")],
)
def test_a_part_of_the_people_is_shown_of_a_hundred(value: float, shown: str) -> None:
    row = {"unit": "percent", "value": value, "value_as_printed": "x"}
    assert of_people(row) == shown


def test_an_age_is_shown_as_printed() -> None:
    assert of_people({"unit": "years", "value": 61.0, "value_as_printed": "61.0"}) == "61.0"


def test_one_source_needs_no_list(example: Project) -> None:
    path = example.curated / TRIAL
    text = path.read_text("utf-8")
    start = text.index("      - read_in")
    group = text[start : text.index("      - arm:")].replace("- read_in", "  read_in")
    path.write_text(text[:start] + group + text[text.index("  treated:") :], encoding="utf-8")
    checked = check(example)
    assert checked.problems == []
    rows = checked.curated["took_part"]
    assert [row.get("characteristic") for row in rows][:2] == ["age_median", "age_lowest"]
    assert text.split("\n")[rows[0].line - 1].strip() == "age_median: 61"
    assert {row.get("arm") for row in rows} == {""}


def test_an_arm_that_is_renamed_keeps_its_people(example: Project) -> None:
    fixes, _ = rename(example, "orchard-1/standard", "usual", "arm")
    (trial,) = [fix for fix in fixes if fix.path == example.curated / TRIAL]
    assert "      - arm: usual\n" in trial.after


def test_text_editors_offer_each_characteristic(example: Project) -> None:
    schema = trial_schema(codes_of(check(example).curated.tables))
    group = schema["properties"]["populations"]["additionalProperties"]["properties"]["took_part"]
    offered = group["anyOf"][0]["properties"]
    assert {"arm", "seen_at", "age_median", "ecog_0"} <= offered.keys()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a characteristic that is a new row of the vocabulary."""
    folder = tmp_path_factory.mktemp("joined") / "example"
    ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site")
    shutil.copytree(EXAMPLE, folder, ignore=ignored)
    example = Project(folder.resolve())
    vocabulary = example.curated / "vocabularies" / "characteristics.csv"
    row = "left_handed,left-handed,percent,Hands,… wrote with the left hand,990,,,\n"
    vocabulary.write_text(vocabulary.read_text("utf-8") + row, encoding="utf-8")
    path = example.curated / TRIAL
    text = path.read_text("utf-8").replace("women: 158", "left_handed: 12.5\n        women: 158")
    path.write_text(text, encoding="utf-8")
    arguments = ["build", "--plain", "--as-of", "2026-11-22", "--project", str(example.root)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return example.site


def test_a_new_characteristic_is_one_row_of_the_vocabulary(site: Path) -> None:
    page = html.parse(site / "appleoma" / "first-treatment" / "index.html").getroot()
    (table,) = page.xpath("//table[@data-is='took-part']")
    assert "Hands" in [heading.text_content() for heading in table.iter("th")]
    assert "13 wrote with the left hand" in table.text_content()
    exported = (site / "data" / "took_part.csv").read_text("utf-8")
    assert "orchard-1/randomised/left_handed" in exported


def test_each_value_leads_to_its_line_with_its_source(site: Path) -> None:
    page = html.parse(site / "appleoma" / "first-treatment" / "index.html").getroot()
    links = page.xpath("//table[@data-is='took-part']//a[@class='num']/@href")
    trial = html.parse(site / "evidence" / "orchard-1" / "index.html").getroot()
    assert len(links) == 7
    for link in links:
        line = trial.get_element_by_id(link.partition("#")[2])
        assert any(href.startswith("https://example.org/") for href in line.xpath(".//a/@href"))


def test_a_trial_of_which_nothing_is_held_says_so(site: Path) -> None:
    page = html.parse(site / "appleoma" / "first-treatment" / "index.html").getroot()
    rows = page.xpath("//table[@data-is='took-part']/tbody/tr")
    (brook,) = [row for row in rows if "BROOK-3" in row.text_content()]
    assert {
        cell.text_content().strip() for cell in brook.xpath("./td[@class='empty']/span[2]")
    } == {"not held"}
