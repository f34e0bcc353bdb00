"""One chart of the catalogue with its rows, and all that it says about itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd
from markupsafe import Markup

from reports.charts.kind import Kind
from reports.charts.kinds import KINDS
from reports.embeds import describe
from reports.embeds.catalogue import select
from reports.embeds.entry import Entry
from reports.embeds.standing import NEVER, Standing, standing
from reports.panels.panel import arms_shown
from reports.published import Figure, Published
from reports.text.shown import bound_field
from schemas.terms import NOT_STATED

SOURCES = 6  # named in words; the rows of a chart name all
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
OVERDUE = "The review of this chart is overdue: newer results may exist."
WITHDRAWN = "A source of this chart has been retracted. Its values are no longer shown."
CONCERN = "Concern about a source of this chart has been published:"
CORRECTED = "A source of this chart was corrected after it was published:"
VOID = "A figure of this chart was changed since it was approved: the approval is void."
PREVIEW = "Preview: not every figure has been approved by a reviewer."
NOT_APPROVED = "Not yet approved by a clinician."
LATEST = "Latest version. It changes when the evidence changes."  # of a page: a picture stays


@dataclass(frozen=True)
class Edition:
    """Latest, or frozen under a hash on a day."""

    hash: str = ""
    frozen_on: str = ""

    @property
    def is_frozen(self) -> bool:
        return bool(self.hash)

    @property
    def folder(self) -> str:
        """Where its files stand on the site."""
        return f"charts/v/{self.hash}/" if self.is_frozen else "charts/"

    @property
    def words(self) -> Markup:
        if not self.is_frozen:
            return Markup("{}").format(LATEST)
        return Markup(
            'Frozen copy of <time data-field="frozen.on" data-id="{h}">{on}</time>, '
            'version <span data-field="frozen.hash" data-id="{h}">{h}</span>. It never changes.'
        ).format(h=self.hash, on=self.frozen_on)


@dataclass
class Chart:
    """An entry with its rows, its standing and everything that is said about it."""

    entry: Entry
    published: Published
    as_of: date
    base: str = ""
    edition: Edition = field(default_factory=Edition)

    def __post_init__(self) -> None:
        chosen = select(self.entry, self.published.frame)
        self.kind: Kind = KINDS[self.entry.kind]
        if self.kind.axis.leaves_out_retracted:
            chosen = chosen[chosen["standing"] != "retracted"]
        self.rows: pd.DataFrame = chosen.astype(object)
        self.standing: Standing = standing(chosen, self.published, self.as_of)
        self.figures: list[Figure] = [self.published.figures[i] for i in chosen["estimate_id"]]

    @property
    def address(self) -> str:
        """Of its page; complete where the site has an address."""
        return f"{self.base}{self.edition.folder}{self.entry.slug}.html"

    @property
    def reports(self) -> list[str]:
        return sorted({f"{f.trial}/{f.report}" for f in self.figures})

    @property
    def arms(self) -> list[str]:
        """Keys of the arms in the order of the trial's page, so that each has the same colour there."""
        if len({f.trial for f in self.figures}) != 1:
            return []
        shown = arms_shown(self.published, self.figures[0].trial, self.figures)
        own = {f.arm_key for f in self.figures}
        return [arm["arm"] for arm in shown if arm["arm"] in own]

    @cached_property
    def alt(self) -> list[Markup]:
        """What the picture says to whoever cannot see it."""
        if self.standing.is_withdrawn:
            return [Markup(WITHDRAWN)]
        return describe.alt(self.kind, self.figures, self.rows)

    @cached_property
    def description(self) -> Markup:
        """The chart for whoever cannot see it: its title, and its values with both states."""
        return Markup(" ").join([Markup("{}.").format(self.entry.title.rstrip(".")), *self.alt])

    def made_words(self) -> Markup:
        """The edition of a file that stays as it is once somebody took it."""
        if self.edition.is_frozen:
            return self.edition.words
        return Markup('Made on <time data-field="build.as_of">{}</time>.').format(self.as_of)

    @cached_property
    def sources(self) -> list[tuple[str, Markup]]:
        """Each report (trial/report) with its short citation; where two read alike, with the trial's name."""
        cites = {key: self._cite(key) for key in self.reports}
        read = Counter(cite.striptags() for cite in cites.values())
        for key, cite in cites.items():
            if read[cite.striptags()] > 1:
                trial = key.split("/")[0]
                name = bound_field("trials", "name", trial, self.published.trials[trial]["name"])
                cites[key] = Markup("{} ({})").format(cite, name)
        return list(cites.items())

    def source_words(self, most: int = SOURCES) -> Markup:
        """The sources in one line."""
        cites = [cite for _, cite in self.sources]
        more = "; and others" if len(cites) > most else ""
        return Markup("Source: {}{}.").format(Markup("; ").join(cites[:most]), more)

    def _cite(self, key: str) -> Markup:
        report = self.published.reports[tuple(key.split("/"))]
        cite, journal = bound_field("reports", "cite", key, report["cite"]), report["journal"]
        if journal == NOT_STATED or journal in report["cite"]:
            return cite
        return Markup("{}, {}").format(cite, bound_field("reports", "journal", key, journal))

    def review_words(self) -> Markup:
        state, page = self.standing, self.standing.category
        done = (
            Markup("Not yet reviewed by a clinician.")
            if state.last_reviewed == NEVER
            else Markup("Reviewed by the editors {}.").format(
                bound_field("categories", "last_reviewed", page, state.last_reviewed)
            )
        )
        due = bound_field("categories", "next_review", page, state.next_review, "time")
        return Markup("{} Next review by {}.").format(done, due)

    def caveats(self) -> list[str]:
        return describe.caveats(self.kind, self.figures, self.published)

    def strips(self) -> list[tuple[Markup, str]]:
        """Warnings with their tone, most serious first; notices name the reports that they mean."""
        state = self.standing
        found = []
        for words, keys, tone in (
            (WITHDRAWN, state.retracted, "stop"),
            (CONCERN, state.concerns, "warn"),
            (CORRECTED, state.corrected, "warn"),
        ):
            if keys:
                named = Markup("; ").join(self.notice_of(key) for key in keys)
                found.append((Markup("{} {}.").format(words, named), tone))
        for words, is_so in (
            (VOID, state.is_void),
            (OVERDUE, state.is_overdue),
            (PREVIEW, state.is_preview),
        ):
            if is_so:
                found.append((Markup(words), "warn"))
        return found

    def warnings(self) -> list[str]:
        """All that must be said before the values, as plain text."""
        approved = [] if self.standing.is_approved else [NOT_APPROVED]
        return [*(words.striptags() for words, _ in self.strips()), *approved]

    def notice_of(self, key: str) -> Markup:
        """A report of the chart by its citation, and what its notice says."""
        report = self.published.reports[tuple(key.split("/"))]
        cite = bound_field("reports", "cite", key, report["cite"])
        note = (report["standing_note"] or "").rstrip(".")
        if not note:
            return cite
        return Markup("{} ({})").format(cite, bound_field("reports", "standing_note", key, note))
