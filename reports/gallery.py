"""The folder ``charts/`` of the site: every chart in every format, old addresses, and the gallery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from reports.artefacts import make
from reports.card import WIDTH
from reports.catalogue import Catalogue, Entry, cannot_draw
from reports.charts.timeline import data_cuts
from reports.edition import Chart
from reports.frozen import Copy, write
from reports.pages import Writer, environment
from reports.parallel import spread
from reports.policy import Policy, server_snippets
from reports.published import Published
from reports.site import Site
from reports.snippets import Picture, snippet
from reports.theme import css_properties
from schemas.problem import Problem

WORDS = {
    "iframe": "Frame, for pages that allow one",
    "script": "Script, for pages that allow scripts",
    "image": "Plain picture with text",
    "wordpress": "WordPress: custom HTML block",
}
FROM = 8  # charts; for fewer, starting processes takes longer than it saves


def build_charts(
    site: Site, folder: Path, catalogue: Catalogue, policy: Policy, frozen: list[Copy]
) -> tuple[dict[str, str], list[Problem]]:
    """Write ``charts/`` below ``folder``.

    Returns the texts of the gallery that hold numbers of the builder's own (addresses and sizes in
    snippets), by name, for the gate; and a problem for each chart that cannot be drawn, which makes
    what was written worthless.
    """
    target = folder / "charts"
    target.mkdir(parents=True, exist_ok=True)
    made = _each(site, catalogue, target)
    refused = [result for result in made if isinstance(result, Problem)]
    if refused:
        return {}, refused
    charts = [Chart(entry, site.published, site.as_of, site.url) for entry in catalogue.entries]
    heights = {entry.slug: height for entry, height in zip(catalogue.entries, made, strict=True)}
    for old, slug in catalogue.redirects.items():
        _redirect(site, target, old, slug, catalogue)
    _count_figures(site, charts)
    static = folder / "static"
    sheet = (static / "embed.css").read_text("utf-8")
    (static / "embed.css").write_text(css_properties() + sheet, encoding="utf-8")
    for name, text in server_snippets(policy).items():
        place = target / "headers" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return _gallery(site, folder, charts, heights, frozen), []


def _each(site: Site, catalogue: Catalogue, target: Path) -> list[int | Problem]:
    """Make and write all charts, in several processes if they are many.

    Returns the height of each picture in px, or why there is none.
    """
    shared = (site.published, site.as_of, site.url, target)
    return spread(_maker, shared, catalogue.entries, FROM)


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


def _redirect(site: Site, target: Path, old: str, slug: str, catalogue: Catalogue) -> None:
    base = f"{site.url}charts/" if site.url else ""
    page = (
        environment()
        .get_template("moved.html")
        .render(slug=slug, base=base, title=catalogue[slug].title)
    )
    (target / f"{old}.html").write_text(page + "\n", encoding="utf-8")
    for suffix in ("svg", "png", "json", "csv", "md"):  # files cannot redirect: same bytes
        (target / f"{old}.{suffix}").write_bytes((target / f"{slug}.{suffix}").read_bytes())


def _count_figures(site: Site, charts: list[Chart]) -> None:
    """Register the numbers that timelines and maps counted, for the gate."""
    for chart in charts:
        if chart.entry.kind == "timeline":
            numbers = [cut["figures"] for cut in data_cuts(chart.rows)]
        elif chart.entry.kind == "evidence_map":
            numbers = chart.rows.groupby(["trial", "endpoint"]).size().tolist()
        else:
            continue
        site.counts |= {f"figures:{number}": int(number) for number in numbers}


def _gallery(
    site: Site, folder: Path, charts: list[Chart], heights: dict[str, int], frozen: list[Copy]
) -> dict[str, str]:
    items = []
    for chart in charts:
        slug = chart.entry.slug
        picture = Picture(WIDTH, heights[slug])
        items.append(
            {
                "entry": chart.entry,
                "width": WIDTH,
                "height": heights[slug],
                "frozen": [copy.hash for copy in frozen if copy.slug == slug],
                "snippets": [
                    (style, words, snippet(chart.entry, style, site.url, picture))
                    for style, words in WORDS.items()
                ],
            }
        )
    context = {"title": "Charts to use elsewhere", "items": items}
    Writer(site, folder).write("charts/index.html", "charts.html", context)
    return {
        f"snippet-{item['entry'].slug}-{style}": text
        for item in items
        for style, _, text in item["snippets"]
    }
