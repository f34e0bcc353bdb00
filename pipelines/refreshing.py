"""The verbs ``refresh`` and ``schedule``: ask the sources, show progress, say what came of it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager

import click

from pipelines import messages, refresh
from pipelines.project import Project
from pipelines.targets import UnknownTrial

DEFAULT_PORT = "4200"


def run(project: Project, trials: Sequence[str], *, plain: bool) -> bool:
    """Refresh and print. True if every source answered."""
    started = time.perf_counter()
    try:
        with Bars() as bars:
            if plain:
                refreshed = refresh.refresh(project, trials, progress=bars)
            else:
                refreshed = _as_flow(project, trials, bars)
    except UnknownTrial as error:
        raise click.UsageError(str(error)) from error
    except refresh.Busy as error:
        raise click.ClickException(str(error)) from error
    if refreshed.problems:
        click.echo(messages.as_text(refreshed.problems), err=True)
    click.echo(
        f"{summary(refreshed)} Took {time.perf_counter() - started:.1f} s. Next: evidence todo"
    )
    return not refreshed.has_failed


def _as_flow(project: Project, trials: Sequence[str], bars: Bars) -> refresh.Refreshed:
    from pipelines import prefect_server

    prefect_server.prepare()
    from pipelines.flows import refresh_sources

    with refresh.begin(project, trials, progress=bars) as run:
        state = asyncio.run(refresh_sources(run, return_state=True))
        if run.refreshed is None:  # a fault of ours: show it whole
            asyncio.run(state.aresult())
        return run.refreshed


def summary(refreshed: refresh.Refreshed) -> str:
    counts = refreshed.counts
    unchanged = counts["not_modified"] + counts["same"]
    parts = [
        f"{messages.plural(counts['asked'], 'record')} received: {counts['written']} new or changed, {unchanged} unchanged",
        f"{counts['unknown']} unknown to their source" if counts["unknown"] else "",
        f"{messages.plural(refreshed.noted, 'new line')} for the list",
        f"{len(refreshed.problems)} failed" if refreshed.problems else "",
    ]
    return "; ".join(part for part in parts if part) + "."


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
            click.echo(f"{lane}: {done} of {total}", err=True)


def schedule(project: Project, cron: str, notify: str = "") -> None:
    """Run a refresh on ``cron`` for as long as this command runs, on a real Prefect server: the one
    at PREFECT_API_URL, or one started here, which ends with this command. ``notify`` names a block
    of that server, which is sent the list for editors after each run."""
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    api_url = os.environ.get("PREFECT_API_URL", "")
    server = None
    if not api_url:
        port = os.environ.get("PREFECT_SERVER_API_PORT", DEFAULT_PORT)
        api_url = f"http://127.0.0.1:{port}/api"
        server = subprocess.Popen([sys.executable, "-m", "prefect", "server", "start"])
    os.environ["PREFECT_API_URL"] = api_url
    try:
        _wait_for(api_url, server)
        from pipelines.flows import find_notifier, refresh_project

        if notify:
            try:
                asyncio.run(find_notifier(notify))
            except ValueError as error:
                raise click.UsageError(f"--notify: {error}") from error
        click.echo(
            f"Refreshing {project.root} on '{cron}'. See {api_url.removesuffix('/api')}. Ctrl-C ends it."
        )
        parameters = {"folder": str(project.root), "notify": notify}
        refresh_project.serve(name="refresh", cron=cron, parameters=parameters)
    finally:
        if server is not None:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(api_url: str, server: subprocess.Popen | None, most_seconds: float = 120) -> None:
    import httpx

    deadline = time.monotonic() + most_seconds
    while time.monotonic() < deadline:
        if server is not None and server.poll() is not None:
            raise click.ClickException("the Prefect server ended at once; is its port in use?")
        try:
            if httpx.get(f"{api_url}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise click.ClickException(f"no Prefect server answers at {api_url}")
