"""The site: templates filled from the store, nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from functools import partial
from importlib import resources
from pathlib import Path
from typing import ClassVar

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from reports import audit, feeds, words
from reports.charts_on_pages import draw_all, drawings
from reports.contexts import Contexts
from reports.explore import write_explore
from reports.icons import icon_array
from reports.numbers import bound, bound_count, bound_fact, bound_field
from reports.panels import FAMILY_TITLES, listed
from reports.parallel import spread
from reports.prose import render
from reports.published import Record
from reports.site import SITE_NAME, Site
from reports.theme import css_properties
from schemas.terms import NOT_STATED

__all__ = ["SITE_NAME", "Site", "Writer", "build_pages"]

Page = tuple[str, str, str]  # path, kind, key
ChartPlace = tuple[str, str, str]  # category, subgroup, trial
PAGES_WORTH = 100  # pages; for fewer, starting processes takes longer than it saves


def build_pages(site: Site, folder: Path) -> int:
    """Write every page below ``folder``. Returns the number of pages."""
    writer = Writer(site, folder)
    writer.write_static()
    charts = writer.draw_charts([c["category"] for c in site.published.categories])
    for path, counts in spread(
        page_maker, (site, folder, charts), all_pages(site), PAGES_WORTH, chunk=8
    ):
        site.counts |= counts
        site.written.append(path)
    write_explore(site, folder)
    feeds.write(site, folder)
    audit.Audit(site).write_csv(folder / "audit" / "worklist.csv")
    return len(site.written)


def page_maker(
    site: Site, folder: Path, charts: dict[ChartPlace, Markup]
) -> Callable[[Page], tuple[str, dict[str, int]]]:
    """What makes one page, in whatever process."""
    writer = Writer(site, folder)
    writer.contexts.charts = charts
    return writer.make


def all_pages(site: Site) -> list[Page]:
    """Every page, the long ones first: that spreads best."""
    published = site.published
    return [
        *((f"{c['category']}/index.html", "category", c["category"]) for c in published.categories),
        *((f"guide/{p['page']}/index.html", "guide", p["page"]) for p in published.guide),
        ("index.html", "index", ""),
        ("guide/index.html", "guides", ""),
        ("explore/index.html", "explore", ""),
        ("glossary/index.html", "glossary", ""),
        ("references/index.html", "references", ""),
        ("about/index.html", "about", ""),
        ("audit/index.html", "audit", ""),
        *((f"evidence/{t}/index.html", "trial", t) for t in published.trials),
        *((f"evidence/{t}/{r}/index.html", "report", f"{t}/{r}") for t, r in published.reports),
    ]


class Compiled(BytecodeCache):
    """Templates compiled once a process, whatever the number of writers."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


TITLES = {
    "guides": "Guide",
    "glossary": "Words and short forms",
    "references": "Methods and guidelines cited",
    "audit": "What reviewers still have to look at",
}


def environment() -> Environment:
    """Jinja as pages use it."""
    return Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=Compiled(),
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Writer:
    """Fills templates and writes pages below ``folder``."""

    def __init__(self, site: Site, folder: Path):
        self.site, self.published, self.folder = site, site.published, folder
        self.contexts = Contexts(site)
        self.counts: dict[str, int] = {}
        self.environment = environment()
        published = self.published
        self.environment.globals.update(
            site=site,
            published=published,
            navigation=navigation(site),
            words=words.words,
            field=bound_field,
            count=self.count,
            fact_value=bound_fact,
            icons=icon_array,
            stated=stated,
            one_of=one_of,
            first_capital=words.first_capital,
            how_judged=partial(words.judged, published=published),
            criteria_name=partial(words.criteria_name, published=published),
            lead_words=words.lead_words,
            state_words=words.state,
            plan_words=words.plan,
            family_titles=FAMILY_TITLES,
            measure_words=words.MEASURES,
            measure_meaning=words.MEASURE_MEANING,
            report_of=lambda f: published.reports[f.trial, f.report],
            figure=lambda key: published.figures[key],
            entry_words=self.contexts.entry_words,
            design_words=lambda panel: words.design_by_endpoint(panel.trial, panel.figures),
            trials_of=self.trials_of,
            audit=audit.Audit(site),
            flag_titles=audit.FLAGS,
            said_in_prose=audit.SAID_IN_PROSE,
        )

    def make(self, page: Page) -> tuple[str, dict[str, int]]:
        """Write one page. Returns its path and the numbers counted on it."""
        path, kind, key = page
        root = "../" * path.count("/")
        self.counts = {}
        if kind in TITLES:
            context = self.contexts.plain(TITLES[kind])
        elif key:
            context = getattr(self.contexts, kind)(key, root)
        else:
            context = getattr(self.contexts, kind)(root)
        context["approval"] = audit.notice(self.published, kind, key)
        self.write(path, f"{kind}.html", context)
        return path, self.counts

    def write(self, path: str, template: str, context: Record) -> None:
        root = "../" * path.count("/")
        defaults = {
            "description": "", "title_field": "", "title_id": "", "data": None,
            "approval": audit.notice(self.published, "", ""),
        }  # fmt: skip
        context = {**defaults, **context}
        text = self.environment.get_template(template).render(
            root=root,
            path=path,
            n=lambda f, how="as_printed", link=True: bound(f, how, root, link),
            prose_of=lambda text: render(text, self.published, root),
            json_ld=json_ld(context["data"]),
            **context,
        )
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text + "\n", encoding="utf-8")

    def draw_charts(self, categories: Iterable[str]) -> dict[ChartPlace, Markup]:
        """Charts of their panels by category, subgroup and trial; the slow part of a build."""
        frame = self.published.frame.set_index("estimate_id")
        places, wanted = [], []
        for category, subgroup, panel in self.contexts.panels_of(categories):
            for drawing in drawings(panel, frame, subgroup):
                places.append((category, subgroup, panel.id))
                wanted.append(drawing)
        charts: dict[ChartPlace, Markup] = {}
        for place, figure in zip(places, draw_all(wanted), strict=True):
            charts[place] = charts.get(place, Markup("")) + figure
        return charts

    def write_static(self) -> None:
        static = self.folder / "static"
        static.mkdir(parents=True, exist_ok=True)
        for item in resources.files("reports").joinpath("static").iterdir():
            with resources.as_file(item) as path:
                shutil.copyfile(path, static / item.name)
        sheet = (static / "site.css").read_text("utf-8")
        pages = [c["category"] for c in self.published.categories]
        sheet = css_properties() + sheet + audit.css_filters(pages)
        (static / "site.css").write_text(sheet, encoding="utf-8")

    def count(self, name: str, number: int) -> Markup:
        """A number that the builder computed; the gate compares it with this register."""
        self.counts[name] = self.site.counts[name] = number
        return bound_count(name, number)

    def trials_of(self, category: str) -> list[str]:
        return sorted(
            {f.trial for f in self.published.figures.values() if category in listed(f.category)}
        )


def navigation(site: Site) -> list[dict[str, str]]:
    """Pages named in the header, cancers first, by their short names."""
    return [
        *(
            {"path": f"{c['category']}/index.html", "title": c["title"].split(" with ")[0]}
            for c in site.published.categories
        ),
        {"path": "guide/index.html", "title": "Guide"},
        {"path": "explore/index.html", "title": "Explore"},
        {"path": "glossary/index.html", "title": "Words"},
        {"path": "about/index.html", "title": "About"},
    ]


def json_ld(data: Record | None) -> Markup:
    """Structured data as text that no value can break out of."""
    if data is None:
        return Markup("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


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
