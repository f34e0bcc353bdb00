"""A refresh of the fictional project against a real server on loopback: what is kept, and what faults leave."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipelines import files
from pipelines.archive import records as archives
from pipelines.archive.findings import read_findings
from pipelines.archive.records import Archive
from pipelines.locks import Busy
from pipelines.project import Project
from pipelines.refresh.drift import DriftFile
from pipelines.refresh.steps import begin, refresh
from pipelines.refresh.targets import UnknownTrial
from pipelines.sources import http
from tests.sources import faults, orchard
from tests.sources.replay import Replay
from tests.sources.rounds import (
    NOW,
    ORCHARD,
    again,
    snapshot,
)


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
    assert entry.sha256 == archives.sha256(replay.studies["NCT09000001"])
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


def test_findings_survive_where_the_records_are_not_kept(project: Project, replay: Replay) -> None:
    refresh(project, now=NOW)
    before = read_findings(project)
    for path in (project.raw / "pubmed").iterdir():
        path.unlink()
    replay.faults["efetch"] = [faults.status(503)] * 99
    assert again(project).has_failed
    assert read_findings(project) == before


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
    monkeypatch.setattr(files.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "no space")))
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
    with pytest.raises(UnknownTrial, match="did you mean orchard-1"):
        refresh(project, ["orchad-1"], now=NOW)


def test_two_refreshes_of_one_project_do_not_meet(project: Project) -> None:
    with begin(project), pytest.raises(Busy, match="another refresh"):
        refresh(project, now=NOW)


@pytest.mark.parametrize("id", ["../../etc/passwd", "10.1/a?b#c", "x" * 400, ".hidden", "a\\b\0c"])
def test_no_identifier_leads_out_of_the_archive(id: str) -> None:
    name = archives.record_name("crossref", id, "json")
    source, file = name.split("/")
    assert source == "crossref"
    assert len(file) < 255
    assert not file.startswith(".")
