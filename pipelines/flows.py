"""Prefect around the same steps. The only module that imports Prefect.

One async flow, one coarse task a step: that is what Prefect is fast at. Nothing is configured: an
embedded server is used unless PREFECT_API_URL names a real one.
"""

from __future__ import annotations

import os

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")  # failures are told by us, in full

import asyncio
import logging
from collections.abc import Callable
from datetime import date

from prefect import flow, task
from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)
from prefect.blocks.abstract import NotificationBlock
from prefect.blocks.core import Block
from prefect.states import Failed as FailedState
from prefect.states import State

from pipelines import listing, messages, refresh
from pipelines.check import check
from pipelines.lanes import LANES
from pipelines.project import Project, find_project
from pipelines.publish import STEPS, Failed, Run
from pipelines.todo import Item, list_todo

# Prefect's own recorder logs tracebacks while its embedded server stops; ours are untouched.
for _noisy in ("prefect.server.services", "prefect.task_run_recorder", "httpx", "httpcore"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL)


@flow(name="publish", validate_parameters=False, persist_result=False)
async def publish(run: Run, report: Callable[[str, str], None]) -> Run | State:
    """Run the steps of ``pipelines.publish``; the run's artifacts say what came of it.

    A step that found errors ends its task and this flow Failed, with the count as their message;
    the problems stand in ``run.problems``. Anything unforeseen raises.
    """
    for name, step in STEPS.items():
        # the run is no parameter of the task: Prefect would walk through all that it holds, for seconds
        step_of_run = task(_awaitable(step, run), name=name, persist_result=False)
        state = await step_of_run(return_state=True)
        if state.is_failed() and run.failed:
            await _show(run)
            return FailedState(message=str(run.failed))
        report(name, await state.aresult())
    await _show(run)
    return run


def _awaitable(step: Callable[[Run], str], run: Run):
    async def awaited() -> str | State:
        try:
            return step(run)
        except Failed as failed:  # foreseen: no traceback
            run.failed = failed
            return FailedState(message=str(failed))

    awaited.__name__ = step.__name__
    awaited.__doc__ = step.__doc__
    return awaited


async def _show(run: Run) -> None:
    problems = run.failed.problems if run.failed else run.problems
    counts = {**run.made, **messages.count(problems)}
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


@flow(name="refresh", validate_parameters=False, persist_result=False)
async def refresh_sources(run: refresh.Run) -> State | None:
    """Ask every source, one task each, side by side; then judge what arrived.

    Ends Failed if a source could not be read; the problems stand in ``run.refreshed``.
    """
    with _Progress(run) as progress:
        await asyncio.gather(progress.show(), *(_ask(run, lane, progress) for lane in LANES))
    refreshed = await task(_in_thread(run.conclude), name="findings", persist_result=False)()
    await acreate_table_artifact(
        key="refresh-counts",
        table=[{"what": name, "number": number} for name, number in refreshed.counts.items()],
        description="Records asked for in this refresh",
    )
    day = date.fromisoformat(run.round.today)
    listed = listing.as_markdown(_todo(run.project, day), day)
    await acreate_markdown_artifact(key="todo", markdown=listed)
    if not refreshed.has_failed:
        return None
    await acreate_table_artifact(
        key="refresh-problems",
        table=[problem.as_dict() for problem in refreshed.problems],
        description="Records and sources that could not be read",
    )
    return FailedState(message=messages.as_text(refreshed.problems))


@flow(name="refresh-project", persist_result=False)
async def refresh_project(
    folder: str, trials: list[str] | None = None, notify: str = ""
) -> State | None:
    """A refresh by folder name: what a schedule runs. ``notify`` names a notification block of
    Prefect, such as ``slack-webhook/editors``, which is sent the list for editors at the end."""
    project = find_project(folder)
    try:
        with refresh.begin(project, trials or ()) as run:
            state = await refresh_sources(run, return_state=True)
        failures = state.message if state.is_failed() else ""
    except refresh.Busy as busy:
        failures = f"{busy}"
    if notify:
        try:
            await tell(notify, *listing.as_brief(_todo(project, date.today()), failures))
        except Exception as error:  # whatever a block raises, nobody was told
            failures = f"{failures}\nnobody was told by {notify}: {error}".strip()
    return FailedState(message=failures) if failures else None


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


async def _ask(run: refresh.Run, lane: str, progress: _Progress) -> None:
    try:
        await task(_in_thread(run.ask), name=lane, persist_result=False)(lane)
    finally:
        progress.finished()


class _Progress:
    """A progress artifact fed from the lanes' threads."""

    def __init__(self, run: refresh.Run):
        self.run, self.own = run, run.round.progress
        self.counts: dict[str, tuple[int, int]] = {}
        self.lanes_left = len(LANES)
        self.all_done = asyncio.Event()

    def __enter__(self) -> _Progress:
        self.run.round.progress = self.take
        return self

    def __exit__(self, *_: object) -> None:
        self.run.round.progress = self.own

    def take(self, lane: str, done: int, total: int) -> None:
        self.counts[lane] = (done, total)
        self.own(lane, done, total)

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


def _in_thread(step: Callable[..., object]):
    async def awaited(*args: object) -> object:
        return await asyncio.to_thread(step, *args)

    awaited.__name__ = step.__name__
    return awaited
