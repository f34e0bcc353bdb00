"""Words that say of this site that somebody approved, reviewed or checked it.

That is told by the signed log alone, so these words stand in no value that is typed. What doctors say
of scans and authorities of drugs is a trial's own.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from schemas.borders.alike import as_read
from schemas.wording.claims import claims

_JUDGES = r"(?:(?:co-)?reviewers?|clinicians?|doctors?|physicians?|oncologists?|h(?:a)?ematologists?|radiologists?|experts?|specialists?|editors?|professors?|nurses?|pharmacists?)"
_ORGANS = (
    r"(?:\w+ )*(?:Reviews?|Committees?|Boards?|Agency|Administration|Commission|Authority|Ministry|Group|Panel|Criteria|"
    r"Canada|Institutes?|Council|Drugs?|Research)\b"
)
_NAMED = rf"(?:(?-i:Dr|Prof|Professor)\b|(?:\w+[,.]? ){{1,3}}(?-i:M\.?D|Ph\.?D)\b|(?-i:(?!{_ORGANS})[A-Z](?:[a-z'’-]+|\.)(?: [A-Z]\.)* [A-Z][\w'’-]+))"
_WORK = r"(?:figures?|numbers?|data|sentences?|words|pages?|sites?|charts?|results? (?:here|below|above))"
_FIRM = r"(?:approved|endorsed|certified|vouched for|signed off)"
_LOOKED = r"(?:(?:double|fact|peer|cross)[- ]?)?(?:reviewed|verified|checked|validated|audited|confirmed|proofread)"
_BY = r"(?: (?:and|or) \w+)?(?: (?!not\b)\w+)? by (?:\w+ ){0,3}?"

_CHECKED = "[✓✔☑✅🗸🗹]"

# by whom: of a page, whatever else stands there
APPROVED_BY = re.compile(
    rf"\b{_FIRM}{_BY}(?:{_JUDGES}\b|{_NAMED})|\b{_LOOKED}{_BY}{_NAMED}", re.IGNORECASE
)
# the same of those who look at scans, too: it depends on what they looked at
_LOOKED_BY = re.compile(rf"\b{_LOOKED}{_BY}{_JUDGES}\b", re.IGNORECASE)
_OF_PATIENTS = re.compile(
    r"\b(?:scans?|imag(?:es?|ing)|slides?|samples?|biops(?:y|ies)|tissue|tumou?rs?|cancers?|responses?|remissions?|progression|growth|"
    r"patholog\w+|films?|lesions?|events?|deaths?|diagnos[ie]s|bone marrow|eligib\w+|disease|readings?)\b",
    re.IGNORECASE,
)
APPROVED = re.compile(
    rf"{APPROVED_BY.pattern}|\b{_JUDGES} (?:have |has |had )?(?:approved|endorsed|certified|signed off)\b|"
    rf"(?<!how )(?<!how the )(?<!how these )\b{_WORK} (?:\w+ ){{0,4}}?(?:is|are|was|were|been) (?:\w+ ){{0,2}}?(?:{_FIRM}|{_LOOKED})\b|"
    rf"\b(?:medically|clinically|scientifically|doctor|clinician|physician|oncologist|expert)[- ](?:reviewed|checked|verified|approved|endorsed)\b|"
    rf"\b(?:medical|clinical|scientific|expert|second|external|independent)(?:ly)?[- ]reviewers?\b|"
    rf"\b(?:reviewers?|approved|reviewed|verified|checked|endorsed|audited)(?: by| on)?: |"
    rf"\b(?:medical|clinical|scientific|expert) review: |\breview by {_NAMED}|"
    rf"(?:^|[([]){_LOOKED}[)\]!.]*$|(?:^|[([]){_FIRM}[)\]!.]*$|{_CHECKED}",
    re.IGNORECASE,
)
_STEMS = (
    "pprove", "ndorse", "ertifi", "ouched", "igned off", "eview", "erifi", "hecked", "alidat", "udited", "onfirmed", "roofread",
)  # fmt: skip
# what may look like other signs, or divide a word unseen
_FOREIGN = re.compile("[^\0-\x7f\u2010-\u201f…≥≤±·×°§µ−]|&#|<!")
_COMMENT, _MARKUP = re.compile(r"<!--.*?-->", re.DOTALL), re.compile(r"\]\([^)\s]*\)|[][*_`~\\]")
_TAG = re.compile(r"<[^>]*>")
_END = re.compile(r"(?<!\b[A-Z])(?<!\bDr)(?<!\bProf)[.!?;]\s|\n\s*\n|\n(?=\s*(?:[-*#|]|\d+\.))")


def worth_reading(texts: Sequence[str]) -> Iterator[int]:
    """Places of the texts that may hold a claim: all are looked through at once, which is quick."""
    whole = "\n".join(texts).replace("İ", "I")  # the one letter that grows when it is made small
    for sign in "*_`~\\[]":
        whole = whole.replace(sign, "")
    small = whole.lower()
    found = [match.start() for match in _FOREIGN.finditer(small)]
    for stem in _STEMS:
        at = small.find(stem)
        while at >= 0:
            found.append(at)
            at = small.find(stem, at + 1)
    if found:
        ends = [*accumulate(len(line) + 1 for line in small.split("\n"))]
        place_of = [place for place, text in enumerate(texts) for _ in range(text.count("\n") + 1)]
        yield from sorted({place_of[bisect_right(ends, at)] for at in found})


def approvals_in(text: str) -> Iterator[tuple[str, int]]:
    """(Words, line from 0) of each claim in a text that may be Markdown, as it looks to readers."""
    plain = _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), html.unescape(text))
    plain = as_read(plain)
    if not _has_stem(_MARKUP.sub("", plain)):
        return
    start = 0
    for end in (*(match.end() for match in _END.finditer(plain)), len(plain)):
        sentence, line = plain[start:end], plain.count("\n", 0, start)
        start = end
        lead = len(sentence) - len(sentence.lstrip())
        words = " ".join(_MARKUP.sub("", sentence).replace("#", " ").split())
        line += sentence.count("\n", 0, lead)
        for found in _claims(words):
            first = sentence.find(found.split()[0])
            yield found, line + (sentence.count("\n", lead, first) if first > lead else 0)


def _has_stem(text: str) -> bool:
    text = text.lower()
    return re.search(_CHECKED, text) is not None or any(stem in text for stem in _STEMS)


def _claims(sentence: str) -> Iterator[str]:
    """Claims of one sentence on one line; what is denied is none."""
    if not _has_stem(sentence):
        return
    found = [claim.text for claim in claims(sentence, APPROVED, spans=True)]
    if not found and not _OF_PATIENTS.search(sentence.partition(" by ")[0]):
        found = [claim.text for claim in claims(sentence, _LOOKED_BY, spans=True)]
    yield from (claim.strip() for claim in found)


def says_approved(text: str) -> bool:
    """Do the words of a page or picture say that somebody approved, however tags divide them?"""
    text = as_read(html.unescape(text))
    return any(
        any(claims(" ".join(part.split()), APPROVED_BY, spans=True))
        for gap in ("", " ", "\n")
        for part in _TAG.sub(gap, text).split("\n")
        if _has_stem(part)
    )
