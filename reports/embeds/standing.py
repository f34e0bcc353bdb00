"""What a chart must say about itself on a given day: review dates, retraction, approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from reports.published import Published
from schemas.fields import SEPARATOR

NEVER = "never"


@dataclass(frozen=True)
class Standing:
    """State of one chart. ``category`` is the page whose review comes due first."""

    category: str
    last_reviewed: str
    next_review: str
    is_overdue: bool
    retracted: tuple[str, ...]  # trial/report
    concerns: tuple[str, ...]  # trial/report with an expression of concern
    corrected: tuple[str, ...]  # trial/report with a correction
    is_approved: bool
    is_preview: bool = False
    is_void: bool = False  # a figure was changed since it was approved

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.retracted)


def standing(rows: pd.DataFrame, published: Published, as_of: date) -> Standing:
    """State of a chart of ``rows`` on the day ``as_of``."""
    codes = {code for text in rows["category"] for code in str(text).split(SEPARATOR)}
    pages = [page for page in published.categories if page["category"] in codes]
    first = min(pages, key=lambda page: (str(page["next_review"]), page["category"]))
    reports = rows.drop_duplicates(["trial", "report"])
    keys = reports["trial"] + "/" + reports["report"]
    return Standing(
        first["category"],
        str(first["last_reviewed"]),
        str(first["next_review"]),
        str(first["next_review"]) < as_of.isoformat(),
        tuple(sorted(keys[reports["standing"] == "retracted"])),
        tuple(sorted(keys[reports["standing"] == "expression_of_concern"])),
        tuple(sorted(keys[reports["standing"] == "corrected"])),
        bool((rows["approval"] == "approved").all()),
        any(page["is_preview"] == "yes" for page in pages),
        bool((rows["approval"] == "void").any()),
    )
