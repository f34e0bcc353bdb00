"""What an earlier run kept, damaged or never readable: told in one line, asked for again, nothing lost."""

from __future__ import annotations

import contextlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.archive import records
from pipelines.archive.findings import read_findings
from pipelines.archive.manifest import INTENTS
from pipelines.archive.records import Archive
from pipelines.checks.check import check
from pipelines.files import sha256
from pipelines.project import Project
from pipelines.refresh.drift import DriftFile
from pipelines.refresh.lanes import RETRACTIONS
from pipelines.refresh.steps import Journal, refresh
from pipelines.releases.verify import verify_project
from pipelines.sources import crossref, pubmed, retraction_watch
from pipelines.sources.http import SourceError
from schemas.problem import Unusable
from tests.sources import faults, orchard
from tests.sources.replay import Replay
from tests.sources.rounds import NOW, ORCHARD, again, kinds, retraction, todo

SEARCH = "pubmed-search/orchard-1.json"
WORK = "crossref/10.5555%2Forchard.2022.json"
ARTICLE = "pubmed/90000001.xml"
HEAD = b"Record ID,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature\n"
POISON = {
    SEARCH: b'{"esearchresult": {"idlist": ["abc"]}}',
    ORCHARD: b'{"protocolSection": {"identificationModule": {"nctId": 5}}}',
    WORK: b'{"message": {"DOI": ["10.5555/orchard.2022"]}}',
    ARTICLE: b"<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>",
    RETRACTIONS: HEAD + b"1,x," + b"y" * 200_000 + b",,,,Retraction\n",
}


def poison(project: Project, name: str, body: bytes) -> None:
    """The record as a version of the program kept it that read less closely: whole, by its hash."""
    path = project.raw / name
    manifest = project.raw / "manifest.csv"
    text = manifest.read_text()
    manifest.write_text(text.replace(sha256(path.read_bytes()), sha256(body)))
    path.write_bytes(body)


@pytest.mark.parametrize("name", POISON)
def test_a_kept_record_that_nobody_can_read_is_asked_for_again(
    project: Project, replay: Replay, name: str
) -> None:
    refresh(project, now=NOW)
    good = (project.raw / name).read_bytes()
    poison(project, name, POISON[name])
    assert Archive(project).is_damaged(name)
    assert again(project).problems == []
    assert (project.raw / name).read_bytes() == good


@pytest.mark.parametrize("name", POISON)
def test_while_its_source_is_down_a_line_tells_of_it(
    project: Project, replay: Replay, name: str
) -> None:
    refresh(project, now=NOW)
    poison(project, name, POISON[name])
    source = {"pubmed-search": "pubmed"}.get(name.split("/")[0], name.split("/")[0])
    replay.faults[f"/{source}/"] = [faults.status(403)] * 99
    lines = [str(problem) for problem in again(project).problems]
    assert any(line.startswith(f"data/raw/{name}") for line in lines)
    assert all("orchard-1" in line or "reports" in line or "-" in line for line in lines)


@pytest.mark.parametrize("name", [SEARCH, ORCHARD, WORK, ARTICLE])
def test_a_damaged_record_is_not_taken_for_done(
    project: Project, replay: Replay, name: str
) -> None:
    replay.faults["/retraction_watch/"] = [faults.status(403)] * 99
    assert refresh(project, now=NOW).has_failed  # so that the journal stays
    (project.raw / name).write_bytes(POISON[name])
    replay.faults.clear()
    assert refresh(project, now=NOW + timedelta(hours=1)).problems == []
    assert not Archive(project).is_damaged(name)


@pytest.mark.parametrize(
    "text", ["", "no day\n", "2026-11-23T06:00:00\nx\n", "9999-99-99\n", "\x00\n", "2026-11-23"]
)
def test_a_damaged_journal_is_begun_again(project: Project, text: str) -> None:
    project.builds.mkdir()
    (project.builds / "refresh.journal").write_text(text)
    assert refresh(project, now=NOW).problems == []


def test_a_journal_that_is_no_text_is_begun_again(project: Project) -> None:
    project.builds.mkdir()
    (project.builds / "refresh.journal").write_bytes(b"\xff\xfe\x00")
    assert Journal(project, NOW).done == set()


@pytest.mark.parametrize("name", ["drift.csv", "findings.csv", "manifest.csv"])
@pytest.mark.parametrize("body", [b"a,b\n\xff,1\n", b"a,b\n" + b"x" * 200_000 + b",1\n"])
def test_a_damaged_list_of_ours_is_named(project: Project, name: str, body: bytes) -> None:
    refresh(project, now=NOW)
    (project.raw / name).write_bytes(body)
    with pytest.raises(Unusable) as caught:
        again(project)
    assert str(caught.value).startswith(f"data/raw/{name}")
    assert "Restore it" in str(caught.value)


def test_bad_news_stays_on_the_list_while_its_source_is_silent(
    project: Project, replay: Replay
) -> None:
    replay.works["10.5555/orchard.2022"] = orchard.work(
        "10.5555/orchard.2022", **{"updated-by": [retraction("retraction", [2026, 1, 2])]}
    )
    refresh(project, now=NOW)
    assert "retracted" in kinds(project)
    (project.raw / WORK).unlink()  # as in a fresh clone: these records are not in git
    replay.faults["/crossref/"] = [faults.status(500)] * 99
    assert again(project).has_failed
    assert "retracted" in kinds(project)
    replay.faults.clear()
    replay.works["10.5555/orchard.2022"] = orchard.work("10.5555/orchard.2022")
    assert not again(project, weeks=2).has_failed
    assert "retracted" not in kinds(project)


def test_bad_news_of_one_source_comes_through_while_another_is_silent(
    project: Project, replay: Replay
) -> None:
    replay.faults["/crossref/"] = [faults.status(500)] * 99
    link = '<CommentsCorrections RefType="RetractionIn"><RefSource>J. 2026</RefSource><PMID>7</PMID></CommentsCorrections>'
    replay.articles["90000001"] = orchard.article("90000001", "58%", extra=link)
    assert refresh(project, now=NOW).has_failed
    assert "retracted" in kinds(project)


def test_a_new_report_stays_on_the_list_while_pubmed_is_silent(
    project: Project, replay: Replay
) -> None:
    replay.articles["5"] = orchard.article("5", "New.", year=2026)
    refresh(project, now=NOW)
    for term in [path for path, _ in replay.asked if "esearch" in path]:
        assert term
    poison_search = json.dumps({"esearchresult": {"idlist": ["5"]}}).encode()
    (project.raw / SEARCH).write_bytes(poison_search)
    (project.raw / "pubmed/5.xml").write_bytes(
        b"<PubmedArticleSet>" + replay.articles["5"] + b"</PubmedArticleSet>"
    )
    replay.faults["/pubmed/"] = [faults.status(403)] * 99
    again(project)
    assert "newer_report" in kinds(project)
    (project.raw / "pubmed/5.xml").unlink()
    again(project, weeks=2)
    assert "newer_report" in kinds(project)


def test_a_finding_outlives_the_record_it_was_made_from(project: Project, replay: Replay) -> None:
    refresh(project, now=NOW)
    before = read_findings(project)
    (project.raw / ARTICLE).write_bytes(b"<cut")
    replay.faults["/pubmed/"] = [faults.status(403)] * 99
    again(project)
    assert read_findings(project) == before


def test_endless_and_hidden_text_of_a_source_leaves_lists_that_the_next_run_reads(
    project: Project, replay: Replay
) -> None:
    refresh(project, now=NOW)
    outcomes = json.loads(json.dumps(orchard.orchard_outcomes("0.63")))
    for outcome in outcomes:
        outcome["title"] += " \u202e\u0000\x1b[31m" + "long " * 60_000
    planned = [{"measure": f"Thing {n} " + "x" * 9000} for n in range(60)]
    record = json.loads(orchard.study("NCT09000001", outcomes))
    record["protocolSection"]["outcomesModule"] = {"primaryOutcomes": planned}
    replay.studies["NCT09000001"] = json.dumps(record).encode()
    assert again(project).problems == []
    replay.studies["NCT09000001"] = orchard.study("NCT09000001", orchard.orchard_outcomes("0.63"))
    assert again(project, weeks=2).problems == []
    assert [p for p in check(project).problems if p.path.startswith("data/raw")] == []
    assert all(len(row.subject + row.old + row.new) < 2000 for row in DriftFile(project).rows)
    assert all(str(item).isprintable() for item in todo(project))


def test_a_retraction_beside_a_title_that_is_null_reaches_the_list(
    project: Project, replay: Replay
) -> None:
    replay.works["10.5555/orchard.2022"] = orchard.work(
        "10.5555/orchard.2022",
        title=[None],
        author=None,
        volume=None,
        **{"updated-by": [retraction("retraction", [2026, None, 2]), None]},
    )
    assert refresh(project, now=NOW).problems == []
    assert "retracted" in kinds(project)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ([[2024, 5, 3]], "2024-05-03"), ([[2024, 5]], "2024-05"), ([[2024]], "2024"), ([[None]], ""), ([], ""), ([[]], ""),
        ([[2024, 13, 1]], "2024"), ([[2024, 2, 31]], "2024-02"), ([[1]], ""), ([[-2024]], ""), ([[10**300, 1]], ""),
        ([[2024, 10**300]], "2024"), ([[2024, 0, 0]], "2024"), ([[2024, 5, 3, 9, 9]], "2024-05-03"),
    ],
)  # fmt: skip
def test_a_day_of_crossref_is_one_or_nothing(parts: list, says: str) -> None:
    work = crossref.parse(orchard.work("10.1/x", issued={"date-parts": parts}))
    assert str(work.issued) == says
    assert work.year == says[:4]


def test_a_list_that_breaks_off_in_a_quotation_is_refused() -> None:
    body = (
        HEAD
        + b'1,2/6/2026 0:00,10.1/r,5,10.1/a,7,Retraction\n2,"2/6/2026,10.1/r,5,10.1/b,7,Retraction\n'
    )
    with pytest.raises(SourceError, match="breaks off in line 3"):
        retraction_watch.check(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<PubmedArticleSet><!-- " + orchard.article("1", "x") + b" --></PubmedArticleSet>",
        b"<PubmedArticleSet><![CDATA[" + orchard.article("1", "x") + b"]]></PubmedArticleSet>",
        b"\xff\xfe" + (b"<PubmedArticleSet>" + orchard.article("1", "x") + b"</PubmedArticleSet>").decode().encode("utf-16-le"),
        b'<?xml version="1.0" encoding="latin-1"?><PubmedArticleSet>' + orchard.article("1", "\u00b7").decode().encode("latin-1") + b"</PubmedArticleSet>",
    ],
    ids=["comment", "CDATA", "utf-16", "latin-1"],
)  # fmt: skip
def test_records_that_the_bytes_do_not_show_are_refused(body: bytes) -> None:
    with pytest.raises(SourceError, match=r"PubMed: sent"):
        pubmed.records_of(body)


def test_nothing_outside_the_archive_is_changed_by_a_name_of_a_source(
    project: Project, replay: Replay, tmp_path: Path
) -> None:
    before = {path for path in tmp_path.rglob("*") if project.raw not in path.parents}
    replay.full_texts["90000001"] = ("cc by", b"<article/>")
    replay.faults["europe_pmc/search"] = [
        faults.body(
            json.dumps(
                {
                    "resultList": {
                        "result": [
                            {"pmid": "90000001", "pmcid": "PMC1/../../../x", "isOpenAccess": "Y"}
                        ]
                    }
                }
            ).encode()
        )
    ]
    refresh(project, now=NOW)
    after = {path for path in tmp_path.rglob("*") if project.raw not in path.parents}
    assert {path for path in after - before if ".builds" not in path.parts} <= {project.raw}


class Killed(BaseException):
    """The process is gone: nothing of ours runs any more."""


@pytest.mark.parametrize("moment", ["before the record", "after the record", "before the manifest"])
def test_a_run_killed_between_a_record_and_its_line_in_the_manifest_leaves_both_true(
    project: Project, replay: Replay, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    refresh(project, now=NOW)
    archive = Archive(project)
    old = archive.read(ORCHARD)
    assert old is not None
    new = old.replace(b"Orchard", b"Meadow")
    write = records.write_whole

    def killed(path: Path, body: bytes) -> None:
        if moment == "after the record":
            write(path, body)
        raise Killed

    if moment != "before the manifest":
        monkeypatch.setattr(records, "write_whole", killed)
    with contextlib.suppress(Killed):
        archive.put(ORCHARD, new, url="https://example.org/2", licence="", status=200, now="2026")
    monkeypatch.undo()
    is_new = moment != "before the record"
    assert archive.read(ORCHARD) == (new if is_new else old)
    found = verify_project(project).problems
    assert [(p.rule, p.level) for p in found] == [("nothing-left-over", "warning")]
    assert not Archive(project).is_damaged(ORCHARD)
    with (project.raw / INTENTS).open("a") as file:
        file.write('\n{"path": "clinical')  # cut off while it was written
    again(project)
    assert verify_project(project).problems == []
    assert (project.raw / ORCHARD).read_bytes() == old
