"""What each kind of page shows: records of the store, gathered for its template."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from markupsafe import Markup

from reports.exports.formats import FIGURES, LEVELS, PEOPLE, SOURCES
from reports.pages import changes, structured
from reports.pages.changes import last_look_at_notices
from reports.pages.diameter import with_drawing
from reports.pages.find import WAYS, Finder
from reports.pages.moved import old_anchors
from reports.pages.places import Place, places
from reports.pages.site import Site
from reports.pages.situations import ASK, MOST_WEAK, Situations
from reports.pages.weakest import REASONS
from reports.panels.by_question import by_question
from reports.panels.comparisons import neutral_in
from reports.panels.hundred import PATTERNS
from reports.panels.panel import arms_shown
from reports.panels.situation import Situation
from reports.panels.table_rows import reading_order
from reports.panels.took_part import of_trial
from reports.published import Figure, Published, Record
from reports.text import words as plain
from reports.text.elsewhere import OTHER_PLACES, PARTLY, not_covered
from reports.text.prose import render
from schemas.endpoints import OVERALL_SURVIVAL
from schemas.fields import items_of
from schemas.terms import SUPPORT

ENTRY_WORDS = {
    "none": "Entered once.",
    "changed": "Changed since the second entry: the figure shown was entered once.",
    "agreed": "Entered twice, by machine-assisted double entry of the project: both entries agreed.",
    "settled": "Entered twice, by machine-assisted double entry of the project: the entries "
    "differed and were settled from the source.",
    "not_found": "Entered once; a second reader did not find the figure.",
}
TYPED_IN = "Figures were typed in from published sources by the project."


class Contexts:
    """Makes the context of each page."""

    def __init__(self, site: Site):
        self.site = site
        self.published: Published = site.published
        self.charts: dict[tuple[str, str, str], Markup] = {}  # by category, subgroup, trial
        self.situations = Situations(site)
        self._places: dict[str, list[Place]] = {}

    def places_of(self, trial: str) -> list[Place]:
        if trial not in self._places:
            self._places[trial] = places(self.published, trial)
        return self._places[trial]

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
        own = [f for f in self.published.figures.values() if category in items_of(f.category)]
        return {
            "trials": len({f.trial for f in own}),
            "lived": len({f.trial for f in own if f.endpoint == OVERALL_SURVIVAL}),
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
        lead, rest = split_lead(category["prose"] or "")
        cards = self.situations.cards(key, root)
        on_cards = Counter(item.id for card in cards for item in card["items"])
        return {
            "title": category["title"],
            "description": f"{category['title']}: what published trials measured, for and against, "
            "with harms on the same scale. Every number opens to its source.",
            "category": category,
            "cards": cards,
            "on_several": [id for id, n in on_cards.items() if n > 1],
            "answer": [render(line, self.published, root) for line in lead],
            "chapters": [
                (title, render(text, self.published, root)) for title, text in chapters(rest)
            ],
            "neutral": self.neutral(cards),
            "newest": max(
                self.published.reports_of_all(t for c in cards for t in c["situation"].trials),
                key=lambda r: (r["entered"], r["trial"], r["report"]),
                default=None,
            ),
            "not_covered": not_covered(self.covered),
            "other_places": OTHER_PLACES,
            "has_questions": any(p["page"] == ASK for p in self.published.guide),
            "data": structured.category_page(self.site, category),
            **self.review("categories", key, category),
        }

    @cached_property
    def covered(self) -> list[str]:
        """Titles of the pages, and names of the cancers that each is about."""
        names = self.published.named("cancers")
        own = [c for c in self.published.categories if c["category"] not in PARTLY]
        codes = [code for c in own for code in items_of(c["cancers"])]
        return [
            *(c["title"] for c in own),
            *(names[code]["name"] for code in codes if code in names),
        ]

    def neutral(self, cards: list[Record]) -> list[tuple[str, str, str, Situation]]:
        """Trials that showed no clear difference: key, name, endpoint, where."""
        found = {
            item.id: (item.id, item.name, endpoint, card["situation"])
            for card in reversed(cards)
            for item in card["items"]
            if (endpoint := neutral_in(item.comparisons))
        }
        return sorted(found.values(), key=lambda row: row[1].lower())

    def situation(self, key: str, root: str) -> Record:
        context = self.situations.page(key, root)
        context["data"] = structured.situation_page(self.site, key, context)
        return context

    def guide(self, key: str, root: str) -> Record:
        page = next(p for p in self.published.guide if p["page"] == key)
        prose = render(page["prose"], self.published, root, has_anchors=True)
        prose = with_drawing(prose, key, self.published, root)
        return {
            "title": page["title"],
            "description": first_words(page["prose"])
            or f"{page['title']}: for patients and families.",
            "page": page,
            "prose": prose,
            "data": structured.guide_page(self.site, page, prose),
            **self.review("guide", key, page),
        }

    def trial(self, key: str, root: str) -> Record:
        trial = self.published.trials[key]
        figures = self.published.figures_of[key]
        arms = arms_shown(self.published, key, figures)
        in_places = self.places_of(key)
        return {
            "title": trial["name"],
            "description": f"{trial['name']}: who took part, what was measured, what harm came, and "
            "where each figure was read.",
            "trial": trial,
            "design": plain.design(trial) + ".",
            "registry_ids": items_of(trial["registry_ids"]),
            "arms": arms,
            "questions": by_question(figures, self.published.populations_of[key], arms),
            "without_figures": [
                p["population"]
                for p in self.published.populations_of[key]
                if p["population"] not in {f.population_key for f in figures}
            ],
            "joined": of_trial(self.published, key),
            "reports": self.published.reports_of[key],
            "has_levels": self.published.has_levels(self.published.reports_of[key]),
            "places": in_places,
            "in_categories": {
                category["category"]: category["title"].split(" with ")[0]
                for place in in_places
                for category, _ in place.situations
            },
            "situations": {s.key: s for s in self.situations.all if key in s.trials},
            "charts": self.charts,
            "patterns": PATTERNS,
            "newest": max(
                self.published.reports_of[key], key=lambda r: (r["entered"], r["report"])
            ),
            "gaps": [g for g in self.published.tables["gaps"] if g["trial"] == key],
            "data": structured.trial_page(self.site, trial),
        }

    def report(self, key: str, root: str) -> Record:
        trial, name = key.split("/")
        report = self.published.reports[trial, name]
        own = [f for f in self.published.figures_of[trial] if f.report == name]
        return {
            "title": f"{self.published.trials[trial]['name']}: {report['cite']}",
            "title_field": "reports.cite",
            "title_id": key,
            "title_alone": f"{self.published.trials[trial]['name']}: one report",
            "description": f"Every figure taken from one report of {self.published.trials[trial]['name']}, "
            "with its place in the source and its checks.",
            "trial": self.published.trials[trial],
            "report": report,
            "key": key,
            "figures": sorted(own, key=_by_reading),
            "old_anchors": self.old_anchors.get(key, []),
            "data": structured.report_page(self.site, report),
        }

    @cached_property
    def old_anchors(self) -> dict[str, list[tuple[str, Figure]]]:
        return old_anchors(self.published)

    def about(self, root: str) -> Record:
        outcomes = Counter(f.second_entry for f in self.published.figures.values())
        return {
            "title": "About and corrections",
            "description": "Who makes these pages, how figures are read and checked, known errors, privacy.",
            "outcomes": outcomes,
            "thirds": sum(f.third_reading != "none" for f in self.published.figures.values()),
            "support_codes": SUPPORT,
            "supports": Counter(f.support for f in self.published.figures.values()),
            "readings": Counter(f.read_in for f in self.published.figures.values()),
            "notices": last_look_at_notices(self.published),
        }

    def weakest(self, root: str) -> Record:
        found = {s.key: self.situations.weakest(s)[:MOST_WEAK] for s in self.situations.all}
        by_category = [
            (c, [(s, found[s.key]) for s in self.situations.of(c["category"]) if found[s.key]])
            for c in self.published.categories
        ]
        return {
            "title": "Weakest figures",
            "description": "Which figures of these pages rest on least, by rules that stand there.",
            "by_category": [(c, places) for c, places in by_category if places],
            "reason_words": REASONS,
        }

    def changes(self, root: str) -> Record:
        return {
            "title": "What changed",
            "description": "What was entered, corrected or withdrawn, the newest first: numbers before "
            "words.",
            "days": changes.days(self.published),
            "noticed": changes.notices(self.published),
            "outcome_words": changes.OUTCOMES,
            "titles": {c["category"]: c["title"] for c in self.published.categories},
            "notices": last_look_at_notices(self.published),
        }

    def find(self, root: str) -> Record:
        return {
            "title": "Find",
            "description": "Every cancer, gene, drug, trial, word and question of this site by name, "
            "and where it stands.",
            "groups": Finder(self.site, self.situations.all).groups(),
            "sections": WAYS,
            "other_places": OTHER_PLACES,
        }

    def explore(self, root: str) -> Record:
        return {
            "title": "Explore all figures",
            "description": "All figures in one table: filter by cancer, gene, drug, endpoint and "
            f"source; take them along as {plain.listing([f.name for f in FIGURES], 'or')}.",
            "data": structured.dataset(self.site),
            "formats": FIGURES,
            "formats_of_sources": SOURCES,
            "formats_of_levels": LEVELS,
            "formats_of_people": PEOPLE,
        }

    def plain(self, title: str, description: str) -> Record:
        return {"title": title, "description": description}

    def entry_words(self, figure: Figure) -> str:
        return ENTRY_WORDS[figure.second_entry]


def split_lead(prose: str) -> tuple[list[str], str]:
    """The quick answer, one line a sentence, and what follows from the first heading on."""
    lead, mark, rest = prose.partition("\n#")
    lines = [line.strip() for line in lead.splitlines() if line.strip()]
    return lines, (mark + rest).strip()


def first_words(prose: str | None) -> str:
    """The first sentence of a text that says no number; empty where each does."""
    for line in (prose or "").splitlines():
        if line and line[0].isalpha() and "[" not in line:
            return line
    return ""


def chapters(prose: str) -> list[tuple[str, str]]:
    """Headings of the second level with the text below each; text before the first has none."""
    before, *rest = f"\n{prose}".split("\n## ")
    found = [("", before.strip())] if before.strip() else []
    for chapter in rest:
        title, _, text = chapter.partition("\n")
        found.append((title.strip(), text.strip()))
    return found


def _by_reading(f: Figure) -> tuple[object, ...]:
    return (
        f.conditional_on is not None,
        *reading_order(f)[:4],
        not f.is_current,
        *reading_order(f)[4:],
    )
