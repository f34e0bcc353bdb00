"""For machines that follow the site: a feed of changes, and a sitemap where the address is known."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from reports.published import Record
from reports.site import Site

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWEST = 60
MIDNIGHT = "T00:00:00Z"


def write(site: Site, folder: Path) -> None:
    """Write ``changes.xml``, and ``sitemap.xml`` and ``robots.txt`` where a site_url is set."""
    (folder / "changes.xml").write_bytes(changes(site))
    if site.url:
        (folder / "sitemap.xml").write_bytes(sitemap(site))
        (folder / "robots.txt").write_text(
            f"User-agent: *\nAllow: /\nSitemap: {site.address('sitemap.xml')}\n", encoding="utf-8"
        )


def events(site: Site) -> list[Record]:
    """What changed, newest first: reports entered, errors of others noted, what was not found."""
    published = site.published
    found = [
        {
            "id": f"report/{r['trial']}/{r['report']}",
            "on": r["entered"],
            "title": f"Entered: {r['trial_name']}, {r['cite']}",
            "path": f"evidence/{r['trial']}/{r['report']}/index.html",
        }
        for r in published.tables["reports"]
    ]
    found += [
        {
            "id": f"correction/{c['target']}/{c['field']}",
            "on": c["noted"],
            "title": f"Correction: {c['correct']}",
            "path": "about/index.html",
        }
        for c in published.tables["corrections"]
    ]
    return sorted(sorted(found, key=lambda e: e["id"]), key=lambda e: e["on"], reverse=True)


def changes(site: Site) -> bytes:
    newest = events(site)[:NEWEST]
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(feed, "title", f"{site.name}: changes")
    _add(feed, "id", site.address("changes.xml") or "urn:remission-evidence:changes")
    _add(feed, "updated", (newest[0]["on"] if newest else site.as_of.isoformat()) + MIDNIGHT)
    _add(_add(feed, "author"), "name", site.name)
    if site.url:
        _add(feed, "link", rel="self", href=site.address("changes.xml"))
    for event in newest:
        entry = _add(feed, "entry")
        _add(entry, "title", event["title"])
        _add(entry, "id", f"urn:remission-evidence:{event['id'].replace(' ', '-')}")
        _add(entry, "updated", event["on"] + MIDNIGHT)
        _add(entry, "link", href=site.address(event["path"]) or event["path"])
    return _bytes(feed)


def sitemap(site: Site) -> bytes:
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    for path in sorted(site.written):
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
