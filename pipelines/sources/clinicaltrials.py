"""ClinicalTrials.gov, API v2: one study, search page by page, version of the data."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pipelines.sources.hosts import Host
from pipelines.sources.http import Answer, Client, SourceError
from pipelines.sources.study import Part, Study

JSON = "application/json"
PAGE = 100
MOST_PAGES = 200


class Page(Part):
    studies: tuple[msgspec.Raw, ...] = ()
    next_page_token: str = ""


class Version(Part):
    api_version: str = ""
    data_timestamp: str = ""


_study = msgspec.json.Decoder(Study)
_page = msgspec.json.Decoder(Page)


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
        parse(answer.body, nct)  # a record that cannot be read never reaches the archive
    return answer


def parse(body: bytes, nct: str = "") -> Study:
    """A record as typed parts. ``nct``: the number it must carry."""
    try:
        study = _study.decode(body)
    except msgspec.DecodeError as error:
        raise SourceError(
            f"ClinicalTrials.gov: the record {nct} cannot be read ({error})"
        ) from error
    if nct and study.nct != nct:
        raise SourceError(f"ClinicalTrials.gov: was asked for {nct} and sent {study.nct[:20]!r}")
    return study


def search(client: Client, host: Host, query: dict[str, str]) -> Iterator[Study]:
    """All studies that fit ``query`` (parameters of the API, such as ``query.cond``)."""
    token = ""
    for _ in range(MOST_PAGES):
        asked = {**query, "format": "json", "pageSize": str(PAGE)} | (
            {"pageToken": token} if token else {}
        )
        answer = client.get(host, "studies", asked, expects=JSON)
        try:
            page = _page.decode(answer.body)
        except msgspec.DecodeError as error:
            raise SourceError(
                f"ClinicalTrials.gov: a page of results cannot be read ({error})"
            ) from error
        yield from (parse(bytes(raw)) for raw in page.studies)
        token = page.next_page_token
        if not token:
            return
    raise SourceError(f"ClinicalTrials.gov: more than {MOST_PAGES} pages fit; narrow the search")


def version(client: Client, host: Host) -> str:
    """Moment of the data behind the API, as the registry prints it."""
    body = client.get(host, "version", expects=JSON).body
    try:
        return msgspec.json.decode(body, type=Version).data_timestamp
    except msgspec.DecodeError as error:
        raise SourceError(f"ClinicalTrials.gov: its version cannot be read ({error})") from error


def is_same(old: bytes, new: bytes) -> bool:
    """Do two records differ only in the day the registry rebuilt its index?

    That stamp changes daily in every record; rewriting them for it would be noise.
    """
    return old == new or _without_stamp(old) == _without_stamp(new)


def _without_stamp(body: bytes) -> object:
    record = msgspec.json.decode(body)
    if isinstance(record, dict):
        record.get("derivedSection", {}).get("miscInfoModule", {}).pop("versionHolder", None)
    return record
