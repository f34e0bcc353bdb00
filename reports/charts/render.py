"""From an Altair chart to SVG text: same bytes for the same chart, named, traceable, themed.

Vega leaves four things to do. Labels keep their binding as an address, which becomes ``data-``
attributes. Sizes come from the chart's own frame, so that no installed font can move anything.
Colours become CSS properties with their light value as fallback, so that one file suits light and
dark pages. And the figure gets one name and one description instead of a role on every mark.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from reports import theme
from reports.charts.bindings import attributes
from reports.charts.converter import vegalite_to_svg
from reports.charts.marks import TopLevel

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
NOISE = ("role", "aria-hidden", "aria-roledescription", "aria-label", "pointer-events")


def to_svg(
    chart: TopLevel,
    title: str,
    description: str,
    slug: str = "chart",
    spec: dict[str, Any] | None = None,
) -> str:
    """SVG of ``chart`` with a name and a long description.

    ``slug`` must be unique on the page: ids are made from it. ``spec`` saves making the chart's
    specification a second time.
    """
    spec = spec or chart.to_dict(validate=False)
    return finish(vegalite_to_svg(spec), spec["usermeta"]["frame"], title, description, slug)


def finish(svg: str, frame: dict[str, float], title: str, description: str, slug: str) -> str:
    """Vega's SVG made ours: frame, bindings, colours, name and description."""
    root = etree.fromstring(svg.encode())
    _set_frame(root, frame)
    for element in list(root.iter(f"{{{SVG}}}a")):
        _bind(element)
    for element in root.iter():
        for name in NOISE:
            element.attrib.pop(name, None)
        for name in ("fill", "stroke"):
            colour = element.get(name)
            if colour in theme.PROPERTY_OF:
                element.set(name, f"var({theme.PROPERTY_OF[colour]},{colour})")
        if "transform" in element.attrib:
            element.set("transform", _rounded(element.get("transform")))
        if element.get("opacity") == "1":
            del element.attrib["opacity"]
    _drop_empty(root)
    _name_clips(root, slug)
    set_name(root, title, description, slug)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def set_name(root: etree._Element, title: str, description: str, slug: str) -> None:
    """Give a figure its role, name and description."""
    root.set("role", "img")
    root.set("aria-labelledby", f"{slug}-title {slug}-desc")
    heading, words = etree.Element(f"{{{SVG}}}title"), etree.Element(f"{{{SVG}}}desc")
    heading.set("id", f"{slug}-title")
    words.set("id", f"{slug}-desc")
    heading.text, words.text = title, description
    root.insert(0, heading)
    root.insert(1, words)


def _set_frame(root: etree._Element, frame: dict[str, float]) -> None:
    width, height = frame["width"], frame["height"]
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    root.set("viewBox", f"0 0 {width:g} {height:g}")
    root.set("class", "re-chart")
    for paper in root.findall(f"{{{SVG}}}rect"):
        root.remove(paper)
    root.find(f"{{{SVG}}}g").set("transform", f"translate({frame['left']:g},{frame['top']:g})")


def _bind(link: etree._Element) -> None:
    found = attributes(link.get(f"{{{XLINK}}}href", ""))
    for attribute in list(link.attrib):
        del link.attrib[attribute]
    link.tag = f"{{{SVG}}}g"
    for attribute, value in found.items():
        link.set(attribute, value)


def _drop_empty(root: etree._Element) -> None:
    """Vega draws an empty path over and under each group."""
    for path in list(root.iter(f"{{{SVG}}}path")):
        if path.get("class") in ("background", "foreground") and not path.get("stroke"):
            path.getparent().remove(path)


def _name_clips(root: etree._Element, slug: str) -> None:
    """Vega numbers clip paths through the whole process: number them within the figure instead."""
    names: dict[str, str] = {}
    for clip in root.iter(f"{{{SVG}}}clipPath"):
        names[f"url(#{clip.get('id')})"] = f"{slug}-clip-{len(names) + 1}"
        clip.set("id", f"{slug}-clip-{len(names)}")
    for element in root.iter():
        used = element.get("clip-path")
        if used in names:
            element.set("clip-path", f"url(#{names[used]})")


_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda found: f"{float(found.group()):.2f}".rstrip("0").rstrip("."), text)
