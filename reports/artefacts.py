"""All files of one chart: picture, page, specification, rows and text, for one edition.

The latest edition is made again by every build. A frozen one is made once and kept; it says which.
A chart that rests on a retracted report has no values in any of its files.
"""

from __future__ import annotations

import json
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from reports import describe, theme
from reports.card import WIDTH, Card, to_png
from reports.catalogue import draw
from reports.charts.render import to_svg
from reports.edition import LICENCE, LICENCE_URL, NOT_APPROVED, OVERDUE, WITHDRAWN, Chart
from reports.numbers import bound_field
from reports.pages import environment
from reports.policy import EMBED
from reports.snippets import Picture, oembed
from schemas.views import PUBLIC_COLUMNS

FIXED_KINDS = ("icon_array",)  # one size fits every width
VALUE_KINDS = ("survival", "response_bar", "icon_array", "forest", "ladder")


def make(chart: Chart) -> dict[str, str | bytes]:
    """File name to content, for every format."""
    slug = chart.entry.slug
    drawn: dict[int, tuple[dict, str]] = {}
    if not chart.standing.is_withdrawn:
        drawn[theme.NARROW] = _drawn(chart, theme.NARROW)
        is_fixed = chart.entry.kind in FIXED_KINDS
        drawn[theme.WIDE] = drawn[theme.NARROW] if is_fixed else _drawn(chart, theme.WIDE)
    card = _card(chart, drawn[theme.WIDE][1] if drawn else "")
    picture = Picture(WIDTH, card.height)
    svg = card.svg()
    files: dict[str, str | bytes] = {
        f"{slug}.svg": svg + "\n",
        f"{slug}.png": to_png(svg),
        f"{slug}.html": page(chart, {w: found for w, (_, found) in drawn.items()}),
        f"{slug}.json": _spec(chart, drawn[theme.WIDE][0] if drawn else None),
        f"{slug}.csv": _csv(chart),
        f"{slug}.md": _markdown(chart),
    }
    if chart.base and not chart.edition.is_frozen:
        answers = oembed(chart.entry, chart.base, picture)
        files[f"{slug}.oembed.json"] = _json(answers["rich"])
        files[f"{slug}.photo.oembed.json"] = _json(answers["photo"])
    return files


def _drawn(chart: Chart, width: int) -> tuple[dict, str]:
    """Vega-Lite specification and SVG at one width. The tests check specifications, not the build."""
    entry = chart.entry
    with debug_mode(False):
        made = draw(entry, chart.rows, width, chart.arms)
        spec = made.to_dict(validate=False)
    name = "narrow" if width == theme.NARROW else "wide"
    return spec, to_svg(made, entry.title, entry.alt, f"{entry.slug}-{name}", spec)


def _card(chart: Chart, svg: str) -> Card:
    entry = chart.entry
    card = Card(entry.slug, entry.title, entry.alt)
    card.text(entry.title, 19, weight=700)
    for line in describe.people(chart.figures)[:4]:
        card.text(line, 13, "muted")
    for words, tone in chart.strips():
        card.strip(words, tone)
    if svg:
        card.drawing(svg)
    if entry.caption:
        card.text(entry.caption, 12)
    if chart.entry.kind in VALUE_KINDS and not chart.standing.is_withdrawn:
        for line in describe.endpoints(chart.figures):
            card.text(line, 12)
        follow_up = Markup("; ").join(describe.follow_ups(chart.figures))
        card.text(Markup("People were followed {}.").format(follow_up), 12, "muted")
    card.text(" ".join(chart.caveats()), 12, "muted")
    if not chart.standing.is_approved:
        card.text(NOT_APPROVED, 12, "warn", 600)
    sources = Markup("; ").join(chart.cites()[:6])
    more = " and others" if len(chart.reports) > 6 else ""
    card.text(Markup("Source: {}{}. ").format(sources, more), 11, "muted")
    card.text(
        Markup("{} {} Licence: {}.").format(chart.review_words(), chart.edition.words, LICENCE),
        11,
        "muted",
    )
    return card


def page(chart: Chart, drawings: dict[int, str]) -> str:
    """The page for a frame: complete without scripts, which only re-check dates and tell the height."""
    frozen = chart.edition.is_frozen
    root = "../../../" if frozen else "../"
    return environment().get_template("embed.html").render(
        chart=chart, entry=chart.entry, state=chart.standing, drawings=drawings,
        narrow=theme.NARROW, wide=theme.WIDE, root=root, site=chart.base or root,
        assets="" if frozen else "../static/", policy=EMBED,
        people=describe.people(chart.figures), endpoints=describe.endpoints(chart.figures),
        designs=describe.designs(chart.figures, chart.published),
        values=[] if chart.standing.is_withdrawn else describe.values(chart.entry.kind, chart.figures, chart.rows),
        follow_ups=describe.follow_ups(chart.figures), caveats=chart.caveats(),
        not_shown=describe.NOT_SHOWN[chart.entry.kind], sources=list(zip(chart.reports, chart.cites(), strict=True)),
        field=bound_field, overdue=OVERDUE, not_approved=NOT_APPROVED, licence_url=LICENCE_URL, licence=LICENCE,
        shows_values=chart.entry.kind in VALUE_KINDS,
    ) + "\n"  # fmt: skip


def _usermeta(chart: Chart) -> dict[str, Any]:
    state = chart.standing
    cuts = sorted({f.data_cutoff for f in chart.figures})
    found = {
        "slug": chart.entry.slug,
        "title": chart.entry.title,
        "alt": chart.entry.alt,
        "caption": chart.entry.caption,
        "caveats": chart.caveats(),
        "does_not_show": describe.NOT_SHOWN[chart.entry.kind],
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
        "edition": chart.edition.hash or "latest",
    }
    if chart.base:
        found["url"] = f"{chart.base}charts/{chart.entry.slug}.html"
    return found


def _spec(chart: Chart, spec: dict | None) -> str:
    if spec is None:
        spec = {
            "$schema": alt.SCHEMA_URL,
            "data": {"values": []},
            "title": WITHDRAWN,
            "mark": "point",
        }
    frame = spec.get("usermeta", {}).get("frame")
    meta = _usermeta(chart) | ({"frame": frame} if frame else {})
    return _json(spec | {"title": spec.get("title", chart.entry.title), "usermeta": meta})


def _csv(chart: Chart) -> str:
    """Rows as in the public export; a withdrawn chart names its rows and the notice only."""
    if chart.standing.is_withdrawn:
        frame = chart.rows[["estimate_id", "trial", "report", "standing"]].assign(notice=WITHDRAWN)
    else:
        frame = chart.rows[list(PUBLIC_COLUMNS)]
    return frame.to_csv(index=False, lineterminator="\n")


def _markdown(chart: Chart) -> str:
    """A snippet for editors that take Markdown; numbers come from the same rows."""
    entry, here = chart.entry, f"{chart.base}charts/"
    lines = [f"![{entry.alt}]({here}{entry.slug}.png)", "", f"**{entry.title}**", ""]
    lines += [words for words, _ in chart.strips()]
    if not chart.standing.is_withdrawn:
        found = describe.values(entry.kind, chart.figures, chart.rows)
        lines += [f"- {Markup(value).striptags()}" for value in found]
    lines += ["", " ".join(chart.caveats()), ""]
    lines.append("Source: " + "; ".join(Markup(cite).striptags() for cite in chart.cites()) + ".")
    lines.append(f"{chart.review_words().striptags()} {chart.edition.words.striptags()}")
    lines.append(f"[Values, sources and review date]({here}{entry.slug}.html) · Licence: {LICENCE}")
    return "\n".join(lines) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
