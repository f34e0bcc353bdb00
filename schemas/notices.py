"""What a notice about a publication means, in whatever words a source prints it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

KINDS = {
    "retraction": "the publication has been withdrawn",
    "expression_of_concern": "the journal doubts the publication",
    "partial_retraction": "a part of the publication has been withdrawn",
    "reinstatement": "a withdrawal has been taken back",
    "correction": "something in the publication has been put right",
    "replacement": "a new version stands in its place",
    "note": "the publisher remarks on the publication",
    "other": "a letter, comment or link that changes nothing",
}

# Order matters: "partial retraction" and "reinstatement of a retracted article" hold "retract".
WORDS = (
    (
        r"reinstat|retract\w* (?:of (?:the )?|was |has been )?(?:retraction|withdrawn|revoked)",
        "reinstatement",
    ),
    (r"intention to|investigat", "expression_of_concern"),  # before anything is withdrawn
    (r"partial.?(retract|withdraw)", "partial_retraction"),
    (r"corrected.?and.?republish", "correction"),
    # the version that was entered is withdrawn, whatever stands in its place
    (
        r"r[e\u00e9]tract|retration|retrait|withdraw|removal|removed|cancell|revo[ck]|nullif",
        "retraction",
    ),
    (r"republish|supersede|replace|obsolete", "replacement"),
    (r"concern|^eoc$|redundant|duplicate publication", "expression_of_concern"),
    (r"^err$|errat|corrig|correct|addend|clarif|rectif|amend", "correction"),
    (r"new.?(version|edition)|^update", "replacement"),
    (r"publisher.{0,3}note|editor.*note|note.?of.?editor", "note"),
)


# some publishers say it in the title alone
WITHDRAWN_TITLE = re.compile(
    r"[\s*]*[\[(]?(?:(?:this )?(?:article|paper)(?: has been| was)? )?(?:temporarily )?(?:retracted|withdrawn|removed)\b"
    r"(?: (?:article|paper|chapter|abstract|as [\w ]{1,30}|and \w+))?[\s*]*(?:[:\])*.]|\s[-\u2013\u2014]\s)"
    r"|\s*temporary (?:removal|withdrawal)\s*:"
    r"|.*[\[(](?:retracted|withdrawn)(?: (?:article|paper)\b[^)\]]*)?[\])]\s*\.?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, order=True)
class Notice:
    """A notice of ``kind`` about ``target`` (a DOI or ``pmid:…``), printed at ``notice``."""

    date: str  # ISO, as far as known
    kind: str
    target: str
    notice: str
    source: str


def classify(printed: str) -> str:
    """Kind of a notice from the source's own word (``Corrigendum``, ``RetractionIn`` …)."""
    word = printed.strip().lower().replace("_", "-")
    for pattern, kind in WORDS:
        if re.search(pattern, word):
            return kind
    return "other"


def standing(notices: Iterable[Notice]) -> str:
    """Standing (see ``terms.STANDING``) that the notices about one publication leave it with.

    A reinstatement takes back every retraction and doubt up to its day, not later ones.
    """
    state, is_corrected = "current", False
    # on one day, the reinstatement is the last word
    for notice in sorted(notices, key=lambda n: (n.date, n.kind == "reinstatement")):
        if notice.kind == "retraction":
            state = "retracted"
        elif notice.kind == "reinstatement":
            state, is_corrected = "current", True
        elif notice.kind in ("expression_of_concern", "partial_retraction") and state == "current":
            state = "expression_of_concern"
        elif notice.kind == "correction":
            is_corrected = True
    return "corrected" if state == "current" and is_corrected else state
