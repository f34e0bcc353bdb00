"""Crossref: the work behind a DOI, with its notices, funders and licence."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from pipelines.sources.hosts import Hosts
from pipelines.sources.http import Answer, Client, SourceError
from schemas.notices import Notice, classify

JSON = "application/json"
# change daily or with every citation, and mean nothing to us
RESTLESS = (
    "indexed",
    "is-referenced-by-count",
    "score",
    "reference-count",
    "references-count",
    "deposited",
    "reference",
)


class Moment(msgspec.Struct, frozen=True, rename="kebab"):
    date_parts: tuple[tuple[int | None, ...], ...] = ()

    def __str__(self) -> str:
        parts = [part for part in (self.date_parts[0] if self.date_parts else ()) if part]
        return "-".join(f"{part:02d}" for part in parts)


class Update(msgspec.Struct, frozen=True):
    DOI: str = ""
    type: str = ""
    label: str = ""
    source: str = ""
    updated: Moment = Moment()


class Author(msgspec.Struct, frozen=True):
    family: str = ""
    given: str = ""
    name: str = ""


class Funder(msgspec.Struct, frozen=True):
    name: str = ""
    DOI: str = ""


class Licence(msgspec.Struct, frozen=True, rename="kebab"):
    URL: str = msgspec.field(default="", name="URL")
    content_version: str = ""


class Work(msgspec.Struct, frozen=True, rename="kebab"):
    """What we read of a Crossref work."""

    DOI: str = msgspec.field(name="DOI")
    type: str = ""
    title: tuple[str, ...] = ()
    author: tuple[Author, ...] = ()
    container_title: tuple[str, ...] = ()
    short_container_title: tuple[str, ...] = ()
    volume: str = ""
    issue: str = ""
    page: str = ""
    published_print: Moment = Moment()
    issued: Moment = Moment()
    abstract: str = ""
    funder: tuple[Funder, ...] = ()
    license: tuple[Licence, ...] = ()
    update_to: tuple[Update, ...] = ()
    updated_by: tuple[Update, ...] = ()

    @property
    def year(self) -> str:
        """Year of the print issue, as citations use it."""
        return (str(self.published_print) or str(self.issued))[:4]

    @property
    def notices(self) -> list[Notice]:
        """Notices about this work (``updated-by``), and those that it is itself (``update-to``)."""
        about = [
            Notice(
                str(u.updated), classify(u.type or u.label), self.DOI.lower(), u.DOI.lower(), _by(u)
            )
            for u in self.updated_by
        ]
        own = [
            Notice(
                str(u.updated), classify(u.type or u.label), u.DOI.lower(), self.DOI.lower(), _by(u)
            )
            for u in self.update_to
        ]
        return sorted({notice for notice in (*about, *own) if notice.kind != "other"})


def _by(update: Update) -> str:
    return "Retraction Watch" if update.source == "retraction-watch" else "Crossref"


class _Message(msgspec.Struct):
    message: Work


_work = msgspec.json.Decoder(_Message)


def fetch(
    client: Client, hosts: Hosts, doi: str, etag: str = "", last_modified: str = ""
) -> Answer:
    """The work ``doi`` as Crossref sends it."""
    query = {"mailto": hosts.contact} if hosts.contact else None
    answer = client.get(
        hosts.crossref,
        f"works/{quote(doi, safe='')}",
        query,
        expects=JSON,
        etag=etag,
        last_modified=last_modified,
    )
    if not answer.is_unchanged:
        parse(answer.body, doi)
    return answer


def parse(body: bytes, doi: str = "") -> Work:
    try:
        work = _work.decode(body).message
    except msgspec.DecodeError as error:
        raise SourceError(f"Crossref: the record {doi} cannot be read ({error})") from error
    if doi and work.DOI.lower() != doi.lower():
        raise SourceError(f"Crossref: was asked for {doi} and sent {work.DOI[:60]!r}")
    return work


def is_same(old: bytes, new: bytes) -> bool:
    """Do two records differ only in counters and index stamps?"""
    return old == new or _steady(old) == _steady(new)


def _steady(body: bytes) -> object:
    record = msgspec.json.decode(body)
    message = record.get("message") if isinstance(record, dict) else None
    if not isinstance(message, dict):
        return record
    return {key: value for key, value in message.items() if key not in RESTLESS}
