"""The site: templates filled from the store, nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from functools import partial
from importlib import resources
from pathlib import Path
from typing import ClassVar

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from reports.pages import audit, feeds, find
from reports.pages.contexts import Contexts
from reports.pages.explore import write_explore
from reports.pages.moved import moved
from reports.pages.site import SITE_NAME, Site
from reports.pages.situations import Situations
from reports.panels.drawings import Drawn, drawings
from reports.panels.panel import FAMILY_TITLES
from reports.panels.pictures import drawn as drawn_hundred
from reports.panels.pictures import icon_array
from reports.panels.situation import full_title
from reports.policy import PAGE
from reports.published import Record
from reports.text import words
from reports.text.elsewhere import LEVELS_EXPLAINED
from reports.text.explained import Explained, Words
from reports.text.prose import anchor, render
from reports.text.questions import QUESTIONS, by_when, explained, state_in_cell
from reports.text.readings import chips, chips_of
from reports.text.shown import (
    bound,
    bound_count,
    bound_fact,
    bound_field,
    bound_people,
    place_of_people,
    threshold,
)
from reports.theme import css_properties
from reports.workers import Workers
from schemas.borders import site_map
from schemas.terms import NOT_STATED

__all__ = ["SITE_NAME", "Site", "Writer", "build_pages"]

Page = tuple[str, str, str]  # path, kind, key
ChartPlace = tuple[str, str, str]  # category, subgroup, trial
PAGES_WORTH = 100  # pages; for fewer, starting processes takes longer than it saves


def build_pages(site: Site, folder: Path, workers: Workers, drawn: Drawn) -> int:
    """Write every page below ``folder``; only what is not yet drawn is drawn. Returns their number."""
    writer = Writer(site, folder)
    writer.write_static()
    charts = writer.draw_charts(site.published.trials, workers, drawn)
    for path, counts in workers.spread(
        page_maker, (site, folder, charts), all_pages(site), PAGES_WORTH, chunk=8
    ):
        site.counts |= counts
        site.written.append(path)
    for path, now in moved(site.published):
        writer.write(path, "moved_page.html", {**MOVED, "moved_to": now})
    write_explore(site, folder)
    feeds.write(site, folder)
    audit.Audit(site, writer.contexts.situations).write_csv(folder / "audit" / "worklist.csv")
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
        *(
            (site_map.situation(s.category, s.slug), "situation", s.key)
            for s in Situations(site).all
            if s.trials
        ),
        *(
            (site_map.category(c["category"]), "category", c["category"])
            for c in published.categories
        ),
        *((site_map.guide_page(p["page"]), "guide", p["page"]) for p in published.guide),
        *((path, kind, "") for kind, path in site_map.PAGES.items()),
        *((site_map.trial(t), "trial", t) for t in published.trials),
        *((site_map.report(t, r), "report", f"{t}/{r}") for t, r in published.reports),
    ]


class Compiled(BytecodeCache):
    """Templates compiled once a process, whatever the number of writers: a text has one code."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


# pages that need nothing but the store: title and description
PLAIN = {
    "guides": ("Guide", "What remission and cure mean, questions to ask, and help for caregivers."),
    "glossary": ("Words and short forms", "Short forms and hard words of these pages in plain English."),
    "references": (
        "Methods and guidelines cited",
        "The guidelines and methods these pages stand on, each fact with its place.",
    ),
    "audit": (
        "What reviewers still have to look at",
        "Reports by what a reviewer should look at first, each with its figures and checks.",
    ),
    "missing": ("This page is not here", "No page stands at this address; here is how to find on."),
}  # fmt: skip


def environment() -> Environment:
    """Jinja as pages use it."""
    made = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=Compiled(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["explain"] = explain
    return made


class Writer:
    """Fills templates and writes pages below ``folder``."""

    def __init__(self, site: Site, folder: Path):
        self.site, self.published, self.folder = site, site.published, folder
        self.contexts = Contexts(site)
        self.counts: dict[str, int] = {}
        self.words = Words(self.published.tables)
        self.environment = environment()
        published = self.published
        self.environment.globals.update(
            site=site,
            policy=PAGE,
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
            countries=words.countries,
            criteria_name=partial(words.criteria_name, published=published),
            levels_explained=LEVELS_EXPLAINED,
            names_of=partial(words.names_of, published=published),
            lead_words=words.lead_words,
            whose=words.whose,
            state_words=words.state,
            plan_words=words.plan,
            family_titles=FAMILY_TITLES,
            report_of=lambda f: published.reports[f.trial, f.report],
            figure=lambda key: published.figures[key],
            entry_words=self.contexts.entry_words,
            design_words=words.design_and_strength,
            strongest_words=words.strongest_result,
            situations_of=self.contexts.situations.of,
            drawn=drawn_hundred,
            chips=chips,
            chips_of=chips_of,
            people_words=bound_people,
            place_of_people=place_of_people,
            state_in_cell=state_in_cell,
            threshold=threshold,
            question_of=QUESTIONS.__getitem__,
            by_when=by_when,
            full_title=full_title,
            explained_words=explained,
            audit=audit.Audit(site, self.contexts.situations),
            flag_titles=audit.FLAGS,
            said_in_prose=audit.SAID_IN_PROSE,
            first_in_table=audit.FIRST_IN_TABLE,
            first_on_worklist=audit.FIRST_SHOWN,
            anchor=anchor,
            measured=find.measured,
        )

    def make(self, page: Page) -> tuple[str, dict[str, int]]:
        """Write one page. Returns its path and the numbers counted on it."""
        path, kind, key = page
        root = self.site.root_of(path)
        self.counts = {}
        if kind in PLAIN:
            context = self.contexts.plain(*PLAIN[kind])
        elif key:
            context = getattr(self.contexts, kind)(key, root)
        else:
            context = getattr(self.contexts, kind)(root)
        context["approval"] = audit.notice(self.published, kind, key)
        context["picture"] = picture_of(kind, key)
        self.write(path, f"{kind}.html", context)
        return path, self.counts

    def write(self, path: str, template: str, context: Record) -> None:
        root = self.site.root_of(path)
        defaults = {
            "title_field": "", "title_id": "", "data": None,
            "approval": audit.notice(self.published, "", ""),
            "title_alone": context["title"],  # where no binding can stand
        }  # fmt: skip
        context = {**defaults, **context}
        text = self.environment.get_template(template).render(
            root=root,
            path=path,
            n=lambda f, how="as_printed", link=True: bound(f, how, root, link),
            prose_of=lambda text: render(text, self.published, root),
            explained=Explained(self.words, root),
            json_ld=json_ld(context["data"]),
            **context,
        )
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text + "\n", encoding="utf-8")

    def draw_charts(
        self, trials: Iterable[str], workers: Workers, drawn: Drawn
    ) -> dict[ChartPlace, Markup]:
        """Charts of their panels by category, subgroup and trial; the slow part of a build."""
        frame = self.published.frame.set_index("estimate_id")
        places, wanted = [], []
        for trial in trials:
            for place in self.contexts.places_of(trial):
                for drawing in drawings(place.panel, frame, place.slug):
                    places.append(place.key)
                    wanted.append(drawing)
        charts: dict[ChartPlace, Markup] = {}
        for place, figure in zip(places, drawn.figures(wanted, workers), strict=True):
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


@pass_context
def explain(context: Context, markup: str) -> Markup:
    """Filter of templates: words of the glossary lead to their meaning, each once a page."""
    return context["explained"](markup)


def navigation(site: Site) -> list[dict[str, str]]:
    """Pages named in the header, cancers first, by their short names."""
    return [
        *(
            {"path": f"{c['category']}/index.html", "title": c["title"].split(" with ")[0]}
            for c in site.published.categories
        ),
        {"path": "find/index.html", "title": "Find"},
        {"path": "guide/index.html", "title": "Guide"},
        {"path": "explore/index.html", "title": "Explore"},
        {"path": "glossary/index.html", "title": "Words"},
        {"path": "about/index.html", "title": "About"},
    ]


MOVED = {
    "title": "Moved",
    "description": "This page has a new address, and leads there.",
    "picture": site_map.link_picture("index"),
}


def picture_of(kind: str, key: str) -> str:
    """The picture that stands for a page where a link to it is shown."""
    if kind in ("category", "situation"):
        return site_map.link_picture(kind, key.partition("/")[0])
    return site_map.link_picture({"guides": "guide", "missing": "index"}.get(kind, kind))


def json_ld(data: Record | None) -> Markup:
    """Structured data as text that no value can break out of."""
    if data is None:
        return Markup("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def stated(table: str, column: str, key: str, text: str | None) -> Markup:
    """Curated text, or the plain words for a field that the source does not tell."""
    if text is None or text == NOT_STATED:
        return words.saying("not-stated", "not stated in what we could read")
    return bound_field(table, column, key, text)


def one_of(table: str, column: str, key: str, text: str) -> Markup:
    """One item of a list field, such as one of several registry numbers."""
    return Markup('<span data-field="{}.{}" data-id="{}" data-part>{}</span>').format(
        table, column, key, text
    )
