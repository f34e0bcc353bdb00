"""What a value was meant to be, where its form leaves no doubt: ``57,5`` is 57.5, ``Yes`` is yes.

A message names it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

Repair = Callable[[str], str]
LONGEST = (
    200  # signs of a value that could be meant: none of a number, day, code or address is as long
)
UNITS = {"m": "months", "mo": "months", "mos": "months", "mth": "months", "month": "months", "y": "years", "yr": "years", "yrs": "years", "year": "years", "wk": "weeks", "wks": "weeks", "week": "weeks", "w": "weeks", "d": "days", "day": "days"}  # fmt: skip
# what papers call a code
MEANT = UNITS | {
    "true": "yes", "false": "no", ">=": "≥", "<=": "≤", "%": "percent", "percentage": "percent", "hr": "hazard_ratio",
    "or": "odds_ratio", "rr": "risk_ratio", "relative_risk": "risk_ratio", "rct": "randomised", "randomized": "randomised",
    "randomised_controlled_trial": "randomised", "non_randomized": "non_randomised", "single_group": "single_arm", "i": "1",
    "ii": "2", "iii": "3", "iv": "4", "i/ii": "1/2", "ii/iii": "2/3", "open": "open_label", "bicr": "independent", "irc": "independent",
    "icr": "independent", "central": "independent", "blinded_independent_central_review": "independent", "intention_to_treat": "itt",
    "article": "journal_article", "abstract": "meeting_abstract", "retraction": "retracted", "correction": "corrected",
    "first_line": "first", "second_line": "second", "1l": "first", "2l": "second", "teae": "any", "trae": "treatment_related",
    "irae": "immune_related", "3_or_4": "3-4", "3_or_5": "3-5", "3_or_higher": "3-5", "1_or_2": "1-2", "grade_3": "3", ">=3": "3-5", "≥3": "3-5", "3/4": "3-4", "3_4": "3-4", "3_5": "3-5", "1_2": "1-2", "all": "any",
}  # fmt: skip
OPEN = {"nr": "NR", "not reached": "NR", "ne": "NE", "not estimable": "NE", "not evaluable": "NE"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def plain_signs(text: str) -> str:
    """Digits, spaces and minus signs of other widths as plain ones."""
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    return re.sub(r"\s+", " ", text).strip().strip("“”‘’\"'").strip()


def _no_percent(text: str) -> str:
    return re.sub(r" ?%$", "", text)


def _decimal_point(text: str) -> str:
    return re.sub(r"^(-?\d+)[,·٫](\d{1,2}|0\d+)$", r"\1.\2", text)


def _thousands(text: str) -> str:
    return re.sub(r"^(\d{1,3})(?:[, ](\d{3}))+$", lambda m: re.sub(r"[, ]", "", m.group()), text)


def _number(text: str) -> str:
    text = re.sub(r"^\+", "", text)
    text = re.sub(r"^(-?)0+(?=\d)", r"\1", text)
    text = re.sub(r"^(-?)\.(?=\d)", r"\g<1>0.", text)
    return re.sub(r"\.$", "", text)


def _open(text: str) -> str:
    return OPEN.get(text.lower(), text)


def _duration(text: str) -> str:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)[ -]?([a-z]+)\.?", text.lower())
    if match is None:
        week = re.fullmatch(r"(week|month|year|day) (\d+)", text.lower())
        return f"{week[2]} {week[1]}s" if week else text
    unit = match[2]
    return f"{match[1]} {UNITS.get(unit, UNITS.get(unit.removesuffix('s'), unit))}"


def _date(text: str) -> str:
    """A day as people write it, where only one reading is possible."""
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        day, month, year = match[1], match[2], match[3]
    elif match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        first, second, year = int(match[1]), int(match[2]), match[3]
        if (first > 12) == (second > 12):
            return text
        month, day = (second, first) if first > 12 else (first, second)
    elif match := re.fullmatch(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})", text):
        month, day, year = _month(match[1]), match[2], match[3]
    elif match := re.fullmatch(r"(\d{1,2})\.? ([A-Za-z]{3})[a-z]*\.? (\d{4})", text):
        month, day, year = _month(match[2]), match[1], match[3]
    elif match := re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", text):
        year, month, day = match[1], match[2], match[3]
    else:
        return text
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return text


def _month(name: str) -> int:
    return MONTHS.index(name.lower()) + 1 if name.lower() in MONTHS else 0


def _code(text: str) -> str:
    lower = re.sub(r"[\s-]+", "_", text.lower())
    return MEANT.get(lower, lower)


def _p_value(text: str) -> str:
    return re.sub(r"(?i)^p ?(?:value)? ?(?:= ?)?(?=[<>≤≥.\d])", "", text)


def _identifier(text: str) -> str:
    text = re.sub(r"(?i)^https?://(?:dx\.)?doi\.org/|^doi:? ?|^pmid:? ?", "", text)
    return text.rstrip(".")


def _registry(text: str) -> str:
    text = text.replace(" ", "") if re.match(r"(?i)[a-z]{3}[a-z/]*:? ?\d", text) else text
    return text.upper() if re.match(r"(?i)nct|isrctn|drks|umin", text) else text


def _address(text: str) -> str:
    return f"https://{text}" if re.match(r"[\w-]+(?:\.[\w-]+)+(?:/|$)", text) else text


# Slips of spelling: nothing but the way a value is written can be meant.
SPELLING: tuple[Repair, ...] = (plain_signs, _no_percent, _decimal_point)
ALL: tuple[Repair, ...] = (
    *SPELLING, _thousands, _number, _open, _duration, _date, _p_value, _identifier, _registry, _address, _code,
)  # fmt: skip


def repaired(value: str, meta: dict[str, Any], repairs: tuple[Repair, ...] = ALL) -> str:
    """``value`` in the form of its field; empty where no repair, or several together, gives it."""
    if len(value) > LONGEST:
        return ""
    if not meta["codes"]:
        repairs = tuple(repair for repair in repairs if repair is not _code)
    named = [
        code for code, says in meta["codes"].items() if says and says.casefold() == value.casefold()
    ]
    if len(named) == 1:
        return named[0]
    for candidate in _candidates(value, repairs):
        if candidate != value and fits(candidate, meta):
            return candidate
    return ""


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
    followed = re.fullmatch(
        r"(\d+(?:\.\d+)?) (months|years|weeks|days) ?\((?:(range|IQR):? )?(\d+(?:\.\d+)?) ?(?:-|–|to) ?(\d+(?:\.\d+)?)\)",
        value,
    )
    if followed and name == "follow_up":
        typed, unit, kind, low, high = followed.groups()
        return f"Write `follow_up: {typed} {unit}`, `follow_up_range: {low} to {high} {unit}` and `follow_up_range_kind: {(kind or 'range').lower()}`."
    ends = re.fullmatch(r"[\[(]?(\d+(?:\.\d+)?) ?(?:-|–|to|,) ?(\d+(?:\.\d+)?)[\])]?", value)
    if ends and name in ("ci_lower", "ci_upper", "range_lower", "range_upper"):
        start = name.split("_")[0]
        return f"Write the ends apart: `{start}_lower: {ends[1]}` and `{start}_upper: {ends[2]}`."
    if ends and name == "follow_up":
        return "Write the median or minimum as `follow_up:`, and its range as `follow_up_range:`."
    if meta["is_list"]:
        parts = re.split(r"[;,] ?", value)
        fixed = [part if fits(part, meta) else repaired(part, meta) for part in parts]
        return f"Write [{', '.join(fixed)}]." if all(fixed) else ""
    if fixed := repaired(value, meta):
        return f"Write {fixed}."
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value):
        year, first, second = match[3], int(match[1]), int(match[2])
        return (
            f"Write the year first: {year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}."
        )
    if "expects" in meta and "unit as printed" in meta["expects"] and value.isdigit():
        return f"Add the unit, such as {value} months."
    return ""


def _beside_a_value(value: str) -> str:
    """What to type where a value was typed with what is printed beside it."""
    number = r"(\d+(?:\.\d+)?)"
    if match := re.fullmatch(rf"{number}\+", value):
        return f"Write `value: {match[1]}` and `value_qualifier: +`."
    if match := re.fullmatch(
        rf"{number} ?%? ?[\[(](?:95% CI:?,? ?)?{number} ?(?:-|–|to|,) ?{number}[\])]", value
    ):
        return f"Write `value: {match[1]}`, `ci_lower: {match[2]}`, `ci_upper: {match[3]}` and `ci_level:`."
    if match := re.fullmatch(r"(\d+) ?(?:/|of) ?(\d+)", value):
        return f"Write `n_events: {match[1]}`, `n_analysed: {match[2]}`, and as the value the percentage that is printed."
    if re.fullmatch(rf"{number} ?(?:±|\+/-) ?{number}", value):
        return "Write the number alone; say in `note:` what stands behind ±: a standard error or deviation is no interval."
    if match := re.fullmatch(rf"(?:~|≈|about |approximately ){number}", value):
        return f"Write {match[1]}, and in `note:` that it is printed as about."
    return ""
