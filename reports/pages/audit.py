"""What a reviewer needs: the list of what to look at first, and all that is known of one figure."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from reports.pages.history import History
from reports.pages.site import Site
from reports.pages.situations import Situations
from reports.published import Figure, Published, Record, grouped
from schemas.borders.sheets import guarded
from schemas.exact import exact_interval
from schemas.fields import items_of
from schemas.prose import bindings
from schemas.typed.in_source import ANSWER

# flag → (title of its section, how much it weighs), most serious first
FLAGS: dict[str, tuple[str, int]] = {
    "void": ("Changed since it was approved", 50),
    "words_changed": ("Words changed since it was approved", 50),
    "not_proven": ("Approval not proven", 50),
    "disputed": ("Reviewers disagree", 50),
    "retracted": ("Withdrawn by its journal", 40),
    "concern": ("Corrected, or under an expression of concern", 20),
    "differs": ("Differs from the registry", 20),
    "not_found": ("Not found in the archived source", 15),
    "warned": ("A rule warned", 10),
    "unapproved": ("Not approved", 5),
    "retold": ("Read on another page, not in the report", 4),
    "not_archived": ("No archived source", 3),
    "secondary": ("Found only in a page that tells of the report", 3),
    "open": ("In the archived source, not found beyond doubt", 2),
    "once": ("Entered once, or not found by a second reader", 2),
    "overdue": ("On a page whose review is overdue", 1),
}
UNVERIFIED = ("keys_not_verified", "not_verified")
NEVER_AGAIN = {"outcome": "not_found"}  # nobody entered the figure a second time
SAID_IN_PROSE = 3  # a figure in a sentence weighs three times
FIRST_IN_TABLE = 2  # one that stands first in the table of a situation, twice
FIRST_SHOWN = 25  # reports of the worklist that stand open; the others unfold


@dataclass
class Item:
    """One report on the worklist: its flags, and how many of its figures each concerns."""

    report: Record
    flags: dict[str, int] = field(default_factory=dict)
    pages: set[str] = field(default_factory=set)  # categories that show it
    weight: int = 0
    worst: Figure | None = None  # the figure of that weight
    copies: dict[str, int] = field(default_factory=dict)  # kind of archived copy → figures found
    said: int = 0  # figures in sentences
    first: int = 0  # figures that stand first in a table, and in no sentence

    @property
    def key(self) -> str:
        return f"{self.report['trial']}/{self.report['report']}"

    @property
    def rank(self) -> tuple[object, ...]:
        """Most risk first; of equal risk, what most readers meet."""
        return (
            -self.weight,
            -self.said,
            -self.first,
            -max(self.flags.values(), default=0),
            self.key,
        )


class Audit:
    """Everything that review pages show, from the store alone."""

    def __init__(self, site: Site, situations: Situations | None = None):
        self.site, self.published = site, site.published
        self.situations = situations or Situations(site)

    @cached_property
    def results_of(self) -> dict[str, list[Record]]:
        return grouped(self.published.tables["rule_results"], "estimate_id")

    @cached_property
    def looked_for(self) -> set[str]:
        """Figures that were ever looked for in a record, with whatever digits."""
        return {row["estimate_id"] for row in self.published.tables["findings"]}

    @cached_property
    def quotes(self) -> dict[str, Record]:
        return {row["estimate_id"]: row for row in self.published.tables["quotes"]}

    @cached_property
    def said(self) -> set[str]:
        """Figures in sentences: of the editors, and at the top of situations."""
        pages = (*self.published.categories, *self.published.guide)
        typed = {b.target for page in pages for b in bindings(page["prose"] or "")}
        return typed.union(*(self.situations.told(s).said for s in self.situations.all))

    @cached_property
    def first(self) -> set[str]:
        """Figures that stand first in the table of a situation."""
        told = (self.situations.told(s) for s in self.situations.all)
        return {
            f.id for t in told for item in t.items for c in item.cells.values() for f in c.figures
        }

    @cached_property
    def overdue(self) -> set[str]:
        return {c["category"] for c in self.published.categories if self.site.is_overdue(c)}

    @cached_property
    def _flags(self) -> dict[str, list[str]]:
        return {f.id: self._flags_of(f) for f in self.published.figures.values()}

    def flags(self, f: Figure) -> list[str]:
        """What there is to look at about one figure."""
        return self._flags[f.id]

    def _flags_of(self, f: Figure) -> list[str]:
        registry = {
            row["result"]
            for row in self.published.findings_of.get(f.id, ())
            if row["finding"] == "registry"
        }
        is_so = {
            "void": f.approval == "void",
            "words_changed": f.approval == "words_changed",
            "not_proven": f.approval == "not_proven",
            "disputed": f.approval == "disputed",
            "unapproved": f.approval in ("none", "one_key", *UNVERIFIED),
            "retracted": f.standing == "retracted",
            "concern": f.standing in ("expression_of_concern", "corrected"),
            "differs": "differs" in registry,
            "not_found": f.support == "not_found",
            "open": f.support in ("found_together", "found_apart", "not_judged"),
            "secondary": f.support == "found_in_secondary",
            "not_archived": f.support == "not_archived",
            "retold": f.read_in == "secondary_page",
            "warned": any(r["outcome"] == "warned" for r in self.results_of.get(f.id, ())),
            "once": self.history.entries.get(f.id, NEVER_AGAIN)["outcome"] == "not_found",
            "overdue": bool(self.overdue & set(items_of(f.category))),
        }
        return [flag for flag in FLAGS if is_so[flag]]

    def weight(self, f: Figure) -> int:
        own = sum(FLAGS[flag][1] for flag in self.flags(f))
        return own * (
            SAID_IN_PROSE if f.id in self.said else FIRST_IN_TABLE if f.id in self.first else 1
        )

    def rank(self, f: Figure) -> tuple[int, int]:
        """What to look at first: most weight, and of equal weight the gravest single thing."""
        return self.weight(f), max((FLAGS[flag][1] for flag in self.flags(f)), default=0)

    @cached_property
    def items(self) -> list[Item]:
        """Reports with something to look at, those of most risk first."""
        items = {key: Item(report) for key, report in self.published.reports.items()}
        for f in self.published.figures.values():
            item = items[f.trial, f.report]
            if item.worst is None or self.rank(f) > self.rank(item.worst):
                item.weight, item.worst = self.weight(f), f
            item.pages.update(items_of(f.category))
            item.said += f.id in self.said
            item.first += f.id in self.first and f.id not in self.said
            for row in self.published.findings_of.get(f.id, ()):
                if row["pairing"] == "paired":
                    item.copies[row["copy"]] = item.copies.get(row["copy"], 0) + 1
            for flag in self.flags(f):
                item.flags[flag] = item.flags.get(flag, 0) + 1
        found = [item for item in items.values() if item.flags]
        return sorted(found, key=lambda item: item.rank)

    @cached_property
    def everywhere(self) -> list[str]:
        """Flags of every report on the list: said once, they tell no report from another."""
        return [flag for flag in FLAGS if self.items and all(flag in i.flags for i in self.items)]

    @cached_property
    def sections(self) -> list[tuple[str, str, list[Item]]]:
        return [
            (flag, title, [item for item in self.items if flag in item.flags])
            for flag, (title, _) in FLAGS.items()
        ]

    @cached_property
    def history(self) -> History:
        return History(self.published)

    @cached_property
    def answers_of(self) -> dict[str, dict[str, str]]:
        """Reasons for which a rule was answered as printed so, by figure and rule."""
        found: dict[str, dict[str, str]] = {}
        for row in self.published.tables["printed_so"]:
            id = f"{row['trial']}/{row['report']}/{row['key']}"
            found.setdefault(id, {})[row["rule"]] = row["reason"]
        return found

    def answer(self, id: str, rule: str, rows: Iterable[Record]) -> tuple[str, str] | None:
        """Key and reason of an editor's answer to a rule: at the figure, or at one compared with it."""
        others = (
            o for row in rows if row["outcome"] == "acknowledged" for o in items_of(row["others"])
        )
        for one in (id, *others):
            if rule in self.answers_of.get(one, {}):
                return f"{one}/{rule}", self.answers_of[one][rule]
        return None

    def answer_to_miss(self, id: str, finding: str) -> tuple[str, str] | None:
        """Key and reason of an editor's answer to a search that missed the figure in its source."""
        reason = self.answers_of.get(id, {}).get(ANSWER) if finding == "number_in_source" else None
        return (f"{id}/{ANSWER}", reason) if reason else None

    def card(self, f: Figure) -> Record:
        """All that is known of one figure beyond what the report page shows."""
        findings = self.published.findings_of.get(f.id, [])
        results = self.results_of.get(f.id, [])
        entry = self.history.entries.get(f.id)
        read_at = items_of(entry["seen_at"]) if entry and entry["outcome"] != "not_found" else []
        others = [address for address in read_at if address not in items_of(f.seen_at)]
        return {
            "rules": sorted(grouped(results, "rule").items(), key=_warned_first),
            "warned": sum(row["outcome"] == "warned" for row in results),
            "passed": sum(row["outcome"] == "passed" for row in results),
            "findings": findings,
            "copies": sorted({row["copy"] for row in findings if row["copy"]}),
            "is_outdated": not findings and f.id in self.looked_for,
            "registry": [row["result"] for row in findings if row["finding"] == "registry"],
            "records": {row["record"]: self.history.records.get(row["record"]) for row in findings},
            "entry": entry,
            "second_pages": others,  # where the second reader read it, beside the pages of the first
            "is_second_on_same": bool(read_at) and not others,
            "third": self.history.third_readings.get(f.id),
            "quote": self.quotes.get(f.id),
            "events": self.history.of(f, findings),
        }

    def rules_of(self, figures: Iterable[Figure]) -> list[Record]:
        """A result of each rule that compares these figures, by the names of the rules."""
        shown = (f for f in figures if f.may_show_value)
        found = {row["rule"]: row for f in shown for row in self.results_of.get(f.id, ())}
        return [found[rule] for rule in sorted(found)]

    def is_withdrawn(self, others: str | None) -> bool:
        """Is a figure of a retracted report among these? Then its value may not be shown."""
        figures = (self.published.figures.get(id) for id in items_of(others))
        return any(f is not None and not f.may_show_value for f in figures)

    def _copies(self, f: Figure) -> str:
        """Kinds of archived copies in which the figure was found."""
        rows = self.published.findings_of.get(f.id, ())
        return " ".join(sorted({row["copy"] for row in rows if row["pairing"] == "paired"}))

    @property
    def eye_checks(self) -> Record:
        """How many figures somebody looked up, and how many were wrong."""
        answers: dict[str, set[str]] = {}  # of each figure: it counts once
        for row in self.published.tables["eye_results"]:
            if not row["says"]:
                answers.setdefault(row["estimate_id"], set()).add(row["is_right"])
        wrong = sum("no" in given for given in answers.values())
        lower, upper = exact_interval(wrong, len(answers)) if answers else (0.0, 1.0)
        per_1000 = (math.floor(1000 * lower), math.ceil(1000 * upper))  # never narrower than it is
        return {"checked": len(answers), "wrong": wrong, "per_1000": per_1000}

    def write_csv(self, path: Path) -> None:
        """The worklist, one row a figure."""
        path.parent.mkdir(parents=True, exist_ok=True)
        figures = sorted(
            self.published.figures.values(), key=lambda f: (*(-part for part in self.rank(f)), f.id)
        )
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(
                ("estimate_id", "risk", "approval", "support", "copies", "standing", *FLAGS)
            )
            for f in figures:
                own = self.flags(f)
                marks = ("yes" if flag in own else "no" for flag in FLAGS)
                cells = (
                    f.id,
                    str(self.weight(f)),
                    f.approval,
                    f.support,
                    self._copies(f),
                    f.standing,
                    *marks,
                )
                writer.writerow(map(guarded, cells))


def _warned_first(rule: tuple[str, list[Record]]) -> bool:
    return rule[1][0]["outcome"] != "warned"


def css_filters(pages: Iterable[str]) -> str:
    """Filters of the worklist without a script: a ticked box hides the rows that lack its class."""
    ticked = {f"#only-{flag}:checked": flag for flag in FLAGS}
    ticked |= {f'#only-on option[value="{page}"]:checked': f"on-{page}" for page in pages}
    hidden = [f".work:has({box}) tbody tr:not(.{name})" for box, name in ticked.items()]
    chosen = "#the-rest:checked, .filters input:checked, #only-on option:not([value='']):checked"
    hidden.append(f".work:not(:has({chosen})) tbody tr:nth-child(n + {FIRST_SHOWN + 1})")
    return "".join(f"{rows} {{ display: none; }}\n" for rows in hidden)


def notice(published: Published, kind: str, key: str) -> Record:
    """What a page must say of approval: is it a preview, has anybody approved anything at all."""
    preview = {c["category"] for c in published.categories if c["is_preview"] == "yes"}
    if kind in ("category", "situation"):
        here = {key.partition("/")[0]}
    elif kind in ("trial", "report"):
        trial, _, report = key.partition("/")
        own = (f for f in published.figures_of.get(trial, ()) if report in ("", f.report))
        here = {category for f in own for category in items_of(f.category)}
    else:
        here = {c["category"] for c in published.categories}
    states = published.states_of_approval
    unproven = [code for code in ("not_proven", *UNVERIFIED) if code in states]
    return {
        "unproven": unproven[0] if unproven else "",
        "is_preview": bool(preview & here),
        "is_all": preview >= here,
        "state": "none"
        if "approved" not in states
        else "all"
        if states == {"approved"}
        else "some",
    }
