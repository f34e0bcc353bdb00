"""The verb ``build``: run the steps, plainly or as a Prefect flow, and say what was made."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import click

from pipelines import messages
from pipelines.places import Busy, InTheWay, build_place
from pipelines.project import Project
from pipelines.publish import STEPS, Failed, Run
from pipelines.publish import publish as publish_plainly
from pipelines.quick import garbage_left


def clock(as_of: str | None) -> date:
    """The one place where the clock enters: --as-of, else SOURCE_DATE_EPOCH, else today (UTC)."""
    if as_of:
        return date.fromisoformat(as_of)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()


def run(
    project: Project, out: Path | None, as_of: date, plain: bool, is_release: bool = False
) -> int:
    """Build and publish. 0 if it worked; else the exit code, and the problems have been printed."""
    started = time.perf_counter()
    try:
        with build_place(project, out) as place, garbage_left():
            state = Run(project, place, as_of, is_release)
            report = _Progress()
            if plain:
                publish_plainly(state, report)
            else:
                _publish_as_flow(state, report)
    except Failed as failed:
        click.echo(messages.as_text(failed.problems), err=True)
        click.echo(
            f"{failed}: nothing was published; the site that stood before still stands.", err=True
        )
        return failed.exit_code
    except (Busy, InTheWay) as error:
        raise click.ClickException(str(error)) from error
    made = ", ".join(
        messages.plural(state.made[name], name.removesuffix("s"))
        for name in ("pages", "estimates", "reports", "trials")
    )
    seconds = time.perf_counter() - started
    click.echo(f"Made {made} in {seconds:.1f} s: {_shown(place.site / 'index.html')}")
    return 0


def _publish_as_flow(state: Run, report: _Progress) -> None:
    from pipelines import prefect_server

    prefect_server.prepare()
    from pipelines.flows import publish

    asyncio.run(publish(state, report, return_state=True)).result(raise_on_failure=not state.failed)
    if state.failed:
        raise state.failed


def _shown(path: Path) -> str:
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


class _Progress:
    """A bar on a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, step: str, says: str) -> None:
        self.done += 1
        total = len(STEPS)
        if sys.stderr.isatty():
            bar = "█" * self.done + "░" * (total - self.done)
            click.echo(f"\r\033[K{bar} {step}: {says}", nl=self.done == total, err=True)
        else:
            click.echo(f"[{self.done}/{total}] {step}: {says}", err=True)
