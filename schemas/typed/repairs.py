"""What a value was meant to be, where its form leaves no doubt: ``57,5`` is 57.5, ``Yes`` is yes.

A message names it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from schemas.borders.plain import SLUG
from schemas.terms import NOT_STATED
from schemas.typed.meant import COUNTRIES, code_meant
from schemas.units import MEANINGS

Repair = Callable[[str], str]
LONGEST = (
    200  # signs of a value that could be meant: none of a number, day, code or address is as long
)
UNITS = {"m": "months", "mo": "months", "mos": "months", "mth": "months", "month": "months", "y": "years", "yr": "years", "yrs": "years", "year": "years", "wk": "weeks", "wks": "weeks", "week": "weeks", "w": "weeks", "d": "days", "day": "days"}  # fmt: skip
OPEN = {
    "nr": "NR", "n.r.": "NR", "not reached": "NR", "not yet reached": "NR", "∞": "NR", "infinity": "NR", "ne": "NE", "n.e.": "NE",
    "not estimable": "NE", "not evaluable": "NE", "not calculable": "NE", "nc": "NE", "inestimable": "NE",
}  # fmt: skip
UNKNOWN = ("n/a", "na", "n.a.", "unknown", "not stated", "not reported", "not available", "none", "-", "—", "?", "tbd", "nd")  # fmt: skip
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ABROAD = {"mär": "mar", "mai": "may", "okt": "oct", "dez": "dec", "fév": "feb", "avr": "apr", "aoû": "aug", "déc": "dec"}  # fmt: skip
IN_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def plain_signs(text: str) -> str:
    """Digits, spaces and minus signs of other widths as plain ones."""
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    return re.sub(r"\s+", " ", text).strip().strip("“”‘’„«»\"'").strip()


def _no_percent(text: str) -> str:
    return re.sub(r" ?%$", "", text)


def _decimal_point(text: str) -> str:
    return re.sub(r"^([<>=≤≥]? ?-?\d+)[,·٫](\d{1,2}|0\d+)(?= ?[a-z]*$)", r"\1.\2", text)


def _thousands(text: str) -> str:
    return re.sub(r"[^\d]", "", text) if re.fullmatch(r"\d{1,3}(?:[, '’.]\d{3})+", text) else text


def _no_remark(text: str) -> str:
    """A number without what was typed behind it: a comma, a footnote sign, its unit, a remark."""
    text = re.sub(r"(?i)^n ?= ?", "", text)
    behind = r"[,;]|\*+|[†‡§¶]|(?://|--).*| (?:percent|months?|years?|weeks?|days?)"
    return re.sub(rf"^(-?\d+(?:\.\d+)?) ?(?:{behind})$", r"\1", text)


def _no_comma(text: str) -> str:
    return text.rstrip(" ,;")


def _number(text: str) -> str:
    text = re.sub(r"^\+", "", text)
    text = re.sub(r"^(-?)0+(?=\d)", r"\1", text)
    text = re.sub(r"^(-?)\.(?=\d)", r"\g<1>0.", text)
    return re.sub(r"\.$", "", text)


def _open(text: str) -> str:
    return OPEN.get(text.lower(), text)


def _duration(text: str) -> str:
    text = re.sub(r"(?i)^(?:at|after) ", "", text)
    number, _, rest = text.lower().partition(" ")
    if number in IN_WORDS:
        text = f"{IN_WORDS.index(number) + 1} {rest}"
    match = re.fullmatch(r"(\d+(?:\.\d+)?)[ -]?([a-z]+)\.?", text.lower())
    if match is None:
        week = re.fullmatch(r"(week|month|year|day) (\d+)", text.lower())
        return f"{week[2]} {week[1]}s" if week else text
    unit = match[2]
    return f"{match[1]} {UNITS.get(unit, UNITS.get(unit.removesuffix('s'), unit))}"


def _date(text: str) -> str:
    """A day or month as people write it, where only one reading is possible."""
    text = re.sub(r"T\d\d:\d\d.*$", "", text)
    if match := re.fullmatch(r"(\d{1,2})[.-](\d{1,2})[.-](\d{4}|\d\d)", text):
        day, month, year = match[1], match[2], match[3]
        if "-" in text and (len(year) < 4 or int(day) <= 12):
            return text  # 03-04-2023 can be read in two ways
    elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        first, second, year = int(match[1]), int(match[2]), match[3]
        if (first > 12) == (second > 12):
            return text
        month, day = (second, first) if first > 12 else (first, second)
    elif match := re.fullmatch(
        r"([^\W\d]{3})[^\W\d]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", text
    ):
        month, day, year = _month(match[1]), match[2], match[3]
    elif match := re.fullmatch(
        r"(\d{1,2})(?:\.|st|nd|rd|th)?[ -]([^\W\d]{3})[^\W\d]*\.?[ -](\d{4})", text
    ):
        month, day, year = _month(match[2]), match[1], match[3]
    elif match := re.fullmatch(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})|(\d{4})(\d\d)(\d\d)", text):
        year, month, day = (match[at] or match[at + 3] for at in (1, 2, 3))
    elif match := re.fullmatch(r"([^\W\d]{3})[^\W\d]*\.?,? (\d{4})|(\d{1,2})[/.](\d{4})", text):
        month, year = _month(match[1]) if match[1] else int(match[3]), match[2] or match[4]
        return f"{year}-{month:02}" if 1 <= month <= 12 else text
    else:
        return text
    if int(month) > 12 >= int(day):
        month, day = day, month  # a year first, then the day
    try:
        return date(int(f"20{year}"[-4:]), int(month), int(day)).isoformat()
    except ValueError:
        return text


def _month(name: str) -> int:
    short = ABROAD.get(name.lower(), name.lower())
    return MONTHS.index(short) + 1 if short in MONTHS else 0


def _p_value(text: str) -> str:
    text = re.sub(r"(?i)^p ?(?:value)? ?(?:= ?)?(?=[<>≤≥.\d])", "", text)
    text = re.sub(r"(?<=\d)·(?=\d)", ".", text)
    text = re.sub(r"(?: ?[x×*] ?10 ?\^?|(?<=\d)e)-0?(\d+)(?= |$)", r"×10^-\1", text)
    text = re.sub(
        r"(?i)^([a-z][a-z -]*?),? p ?(?:value)? ?=? ?([<>≤≥]? ?[\d.].*)$", r"\2 (\1)", text
    )
    text = re.sub(r"(?i)^([\d.<>≤≥ ]+),? (?:by )?(?:an? |the )?([a-z][a-z -]+)$", r"\1 (\2)", text)
    return re.sub(
        r"\(([12])-(?=sided|tailed)", lambda m: f"({'one' if m[1] == '1' else 'two'}-", text
    )


def _identifier(text: str) -> str:
    text = re.sub(r"(?i)^(?:https?://)?(?:dx\.)?doi\.org/|^doi:? ?|^pmid:? ?", "", text)
    text = re.sub(
        r"(?i)^https?://(?:[\w.-]+/)+(?:doi/)?(?:full/|abs/|pdf/)?(?=10\.\d{4,9}/)", "", text
    )
    text = re.sub(
        r"(?i)^(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/(\d+)/?$",
        r"\1",
        text,
    )
    text = re.sub(r"^(10\.\d+/[^?#]*)[?#].*$", r"\1", text)
    return re.sub(r"^(10\.\d+) ?/ ?(?=\S+$)", r"\1/", text).rstrip(".,;")


def _registry(text: str) -> str:
    text = re.sub(
        r"(?i)^https?://(?:www\.)?clinicaltrials\.gov/(?:ct2/show|study)/(nct\d+).*$", r"\1", text
    )
    text = re.sub(r"(?i)^nct[ :-]*(?=\d)", "NCT", text)
    text = text.replace(" ", "") if re.match(r"(?i)[a-z]{3}[a-z/]*:? ?\d", text) else text
    return text.upper() if re.match(r"(?i)nct|isrctn|drks|umin", text) else text


def _address(text: str) -> str:
    text = re.sub(r"(?i)^h?t{1,3}p(s?):?/{1,3}(?=\w)", r"http\1://", text)
    if re.match(r"(?:doi:? ?)?10\.\d{4,9}/", text):
        return f"https://doi.org/{text[text.index('10.') :]}"
    return f"https://{text}" if re.match(r"[\w-]+(?:\.[\w-]+)+(?:/|$)", text) else text


def _digits(text: str) -> str:
    """Letters that were read as digits: O for 0, l for 1."""
    head, tail = re.fullmatch(r"(?s)(NCT)?(.*)", text).groups(default="")
    if not re.fullmatch(r"[\dOolI.]*\d[\dOolI.]*", tail):
        return text
    return head + re.sub("[lI]", "1", re.sub("[Oo]", "0", tail))


def _country(text: str) -> str:
    known = COUNTRIES.get(text.lower().replace("the ", ""), "")
    return known or (text.upper() if re.fullmatch("[a-z]{2}", text) else text)


def _not_stated(text: str) -> str:
    return NOT_STATED if text.lower().replace("_", " ") in UNKNOWN else text


def _lower(text: str) -> str:
    return re.sub(r"[\s-]+", "_", text.lower()) if re.fullmatch(r"[\w -]+", text) else text


def _spaced(text: str) -> str:
    return re.sub(r"[\[\],; ]+", " ", text).strip()


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


# Slips of spelling: nothing but the way a value is written can be meant.
SPELLING: tuple[Repair, ...] = (plain_signs, _no_percent, _decimal_point)
ALL: tuple[Repair, ...] = (
    *SPELLING, _thousands, _no_remark, _number, _open, _duration, _date, _p_value, _identifier, _registry, _address, _no_comma,
    _digits, _country, _not_stated, _lower, _spaced,
)  # fmt: skip
SAID = {"at least": "≥", "up to": "≤", "at most": "≤", "more than": ">", "over": ">", "less than": "<", "fewer than": "<", "under": "<"}  # fmt: skip
IS_P = "p value"  # in what a field expects


def repaired(value: str, meta: dict[str, Any], repairs: tuple[Repair, ...] = ALL) -> str:
    """``value`` in the form of its field; empty where no repair, or several together, gives it."""
    if len(value) > LONGEST:
        return ""
    only_spelling = repairs is SPELLING
    if IS_P in meta["expects"]:
        if match := re.fullmatch(r"([<>≤≥]?) ?(\d+(?:\.\d+)?) ?%", value):
            return "" if only_spelling else f"{match[1]}{Decimal(match[2]) / 100}"
    if "whole number" in meta["expects"]:
        repairs = tuple(repair for repair in repairs if repair is not _no_percent)
    if meta["pattern"] == r"[a-z0-9_]+" and not only_spelling:
        return _slug(value).replace("-", "_")
    if meta["pattern"] == SLUG and not only_spelling:
        return _slug(value) if fits(_slug(value), meta) else ""
    named = [
        code for code, says in meta["codes"].items() if says and says.casefold() == value.casefold()
    ]
    if len(named) == 1:
        return named[0]
    for candidate in _candidates(value, repairs):
        if candidate != value and fits(candidate, meta):
            return candidate
    return "" if only_spelling else code_meant(plain_signs(value), meta["codes"])


def _candidates(value: str, repairs: tuple[Repair, ...]) -> Iterator[str]:
    together = plain_signs(value) if plain_signs in repairs else value
    yield together
    for repair in repairs:
        yield repair(together)
    for repair in repairs:
        together = repair(together)
        yield together


def fits(value: str, meta: dict[str, Any]) -> bool:
    """Has one value (of a list: one item) the form of its field?"""
    if meta["codes"]:
        return value in meta["codes"]
    return bool(meta["pattern"]) and re.fullmatch(meta["pattern"], value) is not None


def how_to_write(value: str, name: str, meta: dict[str, Any]) -> str:
    """What an editor should type instead; empty where that cannot be told."""
    if match := re.fullmatch(r"(<|>|≤|≥|<=|>=) ?(\d+(?:\.\d+)?) ?%?", value):
        sign = {"<=": "≤", ">=": "≥"}.get(match[1], match[1])
        if name == "value":
            return f'Write `value: {match[2]}` and `value_qualifier: "{sign}"`.'
    if name == "value" and (told := _beside_a_value(value)):
        return told
    if name in ("ci_lower", "ci_upper") and re.fullmatch(r"\d+(?:\.\d+)?\+", value):
        end = name.removeprefix("ci_")
        return f"A + marks who was still going on: it is a range. Write `range_{end}: {value}` and `range_kind:`."
    still = re.fullmatch(r"(?:>|≥|>=|at least|more than) ?(\d+(?:\.\d+)?)\+?", value)
    if still and name in ("range_lower", "range_upper"):
        return f"Write {still[1]}+, where + says that it was still going on."
    if name == "timepoint" and value == NOT_STATED:
        return "Delete the line. A rate whose time is not told is left out, and noted in gaps.csv."
    followed = re.fullmatch(
        r"(\d+(?:\.\d+)?) (months|years|weeks|days) ?\((?:(range|IQR):? )?(\d+(?:\.\d+)?) ?(?:-|–|to) ?(\d+(?:\.\d+)?)\)",
        value,
    )
    if followed and name == "follow_up":
        typed, unit, kind, low, high = followed.groups()
        return f"Write `follow_up: {typed} {unit}`, `follow_up_range: {low} to {high} {unit}` and `follow_up_range_kind: {(kind or 'range').lower()}`."
    ends = re.fullmatch(
        r"[\[(]?(\d+(?:\.\d+)?\+?) ?(?:-|–|to|,|;) ?(\d+(?:\.\d+)?\+?)[\])]?", value
    )
    if ends and name == "value":
        return "A value is one number. A range of people is typed as `range_lower:`, `range_upper:` and `range_kind:`."
    is_decimal = "," in value and ends and float(ends[1].rstrip("+")) >= float(ends[2].rstrip("+"))
    if ends and not is_decimal and name in ("ci_lower", "ci_upper", "range_lower", "range_upper"):
        start = "range" if "+" in value else name.split("_")[0]
        return f"Write the ends apart: `{start}_lower: {ends[1]}` and `{start}_upper: {ends[2]}`."
    if ends and name == "follow_up":
        return "Write the median or minimum as `follow_up:`, and its range as `follow_up_range:`."
    if meta["is_list"]:
        parts = [
            part.strip(" -") for part in re.split(r"[;,]|(?:^| )-(?=\w)", value) if part.strip()
        ]
        fixed = [part if fits(part, meta) else repaired(part, meta) for part in parts]
        return f"Write [{', '.join(fixed)}]." if all(fixed) else _identified(value, name)
    if fixed := repaired(value, meta):
        is_space = fixed == re.sub(r"[\u00a0\u2007\u2009\u202f]", " ", value)
        return (
            f"A space in it is no plain one: type `{fixed}` again."
            if is_space
            else f"Write {fixed}."
        )
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value):
        year, first, second = match[3], int(match[1]), int(match[2])
        return (
            f"Write the year first: {year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}."
        )
    if "unit as printed" in meta["expects"] and value.isdigit():
        return f"Add the unit, such as {value} months."
    if "date such as" in meta["expects"] and re.fullmatch(r"[345]\d{4}", value):
        day = date(1899, 12, 30) + timedelta(int(value))
        return f"A spreadsheet's number of a day: {day.isoformat()}."
    if value.lower() in UNKNOWN:
        whole = "this figure" if name == "value" else "the line"
        return f"If the source does not say, leave {whole} out."
    return _identified(value, name)


def _identified(value: str, name: str) -> str:
    """What an identifier lacks, or whose it is."""
    if match := re.fullmatch(r"(?i)NCT ?(.*)", value):
        digits = sum(sign.isdigit() for sign in match[1])
        also = "" if match[1].isdigit() else " and other signs"
        return f"Behind NCT stand eight digits, here {digits}{also}. Look it up."
    if name == "pmid" and re.match("(?i)pmc", value):
        return "That is the number in PubMed Central. The PMID is another one, without letters: look it up, or leave the line out."
    if name == "year" and (match := re.fullmatch(r"(?:\D* )?(20\d\d)(?: \D*)?|(\d\d)", value)):
        return f"Write {match[1] or f'20{match[2]}'}."
    if name == "p_value" and (
        match := re.fullmatch(r"(?i)p (?:for|of) interaction ?=? ?([<>]?[\d.]+)", value)
    ):
        return f"Write `p_interaction: {match[1]}`."
    if name == "p_value" and (match := re.fullmatch(r"([<>≤≥]? ?[\d.]+) ?[(,].*", value)):
        return f"Write {match[1]}, and what stands behind it in `note:`."
    if name == "ci_kind" and re.fullmatch(r"(?i)iqr|range|interquartile.*", value):
        return "That is no interval: write `range_lower:`, `range_upper:` and `range_kind:`."
    if name.startswith("p_") and re.fullmatch(r"(?i)n\.?s\.?|(?:not )?significant", value):
        return "Write the digits that are printed. If only the verdict is, leave the line out and say so in `note:`."
    if name == "n_events" and (match := re.fullmatch(r"(\d+) ?(?:/|of) ?(\d+)", value)):
        return f"Write `n_events: {match[1]}` and `n_analysed: {match[2]}`."
    return ""


def _beside_a_value(value: str) -> str:
    """What to type where a value was typed with what is printed beside it."""
    number = r"(\d+(?:\.\d+)?)"
    if match := re.fullmatch(rf"{number}\+", value):
        return f"Write `value: {match[1]}` and `value_qualifier: +`."
    if match := re.fullmatch(
        rf"{number} ?%? ?[\[(](?:95% CI:?,? ?)?{number} ?(?:-|–|to|,|;) ?{number}[\])]", value
    ):
        return f"Write `value: {match[1]}`, `ci_lower: {match[2]}`, `ci_upper: {match[3]}` and `ci_level:`."
    if match := re.fullmatch(rf"{number} ?([a-z]+)", value.lower()):
        unit = code_meant(match[2], MEANINGS)
        return f"Write `value: {match[1]}` and `unit: {unit}`." if unit else ""
    if match := re.fullmatch(r"(\d+) ?(?:/|of) ?(\d+)", value):
        return f"Write `n_events: {match[1]}`, `n_analysed: {match[2]}`, and as the value the percentage that is printed."
    if match := re.fullmatch(rf"{number} ?%? ?\(n ?= ?\d+\)", value):
        return f"Write `value: {match[1]}`, and the people as `n_events:` or `n_analysed:`."
    if re.fullmatch(rf"{number} ?(?:±|\+/-) ?{number}", value):
        return "Write the number alone; say in `note:` what stands behind ±: a standard error or deviation is no interval."
    if match := re.fullmatch(
        rf"(?:(\d+)(?: ?/ ?(\d+))? ?[\[(]{number} ?%[\])]|{number} ?%? ?[\[(](\d+) ?(?:/|of) ?(\d+)[\])])",
        value,
    ):
        events, people, share = match[1] or match[5], match[2] or match[6], match[3] or match[4]
        more = f" and `n_analysed: {people}`" if people else ""
        return f"Write `value: {share}`, `n_events: {events}`{more}."
    if match := re.fullmatch(
        rf"(at least|up to|at most|more than|over|less than|fewer than|under) {number} ?%?",
        value,
        re.IGNORECASE,
    ):
        sign = SAID[match[1].lower()]
        return f'Write `value: {match[2]}` and `value_qualifier: "{sign}"`.'
    if match := re.fullmatch(rf"(-?{number}) ?\(?(?:SE|SD|SEM)\b.*", value):
        return f"Write {match[1]}, and the standard error or deviation in `note:`."
    if match := re.fullmatch(rf"(?:HR|OR|RR|aHR) ?[=:]? ?{number}", value):
        return f"Write {match[1]}."
    if match := re.fullmatch(
        rf"(?:~|≈|about |approximately |nearly |almost |around |c\. ?|ca\.? ){number} ?%?", value
    ):
        return f"Write {match[1]}, and in `note:` that it is printed as about."
    return ""
