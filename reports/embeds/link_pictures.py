"""What sites and messengers show of a link to a page: a picture for each cancer and kind of page.

No figure stands on them: a number that travels alone would lead to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from reports import theme
from reports.embeds.card import Card
from reports.embeds.pictures import POST
from reports.embeds.raster import has_glyphs, to_png
from reports.embeds.scheme import coloured
from reports.pages.site import Site
from schemas.borders import site_map

PROMISE = "What published trials measured. Every number opens to its source."
NOBODY = "Not reviewed by a clinician yet."
OF_KINDS = {  # kind of page: what stands large, what below it
    "index": (
        "Can stage 4 cancer go into remission?",
        "How often, for how long, and at what price",
    ),
    "find": ("Find", "Every cancer, gene, drug, trial and word by name"),
    "guide": ("Guide", "What remission means, and questions to ask"),
    "trial": ("One trial", "Who took part, what was measured, and what harm came"),
    "report": ("One report", "Every figure with its place in the source"),
    "explore": ("Explore", "All figures in one table, to filter and take along"),
    "glossary": ("Words", "Short forms and hard words in plain English"),
    "references": ("Methods", "The guidelines these pages stand on"),
    "about": ("About", "Who makes this, how figures are checked, and known errors"),
    "changes": ("What changed", "Numbers first, the newest on top"),
    "audit": ("For reviewers", "What still has to be looked at, most urgent first"),
    "weakest": ("Weakest figures", "Which of these figures rest on least"),
    "charts": ("Charts", "To use elsewhere, with their sources"),
}
SIDE, BAR, TITLE = 64, 20, 62  # px


def write_link_pictures(site: Site, folder: Path) -> int:
    """Write all of them below ``folder``. Returns their number."""
    target = folder / site_map.LINK_PICTURES
    target.mkdir(parents=True, exist_ok=True)
    made = list(_named(site))
    for name, title, below in made:
        drawn = _drawn(site, title if has_glyphs(title) else site.name, below)
        (target / name).write_bytes(to_png(coloured(drawn), scale=1))
    return len(made)


def _named(site: Site) -> Iterator[tuple[str, str, str]]:
    """File, and its two lines."""
    for kind, (title, below) in OF_KINDS.items():
        yield site_map.link_picture(kind).rpartition("/")[2], title, below
    for category in site.published.categories:
        name = site_map.link_picture("category", category["category"]).rpartition("/")[2]
        yield name, category["title"], "How often it shrinks, how long that lasts, what harm comes"


def _drawn(site: Site, title: str, below: str) -> str:
    width, height = POST
    card = Card("link", title, Markup(""), width, width - 2 * SIDE, SIDE)
    card.text(site.name, 30, "muted", 600)
    card.y = 150
    card.text(title, TITLE, weight=700)
    card.y += 14
    card.text(below, 34)
    card.y = height - 130
    card.text(PROMISE, 26, "muted")
    if not any(r["approval"] == "approved" for r in site.published.tables["reports"]):
        card.text(NOBODY, 26, "warn", 600)
    card.parts.append(
        f'<rect width="{BAR}" height="{height}" fill="var(--re-link,{theme.LIGHT["link"]})"/>'
    )
    return card.svg(height)
