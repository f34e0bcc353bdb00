"""Judging what was read: shape (Pandera), references between tables, then the rules."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from pipelines.checks.addresses import lost, shown_before
from pipelines.checks.answers import Answered, answered
from pipelines.checks.chart_texts import texts_of_charts
from pipelines.checks.charts import Drawable, check_charts
from pipelines.checks.compare import Compared, Comparer, trial_of
from pipelines.checks.once import causes_only, told_once, without_consequences
from pipelines.checks.shape import check_shape
from pipelines.curated.reader import Curated, Reader
from pipelines.process import garbage_left
from pipelines.project import Project
from schemas import tables
from schemas.borders import site_map
from schemas.borders.unread import Unread
from schemas.estimate import Estimate
from schemas.evidence import TABLES_OF_TRIALS, Evidence
from schemas.keys import KEYS
from schemas.problem import WARNING, Problem, errors, in_order
from schemas.references import check_references
from schemas.row import Row
from schemas.rules.prose.links import check_links
from schemas.typed.drafts import Drafts


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


class Checker:
    """Checks one project as often as asked; after a save, only what the save changed.

    What it found last belongs to it and to nobody else: a new checker starts afresh.
    """

    def __init__(self, project: Project):
        self.project = project
        self._reader, self._comparer = Reader(project), Comparer()
        self._with_drafts = Comparer()
        self._sound: set[Row] = set()  # rows that passed their table's schema
        self._typed: dict[Row, Estimate] = {}  # estimates of the last time, by their rows
        self._drawable: Drawable | None = None
        self._one_at_a_time = threading.Lock()

    def __getstate__(self) -> dict[str, object]:
        """Without what is made again at once."""
        return {**vars(self), "_drawable": None, "_one_at_a_time": None}

    def __setstate__(self, state: dict[str, object]) -> None:
        vars(self).update(state, _one_at_a_time=threading.Lock())

    def check(self) -> Checked:
        """Read and judge every curated file. One unreadable value hides no other."""
        with self._one_at_a_time, garbage_left():
            curated = self._reader.read()
            checked = self._judge_drafts_apart(curated)
            if gone := list(lost(self.project, curated)):
                checked.problems = in_order([*checked.problems, *gone])
            return checked

    def _judge_drafts_apart(self, curated: Curated) -> Checked:
        """Drafts are judged with all the rest, but what comes of them fails nothing."""
        drafts = Drafts.of(curated.tables)
        if not drafts:
            return self._judge(curated, self._comparer)
        shown = _without(drafts, curated)
        checked = self._judge(shown, self._comparer)
        whole = self._judge(curated, self._with_drafts)
        firm = [problem for problem in checked.problems if problem.path not in drafts.paths]
        gaps = {replace(p, level=WARNING) for p in {*checked.problems, *whole.problems} - {*firm}}
        own = [
            *drafts.shown(checked.evidence),
            *drafts.taken_back(shown_before(self.project, curated)),
        ]
        checked.problems = in_order({*firm, *gaps, *own})
        checked.drafts = tuple(sorted(drafts.rows))
        return checked

    def evidence(self) -> Evidence:
        """What the files hold in the right form, without drafts. No rule is run."""
        with self._one_at_a_time, garbage_left():
            curated = self._reader.read()
            drafts = Drafts.of(curated.tables)
            return self._form(_without(drafts, curated) if drafts else curated)[0]

    def _form(self, curated: Curated) -> tuple[Evidence, list[Problem]]:
        """Rows of the right form as evidence, and what is wrong with the form of the others."""
        problems = list(curated.problems)
        sound: dict[str, list[Row]] = {}
        for table, rows in curated.tables.items():
            shape = list(check_shape(table, [row for row in rows if row not in self._sound]))
            problems += [problem for problem, _ in shape]
            faulty: dict[Row, set[str]] = defaultdict(set)
            for problem, row in shape:
                faulty[row].add(problem.field)
            sound[table] = _sound(table, rows, faulty) if faulty else rows
        self._sound = {row for rows in sound.values() for row in rows}
        dangling = list(check_references(curated.tables, curated.unread))
        told = {(p.path, p.line, p.field, p.value) for p in dangling}
        problems = [p for p in problems if (p.path, p.line, p.field, p.value) not in told]
        problems += dangling
        evidence = make_evidence(sound, curated.tables, curated.unread, self._typed)
        self._typed = {estimate.row: estimate for estimate in evidence.estimates}
        return evidence, problems

    def _judge(self, curated: Curated, comparer: Comparer) -> Checked:
        evidence, problems = self._form(curated)
        drawable = self._drawable = Drawable(curated.catalogue, evidence, self._drawable)
        evidence.charts = list(texts_of_charts(curated.catalogue, drawable))
        known = {
            *site_map.addresses(curated.tables, curated.catalogue.slugs()),
            *site_map.unread(curated.unread.gaps),
        }
        problems += check_links(evidence.pages, known)
        problems += check_charts(curated.catalogue, drawable, evidence)
        compared = comparer.compare(evidence)
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


def _without(drafts: Drafts, curated: Curated) -> Curated:
    return replace(
        curated, tables=drafts.without(curated.tables), unread=drafts.hidden(curated.unread)
    )


# rows that others refer to: one wrong field of a trial accuses nothing that names the trial
NAMED = ("trials", "arms", "populations", "reports", "categories", "guide")


def _sound(table: str, rows: list[Row], faulty: Mapping[Row, set[str]]) -> list[Row]:
    """Rows without those that have a faulty field; of what others refer to, without the field alone."""
    whole = [row for row in rows if row not in faulty]
    if table not in NAMED:
        return whole
    return [
        replace(row, values={n: v for n, v in row.values.items() if n not in faulty[row]})
        if row in faulty
        else row
        for row in rows
        if faulty.get(row, set()).isdisjoint(KEYS[table])
    ]


def evidence_of(project: Project) -> Evidence:
    """What a project's files hold in the right form, for steps that need no judgement of it."""
    return Checker(project).evidence()


def check(project: Project) -> Checked:
    """Read and judge a project once."""
    return Checker(project).check()


def make_evidence(
    sound: dict[str, list[Row]],
    typed: dict[str, list[Row]],
    unread: Unread | None = None,
    known: Mapping[Row, Estimate] | None = None,
) -> Evidence:
    """Typed objects of the sound rows; ``typed`` holds all rows, the broken ones too. What was made of
    a row before is in ``known``; it is taken again, under the same endpoint.

    What refers to something that could not be read is left out: it cannot be judged.
    """
    unread, known = unread or Unread(), known or {}
    required = tables.required("estimates")
    endpoints = {row.get("code"): row for row in sound["endpoints"]}
    arms = {(row.get("trial"), row.get("arm")) for row in sound["arms"]}
    people = {(row.get("trial"), row.get("population")) for row in sound["populations"]}
    estimates = [
        made
        if (made := known.get(row)) and made.defined_by is endpoints[row.get("endpoint")]
        else Estimate(row, endpoints[row.get("endpoint")])
        for row in sound["estimates"]
        if required <= row.values.keys()
        and row.get("endpoint") in endpoints
        and (row.get("trial"), row.get("arm")) in arms
        and (not row.get("comparator") or (row.get("trial"), row.get("comparator")) in arms)
        and (row.get("trial"), row.get("population")) in people
        and not unread.hides("trials", row.get("trial"))
    ]
    corrections = [r for r in sound["corrections"] if not unread.hides_target(r.get("target"))]
    return Evidence({**sound, "corrections": corrections}, estimates, typed, unread)
