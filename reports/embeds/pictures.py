"""A chart as pictures: SVG in three schemes, PNG, and a smaller PNG for posts and link previews."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from reports.embeds import describe
from reports.embeds.card import SIDE, WIDTH, Card
from reports.embeds.chart import LICENCE, NOT_APPROVED, Chart
from reports.embeds.raster import refuse_signs_without_glyph, to_png
from reports.embeds.scheme import ENDINGS, coloured
from reports.embeds.snippets import Picture

POST = (1200, 630)  # px: what sites ask of a link's picture
COLUMN = 440  # px of its text beside a drawing


@dataclass(frozen=True)
class Pictures:
    """Files by name, and what a snippet needs to know of the picture."""

    files: dict[str, str | bytes]
    picture: Picture


def pictures(chart: Chart, drawing: str) -> Pictures:
    """All pictures of a chart; ``drawing`` is its SVG, empty where it shows no value.

    Raises ValueError where the font of pictures lacks a sign.
    """
    slug = chart.entry.slug
    card = _card(chart, drawing)
    svg = card.svg()
    refuse_signs_without_glyph("".join(etree.fromstring(svg.encode()).itertext()))
    files: dict[str, str | bytes] = {
        f"{slug}.{ending}": f"{coloured(svg, scheme)}\n" for scheme, ending in ENDINGS.items()
    }
    files[f"{slug}.png"] = to_png(str(files[f"{slug}.svg"]))
    files[f"{slug}.card.png"] = to_png(coloured(_post(chart, drawing)), scale=1)
    return Pictures(files, Picture(WIDTH, card.height, chart.description.striptags()))


def _card(chart: Chart, drawing: str) -> Card:
    entry = chart.entry
    card = Card(entry.slug, entry.title, chart.description)
    card.text(entry.title, 19, weight=700)
    for line in describe.people(chart.figures, chart.kind):
        card.text(line, 13, "muted")
    for words, tone in chart.strips():
        card.strip(words, tone)
    if drawing:
        card.drawing(drawing)
    if entry.caption:
        card.text(entry.caption, 12)
    if chart.kind.axis.shows_values and not chart.standing.is_withdrawn:
        for line in describe.endpoints(chart.figures):
            card.text(line, 12)
        follow_up = Markup("; ").join(describe.follow_ups(chart.figures, chart.published))
        card.text(Markup("People were followed {}.").format(follow_up), 12, "muted")
    card.text(" ".join(chart.caveats()), 12, "muted")
    if not chart.standing.is_approved:
        card.text(NOT_APPROVED, 12, "warn", 600)
    card.text(chart.source_words(), 11, "muted")
    card.text(
        Markup("{} {} Licence: {}.").format(chart.review_words(), chart.made_words(), LICENCE),
        11,
        "muted",
    )
    return card


def _post(chart: Chart, drawing: str) -> str:
    """Title, warnings and the drawing beside them; without it, where it is too high, the values."""
    width, height = POST
    root = etree.fromstring(drawing.encode()) if drawing else None
    fits = root is not None and float(root.get("height")) <= height - 2 * SIDE
    column = COLUMN if fits else width - 2 * SIDE
    entry = chart.entry
    card = Card(f"{entry.slug}-post", entry.title, chart.description, width, column)
    card.text(entry.title, 26 if fits else 34, weight=700)
    for line in describe.people(chart.figures, chart.kind):
        card.text(line, 17, "muted")
    for words, tone in chart.strips():
        card.strip(words, tone)
    end = Card("", "", Markup(""), width, column)  # as high as the last lines
    lines = [(chart.source_words(2), 14, "muted"), (chart.made_words(), 14, "muted")]
    if not chart.standing.is_approved:
        lines.insert(0, (Markup(NOT_APPROVED), 15, "warn"))
    for words, size, tone in lines:
        end.text(words, size, tone)
    if fits:
        left = width - SIDE - float(root.get("width"))
        card.place(drawing, left, (height - float(root.get("height"))) / 2)
    elif not chart.standing.is_withdrawn:
        for words in chart.alt:
            before = card.y, list(card.parts)
            card.text(words, 21)
            if card.y > height - end.height:  # never half a sentence
                card.y, card.parts = before
                break
    card.y = max(card.y, height - end.height)
    for words, size, tone in lines:
        card.text(words, size, tone)
    return card.svg(height)
