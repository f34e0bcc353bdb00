"""What papers print beside the usual measures is kept, told in words and never stands first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.store.build import build_store
from reports.charts.bindings import name_words
from reports.charts.kinds import KINDS
from reports.embeds.describe import sentence
from reports.exports.export import read_export
from reports.pages.explore import COLUMNS, row
from reports.panels.panel import panel
from reports.panels.table_rows import table_rows
from reports.published import Published, read_store
from reports.text.questions import explained
from reports.text.shown import CannotShow, shown
from schemas.measures import MEASURES
from schemas.terms import BETTER
from tests.figures import figure
from tests.published import published as invented

EXAMPLE = Path(__file__).parents[1] / "example"
SELDOM = [code for code, measure in MEASURES.items() if not measure.stands_first]
REPORT = "brook-3/2025-stream"
SCORE = "Quality of life (FQ, invented questionnaire, 0 to 100; higher means better)"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seldom") / "store.duckdb"
    example = Project(EXAMPLE.resolve())
    build_store(example, check(example), path)
    return path


@pytest.fixture(scope="module")
def published(store: Path) -> Published:
    return read_store(store)


def test_the_example_holds_each_seldom_kind(published: Published) -> None:
    assert {f.effect_measure for f in published.figures.values()} >= set(SELDOM)


def test_each_is_exported_with_its_fields(store: Path, published: Published) -> None:
    rows = {row["estimate_id"]: row for row in read_export(store, published).table.to_pylist()}
    ratio, longest = rows[f"{REPORT}/os-hr"], rows[f"{REPORT}/dor-longest-meadowtinib"]
    assert (ratio["second_ci_lower"], ratio["second_ci_upper"], ratio["second_ci_level"]) == (0.72, 1.33, 80)  # fmt: skip
    assert (ratio["p_interaction"], ratio["language"]) == ("0.03", "de")
    assert (ratio["follow_up_range"], ratio["follow_up_range_kind"]) == ("12.1 to 40.2 months", "iqr")  # fmt: skip
    assert (longest["value"], longest["value_qualifier"]) == (31, "+")
    median = rows[f"{REPORT}/dor-median-meadowtinib"]
    assert (median["range_lower"], median["range_upper"], median["range_kind"]) == (1.2, 31, "range")  # fmt: skip
    assert rows[f"{REPORT}/pfs-hr"]["ci_sides"] == "one"
    assert rows[f"{REPORT}/os-probability"]["probability_of"] == "that the hazard ratio is below 1"
    score = rows[f"{REPORT}/qol-difference"]
    assert (score["instrument"], score["better"]) == ("FQ, invented questionnaire, 0 to 100", "higher")  # fmt: skip
    assert {rows[f"{REPORT}/os-hr"][name] for name in ("instrument", "better")} == {None}


@pytest.mark.parametrize(
    ("key", "transform", "words"),
    [
        ("dor-longest-meadowtinib", "as_printed", "at least 31 months and still going on"),
        ("dor-median-meadowtinib", "spread", "1.2+ to 31+ months"),
        ("pfs-hr", "interval", "1.19 or less, one-sided"),
        ("os-hr", "second_interval", "80% interval 0.72 to 1.33"),
        ("infection-rate-meadowtinib", "as_printed", "12.1 per 100 person-years"),
        ("qol-difference", "as_printed", "-2.1 points"),
        ("qol-difference", "counted", SCORE),
    ],
)
def test_each_is_told_in_its_own_words(
    published: Published, key: str, transform: str, words: str
) -> None:
    assert shown(published.figures[f"{REPORT}/{key}"], transform) == words


def test_a_score_says_wherever_it_is_shown_on_which_scale_it_is_and_which_end_is_better(
    published: Published,
) -> None:
    f = published.figures[f"{REPORT}/qol-change-meadowtinib"]
    assert SCORE in row(f, published)[COLUMNS.index("endpoint")]
    assert SCORE in sentence(f, KINDS["forest"])
    assert explained(f).endswith("below zero means lower; higher means better")


@pytest.mark.parametrize("better", ["lower", "not_stated"])
def test_a_chart_names_the_scale_with_its_better_end(better: str) -> None:
    f = figure(family="wellbeing", endpoint_name="symptoms got better", instrument="FQ, 0 to 9", better=better)  # fmt: skip
    assert name_words(f) == f"symptoms got better (FQ, 0 to 9; {BETTER[better]})"


def test_changes_on_two_scales_stand_in_two_rows() -> None:
    both = [
        figure(estimate_id=f"t/r/{name}", key=name, family="wellbeing", effect_measure="mean_change",
               instrument=name, better="lower", counts="not_applicable")
        for name in ("FQ", "GQ")
    ]  # fmt: skip
    assert [[f.instrument for f in row.figures] for row in table_rows(both)] == [["FQ"], ["GQ"]]


@pytest.mark.parametrize("missing", ["instrument", "better"])
@pytest.mark.parametrize("unit", ["points", "percent"])
def test_a_score_in_any_unit_asks_for_its_scale_and_its_better_end(
    example: Project, missing: str, unit: str
) -> None:
    path = example.trials / f"{REPORT}.yaml"
    text = re.sub(rf"(?m)^(?:{missing}:|  qol-(?!change-m)).*\n", "", path.read_text("utf-8"))
    path.write_text(
        text.replace("value: -4.1, unit: points", f"value: -4.1, unit: {unit}"), "utf-8"
    )
    found = [p for p in check(example).problems if p.rule == "measure-says-of-what"]
    assert [(p.about, p.field) for p in found] == [(f"{REPORT}/qol-change-meadowtinib", missing)]


def test_nothing_is_said_of_those_who_had_not_had_it_yet_where_other_ends_compete(
    published: Published,
) -> None:
    share = published.figures[f"{REPORT}/ttp-24m-meadowtinib"]
    assert (share.state, share.other_state) == ("had seen the cancer grow", None)
    with pytest.raises(CannotShow):
        shown(share, "complement")
    with pytest.raises(CannotShow):  # a probability is no share of people
        shown(published.figures[f"{REPORT}/os-probability"], "of_100")


def test_the_people_behind_a_questionnaire_or_an_onset_are_known_only_where_printed(
    published: Published,
) -> None:
    for key in ("qol-meadowtinib", "infection-onset-meadowtinib"):
        assert published.figures[f"{REPORT}/{key}"].n is None


def test_none_stands_first_and_the_panel_says_that_they_are_held(published: Published) -> None:
    shows = panel(published, "brook-3", "appleoma", "first-treatment")
    assert not {f.effect_measure for f in shows.told} & set(SELDOM)
    said = " ".join(shows.silence.also_held)
    assert all(MEASURES[code].name in said for code in SELDOM)


def test_two_contrasts_of_one_endpoint_stand_in_rows_of_their_own() -> None:
    both = [
        figure(estimate_id=f"t/r/{measure}", key=measure, endpoint="orr", effect_measure=measure,
               comparator_key="b", comparator="b", value=1.5, value_as_printed="1.5", counts="not_applicable")
        for measure in ("odds_ratio", "rate_difference")
    ]  # fmt: skip
    rows = panel(invented(both), "t", "page", "s").rows["response"]
    assert [[f.effect_measure for f in row.contrasts] for row in rows] == [["odds_ratio"], ["rate_difference"]]  # fmt: skip


TRIAL, OTHER = "trials/brook-3/trial.yaml", "trials/brook-3/2025-stream.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (TRIAL, "NCT09000003", number)
        for number in (
            "CTR20212345", "ChiCTR2300071234", "DRKS00012345", "2022-500123-12-00",
            "EudraCT 2021-000202-22", "IRCT20150101000001N1", "TCTR20200101001", "RBR-123abc",
            "PACTR202001000001", "jRCT2031210001",
        )
    ]
    + [
        (TRIAL, "line: any", f"line: {line}")
        for line in ("fourth_or_later", "maintenance", "neoadjuvant")
    ]
    + [(OTHER, "grades: 1-2", f"grades: {grades}") for grades in ("2-5", "3")]
    + [
        (TRIAL, "masking: double_blind", "masking: single_blind"),
        (TRIAL, 'phase: "3"', "phase: 1b/2"),
        (TRIAL, "drugs: [placebo]", "drugs: [no_treatment]"),
    ],
)  # fmt: skip
def test_registry_numbers_and_codes_that_papers_need_are_known(
    example: Project, file: str, old: str, new: str
) -> None:
    path = example.curated / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert [str(p) for p in check(example).problems] == []


@pytest.mark.parametrize("design", ["cohort", "case_series", "registry", "network", "systematic_review"])  # fmt: skip
def test_designs_without_a_draw_are_known(example: Project, design: str) -> None:
    path = example.curated / "trials" / "meadow-2" / "trial.yaml"
    text = path.read_text("utf-8").replace("design: single_arm", f"design: {design}")
    path.write_text(text, encoding="utf-8")
    assert [str(p) for p in check(example).problems] == []


def test_a_label_with_another_figure_of_the_same_cut_is_answered_and_both_are_kept(
    example: Project,
) -> None:
    report = (example.curated / OTHER).read_text("utf-8")
    head = report.partition("estimates:")[0].replace("journal_article", "label")
    label = head.replace("doi: 10.5555/brook.2025", "url: https://example.org/label").replace("full_text", "label")  # fmt: skip
    row = "  os-median-meadowtinib: {arm: meadowtinib, endpoint: os, effect_measure: median, value: 13.1, unit: months"
    place = example.curated / "trials" / "brook-3" / "2025-label.yaml"
    place.write_text(f"{label}estimates:\n{row}}}\n", encoding="utf-8")
    told = [p for p in check(example).problems if p.rule == "one-figure-one-value"]
    assert len(told) == 1
    digest = told[0].todo.partition("of: ")[2][:8]
    answer = f"printed_so: {{one-figure-one-value: {{reason: the agency counted deaths itself, of: {digest}}}}}"
    about = example.curated / "trials" / "brook-3" / f"{told[0].about.split('/')[1]}.yaml"
    text = about.read_text("utf-8")
    line = next(x for x in text.splitlines() if x.startswith("  os-median-meadowtinib:"))
    about.write_text(text.replace(line, f"{line[:-1]}, {answer}}}"), encoding="utf-8")
    checked = check(example)
    assert [str(p) for p in checked.problems] == []
    assert {e.printed for e in checked.evidence.estimates if e.key == "os-median-meadowtinib"} == {"14.0 months", "13.1 months"}  # fmt: skip
