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

import logging
from collections.abc import Callable

from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.states import Failed as FailedState
from prefect.states import State

from pipelines import messages
from pipelines.publish import STEPS, Failed, Run

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
        state = await task(_awaitable(step), name=name, persist_result=False)(
            run, return_state=True
        )
        if state.is_failed() and run.failed:
            await _show(run)
            return FailedState(message=str(run.failed))
        report(name, await state.aresult())
    await _show(run)
    return run


def _awaitable(step: Callable[[Run], str]):
    async def awaited(run: Run) -> str | State:
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
