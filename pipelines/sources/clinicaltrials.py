"""ClinicalTrials.gov, API v2: one study, search page by page, version of the data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.sources.http import Answer, Client, Moved, SourceError
from pipelines.sources.json import read_json
from pipelines.sources.source import Host, Source
from pipelines.sources.study import Part, Study
from pipelines.sources.text import shown

JSON = "application/json"
NAME = "ClinicalTrials.gov"
PAGE = 100
MOST_PAGES = 200
_STAMP = re.compile(rb'"versionHolder":\s*(?:"[^"]*"|null),?')


class Page(Part):
    studies: tuple[Study, ...]
    next_page_token: str = ""


class Version(Part):
    api_version: str = ""
    data_timestamp: str = ""


def fetch(client: Client, host: Host, nct: str, etag: str = "", last_modified: str = "") -> Answer:
    """The study ``nct`` as the registry sends it."""
    answer = client.get(
        host,
        f"studies/{nct}",
        {"format": "json"},
        expects=JSON,
        etag=etag,
        last_modified=last_modified,
    )
    if not answer.is_unchanged:
        study = parse(answer.body)  # a record that cannot be read never reaches the archive
        if study.nct != nct:
            if not leads_on(study, nct, answer.url):
                parse(answer.body, nct)  # tells what is wrong
            raise Moved(f"{NAME}: {nct} leads on to {study.nct}", study.nct)
    return answer


def leads_on(study: Study, nct: str, url: str) -> bool:
    """Does the registry lead an old number on to this record: by its address, or by its aliases?"""
    new = study.nct
    aliases = study.protocol_section.identification_module.nct_id_aliases
    return bool(re.fullmatch(r"NCT[0-9]{8}", new)) and (url.endswith(f"/{new}") or nct in aliases)


def parse(body: bytes, nct: str = "") -> Study:
    """A record as typed parts. ``nct``: the number it must carry."""
    study = read_json(body, Study, NAME, f"the record {nct}".strip())
    if nct and study.nct != nct:
        raise SourceError(f"{NAME}: was asked for {nct} and sent '{shown(study.nct[:20])}'")
    return study


def search(client: Client, host: Host, query: dict[str, str]) -> Iterator[Study]:
    """All studies that fit ``query`` (parameters of the API, such as ``query.cond``)."""
    token = ""
    for _ in range(MOST_PAGES):
        asked = {**query, "format": "json", "pageSize": str(PAGE)} | (
            {"pageToken": token} if token else {}
        )
        answer = client.get(host, "studies", asked, expects=JSON)
        page = read_json(answer.body, Page, NAME, "a page of results")
        yield from page.studies
        if not page.next_page_token:
            return
        if page.next_page_token == token:
            raise SourceError(f"{NAME}: sends the same page of results again and again")
        token = page.next_page_token
    raise SourceError(f"{NAME}: more than {MOST_PAGES} pages fit; narrow the search")


def version(client: Client, host: Host) -> str:
    """Moment of the data behind the API, as the registry prints it."""
    body = client.get(host, "version", expects=JSON).body
    return read_json(body, Version, NAME, "its version").data_timestamp


def is_same(old: bytes, new: bytes) -> bool:
    """Do two records differ only in the day the registry rebuilt its index?

    That stamp changes daily in every record; rewriting them for it would be noise.
    """
    return old == new or _STAMP.sub(b"", old) == _STAMP.sub(b"", new)


# no policy is printed with the API; its operators have named 50 requests a minute
HOST = Host(
    "clinicaltrials", NAME, "https://clinicaltrials.gov/api/v2", 50 / 60, licence="public domain"
)
SOURCE = Source(HOST, {"clinicaltrials": parse})
