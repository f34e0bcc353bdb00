"""Open full texts from Europe PMC: archived once, and searched for what an abstract lacks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.archive.findings import read_findings
from pipelines.archive.records import Archive
from pipelines.project import Project
from pipelines.refresh.steps import refresh
from pipelines.sources import europe_pmc
from pipelines.sources.http import SourceError
from tests.sources import faults, orchard
from tests.sources.replay import Replay

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PMID = "90000001"
NAME = f"europepmc/{PMID}.xml"


def full_text(*body: str, pmid: str = PMID) -> bytes:
    return f"""<?xml version="1.0"?><article><front><article-meta>
<article-id pub-id-type="pmid">{pmid}</article-id><article-id pub-id-type="pmc">PMC{pmid}</article-id>
<title-group><article-title>An invented trial</article-title></title-group></article-meta></front>
<body><sec><title>Results</title>{"".join(body)}</sec></body>
<back><ref-list><ref><mixed-citation>Others found 22% in 2001.</mixed-citation></ref></ref-list></back>
</article>""".encode()


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    lines = "".join(f"<tr>{row}</tr>" for row in cells)
    return f"<table-wrap><label>Table 2</label><table><tbody>{lines}</tbody></table></table-wrap>"


def found(project: Project, key: str) -> tuple[str, str, str]:
    rows = {
        r["estimate_id"]: r for r in read_findings(project) if r["finding"] == "number_in_source"
    }
    row = rows[f"orchard-1/2022-fields/{key}"]
    return row["result"], row["says"], row["record"]


def test_a_figure_that_the_abstract_lacks_is_found_in_the_open_full_text(
    project: Project, replay: Replay
) -> None:
    refresh(project, now=NOW)
    assert found(project, "cr-orchardimab")[0] == "not_found"
    replay.full_texts[PMID] = (
        "cc by",
        full_text("<p>All was well.</p><p>Complete responses came to 22% with orchardimab.</p>"),
    )
    refresh(project, now=NOW + timedelta(days=7))
    result, place, record = found(project, "cr-orchardimab")
    assert (result, record) == ("found_together", NAME)
    assert place.startswith("Results, sentence 4, sign ")
    # what the abstract holds stays with the abstract
    assert found(project, "pfs-hr")[2] == f"pubmed/{PMID}.xml"


def test_references_and_lonely_cells_prove_nothing(project: Project, replay: Replay) -> None:
    replay.full_texts[PMID] = ("cc by", full_text(table(("Complete response", "22"))))
    refresh(project, now=NOW)
    assert found(project, "cr-orchardimab")[0] == "found_apart"


def test_a_row_of_a_table_holds_a_value_with_its_interval(project: Project, replay: Replay) -> None:
    refresh(project, now=NOW)
    replay.articles[PMID] = orchard.article(PMID, "Nothing is told here.")
    row = ("Median PFS, <italic>months</italic>", "11·5 (8·9–16·7) months", "4·1 (3·0–5·3) months")
    heads = ("", "Orchardimab", "Standard of care")
    replay.full_texts[PMID] = ("cc by", full_text(table(heads, row)))
    refresh(project, now=NOW + timedelta(days=7))
    result, place, _ = found(project, "pfs-median-orchardimab")
    assert result == "found_together"
    assert place.startswith("Results, table row 2, text ")


def test_a_full_text_is_kept_once_with_its_own_licence(project: Project, replay: Replay) -> None:
    replay.full_texts[PMID] = ("cc by-nc", full_text("<p>x</p>"))
    refresh(project, now=NOW)
    assert Archive(project).entry(NAME).licence == "cc by-nc"
    assert Archive(project).read(NAME) == replay.full_texts[PMID][1]
    replay.asked.clear()
    refresh(project, now=NOW + timedelta(days=7))
    assert replay.paths("fullTextXML") == []


def test_where_only_the_abstract_is_at_hand_the_find_in_the_full_text_stays(
    project: Project, replay: Replay
) -> None:
    replay.full_texts[PMID] = (
        "cc by",
        full_text("<p>Complete responses came to 22% with orchardimab.</p>"),
    )
    refresh(project, now=NOW)
    before = read_findings(project)
    (project.raw / NAME).unlink()
    replay.full_texts.clear()
    refresh(project, now=NOW + timedelta(days=7))
    assert read_findings(project) == before


def test_an_open_article_without_xml_is_no_failure(project: Project, replay: Replay) -> None:
    replay.full_texts[PMID] = ("cc by", b"")
    assert refresh(project, now=NOW).problems == []


@pytest.mark.parametrize(
    ("part", "fault", "says"),
    [
        ("europe_pmc/search", faults.body(b"{"), "a search cannot be read"),
        ("europe_pmc/search", faults.status(500), "answered 500"),
        ("fullTextXML", faults.body(b"<article>", "text/xml"), "sent XML that cannot be read"),
        ("fullTextXML", faults.body(full_text(pmid="7"), "text/xml"), "was asked for PMID 90000001"),
        ("fullTextXML", faults.status(503), "answered 503"),
    ],
    ids=["broken-list", "no-list", "broken-text", "another-text", "no-text"],
)  # fmt: skip
def test_a_faulty_answer_is_told_in_a_line_and_asked_for_again(
    project: Project, replay: Replay, part: str, fault: faults.Fault, says: str
) -> None:
    replay.full_texts[PMID] = (
        "cc by",
        full_text("<p>Complete responses came to 22% with orchardimab.</p>"),
    )
    replay.faults[part] = [fault] * 9
    (problem,) = refresh(project, now=NOW).problems
    assert f"Europe PMC: {says}" in str(problem)
    assert Archive(project).read(NAME) is None
    replay.faults.clear()
    assert refresh(project, now=NOW + timedelta(hours=1)).problems == []
    assert found(project, "cr-orchardimab")[2] == NAME


def test_entities_of_its_own_are_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x "y">]><article><body><p>&x;</p></body></article>'
    with pytest.raises(SourceError, match="entities of its own"):
        europe_pmc.parse(bomb)


def test_inner_elements_never_join_two_numbers() -> None:
    body = full_text("<p>in 3<styled-content> 4</styled-content> of 10<sup>5</sup> cells</p>")
    assert europe_pmc.parse(body).blocks[-1].text == "in 3 4 of 10^5 cells"
