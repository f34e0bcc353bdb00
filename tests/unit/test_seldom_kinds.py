"""What papers print beside the usual measures is kept, told in words and never stands first."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.checks.check import check
from pipelines.cli.command import main
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
from schemas import terms
from schemas.measures import MEASURES
from schemas.terms import BETTER
from tests.figures import figure
from tests.golden.test_outputs import spoken
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


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Words of pages of the example with the trials in ``tests/seldom``, built as a site is."""
    root = tmp_path_factory.mktemp("site") / "example"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".builds", "evidence.duckdb", "site"))  # fmt: skip
    shutil.copytree(EXAMPLE.parent / "seldom", root / "data" / "curated" / "trials", dirs_exist_ok=True)  # fmt: skip
    made = CliRunner().invoke(main, ["build", "--plain", "--as-of", "2026-11-22", "--project", str(root)])  # fmt: skip
    assert made.exit_code == 0, made.output
    return lambda place: spoken(root / "reports" / "site" / place / "index.html")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        *(
            ("evidence/river-4", number)
            for number in (
                "CTR20212345", "ChiCTR2300071234", "DRKS00012345", "2022-500123-12-00",
                "EudraCT 2021-000202-22", "IRCT20150101000001N1", "TCTR20200101001", "RBR-123abc",
                "PACTR202001000001", "jRCT2031210001",
            )
        ),
        ("evidence/river-4", "phase 1b/2, patients did not know the treatment, doctors did"),
        ("evidence/river-4", "meadowtinib against no treatment: risk ratio 4.0"),
        ("evidence/river-4", "A risk ratio tells the share of people, compared with the other group"),
        ("evidence/river-4", "three or more earlier treatments"),
        ("evidence/river-4", "to keep what an earlier treatment reached"),
        ("evidence/river-4", "before an operation"),
        ("evidence/river-4", "Infection (grade 1 or 2 (mild or moderate); from any cause)"),
        ("evidence/river-4", "Infection (grade 2 or higher, deaths included; from any cause)"),
        ("evidence/river-4", "Infection (grade 3 (severe); from any cause)"),
        ("appleoma/fict1", "After three or more earlier treatments"),
        ("evidence/lake-5", "Study of people treated in daily care. Who got the treatment was not left to chance"),
        ("evidence/lake-6", "Collection of single cases. It cannot show how often this happens"),
        ("evidence/lake-7", "Study of records of daily care. Who got the treatment was not left to chance"),
        ("evidence/lake-8", "Indirect comparison of several trials. No trial compared these treatments"),
        ("evidence/lake-9", "Review of all trials that could be found. The same people count in the trials"),
        # a label and a paper that print other figures of one cut
        ("evidence/river-4", "4.9 months"),
        ("evidence/river-4", "5.1 months"),
        ("evidence/river-4/2026-label", "the agency counted growth by its own readers"),
        # two corrections of one figure
        ("about", "The ratio is that of the randomised groups"),
        ("about", "The upper end is the one that stands in the report"),
        ("evidence/brook-3", "(in German)"),
    ],
)  # fmt: skip
def test_what_papers_print_seldom_stands_on_its_page(
    pages: Callable[[str], str], place: str, words: str
) -> None:
    assert words.lower() in pages(place).lower()


def test_each_code_has_words_where_it_is_told_in_short() -> None:
    told = {name: codes for name, codes in vars(terms).items() if name.endswith("_IN_SHORT")}
    assert told
    for name, codes in told.items():
        assert list(codes) == list(getattr(terms, name.removesuffix("_IN_SHORT"))), name
