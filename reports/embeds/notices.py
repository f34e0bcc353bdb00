"""What stands at the addresses of a chart that is shown no more: a notice in every format, no value."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from reports.embeds.card import Card
from reports.embeds.entry import Copy, Retired
from reports.embeds.pictures import POST
from reports.embeds.raster import to_png
from reports.embeds.scheme import ENDINGS, coloured
from reports.embeds.snippets import PROVIDER
from reports.embeds.specification import as_json
from reports.exports.as_csv import frame_as_csv
from reports.pages.writer import environment
from reports.policy import EMBED

Files = dict[str, str | bytes]
NO_MORE = "This chart is no longer published."


def of_copy(copy: Copy, words: str) -> Files:
    """Files in place of a frozen copy."""
    meta = {"slug": copy.slug, "title": copy.title, "edition": copy.hash, "notice": words}
    return _files(copy.slug, copy.title, Markup("{}").format(words), meta, "", copy)


def of_retired(gone: Retired, base: str) -> Files:
    """Files in place of a retired chart, at each of its addresses. The day is bound to
    ``build.retired-SLUG``.
    """
    day = Markup('<time data-field="build.retired-{}">{}</time>').format(gone.slug, gone.on)
    words = Markup("{} Since {}: {}").format(NO_MORE, day, gone.why)
    meta = {"slug": gone.slug, "title": gone.title, "retired": gone.on, "notice": words.striptags()}
    files = _files(gone.slug, gone.title, words, meta, "../static/")
    if base:  # a site that asks again gets a link instead of a frame
        link = {"version": "1.0", "type": "link", "title": f"{gone.title}. {NO_MORE}"}
        about = {"provider_name": PROVIDER, "provider_url": base, "cache_age": 86400}
        for ending in ("oembed.json", "photo.oembed.json"):
            files[f"{gone.slug}.{ending}"] = as_json(link | about)
    endings = [name.removeprefix(gone.slug) for name in files]
    old = {f"{slug}{end}": files[f"{gone.slug}{end}"] for slug in gone.was for end in endings}
    return files | old


def _files(
    slug: str, title: str, words: Markup, meta: dict, assets: str, copy: Copy | None = None
) -> Files:
    card = Card(slug, title, words)
    card.text(title, 19, weight=700)
    card.strip(words, "stop")
    svg, plain = card.svg(), words.striptags()
    page = (
        environment()
        .get_template("withdrawn.html")
        .render(title=title, words=words, slug=slug, copy=copy, assets=assets, policy=EMBED)
    )
    return {
        f"{slug}.html": page + "\n",
        **{f"{slug}.{end}": coloured(svg, name) + "\n" for name, end in ENDINGS.items()},
        f"{slug}.png": to_png(coloured(svg)),
        f"{slug}.card.png": to_png(coloured(card.svg(POST[1])), scale=1),
        f"{slug}.json": as_json(
            {
                "title": title,
                "description": plain,
                "data": {"values": []},
                "mark": "point",
                "usermeta": meta,
            }
        ),
        f"{slug}.csv": frame_as_csv(pd.DataFrame({"notice": [plain]})),
        f"{slug}.md": f"**{title}**\n\n{plain}\n",
    }
