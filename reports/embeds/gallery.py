"""The folder ``charts/`` of the site: every chart in every format, old addresses, and the gallery.

Beside it ``pictures/``, what is shown of a link to a page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from reports.embeds.card import WIDTH
from reports.embeds.catalogue import cannot_draw
from reports.embeds.chart import Chart, Edition
from reports.embeds.entry import Catalogue, Copy, Entry
from reports.embeds.feed import Before, chart_feed
from reports.embeds.files import make, write
from reports.embeds.link_pictures import write_link_pictures
from reports.embeds.notices import of_retired
from reports.embeds.snippets import STYLES_OF_COPIES, Picture, snippet
from reports.pages.site import Site
from reports.pages.writer import Writer, all_pages
from reports.policy import Policy, server_snippets
from reports.published import Published
from reports.theme import embed_css
from reports.workers import Workers
from schemas.borders import site_map
from schemas.borders.site_map import CHART_ENDINGS, GALLERY
from schemas.problem import Problem

WORDS = {
    "iframe": "Frame, for pages that allow one",
    "script": "Script, for pages that allow scripts",
    "image": "Plain picture with text",
    "markdown": "Markdown, MDX, Hugo, MkDocs: picture with a link",
    "wordpress": "WordPress: custom HTML block",
}
FEED = "changes.xml"
FEW = 12  # charts that stand open on the gallery; more are folded by cancer
FROM = 8  # charts; for fewer, starting processes takes longer than it saves


def build_charts(
    site: Site,
    folder: Path,
    catalogue: Catalogue,
    policy: Policy,
    frozen: list[Copy],
    workers: Workers,
    before: Sequence[Before] = (),
) -> tuple[dict[str, str], list[Problem]]:
    """Write ``charts/`` below ``folder``. ``before``: values that were public earlier.

    Returns the texts of the gallery that hold numbers of the builder's own (addresses and sizes in
    snippets), by name, for the gate; and a problem for each chart that cannot be drawn, which makes
    what was written worthless.
    """
    write_link_pictures(site, folder)
    target = folder / "charts"
    target.mkdir(parents=True, exist_ok=True)
    made = _each(site, catalogue, target, workers)
    refused = [result for result in made if isinstance(result, Problem)]
    if refused:
        return {}, refused
    charts = [Chart(entry, site.published, site.as_of, site.url) for entry in catalogue.entries]
    heights = {entry.slug: height for entry, height in zip(catalogue.entries, made, strict=True)}
    for old, slug in catalogue.redirects.items():
        _keep_old(site, target, old, slug)
    for gone in catalogue.retired:
        write(of_retired(gone, site.url), target)
    feed = chart_feed(site, charts, catalogue.retired, before)
    write({FEED: feed}, target)
    _count_figures(site, charts)
    static = folder / "static"
    sheet = (static / "embed.css").read_text("utf-8")
    (static / "embed.css").write_text(embed_css() + sheet, encoding="utf-8")
    for name, text in server_snippets(policy, _folders(site), _prefix(site)).items():
        place = target / "headers" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")
    texts = _gallery(site, folder, charts, heights, frozen)
    texts |= {f"address-{chart.entry.slug}": chart.address for chart in charts}
    return texts | {f"retired-{gone.slug}": gone.on for gone in catalogue.retired}, []


def _folders(site: Site) -> set[str]:
    """Folders at the root of the site, the charts apart."""
    paths = [
        *site_map.FILES,
        *(path for path, _, _ in all_pages(site)),
        "static/",
        site_map.LINK_PICTURES,
    ]
    return {path.partition("/")[0] for path in paths if "/" in path} - {"charts"}


def _prefix(site: Site) -> str:
    """Where on its host the site begins: empty at the root, else such as ``/evidence``."""
    return urlsplit(site.url).path.rstrip("/")


def _each(site: Site, catalogue: Catalogue, target: Path, workers: Workers) -> list[int | Problem]:
    """Make and write all charts, in several processes if they are many.

    Returns the height of each picture in px, or why there is none.
    """
    shared = (site.published, site.as_of, site.url, target)
    return workers.spread(_maker, shared, catalogue.entries, FROM)


def _maker(
    published: Published, as_of: date, url: str, target: Path
) -> Callable[[Entry], int | Problem]:
    def make_one(entry: Entry) -> int | Problem:
        try:
            files = make(Chart(entry, published, as_of, url))
        except ValueError as error:  # Refused is one
            return cannot_draw(entry, error)
        write(files, target)
        return int(str(files[f"{entry.slug}.svg"]).split('height="', 1)[1].split('"', 1)[0])

    return make_one


def _keep_old(site: Site, target: Path, old: str, slug: str) -> None:
    """The files of ``slug`` at an old address, too: neither a picture nor what a frame's address ends
    in (``#dark``, WordPress's secret) would follow a redirect.
    """
    answers = ("oembed.json", "photo.oembed.json") if site.url else ()
    for ending in (*CHART_ENDINGS, *answers):
        (target / f"{old}.{ending}").write_bytes((target / f"{slug}.{ending}").read_bytes())


def _count_figures(site: Site, charts: list[Chart]) -> None:
    """Register the numbers that charts counted, for the gate."""
    for chart in charts:
        numbers = chart.kind.counted(chart.rows) if chart.kind.counted else ()
        site.counts |= {f"figures:{number}": int(number) for number in numbers}


def _gallery(
    site: Site, folder: Path, charts: list[Chart], heights: dict[str, int], frozen: list[Copy]
) -> dict[str, str]:
    items = []
    for chart in charts:
        slug = chart.entry.slug
        picture = Picture(WIDTH, heights[slug], chart.description.striptags())
        items.append(
            {
                "entry": chart.entry,
                "width": WIDTH,
                "height": heights[slug],
                "frozen": [
                    (copy, _snippets_of(copy, site, picture))
                    for copy in frozen
                    if copy.slug == slug
                ],
                "snippets": [
                    (style, words, snippet(chart.entry, style, site.url, picture))
                    for style, words in WORDS.items()
                ],
            }
        )
    context = {
        "title": "Charts to use elsewhere",
        "description": "Charts of these figures to put on other sites, with people, limits and source.",
        "picture": site_map.link_picture("charts"),
        "groups": _by_category(site, charts, items),
        "is_folded": len(items) > FEW,
    }
    Writer(site, folder).write(GALLERY, "charts.html", context)
    texts = {
        f"snippet-{item['entry'].slug}-{style}": text
        for item in items
        for style, _, text in item["snippets"]
    }
    copies = [found for item in items for found in item["frozen"]]
    return (
        texts
        | {f"frozen-{copy.hash}": copy.frozen_on for copy, _ in copies}
        | {f"snippet-{copy.hash}-{style}": text for copy, own in copies for style, _, text in own}
    )


def _by_category(
    site: Site, charts: list[Chart], items: list[dict[str, object]]
) -> list[tuple[dict[str, object], list[dict[str, object]]]]:
    """Each cancer with its charts, in the order of the site; a chart stands where its review is due."""
    of = [chart.standing.category for chart in charts]
    found = (
        (category, [item for item, own in zip(items, of, strict=True) if own == category["category"]])
        for category in site.published.categories
    )  # fmt: skip
    return [(category, own) for category, own in found if own]


def _snippets_of(copy: Copy, site: Site, picture: Picture) -> list[tuple[str, str, str]]:
    """Snippets of a frozen copy: code, words, text."""
    folder = Edition(copy.hash).folder
    return [
        (style, WORDS[style], snippet(copy, style, site.url, picture, folder=folder))
        for style in STYLES_OF_COPIES
    ]
