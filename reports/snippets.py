"""What a content team pastes: iframe, script, picture with text, WordPress block, oEmbed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from reports.catalogue import Entry

FORMATS = ("iframe", "script", "image", "oembed", "wordpress")
PROVIDER = "Remission evidence"
FIRST_HEIGHT = 760  # px until the frame has told its own height
WHY_NO_OEMBED = (
    "oEmbed needs the site's address: set site_url in reports/site.toml (without it, oEmbed and "
    "canonical links are left out of the build)"
)


class NeedsSiteUrl(ValueError):
    """Something that only makes sense with a public address."""


@dataclass(frozen=True)
class Picture:
    """Size of a chart's picture in px."""

    width: int
    height: int


def snippet(entry: Entry, style: str, base: str, picture: Picture) -> str:
    """Text to paste. ``base`` is the site's address with a slash at its end, or empty."""
    page, title = f"{base}charts/{entry.slug}.html", escape(entry.title)
    script = f'<script async src="{base}static/embed-host.js"></script>'
    frame = (
        f'<iframe src="{page}" title="{title}" width="100%" height="{FIRST_HEIGHT}" loading="lazy" '
        f'style="border:0;max-width:720px" data-remission-chart="{entry.slug}"></iframe>'
    )
    image = (
        f'<figure><a href="{page}"><img src="{base}charts/{entry.slug}.png" alt="{escape(entry.alt)}" '
        f'width="{picture.width}" height="{picture.height}" style="max-width:100%;height:auto"></a>'
        f'<figcaption>{title}. <a href="{page}">Values, sources and review date</a></figcaption></figure>'
    )
    if style == "oembed":
        if not base:
            raise NeedsSiteUrl(WHY_NO_OEMBED)
        return (
            f'<link rel="alternate" type="application/json+oembed" title="{title}" '
            f'href="{base}charts/{entry.slug}.oembed.json">'
        )
    return {
        "iframe": f"{frame}\n{script}",
        "script": f'<div data-remission-chart="{entry.slug}"><a href="{page}">{title}</a></div>\n{script}',
        "image": image,
        "wordpress": f"<!-- wp:html -->\n{frame}\n{script}\n<!-- /wp:html -->",
    }[style]


def oembed(entry: Entry, base: str, picture: Picture) -> dict[str, dict[str, object]]:
    """oEmbed answers of a chart, ``rich`` and ``photo``."""
    common = {
        "version": "1.0",
        "title": entry.title,
        "provider_name": PROVIDER,
        "provider_url": base,
        "cache_age": 86400,
    }
    image = f"{base}charts/{entry.slug}.png"
    rich = {
        "type": "rich",
        "html": snippet(entry, "iframe", base, picture),
        "width": 720,
        "height": FIRST_HEIGHT,
        "thumbnail_url": image,
        "thumbnail_width": picture.width,
        "thumbnail_height": picture.height,
    }
    photo = {"type": "photo", "url": image, "width": picture.width, "height": picture.height}
    return {"rich": common | rich, "photo": common | photo}
