"""The second, blind entry of a figure and its third reading, held against the figure as it stands now."""

from __future__ import annotations

import re
from functools import cache

from schemas.estimate import Estimate
from schemas.row import Row
from schemas.units import decimals

ENTRY = re.compile(
    r"(?P<value>[^\s\[\]/]*)"
    r"(?:\s*\[(?P<ci_lower>[^,\]]*),\s*(?P<ci_upper>[^\]]*)\])?"
    r"(?:\s*(?P<n_events>[^\s/]*)/(?P<n_analysed>[^\s/]*))?"
)
TYPED = re.compile(r"[<>≤≥=~]{0,2}-?\d+(?:\.\d+)?\+?|NR|NE")
ABSENT = ("", "–", "-", "—")


@cache
def fields_of(entry: str) -> dict[str, str]:
    """The fields that an entry such as ``84 [76, 90] 72/86`` gives; empty if it has another form."""
    match = ENTRY.fullmatch(entry.strip())
    given = match.groupdict() if match else {}
    return {
        name: text.strip() for name, text in given.items() if text and text.strip() not in ABSENT
    }


@cache
def is_entry(text: str) -> bool:
    """Is it one value with what was printed beside it, as ``fields_of`` reads it?"""
    fields = fields_of(text)
    return bool(fields) and all(TYPED.fullmatch(typed) for typed in fields.values())


def differ(row: Row) -> list[str]:
    """Fields that both entries give, and not alike."""
    if row.get("entry_1") == row.get("entry_2"):
        return []
    first, second = (fields_of(row.get(name)) for name in ("entry_1", "entry_2"))
    both = [name for name in first if name in second]
    return [name for name in both if not _same(first[name], second[name], may_be_rounded=False)]


def outcome(row: Row | None, estimate: Estimate) -> str:
    """What is known of a second entry: none, agreed, settled, not_found, or changed since."""
    if row is None:
        return "none"
    return "changed" if changed_since(row, estimate) else row.get("outcome")


def changed_since(row: Row, estimate: Estimate) -> dict[str, tuple[str, str]]:
    """Fields that both entries gave alike and that are other now: name → (entered, now).

    Where the entries differ, a person settled it from the source; what stands must be one of them.
    """
    entries = (row.get("entry_1"), row.get("entry_2"))
    if row.get("outcome") == "not_found" or not all(map(is_entry, entries)):
        return {}
    first, second = fields_of(row.get("entry_1")), fields_of(row.get("entry_2"))
    found = {}
    for name in first.keys() | second.keys():
        now = estimate.row.get(name)
        entered = [text for text in (first.get(name), second.get(name)) if text]
        is_settled = row.get("outcome") == "settled"
        if now and not any(_same(text, now, is_settled) for text in entered):
            found[name] = (entered[-1], now)
    return found


def read_otherwise(row: Row, estimate: Estimate) -> dict[str, tuple[str, str]]:
    """Fields that a third reading gave and that are other now: name → (read, now).

    Another page may print fewer digits.
    """
    pairs = {
        name: (read, estimate.row.get(name)) for name, read in fields_of(row.get("entry")).items()
    }
    return {
        name: (read, now)
        for name, (read, now) in pairs.items()
        if now and not _same(read, now, may_be_rounded=True)
    }


def third_outcome(row: Row | None, estimate: Estimate) -> str:
    """What is known of a third reading: none, agreed, or differs."""
    if row is None:
        return "none"
    return "differs" if read_otherwise(row, estimate) else "agreed"


def _same(entered: str, now: str, may_be_rounded: bool) -> bool:
    """``may_be_rounded``: one of both may have fewer digits (settled entries, other pages)."""
    try:
        first, second = float(entered.strip("<>≤≥=~+")), float(now.strip("<>≤≥=~+"))
    except ValueError:
        return entered.strip() == now
    digits = min(decimals(entered), decimals(now))
    return first == second or (may_be_rounded and abs(first - second) <= 0.5 * 10**-digits)
