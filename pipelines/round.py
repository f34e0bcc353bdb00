"""One round of asking the sources: what its lanes share, and how a lane goes through its jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pipelines.archive import Archive
from pipelines.drift import DriftFile
from pipelines.sources.hosts import Host, Hosts
from pipelines.sources.http import Answer, Client, SourceError
from pipelines.targets import Targets
from schemas.problem import Problem

GIVE_UP_AFTER = 3  # failures in a row: the source is down, asking on would be rude and slow


@dataclass
class Round:
    """What all lanes of one refresh share."""

    client: Client
    hosts: Hosts
    archive: Archive
    drift: DriftFile
    targets: Targets
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

    def failed(self, name: str, message: str, todo: str = "Run `evidence refresh` again.") -> None:
        with self._lock:
            self.problems.append(
                Problem(f"data/raw/{name}", 0, "", "", message, todo, "source-read")
            )

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
            name, answer.body, url=public_url(answer.url), licence=host.licence, status=answer.status,
            now=self.now, etag=answer.etag, last_modified=answer.last_modified, is_same=is_same,
        )  # fmt: skip
        self.count("written" if written else "same")


def public_url(url: str) -> str:
    """The address without query: it may hold a key or an address of ours."""
    return url.partition("?")[0]


def each(lane: str, round: Round, jobs: Iterable[tuple[str, Callable[[], None]]]) -> None:
    """Do the jobs of a lane in order; what fails is listed, what is done is not done again."""
    try:
        _do(lane, round, list(jobs))
    finally:
        round.archive.save()


def _do(lane: str, round: Round, jobs: list[tuple[str, Callable[[], None]]]) -> None:
    failures = 0
    for number, (name, job) in enumerate(jobs, start=1):
        if name not in round.done:
            try:
                job()
                failures = 0
                round.finish(name)
            except SourceError as error:
                failures += 1
                round.failed(name, f"{error}.")
                if failures == GIVE_UP_AFTER and number < len(jobs):
                    rest = sum(1 for other, _ in jobs[number:] if other not in round.done)
                    round.failed(
                        name, f"{lane} failed {failures} times in a row; {rest} more not asked for."
                    )
                    round.progress(lane, len(jobs), len(jobs))
                    return
        round.progress(lane, number, len(jobs))
