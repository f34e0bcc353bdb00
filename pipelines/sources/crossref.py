"""Crossref: the work behind a DOI, with its notices, funders and licence."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import msgspec

from pipelines.sources.http import Answer, Client, Moved, SourceError
from pipelines.sources.json import read_json
from pipelines.sources.source import Host, Hosts, Source
from pipelines.sources.text import shown
from schemas.notices import WITHDRAWN_TITLE, Notice, classify, standing

JSON = "application/json"
NAME = "Crossref"
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
    date_parts: tuple[tuple[int, ...], ...] = ()

    def __str__(self) -> str:
        """ISO, as far as the parts are those of a day: ``2024-05``; empty where no year is known."""
        first = self.date_parts[0] if self.date_parts else ()
        for known in (first[:3], first[:2], first[:1]):
            year, month, day = (*known, *(1, 1)[len(known) - 1 :]) if known else (0, 0, 0)
            if 1000 <= year <= 9999 and _is_day(year, month, day):
                return "-".join(f"{part:02d}" for part in known)
        return ""


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except (ValueError, OverflowError):
        return False


class Update(msgspec.Struct, frozen=True):
    DOI: str = ""
    type: str = ""
    label: str = ""
    source: str = ""
    updated: Moment = Moment()

    @property
    def kind(self) -> str:
        """By its type, else by its label."""
        kind = classify(self.type)
        return classify(self.label) if kind == "other" else kind


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


class Related(msgspec.Struct, frozen=True):
    id: str = ""


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
    relation: dict[str, tuple[Related, ...]] = {}
    damaged: tuple[str, ...] = ()  # lists of notices that could not all be read

    @property
    def year(self) -> str:
        """Year of the print issue, as citations use it."""
        return (str(self.published_print) or str(self.issued))[:4]

    @property
    def notices(self) -> list[Notice]:
        """Notices about this work (``updated-by``), and those that it is itself (``update-to``)."""
        about = [
            Notice(str(u.updated), u.kind, self.DOI.lower(), u.DOI.lower(), _by(u))
            for u in self.updated_by
        ]
        own = [
            Notice(str(u.updated), u.kind, u.DOI.lower(), self.DOI.lower(), _by(u))
            for u in self.update_to
        ]
        target = self.DOI.lower()
        later = [
            Notice("", kind, target, related.id.lower(), NAME)
            for name, all_related in self.relation.items()
            if (kind := _related(name.lower()))
            for related in all_related
        ]
        # some publishers say it in the title alone
        told = [
            Notice("", "retraction", target, target, NAME)
            for title in self.title
            if WITHDRAWN_TITLE.match(title) and not any(n.kind == "retraction" for n in about)
        ]
        found = {n for n in (*about, *own, *later, *told) if n.kind != "other"}
        return sorted(found)


def _related(name: str) -> str:
    """What a relation to another work says of this one; empty if nothing."""
    if name in VERSIONS:
        return "replacement"
    is_about_this = name.startswith("has-") or name.endswith("-by")
    kind = classify(name)
    return kind if is_about_this and kind in ABOUT else ""


def _by(update: Update) -> str:
    return "Retraction Watch" if update.source == "retraction-watch" else "Crossref"


class _Message(msgspec.Struct):
    message: dict[str, object]


NOTICES = {"update-to": "update_to", "updated-by": "updated_by"}
ABOUT = ("retraction", "partial_retraction", "expression_of_concern", "correction")
VERSIONS = ("has-version", "is-replaced-by", "is-superseded-by", "is-preprint-of")


def fetch(
    client: Client, hosts: Hosts, doi: str, etag: str = "", last_modified: str = ""
) -> Answer:
    """The work ``doi`` as Crossref sends it."""
    query = {"mailto": hosts.contact} if hosts.contact else None
    answer = client.get(
        hosts["crossref"],
        f"works/{quote(doi, safe='')}",
        query,
        expects=JSON,
        etag=etag,
        last_modified=last_modified,
    )
    if not answer.is_unchanged:
        work = parse(answer.body)
        if work.DOI.lower() != doi.lower():
            if not re.fullmatch(r"10\.\d{4,9}/\S+", work.DOI):
                parse(answer.body, doi)  # tells what is wrong
            own = [n for n in work.notices if n.target == work.DOI.lower()]
            state = standing(own)
            says = " ".join(work.title) + (f" ({state.replace('_', ' ')})" if own else "")
            raise Moved(f"{NAME}: {doi} leads on to {work.DOI}", work.DOI, says)
    return answer


def parse(body: bytes, doi: str = "") -> Work:
    """The work of a record. A field that is not as agreed is left out, never the record; of a damaged
    list of notices, ``damaged`` tells."""
    message = read_json(body, _Message, NAME, f"the record {doi}".strip()).message
    work = _read_work(message, doi)
    if doi and work.DOI.lower() != doi.lower():
        raise SourceError(f"{NAME}: was asked for {doi} and sent '{shown(work.DOI[:60])}'")
    return work


def _read_work(message: dict[str, object], doi: str) -> Work:
    try:
        return msgspec.convert(message, Work, strict=False)
    except (msgspec.ValidationError, ValueError):
        pass
    kept: dict[str, object] = {"DOI": message.get("DOI")}
    damaged = []
    for name, value in message.items():
        if _is_sound({"DOI": "10.1/x", name: value}):
            kept[name] = value
        elif name == "title" and isinstance(value, str):
            kept[name] = [value]
        elif name == "relation" and isinstance(value, dict):
            lists = {key: v if isinstance(v, list) else [v] for key, v in value.items()}
            kept[name] = {
                k: v for k, v in lists.items() if _is_sound({"DOI": "10.1/x", name: {k: v}})
            }
        elif name in NOTICES:
            items = value if isinstance(value, list) else [value]
            kept[name] = [i for i in items if _is_sound({"DOI": "10.1/x", name: [i]})]
            damaged.append(name)
    try:
        return msgspec.convert(kept | {"damaged": damaged}, Work, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        what = f"the record {doi}".strip()
        raise SourceError(f"{NAME}: {what} cannot be read ({shown(str(error))})") from error


def _is_sound(fields: dict[str, object]) -> bool:
    try:
        msgspec.convert(fields, Work, strict=False)
    except (msgspec.ValidationError, ValueError):
        return False
    return True


def is_same(old: bytes, new: bytes) -> bool:
    """Do two records differ only in counters and index stamps?"""
    return old == new or _steady(old) == _steady(new)


def _steady(body: bytes) -> dict[str, object]:
    message = read_json(body, dict[str, dict], NAME, "a record")["message"]
    return {key: value for key, value in message.items() if key not in RESTLESS}


HOST = Host(
    "crossref",
    NAME,
    "https://api.crossref.org",
    per_second=5,
    per_second_with_contact=10,  # "polite" requests for single records
    licence="facts without copyright; abstracts are their publishers'",
)
SOURCE = Source(HOST, {"crossref": parse})
