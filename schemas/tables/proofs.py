"""How it is known that figures are right: approvals, checks by eye, second entries, records."""

from __future__ import annotations

from schemas import terms
from schemas.fields import date, field, term, text, whole
from schemas.tables.base import ADDRESS, Table, Text


class Approvals(Table):
    number: Text = whole(
        "place in the chain: one more than the line it follows; after a merge of two branches two "
        "lines may have the same",
        required=True,
    )
    action: Text = term(terms.ACTION, "what was done", required=True)
    target: Text = text("trial/report, or the version released", required=True)
    digest: Text = field(
        "sha256 of what was approved or released", pattern=r"[0-9a-f]{64}", required=True
    )
    by: Text = text("who", required=True)
    at: Text = field(
        "when (UTC)",
        pattern=r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        required=True,
        expects="a moment such as 2026-11-22T09:30:00Z",
    )
    says: Text = text("answers and remarks")
    previous: Text = field(
        "sha256 of the line before; of both, after a merge of two branches",
        pattern=r"[0-9a-f]{64}",
        is_list=True,
        required=True,
    )


class EyeChecks(Table):
    estimate_id: Text = text("figure drawn at random", required=True)
    digest: Text = field("sha256 of the figure as it stood", pattern=r"[0-9a-f]{64}", required=True)
    is_right: Text = term(
        {"yes": "the source says the same", "no": "the source says something else"},
        "does the source say the same",
        required=True,
    )
    by: Text = text("who looked", required=True)
    at: Text = date("day", also=(), required=True)
    seed: Text = whole("seed of the draw", required=True)
    says: Text = text("what was seen instead")


class Extraction(Table):
    estimate_id: Text = text("estimate", required=True)
    entry_1: Text = text("first entry: value [lower, upper] events/analysed", required=True)
    entry_2: Text = text("second, blind entry", required=True)
    outcome: Text = term(
        {
            "agreed": "both entries were the same",
            "settled": "they differed and were settled from the source",
            "not_found": "the second reader could not find the figure",
        },
        "outcome",
        required=True,
    )
    seen_at: Text = text("address at which the second reader read it")
    noted: Text = date("day", also=(), required=True)


class Findings(Table):
    estimate_id: Text = text("estimate", required=True)
    finding: Text = term(terms.FINDING, "what was looked for", required=True)
    result: Text = term(terms.FINDING_RESULT, "what came of it", required=True)
    figures: Text = text(
        "figures as typed when it was looked for; with other digits the finding no longer counts",
        is_list=True,
        required=True,
    )
    says: Text = text("where it stands, or what stands there instead")
    record: Text = text("archived record", required=True)
    sha256: Text = field("sha256 of the record", pattern=r"[0-9a-f]{64}", required=True)


class Records(Table):
    path: Text = text("file below data/raw", required=True)
    url: Text = field("address it came from", pattern=ADDRESS, required=True)
    retrieved_at: Text = text("when these bytes first came (UTC)", required=True)
    sha256: Text = field("sha256 of the bytes", pattern=r"[0-9a-f]{64}", required=True)
    bytes: Text = whole("length", required=True)
    licence: Text = text("what the owner permits", required=True)
    http_status: Text = whole("status of the answer", required=True)
    etag: Text = text("mark of the version")
    last_modified: Text = text("when the owner changed it")
