"""Corrections, retractions and what they leave of a publication's standing."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from pipelines.sources import crossref, pubmed, retraction_watch
from pipelines.sources.http import SourceError
from schemas.notices import Notice, classify, standing
from schemas.terms import STANDING
from tests.sources import orchard
from tests.sources.payloads import Payloads

# every word of the 114,553 Crossref notices of the payloads, and what it means
WORDS_OF_CROSSREF = {
    "correction": "correction",
    "erratum": "correction",
    "retraction": "retraction",
    "withdrawal": "retraction",
    "corrigendum": "correction",
    "err": "correction",
    "removal": "retraction",
    "expression_of_concern": "expression_of_concern",
    "publisher-note": "note",
    "corrected-article": "correction",
    "Erratum": "correction",
    "comment": "other",
    "note-discuss": "other",
    "Corrigendum": "correction",
    "expression-of-concern": "expression_of_concern",
    "Retraction": "retraction",
    "retration": "retraction",
    "print": "other",
    "correspondence": "other",
    "Correction": "correction",
}

WORDS_OF_OTHERS = {
    "partial_retraction": "partial_retraction",
    "new_version": "replacement",
    "new_edition": "replacement",
    "addendum": "correction",
    "clarification": "correction",
    "Expression of concern": "expression_of_concern",
    "Reinstatement": "reinstatement",
    "ErratumIn": "correction",
    "RetractionIn": "retraction",
    "PartialRetractionIn": "partial_retraction",
    "ExpressionOfConcernIn": "expression_of_concern",
    "CorrectedandRepublishedIn": "correction",
    "RetractedandRepublishedIn": "retraction",
    "RepublishedIn": "replacement",
    "UpdateIn": "replacement",
    "CommentIn": "other",
    "SummaryForPatientsIn": "other",
}


@pytest.mark.parametrize(("word", "kind"), (WORDS_OF_CROSSREF | WORDS_OF_OTHERS).items())
def test_a_printed_word_means_one_kind(word: str, kind: str) -> None:
    assert classify(word) == kind


def test_every_crossref_notice_of_the_payloads_is_classified_as_listed(payloads: Payloads) -> None:
    words = Counter(
        update["type"]
        for line in payloads.read("crossref-updates.jsonl")["updates.jsonl"].splitlines()
        for update in json.loads(line)["updates"]
    )
    assert set(words) == set(WORDS_OF_CROSSREF)
    kinds = Counter()
    for word, number in words.items():
        kinds[classify(word)] += number
    assert kinds == {
        "correction": 109_002,
        "retraction": 5_384,
        "expression_of_concern": 89,
        "note": 56,
        "other": 22,
    }


def test_a_retracted_work_of_the_payloads_is_retracted_in_spite_of_its_older_correction(
    payloads: Payloads,
) -> None:
    records = payloads.read("crossref-works")
    body = next(body for name, body in records.items() if name.startswith("10.1016"))
    work = crossref.parse(body, "10.1016/S0140-6736(97)11096-0")
    assert [(n.kind, n.date, n.source) for n in work.notices] == [
        ("correction", "2004-03-06", "Retraction Watch"),
        ("retraction", "2010-02-06", "Retraction Watch"),
    ]
    assert standing(work.notices) == "retracted"
    assert work.year == "1998"


def test_pubmed_links_lead_the_right_way(payloads: Payloads) -> None:
    articles = {a.pmid: a for a in map(pubmed.parse, payloads.articles())}
    corrected = {pmid: a.notices for pmid, a in articles.items() if a.notices}
    assert {pmid: [n.notice for n in notices] for pmid, notices in corrected.items()} == {
        "35649368": ["pmid:35767954"],
        "38147649": ["pmid:39705317"],
    }
    # these two are errata themselves; two others replace a preprint
    own = {
        pmid for pmid, a in articles.items() if any(link.type == "ErratumFor" for link in a.links)
    }
    assert own == {"38833988", "38962805"}
    assert all(standing(articles[pmid].notices) == "current" for pmid in own)


def test_every_pubmed_record_of_the_payloads_is_read(payloads: Payloads) -> None:
    articles = [pubmed.parse(body) for body in payloads.articles()]
    assert len(articles) == 175
    assert all(article.pmid and article.title for article in articles)


LIST = (
    "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,"
    "OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason\n"
    "1,A,2/6/2010 0:00,10.1/N1,11,1/1/2000 0:00,10.1/A,1,Retraction,+x;\n"
    "2,A,9/30/2011 0:00,10.1/N2,12,1/1/2000 0:00,10.1/A,1,Reinstatement,+x;\n"
    "3,B,2/6/2012 0:00,10.1/N3,0,1/1/2000 0:00,10.1/B,0,Expression of concern,+x;\n"
    "4,C,2/6/2013 0:00,unavailable,0,1/1/2000 0:00,10.1/C,0,Correction,+x;\n"
)


def test_a_reinstatement_takes_a_retraction_back() -> None:
    found = [n for n in retraction_watch.parse(LIST.encode()) if n.target == "10.1/a"]
    assert [(n.kind, n.date, n.notice) for n in found] == [
        ("retraction", "2010-02-06", "10.1/n1"),
        ("reinstatement", "2011-09-30", "10.1/n2"),
    ]
    assert standing(found) == "corrected"


def test_a_retraction_after_a_reinstatement_stands() -> None:
    again = Notice("2015", "retraction", "10.1/a", "10.1/n9", "Crossref")
    found = [n for n in retraction_watch.parse(LIST.encode()) if n.target == "10.1/a"]
    assert standing([*found, again]) == "retracted"


def test_doubts_and_corrections_of_the_list_are_not_retractions() -> None:
    found = list(retraction_watch.parse(LIST.encode()))
    assert standing(n for n in found if n.target == "10.1/b") == "expression_of_concern"
    assert standing(n for n in found if n.target == "10.1/c") == "corrected"
    assert standing([]) == "current"
    assert {"current", "corrected", "expression_of_concern", "retracted"} == set(STANDING)


def test_a_list_with_another_head_is_refused() -> None:
    with pytest.raises(SourceError, match="no column RetractionDate"):
        list(retraction_watch.parse(b"a,b\n1,2\n"))


def test_a_crossref_notice_names_the_work_it_is_about() -> None:
    body = {
        "message": {
            "DOI": "10.1/n",
            "update-to": [
                {"DOI": "10.1/A", "type": "retraction", "updated": {"date-parts": [[2020, 5, 4]]}}
            ],
        }
    }
    (notice,) = crossref.parse(json.dumps(body).encode()).notices
    assert (notice.target, notice.notice, notice.date) == ("10.1/a", "10.1/n", "2020-05-04")


def test_counters_and_stamps_do_not_make_a_work_another() -> None:
    old = json.dumps(
        {"message": {"DOI": "10.1/a", "score": 1, "indexed": {"timestamp": 1}}}
    ).encode()
    new = json.dumps(
        {"message": {"DOI": "10.1/a", "score": 2, "indexed": {"timestamp": 2}}}
    ).encode()
    other = json.dumps({"message": {"DOI": "10.1/a", "volume": "2"}}).encode()
    assert crossref.is_same(old, new)
    assert not crossref.is_same(old, other)


def test_raised_digits_stay_apart_from_the_number_before_them() -> None:
    body = b"""<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>5</PMID><Article>
    <ArticleTitle>T</ArticleTitle><Abstract><AbstractText>at 10<sup>5</sup> cells, 0.53<sup>2</sup>
    </AbstractText></Abstract></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"""
    assert pubmed.parse(body).abstract == "at 10^5 cells, 0.53^2"


@pytest.mark.parametrize(
    ("title", "types", "abstract", "kinds"),
    [
        ("RETRACTED: A trial", (), "", ["retraction"]),
        ("[Withdrawn] A trial", (), "", ["retraction"]),
        ("A trial", ("Retracted Publication",), "", ["retraction"]),
        ("A trial", (), "This article has been withdrawn by its authors.", ["retraction"]),
        ("A trial (Retracted article. See vol. 1, pg. 2, 2024)", (), "", ["retraction"]),
        ("A trial [RETRACTED].", (), "", ["retraction"]),
        ("RETRACTED - A trial", (), "", ["retraction"]),
        ("Retracted and republished: A trial", (), "", ["retraction"]),
        ("TEMPORARY REMOVAL: A trial", (), "", ["retraction"]),
        ("This article has been retracted: A trial", (), "", ["retraction"]),
        ("Withdrawn patients: a trial", (), "", []),
        ("A trial (withdrawn drug)", (), "", []),
        (
            "A trial",
            (),
            "The above article, published online in May, has been retracted by agreement.",
            ["retraction"],
        ),
        ("A trial", (), "The authors retract this article.", ["retraction"]),
        ("A trial", (), "The paper tells of patients in whom a growth was removed.", []),
        ("Retracted tumours after treatment", (), "", []),
        ("A trial", (), "People who had withdrawn consent were counted.", []),
    ],
)
def test_whatever_a_record_says_of_its_own_standing_is_heard(
    title: str, types: tuple[str, ...], abstract: str, kinds: list[str]
) -> None:
    article = pubmed.Article("1", title, types=types, abstract=abstract)
    assert [notice.kind for notice in article.notices] == kinds


def test_a_later_version_is_told_wherever_crossref_says_it() -> None:
    body = orchard.work(
        "10.5555/a", title=["WITHDRAWN: A trial"], relation={"has-version": [{"id": "10.5555/b"}]}
    )
    found = {(notice.kind, notice.notice) for notice in crossref.parse(body).notices}
    assert found == {("retraction", "10.5555/a"), ("replacement", "10.5555/b")}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("EoC", "expression_of_concern"),
        ("Notice of redundant publication", "expression_of_concern"),
        ("Intention to retract", "expression_of_concern"),
        ("Retraction of retraction", "reinstatement"),
        ("Retraction withdrawn", "reinstatement"),
        ("R\u00e9tractation", "retraction"),
        ("Cancellation", "retraction"),
        ("Amendment", "correction"),
        ("Rectification", "correction"),
        ("obsolete", "replacement"),
    ],
)
def test_words_of_other_houses_mean_one_kind(word: str, kind: str) -> None:
    assert classify(word) == kind


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"updated-by": [{"DOI": "10.5555/n", "type": "other", "label": "Retraction"}]}, {("retraction", "10.5555/n")}),
        ({"updated-by": {"DOI": "10.5555/n", "type": "retraction"}}, {("retraction", "10.5555/n")}),
        ({"relation": {"is-replaced-by": {"id": "10.5555/n"}}}, {("replacement", "10.5555/n")}),
        ({"relation": {"is-replaced-by": [{"id": "10.5555/n"}], "has-review": 5}}, {("replacement", "10.5555/n")}),
        ({"relation": {"is-retracted-by": [{"id": "10.5555/n"}]}}, {("retraction", "10.5555/n")}),
        ({"relation": {"has-erratum": [{"id": "10.5555/n"}]}}, {("correction", "10.5555/n")}),
        ({"relation": {"is-correction-of": [{"id": "10.5555/n"}]}}, set()),
        ({"title": "RETRACTED: A trial"}, {("retraction", "10.5555/a")}),
    ],
)  # fmt: skip
def test_a_work_says_it_in_other_fields_or_shapes(
    fields: dict, found: set[tuple[str, str]]
) -> None:
    work = crossref.parse(orchard.work("10.5555/a", **fields))
    assert {(notice.kind, notice.notice) for notice in work.notices} == found


@pytest.mark.parametrize(
    ("date", "doi", "pmid"),
    [
        ("2/6/2026 0:00", "10.5555/A", "1"),
        ("2026-02-06", "https://doi.org/10.5555/a", "1.0"),
        ("2026-02-06T00:00:00", "doi:10.5555/a", " 1 "),
        ("2026-02-06", " 10.5555/a;10.5555/b", "1; 2"),
    ],
)
def test_the_list_may_write_dates_and_identifiers_in_other_ways(
    date: str, doi: str, pmid: str
) -> None:
    head = "RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature"
    body = f"{head}\n{date},10.5555/n,0,{doi},{pmid},Retraction\n".encode()
    found = {(n.date, n.target) for n in retraction_watch.parse(body)}
    assert {("2026-02-06", "10.5555/a"), ("2026-02-06", "pmid:1")} <= found


def test_a_publisher_s_note_is_a_note_however_it_is_spelt() -> None:
    assert {classify("Publisher’s Note"), classify("publisher-note")} == {"note"}
