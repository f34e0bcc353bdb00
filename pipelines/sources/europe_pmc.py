"""Europe PMC: open-access full texts by PMID."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

import msgspec

from pipelines.sources.hosts import Host
from pipelines.sources.http import Answer, Client, SourceError
from pipelines.sources.xml import plain, read_xml

BATCH = 100  # PMIDs a search
YES = "Y"
NOT_NAMED = "open access; licence not named"
PARAGRAPHS = ("p", "title", "article-title", "label")


class Open(msgspec.Struct, frozen=True, rename="camel"):
    """An article as the search lists it."""

    pmid: str = ""
    pmcid: str = ""
    is_open_access: str = ""
    license: str | None = None

    @property
    def licence(self) -> str:
        return self.license or NOT_NAMED

    @property
    def is_open(self) -> bool:
        return self.is_open_access == YES and bool(re.fullmatch(r"PMC\d+", self.pmcid))


class FullText(msgspec.Struct, frozen=True):
    """What we read of a full text. A row is a line of a table, its cells parted by bars."""

    pmid: str
    pmcid: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


class _List(msgspec.Struct, frozen=True):
    result: tuple[Open, ...] = ()


class _Page(msgspec.Struct, frozen=True, rename="camel"):
    result_list: _List = _List()


_page = msgspec.json.Decoder(_Page)


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
        try:
            page = _page.decode(answer.body)
        except msgspec.DecodeError as error:
            raise SourceError(f"Europe PMC: a search cannot be read ({error})") from error
        yield from (
            found for found in page.result_list.result if found.is_open and found.pmid in wanted
        )


def fetch(client: Client, host: Host, found: Open) -> Answer:
    """The full text of an article as Europe PMC sends it."""
    answer = client.get(host, f"{found.pmcid}/fullTextXML", expects="xml")
    text = parse(answer.body)
    if text.pmid != found.pmid:
        raise SourceError(
            f"Europe PMC: was asked for PMID {found.pmid} and sent {text.pmid[:20]!r}"
        )
    return answer


def parse(body: bytes) -> FullText:
    """A full text (JATS). Its references are passed over: their figures are other people's."""
    root = read_xml(body, "Europe PMC")
    ids = {e.get("pub-id-type"): plain(e) for e in root.iterfind("front/article-meta/article-id")}
    paragraphs, rows = [], []
    for part in (root.find("front/article-meta"), root.find("body"), root.find("floats-group")):
        if part is not None:
            _read(part, paragraphs, rows)
    return FullText(
        ids.get("pmid", ""), ids.get("pmcid", ids.get("pmc", "")), tuple(paragraphs), tuple(rows)
    )


def _read(element: Element, paragraphs: list[str], rows: list[str]) -> None:
    if element.tag == "tr":
        rows.append(" | ".join(_flat(cell) for cell in element))
    elif element.tag in PARAGRAPHS and element.find(".//tr") is None:
        paragraphs.append(_flat(element))
    else:
        for child in element:
            _read(child, paragraphs, rows)


def _flat(element: Element) -> str:
    return " ".join(plain(element).split())
