"""One round of asking the sources: what its lanes share, and how a lane goes through its jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pipelines.archive.records import Archive
from pipelines.refresh.drift import DriftFile
from pipelines.refresh.targets import Targets
from pipelines.sources.http import Answer, Client, SourceError
from pipelines.sources.source import Host, Hosts
from schemas.endpoints import Endpoints
from schemas.problem import Problem

AGAIN = "Run `evidence refresh` again; if it stays so, look at the record at its source."
GIVE_UP_AFTER = 3  # failures in a row: the source is down, asking on would be rude and slow


@dataclass(frozen=True)
class Job:
    """One record, or one batch of them, to ask for. ``about``: the trial or reports it belongs to."""

    name: str
    about: str
    do: Callable[[], None]


@dataclass
class Round:
    """What all lanes of one refresh share."""

    client: Client
    hosts: Hosts
    archive: Archive
    drift: DriftFile
    targets: Targets
    endpoints: Endpoints
    now: str
    done: set[str] = field(default_factory=set)
    mark_done: Callable[[str], None] = lambda name: None
    progress: Callable[[str, int, int], None] = lambda lane, done, total: None
    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("asked", "not_modified", "same", "written", "unknown"), 0
        )
    )
    _lock: Any = field(default_factory=threading.Lock, repr=False)

    @property
    def today(self) -> str:
        return self.now[:10]

    def count(self, name: str) -> None:
        with self._lock:
            self.counts[name] += 1

    def failed(self, name: str, about: str, message: str, todo: str = AGAIN) -> None:
        problem = Problem(f"data/raw/{name}", 0, about, "", message, todo, "source-read")
        with self._lock:
            if problem not in self.problems:
                self.problems.append(problem)

    def is_known(self, name: str) -> bool:
        """Was the record read, in this run or before, or the answer that there is none?"""
        return name in self.done or self.archive.can_be_read(name)

    def finish(self, name: str) -> None:
        with self._lock:
            self.done.add(name)
            self.mark_done(name)

    def keep(
        self, name: str, host: Host, answer: Answer, is_same: Callable[[bytes, bytes], bool]
    ) -> None:
        """Archive an answer, or note that nothing had changed."""
        self.count("asked")
        if answer.is_unchanged:
            self.count("not_modified")
            return
        written = self.archive.put(
            name,
            answer.body,
            url=answer.url,
            licence=host.licence,
            status=answer.status,
            now=self.now,
            etag=answer.etag,
            last_modified=answer.last_modified,
            is_same=is_same,
        )
        self.count("written" if written else "same")


def each(lane: str, round: Round, jobs: Iterable[Job]) -> None:
    """Do the jobs of a lane in order; what fails is listed, what is done is not done again."""
    try:
        _do(lane, round, list(jobs))
    finally:
        round.archive.save()


def _do(lane: str, round: Round, jobs: list[Job]) -> None:
    failures = 0
    for number, job in enumerate(jobs, start=1):
        if job.name not in round.done:
            try:
                job.do()
                failures = 0
                round.finish(job.name)
            except SourceError as error:
                failures += 1
                round.failed(job.name, job.about, f"{error}.")
                if failures == GIVE_UP_AFTER and number < len(jobs):
                    rest = sum(1 for other in jobs[number:] if other.name not in round.done)
                    round.failed(
                        job.name,
                        job.about,
                        f"{lane} failed {failures} times in a row; {rest} more not asked for.",
                    )
                    round.progress(lane, len(jobs), len(jobs))
                    return
        round.progress(lane, number, len(jobs))
