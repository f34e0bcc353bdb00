"""PubMed through NCBI's E-utilities: records in batches, and searches.

Corrections come with the records themselves (``CommentsCorrections`` names type and partner), so
no separate link service is asked for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

import msgspec

from pipelines.sources.hosts import Hosts
from pipelines.sources.http import Client, SourceError
from pipelines.sources.xml import plain, read_xml
from schemas.notices import Notice, classify

BATCH = 100
MOST_FOUND = 200
TOOL = "remission-evidence"
RECORD = re.compile(rb"<(PubmedArticle|PubmedBookArticle)[ >].*?</\1>", re.DOTALL)
HEAD, FOOT = b'<?xml version="1.0" ?>\n<PubmedArticleSet>\n', b"\n</PubmedArticleSet>\n"
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
                year_of(link.source), classify(link.type), target,
                f"pmid:{link.pmid}" if link.pmid else link.source, "PubMed",
            )
            for link in self.links
            if link.type.endswith(ABOUT_THIS)
        ]  # fmt: skip
        found = [notice for notice in found if notice.kind != "other"]
        if "Retracted Publication" in self.types and not any(n.kind == "retraction" for n in found):
            found.append(Notice("", "retraction", target, target, "PubMed"))
        return found


def year_of(source: str) -> str:
    match = re.search(r"\b(19|20)\d\d\b", source)
    return match.group() if match else ""


def _asked(hosts: Hosts, **query: str) -> dict[str, str]:
    common = {"db": "pubmed", "tool": TOOL}
    if hosts.contact:
        common["email"] = hosts.contact
    if hosts.ncbi_key:
        common["api_key"] = hosts.ncbi_key
    return {**common, **query}


def fetch(client: Client, hosts: Hosts, pmids: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """``(pmid, record)`` of each PMID that PubMed knows, asked in batches.

    A record is the part of the answer that belongs to it, byte by byte, in an envelope.
    """
    for start in range(0, len(pmids), BATCH):
        wanted = pmids[start : start + BATCH]
        query = _asked(hosts, id=",".join(wanted), retmode="xml")
        body = client.get(hosts.pubmed, "efetch.fcgi", query, expects="xml").body
        read_xml(body, "PubMed")  # whole and harmless, or nothing of it is used
        for match in RECORD.finditer(body):
            record = HEAD + match.group() + FOOT
            pmid = parse(record).pmid
            if pmid not in wanted:
                raise SourceError(f"PubMed: sent PMID {pmid[:20]!r}, which was not asked for")
            yield pmid, record


def search(client: Client, hosts: Hosts, term: str) -> tuple[list[str], bytes]:
    """PMIDs that fit ``term`` (newest first), and the answer as received."""
    query = _asked(hosts, term=term, retmode="json", retmax=str(MOST_FOUND), sort="pub_date")
    body = client.get(hosts.pubmed, "esearch.fcgi", query, expects="json").body
    return parse_search(body), body


def registry_term(registry_id: str) -> str:
    """Search term for records that carry a registry number: ``NCT01844505[si]``."""
    return f"{registry_id}[si]"


def name_term(name: str) -> str:
    """Search term for records that name a trial in title or abstract."""
    return f'"{name.replace(chr(34), " ")}"[ti]'


class _Found(msgspec.Struct):
    idlist: list[str] = []


class _Search(msgspec.Struct):
    esearchresult: _Found


def parse_search(body: bytes) -> list[str]:
    try:
        return msgspec.json.decode(body, type=_Search).esearchresult.idlist
    except msgspec.DecodeError as error:
        raise SourceError(f"PubMed: the answer to a search cannot be read ({error})") from error


def parse(body: bytes) -> Article:
    """The first record of an efetch answer."""
    root = read_xml(body, "PubMed")
    entry = root.find("PubmedArticle/MedlineCitation")
    if entry is None:
        entry = root.find("PubmedBookArticle/BookDocument")
    if entry is None or entry.find("PMID") is None:
        raise SourceError("PubMed: the answer holds no record")
    article = entry.find("Article")
    article = entry if article is None else article
    text = lambda path: plain(article.find(path))  # noqa: E731
    doi = [e for e in article.iterfind("ELocationID") if e.get("EIdType") == "doi"]
    doi += [
        e for e in root.iterfind("*/PubmedData/ArticleIdList/ArticleId") if e.get("IdType") == "doi"
    ]
    date = plain(article.find("Journal/JournalIssue/PubDate/Year")) or plain(
        article.find("Journal/JournalIssue/PubDate/MedlineDate")
    )
    return Article(
        pmid=plain(entry.find("PMID")),
        title=text("ArticleTitle") or text("Book/BookTitle"),
        authors=tuple(_authors(article)),
        journal=text("Journal/ISOAbbreviation") or text("Journal/Title"),
        year=year_of(date) or year_of(text("Book/PubDate/Year")),
        volume=text("Journal/JournalIssue/Volume"),
        issue=text("Journal/JournalIssue/Issue"),
        pages=text("Pagination/MedlinePgn"),
        doi=plain(doi[0]) if doi else "",
        abstract="\n".join(
            f"{part.get('Label')}: {plain(part)}" if part.get("Label") else plain(part)
            for part in article.iterfind("Abstract/AbstractText")
        ),
        types=tuple(plain(kind) for kind in article.iter("PublicationType")),
        registry_ids=tuple(plain(number) for number in article.iter("AccessionNumber")),
        links=tuple(
            Link(link.get("RefType", ""), plain(link.find("PMID")), plain(link.find("RefSource")))
            for link in entry.iterfind("CommentsCorrectionsList/CommentsCorrections")
            if link.get("RefType") != "Cites"
        ),
    )


def _authors(article: Element) -> Iterator[str]:
    for author in article.iterfind("AuthorList/Author"):
        name = f"{plain(author.find('LastName'))} {plain(author.find('Initials'))}".strip()
        yield name or plain(author.find("CollectiveName"))
