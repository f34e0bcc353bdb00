"""What came of looking for a figure in a copy of what it was read in, and the editors' answers."""

from __future__ import annotations

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.row import Row

# the key of an answer in ``printed_so``: an editor read there what the search did not find
ANSWER = "figure-stands-in-its-source"
# which copy is what a figure was read in
READ_AS = {
    "abstract": "abstract",
    "congress_abstract": "abstract",
    "full_text": "full_text",
    "label": "label",
    "registry": "registry",
}
MISSED = ("found_apart", "not_found")


def looked_for(e: Estimate, evidence: Evidence) -> Row | None:
    """The finding about a figure, with its present digits, in a copy of what it was read in."""
    row = evidence.in_source.get(e.id)
    if row is None or row.get("figures") != e.quoted or row.get("result") == "not_judged":
        return None
    return row if row.get("copy") == READ_AS.get(e.row.get("read_in")) else None


def is_missed(e: Estimate, evidence: Evidence) -> bool:
    row = looked_for(e, evidence)
    return row is not None and row.get("result") in MISSED
