"""What each kind of page shows: records of the store, gathered for its template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from markupsafe import Markup

from reports import structured
from reports import words as plain
from reports.drawing import with_drawing
from reports.panels import Panel, arms_shown, listed, panels
from reports.prose import render
from reports.published import Figure, Published, Record
from reports.rows import reading_order
from reports.site import Site

ENTRY_WORDS = {
    None: "Entered once.",
    "agreed": "Entered twice, by machine-assisted double entry of the project: both entries agreed.",
    "settled": "Entered twice, by machine-assisted double entry of the project: the entries "
    "differed and were settled from the source.",
    "not_found": "Entered once; a second reader did not find the figure.",
}
PEOPLE_ORDER = (
    "itt", "treated", "evaluable", "per_protocol", "safety", "not_stated", "subset", "responders",
)  # fmt: skip
TYPED_IN = "Figures were typed in from published sources by the project."


class Contexts:
    """Makes the context of each page."""

    def __init__(self, site: Site):
        self.site = site
        self.published: Published = site.published
        self.charts: dict[tuple[str, str, str], Markup] = {}  # by category, subgroup, trial
        self._sections: dict[str, list[Record]] = {}

    def sections(self, category: str) -> list[Record]:
        """The subgroups of a category with their panels."""
        if category not in self._sections:
            self._sections[category] = [
                {**s, "panels": panels(self.published, category, s["subgroup"])}
                for s in self.published.subgroups(category)
            ]
        return self._sections[category]

    def review(self, table: str, key: str, record: Record) -> Record:
        return {
            "page_record": record,
            "page_table": table,
            "page_key": key,
            "is_overdue": self.site.is_overdue(record),
            "entered_words": TYPED_IN,
        }

    def index(self, root: str) -> Record:
        title = "Can stage 4 cancer go into remission?"
        return {
            "title": title,
            "description": "What published trials measured: how often cancer shrank, how long people "
            "lived, and what harm came with it. Every number opens to its source.",
            "data": structured.web_site(self.site),
            "measured": {
                c["category"]: self.measured(c["category"]) for c in self.published.categories
            },
        }

    def measured(self, category: str) -> Record:
        """What trials of a category measured: trials an endpoint, and the longest follow-up."""
        own = [f for f in self.published.figures.values() if category in listed(f.category)]
        return {
            "trials": len({f.trial for f in own}),
            "lived": len({f.trial for f in own if f.endpoint == "os"}),
            "shrank": len({f.trial for f in own if f.family == "response"}),
            "harmed": len({f.trial for f in own if f.family == "harm"}),
            "longest": max(
                (f for f in own if f.follow_up_months and f.may_lead and f.conditional_on is None),
                key=lambda f: (f.follow_up_months, f.id),
                default=None,
            ),
        }

    def category(self, key: str, root: str) -> Record:
        category = next(c for c in self.published.categories if c["category"] == key)
        sections = self.sections(key)
        lead, rest = split_lead(category["prose"] or "")
        neutral = {p.id: (p, s) for s in reversed(sections) for p in s["panels"] if p.neutral_in}
        return {
            "title": category["title"],
            "description": f"{category['title']}: what published trials measured, for and against, "
            "with harms on the same scale. Every number opens to its source.",
            "category": category,
            "sections": sections,
            "charts": self.charts,
            "gaps": self.gaps(key, {p.id for s in sections for p in s["panels"]}),
            "answer": [render(line, self.published, root) for line in lead],
            "prose": render(rest, self.published, root),
            "neutral": sorted(neutral.values(), key=lambda found: found[0].trial["name"].lower()),
            "data": structured.category_page(self.site, category),
            **self.review("categories", key, category),
        }

    def gaps(self, category: str, shown: set[str]) -> list[Record]:
        record = next(c for c in self.published.categories if c["category"] == category)
        cancers = set(listed(record["cancers"]))
        for trial in self.published.tables["trials"]:
            if trial["cancer"] in cancers and category != "oligometastatic":
                shown = shown | {trial["trial"]}
        trials = self.published.trials
        return [
            {**gap, "name": trials[gap["trial"]]["name"]}
            for gap in self.published.tables["gaps"]
            if gap["trial"] in shown and gap["trial"] in trials
        ]

    def guide(self, key: str, root: str) -> Record:
        page = next(p for p in self.published.guide if p["page"] == key)
        prose = with_drawing(render(page["prose"], self.published, root), key, self.published, root)
        return {
            "title": page["title"],
            "page": page,
            "prose": prose,
            "data": structured.guide_page(self.site, page, prose),
            **self.review("guide", key, page),
        }

    def trial(self, key: str, root: str) -> Record:
        trial = self.published.trials[key]
        figures = self.published.figures_of[key]
        blocks = []
        for population in sorted(self.published.populations_of[key], key=_by_completeness):
            own = [f for f in figures if f.population_key == population["population"]]
            if own:
                blocks.append({"population": population, "figures": sorted(own, key=_by_reading)})
        return {
            "title": trial["name"],
            "trial": trial,
            "design": plain.design(trial) + ".",
            "registry_ids": listed(trial["registry_ids"]),
            "arms": arms_shown(self.published, key, figures),
            "blocks": blocks,
            "reports": self.published.reports_of[key],
            "places": self.places_of(key),
            "gaps": [g for g in self.published.tables["gaps"] if g["trial"] == key],
            "data": structured.trial_page(self.site, trial),
        }

    def places_of(self, trial: str) -> list[tuple[Record, Record]]:
        """Sections of category pages that show the trial."""
        return [
            (category, section)
            for category in self.published.categories
            for section in self.sections(category["category"])
            if any(panel.id == trial for panel in section["panels"])
        ]

    def report(self, key: str, root: str) -> Record:
        trial, name = key.split("/")
        report = self.published.reports[trial, name]
        own = [f for f in self.published.figures_of[trial] if f.report == name]
        return {
            "title": f"{self.published.trials[trial]['name']}: {report['cite']}",
            "title_field": "reports.cite",
            "title_id": key,
            "trial": self.published.trials[trial],
            "report": report,
            "key": key,
            "figures": sorted(own, key=_by_reading),
            "data": structured.report_page(self.site, report),
        }

    def about(self, root: str) -> Record:
        outcomes = Counter(row["outcome"] for row in self.published.tables["extraction"])
        return {
            "title": "About, corrections and changes",
            "outcomes": outcomes,
            "supports": Counter(f.support for f in self.published.figures.values()),
            "readings": Counter(f.read_in for f in self.published.figures.values()),
            "notices": self.last_look_at_notices,
        }

    @property
    def last_look_at_notices(self) -> Record | None:
        """The newest archived record that tells of corrections and withdrawals, if there is one."""
        kept = [
            record
            for record in self.published.tables["records"]
            if record["path"].split("/")[0] in ("crossref", "retraction_watch")
        ]
        return max(kept, key=lambda record: (record["retrieved_at"], record["path"]), default=None)

    def explore(self, root: str) -> Record:
        return {
            "title": "Explore all figures",
            "description": "All figures in one table: filter by cancer, gene, drug, endpoint and "
            "source; take them along as CSV, Parquet or JSON.",
            "data": structured.dataset(self.site),
        }

    def plain(self, title: str) -> Record:
        return {"title": title}

    def entry_words(self, figure: Figure) -> str:
        return ENTRY_WORDS[self._outcomes.get(figure.id)]

    @cached_property
    def _outcomes(self) -> dict[str, str]:
        return {row["estimate_id"]: row["outcome"] for row in self.published.tables["extraction"]}

    def panels_of(self, categories: Iterable[str]) -> list[tuple[str, str, Panel]]:
        """(category, subgroup, panel) of all panels, each once a page."""
        return [
            (category, section["subgroup"], panel)
            for category in categories
            for section in self.sections(category)
            for panel in section["panels"]
        ]


def split_lead(prose: str) -> tuple[list[str], str]:
    """The quick answer, one line a sentence, and what follows from the first heading on."""
    lead, mark, rest = prose.partition("\n#")
    lines = [line.strip() for line in lead.splitlines() if line.strip()]
    return lines, (mark + rest).strip()


def _by_completeness(population: Record) -> int:
    """People as assigned first, parts of them last."""
    return PEOPLE_ORDER.index(population["analysis_set"])


def _by_reading(f: Figure) -> tuple[object, ...]:
    return (
        f.conditional_on is not None,
        *reading_order(f)[:5],
        not f.is_current,
        *reading_order(f)[5:],
    )
