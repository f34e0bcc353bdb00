"""Which charts stand in which panel: survival over time, and kinds of response.

Choosing is cheap and happens here; drawing is slow, so what was drawn once is not drawn again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup, escape

from reports import theme
from reports.panels.panel import Panel
from reports.panels.table_rows import reading_order
from reports.published import Figure
from reports.workers import Workers
from schemas.fields import SEPARATOR

KINDS = ("response", "no_response")
SURVIVAL_NOTE = (
    "Each point is an estimated share of people, with its interval where one was read. Nothing is known "
    "between the points. Hollow points are of an earlier report; a group's points end where the reports "
    "we hold end."
)
RESPONSE_NOTE = "Shrinkage is not the same as living longer."
NOTE_SAYS = {RESPONSE_NOTE: "not-survival"}  # the mark that rules of pages ask
WORTH = 8  # drawings; for fewer, starting processes takes longer than it saves


@dataclass
class Drawing:
    """What one chart needs: the rows that it shows, in which order of arms, under which name."""

    kind: str
    slug: str
    title: str
    note: str
    arms: tuple[str, ...]
    rows: pd.DataFrame

    @property
    def key(self) -> str:
        rows = repr(self.rows.to_numpy(dtype=object).tolist())
        return "\n".join((self.kind, self.slug, *self.arms, *self.rows.columns, rows))


def drawings(panel: Panel, frame: pd.DataFrame, subgroup: str) -> Iterator[Drawing]:
    """Charts that the rows of a panel make. ``frame``: the view ``estimates`` by estimate_id."""
    figures = [
        f
        for f in panel.figures
        if f.population_key == panel.population["population"]
        and f.is_current
        and f.conditional_on is None
        and f.variant is None
        and f.may_show_value
        and f.may_lead
        and f.value_qualifier == "="
    ]
    order = [arm["arm"] for arm in panel.arms]
    chosen = []
    if panel.trial["design"] == "randomised":
        drawn = {f.endpoint: f for f in sorted(figures, key=reading_order) if f.curve}
        for endpoint, first in drawn.items():
            own = _curve([f for f in figures if f.endpoint == endpoint])
            chosen.append(("survival", endpoint, first.curve, SURVIVAL_NOTE, own))
    chosen.append(
        ("response_bar", "kinds", "Best change of the cancer", RESPONSE_NOTE, _kinds(figures))
    )
    for kind, name, title, note, own in chosen:
        if own:
            arms = tuple(a for a in order if a in {f.arm_key for f in own})
            rows = frame.loc[[f.id for f in own]].reset_index()
            yield Drawing(kind, f"{subgroup}-{panel.id}-{name}", title, note, arms, rows)


def _curve(figures: list[Figure]) -> list[Figure]:
    """Landmark rates of two arms or more, one of them at two times, and the medians of those arms."""
    rates = _single(
        [f for f in figures if f.effect_measure == "landmark_rate"],
        lambda f: (f.arm_key, f.timepoint_months),
    )
    rates = _without_parts(rates)
    times = Counter(f.arm_key for f in rates)
    if len(times) < 2 or max(times.values()) < 2:
        return []
    medians = _single([f for f in figures if f.effect_measure == "median"], lambda f: f.arm_key)
    return rates + [f for f in medians if f.arm_key in times]


def _kinds(figures: list[Figure]) -> list[Figure]:
    shares = _single(
        [f for f in figures if f.effect_measure == "proportion" and f.best_response in KINDS],
        lambda f: (f.arm_key, f.endpoint),
    )
    shares = _without_parts(shares)
    return shares if len({f.endpoint for f in shares}) >= 3 else []


def _without_parts(figures: list[Figure]) -> list[Figure]:
    """Figures without the arms whose people another arm among them holds."""
    parts = {part for f in figures for part in (f.arm_combines or "").split(SEPARATOR)}
    return [f for f in figures if f.arm_key not in parts]


def _single(figures: list[Figure], place: Callable[[Figure], object]) -> list[Figure]:
    """Figures that have their place for themselves; two at one place are left to the table."""
    taken = Counter(place(f) for f in figures)
    return [f for f in figures if taken[place(f)] == 1]


class Drawn:
    """What a build, or one build of a preview after the other, has drawn so far."""

    def __init__(self) -> None:
        self._svgs: dict[str, str] = {}

    def figures(self, wanted: list[Drawing], workers: Workers) -> list[Markup]:
        """Figures for pages, one a drawing; empty where its rows may not share an axis."""
        missing = {d.key: d for d in wanted if d.key not in self._svgs}
        made = workers.spread(_drawer, (), list(missing.values()), WORTH)
        self._svgs.update(zip(missing, made, strict=True))
        return [_figure(self._svgs[drawing.key], drawing) for drawing in wanted]


def _drawer() -> Callable[[Drawing], str]:
    """Draws one chart as SVG text. Made where it is used: the charts' libraries load slowly."""
    from altair.utils.schemapi import debug_mode

    from reports.charts.kinds import KINDS
    from reports.charts.refuse import Refused
    from reports.charts.render import to_svg

    def draw(d: Drawing) -> str:
        try:
            with debug_mode(False):  # the tests check specifications, not the build
                made = KINDS[d.kind].draw(d.rows, theme.NARROW, d.arms)
                return to_svg(made, d.title, d.note, d.slug)
        except Refused:  # unlike rows never share an axis: the table shows them
            return ""

    return draw


def _figure(svg: str, drawing: Drawing) -> Markup:
    if not svg:
        return Markup("")
    claim = NOTE_SAYS.get(drawing.note)
    says = f' data-says="{claim}"' if claim else ""
    return Markup(
        f'<figure class="chart">{svg}<figcaption><strong>{escape(drawing.title)}.</strong> '
        f'<span class="note"{says}>{escape(drawing.note)}</span></figcaption></figure>'
    )
