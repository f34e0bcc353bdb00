"""What a passage says of a harm beside its number: which harm it is, its grade, its cause."""

from __future__ import annotations

import re

from pipelines.archive.printed_values import Value
from schemas.estimate import Estimate
from schemas.terms import NOT_STATED
from schemas.wording.harms import pattern

ANY, FATAL = "any", "5"
OTHER = "other"  # a grade that is none of the closed list
_THREE_UP = r"(?:≥ ?(?:3|III)|3 or (?:higher|worse|greater|above|more)|3,? ?4,? (?:or|and) 5|3-5|3 to 5|3 through 5|3\+|III-V)"
# in this order: of grades that begin alike, the longer first
_GRADES = (
    (ANY, r"\b(?:any|all|every)[- ]grades?\b"),
    ("3-5", rf"\bgrades? (?:of )?{_THREE_UP}|(?:≥|>=) ?(?:grade ?|G)(?:3|III)\b|\b3 or (?:higher|worse|greater)\b"),
    ("4-5", r"\bgrades? (?:4 or (?:5|higher|worse)|4-5|≥ ?4)"),
    ("3-4", r"\bgrades? (?:3,? or 4|3-4|3 to 4|3/4|3 and 4|III-IV|III or IV)\b"),
    ("2-5", r"\bgrades? (?:≥ ?2|2 or (?:higher|worse|greater|above)|2-5|2\+)|(?:≥|>=) ?grade 2\b"),
    ("1-2", r"\bgrades? (?:1 or 2|1-2|1 to 2|1/2|1 and 2|I-II|I or II)\b"),
    (FATAL, r"\bgrade (?:5|V)\b|\bfatal\b"),
    ("4", r"\bgrade (?:4|IV)\b(?![-/,]| (?:or|to|and) )"),
    ("3", r"\bgrade (?:3|III)\b(?![-/,] ?\d| (?:or|to|and) (?:\d|higher|worse|I|V))"),
    ("2", r"\bgrade (?:2|II)\b(?![-/,]| (?:or|to|and) )"),
    ("1", r"\bgrade (?:1|I)\b(?![-/,]| (?:or|to|and) )"),
    ("serious", r"\bserious\b|\bSAEs?\b"),
    (OTHER, r"\bgrades?\b|\bsevere\b|\blife[- ]threatening\b"),
)  # fmt: skip
_GRADE = re.compile("|".join(f"(?P<g{i}>{words})" for i, (_, words) in enumerate(_GRADES)), re.I)
_DEATHS = re.compile(r"\bdeaths?\b|\bdied\b", re.IGNORECASE)
_RELATED = re.compile(
    r"\b(?:treatment|drug|therapy)[- ]related\b|\brelated to\b|\bTRAEs?\b", re.IGNORECASE
)
_TOLD = re.compile(
    r"\boccurr|\breport|\bobserv|\bdevelop|\bexperienc|\bseen\b|\badverse\b|\bAEs?\b|\btoxic"
    r"|\bgrades? [1-5](?: or [1-5])? events?\b",
    re.I,
)
_OTHER_THING = re.compile(r";|[)\]],| and (?!\d|in\b)|,(?! (?:\d|occurr|in |with |was |were ))")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NEW_CLAUSE = re.compile(r"(?:,? and|;|,? while|,? whereas) (?=the |rates? )", re.IGNORECASE)
_HAD = re.compile(r"\b(?:had|having|experienced|developed|reported)\b")
_IN_CLAUSE = re.compile(r"[)\]]?[^;,.()\[\]0-9]{0,60}")


def event_before(event: str, value: Value, text: str) -> int | None:
    """Where the event of a harm ends, if it stands before the value with nothing else between."""
    name, longer = pattern(event)
    before = text[: value.start]
    hidden = [m.span() for m in longer.finditer(before)]
    ends = [
        m.end()
        for m in name.finditer(before)
        if not any(a <= m.start() and m.end() <= b for a, b in hidden)
    ]
    if not ends:
        return None
    between = before[ends[-1] :]
    return ends[-1] if _is_aside(between) or not _OTHER_THING.search(between) else None


def _is_aside(between: str) -> bool:
    """Is the value in the brackets that follow the event: "neutropenia (A, 48%; B, 41%"?"""
    depth = 0
    for sign in between.lstrip():
        depth += (sign in "([") - (sign in ")]")
        if depth == 0:
            return False
    return depth > 0


def is_told_as_harm(text: str) -> bool:
    """Do words say that something happened to people on treatment?"""
    return bool(_TOLD.search(text))


def grade_of(value: Value, text: str, event_end: int | None, *heads: str) -> str:
    """The grade that a value is told with, as a code; empty where none stands with it.

    The last one between event and value; else what follows ("25% had grade 3 or 4 events"); else the
    last one before, outside brackets that hold other figures; else in the heads of column and table.
    """
    if event_end is not None and (own := _last(text[event_end : value.start])):
        return own
    after = _GRADE.search(text, value.end)
    between = _IN_CLAUSE.fullmatch(text, value.end, after.start()) if after else None
    if between and event_end is None and _HAD.search(between.group()):
        return _code(after)
    before = text[: value.start if event_end is None else event_end]
    if event_end is None:  # what a clause about something else said is not of this one
        before = _NEW_CLAUSE.split(before)[-1]
    if found := _last(_outside(before)):
        return found
    if between:
        return _code(after)
    return next((code for head in heads if (code := _last(head))), "")


def _outside(text: str) -> str:
    """``text`` without closed brackets that hold figures; a grade alone is none."""

    def kept(match: re.Match[str]) -> str:
        return match.group() if not re.search(r"\d", _GRADE.sub("", match.group())) else " "

    while (shorter := _ASIDE.sub(kept, text)) != text:
        text = shorter
    return text


def _last(text: str) -> str:
    *_, last = (None, *_GRADE.finditer(text))
    return _code(last) if last else ""


def _code(match: re.Match[str]) -> str:
    return _GRADES[int(match.lastgroup[1:])][0]


def harm_fits(
    estimate: Estimate, value: Value, text: str, event_end: int | None, *heads: str
) -> bool | None:
    """Do grade and cause of a harm fit? None where the figure's own, or the passage's, are not known."""
    grades, cause = estimate.row.get("grades"), estimate.row.get("attribution")
    told = grade_of(value, text, event_end, *heads)
    fits = _grade_fits(grades, told, text)
    if fits is False:
        return False
    is_related = bool(_RELATED.search(text))
    if cause == "treatment_related" and not is_related and grades != FATAL:
        return None
    if cause == "any" and is_related:
        return False
    return fits


def _grade_fits(grades: str, told: str, text: str) -> bool | None:
    if grades == told:
        return True
    if grades == FATAL and _DEATHS.search(text):
        return True
    if grades in ("", NOT_STATED):
        return None if told else True
    if grades == ANY:
        return not told
    return False if told else None
