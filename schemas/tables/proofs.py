"""How it is known that figures are right: approvals, checks by eye, second entries, records."""

from __future__ import annotations

from schemas import terms
from schemas.fields import DAY, address, date, field, file_path, slug, term, text, whole
from schemas.tables.base import Table, Text


class Approvals(Table):
    number: Text = whole(
        "place in the chain: one more than the line it follows; after a merge of two branches two "
        "lines may have the same",
        required=True,
    )
    action: Text = term(terms.ACTION, "what was done", required=True)
    target: Text = text(
        "trial/report, the version released, or the fingerprint of a key", required=True
    )
    digest: Text = field(
        "sha256 of what was approved or released", pattern=r"[0-9a-f]{64}", required=True
    )
    words: Text = text(
        "what gave the figures their meaning: each thing and the sha256 of its words, cut to 32 signs",
        is_list=True,
    )
    by: Text = text("who", required=True)
    at: Text = field(
        "when (UTC)",
        pattern=rf"{DAY}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z",
        required=True,
        expects="a moment such as 2026-11-22T09:30:00Z",
    )
    says: Text = text("answers and remarks")
    open: Text = field(
        "sha256 of each line of a disagreement that lay open before this one",
        pattern=r"[0-9a-f]{64}",
        is_list=True,
    )
    previous: Text = field(
        "sha256 of the line before; of both, after a merge of two branches",
        pattern=r"[0-9a-f]{64}",
        is_list=True,
        required=True,
    )
    signature: Text = field(
        "signature of the line up to here, as ssh-keygen makes it",
        pattern=r"[A-Za-z0-9+/=]{1,4000}",
    )


class Reviewers(Table):
    reviewer: Text = slug("key of a person: one entry each", required=True)
    name: Text = text("name, as it stands in the log", required=True)
    key: Text = field(
        "public key, as ssh-keygen makes it",
        pattern=r"(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com"
        r"|sk-ecdsa-sha2-nistp256@openssh\.com) [A-Za-z0-9+/]{16,2000}={0,2}",
        expects="a public key such as `ssh-ed25519 AAAA…`, without the comment behind it",
        required=True,
    )
    valid_from: Text = field("first day", pattern=DAY, expects="a day", required=True)
    valid_until: Text = field("last day", pattern=DAY, expects="a day", required=True)
    conflicts: Text = text("statement of conflicts of interest, or: none", required=True)
    conflicts_noted: Text = field("day of that statement", pattern=DAY, required=True)


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
    drawn: Text = whole("how many were drawn with it", required=True)
    state: Text = field(
        "sha256 of the list of figures that it was drawn from",
        pattern=r"[0-9a-f]{64}",
        required=True,
    )
    says: Text = text("what was seen instead")


class Extraction(Table):
    estimate_id: Text = text("estimate", required=True)
    entered_by: Text = text("who entered the figure first, where that person is known")
    reentered_by: Text = text("who entered it again, where that person is known")
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
    seen_at: Text = address("addresses at which the second reader read it", is_list=True)
    noted: Text = date("day", also=(), required=True)


class ThirdReadings(Table):
    estimate_id: Text = text("estimate", required=True)
    entry: Text = text(
        "what was read on another page: value [lower, upper] events/analysed", required=True
    )
    seen_at: Text = address("address of that page", required=True)
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
    record: Text = file_path("archived record", required=True)
    sha256: Text = field("sha256 of the record", pattern=r"[0-9a-f]{64}", required=True)
    pairing: Text = term(terms.PAIRING, "do endpoint and arm stand with value and interval")
    copy: Text = term(terms.COPY, "which copy of the source it is")


class Records(Table):
    path: Text = file_path("file below data/raw", required=True)
    url: Text = address("address it came from", required=True)
    retrieved_at: Text = text("when these bytes first came (UTC)", required=True)
    sha256: Text = field("sha256 of the bytes", pattern=r"[0-9a-f]{64}", required=True)
    bytes: Text = whole("length", required=True)
    licence: Text = text("what the owner permits", required=True)
    http_status: Text = whole("status of the answer; 0 of a file that an editor had", required=True)
    etag: Text = text("mark of the version")
    last_modified: Text = text("when the owner changed it")
