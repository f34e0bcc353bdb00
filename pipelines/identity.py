"""Does an identifier lead to the article that was entered? A digit amiss gives another real one."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from schemas.row import Row
from schemas.terms import NOT_STATED

LEAST_LIKENESS = 0.5  # of titles, word by word: sources shorten them and spell names their own way
YEARS_APART = 1  # online first and in print


def another_article(report: Row, *, title: str, year: str, doi: str = "") -> str:
    """What in a source's record does not fit the report; empty if it may be the same article."""
    typed_doi, typed_title = report.get("doi"), report.get("title")
    if doi and typed_doi and doi.lower() != typed_doi.lower():
        return f"its DOI is {doi}"
    if title and typed_title not in ("", NOT_STATED):
        if likeness(title, typed_title) < LEAST_LIKENESS:
            return f"its title is “{title}”"
    if year and abs(int(year) - int(report.get("year"))) > YEARS_APART:
        return f"it is of {year}: “{title}”"
    return ""


def likeness(first: str, second: str) -> float:
    """Share of words that two titles have in common, in the same order: 0 to 1."""
    return SequenceMatcher(None, _words(first), _words(second), autojunk=False).ratio()


def _words(title: str) -> list[str]:
    return re.findall(r"[^\W_]+", title.lower())
