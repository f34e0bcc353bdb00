"""Numbers written as words: where they stand in a sentence, and what kind of number each is."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from schemas.units import MONTHS_PER

SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
VALUES = {word: value for value, word in enumerate(SMALL)}
VALUES |= {word: 10 * place for place, word in enumerate(TENS, start=2)}
VALUES |= {"a": 1, "hundred": 100, "thousand": 1000, "million": 10**6, "dozen": 12, "half": 0.5}
PARTS = {
    "half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
FACTORS = {"twice": 2, "thrice": 3, "doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "halv": 0.5}

# “one” alone is an article; it counts only in parts, percentages and times
CARDINAL = (
    rf"(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(SMALL[1:10])}))?|(?:{'|'.join((SMALL[0], *SMALL[2:]))})"
    r"|(?:(?:a|one) )?(?:hundred|thousand|million|dozen)s?)(?!-?(?:first|second|third|\w+th|sided|armed)\b)"
)
PEOPLE = r"(?:people|patients?|persons?|women|men|adults|participants?|children|volunteers)"
# what small numbers may count in words: parts of a trial, of a page, of a treatment, never people
LISTED = (
    r"(?:trial|stud(?:y|ies)|group|arm|drug|medicine|treatment|therap|immunotherap|report|kind|type|sort|measure"
    r"|step|figure|sentence|way|question|look|gene|test|rule|page|disease|cancer|word|thing|fact|answer"
    r"|reason|scan|visit|hospital|part|endpoint|line|state|name|tablet|point|column|row|bar|dot|picture"
    r"|square|panel|chart|lane|table|colour|summar|schedule|cycle|dose|infusion|countr|centre|cohort"
    r"|basket|letter|field|doctor|team|opinion|judge|reader|review|source|guideline|cut|estimate|end"
    r"|interval|curve|label|reader|voice|number|definition|tissue)"
)
_BETWEEN = rf"(?:(?!of\b|in\b|on\b|were\b|was\b|had\b|and\b|or\b|{PEOPLE}\b)[\w'’-]+[ -]){{0,2}}"
COUNTED = re.compile(
    rf"(?: of (?:the|these|those|its|their))?[ -]{_BETWEEN}{LISTED}", re.IGNORECASE
)
# “the two”, “these three”: told before
KNOWN_BEFORE = re.compile(r"\b(?:the|these|those|other|all|both|its|their) (?:other )?$", re.I)
NAMED_BY_NUMBER = re.compile(
    r"\b(?:aged|age of|step|part|group|line|question|level|grade|phase|stage|number) $", re.I
)
OF_PEOPLE = re.compile(rf"[ -](?:[\w-]+ )?{PEOPLE}\b|[ -](?:deaths?|per ?cent)\b", re.IGNORECASE)
# one hundred as the number out of which parts are told
DENOMINATOR = re.compile(
    r"(?:^|, )of $|\b(?:per|every|each|pictures? of|squares? of|how many (?:of|in)|0 to) (?:a |one )?$",
    re.I,
)
_VERB = r"(?:of|in|as|or|were|was|are|is|had|have|has|did|died|lived|still|never|\w+ed)"

_PATTERNS = re.compile(
    "|".join((
        rf"(?P<frequency>\b(?:twice|thrice|once|(?:{CARDINAL}) times) (?:a|an|per|each|every) \w+|\btwice daily)",
        rf"(?P<time>\b(?:half an?|(?:one|(?<=after )a|(?<=at )a|(?<=for )a|(?<=by )a|(?<=within )a|(?:{CARDINAL}))"
        r"(?: and a half)?)[- ](?P<unit>years?|months?|weeks?|days?|decades?)(?: and a half)?\b)",
        rf"(?P<part>\b(?:one|{CARDINAL})(?: {PEOPLE})? (?:in|out of|of)(?: (?:every|each))? (?:a hundred|one hundred|{CARDINAL})\b"
        rf"|\b(?:one|a|half a|{CARDINAL})[- ]per ?cent(?:age)?\b"
        r"|\b(?:every|each) (?:second|other) (?:patient|person|woman|man)\b"
        r"|(?<!first )(?<!second )(?<!be)\bhalf\b(?!-(?:li[fv]e|way)|[- ](?:life|lives|way)\b)"
        rf"|\b(?:(?:one|{CARDINAL})[- ])?(?:thirds|quarters|fourths|fifths|sixths|sevenths|eighths|ninths|tenths)\b"
        rf"|\b(?:a|one)[- ](?:quarter|(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth)(?=\s+{_VERB}\b|[.,;:)]|\s*$)))",
        rf"(?P<times>\b(?:(?:twice|thrice)(?= (?:as|the|more|longer|higher|lower)\b)|(?:{CARDINAL})[- ]?fold|(?:{CARDINAL}|many) times)\b"
        r"|\b(?:doubl(?:e[ds]?|ing)|tripl(?:e[ds]?|ing)|trebl\w+|quadrupl\w+|halv(?:e[ds]?|ing))\b(?![- ](?:blind|dummy|negative|entry|check|entered)))",
        r"(?P<roman>(?<!stage )(?<!Stage )(?<!phase )(?<!Phase )(?<!grade )(?<!Grade )(?<!type )(?<!part )(?<!class )"
        rf"\b(?=[IVXLC]{{2,}})(?:X{{0,3}}|XL|LX{{0,3}})(?:IX|IV|V?I{{0,3}})\b(?= (?:years?|months?|weeks?|days?|per ?cent|percent|of|in|out|times|{PEOPLE})\b|[.,;]|$))",
        rf"(?P<count>\b{CARDINAL}\b)",
        "(?P<sign>[\U0001f51f\U0001f100-\U0001f10c〇一二三四五六七八九十百千])",
    )),
    re.IGNORECASE,
)  # fmt: skip


class NumberWord(NamedTuple):
    """A number in words. ``value`` is in percent for parts, months for times, else a plain number."""

    kind: str  # part, times (a factor), time, count
    text: str
    start: int
    end: int
    value: float | None


@cache
def number_words(text: str) -> tuple[NumberWord, ...]:
    """Numbers in words that say something: articles, ordinals, frequencies and listed uses left out."""
    found = []
    for match in _PATTERNS.finditer(text):
        kind = match.lastgroup if match.lastgroup != "unit" else "time"
        words, start, end = match.group(), match.start(), match.end()
        if kind == "frequency" or (kind == "roman" and words.islower()):
            continue
        if kind in ("count", "part") and _is_listed(text, match, kind):
            continue
        value = {"time": _months, "part": _percent, "times": _factor}.get(kind, _number)(words)
        kind = kind if kind in ("time", "part", "times") else "count"
        found.append(NumberWord(kind, words, start, end, value))
    return tuple(found)


def _is_listed(text: str, match: re.Match[str], kind: str) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    is_hundred = "hundred" in match.group().lower()
    if kind == "part":  # “one of two groups” counts groups, “half” never does
        is_ratio = re.search(r" (?:of|in) ", match.group())
        return bool(is_ratio and not is_hundred and COUNTED.match(after))
    if is_hundred:
        return bool(DENOMINATOR.search(before)) and "hundreds" not in match.group().lower()
    if COUNTED.match(after) or NAMED_BY_NUMBER.search(before):
        return True
    return not OF_PEOPLE.match(after) and bool(KNOWN_BEFORE.search(before))


def _number(words: str) -> float | None:
    """``fifty-two``: 52. ``a hundred``: 100. None for what no cardinal is."""
    total = 0.0
    for word in re.findall(r"[a-z]+", words.lower()):
        value = VALUES.get(word, VALUES.get(word.removesuffix("s")))
        if value is None:
            continue
        total = total * value if value >= 100 and total else total + value
    return total or None


def _months(words: str) -> float | None:
    number, unit = (
        re.sub(r"[- ]\w+$", "", words),
        re.search(r"(year|month|week|day|decade)", words, re.I),
    )
    found = (
        0.5 if words.lower().startswith("half") else _number(number.split(" and a half")[0]) or 1
    )
    found += 0.5 if "and a half" in words.lower() else 0
    name = unit.group().lower()
    return found * (120 if name == "decade" else MONTHS_PER[f"{name}s"])


def _percent(words: str) -> float | None:
    low = words.lower()
    if low.startswith(("every ", "each ")):
        return 50.0
    if ratio := re.split(r" (?:in|out of|of)(?: (?:every|each))? ", low, maxsplit=1)[1:]:
        whole, part = _number(ratio[0]), _number(low.split(" ")[0])
        return 100 * part / whole if whole and part else None
    if "cent" in low:
        return _number(re.sub(r"[- ]per ?cent\w*", "", low))
    name = re.search(
        r"(hal[fv]|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth)",
        low,
    )
    part = PARTS.get(name.group().replace("halv", "half")) if name else None
    number = _number(low[: name.start()]) if name and name.start() else 1
    return 100 * (number or 1) / part if part else None


def _factor(words: str) -> float | None:
    low = words.lower()
    known = next((factor for stem, factor in FACTORS.items() if low.startswith(stem)), None)
    return known or _number(low)


def spelt(number: int) -> str:
    """``forty-three`` for 43; from nought to a hundred."""
    if number == 100:
        return "all"
    if number < 20:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f"-{SMALL[ones]}" if ones else "")


SIMPLE_PARTS = {
    10: "one in ten", 20: "one in five", 25: "a quarter", 33.3: "a third", 50: "half",
    66.7: "two thirds", 75: "three quarters", 80: "four in five", 90: "nine in ten",
}  # fmt: skip
NEAR = 2.0  # points by which a share may differ from the part that it is called


def simple_part(percent: float) -> str:
    """The part of people that a share is called, such as ``a quarter``; empty where none is near."""
    nearest = min(SIMPLE_PARTS, key=lambda part: abs(part - percent))
    return SIMPLE_PARTS[nearest] if abs(nearest - percent) <= NEAR else ""
