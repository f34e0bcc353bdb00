"""Looking for printed figures in the text of a source.

Signs that print alike are unified; nothing that carries meaning is ever dropped: digits, the
decimal point, ``%``, ``<``, ``>``, ``≤``, ``≥``, ``±`` and minus. A minus set apart is joined to its number, a
decimal comma is read where no point stands, and small numbers of people may be words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from schemas.terms import NOT_REACHED
from schemas.wording.numbers import SMALL

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
_RAISED_POINT = re.compile(r"(?<=\d)[\u00b7\u0387\u2022\u2219\u22c5\u2027\uff0e](?=\d)")

NUMBER = re.compile(r"(?<![\d.^_A-Za-z])(\d{1,3}(?:,\d{3})+(?!\d)|\d+)?(\.\d+)?(?![\d])")
# "was \u2212 5.2": a minus set apart from its number, where nothing stands from which it could be taken
_APART = re.compile(
    r"(?P<before>(?:^|[(\[,;:=]|\b(?:was|were|is|of|by|to|and|from|with))\s*)-\s+(?=\.?\d)"
)
_DECIMAL_POINT = re.compile(r"\d\.\d")
_DECIMAL_COMMA = re.compile(
    r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?![\d,])|(?<![\d.,])(0),(\d{3,4})(?![\d,])"
)
_SURE_COMMA = re.compile(r"(?<![\d.,])0,(\d{1,4})(?![\d,])")  # nobody counts thousands from 0
WORDS = {"no": 0, "none": 0} | {word: value for value, word in enumerate(SMALL[:13])}
# not the "four" of "twenty-four" and of "four hundred"
_WORD = re.compile(
    rf"(?<![\w-])(?<!ty )(?<!hundred )(?<!hundred and )(?<!thousand )(?:{'|'.join(WORDS)})\b(?![ -](?:hundred|thousand))",
    re.IGNORECASE,
)
_UNITS = {
    "percent": r"%|per ?cent|percentage points?|points?\b",
    "months": r"(?:-| )?(?:months?|mos?)\b",
    "years": r"(?:-| )?(?:years?|yrs?|y)\b",
    "weeks": r"(?:-| )?(?:weeks?|wks?)\b",
    "days": r"(?:-| )?days?\b",
}
_AFTER = {unit: re.compile(rf"\+?\s?(?:{words})") for unit, words in _UNITS.items()}
# "71.9, 36.9, and 19.9 months", "11.4 vs 6.7", "43 to 52%": the unit stands once, at the end
_LIST = re.compile(r"\s*(?:,|-|/|and|or|to|vs?\.?|versus|, and|, or|compared with|as against)\s*")
# "9.0 (8.1 to 9.9) months": the unit stands after the interval
_INTERVAL = re.compile(
    r"\s?[(\[](?:\d+% ?CrI|\d+% ?CI)?[\d.,:;<>\- ]+(?:(?:to|NR|NE|NA)[\d.,<>\- ]*)*[)\]]"
)
UNREACHED = (
    r"(?:not (?:yet )?(?:been )?reached|not (?:estimable|evaluable|calculable|estimated)"
    r"|could not be (?:estimated|evaluated|calculated|reached)|NR|NE|NC|NA)"
)
_UNREACHED = re.compile(rf"\b{UNREACHED}\b")
GOING_ON = "+"  # behind a time: the least that it will be
NEAR = 21  # signs before a number that may say what it means
LONGEST_INTERVAL = 80
_LEVEL = re.compile(
    r" ?(?:%|per ?cent)-? ?(?:[BK]?CI|KI|C\.I\.|CrI|HDI|HPD|confidence|credible)(?!\w)"
)
_LEVEL_BEFORE = re.compile(r"\b(?:IC|CI) ?(?:del |de |of )?$")  # "IC 95%", in Romance languages
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
    is_word: bool = False  # "two": only people are counted so


def unify(text: str) -> str:
    """``text`` with signs that look alike made the same."""
    plain = _RAISED_POINT.sub(".", text.translate(_TABLE))
    if not _DECIMAL_POINT.search(plain):
        plain = _DECIMAL_COMMA.sub(lambda m: f"{m[1] or m[3]}.{m[2] or m[4]}", plain)
    plain = _SURE_COMMA.sub(r"0.\1", plain)
    return _APART.sub(lambda m: f"{m['before']}-", plain)


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
            own = "people" if unit == "people" and figure == figures[0] else ""
            if any(_is(figure, token, own) for token in tokens) or _is_unreached(figure, passage):
                missing.discard(figure)
    if missing:
        return NOT_FOUND, "not there: " + ", ".join(f for f in figures if f in missing)
    return APART, ""


@lru_cache(maxsize=16)  # pure; the estimates of a report are looked for one after the other
def read_passages(text: str) -> list[tuple[str, list[Token]]]:
    """The sentences of a text, unified, each with its numbers. None goes beyond its line."""
    passages = [p for line in text.splitlines() for p in _SENTENCE.split(unify(line)) if p.strip()]
    return [(passage, read_tokens(passage)) for passage in passages]


def _stand_together(figures: tuple[str, ...], unit: str, passage: str, tokens: list[Token]) -> bool:
    """Does the value stand with its unit, and do the bounds follow it?"""
    at = -1
    for place, figure in enumerate(figures):  # each the first one after the one before
        if figure == NOT_REACHED:
            found = _UNREACHED.search(passage, max(at, 0))
            at = found.end() if found else None
        else:
            own = unit if place == 0 else ""
            at = next((t.end for t in tokens if t.start >= at and _is(figure, t, own)), None)
        if at is None:
            return False
    return True


def _is(figure: str, token: Token, unit: str) -> bool:
    sign = {"≤": "<", "≥": ">"}.get(figure[:1], figure[:1] if figure[:1] in "<>" else "")
    number = figure.lstrip("<>≤≥").removesuffix(GOING_ON)
    signs = (
        ("", ">") if figure.endswith(GOING_ON) else (sign,)
    )  # 9.7+ is printed "at least 9.7", too
    if token.text != number or token.bound not in signs or (token.is_word and unit != "people"):
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
    for match in reversed(matches):
        start, end = match.span()
        text = (match.group(1) or "0").replace(",", "") + (match.group(2) or "")
        before = passage[max(0, start - NEAR) : start]
        if before.endswith("-") and not re.search(r"[\d%)] ?-$|[a-zA-Z]-$", before):
            text, before = "-" + text, before[:-1]
        bound = ">" if _MORE.search(before) else "<" if _LESS.search(before) else ""
        interval = _INTERVAL.match(passage, end, end + LONGEST_INTERVAL)
        unit = _unit_at(passage, end) or (_unit_at(passage, interval.end()) if interval else "")
        beyond = interval.end() if interval else end
        other = next((t for t in reversed(found) if t.start >= beyond), None)
        if not unit and other and not other.is_level:
            if _LIST.fullmatch(passage[beyond : other.start]):
                unit = other.unit
        is_level = bool(_LEVEL.match(passage, end) or _LEVEL_BEFORE.search(before))
        found.append(Token(text, start, end, bound, unit, is_level))
    for match in _WORD.finditer(passage):
        number = str(WORDS[match.group().lower()])
        unit = _unit_at(passage, match.end()) if number != "0" else ""
        found.append(Token(number, *match.span(), "", unit, is_level=False, is_word=True))
    return sorted(found, key=lambda token: token.start)
