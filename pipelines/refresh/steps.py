"""Asking all sources what is new: the steps, plainly runnable and resumable.

Nothing curated is changed. Records go to ``data/raw``; what an editor must see goes to
``drift.csv`` and ``findings.csv`` beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

from pipelines import problem_printers
from pipelines.archive.figures_in_text import NOT_FOUND
from pipelines.archive.findings import NUMBER_IN_SOURCE, find, read_findings, write_findings
from pipelines.archive.records import Archive
from pipelines.checks.check import evidence_of
from pipelines.curated.settings import settings_of
from pipelines.files import refuse_links, sweep
from pipelines.locks import alone
from pipelines.project import Project
from pipelines.refresh.drift import Drift, DriftFile
from pipelines.refresh.lanes import LANES
from pipelines.refresh.report_states import judge_states
from pipelines.refresh.round import Round
from pipelines.refresh.targets import find_targets
from pipelines.sources.hosts import read_hosts
from pipelines.sources.http import Client
from schemas.evidence import Evidence
from schemas.problem import Problem

RESUME_WITHIN = timedelta(hours=12)

Progress = Callable[[str, int, int], None]


@dataclass
class Refreshed:
    """What came of a refresh."""

    counts: dict[str, int]
    problems: list[Problem]
    noted: int  # new lines for the editors' list

    @property
    def has_failed(self) -> bool:
        return bool(self.problems)

    def summary(self) -> str:
        counts, plural = self.counts, problem_printers.plural
        unchanged = counts["not_modified"] + counts["same"]
        parts = [
            f"{plural(counts['asked'], 'record')} received: {counts['written']} new or changed, "
            f"{unchanged} unchanged",
            f"{counts['unknown']} unknown to their source" if counts["unknown"] else "",
            f"{plural(self.noted, 'new line')} for the list",
            f"{len(self.problems)} failed" if self.problems else "",
        ]
        return "; ".join(part for part in parts if part) + "."


class NotAllRead(Exception):
    """A refresh in which a source could not be read; the text is the list."""

    def __init__(self, refreshed: Refreshed):
        self.refreshed = refreshed
        super().__init__(problem_printers.as_text(refreshed.problems))


class Journal:
    """Records done in a run that has not ended well, so that the next run asks only the rest."""

    def __init__(self, project: Project, now: datetime):
        self.path: Path = project.builds / "refresh.journal"
        self.done: set[str] = set()
        if self.path.is_file():
            text = self.path.read_text(encoding="utf-8", errors="replace")
            started, *names = text.splitlines() or [""]
            if _is_recent(started, now):
                self.done = set(names)
                return
        self.path.write_text(now.isoformat() + "\n", encoding="utf-8")

    def add(self, name: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(name + "\n")

    def close(self) -> None:
        self.path.unlink(missing_ok=True)


def _is_recent(started: str, now: datetime) -> bool:
    try:
        return now - datetime.fromisoformat(started) < RESUME_WITHIN
    except (ValueError, TypeError):  # damaged, or a day without its time zone
        return False


@dataclass
class Run:
    """A refresh under way: begun, then one call a source, then concluded."""

    project: Project
    evidence: Evidence
    round: Round
    journal: Journal
    known: int
    failed: dict[str, list[Problem]] = field(default_factory=dict)  # by lane

    def ask(self, lane: str) -> list[Problem]:
        """Ask one source for all its records that are not done. Returns what could not be read.

        Asked again, what it says replaces what it said before.
        """
        own = replace(self.round, problems=[])
        LANES[lane](own)
        self.failed[lane] = own.problems
        return own.problems

    def conclude(self) -> Refreshed:
        """Judge what is now in the archive, and write findings."""
        round = self.round
        judge_states(round, self.evidence)
        findings = find(self.project, round.archive, self.evidence)
        round.drift.note(numbers_gone(read_findings(self.project), findings), round.today)
        write_findings(self.project, findings)
        problems = sorted([*round.problems, *chain.from_iterable(self.failed.values())])
        if not problems:
            self.journal.close()
        noted = len(round.drift.rows) - self.known
        return Refreshed(round.counts, problems, max(0, noted))


@contextmanager
def begin(
    project: Project,
    only: Iterable[str] = (),
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Iterator[Run]:
    """A refresh of the trials in ``only`` (all if empty), under the project's lock. Raises Busy."""
    now = now or datetime.now(UTC)
    refuse_links(project)
    with alone(project.builds / "refresh.lock", "refresh"), open_client(project) as client:
        sweep(project.raw)
        evidence = evidence_of(project)
        targets = find_targets(evidence, only)
        drift, journal, archive = DriftFile(project), Journal(project, now), Archive(project)
        done = {name for name in journal.done if not archive.is_damaged(name)}
        round = Round(
            client,
            read_hosts(settings_of(project).sources),
            archive,
            drift,
            targets,
            evidence.endpoints,
            now.isoformat(timespec="seconds"),
            done,
            journal.add,
        )
        if progress is not None:
            round.progress = progress
        yield Run(project, evidence, round, journal, len(drift.rows))


def open_client(project: Project) -> Client:
    return Client(read_hosts(settings_of(project).sources).user_agent)


def refresh(
    project: Project,
    only: Iterable[str] = (),
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Refreshed:
    """Ask every source, side by side. One dead source does not stop the others."""
    with begin(project, only, now, progress) as run:
        with ThreadPoolExecutor(len(LANES)) as pool:
            list(pool.map(run.ask, LANES))
        return run.conclude()


def numbers_gone(before: list[dict[str, str]], after: list[dict[str, str]]) -> list[Drift]:
    """Figures that stood in their source at the last look, and stand there no more."""
    known = {
        row["estimate_id"]: row
        for row in before
        if row["finding"] == NUMBER_IN_SOURCE and row["result"] != NOT_FOUND
    }
    gone = []
    for row in after:
        old = known.get(row["estimate_id"])
        is_same_question = old is not None and old["figures"] == row["figures"]
        if is_same_question and row["finding"] == NUMBER_IN_SOURCE and row["result"] == NOT_FOUND:
            trial, report, key = row["estimate_id"].split("/")
            gone.append(
                Drift(
                    trial,
                    report,
                    "number_gone",
                    row["record"],
                    key,
                    row["figures"],
                    "not in the record",
                )
            )
    return gone
