"""PubMed through NCBI's E-utilities: records in batches, and searches.

Corrections come with the records themselves (``CommentsCorrections`` names type and partner), so
no separate link service is asked for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

import msgspec

from pipelines.sources.http import Client, SourceError
from pipelines.sources.json import read_json
from pipelines.sources.source import Host, Hosts, Source
from pipelines.sources.text import shown, tidy
from pipelines.sources.xml import plain, read_xml
from schemas.notices import WITHDRAWN_TITLE, Notice, classify

NAME = "PubMed"
BATCH = 100
MOST_FOUND = 200
TOOL = "remission-evidence"
NUMBER = re.compile(r"[0-9]{1,9}")
SET = "PubmedArticleSet"
RECORDS = ("PubmedArticle", "PubmedBookArticle")
RECORD = re.compile(rb"<(PubmedArticle|PubmedBookArticle)[ >].*?</\1>", re.DOTALL)
HEAD, FOOT = b'<?xml version="1.0" ?>\n<PubmedArticleSet>\n', b"\n</PubmedArticleSet>\n"
MOST_OF_ABSTRACT = 300  # signs in which an abstract says that its article was withdrawn
_WITHDRAWN_TEXT = re.compile(
    r"\b(?:this|the (?:above |following )?) ?(?:[\w-]+ )?(?:article|paper|publication|manuscript)(?:-in-press)?(?:,[^.;]{0,120},)? (?:has been|was|is) "
    r"(?:temporarily )?(?:retracted|withdrawn|removed)\b|\bauthors? (?:have )?(?:hereby )?(?:retract|withdr[ae]w)(?:ed|n)? this\b",
    re.IGNORECASE,
)
# a link of these types leads to a notice about this record; of the others, away from it
ABOUT_THIS = ("In",)


class Link(msgspec.Struct, frozen=True):
    """A link to another record, with PubMed's word for it (``ErratumIn``, ``RetractionOf`` …)."""

    type: str
    pmid: str = ""
    source: str = ""


class Article(msgspec.Struct, frozen=True):
    """What we read of a PubMed record."""

    pmid: str
    title: str
    authors: tuple[str, ...] = ()
    journal: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    abstract: str = ""
    types: tuple[str, ...] = ()
    registry_ids: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def notices(self) -> list[Notice]:
        """Notices about this record: errata, retractions, expressions of concern."""
        target = f"pmid:{self.pmid}"
        found = [
            Notice(
                year_of(link.source),
                classify(link.type),
                target,
                f"pmid:{link.pmid}" if link.pmid else link.source,
                "PubMed",
            )
            for link in self.links
            if link.type.endswith(ABOUT_THIS)
        ]
        found = [notice for notice in found if notice.kind != "other"]
        if self.is_withdrawn and not any(n.kind == "retraction" for n in found):
            found.append(Notice("", "retraction", target, target, "PubMed"))
        return found

    @property
    def is_withdrawn(self) -> bool:
        """Does the record say so of itself: by its type, in its title or in its abstract?"""
        return bool(
            {"retracted publication", "withdrawn publication"} & {t.lower() for t in self.types}
            or WITHDRAWN_TITLE.match(self.title)
            or _WITHDRAWN_TEXT.search(self.abstract[:MOST_OF_ABSTRACT])
        )


def year_of(source: str) -> str:
    match = re.search(r"\b(19|20)[0-9]{2}\b", source)
    return match.group() if match else ""


def _ask(client: Client, hosts: Hosts, path: str, expects: str, **query: str) -> bytes:
    asked = {"db": "pubmed", "tool": TOOL, **query}
    if hosts.contact:
        asked["email"] = hosts.contact
    key = {"api_key": hosts.ncbi_key} if hosts.ncbi_key else None
    return client.get(hosts["pubmed"], path, asked, expects=expects, secret=key).body


def fetch(client: Client, hosts: Hosts, pmids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """``(pmid, record)`` of each record that PubMed sends, asked in batches.

    A record is the part of the answer that belongs to it, byte by byte, in an envelope. Its number is
    another than any that was asked for where that was merged into it; more strangers than numbers
    without a record are refused.
    """
    for start in range(0, len(pmids), BATCH):
        wanted = pmids[start : start + BATCH]
        body = _ask(client, hosts, "efetch.fcgi", "xml", id=",".join(wanted), retmode="xml")
        records = [(parse(record).pmid, record) for record in records_of(body)]
        yield from (pair for pair in records if pair[0] in wanted)
        strangers = [pair for pair in records if pair[0] not in wanted]
        missing = set(wanted) - {pmid for pmid, _ in records}
        if len(strangers) > len(missing):
            first = shown(strangers[0][0][:20])
            raise SourceError(f"{NAME}: sent PMID {first}, which was not asked for")
        yield from strangers


def records_of(body: bytes) -> list[bytes]:
    """The records of an efetch answer. Whole and harmless, or nothing of it is used."""
    root = read_xml(body, NAME)
    if root.tag != SET:
        raise SourceError(f"{NAME}: sent <{shown(root.tag)}> where <{SET}> was expected")
    records = [HEAD + match.group() + FOOT for match in RECORD.finditer(body)]
    entries = [element for element in root if element.tag in RECORDS]
    if len(records) != len(entries):
        raise SourceError(f"{NAME}: sent records that cannot be told apart")
    whole = [
        (record, entry) for record, entry in zip(records, entries, strict=True) if _number(entry)
    ]
    # the bytes are cut where the marks stand: other encodings, or marks inside a text, mislead that
    if [parse(record) for record, _ in whole] != [_article(entry) for _, entry in whole]:
        raise SourceError(f"{NAME}: sent records that cannot be told apart")
    return [record for record, _ in whole]


def _number(record: Element) -> str:
    """PMID of a record; empty if it has none: such a record is passed over, not the others."""
    return plain(record.find("MedlineCitation/PMID")) or plain(record.find("BookDocument/PMID"))


def search(client: Client, hosts: Hosts, term: str) -> tuple[list[str], bytes]:
    """PMIDs that fit ``term`` (newest first), and the answer as received."""
    query = {"term": term, "retmode": "json", "retmax": str(MOST_FOUND), "sort": "pub_date"}
    body = _ask(client, hosts, "esearch.fcgi", "json", **query)
    return parse_search(body), body


def registry_term(registry_id: str) -> str:
    """Search term for records that carry a registry number: ``NCT01844505[si]``."""
    return f"{registry_id}[si]"


def name_term(name: str) -> str:
    """Search term for records that name a trial in title or abstract."""
    return f'"{name.replace(chr(34), " ")}"[ti]'


class _Found(msgspec.Struct):
    idlist: tuple[str, ...]


class _Search(msgspec.Struct):
    esearchresult: _Found


def parse_search(body: bytes) -> list[str]:
    found = read_json(body, _Search, NAME, "the answer to a search").esearchresult.idlist
    for pmid in found:
        if not NUMBER.fullmatch(pmid):
            raise SourceError(f"{NAME}: found '{shown(pmid)}', which is no PMID")
    return list(found)


def parse(body: bytes) -> Article:
    """The first record of an efetch answer."""
    record = next((e for e in read_xml(body, NAME) if e.tag in RECORDS), None)
    if record is None:
        raise SourceError(f"{NAME}: the answer holds no record")
    return _article(record)


def _article(record: Element) -> Article:
    entry = record.find("MedlineCitation")
    if entry is None:
        entry = record.find("BookDocument")
    if entry is None or not plain(entry.find("PMID")):
        raise SourceError(f"{NAME}: sent a record without a number")
    article = entry.find("Article")
    article = entry if article is None else article
    text = lambda path: plain(article.find(path))  # noqa: E731
    doi = [e for e in article.iterfind("ELocationID") if e.get("EIdType") == "doi"]
    places = ("PubmedData/ArticleIdList/ArticleId", "BookDocument/ArticleIdList/ArticleId")
    places += ("PubmedBookData/ArticleIdList/ArticleId",)
    doi += [e for place in places for e in record.iterfind(place) if e.get("IdType") == "doi"]
    date = plain(article.find("Journal/JournalIssue/PubDate/Year")) or plain(
        article.find("Journal/JournalIssue/PubDate/MedlineDate")
    )
    return Article(
        pmid=plain(entry.find("PMID")),
        title=text("ArticleTitle") or text("Book/BookTitle"),
        authors=tuple(_authors(article)),
        journal=text("Journal/ISOAbbreviation") or text("Journal/Title") or text("Book/BookTitle"),
        year=year_of(date) or year_of(text("Book/PubDate/Year")),
        volume=text("Journal/JournalIssue/Volume"),
        issue=text("Journal/JournalIssue/Issue"),
        pages=text("Pagination/MedlinePgn"),
        doi=plain(doi[0]) if doi else "",
        abstract="\n".join(
            f"{tidy(part.get('Label'))}: {plain(part)}" if part.get("Label") else plain(part)
            for part in (
                *article.iterfind("Abstract/AbstractText"),
                *entry.iterfind("OtherAbstract/AbstractText"),
            )
        ),
        types=tuple(plain(kind) for kind in article.iter("PublicationType")),
        registry_ids=tuple(plain(number) for number in article.iter("AccessionNumber")),
        links=tuple(
            Link(
                tidy(link.get("RefType", "")),
                plain(link.find("PMID")),
                plain(link.find("RefSource")),
            )
            for link in entry.iterfind("CommentsCorrectionsList/CommentsCorrections")
            if link.get("RefType") != "Cites"
        ),
    )


def _authors(article: Element) -> Iterator[str]:
    for author in article.iterfind("AuthorList/Author"):
        name = f"{plain(author.find('LastName'))} {plain(author.find('Initials'))}".strip()
        yield name or plain(author.find("CollectiveName"))


HOST = Host(
    "pubmed",
    NAME,
    "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    per_second=3,  # NCBI E-utilities, usage guidelines
    per_second_with_key=10,
    licence="citations free of rights; abstracts are their publishers'",
)
SOURCE = Source(HOST, {"pubmed": parse, "pubmed-search": parse_search})
