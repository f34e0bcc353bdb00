"""The Retraction Watch database: one CSV of all retractions, doubts, corrections, reinstatements."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from pipelines.sources.hosts import Hosts
from pipelines.sources.http import Answer, Client, SourceError
from schemas.notices import Notice, classify

COLUMNS = (
    "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDOI",
    "OriginalPaperPubMedID", "RetractionNature",
)  # fmt: skip
NOT_KNOWN = ("", "0", "unavailable")


def fetch(client: Client, hosts: Hosts, etag: str = "", last_modified: str = "") -> Answer:
    """The whole list, as received."""
    query = {"mailto": hosts.contact} if hosts.contact else None
    answer = client.get(
        hosts.retraction_watch,
        "retractionwatch",
        query,
        expects="text/",
        etag=etag,
        last_modified=last_modified,
    )
    if not answer.is_unchanged:
        next(parse(answer.body), None)
    return answer


def parse(body: bytes) -> Iterator[Notice]:
    """Every notice of the list, once for the DOI and once for the PMID of its target."""
    # some lines of the list are not UTF-8; the columns we read are ASCII
    reader = csv.DictReader(
        io.TextIOWrapper(io.BytesIO(body), "utf-8-sig", errors="replace", newline="")
    )
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise SourceError(f"Retraction Watch: the list has no column {missing[0]}")
    for row in reader:
        kind = classify(row["RetractionNature"] or "")
        if kind == "other":
            continue
        notice = _known(row["RetractionDOI"]).lower() or _pmid(row["RetractionPubMedID"])
        date = _iso(row["RetractionDate"] or "")
        for target in (
            _known(row["OriginalPaperDOI"]).lower(),
            _pmid(row["OriginalPaperPubMedID"]),
        ):
            if target:
                yield Notice(date, kind, target, notice, "Retraction Watch")


def _known(text: str | None) -> str:
    text = (text or "").strip()
    return "" if text.lower() in NOT_KNOWN else text


def _pmid(text: str | None) -> str:
    return f"pmid:{_known(text)}" if _known(text) else ""


def _iso(printed: str) -> str:
    """``2/6/2010 0:00`` (month first) as ``2010-02-06``; empty where it is no date."""
    try:
        return datetime.strptime(printed.split(" ")[0], "%m/%d/%Y").date().isoformat()
    except ValueError:
        return ""
