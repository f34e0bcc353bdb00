"""Where a trial stands: a panel for each of its situations, one for all that hold the same figures."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.panels.panel import Panel, panel
from reports.panels.situation import full_title
from reports.published import Published, Record


@dataclass
class Place:
    """A panel with the situations that it is of: category and subgroup of each."""

    panel: Panel
    situations: list[tuple[Record, Record]] = field(default_factory=list)
    old_anchors: list[str] = field(default_factory=list)  # without the category, each once a page

    @property
    def key(self) -> tuple[str, str, str]:
        """Category, subgroup and trial: what names the charts."""
        category, section = self.situations[0]
        return category["category"], section["subgroup"], self.panel.id

    @property
    def slug(self) -> str:
        return self.anchors[0].removesuffix(f"-{self.panel.id}")

    @property
    def anchors(self) -> list[str]:
        return [f"{c['category']}-{s['subgroup']}-{self.panel.id}" for c, s in self.situations]

    @property
    def title(self) -> str:
        """``Melanoma: Immunotherapy; BRAF-targeted treatment``."""
        by_category: dict[str, list[str]] = {}
        for category, section in self.situations:
            name = category["title"].split(" with ")[0]
            by_category.setdefault(name, []).append(section["title"])
        return "; ".join(full_title(name, "; ".join(own)) for name, own in by_category.items())


def places(published: Published, trial: str) -> list[Place]:
    """Places of ``trial`` in the order of categories and their subgroups."""
    found: list[Place] = []
    named: set[str] = set()
    for category in published.categories:
        for section in published.subgroups(category["category"]):
            at = (category["category"], section["subgroup"])
            if trial not in published.trials_in(*at):
                continue
            here = panel(published, trial, *at)
            alike = (p for p in found if _tells(p.panel) == _tells(here))
            place = next(alike, None)
            if place is None:
                found.append(place := Place(here))
            place.situations.append((category, section))
            if section["subgroup"] not in named:
                named.add(section["subgroup"])
                place.old_anchors.append(f"{section['subgroup']}-{trial}")
    return found


def _tells(p: Panel) -> tuple[object, ...]:
    """What makes a panel: the same of this, and readers see the same."""
    return (
        {f.id for f in p.figures}, [f.id for f in p.kept], [f.id for f in p.told], p.place,
        p.population["population"], p.silence,
    )  # fmt: skip
