"""The Vega-Lite specification of a chart, with all that must be read beside it.

Whoever opens it in another tool sees title, people, warnings and source in the drawing; the same
words stand in ``description`` and, for programs, in ``usermeta``.
"""

from __future__ import annotations

import json
from typing import Any

import altair as alt
from markupsafe import Markup

from reports import theme
from reports.charts.layout import wrap
from reports.embeds import describe
from reports.embeds.chart import LICENCE, LICENCE_URL, Chart


def specification(chart: Chart, spec: dict | None) -> str:
    """JSON of the drawing ``spec``; without one, of an empty drawing with the notice."""
    if spec is None:
        spec = {"$schema": alt.SCHEMA_URL, "data": {"values": []}, "mark": "point"}
    frame = spec.get("usermeta", {}).get("frame")
    meta = _usermeta(chart) | ({"frame": frame} if frame else {})
    wide = frame["width"] if frame else theme.WIDE
    told = [line for words in _told(chart) for line in wrap(words, wide, theme.SMALL)]
    title = {
        "text": wrap(chart.entry.title, wide, theme.TITLE, 600),
        "subtitle": told,
        "anchor": "start",
        "fontSize": theme.TITLE,
        "subtitleFontSize": theme.SMALL,
        "color": theme.LIGHT["ink"],
        "subtitleColor": theme.LIGHT["muted"],
        "offset": 36,
    }
    words = " ".join([chart.description.striptags(), *_told(chart)])
    return as_json(spec | {"title": title, "description": words, "usermeta": meta})


def _told(chart: Chart) -> list[str]:
    """What stands in the drawing above the marks, a paragraph each."""
    parts = [
        *describe.people(chart.figures, chart.kind),
        *chart.warnings(),
        " ".join(chart.caveats()),
        chart.source_words(),
        Markup("{} {} Licence: {}.").format(chart.review_words(), chart.made_words(), LICENCE),
    ]
    return [Markup(part).striptags() for part in parts]


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _usermeta(chart: Chart) -> dict[str, Any]:
    state = chart.standing
    cuts = sorted({f.data_cutoff for f in chart.figures})
    found = {
        "slug": chart.entry.slug,
        "title": chart.entry.title,
        "alt": chart.description.striptags(),
        "caption": chart.entry.caption,
        "caveats": chart.caveats(),
        "does_not_show": describe.not_shown(chart.kind, chart.figures),
        "sources": [
            {
                "report": key,
                "cite": chart.published.reports[tuple(key.split("/"))]["cite"],
                "doi": chart.published.reports[tuple(key.split("/"))]["doi"],
                "pmid": chart.published.reports[tuple(key.split("/"))]["pmid"],
            }
            for key in chart.reports
        ],
        "licence": LICENCE_URL,
        "data_cutoff": cuts,
        "last_reviewed": state.last_reviewed,
        "review_by": state.next_review,
        "is_overdue": state.is_overdue,
        "is_approved": state.is_approved,
        "retracted": list(state.retracted),
        "concerns": list(state.concerns),
        "corrected": list(state.corrected),
        "edition": chart.edition.hash or "latest",
    }
    if chart.base:
        found["url"] = chart.address
    return found
