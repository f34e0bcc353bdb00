"""The verbs ``refresh`` and ``schedule``: ask the sources, show progress, say what came of it."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager

import click

from pipelines import problem_printers
from pipelines.cli.build import warning
from pipelines.locks import Busy
from pipelines.problem_printers import say
from pipelines.project import Project
from pipelines.refresh import steps as refresh
from pipelines.refresh.targets import UnknownTrial

DEFAULT_PORT = "4200"


def run(project: Project, trials: Sequence[str], *, plain: bool) -> bool:
    """Refresh and print. True if every source answered."""
    started = time.perf_counter()
    try:
        with Bars() as bars:
            refreshed = (_plainly if plain else _as_flow)(project, trials, bars)
    except UnknownTrial as error:
        raise click.UsageError(str(error)) from error
    except Busy as error:
        raise click.ClickException(str(error)) from error
    if refreshed.problems:
        say(problem_printers.as_text(refreshed.problems), err=True)
    seconds = time.perf_counter() - started
    say(f"{refreshed.summary()} Took {seconds:.1f} s. Next: evidence todo")
    return not refreshed.has_failed


def _plainly(project: Project, trials: Sequence[str], bars: Bars) -> refresh.Refreshed:
    return refresh.refresh(project, trials, progress=bars)


def _as_flow(project: Project, trials: Sequence[str], bars: Bars) -> refresh.Refreshed:
    from pipelines.orchestration.here import NotStarted, run_flow

    try:
        return run_flow(
            "refresh", project.server_home, bars, project=str(project.root), trials=list(trials)
        )
    except refresh.NotAllRead as failed:
        return failed.refreshed
    except NotStarted as error:
        say(warning(error), err=True)
        return _plainly(project, trials, bars)


class Bars(AbstractContextManager):
    """One bar a source on a terminal; elsewhere a line when a source is done."""

    def __init__(self) -> None:
        self._bars = None
        self._tasks: dict[str, int] = {}

    def __enter__(self) -> Bars:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
            )
            self._bars = Progress(*columns, console=Console(stderr=True))
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def __call__(self, lane: str, done: int, total: int) -> None:
        if self._bars is not None:
            if lane not in self._tasks:
                self._tasks[lane] = self._bars.add_task(lane, total=total)
            self._bars.update(self._tasks[lane], completed=done)
        elif done == total:
            say(f"{lane}: {done} of {total}", err=True)


def schedule(project: Project, cron: str, notify: str = "") -> None:
    """Run a refresh on ``cron`` for as long as this command runs, on a real Prefect server: the one
    at PREFECT_API_URL, or one started here, which ends with this command. ``notify`` names a block
    of that server, which is sent the list for editors after each run."""
    from pipelines.orchestration.server import NotStarted, environment, is_cron, reach_server

    port = os.environ.get("PREFECT_SERVER_API_PORT", DEFAULT_PORT)
    if not port.isdecimal():
        raise click.UsageError(f"PREFECT_SERVER_API_PORT is {port}, not the number of a port")
    if not is_cron(cron):
        raise click.UsageError(f"--cron: {cron} is no cron line, such as '0 6 * * 1'")
    patience = {"PREFECT_TASKS_DEFAULT_RETRY_DELAY_SECONDS": "60"}  # nobody is waiting
    try:
        with (
            reach_server(project.schedule_home, int(port), with_pages=True) as url,
            environment(patience),
        ):
            _serve(project, cron, notify, url)
    except NotStarted as error:
        raise click.ClickException(f"Prefect's server cannot be used: {error}.") from error


def _serve(project: Project, cron: str, notify: str, url: str) -> None:
    from pipelines.orchestration import flows

    if notify:
        try:
            asyncio.run(flows.find_notifier(notify))
        except ValueError as error:
            raise click.UsageError(f"--notify: {error}") from error
    say(f"Refreshing {project.root} on '{cron}'. See {url.removesuffix('/api')}. Ctrl-C ends it.")
    parameters = {"project": str(project.root), "notify": notify}
    flows.refresh.serve(name="refresh", cron=cron, parameters=parameters)
