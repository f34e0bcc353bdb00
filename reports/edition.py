"""One chart of the catalogue with its rows, and all that it says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from markupsafe import Markup

from reports import describe
from reports.catalogue import Entry, select
from reports.numbers import bound_field
from reports.panels import arms_shown
from reports.published import Figure, Published
from reports.standing import NEVER, Standing, standing

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
OVERDUE = "The review of this chart is overdue: newer results may exist."
WITHDRAWN = "A source of this chart has been retracted. Its values are no longer shown."
CONCERN = "A notice has been published about a source of this chart: see the source."
VOID = "A figure of this chart was changed since it was approved: the approval is void."
PREVIEW = "Preview: not every figure has been approved by a reviewer."
NOT_APPROVED = "Not yet approved by a clinician."
LATEST = "Latest version. It changes when the evidence changes."


@dataclass(frozen=True)
class Edition:
    """Latest, or frozen under a hash on a day."""

    hash: str = ""
    frozen_on: str = ""

    @property
    def is_frozen(self) -> bool:
        return bool(self.hash)

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
        if self.entry.kind == "evidence_map":  # a map counts what stands; it shows no values
            chosen = chosen[chosen["standing"] != "retracted"]
        self.rows: pd.DataFrame = chosen
        self.standing: Standing = standing(chosen, self.published, self.as_of)
        self.figures: list[Figure] = [self.published.figures[i] for i in chosen["estimate_id"]]

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

    def cites(self) -> list[Markup]:
        """Short citations with their places on the site."""
        found = []
        for key in self.reports:
            report = self.published.reports[tuple(key.split("/"))]
            cite = bound_field("reports", "cite", key, report["cite"])
            if report["journal"] not in report["cite"]:
                cite += Markup(", {}").format(
                    bound_field("reports", "journal", key, report["journal"])
                )
            found.append(cite)
        return found

    def review_words(self) -> Markup:
        state, page = self.standing, self.standing.category
        done = (
            Markup("Not yet reviewed by a clinician.")
            if state.last_reviewed == NEVER
            else Markup("Reviewed {}.").format(
                bound_field("categories", "last_reviewed", page, state.last_reviewed)
            )
        )
        due = bound_field("categories", "next_review", page, state.next_review, "time")
        return Markup("{} Next review by {}.").format(done, due)

    def caveats(self) -> list[str]:
        return describe.caveats(self.entry.kind, self.figures, self.published)

    def strips(self) -> list[tuple[str, str]]:
        """Warnings with their tone, most serious first."""
        found = []
        if self.standing.is_withdrawn:
            found.append((WITHDRAWN, "stop"))
        if self.standing.concerns:
            found.append((CONCERN, "warn"))
        if self.standing.is_void:
            found.append((VOID, "warn"))
        if self.standing.is_overdue:
            found.append((OVERDUE, "warn"))
        if self.standing.is_preview:
            found.append((PREVIEW, "warn"))
        return found
