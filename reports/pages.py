"""The site: templates filled from the store, nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import words as plain
from reports.charts import RESPONSIVE_CSS
from reports.charts_on_pages import panel_charts
from reports.icons import icon_array
from reports.numbers import bound, bound_count, bound_field
from reports.panels import FAMILY_TITLES, arms_shown, listed, panels
from reports.prose import render
from reports.published import Figure, Published, Record
from reports.theme import css_properties
from schemas.terms import NOT_STATED

SITE_NAME = "Remission evidence"


@dataclass
class Site:
    """One build of the site: what is published, when, and the counts shown on its pages."""

    published: Published
    as_of: date
    version: str
    url: str = ""
    name: str = SITE_NAME
    counts: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def is_overdue(self, record: Record) -> bool:
        return str(record["next_review"]) < self.as_of.isoformat()


def build_pages(site: Site, folder: Path) -> int:
    """Write every page below ``folder``. Returns the number of pages."""
    writer = _Writer(site, folder)
    writer.write_static()
    for path, template, context in _all_pages(site, writer):
        writer.write(path, template, context)
    return len(site.written)


def _all_pages(site: Site, writer: _Writer) -> Iterator[tuple[str, str, dict]]:
    published = site.published
    yield "index.html", "index.html", {"title": "Can stage 4 cancer go into remission?"}
    for category in published.categories:
        yield (
            f"{category['category']}/index.html",
            "category.html",
            writer.category(category),
        )
    for page in published.guide:
        yield (
            f"guide/{page['page']}/index.html",
            "guide.html",
            {
                "title": page["title"],
                "page": page,
                **writer.review("guide", page["page"], page),
            },
        )
    yield "glossary/index.html", "glossary.html", {"title": "Words and short forms"}
    yield "references/index.html", "references.html", {"title": "Methods and guidelines cited"}
    yield "about/index.html", "about.html", {"title": "About, corrections and changes"}
    for trial in published.tables["trials"]:
        yield f"evidence/{trial['trial']}/index.html", "trial.html", writer.trial(trial)
        for report in published.reports_of[trial["trial"]]:
            yield (
                f"evidence/{report['trial']}/{report['report']}/index.html",
                "report.html",
                writer.report(report),
            )


class _Writer:
    def __init__(self, site: Site, folder: Path):
        self.site, self.published, self.folder = site, site.published, folder
        self.frames = dict(list(self.published.frame.groupby("trial")))
        self.environment = Environment(
            loader=PackageLoader("reports"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        published = self.published
        self.environment.globals.update(
            site=site,
            published=published,
            navigation=self.navigation(),
            words=plain.words,
            field=bound_field,
            count=self.count,
            icons=icon_array,
            stated=stated,
            one_of=one_of,
            how_judged=partial(plain.judged, published=published),
            criteria_name=partial(plain.criteria_name, published=published),
            family_titles=FAMILY_TITLES,
            measure_words=plain.MEASURES,
            measure_meaning=plain.MEASURE_MEANING,
            report_of=lambda f: published.reports[f.trial, f.report],
            figure=lambda key: published.figures[key],
            entry_words=self.entry_words,
            design_words=lambda panel: plain.design_by_endpoint(panel.trial, panel.figures),
            trials_of=self.trials_of,
        )

    def navigation(self) -> list[dict[str, str]]:
        published = self.published
        return [
            *(
                {"path": f"{c['category']}/index.html", "title": c["title"]}
                for c in published.categories
            ),
            {"path": "guide/index.html", "title": "Guide"},
            {"path": "glossary/index.html", "title": "Words"},
            {"path": "about/index.html", "title": "About"},
        ]

    def count(self, name: str, number: int) -> Markup:
        """A number that the builder computed; the gate compares it with this register."""
        self.site.counts[name] = number
        return bound_count(name, number)

    def write(self, path: str, template: str, context: dict) -> None:
        root = "../" * path.count("/")
        text = self.environment.get_template(template).render(
            root=root,
            path=path,
            description=context.pop("description", ""),
            title_field=context.pop("title_field", ""),
            title_id=context.pop("title_id", ""),
            n=lambda f, how="as_printed", link=True: bound(f, how, root, link),
            prose_of=lambda text: render(text, self.published, root),
            **context,
        )
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text + "\n", encoding="utf-8")
        self.site.written.append(path)

    def write_static(self) -> None:
        static = self.folder / "static"
        static.mkdir(parents=True, exist_ok=True)
        for item in resources.files("reports").joinpath("static").iterdir():
            with resources.as_file(item) as path:
                shutil.copyfile(path, static / item.name)
        sheet = (static / "site.css").read_text("utf-8")
        (static / "site.css").write_text(
            css_properties() + RESPONSIVE_CSS + "\n" + sheet, encoding="utf-8"
        )

    # contexts ----------------------------------------------------------------

    def review(self, table: str, key: str, record: Record) -> dict:
        return {
            "page_record": record,
            "page_table": table,
            "page_key": key,
            "is_overdue": self.site.is_overdue(record),
            "entered_words": "Figures were typed in from published sources by the project.",
        }

    def category(self, category: Record) -> dict:
        published, key = self.published, category["category"]
        root = "../"
        sections = []
        for subgroup in published.subgroups(key):
            made = panels(published, key, subgroup["subgroup"])
            for panel in made:
                panel.has_contrasts = any(
                    row.contrasts for family in panel.rows.values() for row in family
                )
            charted = [
                (panel, panel_charts(panel, self.frames[panel.id], subgroup["subgroup"]))
                for panel in made
            ]
            sections.append({**subgroup, "panels": charted})
        names = {t["trial"]: t["name"] for t in published.tables["trials"]}
        cancers = set(listed(category["cancers"]))
        here = {panel.trial["trial"] for section in sections for panel, _ in section["panels"]} | {
            t["trial"]
            for t in published.tables["trials"]
            if t["cancer"] in cancers and key != "oligometastatic"
        }
        gaps = [
            {**gap, "name": names[gap["trial"]]}
            for gap in published.tables["gaps"]
            if gap["trial"] in here
        ]
        return {
            "title": category["title"],
            "category": category,
            "sections": sections,
            "gaps": gaps,
            "prose": render(category["prose"] or "", published, root),
            **self.review("categories", key, category),
        }

    def trial(self, trial: Record) -> dict:
        published = self.published
        figures = published.figures_of[trial["trial"]]
        blocks = []
        for population in published.populations_of[trial["trial"]]:
            own = [f for f in figures if f.population_key == population["population"]]
            if own:
                blocks.append({"population": population, "figures": sorted(own, key=_by_reading)})
        return {
            "title": trial["name"],
            "trial": trial,
            "design": plain.design(trial) + ".",
            "registry_ids": listed(trial["registry_ids"]),
            "arms": arms_shown(published, trial["trial"], figures),
            "blocks": blocks,
            "reports": published.reports_of[trial["trial"]],
            "gaps": [g for g in published.tables["gaps"] if g["trial"] == trial["trial"]],
        }

    def report(self, report: Record) -> dict:
        published = self.published
        own = [f for f in published.figures_of[report["trial"]] if f.report == report["report"]]
        return {
            "title": f"{published.trials[report['trial']]['name']}: {report['cite']}",
            "title_field": "reports.cite",
            "title_id": f"{report['trial']}/{report['report']}",
            "trial": published.trials[report["trial"]],
            "report": report,
            "key": f"{report['trial']}/{report['report']}",
            "figures": sorted(own, key=_by_reading),
        }

    def trials_of(self, category: str) -> list[str]:
        return sorted(
            {f.trial for f in self.published.figures.values() if category in listed(f.category)}
        )

    def entry_words(self, figure: Figure) -> str:
        outcome = self._extraction.get(figure.id)
        return {
            None: "Entered once.",
            "agreed": "Entered twice, by machine-assisted double entry of the project: both entries agreed.",
            "settled": "Entered twice, by machine-assisted double entry of the project: the entries differed and were settled from the source.",
            "not_found": "Entered once; a second reader did not find the figure.",
        }[outcome]

    @property
    def _extraction(self) -> dict[str, str]:
        if not hasattr(self, "_outcomes"):
            self._outcomes = {
                row["estimate_id"]: row["outcome"] for row in self.published.tables["extraction"]
            }
        return self._outcomes


def _by_reading(f: Figure) -> tuple[object, ...]:
    from reports.panels import _reading_order

    return (*_reading_order(f)[:5], not f.is_current, *_reading_order(f)[5:])


def stated(table: str, column: str, key: str, text: str | None) -> Markup:
    """Curated text, or the plain words for a field that the source does not tell."""
    if text is None or text == NOT_STATED:
        return Markup("not stated in what we could read")
    return bound_field(table, column, key, text)


def one_of(table: str, column: str, key: str, text: str) -> Markup:
    """One item of a list field, such as one of several registry numbers."""
    return Markup('<span data-field="{}.{}" data-id="{}" data-part>{}</span>').format(
        table, column, key, text
    )
