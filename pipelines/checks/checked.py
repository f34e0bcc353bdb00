"""What a check found, and how it comes about: the form first, then charts and all that rules compare."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from pipelines.checks.answers import Answered, answered
from pipelines.checks.changed import changed_rows, changed_words
from pipelines.checks.chart_texts import texts_of_charts
from pipelines.checks.charts import Drawable, check_charts
from pipelines.checks.compare import Compared, Comparer, trial_of
from pipelines.checks.form import Form
from pipelines.checks.once import causes_only, told_once, without_consequences
from pipelines.curated.reader import Curated
from schemas.borders import site_map
from schemas.evidence import TABLES_OF_TRIALS, Evidence
from schemas.problem import Problem, errors, in_order
from schemas.row import Row
from schemas.rules.prose.links import check_links


@dataclass
class Checked:
    """All problems of a project, and how much was and was not looked at."""

    curated: Curated
    evidence: Evidence
    problems: list[Problem] = field(default_factory=list)
    compared: list[Compared] = field(default_factory=list)
    not_compared: int = 0
    acknowledged: Answered = frozenset()
    drafts: tuple[str, ...] = ()  # trials and reports (``trial/report``) that are shown nowhere

    def of_trials(self, trials: Collection[str]) -> Checked:
        """What was found of these trials alone, with the lists and pages that all share."""

        def own(table: str, row: Row) -> bool:
            if table in TABLES_OF_TRIALS:
                return row.get("trial") in trials
            id = row.get("estimate_id")
            return not id or id.partition("/")[0] in trials

        tables = {
            table: [row for row in rows if own(table, row)]
            for table, rows in self.curated.tables.items()
        }
        return replace(
            self,
            curated=replace(self.curated, tables=tables),
            evidence=self.evidence.of_trials(trials),
            compared=[one for one in self.compared if trial_of(one) in trials],
        )

    @property
    def left_out(self) -> tuple[str, ...]:
        """Files that could not be read, or not as a whole."""
        return self.curated.unread.places

    @property
    def has_errors(self) -> bool:
        return bool(errors(self.problems))


class Checks:
    """The checks of one project, state after state; what a save leaves as it is is not judged again."""

    def __init__(self) -> None:
        self._form, self._comparer = Form(), Comparer()
        self._last: Evidence | None = None
        self._drawable: Drawable | None = None

    def of(self, curated: Curated) -> Checked:
        """What is wrong with the project as it is read now."""
        last, catalogue = self._last, curated.catalogue
        changed = changed_rows(last, curated.tables, curated.unread)
        evidence, problems = self._form.evidence(curated, changed)
        drawable = Drawable(catalogue, evidence, self._drawable, changed)
        evidence.charts = list(texts_of_charts(catalogue, drawable))
        known = {
            *site_map.addresses(curated.tables, catalogue.slugs()),
            *site_map.unread(curated.unread.gaps),
        }
        problems += check_links(evidence.pages, known)
        problems += check_charts(catalogue, drawable, evidence)
        compared = self._comparer.compare(evidence, changed_words(changed, last, evidence))
        self._last, self._drawable = evidence, drawable
        for _, _, found in compared:
            problems += found
        problems, acknowledged = answered(set(problems), evidence)
        return Checked(
            curated,
            evidence,
            in_order(told_once(without_consequences(causes_only(problems, compared), compared))),
            compared=compared,
            acknowledged=acknowledged,
            not_compared=len(curated["estimates"]) - len(evidence.estimates),
        )
