"""The values of a passage: each number that may be a result, with its interval, and what the
others are (levels, ends of intervals, times, numbers of people)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.archive.figures_in_text import GOING_ON, UNREACHED, WORDS, Token
from schemas import units
from schemas.terms import NOT_REACHED, OPEN

PERCENT, PLAIN = "percent", "plain"
COUNTED = "counted"  # people, told beside their share or out of how many
NONE = "none"  # "none of the patients": no people, and no percent

_END = r"(?:[<>≤≥]?\s?-?\d[\d.,]*|" + UNREACHED + r")"
_AFTER = r"(?:\s?(?:%|percent|months?|mos?\b|years?|yrs?|weeks?|days?))?"
_LEVEL = (
    r"(?:\d+(?:\.\d+)?\s?(?:%|per ?cent)?\s?-?\s?(?:[BK]?CI|KI|C\.I\.|CrI|HDI|HPD|[Cc]onfidence [Ii]ntervals?|credible intervals?)"
    r"|\b(?:CI|IC)\s?\d+(?:\.\d+)?\s?%|\bCI)"
)
_ENDS = rf"(?P<low>{_END}){_AFTER}\s*(?:to|through|-|~|\u223c|,|and|;)\s*(?P<high>{_END}){_AFTER}"
# "(95% CI, 4.7 to 5.5)", "; 95% confidence interval [CI], 0.65 to 1.37": its level says what it is
_WITH_LEVEL = re.compile(rf"{_LEVEL}(?: ?[(\[{{]CI[)\]}}])?[^0-9;)]{{0,12}}?{_ENDS}")
# "(24.7-NR)": two numbers alone in brackets; told to be an interval by holding the value
_IN_BRACKETS = re.compile(rf"\s?[(\[]\s*{_ENDS}\s*[)\]]")
# "(53%, 46.8-59.4)": value and interval in one pair of brackets
_BESIDE_VALUE = re.compile(rf"[(\[]\s*\d[\d.]*\s?%[,;]\s*(?P<ends>{_ENDS})\s*[)\]]")
_LIST = re.compile(
    r"\s*[)\]]?\s*(?:,|and|or|vs\.?|v\.?|versus|compared with|as compared with|compared to|against|/|, (?:and|or|vs\.?|versus|compared with|as compared with))\s*"
    rf"(?:(?:\d[\d,]*|{'|'.join(WORDS)})\s?[(\[]\s*)?",  # "113 (42%) and 80 (30%)": people beside their share
)
_FOLLOW_UP = re.compile(r"(?:follow-? ?up|data ?cut|\bage\b|exposure|maturity)\D*$", re.I)
_AT = re.compile(
    r"\b(?:at|after|through|by|(?P<to>to)|until|within|beyond|over)\s+(?:approximately |about |around |the |least )*$",
    re.IGNORECASE,
)
# "improved from 4 to 11 months": the second is no time at which something was seen
_RISES = re.compile(r"\bfrom \d", re.IGNORECASE)
# "11.5 months (8.9 to 16.7) versus 4.1 (3.0 to 5.3)": the unit stands once, at the first
_AGAINST = re.compile(r"\s*,?\s*(?:vs?\.?|versus|(?:as )?compared (?:with|to)|against)\s*")
_NO_UNIT = re.compile(r"\s*(?:[(\[;,.)]|$|(?:with|in|for|among)\b)")
# "PFS (months) was 11.5"
_UNIT_BEFORE = re.compile(
    r"(?:[(\[](?P<in>%|months?|years?)[)\]]|, in (?P<words>months|years),)\s*(?:was|were|is|:|=|-|of)?\s*$"
)
_NO_TIME = re.compile(
    r"\bevery\s+(?:\w+\s+)?$|\b(?:for|lasting|lasted)(?: (?:at least|up to|more than))?\s+$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"\bn\s?=\s?$", re.IGNORECASE)
_P = re.compile(r"\bp\s?(?:value)?\s?(?:=|<|>|≤|of|for \w+)?\s?$", re.IGNORECASE)
_OF = re.compile(
    rf"\s?(?:of|/)\s?(?:the )?(?:\d|{'|'.join(WORDS)})|\s(?:(?:patients?|participants?|people) )?[(\[]\s?\d[\d.]*\s?%(?! ?-? ?C)",
)
_COUNTED_IN_WORDS = re.compile(
    r"\s(?:of the\b|patients?\b|participants?\b|people\b|deaths?\b|[(\[]\d)"
)
_NONE = re.compile(
    r"\b(?:none\b(?: of (?:the |these |those )?(?:\d+ )?\w+)?|no (?:patients?|participants?|one)\b"
    r"|no(?= (?:[\w≥-]+ ){1,9}(?:occurred|(?:was|were) (?:seen|observed|reported|noted))\b))",
    re.IGNORECASE,
)
NEAR = 34


@dataclass(frozen=True)
class Value:
    """A printed value. ``kind``: percent, months …, or plain where no unit stands with it."""

    text: str  # with its sign: 43, >120, NR
    kind: str
    start: int
    end: int  # of the number with its unit, and of its interval if that follows at once
    bounds: tuple[str, str] | tuple[()] = ()
    number_end: int = 0  # of the number alone

    def is_typed(self, figures: tuple[str, ...], unit: str, has_ends: tuple[bool, bool]) -> bool:
        """Does it print these figures (value, then the ends that are typed)?"""
        value, *ends = figures
        least = value.removesuffix(GOING_ON)
        texts = (least, f">{least}") if least != value else (_signed(value),)
        if self.text not in texts or not self._is_in(unit):
            return False
        printed = [end for end, is_typed in zip(self.bounds, has_ends, strict=False) if is_typed]
        return len(printed) == len(ends) and all(
            a == b for a, b in zip(map(_signed, ends), printed, strict=True)
        )

    def _is_in(self, unit: str) -> bool:
        if unit in units.MONTHS_PER:
            return self.kind == unit or self.text == NOT_REACHED
        if unit == "people":
            return self.kind in (PLAIN, COUNTED, NONE)
        return self.kind in ((PERCENT, NONE) if unit == "percent" else (PLAIN,))


@dataclass(frozen=True)
class Time:
    """A time at which something was measured, in months."""

    months: float
    start: int
    end: int


def read_values(passage: str, tokens: list[Token]) -> tuple[list[Value], list[Time]]:
    """Values and times of a unified passage, each in the order of the text."""
    in_words = [
        Value(token.text, COUNTED, token.start, token.end)
        for token in tokens
        if token.is_word and not token.unit and _COUNTED_IN_WORDS.match(passage, token.end)
    ]
    tokens = [token for token in tokens if not token.is_word or token.unit in units.MONTHS_PER]
    intervals = _intervals(passage)
    inside = [(start, end) for start, end, _ in intervals]
    values, times = [], []
    listed = _ends_of_lists(passage, tokens)
    for token in _with_shared_units(passage, tokens):
        if token.is_level or any(a <= token.start < b for a, b in inside):
            continue
        before = passage[max(0, token.start - NEAR) : token.start]
        if _P.search(before) or _PEOPLE.search(before):
            continue
        if token.unit in units.MONTHS_PER:
            if _FOLLOW_UP.search(before) or _NO_TIME.search(before):
                continue
            lead = passage[max(0, listed[token.start] - NEAR) : listed[token.start]]
            at = _AT.search(lead)
            is_end = bool(at and at["to"] and _RISES.search(passage[: token.start]))
            if passage.startswith("-", token.end) or (at and not is_end):
                months = units.months(float(token.text), token.unit)
                times.append(Time(round(months, 2), token.start, token.end))
                continue
        value = _value(passage, token, tokens, intervals)
        values.append(_with_unit_before(passage, value, values))
    values += _not_reached(passage, inside)
    values += [Value("0", NONE, m.start(), m.end()) for m in _NONE.finditer(passage)]
    values += [v for v in in_words if not any(v.start < o.end and o.start < v.end for o in values)]
    return sorted(values, key=lambda v: v.start), times


def _with_unit_before(passage: str, value: Value, values: list[Value]) -> Value:
    """A bare value in the unit of the one it is held against, or that stands in brackets before it."""
    if value.kind != PLAIN or not _NO_UNIT.match(passage, value.number_end):
        return value
    told = _UNIT_BEFORE.search(passage[: value.start])
    if told:
        unit = told["in"] or told["words"]
        return replace(value, kind=PERCENT if unit == "%" else f"{unit.rstrip('s')}s")
    last = values[-1] if values else None
    if last and last.kind not in (PLAIN, COUNTED, NONE):
        if _AGAINST.fullmatch(passage, last.end, value.start):
            return replace(value, kind=last.kind)
    return value


def _with_shared_units(passage: str, tokens: list[Token]) -> list[Token]:
    """ "12-, 24- and 36-month": the unit of the last is that of all."""
    found: list[Token] = []
    for token in reversed(tokens):
        after = found[-1] if found else None
        if after is not None and after.unit in units.MONTHS_PER and not token.unit:
            if re.fullmatch(r"-\s*(?:,|and|or|, and|to)\s*", passage[token.end : after.start]):
                token = replace(token, unit=after.unit)
        found.append(token)
    return found[::-1]


def runs(passage: str, values: list[Value]) -> list[list[Value]]:
    """Values told as a list: "71.9, 36.9 and 19.9 months", "34% vs. 45%"."""
    if any(value.kind == COUNTED for value in values):  # they stand between the shares
        people = [value for value in values if value.kind == COUNTED]
        others = [value for value in values if value.kind != COUNTED]
        return [*_runs(passage, people), *_runs(passage, others)]
    return _runs(passage, values)


def _runs(passage: str, values: list[Value]) -> list[list[Value]]:
    found: list[list[Value]] = []
    for value in values:
        last = found[-1][-1] if found else None
        if (
            last is not None
            and (last.kind == value.kind or NOT_REACHED in (last.text, value.text))
            and _LIST.fullmatch(passage[last.end : value.start])
        ):
            found[-1].append(value)
        else:
            found.append([value])
    return found


def _value(
    passage: str, token: Token, tokens: list[Token], intervals: list[tuple[int, int, tuple]]
) -> Value:
    text = {"<": "<", ">": ">"}.get(token.bound, "") + token.text
    unit_end = _unit_end(passage, token)
    kind = token.unit or (
        COUNTED if token.text.isdigit() and _OF.match(passage, token.end) else PLAIN
    )
    others = (t for t in tokens if t.start > token.start and not t.is_level)
    following = next((t.start for t in others if not _PEOPLE.search(passage[: t.start])), None)
    for start, end, bounds in intervals:
        # the first number after a value is the low end of its interval
        first = next((t.start for t in tokens if start <= t.start < end and not t.is_level), end)
        is_next = start >= token.end and following in (first, None)
        if not is_next and not (start >= token.end and following is not None and following > end):
            continue
        gap = passage[unit_end:start]
        if gap.count(";") > 1 or not _holds(bounds, token.text):
            break
        is_adjacent = len(gap.strip(" ([,;:")) <= 16
        end = end if is_adjacent else unit_end
        return Value(text, kind, token.start, end, bounds, token.end)
    return Value(text, kind, token.start, unit_end, number_end=token.end)


def _unit_end(passage: str, token: Token) -> int:
    match = re.compile(
        r"\s?(?:%|per ?cent|percentage points?|-?(?:months?|mos?|years?|yrs?|weeks?|days?)\b)"
    ).match(passage, token.end)
    return match.end() if match else token.end


def _intervals(passage: str) -> list[tuple[int, int, tuple[str, str]]]:
    """Start, end and the two ends of every interval."""
    found = [
        (m.start(), _closed(passage, m.end()), _both(m)) for m in _WITH_LEVEL.finditer(passage)
    ]
    found += [
        (m.start("ends"), _closed(passage, m.end("ends")), _both(m))
        for m in _BESIDE_VALUE.finditer(passage)
        if not any(a < m.end() and m.start("ends") < b for a, b, _ in found)
    ]
    taken = [(start, end) for start, end, _ in found]
    for m in _IN_BRACKETS.finditer(passage):
        if not any(a < m.end() and m.start() < b for a, b in taken):
            found.append((m.start(), m.end(), _both(m)))
    return sorted(found)


def _closed(passage: str, at: int) -> int:
    match = re.compile(r"\s?[)\]}]").match(passage, at)
    return match.end() if match else at


def _both(match: re.Match[str]) -> tuple[str, str]:
    return (_end(match["low"]), _end(match["high"]))


def _end(text: str) -> str:
    return text.replace(" ", "").rstrip(".,") if re.search(r"\d", text) else NOT_REACHED


def _holds(bounds: tuple[str, str], value: str) -> bool:
    try:
        low = -float("inf") if bounds[0] == NOT_REACHED else float(bounds[0].lstrip("<>≤≥"))
        high = float("inf") if bounds[1] == NOT_REACHED else float(bounds[1].lstrip("<>≤≥"))
        return low <= float(value) <= high
    except ValueError:
        return False


def _not_reached(passage: str, inside: Iterable[tuple[int, int]]) -> Iterator[Value]:
    spans = list(inside)
    for match in re.finditer(rf"\b{UNREACHED}\b", passage):
        if any(a <= match.start() < b for a, b in spans):
            continue
        interval = _WITH_LEVEL.search(passage, match.end(), match.end() + 70)
        gap = passage[match.end() : interval.start()] if interval else ""
        is_own = interval is not None and not re.search(r"\d|;", gap.lstrip("; "))
        bounds = _both(interval) if interval and is_own else ()
        is_adjacent = is_own and len(gap.strip(" ([,;:")) <= 16
        end = _closed(passage, interval.end()) if interval and is_adjacent else match.end()
        yield Value(NOT_REACHED, PLAIN, match.start(), end, bounds)


def _ends_of_lists(passage: str, tokens: list[Token]) -> dict[int, int]:
    """Start of each number → start of the list that it belongs to ("12-, 24- and 36-month")."""
    found: dict[int, int] = {}
    for before, after in pairwise([None, *tokens]):
        gap = passage[before.end : after.start] if before else ""
        is_listed = before is not None and re.fullmatch(r"-?\s*(?:,|/|and|or|, and|to)\s*", gap)
        found[after.start] = found[before.start] if is_listed and before else after.start
    return found


def _signed(figure: str) -> str:
    """As passages are read: other signs of the same meaning, and every end that is open, alike."""
    return NOT_REACHED if figure in OPEN else figure.replace("≤", "<").replace("≥", ">")
