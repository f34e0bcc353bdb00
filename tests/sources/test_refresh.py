"""A refresh of the fictional project against a real server on loopback."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines import archive as archives
from pipelines.approvals import content_digest
from pipelines.archive import Archive
from pipelines.check import check
from pipelines.cli import main
from pipelines.drift import DriftFile
from pipelines.findings import read_findings
from pipelines.project import Project
from pipelines.refresh import Busy, Refreshed, begin, refresh
from pipelines.sources import http
from pipelines.targets import UnknownTrial
from pipelines.todo import Item, list_todo
from tests.sources import faults, orchard
from tests.sources.replay import Replay

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
ORCHARD = "clinicaltrials/NCT09000001.json"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "FIRST_WAIT", 0.0)


@pytest.fixture
def project(example: Project, replay: Replay) -> Project:
    orchard.is_asked_by(example, replay, patience=2, most_seconds=5)
    return example


def snapshot(project: Project) -> dict[str, tuple[int, bytes]]:
    files = (path for path in project.raw.rglob("*") if path.is_file())
    return {project.relative(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def todo(project: Project, **kwargs: bool) -> list[Item]:
    return list_todo(project, check(project), date(2026, 11, 23), **kwargs)


def kinds(project: Project) -> list[str]:
    return [item.kind for item in todo(project)]


def again(project: Project, weeks: int = 1) -> Refreshed:
    return refresh(project, now=NOW + weeks * WEEK)


def test_a_first_refresh_archives_every_record_with_its_origin(
    project: Project, replay: Replay
) -> None:
    refreshed = refresh(project, now=NOW)
    assert refreshed.problems == []
    archive = Archive(project)
    assert archive.read(ORCHARD) == replay.studies["NCT09000001"]
    entry = archive.entry(ORCHARD)
    assert entry.url == f"{replay.address}/clinicaltrials/studies/NCT09000001"
    assert entry.retrieved_at == "2026-11-23T06:00:00+00:00"
    assert (entry.licence, entry.http_status) == ("public domain", "200")
    assert entry.sha256 == archives.digest(replay.studies["NCT09000001"])
    names = {path for path in snapshot(project) if not path.endswith(".csv")}
    assert names == {
        "data/raw/clinicaltrials/NCT09000001.json",
        "data/raw/clinicaltrials/NCT09000002.json",
        "data/raw/clinicaltrials/NCT09000003.json",
        "data/raw/crossref/10.5555%2Fbrook.2025.json",
        "data/raw/crossref/10.5555%2Forchard.2022.json",
        "data/raw/crossref/10.5555%2Forchard.2024.json",
        "data/raw/pubmed/90000001.xml",
        "data/raw/pubmed/90000002.xml",
        "data/raw/pubmed-search/brook-3.json",
        "data/raw/pubmed-search/meadow-2.json",
        "data/raw/pubmed-search/orchard-1.json",
    }


def test_a_refresh_without_news_writes_nothing_and_asks_only_for_changes(
    project: Project, replay: Replay
) -> None:
    refresh(project, now=NOW)
    before = snapshot(project)
    replay.asked.clear()
    replay.answered.clear()
    refreshed = again(project)
    assert snapshot(project) == before
    assert refreshed.counts["written"] == 0
    conditional = [path for path, headers in replay.asked if "If-None-Match" in headers]
    assert (
        len(conditional) == 7
    )  # three studies, three works, one list; PubMed has no such requests
    assert replay.answered.count(304) == 7


def test_the_daily_stamp_of_the_registry_is_no_change(project: Project, replay: Replay) -> None:
    refresh(project, now=NOW)
    before = snapshot(project)
    replay.studies["NCT09000001"] = replay.studies["NCT09000001"].replace(
        b"2026-11-20", b"2026-11-27"
    )
    again(project)
    assert snapshot(project) == before


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


def result_of(project: Project, key: str, finding: str = "registry") -> str:
    rows = {
        (row["estimate_id"].split("/")[-1], row["finding"]): row["result"]
        for row in read_findings(project)
    }
    return rows[key, finding]


def test_figures_are_looked_for_together_in_the_archived_abstract(project: Project) -> None:
    refresh(project, now=NOW)
    assert result_of(project, "pfs-median-orchardimab", "number_in_source") == "found_together"
    assert result_of(project, "pfs-hr", "number_in_source") == "found_together"
    assert result_of(project, "os-5y-orchardimab", "number_in_source") == "found_together"
    assert result_of(project, "cr-orchardimab", "number_in_source") == "not_found"
    missing = {item.subject for item in todo(project) if item.kind == "number_not_found"}
    assert "orchard-1/2022-fields/cr-orchardimab" in missing
    says = {row["says"] for row in read_findings(project) if row["result"] == "found_together"}
    assert says <= {f"sentence {n}" for n in range(1, 9)}  # no words of the source are kept


def test_a_number_that_vanishes_from_its_source_is_urgent(project: Project, replay: Replay) -> None:
    refresh(project, now=NOW)
    replay.articles["90000002"] = replay.articles["90000002"].replace(b"52%", b"25%")
    again(project)
    item = todo(project)[0]
    assert (item.kind, item.subject) == ("number_gone", "os-5y-orchardimab")


def test_findings_survive_where_the_records_are_not_kept(project: Project, replay: Replay) -> None:
    refresh(project, now=NOW)
    before = read_findings(project)
    for path in (project.raw / "pubmed").iterdir():
        path.unlink()
    replay.faults["efetch"] = [faults.status(503)] * 99
    assert again(project).has_failed
    assert read_findings(project) == before


def retraction(kind: str, day: list[int]) -> dict:
    return {
        "DOI": "10.5555/n",
        "type": kind,
        "source": "retraction-watch",
        "updated": {"date-parts": [day]},
    }


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


def test_a_dead_source_stops_only_itself_and_the_next_run_asks_the_rest(
    project: Project, replay: Replay
) -> None:
    replay.faults["/crossref/"] = [faults.status(500)] * 99
    refreshed = refresh(project, now=NOW)
    assert refreshed.has_failed
    assert all("Crossref" in str(problem) for problem in refreshed.problems)
    assert len(Archive(project).read(ORCHARD) or b"") > 0
    replay.faults.clear()
    replay.asked.clear()
    assert not refresh(project, now=NOW + timedelta(hours=1)).has_failed
    assert {path.split("/")[1].split("?")[0] for path, _ in replay.asked} == {"crossref"}


def test_a_source_that_keeps_failing_is_left_alone(project: Project, replay: Replay) -> None:
    folder = project.trials / "orchard-1"
    text = (folder / "2024-fields.yaml").read_text()
    for number in range(6):
        copy = text.replace("10.5555/orchard.2024", f"10.5555/copy.{number}").replace(
            "90000002", f"8{number}"
        )
        (folder / f"2024-copy{number}.yaml").write_text(copy)
    replay.faults["/crossref/"] = [faults.status(500)] * 999
    refreshed = refresh(project, now=NOW)
    assert any("6 more not asked for" in str(problem) for problem in refreshed.problems)
    assert len(replay.paths("/crossref/")) == 3 * http.TRIES


@pytest.mark.parametrize(
    "fault",
    [
        faults.body(b'{"protocolSection": {'), faults.body(b"<html>", "text/html"), faults.broken_off,
        faults.body(orchard.study("NCT00000009")), faults.redirect("https://example.org/"), faults.cut_gzip,
    ],
    ids=["truncated", "html", "broken-off", "another-trial", "redirect", "cut-gzip"],
)  # fmt: skip
def test_a_faulty_answer_leaves_the_old_record_whole(
    project: Project, replay: Replay, fault: faults.Fault
) -> None:
    refresh(project, now=NOW)
    before = snapshot(project)
    replay.faults["studies/NCT09000001"] = [fault] * 9
    refreshed = again(project)
    assert [problem.path for problem in refreshed.problems] == [f"data/raw/{ORCHARD}"]
    assert snapshot(project) == before


def test_a_crash_while_writing_leaves_the_old_record_and_the_change_is_not_lost(
    project: Project, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh(project, now=NOW)
    old = Archive(project).read(ORCHARD)
    replay.studies["NCT09000001"] = orchard.study("NCT09000001", orchard.orchard_outcomes("0.63"))
    whole = archives.write_whole

    def crash(path: Path, body: bytes) -> None:
        if path.name == "NCT09000001.json":
            raise KeyboardInterrupt
        whole(path, body)

    monkeypatch.setattr(archives, "write_whole", crash)
    with pytest.raises(KeyboardInterrupt):
        again(project)
    assert Archive(project).read(ORCHARD) == old
    monkeypatch.undo()
    again(project)
    assert [row.kind for row in DriftFile(project).rows].count("result_changed") == 1


def test_a_half_written_file_never_takes_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "record.json"
    archives.write_whole(path, b"old")
    monkeypatch.setattr(
        archives.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "no space"))
    )
    with pytest.raises(OSError, match="no space"):
        archives.write_whole(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("record.json", b"old")]


def test_a_damaged_record_is_fetched_whole_again(project: Project, replay: Replay) -> None:
    refresh(project, now=NOW)
    (project.raw / ORCHARD).write_bytes(b"{}")
    assert not again(project).has_failed
    assert Archive(project).read(ORCHARD) == replay.studies["NCT09000001"]


def test_one_trial_can_be_refreshed_alone(project: Project, replay: Replay) -> None:
    refresh(project, ["brook-3"], now=NOW)
    assert not replay.paths("NCT09000001")
    with pytest.raises(UnknownTrial, match="did you mean brook-3"):
        refresh(project, ["brok-3"], now=NOW)


def test_two_refreshes_of_one_project_do_not_meet(project: Project) -> None:
    with begin(project), pytest.raises(Busy, match="another refresh"):
        refresh(project, now=NOW)


def test_an_edit_after_approval_is_listed(project: Project) -> None:
    target = "orchard-1/2022-fields"
    digest = content_digest(check(project).curated, "orchard-1", "2022-fields")
    line = f"1,approve,{target},{digest},A. Doctor,2026-11-20T10:00:00Z,,{'0' * 64}"
    head = "number,action,target,digest,by,at,says,previous"
    (project.curated / "approvals.csv").write_text(f"{head}\n{line}\n")
    assert "unapproved" not in kinds(project)
    path = project.trials / "orchard-1" / "2022-fields.yaml"
    path.write_text(path.read_text().replace("value: 58,", "value: 58.0,"))
    (item,) = [item for item in todo(project) if item.kind == "unapproved"]
    assert (item.subject, item.place) == (target, project.relative(path))


@pytest.mark.parametrize("id", ["../../etc/passwd", "10.1/a?b#c", "x" * 400, ".hidden", "a\\b\0c"])
def test_no_identifier_leads_out_of_the_archive(id: str) -> None:
    name = archives.record_name("crossref", id, "json")
    source, file = name.split("/")
    assert source == "crossref"
    assert len(file) < 255
    assert not file.startswith(".")


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
        "data/raw/clinicaltrials/NCT09000001.json  ClinicalTrials.gov: refused to be sent from"
        in said
    )
