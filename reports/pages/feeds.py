"""For machines that follow the site: a feed of changes, and a sitemap where the address is known."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from reports.pages import changes
from reports.pages.site import Site
from reports.published import Record
from schemas.borders import site_map

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWEST = 60
MIDNIGHT = "T00:00:00Z"


def write(site: Site, folder: Path) -> None:
    """Write ``changes.xml``, and ``sitemap.xml`` and ``robots.txt`` where a site_url is set."""
    (folder / "changes.xml").write_bytes(feed_of(site))
    if site.url:
        (folder / "sitemap.xml").write_bytes(sitemap(site))
        (folder / "robots.txt").write_text(
            f"User-agent: *\nAllow: /\nSitemap: {site.address('sitemap.xml')}\n", encoding="utf-8"
        )


def events(site: Site) -> list[Record]:
    """What changed, newest first."""
    found = sorted(changes.events(site.published), key=lambda event: event["id"])
    return sorted(found, key=lambda event: event["on"], reverse=True)


def feed_of(site: Site) -> bytes:
    return atom(site, "changes.xml", f"{site.name}: changes", events(site)[:NEWEST])


def atom(site: Site, path: str, title: str, newest: list[Record]) -> bytes:
    """The feed that stands at ``path``. Events have ``id``, ``on`` (day), ``title``, ``path``."""
    name = path.removesuffix(".xml").replace("/", ":")
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(feed, "title", title)
    _add(feed, "id", site.address(path) or f"urn:remission-evidence:{name}")
    _add(feed, "updated", (newest[0]["on"] if newest else site.as_of.isoformat()) + MIDNIGHT)
    _add(_add(feed, "author"), "name", site.name)
    if site.url:
        _add(feed, "link", rel="self", href=site.address(path))
    for event in newest:
        entry = _add(feed, "entry")
        _add(entry, "title", event["title"])
        _add(entry, "id", f"urn:remission-evidence:{event['id'].replace(' ', '-')}")
        _add(entry, "updated", event["on"] + MIDNIGHT)
        _add(entry, "link", href=site.address(event["path"]) or event["path"])
    return _bytes(feed)


def sitemap(site: Site) -> bytes:
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    for path in sorted({*site.written} - {site_map.PAGES["missing"]}):
        _add(_add(root, "url", space=SITEMAP), "loc", site.address(path), space=SITEMAP)
    return _bytes(root)


def _add(
    parent: etree._Element, name: str, text: str | None = None, space: str = ATOM, **attributes: str
) -> etree._Element:
    child = etree.SubElement(parent, f"{{{space}}}{name}", attributes)
    child.text = text
    return child


def _bytes(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"
