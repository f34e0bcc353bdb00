"""Answers of all five sources with any part wrong: one line each, and the next run reads what was kept."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import files
from pipelines.checks.check import Checker
from pipelines.drafts.blank import CannotMake
from pipelines.drafts.from_records import Maker
from pipelines.drafts.watch import find_candidates
from pipelines.project import Project
from pipelines.refresh import steps
from pipelines.refresh.lanes import LANES
from pipelines.sources.http import Answer, NotFound, SourceError
from pipelines.sources.source import Host
from pipelines.worklist.todo import list_todo
from schemas.problem import Problem
from tests.fuzz.guard import guarded, inputs
from tests.fuzz.mutations import bytes_of, trees
from tests.sources import orchard, payloads
from tests.sources.replay import Replay

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
NCT, PMID, NEW_PMID, DOI = "NCT09000001", "90000001", "90000009", "10.5555/orchard.2022"
HEAD = "Record ID,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature"
LIST = f"{HEAD}\n1,2/6/2026 0:00,10.1/r,5,{DOI},{PMID},Retraction\n2,2/6/2026 0:00,10.1/r,5,10.1/x,7,Correction\n"
FULL_TEXT = f"""<article><front><article-meta><article-id pub-id-type="pmid">{PMID}</article-id><article-id
 pub-id-type="pmcid">PMC{PMID}</article-id><abstract><p>Response 58% (51 to 65)</p></abstract></article-meta></front>
<body><sec><title>Results</title><p>10<sup>5</sup> of 11.5 months (8.9 to 16.7)</p><table><tr><td>58</td><td>51</td><td>65</td></tr>
</table></sec></body></article>"""


class Sends:
    """A client whose services send ``bodies``, by a part of the address; no network at all."""

    def __init__(self, bodies: dict[str, bytes]):
        self.bodies = bodies

    def __enter__(self) -> Sends:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def get(self, host: Host, path: str, query=None, *, expects: str, **_: object) -> Answer:
        asked = unquote(f"{host.name}/{path}")
        for part, body in self.bodies.items():
            if part in asked:
                if body is GOOD["pubmed/efetch"]:  # of good records, those that were asked for
                    body = article_set(query["id"].split(","))
                return Answer(f"{host.address}/{path}", 200, body, expects)
        raise NotFound(f"{host.title}: has no record at {path}")


def articles() -> dict[str, bytes]:
    replay = Replay()
    orchard.fill(replay)
    new = orchard.article(NEW_PMID, "Results.", year=2026)
    return replay.articles | {NEW_PMID: new}


ARTICLES = articles()


def article_set(pmids: Iterable[str]) -> bytes:
    return b"<PubmedArticleSet>" + b"".join(map(ARTICLES.get, pmids)) + b"</PubmedArticleSet>"


def good() -> dict[str, bytes]:
    """What each source sends when all is well, by a part of its address."""
    replay = Replay()
    orchard.fill(replay)
    notice = {"DOI": "10.5555/n", "type": "retraction", "updated": {"date-parts": [[2026, 1, 2]]}}
    work = orchard.work(
        DOI,
        author=[{"family": "Fields", "given": "Ann B."}, {"name": "A group"}],
        volume="1",
        page="1-9",
        issued={"date-parts": [[2022, 5, 3]]},
        **{"updated-by": [notice]},
    )
    listed = {"pmid": PMID, "pmcid": f"PMC{PMID}", "isOpenAccess": "Y", "license": "cc by"}
    return {
        "clinicaltrials/studies/NCT": replay.studies[NCT],
        "clinicaltrials/studies": b'{"studies": [' + replay.studies[NCT] + b'], "nextPageToken": ""}',
        "pubmed/efetch": article_set(ARTICLES),
        "pubmed/esearch": json.dumps({"esearchresult": {"idlist": [PMID, NEW_PMID]}}).encode(),
        f"crossref/works/{DOI}": work,
        "crossref/works": replay.works["10.5555/orchard.2024"],
        "retraction_watch/": LIST.encode(),
        "europe_pmc/search": json.dumps({"resultList": {"result": [listed]}}).encode(),
        "europe_pmc/PMC": FULL_TEXT.encode(),
    }  # fmt: skip


GOOD = good()


def real_studies() -> list[dict]:
    """Real records with results, where they are at hand, in the place of our trial's."""
    try:
        studies = payloads.find().studies()
    except pytest.skip.Exception:
        return []
    posted = [
        body for body in studies.values() if b'"resultsSection"' in body and len(body) < 60_000
    ]
    found = [json.loads(body) for body in posted[:12]]
    for record in found:
        record["protocolSection"]["identificationModule"]["nctId"] = NCT
    return found


def _seeds(part: str) -> list[object]:
    record = json.loads(GOOD[part])
    return [record, record, *real_studies()] if part == "clinicaltrials/studies/NCT" else [record]


IS_JSON = {part: _seeds(part) for part, body in GOOD.items() if body.startswith(b"{")}


@st.composite
def answers(draw) -> tuple[str, bytes]:
    """A part of an address, and the odd answer sent there."""
    part = draw(st.sampled_from(sorted(GOOD)))
    if part in IS_JSON and draw(st.integers(0, 4)):
        return part, json.dumps(draw(trees(IS_JSON[part]))).encode()
    if part == "retraction_watch/" and draw(st.booleans()):
        rows = draw(trees([list(csv.reader(io.StringIO(LIST)))]))
        cells = (
            [row if isinstance(row, list) else [row] for row in rows]
            if isinstance(rows, list)
            else [[rows]]
        )
        text = io.StringIO()
        csv.writer(text).writerows(cells)
        return part, text.getvalue().encode("utf-8", "replace")
    return part, draw(bytes_of([GOOD[part]]))


@pytest.fixture
def project(example: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    shutil.rmtree(example.raw)
    monkeypatch.setattr(files.os, "fsync", lambda _: None)
    return example


@pytest.fixture
def checker(project: Project) -> Checker:
    return Checker(project)


def run(checker: Checker, bodies: dict[str, bytes], now: datetime) -> list[Problem]:
    """One refresh of a trial, lane after lane; what an editor is told. Whatever was kept, the files
    that the program writes can be read by the next check."""
    project = checker.project
    with pytest.MonkeyPatch.context() as patch, guarded(project.root):
        patch.setattr(steps, "open_client", lambda _: Sends(bodies))
        patch.setattr(steps, "evidence_of", lambda _: checker.check().evidence)  # far less to read
        with steps.begin(project, ["orchard-1"], now) as refresh:
            for lane in LANES:
                refresh.ask(lane)
            problems = refresh.conclude().problems
        checked = checker.check()
        list_todo(project, checked, date(2026, 11, 23), with_quiet=True)
    assert [p for p in checked.problems if p.path.startswith("data/raw/")] == []
    return problems


def assert_told(problems: list[Problem]) -> None:
    for problem in problems:
        line = str(problem)
        assert len(line.splitlines()) == 1, line
        assert line.isprintable()
        assert len(line) < 600
        assert problem.field
        assert problem.todo


@contextmanager
def small_drift(project: Project) -> Iterator[None]:
    """The list of changes grows with every input; a run with a long one takes longer."""
    yield
    path = project.raw / "drift.csv"
    if path.is_file() and path.stat().st_size > 100_000:
        path.unlink()


@inputs(40)
@given(odd=answers(), hours=st.integers(13, 400))
def test_an_odd_answer_ends_in_one_line_and_the_next_run_reads_what_was_kept(
    project: Project, checker: Checker, odd: tuple[str, bytes], hours: int
) -> None:
    part, body = odd
    with small_drift(project):
        assert_told(run(checker, GOOD | {part: body}, NOW + timedelta(hours=hours)))
        # the next run, on what the last one kept, with the sources well again
        assert run(checker, GOOD, NOW + timedelta(hours=hours + 13)) == []


@inputs(30)
@given(odd=answers())
def test_an_odd_answer_makes_a_readable_draft_or_one_line(
    project: Project, checker: Checker, odd: tuple[str, bytes]
) -> None:
    part, body = odd
    evidence = checker.check().evidence
    client = Sends(GOOD | {part: body})
    makers = {
        "trial": lambda m: m.new_trial("NCT09000077"),
        "pmid": lambda m: [m.new_report("orchard-1", pmid=NEW_PMID)],
        "doi": lambda m: [m.new_report("orchard-1", doi="10.5555/new")],
    }
    for kind, make in makers.items():
        sent = Sends({p: _renamed(b) for p, b in client.bodies.items()})
        before = set(project.trials.rglob("*"))
        with guarded(project.root):
            try:
                made = make(Maker(project, evidence, sent))
            except (CannotMake, SourceError) as error:
                made = []
                assert len(str(error).splitlines()) == 1, kind
                assert len(str(error)) < 400
        assert set(project.trials.rglob("*.yaml")) - before == set(made)
        unreadable = [
            p for p in checker.check().problems if p.rule in ("readable-yaml", "readable-file")
        ]
        assert unreadable == []
        for path in set(project.trials.rglob("*")) - before:
            _remove(path)


def _renamed(body: bytes) -> bytes:
    """As the record of a trial or report that nobody has entered."""
    return body.replace(NCT.encode(), b"NCT09000077").replace(DOI.encode(), b"10.5555/new")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@inputs(25)
@given(body=trees(IS_JSON["clinicaltrials/studies"]))
def test_an_odd_search_lists_trials_or_ends_in_one_line(
    project: Project, checker: Checker, body: object
) -> None:
    with guarded(project.root):
        try:
            client = Sends({"clinicaltrials": json.dumps(body).encode()})
            found = list(
                find_candidates(project, client, checker.check().evidence, "x", date(2020, 1, 1))
            )
        except SourceError as error:
            assert len(str(error).splitlines()) == 1
            return
    assert all(str(candidate).isprintable() for candidate in found)
