"""A drawing of what a smaller diameter looks like, to scale, bound to the fact that sets it."""

from __future__ import annotations

from markupsafe import Markup, escape

from reports.published import Published, Record

PAGE = "what-remission-means"
BEFORE, WIDTH, HEIGHT = 120, 420, 178


def with_drawing(prose: Markup, page: str, published: Published, root: str) -> Markup:
    """``prose`` with the drawing at the end of the section that first names the threshold."""
    if page != PAGE:
        return prose
    for fact in published.tables["facts"]:
        start = prose.find(f'data-fact="{fact["fact_id"]}"')
        if start >= 0 and is_smaller_diameter(fact):
            end = prose.find("<h2", start)
            end = len(prose) if end < 0 else end
            return prose[:end] + smaller_diameter(fact, root) + prose[end:]
    return prose


def is_smaller_diameter(fact: Record) -> bool:
    return (
        fact["fact"] == "partial-response"
        and fact["unit"] == "percent"
        and "diameter" in fact["says"]
    )


def smaller_diameter(fact: Record, root: str) -> Markup:
    """Two tumours drawn as discs: before, and with a diameter smaller by the fact's percentage."""
    after = BEFORE * (1 - float(fact["value"]) / 100)
    middle, first, second = BEFORE / 2 + 8, 100, 310
    number = Markup(
        f'<tspan data-fact="{escape(fact["fact_id"])}">{escape(fact["value"])}%</tspan>'
    )
    return Markup(
        '<figure class="drawing"><svg viewBox="0 0 {w} {h}" role="img" aria-labelledby="smaller-name">'
        '<title id="smaller-name">Two discs side by side; the second has the smaller diameter that '
        "counts as a partial response.</title>"
        '<circle class="whole" cx="{x1}" cy="{y}" r="{r1:g}"/>'
        '<circle class="ghost" cx="{x2}" cy="{y}" r="{r1:g}"/>'
        '<circle class="whole" cx="{x2}" cy="{y}" r="{r2:g}"/>'
        '<path class="measure" d="M{a1:g} {y}h{d1:g}M{a2:g} {y}h{d2:g}"/>'
        '<text x="{x1}" y="{t}">before</text>'
        '<text x="{x2}" y="{t}">diameter {number} smaller</text></svg>'
        "<figcaption>Drawn to scale. The dashed line is the size before. Seen as a ball, much more "
        'than that share of it has gone. <a href="{root}references/index.html#{anchor}">Source of the '
        "threshold</a></figcaption></figure>"
    ).format(
        w=WIDTH,
        h=HEIGHT,
        x1=first,
        x2=second,
        y=middle,
        r1=BEFORE / 2,
        r2=after / 2,
        a1=first - BEFORE / 2,
        d1=BEFORE,
        a2=second - after / 2,
        d2=after,
        t=HEIGHT - 14,
        number=number,
        root=root,
        anchor=fact["fact_id"].replace("/", "-"),
    )
