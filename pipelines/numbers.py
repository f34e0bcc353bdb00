"""Looking for printed figures in the text of a source.

Signs that print alike are unified; nothing that carries meaning is ever dropped: digits, the
decimal point, ``%``, ``<``, ``>``, ``≤``, ``≥``, ``±`` and minus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from schemas.row import Row
from schemas.terms import NOT_REACHED

TOGETHER, APART, NOT_FOUND = "found_together", "found_apart", "not_found"

_SPACES = dict.fromkeys(
    map(
        ord,
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\n\r",
    ),
    " ",
)
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")
_DASHES = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"
)
_OTHERS = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    "％": "%", "﹪": "%", "＜": "<", "＞": ">", "⩽": "≤", "⩾": "≥", "≦": "≤", "≧": "≥", "＋": "+",
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
}  # fmt: skip
_TABLE = _SPACES | _NOTHING | _DASHES | {ord(sign): plain for sign, plain in _OTHERS.items()}
# The Lancet prints 61·4; other points of the same look occur in copied text.
_RAISED_POINT = re.compile(r"(?<=\d)[\u00b7\u0387\u2022\u2219\u22c5\u2027](?=\d)")

NUMBER = re.compile(r"(?<![\d.^_A-Za-z])(\d{1,3}(?:,\d{3})+(?!\d)|\d+)?(\.\d+)?(?![\d])")
_UNITS = {
    "percent": r"%|per ?cent|percentage points?|points?\b",
    "months": r"(?:-| )?(?:months?|mos?)\b",
    "years": r"(?:-| )?(?:years?|yrs?|y)\b",
    "weeks": r"(?:-| )?(?:weeks?|wks?)\b",
    "days": r"(?:-| )?days?\b",
}
_AFTER = {unit: re.compile(rf"\s?(?:{words})") for unit, words in _UNITS.items()}
# "71.9, 36.9, and 19.9 months", "11.4 vs 6.7", "43 to 52%": the unit stands once, at the end
_LIST = re.compile(r"\s*(?:,|-|and|or|to|vs\.?|versus|, and|, or|compared with|as against)\s*")
# "9.0 (8.1 to 9.9) months": the unit stands after the interval
_INTERVAL = re.compile(
    r"\s?[(\[](?:\d+% ?CrI|\d+% ?CI)?[\d.,:;<>\- ]+(?:(?:to|NR|NE|NA)[\d.,<>\- ]*)*[)\]]"
)
_UNREACHED = re.compile(
    r"\b(?:not (?:yet )?(?:been )?reached|not (?:estimable|evaluable|calculable)|could not be estimated|NR|NE|NC|NA)\b"
)
_LEVEL = re.compile(r" ?%-? ?(?:CI|confidence|credible)\b")
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z(])")
_MORE = re.compile(r"(?:>|≥|more than|over|above|longer than|exceed\w*|greater than|at least)\s*$")
_LESS = re.compile(r"(?:<|≤|less than|under|below|fewer than|at most)\s*$")


@dataclass(frozen=True)
class Token:
    text: str
    start: int
    end: int
    bound: str  # "<", ">" or ""
    unit: str
    is_level: bool  # the 95 of "95% CI"


def unify(text: str) -> str:
    """``text`` with signs that look alike made the same."""
    return _RAISED_POINT.sub(".", text.translate(_TABLE))


def figures_of(row: Row) -> tuple[str, ...]:
    """What is looked for: value and interval, as typed, with the sign before the value."""
    sign = row.get("value_qualifier")
    value = ("" if sign == "=" else sign) + row.get("value")
    return tuple(figure for figure in (value, row.get("ci_lower"), row.get("ci_upper")) if figure)


def look_for(figures: tuple[str, ...], unit: str, text: str) -> tuple[str, str]:
    """(result, where) for figures that belong together, the first of them in ``unit``.

    "Where" counts sentences, or names the figures that are nowhere: the words of a source are its
    own and are not kept.
    """
    missing = set(figures)
    for number, (passage, tokens) in enumerate(read_passages(text), start=1):
        if _stand_together(figures, unit, passage, tokens):
            return TOGETHER, f"sentence {number}"
        for figure in list(missing):
            if any(_is(figure, token, "") for token in tokens) or _is_unreached(figure, passage):
                missing.discard(figure)
    if missing:
        return NOT_FOUND, "not there: " + ", ".join(f for f in figures if f in missing)
    return APART, ""


@lru_cache(maxsize=16)  # the estimates of a report are looked for one after the other
def read_passages(text: str) -> list[tuple[str, list[Token]]]:
    """The sentences of a text, unified, each with its numbers. None goes beyond its line."""
    passages = [p for line in text.splitlines() for p in _SENTENCE.split(unify(line)) if p.strip()]
    return [(passage, read_tokens(passage)) for passage in passages]


def _stand_together(figures: tuple[str, ...], unit: str, passage: str, tokens: list[Token]) -> bool:
    """Does the value stand with its unit, and do the bounds follow it?"""
    value, *bounds = figures
    if value == NOT_REACHED:
        found = _UNREACHED.search(passage)
        starts = [found.end()] if found else []
    else:
        starts = [token.end for token in tokens if _is(value, token, unit)]
    for end in starts:
        at = end
        for bound in bounds:
            later = [t.end for t in tokens if t.start >= at and _is(bound, t, "")]
            if bound == NOT_REACHED:
                later = [m.end() for m in _UNREACHED.finditer(passage, at)]
            if not later:
                break
            at = later[0]
        else:
            return True
    return False


def _is(figure: str, token: Token, unit: str) -> bool:
    sign = {"≤": "<", "≥": ">"}.get(figure[:1], figure[:1] if figure[:1] in "<>" else "")
    number = figure.lstrip("<>≤≥")
    if token.text != number or token.bound != sign:
        return False
    if unit in _UNITS:
        return token.unit == unit
    return not unit or token.unit != "percent"


def _is_unreached(figure: str, passage: str) -> bool:
    return figure == NOT_REACHED and bool(_UNREACHED.search(passage))


def _unit_at(passage: str, at: int) -> str:
    return next((unit for unit, words in _AFTER.items() if words.match(passage, at)), "")


def read_tokens(passage: str) -> list[Token]:
    """Every number of a unified passage with its sign, its bound and its unit."""
    found: list[Token] = []
    matches = [m for m in NUMBER.finditer(passage) if m.group()]
    following: Token | None = None
    for match in reversed(matches):
        start, end = match.span()
        text = (match.group(1) or "0").replace(",", "") + (match.group(2) or "")
        before = passage[:start]
        if before.endswith("-") and not re.search(r"[\d%)] ?-$|[a-zA-Z]-$", before):
            text, before = "-" + text, before[:-1]
        bound = ">" if _MORE.search(before[-20:]) else "<" if _LESS.search(before[-20:]) else ""
        interval = _INTERVAL.match(passage, end)
        unit = _unit_at(passage, end) or (_unit_at(passage, interval.end()) if interval else "")
        if (
            not unit
            and following
            and not following.is_level
            and _LIST.fullmatch(passage[end : following.start])
        ):
            unit = following.unit
        following = Token(text, start, end, bound, unit, bool(_LEVEL.match(passage, end)))
        found.append(following)
    return found[::-1]
