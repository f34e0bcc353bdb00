"""The addresses of a site, from its root: which pages there are, and which names are taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas.row import Row


# pages that every site has, by the name of their template
PAGES = {
    "index": "index.html",
    "find": "find/index.html",
    "guides": "guide/index.html",
    "explore": "explore/index.html",
    "glossary": "glossary/index.html",
    "references": "references/index.html",
    "about": "about/index.html",
    "changes": "changes/index.html",
    "audit": "audit/index.html",
    "weakest": "weakest/index.html",
    "missing": "404.html",  # what servers send in place of a page that is not there
}
GALLERY = "charts/index.html"
LINK_PICTURES = "pictures/"  # what sites show of a link to a page
FILES = (
    "changes.xml", "charts/changes.xml", "data/estimates.csv", "data/estimates.json", "data/estimates.parquet",
    "data/bibliography.csl.json", "data/bibliography.ris", "audit/worklist.csv",
)  # fmt: skip
# no page of a cancer may take the folder of another part of the site
TAKEN = frozenset(
    path.partition("/")[0].removesuffix(".html")
    for path in (
        *PAGES.values(),
        GALLERY,
        *FILES,
        "static/",
        "evidence/",
        "charts/",
        "data/",
        LINK_PICTURES,
    )
)
# no chart may take the place of what stands beside the charts
TAKEN_BY_CHARTS = frozenset(("about", "embed", "headers", "index", "v"))
CHART_ENDINGS = (
    "html", "svg", "dark.svg", "auto.svg", "png", "card.png", "json", "csv", "md",
)  # fmt: skip


def category(name: str) -> str:
    return f"{name}/index.html"


def situation(category: str, slug: str) -> str:
    return f"{category}/{slug}/index.html"


def guide_page(name: str) -> str:
    return f"guide/{name}/index.html"


def trial(name: str) -> str:
    return f"evidence/{name}/index.html"


def report(trial: str, name: str) -> str:
    return f"evidence/{trial}/{name}/index.html"


def link_picture(kind: str, category: str = "") -> str:
    """The picture of a link to a page: pages of a cancer share one, and so do pages of other kinds."""
    return f"{LINK_PICTURES}{f'cancer-{category}' if category else kind}.png"


def chart(slug: str, ending: str = "html") -> str:
    return f"charts/{slug}.{ending}"


def addresses(tables: Mapping[str, Iterable[Row]], charts: Iterable[str]) -> Iterator[str]:
    """Everything that a link inside the site may lead to."""
    yield from (*PAGES.values(), GALLERY, *FILES)
    yield from (category(row.get("category")) for row in tables["categories"])
    yield from (guide_page(row.get("page")) for row in tables["guide"])
    yield from (trial(row.get("trial")) for row in tables["trials"])
    yield from (report(row.get("trial"), row.get("report")) for row in tables["reports"])
    yield from (chart(slug, ending) for slug in charts for ending in CHART_ENDINGS)


def unread(gaps: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Addresses of pages whose files could not be read: a link to one is not wrong for that."""
    yield from (category(name) for name in gaps.get("categories", ()))
    yield from (guide_page(name) for name in gaps.get("guide", ()))
    yield from (trial(name) for name in gaps.get("trials", ()))
    yield from (
        report(*name.split("/")) for name in gaps.get("reports", ()) if name.count("/") == 1
    )
