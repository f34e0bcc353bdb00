"""Frozen copies: charts as they were on a day, kept for ever under a hash of what they show.

What such a copy consists of, and the notice that stands in its place once a source was retracted.
Where copies are kept, and how they come to the site, is the business of ``pipelines``.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from reports.embeds import notices
from reports.embeds.chart import WITHDRAWN, Chart, Edition
from reports.embeds.entry import Copy
from reports.embeds.files import make
from reports.theme import embed_css

LENGTH = 12
STATIC = Path(__file__).parents[1] / "static"

Files = dict[str, str | bytes]


def digest(chart: Chart) -> str:
    """Hash of everything that a reader sees: rows, words and standing, not the day of freezing."""
    entry, state = chart.entry, chart.standing
    shown = [
        entry.slug, entry.kind, entry.title, str(chart.alt), entry.caption, chart.rows.to_csv(index=False),
        [str(cite) for _, cite in chart.sources], chart.caveats(), chart.review_words(),
        state.retracted, state.concerns, state.corrected, state.is_overdue, state.is_approved,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, default=str).encode()).hexdigest()[
        :LENGTH
    ]


def freeze(chart: Chart, hash: str) -> tuple[Copy, Files]:
    """The copy of a chart whose digest is ``hash``, and its files by name."""
    on = chart.as_of.isoformat()
    frozen = Chart(chart.entry, chart.published, chart.as_of, chart.base, Edition(hash, on))
    copy = Copy(chart.entry.slug, hash, on, chart.entry.title, tuple(chart.reports))
    return copy, make(frozen) | _assets()


def _assets() -> Files:
    """Style and script travel with a frozen copy, so that it looks the same for ever."""
    sheet = embed_css() + (STATIC / "embed.css").read_text("utf-8")
    return {"embed.css": sheet, "embed.js": (STATIC / "embed.js").read_text("utf-8")}


def notice(copy: Copy) -> Files:
    """Every file of a copy, with the notice instead of values."""
    return _assets() | notices.of_copy(copy, WITHDRAWN)
