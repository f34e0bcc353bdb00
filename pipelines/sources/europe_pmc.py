"""Europe PMC: open-access full texts by PMID."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

import msgspec

from pipelines.sources.blocks import Block, table_rows
from pipelines.sources.http import Answer, Client, NotFound, SourceError
from pipelines.sources.json import read_json
from pipelines.sources.source import Host, Source
from pipelines.sources.text import shown
from pipelines.sources.xml import plain, read_xml

NAME = "Europe PMC"
BATCH = 100  # PMIDs a search
YES = "Y"
NOT_NAMED = "open access; licence not named"
PARAGRAPHS = ("p", "title", "article-title", "label")


class Open(msgspec.Struct, frozen=True, rename="camel"):
    """An article as the search lists it."""

    pmid: str = ""
    pmcid: str = ""
    is_open_access: str = ""
    license: str = ""

    @property
    def licence(self) -> str:
        return self.license or NOT_NAMED

    @property
    def is_open(self) -> bool:
        return self.is_open_access == YES and bool(re.fullmatch(r"PMC[0-9]{1,9}", self.pmcid))


class FullText(msgspec.Struct, frozen=True):
    """What we read of a full text."""

    pmid: str
    pmcid: str
    blocks: tuple[Block, ...] = ()


class _List(msgspec.Struct, frozen=True):
    result: tuple[Open, ...]


class _Page(msgspec.Struct, frozen=True, rename="camel"):
    result_list: _List


def search(client: Client, host: Host, pmids: Sequence[str]) -> Iterator[Open]:
    """Those of the articles whose full text is open."""
    for start in range(0, len(pmids), BATCH):
        wanted = pmids[start : start + BATCH]
        query = {
            "query": f"SRC:MED AND ({' OR '.join(f'EXT_ID:{pmid}' for pmid in wanted)})",
            "format": "json",
            "resultType": "core",
            "pageSize": str(BATCH),
        }
        answer = client.get(host, "search", query, expects="json")
        page = read_json(answer.body, _Page, NAME, "a search")
        yield from (
            found for found in page.result_list.result if found.is_open and found.pmid in wanted
        )


def fetch(client: Client, host: Host, found: Open) -> Answer:
    """The full text of an article as Europe PMC sends it."""
    answer = client.get(host, f"{found.pmcid}/fullTextXML", expects="xml")
    text = parse(answer.body)
    if not text.pmid and text.pmcid.removeprefix("PMC") == found.pmcid.removeprefix("PMC"):
        return answer  # some texts name only their number in PubMed Central
    if not text.pmid and not text.pmcid:
        raise NotFound(f"{NAME}: sent a text without a number for PMID {found.pmid}")
    if text.pmid != found.pmid:
        raise SourceError(
            f"{NAME}: was asked for PMID {found.pmid} and sent '{shown(text.pmid[:20])}'"
        )
    return answer


def parse(body: bytes) -> FullText:
    """A full text (JATS). Its references are passed over: their figures are other people's."""
    root = read_xml(body, NAME)
    ids = {e.get("pub-id-type"): plain(e) for e in root.iterfind("front/article-meta/article-id")}
    return FullText(
        ids.get("pmid", ""),
        ids.get("pmcid") or ids.get("pmc") or ids.get("pmcaid", ""),
        tuple(blocks_of(root)),
    )


def blocks_of(root: Element) -> Iterator[Block]:
    """The paragraphs and tables of an article, each with the title of its section."""
    for part in ("front/article-meta", "body", "floats-group"):
        for element in root.iterfind(part):
            yield from _read(element, "Front" if part.startswith("front") else "", "")


def _read(element: Element, section: str, caption: str) -> Iterator[Block]:
    if element.tag == "table":
        yield Block(caption, section, rows=table_rows(element, _flat, lambda e: e.tag))
    elif element.tag in PARAGRAPHS and element.find(".//tr") is None:
        yield Block(_flat(element), section)
    else:
        if element.tag in ("sec", "abstract"):
            title = element.find("title")
            own = _flat(title) if title is not None else ""
            section = " › ".join(filter(None, (section, own)))
        if element.tag == "table-wrap":
            caption = " ".join(_flat(e) for e in element if e.tag in ("label", "caption"))
        for child in element:
            yield from _read(child, section, caption)


def _flat(element: Element) -> str:
    return " ".join(plain(element).split())


HOST = Host(
    "europe_pmc",
    NAME,
    "https://www.ebi.ac.uk/europepmc/webservices/rest",
    per_second=2,  # no limit is published
    licence="that of each article",
)
SOURCE = Source(HOST, {"europepmc": parse})
