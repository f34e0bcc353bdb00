"""Numbers that moved are things to do: they name the new number, and nothing else is lost."""

from __future__ import annotations

from pipelines.project import Project
from pipelines.refresh.steps import refresh
from pipelines.sources import europe_pmc, pubmed
from tests.sources import faults, orchard
from tests.sources.replay import Replay
from tests.sources.rounds import NOW, result_of, todo

RETRACTED = {"DOI": "10.5555/n", "type": "retraction", "updated": {"date-parts": [[2026, 11, 1]]}}


def test_each_source_s_new_number_is_named_and_the_rest_is_read(
    project: Project, replay: Replay
) -> None:
    merged = replay.articles["90000001"].replace(b"90000001", b"90000777")
    replay.articles["90000001"] = merged
    replay.studies["NCT09000009"] = replay.studies["NCT09000001"].replace(
        b"NCT09000001", b"NCT09000009"
    )
    replay.faults["studies/NCT09000001"] = [
        faults.redirect("/clinicaltrials/studies/NCT09000009") for _ in range(9)
    ]
    replay.works["10.5555/orchard.2022"] = orchard.work("10.5555/orchard.prime", title=["Moved"])
    refreshed = refresh(project, now=NOW)
    assert refreshed.problems == []
    moved = {item.subject: item.says for item in todo(project) if item.kind == "identifier_moved"}
    assert moved["NCT09000001"] == "NCT09000001 → NCT09000009"
    assert moved["90000001"].startswith("90000001 → 90000777")
    assert moved["10.5555/orchard.2022"] == "10.5555/orchard.2022 → 10.5555/orchard.prime: Moved"
    path = project.trials / "orchard-1" / "2024-fields.yaml"
    assert "os-5y-orchardimab" in path.read_text("utf-8")
    rows = (project.raw / "findings.csv").read_text("utf-8")
    assert "2024-fields/os-5y-orchardimab,number_in_source,found_together" in rows


def test_one_bad_field_never_discards_a_retraction(project: Project, replay: Replay) -> None:
    replay.works["10.5555/orchard.2022"] = orchard.work(
        "10.5555/orchard.2022", title="one text", issued={"date-parts": [["soon"]]},
        **{"updated-by": [RETRACTED]},
    )  # fmt: skip
    replay.works["10.5555/orchard.2024"] = orchard.work(
        "10.5555/orchard.2024", **{"updated-by": [RETRACTED, "damaged"]}
    )
    refreshed = refresh(project, now=NOW)
    kinds = [item.kind for item in todo(project)]
    assert kinds.count("retracted") == 2
    (problem,) = refreshed.problems
    assert "the list of notices (updated-by) is damaged" in str(problem)
    assert result_of(project, "pfs-hr") == "agrees"


def test_a_record_without_a_number_is_passed_over_not_the_others() -> None:
    body = b"<PubmedArticleSet><PubmedArticle><MedlineCitation/></PubmedArticle>" + orchard.article(
        "90000001", "All was well."
    )
    records = pubmed.records_of(body + b"<DeleteCitation><PMID>7</PMID></DeleteCitation></PubmedArticleSet>")  # fmt: skip
    assert [pubmed.parse(record).pmid for record in records] == ["90000001"]


def test_a_text_that_names_only_its_number_in_pubmed_central_is_used(
    project: Project, replay: Replay
) -> None:
    text = b"<article><front><article-meta><article-id pub-id-type='pmcid'>PMC90000001</article-id></article-meta></front><body><p>Complete responses came to 22% with orchardimab.</p></body></article>"  # fmt: skip
    replay.full_texts["90000001"] = ("cc by", text)
    assert refresh(project, now=NOW).problems == []
    assert (project.raw / "europepmc" / "90000001.xml").read_bytes() == text
    assert europe_pmc.parse(text).pmcid == "PMC90000001"
