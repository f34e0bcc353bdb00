"""What the page of a situation shows, and what the hub of a cancer tells of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from reports.pages import in_short
from reports.pages.find import NO_GENE
from reports.pages.site import Site
from reports.pages.weakest import Weak, by_reason, weakest
from reports.panels.cells import EMPTY, TrialRow, trial_row
from reports.panels.hundred import PATTERNS, PEOPLE, hundred
from reports.panels.pictured import OverTime, open_trial, over_time
from reports.panels.situation import Situation, full_title, situations
from reports.panels.table_rows import by_group
from reports.panels.took_part import headings, who_took_part
from reports.published import Published, Record
from reports.text.questions import QUESTIONS
from reports.text.readings import CHIPS, KINDS, MEANINGS
from schemas.fields import items_of
from schemas.leads import COHORT, NEVER, PRIMARY, WIDE
from schemas.terms import LINE_IN_SHORT

PLACE_WORDS = {
    PRIMARY: "a part that the trial planned to look at first",
    COHORT: "one of several groups",
    WIDE: "people with other cancers too",
    NEVER: "a part only",
}
MOST_WEAK = 6  # figures named on a page
ASK = "questions-to-ask"  # the guide page whose headings are the questions


@dataclass
class Told:
    """A situation with all that its page and its card are made of."""

    situation: Situation
    items: list[TrialRow]

    @cached_property
    def opened(self) -> dict[str, TrialRow | None]:
        return {code: open_trial(self.items, code) for code in QUESTIONS}

    @cached_property
    def first_seen(self) -> dict[str, int]:
        """Of each open trial the number of the first section in which it is: its harms are drawn there."""
        codes = [q.code for q in QUESTIONS.values() if q.chip]
        found: dict[str, int] = {}
        for number, code in enumerate(codes):
            item = self.opened[code]
            if item is not None and code not in ("harm", "brain"):  # the bars of harm follow brain
                found.setdefault(item.id, number)
        return found

    @cached_property
    def said(self) -> frozenset[str]:
        """Figures in the sentences at the top of its page."""
        spoken = {code: in_short.speaker(self.items, self.opened, code) for code in in_short.SAID}
        cells = [item.cells[code] for code, item in spoken.items() if item]
        cells += [item.cells["harm"] for item in spoken.values() if item]
        return frozenset(f.id for cell in cells for f in cell.figures)

    @cached_property
    def sources(self) -> list[Record]:
        found = {(r["trial"], r["report"]): r for item in self.items for r in item.reports}
        return [found[key] for key in sorted(found)]


class Situations:
    """All situations of a build, each made once."""

    def __init__(self, site: Site):
        self.site, self.published = site, site.published
        self._of: dict[str, list[Situation]] = {}
        self._told: dict[str, Told] = {}

    def of(self, category: str) -> list[Situation]:
        if category not in self._of:
            self._of[category] = situations(self.published, category)
        return self._of[category]

    @cached_property
    def all(self) -> list[Situation]:
        return [s for c in self.published.categories for s in self.of(c["category"])]

    def told(self, situation: Situation) -> Told:
        if situation.key not in self._told:
            rows = [
                trial_row(self.published, key, situation.category, situation.subgroup)
                for key in situation.trials
            ]
            self._told[situation.key] = Told(situation, rows)
        return self._told[situation.key]

    def cards(self, category: str, root: str) -> list[Record]:
        """What a hub tells of each of its situations."""
        made = []
        for situation in self.of(category):
            told = self.told(situation)
            made.append(
                {
                    "situation": situation,
                    "items": told.items,
                    "text": in_short.card(told.items, told.opened, root),
                    "held": in_short.held(told.items),
                }
            )
        return made

    def weakest(self, situation: Situation) -> list[Weak]:
        told = self.told(situation)
        return weakest(told.items, told.said, self.published)

    def _markers(self, told: Told) -> Record:
        """What the trials chose their people by; and did each of them?"""
        asked = [
            [code for code in items_of(item.population["biomarker"]) if code not in NO_GENE]
            for item in told.items
        ]
        names = self.published.named("biomarkers")
        codes = dict.fromkeys(code for own in asked for code in own)
        return {
            "markers": {code: names[code]["name"] for code in codes},
            "all_ask_for_markers": all(asked),
        }

    def page(self, key: str, root: str) -> Record:
        """Context of one situation's page. ``key``: category/slug."""
        category, _, slug = key.partition("/")
        situation = next(s for s in self.of(category) if s.slug == slug)
        told = self.told(situation)
        record = next(c for c in self.published.categories if c["category"] == category)
        short = record["title"].split(" with ")[0]
        return {
            "title": full_title(short, situation.title),
            "heading": full_title(short, situation.title),
            "description": f"{short}, {situation.title}: what trials found on shrinkage, time, life, "
            "the brain and harms, with sources, and what is not known.",
            "situation": situation,
            "category": record,
            "items": told.items,
            "opened": told.opened,
            "first_seen": told.first_seen,
            "marks": {
                code: marks(self.published, told.items, code) for code in (*QUESTIONS, "table")
            },
            "columns": list(QUESTIONS.values()),
            "sections": [q for q in QUESTIONS.values() if q.chip],
            "gone_question": QUESTIONS["gone"],
            "harm_question": QUESTIONS["harm"],
            "keys": in_short.keys(told.items, told.opened, root),
            "newest": max(
                self.published.reports_of_all(situation.trials),
                key=lambda r: (r["entered"], r["trial"], r["report"]),
                default=None,
            ),
            "parts": [
                s for s in self.of(category) if s.subgroups & situation.subgroups and s != situation
            ],
            "weak": by_reason(self.weakest(situation)[:MOST_WEAK]),
            "over_time": self._over_time(situation, told),
            "unknown": unknown(told.items),
            **self._markers(told),
            "is_one_trial_of_all": has_all_treatments(told.items),
            **self._joined(told),
            "gaps": gaps(self.published, situation),
            "asks": self.asks,
            "sources": told.sources,
            "has_levels": self.published.has_levels(told.sources),
            "patterns": PATTERNS,
            "legend": legend(),
            "empty_words": EMPTY,
            "place_words": PLACE_WORDS,
            "line_words": LINE_IN_SHORT,
            "gaps_of": gaps_of,
            "three_states": three_states,
            "is_overdue": self.site.is_overdue(record),
        }

    def _over_time(self, situation: Situation, told: Told) -> list[tuple[TrialRow, list[OverTime]]]:
        made = []
        for item in told.items:
            arms = over_time(self.published, item.id, situation.category, situation.subgroup)
            place = by_group(arm["arm"] for arm in item.arms)
            made.append((item, sorted(arms, key=lambda both, place=place: place(both.alive))))
        return [(item, arms) for item, arms in made if arms]

    def _joined(self, told: Told) -> Record:
        """Who took part in each trial, if it is told of any, under the headings that are filled."""
        groups = [
            (item, who_took_part(self.published, item.id, str(item.population["population"])))
            for item in told.items
        ]
        filled = {heading for _, group in groups if group for heading in group.by_heading}
        known = headings(self.published)
        return {
            "joined": groups if filled else [],
            "joined_headings": [heading for heading in known if heading in filled],
            "absent_headings": [heading for heading in known if heading not in filled],
        }

    @cached_property
    def asks(self) -> list[str]:
        """The questions of the guide, in its words."""
        page = next((p for p in self.published.guide if p["page"] == ASK), None)
        lines = (page["prose"] or "").splitlines() if page else []
        return [line.removeprefix("### ").strip() for line in lines if line.startswith("### ")]


def marks(published: Published, items: list[TrialRow], code: str) -> Record:
    """What must be said of the figures in a section: of which trials they are a part, of responders."""
    codes = {"table": tuple(QUESTIONS), "shrink": ("shrink", "gone")}.get(code, (code,))
    part, responders, figures = [], False, []
    for item in items:
        own = [f for c in codes for f in item.cells[c].told]
        parts = [f for f in own if f.id in published.marked.get("part", ())]
        if parts:
            part.append(item.short)
            figures += parts
        responders |= any(f.id in published.marked.get("responders", ()) for f in own)
    return {"part": part, "responders": responders, "figures": figures, "is_table": code == "table"}


def three_states(o: OverTime) -> Markup:
    """A hundred people: alive without growth, alive after growth, died."""
    return hundred((("yes", o.without), ("part", o.grown), ("no", PEOPLE - o.without - o.grown)))


def gaps_of(item: TrialRow) -> list[tuple[str, str]]:
    """What a trial tells nothing of, by reason: words, and the questions joined, whose names hold
    commas; none behind a reason that names its question itself."""
    found: dict[str, list[str]] = {}
    for cell in item.missing:
        found.setdefault(EMPTY[cell.why_empty], []).append(QUESTIONS[cell.question].column.lower())
    return [
        (words, "" if words == EMPTY["mild"] else "; ".join(names))
        for words, names in found.items()
    ]


def unknown(items: list[TrialRow]) -> list[str]:
    """Questions that matter most, with the trials that tell nothing of them, or nothing of everyone."""
    asked = {"live": "Whether people lived longer", "harm": "How many came to severe harm"}
    found = []
    for code, words in asked.items():
        empty = [item for item in items if item.cells[code].row is None]
        none = [item.short for item in empty if item.cells[code].why_empty == "none"]
        other = [item.short for item in empty if item.cells[code].why_empty != "none"]
        if none:
            found.append(f"{words}: no figure of {', '.join(none)}.")
        if other:
            found.append(f"{words}: no figure that may stand first of {', '.join(other)}.")
    return found


def has_all_treatments(items: list[TrialRow]) -> bool:
    """Did one trial set all treatments of the page against one another?"""
    of = [{str(arm["drugs"]) for arm in item.arms} for item in items]
    return any(own == set().union(*of) for own in of)


def gaps(published: Published, situation: Situation) -> list[Record]:
    return [
        {**gap, "name": published.trials[gap["trial"]]["name"]}
        for gap in published.tables["gaps"]
        if gap["trial"] in situation.trials
    ]


def legend() -> list[tuple[str, str, str]]:
    """Each chip: its word, its frame, what it means."""
    return [(word, frame, MEANINGS[word]) for word, frame in (*CHIPS.values(), *KINDS.values())]
