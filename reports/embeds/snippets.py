"""What a content team pastes: iframe, script, picture, Markdown, WordPress block, oEmbed.

Where a cleaner takes frame and script away, the chart's title and a link to it stay: something true.
No snippet that updates itself holds a value, for its own text would not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape as as_html

from reports.embeds.entry import Copy, Entry
from reports.embeds.scheme import ENDINGS, LIGHT

PROVIDER = "Remission evidence"
FIRST_HEIGHT = 760  # px until the frame has told its own height
LEAST_WIDTH = 280  # px: an answer that is the same for all must fit the narrowest column that asks
STYLES_OF_COPIES = ("iframe", "image", "markdown", "wordpress")  # the others lead to the latest
STYLES = ("iframe", "script", "image", "markdown", "wordpress", "oembed")
MORE = "Values, sources and review date"
WHY_NO_OEMBED = (
    "oEmbed needs the site's address: set site_url in reports/site.toml (without it, oEmbed and "
    "canonical links are left out of the build)"
)


class NeedsSiteUrl(ValueError):
    """Something that only makes sense with a public address."""


@dataclass(frozen=True)
class Picture:
    """Size of a chart's picture in px, and what it shows in words."""

    width: int
    height: int
    alt: str = ""


def snippet(
    entry: Entry | Copy,
    style: str,
    base: str,
    picture: Picture,
    scheme: str = LIGHT,
    folder: str = "charts/",
) -> str:
    """Text to paste, without inline styles, which some editors refuse.

    ``base`` is the site's address with a slash at its end, or empty; ``scheme`` is light, dark or
    auto (as the reader's system asks); ``folder`` is that of a frozen copy. Raises NeedsSiteUrl.
    """
    slug, title = entry.slug, escape(entry.title)
    page = f"{base}{folder}{slug}.html"
    shown = page if scheme == LIGHT else f"{page}#{scheme}"
    image = f"{base}{folder}{slug}.{'png' if scheme == LIGHT else ENDINGS[scheme]}"
    alt = picture.alt or entry.title
    script = _script(base)
    told = f'<p><a href="{page}">{title}</a>. {MORE}: follow the link.</p>'
    frame = _frame(entry, shown)
    scheme_of_place = "" if scheme == LIGHT else f' data-remission-scheme="{scheme}"'
    framed = f"<div>\n{frame}\n{told}\n</div>\n{script}"
    if style == "oembed":
        if not base:
            raise NeedsSiteUrl(WHY_NO_OEMBED)
        return (
            f'<link rel="alternate" type="application/json+oembed" title="{title}" '
            f'href="{base}charts/{slug}.oembed.json">'
        )
    return {
        "iframe": framed,
        "script": f'<div data-remission-chart="{slug}"{scheme_of_place}>\n{told}\n</div>\n{script}',
        "image": f'<figure><a href="{page}"><img src="{image}" alt="{escape(alt)}" width="100%" /></a>'
        f'<figcaption>{title}. <a href="{page}">{MORE}</a></figcaption></figure>',
        "markdown": f"[![{plain_markdown(alt)}]({image})]({page})\n\n{plain_markdown(entry.title)}. [{MORE}]({page})",
        "wordpress": f"<!-- wp:html -->\n{framed}\n<!-- /wp:html -->",
    }[style]


def oembed(entry: Entry, base: str, picture: Picture) -> dict[str, dict[str, object]]:
    """oEmbed answers of a chart, ``rich`` and ``photo``.

    A file cannot see which width is asked for. So both name the least: the rich one fills what it
    is given, and the picture has more dots than that and can be opened.
    """
    common = {
        "version": "1.0",
        "title": entry.title,
        "provider_name": PROVIDER,
        "provider_url": base,
        "cache_age": 86400,
    }
    image = f"{base}charts/{entry.slug}.png"
    page, title = f"{base}charts/{entry.slug}.html", escape(entry.title)
    # WordPress hears the height of a frame only where a quote stands before it, which it then hides
    told = f'<blockquote><a href="{page}">{title}</a></blockquote>\n'
    rich = {
        "type": "rich",
        "html": told + _frame(entry, page) + "\n" + _script(base),
        "width": LEAST_WIDTH,
        "height": FIRST_HEIGHT,
    }
    width = min(LEAST_WIDTH, picture.width)
    height = round(picture.height * width / picture.width)
    photo = {"type": "photo", "url": image, "width": width, "height": height}
    return {"rich": common | rich, "photo": common | photo}


def _frame(entry: Entry | Copy, page: str) -> str:
    return (
        f'<iframe src="{page}" title="{escape(entry.title)}" width="100%" height="{FIRST_HEIGHT}" frameborder="0" '
        f'loading="lazy" data-remission-chart="{entry.slug}"></iframe>'
    )


def _script(base: str) -> str:
    return f'<script async src="{base}static/embed-host.js"></script>'


def escape(text: str) -> str:
    """``text`` as HTML, and MDX, take it for words alone."""
    return _no_braces(as_html(text))


def plain_markdown(text: str) -> str:
    """``text`` as Markdown, and MDX, take it for words alone. Not every Markdown knows ``\\<``."""
    return _no_braces(as_html(re.sub(r"([\\\[\]*_`])", r"\\\1", text), quote=False))


def _no_braces(text: str) -> str:
    return text.replace("{", "&#123;").replace("}", "&#125;")
