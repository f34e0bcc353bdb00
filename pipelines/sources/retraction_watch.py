"""The Retraction Watch database: one CSV of all retractions, doubts, corrections, reinstatements."""

from __future__ import annotations

import csv
import io
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
    notice = _known(row["RetractionDOI"]).lower() or _pmid(row["RetractionPubMedID"])
    date = _iso(row["RetractionDate"] or "")
    for target in (_known(row["OriginalPaperDOI"]).lower(), _pmid(row["OriginalPaperPubMedID"])):
        if target:
            yield Notice(date, kind, target, notice, NAME)


def _known(text: str | None) -> str:
    text = tidy(text or "").strip()
    return "" if text.lower() in NOT_KNOWN else text


def _pmid(text: str | None) -> str:
    return f"pmid:{_known(text)}" if _known(text) else ""


def _iso(printed: str) -> str:
    """``2/6/2010 0:00`` (month first) as ``2010-02-06``; empty where it is no date."""
    try:
        return datetime.strptime(printed.split(" ")[0], "%m/%d/%Y").date().isoformat()
    except ValueError:
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
