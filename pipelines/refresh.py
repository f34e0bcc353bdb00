"""Asking all sources what is new: the steps, plainly runnable and resumable.

Nothing curated is changed. Records go to ``data/raw``; what an editor must see goes to
``drift.csv`` and ``findings.csv`` beside them.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.archive import Archive
from pipelines.check import check
from pipelines.drift import Drift, DriftFile
from pipelines.findings import NUMBER_IN_SOURCE, find, read_findings, write_findings
from pipelines.lanes import LANES
from pipelines.numbers import NOT_FOUND
from pipelines.project import Project
from pipelines.round import Round
from pipelines.sources.hosts import read_hosts
from pipelines.sources.http import Client
from pipelines.standings import judge_states
from pipelines.targets import find_targets
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


class Journal:
    """Records done in a run that has not ended well, so that the next run asks only the rest."""

    def __init__(self, project: Project, now: datetime):
        self.path: Path = project.builds / "refresh.journal"
        self.done: set[str] = set()
        if self.path.is_file():
            started, *names = self.path.read_text(encoding="utf-8").splitlines() or [""]
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
    except ValueError:
        return False


@dataclass
class Run:
    """A refresh under way: begun, then one call a source, then concluded."""

    project: Project
    evidence: Evidence
    round: Round
    journal: Journal
    known: int
    refreshed: Refreshed | None = None

    def ask(self, lane: str) -> None:
        """Ask one source for all its records."""
        LANES[lane](self.round)

    def conclude(self) -> Refreshed:
        """Judge what is now in the archive, and write findings."""
        round = self.round
        judge_states(round, self.evidence)
        findings = find(self.project, round.archive, self.evidence)
        round.drift.note(numbers_gone(read_findings(self.project), findings), round.today)
        write_findings(self.project, findings)
        if not round.problems:
            self.journal.close()
        noted = len(round.drift.rows) - self.known
        self.refreshed = Refreshed(round.counts, sorted(round.problems), max(0, noted))
        return self.refreshed


class Busy(Exception):
    """Another refresh of this project is running."""


@contextmanager
def begin(
    project: Project,
    only: Iterable[str] = (),
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Iterator[Run]:
    """A refresh of the trials in ``only`` (all if empty), under the project's lock. Raises Busy."""
    now = now or datetime.now(UTC)
    project.builds.mkdir(exist_ok=True)
    with (project.builds / "refresh.lock").open("w") as lock, open_client(project) as client:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy("another refresh of this project is running; wait for it") from error
        evidence = check(project).evidence
        targets = find_targets(evidence, only)
        drift, journal = DriftFile(project), Journal(project, now)
        round = Round(
            client, read_hosts(project.settings()), Archive(project), drift, targets,
            now.isoformat(timespec="seconds"), journal.done, journal.add,
        )  # fmt: skip
        if progress is not None:
            round.progress = progress
        yield Run(project, evidence, round, journal, len(drift.rows))


def open_client(project: Project) -> Client:
    return Client(read_hosts(project.settings()).user_agent)


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
