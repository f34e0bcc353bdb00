"""The steps as Prefect flows, with plain parameters, so that any server can deploy and run them.

Each is one async flow with one coarse task a step: that is what Prefect is fast at. What a step says
goes to the log of its run. Foreseen failures end a run Failed, without a traceback, and are its
result: ``state.result()`` raises them as the plain steps do.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
from prefect import flow, get_run_logger, task
from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)
from prefect.blocks.abstract import NotificationBlock
from prefect.blocks.core import Block
from prefect.cache_policies import NO_CACHE
from prefect.events.worker import EventsWorker
from prefect.exceptions import PrefectException
from prefect.logging.handlers import APILogHandler
from prefect.states import Failed as FailedState
from prefect.states import State
from prefect.utilities.annotations import quote

from pipelines import clock, problem_printers
from pipelines.checks.check import check
from pipelines.faults import machine_fault
from pipelines.locks import Busy
from pipelines.project import NoProject, Project, find_project
from pipelines.publish.place import InTheWay, build_place
from pipelines.publish.steps import STEPS, Failed, Run
from pipelines.refresh import steps as refreshing
from pipelines.refresh.lanes import LANES
from pipelines.refresh.targets import UnknownTrial
from pipelines.worklist import printers as listing
from pipelines.worklist.todo import Item, list_todo
from reports.workers import Workers
from schemas.problem import Unusable

FORESEEN = (
    Failed, Busy, InTheWay, NoProject, Unusable, UnknownTrial, refreshing.NotAllRead,
)  # fmt: skip
PREFECT_FAULTS = (httpx.HTTPError, PrefectException)  # the server went away, or refused
FLUSH_SECONDS = 5.0
ASK_AGAIN = 1  # after as long as PREFECT_TASKS_DEFAULT_RETRY_DELAY_SECONDS says


@flow(name="publish", persist_result=False)
async def publish(
    project: str = ".",
    out: str | None = None,
    as_of: date | None = None,
    is_release: bool = False,
    trust: str = "",
) -> dict[str, str | int] | State:
    """Check, build and publish a project. The run's artifacts say what came of it.

    Args:
        project: Folder of the project, which has data/curated.
        out: Folder for store and site; without it they are published inside the project.
        as_of: The day of the build. Default: SOURCE_DATE_EPOCH, else today in UTC.
        is_release: Refuse what is not approved as it stands.
        trust: Fingerprint of the trust root; else EVIDENCE_TRUST of the machine that builds.

    Returns what was made, by name, and under ``site`` where it stands.
    """
    try:
        found = find_project(project)
        with Workers() as workers, build_place(found, Path(out) if out else None) as place:
            run = Run(found, place, as_of or clock.day(), is_release, workers, trust=trust)
            for name in STEPS:
                state = await take_step(name, quote(run), return_state=True)
                if state.is_failed():
                    if run.failed:
                        await _show(run)
                    await state.aresult()
            await _show(run)
    except Exception as error:
        return FailedState(message=_foreseen(error), data=error)
    return run.outcome()


def _foreseen(error: Exception) -> str:
    """What a foreseen failure says. Any other goes on, to be shown in full."""
    says = str(error) if isinstance(error, FORESEEN) else machine_fault(error)
    if not says:
        raise error
    return says


@task(task_run_name="{name}", persist_result=False, cache_policy=NO_CACHE)
async def take_step(name: str, run: Run) -> State | None:
    """One of the steps of ``pipelines.publish``."""
    try:
        says = STEPS[name](run)
    except Failed as failed:
        run.failed = failed
        return FailedState(message=str(failed), data=failed)
    get_run_logger().info("%s: %s", name, says, extra={"told": (name, says)})
    return None


async def _show(run: Run) -> None:
    problems = run.failed.problems if run.failed else run.problems
    counts = {**run.made, **problem_printers.count(problems)}
    await acreate_table_artifact(
        key="counts",
        table=[{"what": name, "number": number} for name, number in counts.items()],
        description="What this run read and made",
    )
    if problems:
        await acreate_table_artifact(
            key="problems",
            table=[problem.as_dict() for problem in problems],
            description="Everything a person must look at",
        )
    outcome = (
        f"**Nothing was published.** {run.failed}."
        if run.failed
        else f"Published `{run.place.site}`."
    )
    await acreate_markdown_artifact(key="outcome", markdown=outcome)


@flow(name="refresh", persist_result=False)
async def refresh(
    project: str = ".",
    trials: list[str] | None = None,
    now: datetime | None = None,
    notify: str = "",
) -> refreshing.Refreshed | State:
    """Ask every source what is new, side by side; then judge what arrived.

    Args:
        project: Folder of the project, which has data/curated.
        trials: Only these; all if there are none.
        now: The moment of the refresh. Default: now.
        notify: A notification block of Prefect, such as slack-webhook/editors, which is sent the
            list for editors at the end.

    Ends Failed if a source could not be read, with the list.
    """
    now = (now or datetime.now(UTC)).astimezone(UTC)
    failures = ""
    try:
        with refreshing.begin(find_project(project), trials or (), now) as run:
            result = await _refresh(run)
    except Exception as error:
        failures, result = _foreseen(error), error
    if notify:
        try:
            items = _todo(find_project(project), now.date())
            await tell(notify, *listing.as_brief(items, failures))
        except Exception as error:  # whatever a block raises, nobody was told
            failures = f"{failures}\nnobody was told by {notify}: {error}".strip()
    return FailedState(message=failures, data=result) if failures else result


async def _refresh(run: refreshing.Run) -> refreshing.Refreshed:
    progress = _Progress(run)
    await asyncio.gather(progress.show(), *(_ask(run, lane, progress) for lane in LANES))
    refreshed = await conclude(quote(run))
    await acreate_table_artifact(
        key="refresh-counts",
        table=[{"what": name, "number": number} for name, number in refreshed.counts.items()],
        description="Records asked for in this refresh",
    )
    day = date.fromisoformat(run.round.today)
    listed = listing.as_markdown(_todo(run.project, day), day)
    await acreate_markdown_artifact(key="todo", markdown=listed)
    if refreshed.has_failed:
        await acreate_table_artifact(
            key="refresh-problems",
            table=[problem.as_dict() for problem in refreshed.problems],
            description="Records and sources that could not be read",
        )
        raise refreshing.NotAllRead(refreshed)
    return refreshed


@task(task_run_name="{lane}", retries=ASK_AGAIN, persist_result=False, cache_policy=NO_CACHE)
async def ask_source(lane: str, run: refreshing.Run) -> State | None:
    """Ask one source for all its records; asked again, only for those that did not arrive."""
    problems = await asyncio.to_thread(run.ask, lane)
    return FailedState(message=problem_printers.as_text(problems)) if problems else None


async def _ask(run: refreshing.Run, lane: str, progress: _Progress) -> None:
    try:
        state = await ask_source(lane, quote(run), return_state=True)
        if lane not in run.failed:  # a fault of ours: show it in full
            await state.aresult()
    finally:
        progress.finished()


@task(task_run_name="findings", persist_result=False, cache_policy=NO_CACHE)
async def conclude(run: refreshing.Run) -> refreshing.Refreshed:
    """Judge what is now in the archive."""
    refreshed = await asyncio.to_thread(run.conclude)
    get_run_logger().info("findings: %s", refreshed.summary())
    return refreshed


def hand_over() -> None:
    """Send what Prefect still holds for its server: at the end of a process it would try for minutes,
    should the server be gone."""
    APILogHandler().flush()
    EventsWorker.drain_all(timeout=FLUSH_SECONDS)


async def find_notifier(name: str) -> NotificationBlock:
    """The notification block of that name on the server in use. Raises ValueError."""
    block = await Block.aload(name)
    if not isinstance(block, NotificationBlock):
        raise ValueError(f"{name} is no notification block")
    return block


async def tell(notifier: str, subject: str, body: str) -> None:
    """Send a message through a notification block. Raises whatever keeps it from arriving."""
    block = await find_notifier(notifier)
    with block.raise_on_failure():
        await block.anotify(body, subject)


def _todo(project: Project, day: date) -> list[Item]:
    return list_todo(project, check(project), day)


class _Progress:
    """A progress artifact and lines of the run's log, fed from the lanes' threads."""

    def __init__(self, run: refreshing.Run):
        self.run, self.log = run, get_run_logger()
        self.counts: dict[str, tuple[int, int]] = {}
        self.lanes_left = len(LANES)
        self.all_done = asyncio.Event()
        run.round.progress = self.take

    def take(self, lane: str, done: int, total: int) -> None:
        self.counts[lane] = (done, total)
        level = logging.INFO if done == total else logging.DEBUG
        extra = {"told": (lane, done, total)}
        self.log.log(level, "%s: %s of %s", lane, done, total, extra=extra)

    def finished(self) -> None:
        self.lanes_left -= 1
        if not self.lanes_left:
            self.all_done.set()

    async def show(self) -> None:
        artifact = await acreate_progress_artifact(
            0.0, key="refresh-progress", description="Records asked for"
        )
        while not self.all_done.is_set():
            await aupdate_progress_artifact(artifact, self.percent())
            try:
                await asyncio.wait_for(self.all_done.wait(), timeout=2)
            except TimeoutError:
                continue
        await aupdate_progress_artifact(artifact, 100.0)

    def percent(self) -> float:
        counts = list(self.counts.values())
        total = sum(total for _, total in counts)
        return 100 * sum(done for done, _ in counts) / total if total else 0.0
