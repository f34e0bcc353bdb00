"""All files of one chart: picture, page, specification, rows and text, for one edition.

The latest edition is made again by every build. A frozen one is made once and kept; it says which.
A chart that rests on a retracted report has no values in any of its files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from reports import theme
from reports.charts.render import to_svg
from reports.embeds import describe
from reports.embeds.catalogue import draw
from reports.embeds.chart import (
    LICENCE,
    LICENCE_URL,
    NOT_APPROVED,
    OVERDUE,
    SOURCES,
    WITHDRAWN,
    Chart,
)
from reports.embeds.pictures import pictures
from reports.embeds.snippets import Picture, oembed, plain_markdown
from reports.embeds.specification import as_json, specification
from reports.exports.as_csv import frame_as_csv
from reports.pages.writer import environment
from reports.policy import EMBED
from reports.text.shown import bound_field
from schemas.views import PUBLIC_COLUMNS

BELOW = "The values stand in words below the drawing."


def make(chart: Chart) -> dict[str, str | bytes]:
    """File name to content, for every format."""
    slug = chart.entry.slug
    drawn: dict[int, tuple[dict, str]] = {}
    if not chart.standing.is_withdrawn:
        widths = (theme.NARROW,) if chart.kind.is_one_size else theme.WIDTHS
        drawn = {width: _drawn(chart, width) for width in widths}
    spec, svg = drawn[max(drawn)] if drawn else (None, "")
    shown = pictures(chart, svg)
    files: dict[str, str | bytes] = {
        **shown.files,
        f"{slug}.html": page(chart, {w: found for w, (_, found) in drawn.items()}),
        f"{slug}.json": specification(chart, spec),
        f"{slug}.csv": _csv(chart),
        f"{slug}.md": _markdown(chart, shown.picture),
    }
    if chart.base and not chart.edition.is_frozen:
        answers = oembed(chart.entry, chart.base, shown.picture)
        files[f"{slug}.oembed.json"] = as_json(answers["rich"])
        files[f"{slug}.photo.oembed.json"] = as_json(answers["photo"])
    return files


def write(files: Mapping[str, str | bytes], folder: Path) -> None:
    """Write files of a chart below ``folder``."""
    for name, content in files.items():
        body = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(body)


def _drawn(chart: Chart, width: int) -> tuple[dict, str]:
    """Vega-Lite specification and SVG at one width. The tests check specifications, not the build."""
    entry = chart.entry
    with debug_mode(False):
        made = draw(entry, chart.rows, width, chart.arms)
        spec = made.to_dict(validate=False)
    return spec, to_svg(made, entry.title, BELOW, f"{entry.slug}-{width}", spec)


def page(chart: Chart, drawings: dict[int, str]) -> str:
    """The page for a frame: complete without scripts, which only re-check dates and tell the height."""
    frozen = chart.edition.is_frozen
    root = "../../../" if frozen else "../"
    return (
        environment()
        .get_template("embed.html")
        .render(
            chart=chart,
            entry=chart.entry,
            state=chart.standing,
            drawings=drawings,
            root=root,
            site=chart.base or root,
            assets="" if frozen else "../static/",
            policy=EMBED,
            people=describe.people(chart.figures, chart.kind),
            alt=chart.alt,
            endpoints=describe.endpoints(chart.figures),
            designs=describe.designs(chart.figures, chart.published)
            if chart.kind.axis.shows_values
            else [],
            values=[]
            if chart.standing.is_withdrawn
            else describe.values(chart.kind, chart.figures, chart.rows),
            follow_ups=describe.follow_ups(chart.figures, chart.published),
            caveats=chart.caveats(),
            not_shown=describe.not_shown(chart.kind, chart.figures),
            sources=chart.sources[:SOURCES],
            has_more_sources=len(chart.sources) > SOURCES,
            field=bound_field,
            overdue=OVERDUE,
            not_approved=NOT_APPROVED,
            licence_url=LICENCE_URL,
            licence=LICENCE,
            shows_values=chart.kind.axis.shows_values,
        )
        + "\n"
    )


def _csv(chart: Chart) -> str:
    """Rows as in the public export, the columns by which they were chosen, and what must be said with
    them; a withdrawn chart names its rows and the notice only.
    """
    if chart.standing.is_withdrawn:
        frame = chart.rows[["estimate_id", "trial", "report", "standing"]].assign(notice=WITHDRAWN)
    else:
        asked = [name for name in chart.entry.filter if name not in PUBLIC_COLUMNS]
        frame = chart.rows[[*PUBLIC_COLUMNS, *asked]]
    return frame_as_csv(
        frame.assign(
            warnings=" ".join(chart.warnings()),
            review_by=chart.standing.next_review,
            made_on=chart.as_of.isoformat(),
        )
    )


def _markdown(chart: Chart, picture: Picture) -> str:
    """A snippet for editors that take Markdown; numbers come from the same rows."""
    entry, here = chart.entry, f"{chart.base}{chart.edition.folder}"
    title, alt = plain_markdown(entry.title), plain_markdown(picture.alt)
    lines = [f"![{alt}]({here}{entry.slug}.png)", "", f"**{title}**", ""]
    for words in (*describe.people(chart.figures, chart.kind), *chart.warnings()):
        lines += [_plain(words), ""]
    if not chart.standing.is_withdrawn:
        found = describe.values(chart.kind, chart.figures, chart.rows)
        lines += [f"- {_plain(value)}" for value in found]
        if chart.kind.axis.shows_values:
            follow_up = Markup("; ").join(describe.follow_ups(chart.figures, chart.published))
            lines += ["", _plain(Markup("People were followed {}.").format(follow_up))]
    lines += ["", plain_markdown(" ".join(chart.caveats())), ""]
    lines.append(_plain(chart.source_words()))
    lines.append(f"{_plain(chart.review_words())} {_plain(chart.made_words())}")
    lines.append(f"[Values, sources and review date]({here}{entry.slug}.html) · Licence: {LICENCE}")
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    """What ``words`` in HTML say, as Markdown that is taken for words alone."""
    return plain_markdown(Markup(words).striptags())
