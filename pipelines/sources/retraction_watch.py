"""The Retraction Watch database: one CSV of all retractions, doubts, corrections, reinstatements."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime

from pipelines.sources.http import Answer, Client, SourceError
from pipelines.sources.source import MEGABYTE, Host, Hosts, Source
from pipelines.sources.text import tidy
from schemas.notices import Notice, classify

NAME = "Retraction Watch"
COLUMNS = (
    "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDOI",
    "OriginalPaperPubMedID", "RetractionNature",
)  # fmt: skip
_BEFORE_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)")
NOT_KNOWN = ("", "0", "unavailable")


def fetch(client: Client, hosts: Hosts, etag: str = "", last_modified: str = "") -> Answer:
    """The whole list, as received."""
    query = {"mailto": hosts.contact} if hosts.contact else None
    answer = client.get(
        hosts["retraction_watch"],
        "retractionwatch",
        query,
        expects="text/",
        etag=etag,
        last_modified=last_modified,
    )
    if not answer.is_unchanged:
        check(answer.body)
    return answer


def check(body: bytes) -> None:
    """Raises SourceError where a line of the list cannot be read."""
    deque(parse(body), maxlen=0)


def parse(body: bytes) -> Iterator[Notice]:
    """Every notice of the list, once for the DOI and once for the PMID of its target."""
    # some lines of the list are not UTF-8; the columns we read are ASCII
    reader = csv.DictReader(
        io.TextIOWrapper(io.BytesIO(body), "utf-8-sig", errors="replace", newline="")
    )
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise SourceError(f"{NAME}: the list has no column {missing[0]}")
        row: dict[str, str | None] = {}
        for row in reader:
            yield from _notices(row)
        if None in row.values():  # a quotation mark that never closes swallows all that follows
            raise SourceError(f"{NAME}: the list breaks off in line {reader.line_num}")
    except csv.Error as error:
        raise SourceError(
            f"{NAME}: line {reader.line_num} of the list cannot be read ({error})"
        ) from error


def _notices(row: Mapping[str, str | None]) -> Iterator[Notice]:
    kind = classify(row["RetractionNature"] or "")
    if kind == "other":
        return
    notice = next(iter((*_dois(row["RetractionDOI"]), *_pmids(row["RetractionPubMedID"]))), "")
    date = _iso(row["RetractionDate"] or "")
    for target in (*_dois(row["OriginalPaperDOI"]), *_pmids(row["OriginalPaperPubMedID"])):
        yield Notice(date, kind, target, notice, NAME)


def _known(text: str | None) -> list[str]:
    """What a cell holds: mostly one identifier, seldom several."""
    parts = (part.strip() for part in re.split(r";\s+|;(?=10\.|\d+$)|\|", tidy(text or "")))
    return [part for part in parts if part.lower() not in NOT_KNOWN]


def _dois(text: str | None) -> list[str]:
    return [_BEFORE_DOI.sub("", part.lower()) for part in _known(text)]


def _pmids(text: str | None) -> list[str]:
    return [f"pmid:{part.removesuffix('.0')}" for part in _known(text)]


def _iso(printed: str) -> str:
    """``2/6/2010 0:00`` (month first) or ``2010-02-06`` as ``2010-02-06``; empty where it is no date."""
    day = re.split(r"[ T]", printed.strip())[0]
    for form in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(day, form).date().isoformat()
        except ValueError:
            continue
    return ""


HOST = Host(
    "retraction_watch",
    NAME,
    "https://api.labs.crossref.org/data",
    per_second=0.2,
    licence="open data of Crossref and Retraction Watch",
    most_bytes=256 * MEGABYTE,
    most_seconds=900,
)
SOURCE = Source(HOST, {"retraction_watch": check})
