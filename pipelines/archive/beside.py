"""What stands beside a value and may say that it is another number: one that was planned or denied,
a change, the end of a range, a share of other people, or of those in the other state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.archive.printed_values import Value
from schemas.estimate import Estimate

# what was planned, or what others saw
_NOT_SEEN = re.compile(
    r"\b(?:assum(?:ed|ing|ption)|hypothesi[sz]\w*|expected|anticipated|designed to|to detect|historical(?:ly)?"
    r"|(?:previous|prior|earlier|another) (?:[\w-]+ ){0,2}(?:trials?|stud(?:y|ies))|in a (?:phase|pilot) [\w/]+)\b",
    re.IGNORECASE,
)
_NOT_SEEN_AFTER = re.compile(
    r"[^.;,]{0,60}\b(?:was|were) (?:assumed|hypothesi[sz]ed|expected|anticipated)\b", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|neither|nor)\s$", re.IGNORECASE)
# "4.1 months shorter", "30% reduction": a change, not what an arm had
_CHANGE = re.compile(
    r"\s?(?:\([^()]*\)\s?)?(?:absolute |relative |median )?(?:shorter|longer|more|less|higher|lower|greater|fewer|improvement|gain"
    r"|benefit|increase|decrease|reduction|difference)\b",
    re.IGNORECASE,
)
# "up to 58%", "ranged from 51% to 58%", "51-58%": the end of a range
_END = re.compile(
    r"\b(?:up to|as (?:high|low|much|many|few) as|(?:rang\w+|between|spann\w+)\b[^.;()]{0,40})\s*$|\d ?%?-$",
    re.IGNORECASE,
)
_END_AFTER = re.compile(r"-\d")
# "58% were men": a share of what people were, whatever was named before
_OF_TRAIT = re.compile(
    r"[)\]]?\s*(?:of (?:\w+ ){1,4})?(?:were|was|are|being)\s(?:\w+\s)?(?:(?:wo)?men|(?:fe)?males?|white|black|Asian|Hispanic|Latino"
    r"|(?:ex-|current |former |never[- ])?smokers?|aged|older|younger|enrolled|randomi[sz]ed|excluded|censored)\b",
    re.IGNORECASE,
)
_OF_RESPONDERS = re.compile(
    r"[)\]]?\s*(?:of|among|in) (?:the |all |these )?(?:\d+ )?respond(?:ers|ing)\b", re.IGNORECASE
)
# right after a value: whom it counts
_WITH_EVENT = re.compile(
    r"[^;.,\d]{0,60}\b(?:had|have) (?:died|progressed|relapsed)|[^;.,\d]{0,60}\b(?:died|were dead)\b",
    re.IGNORECASE,
)
_WITHOUT_EVENT = re.compile(
    r"[^;.,\d]{0,60}\b(?:were|was|are|remained)(?: still)? (?:alive|\w+-free)\b", re.IGNORECASE
)
_CONFIRMED = re.compile(r"\b(un)?confirmed\b", re.IGNORECASE)


def open_about(estimate: Estimate, value: Value, text: str) -> Iterator[str]:
    """What words beside a value leave open of it."""
    before = text[: value.start]
    if _NOT_SEEN.search(before) or _NOT_SEEN_AFTER.match(text, value.end) or _NOT.search(before):
        yield "was it seen"
    if not estimate.is_contrast and (
        _CHANGE.match(text, value.end)
        or _END.search(before)
        or _END_AFTER.match(text, value.end)
        or _END_AFTER.match(text, value.number_end or value.end)
    ):
        yield "is it the value itself"
    if _OF_TRAIT.match(text, value.end) or (
        estimate.whom in ("everyone", "treated") and _OF_RESPONDERS.match(text, value.end)
    ):
        yield "of whom"
    if estimate.is_timed and estimate.effect.is_share:
        other = {"event_free": _WITH_EVENT, "event": _WITHOUT_EVENT}.get(estimate.counts)
        if other and other.match(text, value.end):
            yield "with the event or without"
    if not _is_as_confirmed(estimate, before):
        yield "was it confirmed"


def _is_as_confirmed(estimate: Estimate, before: str) -> bool:
    """May the responses be confirmed ones, or not, as the figure says: by the last word before?"""
    own = estimate.row.get("confirmed")
    *_, last = (None, *_CONFIRMED.finditer(before))
    if estimate.family != "response" or own not in ("yes", "no") or last is None:
        return True
    return own == ("no" if last[1] else "yes")
