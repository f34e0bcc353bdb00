"""What a refresh leaves for editors to look at."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from pipelines.archive.findings import read_findings
from pipelines.archive.records import Archive
from pipelines.cli.command import main
from pipelines.project import Project
from pipelines.refresh.steps import refresh
from tests.audit.conftest import judge_as
from tests.keys import in_trust
from tests.sources import faults, orchard
from tests.sources.replay import Replay
from tests.sources.rounds import (
    NOW,
    ORCHARD,
    again,
    kinds,
    result_of,
    retraction,
    todo,
)


def test_a_changed_hazard_ratio_is_kept_and_listed_with_old_and_new(
    project: Project, replay: Replay
) -> None:
    refresh(project, now=NOW)
    before = set(kinds(project))
    replay.studies["NCT09000001"] = orchard.study("NCT09000001", orchard.orchard_outcomes("0.63"))
    again(project)
    assert Archive(project).read(ORCHARD) == replay.studies["NCT09000001"]
    news = [
        item for item in todo(project) if item.kind not in before or item.kind == "result_changed"
    ]
    changed = next(item for item in news if item.kind == "result_changed")
    assert changed.says.startswith("0.53 ratio (0.42 to 0.67)")
    assert "→ 0.63 ratio (0.42 to 0.67)" in changed.says
    assert changed.pages == ("appleoma",)
    again(project, 2)
    assert kinds(project).count("result_changed") == 1


def test_a_change_of_status_and_place_is_silent(project: Project, replay: Replay) -> None:
    refresh(project, now=NOW)
    before = kinds(project)
    replay.studies["NCT09000001"] = orchard.study(
        "NCT09000001", orchard.orchard_outcomes(), overallStatus="TERMINATED", whyStopped="x"
    )
    assert again(project).counts["written"] == 1
    assert kinds(project) == before


def test_estimates_are_held_against_posted_results_in_any_unit(project: Project) -> None:
    refresh(project, now=NOW)
    found = {
        row["estimate_id"].removeprefix("orchard-1/2022-fields/"): (row["result"], row["says"])
        for row in read_findings(project)
        if row["finding"] == "registry"
    }
    # days against months, a fraction and participants against percent, a hazard ratio
    for key in (
        "pfs-median-orchardimab",
        "pfs-median-standard",
        "orr-orchardimab",
        "cr-standard",
        "pfs-hr",
    ):
        assert found[key][0] == "agrees", key
    assert found["orr-standard"] == (
        "differs",
        "typed 30 percent, posted 0.33 fraction (0.27 to 0.40) in outcome 2 (Objective Response Rate)",
    )
    assert found["os-1y-orchardimab"][0] == "not_posted"
    item = next(item for item in todo(project) if item.kind == "registry_differs")
    assert item.subject == "orchard-1/2022-fields/orr-standard"


def test_an_outcome_named_by_an_editor_settles_which_one_is_meant(
    project: Project, replay: Replay
) -> None:
    outcomes = orchard.orchard_outcomes()
    twin = json.loads(json.dumps(outcomes[1]).replace("0.58", "0.61"))
    replay.studies["NCT09000001"] = orchard.study("NCT09000001", [*outcomes, twin])
    refresh(project, now=NOW)
    assert result_of(project, "orr-orchardimab") == "ambiguous"
    assert "registry_ambiguous" not in kinds(project)
    assert "registry_ambiguous" in [item.kind for item in todo(project, with_quiet=True)]
    path = project.trials / "orchard-1" / "2022-fields.yaml"
    text = path.read_text().replace(
        "n_events: 116,", 'n_events: 116, registry_outcome: "NCT09000001 #2",'
    )
    path.write_text(text)
    again(project)
    assert result_of(project, "orr-orchardimab") == "agrees"


def test_figures_are_looked_for_together_in_the_archived_abstract(project: Project) -> None:
    refresh(project, now=NOW)
    assert result_of(project, "pfs-median-orchardimab", "number_in_source") == "found_together"
    assert result_of(project, "pfs-hr", "number_in_source") == "found_together"
    assert result_of(project, "os-5y-orchardimab", "number_in_source") == "found_together"
    assert result_of(project, "cr-orchardimab", "number_in_source") == "not_found"
    missing = {item.subject for item in todo(project) if item.kind == "number_not_found"}
    assert "orchard-1/2022-fields/cr-orchardimab" in missing
    says = {row["says"] for row in read_findings(project) if row["result"] == "found_together"}
    place = re.compile(
        r"Results, sentence \d, sign \d+, text [0-9a-f]{12}(, open: (which \w+( or \w+)?( and )?)+)?"
    )
    assert all(map(place.fullmatch, says))  # no words of the source are kept


def test_a_number_that_vanishes_from_its_source_is_urgent(project: Project, replay: Replay) -> None:
    refresh(project, now=NOW)
    replay.articles["90000002"] = replay.articles["90000002"].replace(b"52%", b"25%")
    again(project)
    item = todo(project)[0]
    assert (item.kind, item.subject) == ("number_gone", "os-5y-orchardimab")


def test_a_retraction_comes_first_until_the_file_says_so(project: Project, replay: Replay) -> None:
    replay.works["10.5555/orchard.2024"] = orchard.work(
        "10.5555/orchard.2024", **{"updated-by": [retraction("retraction", [2026, 11, 1])]}
    )
    refresh(project, now=NOW)
    first = todo(project)[0]
    assert (first.kind, first.says) == (
        "retracted",
        "current → retracted since 2026-11-01 (Retraction Watch)",
    )
    assert first.place.endswith("orchard-1/2024-fields.yaml")
    path = project.trials / "orchard-1" / "2024-fields.yaml"
    path.write_text(path.read_text().replace("standing: current", "standing: retracted"))
    assert "retracted" not in kinds(project)


def test_a_reinstated_report_is_not_listed_as_retracted(project: Project, replay: Replay) -> None:
    notices = [retraction("retraction", [2026, 1, 1]), retraction("reinstatement", [2026, 3, 1])]
    replay.works["10.5555/orchard.2024"] = orchard.work(
        "10.5555/orchard.2024", **{"updated-by": notices}
    )
    refresh(project, now=NOW)
    assert "retracted" not in kinds(project)
    assert "corrected" in kinds(project)


def test_the_list_of_retraction_watch_and_pubmed_speak_too(
    project: Project, replay: Replay
) -> None:
    replay.retractions += (
        b"1,2/1/2026 0:00,10.5555/n,0,10.5555/ORCHARD.2022,0,Expression of concern\n"
    )
    extra = (
        '<CommentsCorrections RefType="ErratumIn"><RefSource>J. 2026 May</RefSource><PMID>7</PMID>'
        "</CommentsCorrections>"
    )
    replay.articles["90000002"] = orchard.article("90000002", "52%", extra=extra, year=2024)
    refresh(project, now=NOW)
    found = {item.kind: item.says for item in todo(project)}
    assert (
        found["expression_of_concern"]
        == "current → expression_of_concern since 2026-02-01 (Retraction Watch)"
    )
    assert found["corrected"] == "current → corrected since 2026 (PubMed)"


def test_a_newer_report_is_offered_until_it_is_entered(project: Project, replay: Replay) -> None:
    replay.articles |= {
        "91": orchard.article("91", "x", year=2026),
        "92": orchard.article("92", "x", year=2019),  # older than what is entered
        "93": orchard.article("93", "x", year=2026, kind="Comment"),
    }
    term = 'NCT09000001[si] OR ("ORCHARD-1"[ti] AND clinical trial[pt])'
    replay.searches[term] = ["91", "92", "93", "90000001"]
    refresh(project, now=NOW)
    (item,) = [item for item in todo(project) if item.kind == "newer_report"]
    assert (item.subject, item.says) == ("91", "J Invented Oncol 2026: Invented title 91")
    assert "evidence new report" in item.todo


def test_unknown_identifiers_are_listed_and_are_no_failure(
    project: Project, replay: Replay
) -> None:
    del replay.studies["NCT09000003"]
    del replay.works["10.5555/brook.2025"]
    del replay.articles["90000002"]
    refreshed = refresh(project, now=NOW)
    assert not refreshed.has_failed
    unknown = [item.subject for item in todo(project) if item.kind == "identifier_unknown"]
    assert sorted(unknown) == ["10.5555/brook.2025", "90000002", "NCT09000003"]
    orchard.fill(replay)
    again(project)
    assert "identifier_unknown" not in kinds(project)


def test_an_edit_after_approval_is_listed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = "orchard-1/2022-fields"
    for name, value in in_trust().items():
        monkeypatch.setenv(name, value)
    judge_as(project, target)
    assert "unapproved" not in kinds(project)
    path = project.trials / "orchard-1" / "2022-fields.yaml"
    path.write_text(path.read_text().replace("value: 58,", "value: 58.0,"))
    (item,) = [item for item in todo(project) if item.kind == "unapproved"]
    assert (item.subject, item.place) == (target, project.relative(path))


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(words))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_the_verbs_refresh_todo_and_settle(project: Project, replay: Replay) -> None:
    folder = str(project.root)
    replay.works["10.5555/orchard.2024"] = orchard.work(
        "10.5555/orchard.2024", **{"updated-by": [retraction("retraction", [2026, 11, 1])]}
    )
    code, said = run("refresh", "--plain", "--project", folder)
    assert code == 0
    assert "records received: 1" in said
    assert "Crossref: 3 of 3" in said
    code, said = run("todo", "--project", folder, "--as-of", "2027-02-01")
    assert said.startswith(
        "  1. the report was retracted — 10.5555/n\n     data/curated/trials/orchard-1/2024-fields.yaml:2"
    )
    assert "its review is overdue — appleoma" in said
    listed = json.loads(run("todo", "--project", folder, "--format", "json")[1])["items"]
    assert listed[0]["kind"] == "retracted"
    assert (
        "::warning file=data/curated/trials/orchard-1/2024-fields.yaml,line=2,title=retracted::"
        in run("todo", "--project", folder, "--format", "github")[1]
    )
    page = run("todo", "--project", folder, "--format", "html")[1]
    assert "<h1>To look at on" in page
    assert (
        run("settle", "1", "--project", folder)[1]
        == "Settled: the report was retracted — 10.5555/n\n"
    )
    assert "retracted" not in run("todo", "--project", folder)[1]
    code, said = run("settle", "1", "--project", folder)
    assert code == 2
    assert "goes away when" in said


def test_a_source_that_cannot_be_read_ends_with_exit_code_11(
    project: Project, replay: Replay
) -> None:
    replay.faults["studies/NCT09000001"] = [faults.redirect("https://example.org/")]
    code, said = run("refresh", "--plain", "--project", str(project.root))
    assert code == 11
    assert (
        "data/raw/clinicaltrials/NCT09000001.json  orchard-1: ClinicalTrials.gov: refused to be sent from"
        in said
    )
