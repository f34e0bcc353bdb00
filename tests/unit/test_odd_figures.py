"""Figures that papers print seldom, on the pages of an invented trial: the words say what was printed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.store.build import build_store
from reports.pages.site import Site
from reports.pages.writer import Writer
from reports.published import read_store
from schemas.borders import site_map

EXAMPLE = Path(__file__).parents[1] / "example"
TRIAL = """name: BRANCH-9
registry_ids: [NCT09000909]
cancer: appleoma
design: randomised
phase: "3"
masking: open_label
control: standard of care
crossover: not_allowed
sponsor: not_stated
countries: not_stated
n_randomised: 120
who_could_join: Adults with appleoma.
who_could_not_join: not_stated
arms:
  tested: {label: orchardimab, drugs: [orchardimab], regimen: not_stated, role: tested}
  control: {label: standard of care, drugs: [standard_care], regimen: not_stated, role: control}
populations:
  all: {label: everyone randomised, analysis_set: itt, categories: [appleoma], subgroups: [odd], line: first, biomarker: [none_required], n: {tested: 60, control: 60}}
"""  # fmt: skip
REPORT = """kind: journal_article
standing: current
title: Odd figures (invented)
authors: Twig A et al.
journal: Journal of Invention
year: 2025
doi: 10.5555/branch.2025
entered: 2026-11-01
entered_by: example team
population: all
data_cutoff: 2024-06-30
follow_up: 36 months
follow_up_kind: median
assessor: independent
criteria: recist-1-1
confirmed: yes
ci_level: 95
read_in: abstract
locator: Abstract
seen_at: [https://journal.example/branch]
estimates:
"""


@pytest.fixture
def pages(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Words of the situation and of the trial that these figures, a line each, give."""
    root = tmp_path / "example"
    ignored = shutil.ignore_patterns(".builds", "evidence.duckdb", "site")
    shutil.copytree(EXAMPLE, root, symlinks=True, ignore=ignored)
    folder = root / "data" / "curated" / "trials" / "branch-9"
    folder.mkdir()
    page = root / "data" / "curated" / "categories" / "appleoma.md"
    page.write_text(page.read_text().replace("subgroups:\n", "subgroups:\n  odd: Odd figures\n", 1))

    def made(*figures: str, trial: str = TRIAL, report: str = REPORT) -> dict[str, str]:
        (folder / "trial.yaml").write_text(trial)
        (folder / "2025-twig.yaml").write_text(report + "".join(f"  {f}\n" for f in figures))
        project = Project(root.resolve())
        checked = check(project)
        assert not checked.problems, [str(problem) for problem in checked.problems]
        (tmp_path / "store.duckdb").unlink(missing_ok=True)
        build_store(project, checked, tmp_path / "store.duckdb")
        writer = Writer(
            Site(read_store(tmp_path / "store.duckdb"), date(2026, 11, 28), "0"), tmp_path
        )
        found = {}
        for path, kind, key in (
            (site_map.situation("appleoma", "odd"), "situation", "appleoma/odd"),
            (site_map.trial("branch-9"), "trial", "branch-9"),
        ):
            writer.make((path, kind, key))
            content = html.document_fromstring((tmp_path / path).read_text()).get_element_by_id("content")  # fmt: skip
            found[kind] = " ".join(" ".join(content.itertext()).split())
        return found

    return made


def line(key: str, arm: str, endpoint: str, measure: str, value: object, **more: object) -> str:
    unit = {"median": "months", "hazard_ratio": "ratio", "count": "people"}.get(measure, "percent")
    fields = {
        "arm": arm,
        "endpoint": endpoint,
        "effect_measure": measure,
        "value": value,
        "unit": unit,
    }
    return f"{key}: {{{', '.join(f'{k}: {v}' for k, v in (fields | more).items())}}}"


def both(key: str, endpoint: str, measure: str, values: tuple[object, object], **more: object) -> list[str]:  # fmt: skip
    arms = zip(("tested", "control"), values, strict=True)
    return [line(f"{key}-{arm}", arm, endpoint, measure, value, **more) for arm, value in arms]


def test_a_number_of_people_of_whom_it_is_not_told_what_they_are_stands_first_nowhere(pages):
    said = pages(
        *both("pfs", "pfs", "count", (33, 41), counts="not_stated", n_analysed=60),
        *both("os", "os", "landmark_rate", (45, 35), counts="not_stated", timepoint="5 years"),
    )["situation"]
    assert "were progression-free survival" not in said and "were overall survival" not in said
    assert "We hold no firm figure of these people on shrinking, on time or on life." in said
    assert "only figures that do not say whom they count" in said
    assert "Whether people lived longer: no figure that may stand first of BRANCH-9." in said


def test_two_states_never_share_a_row(pages):
    said = pages(
        line(
            "pfs-tested", "tested", "pfs", "landmark_rate", 31, counts="event", timepoint="2 years"
        ),
        line("pfs-control", "control", "pfs", "landmark_rate", 40, timepoint="2 years"),
    )
    assert "31 orchardimab 40 standard of care" not in said["situation"]
    assert (
        "Had seen the cancer grow, or died (progression-free survival) at 2 years" in said["trial"]
    )
    assert (
        "Alive without growth of the cancer (progression-free survival) at 2 years" in said["trial"]
    )
    assert (
        "about 31 of 100 on orchardimab had seen the cancer grow, or died at" in said["situation"]
    )


def test_a_time_printed_as_more_than_another_is_no_time_by_which_half_had_the_event(pages):
    more = line("pfs-tested", "tested", "pfs", "median", 24, value_qualifier="'>'")
    said = pages(more, line("pfs-control", "control", "pfs", "median", 6.1))["situation"]
    assert (
        "after more than 24 months with orchardimab and by 6.1 months with standard of care" in said
    )


def test_a_group_is_followed_as_long_as_its_own_report_says(pages):
    said = pages(
        line("os-tested", "tested", "os", "landmark_rate", 60, timepoint="2 years"),
        line("os-control", "control", "os", "landmark_rate", 50, timepoint="2 years", follow_up="17.6 months"),
    )  # fmt: skip
    words = "for a median of 36 months with orchardimab , for a median of 17.6 months with standard of care"
    assert words in said["situation"]
    assert "followed for a median of 17.6 months" in said["trial"]


def test_a_ratio_turned_round_names_its_groups(pages):
    ratio = line("pfs-hr", "control", "pfs", "hazard_ratio", 1.89, comparator="tested", ci_lower=1.30, ci_upper=2.75)  # fmt: skip
    said = pages(*both("pfs", "pfs", "median", (9.1, 5.4)), ratio)["situation"]
    assert "standard of care against orchardimab : hazard ratio 1.89" in said


def test_intervals_of_another_level_or_kind_say_so_wherever_they_stand(pages):
    said = pages(
        line("orr-tested", "tested", "orr", "proportion", 47, ci_lower=32.0, ci_upper=61.7, ci_level=97.5),
        line("orr-control", "control", "orr", "proportion", 20, ci_lower=11, ci_upper=32, ci_level="not_stated"),
        line("os-hr", "tested", "os", "hazard_ratio", 0.7, comparator="control", ci_lower=0.55, ci_upper=0.88, ci_kind="credible"),
        *both("os", "os", "landmark_rate", (60, 50), timepoint="2 years"),
    )  # fmt: skip
    assert "interval 32.0 to 61.7 ; 97.5% interval" in said["situation"]
    assert "interval 11 to 32 ; level not stated" in said["situation"]
    assert "95% credible interval 0.55 to 0.88" in said["situation"]
    assert "Chance alone" not in said["situation"].split("One trial")[0]
    assert "The interval is Bayesian" in said["trial"]


def test_the_strongest_result_is_one_that_is_shown(pages):
    harm = {
        "attribution": "any",
        "grades": "3-4",
        "population": "all",
        "n_events": 6,
        "n_analysed": 60,
    }
    harms = both("ae", "adverse_events", "proportion", (10, 10), **harm)
    assert "No result on shrinkage, growth or survival is shown." in pages(*harms)["trial"]
    cause = both("css", "css", "landmark_rate", (60, 50), timepoint="2 years")
    words = "The strongest result shown is cause-specific survival, not how long people lived."
    assert words in pages(*cause)["trial"]


def test_an_analysis_with_another_start_says_so_in_sentence_and_picture(pages):
    late = {"timepoint": "3 years", "variant": "counted from the answer at three months"}
    said = pages(*both("os", "os", "landmark_rate", (71, 60), **late))
    assert "were alive at 3 years ( counted from the answer at three months )" in said["situation"]
    assert "Overall survival ( counted from the answer at three months )" in said["trial"]


def test_a_test_for_cancer_cells_names_its_threshold_wherever_it_stands(pages):
    cells = '"1 in 100,000 cells"'
    found = both("mrd", "mrd_negativity", "proportion", (62, 30), mrd_threshold=cells)
    shrank = both("orr", "orr", "proportion", (70, 50))
    said = pages(*shrank, *found)["situation"]
    threshold = "(threshold 1 in 100,000 cells )"
    assert f"no measurable residual disease {threshold} came in 62 of 100" in said
    assert said.count(f"no cancer cell found by a sensitive test {threshold}") > 1
    unsaid = both("mrd", "mrd_negativity", "proportion", (62, 30), mrd_threshold="not_stated")
    said = pages(*shrank, *unsaid)["situation"]
    assert said.count("(threshold not stated)") == said.count("sensitive test (threshold not") + 1


def test_everyone_is_no_part_though_nothing_of_them_may_lead(pages):
    talk = REPORT.replace("journal_article", "meeting_abstract").replace(": abstract", ": congress_abstract")  # fmt: skip
    said = pages(*both("os", "os", "landmark_rate", (70, 60), timepoint="2 years"), report=talk)
    assert "a part only" not in said["situation"] and "of: everyone" not in said["situation"]
    assert "no firm one is held" in said["trial"]


def test_what_a_withdrawn_report_found_leaves_no_gap_in_a_sentence(pages):
    gone = REPORT.replace("standing: current", "standing: retracted")
    said = pages(*both("os", "os", "landmark_rate", (70, 60), timepoint="2 years"), report=gone)
    assert "at withdrawn" not in said["trial"]


def test_groups_not_formed_by_chance_are_said_to_be_none_beside_their_verdict(pages):
    cohort = TRIAL.replace("design: randomised", "design: cohort").replace(
        "n_randomised: 120\n", ""
    )
    cohort = cohort.replace('phase: "3"', "phase: not_applicable").replace(
        "open_label", "not_applicable"
    )
    ratio = line("os-hr", "tested", "os", "hazard_ratio", 0.6, comparator="control", ci_lower=0.42, ci_upper=0.86)  # fmt: skip
    alive = both("os", "os", "landmark_rate", (60, 50), timepoint="2 years")
    assert "groups not formed by chance" in pages(*alive, ratio, trial=cohort)["situation"]
    assert "groups not formed by chance" not in pages(*alive, ratio)["situation"]


def test_one_rare_harm_never_stands_for_all_where_more_frequent_ones_are_held(pages):
    harm = {"grades": "3-4", "attribution": "any"}
    rare = both("neuro", "neurotoxicity", "proportion", (3, 2), **harm)
    often = both("neutro", "adverse_events", "proportion", (67, 51), event="neutropenia", **harm)
    said = pages(*both("os", "os", "landmark_rate", (70, 60), timepoint="2 years"), *rare, *often)
    first = said["trial"].split("Every figure, question by question")[0]
    assert "neutropenia" in first and "67%" in first
    assert "67 of 100" not in first  # one side effect is no picture of severe harm
