"""The verb ``build``: run the steps, plainly or as a Prefect flow, and say what was made."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

import click

from pipelines import problem_printers
from pipelines.checks.check import Checker
from pipelines.faults import machine_fault
from pipelines.locks import Busy
from pipelines.problem_printers import say
from pipelines.process import garbage_left
from pipelines.project import Project
from pipelines.publish.place import InTheWay, build_place
from pipelines.publish.steps import STEPS, Failed, Run, publish
from reports.panels.drawings import Drawn
from reports.workers import Workers
from schemas.borders.plain import visible


def run(
    project: Project,
    out: Path | None,
    as_of: date,
    plain: bool,
    is_release: bool = False,
    *,
    trust: str = "",
    **kept: Workers | Checker | Drawn,
) -> int:
    """Build and publish. 0 if it worked; else the exit code, and the problems have been printed.

    ``kept`` is what serves several builds of a project: see ``Run``.
    """
    started = time.perf_counter()
    try:
        with garbage_left():
            if plain:
                outcome = _plainly(project, out, as_of, is_release, trust=trust, **kept)
            else:
                outcome = _as_flow(project, out, as_of, is_release, trust)
    except Failed as failed:
        say(problem_printers.as_text(failed.problems), err=True)
        say(f"{failed}: nothing was published; the site that stood before still stands.", err=True)
        return failed.exit_code
    except (Busy, InTheWay) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        if out is None and (says := machine_fault(error)):
            elsewhere = "To build in another place: evidence build --out FOLDER"
            raise click.ClickException(f"{says} {elsewhere}") from error
        raise
    made = ", ".join(
        problem_printers.plural(outcome[name], name.removesuffix("s"))
        for name in ("pages", "estimates", "reports", "trials")
    )
    seconds = time.perf_counter() - started
    say(f"Made {made} in {seconds:.1f} s: {_shown(Path(outcome['site']) / 'index.html')}")
    return 0


def _plainly(
    project: Project,
    out: Path | None,
    as_of: date,
    is_release: bool,
    **kept: Workers | Checker | Drawn | str,
) -> dict[str, str | int]:
    with Workers() as workers, build_place(project, out) as place:
        run = Run(project, place, as_of, is_release, **{"workers": workers, **kept})
        return publish(run, _Progress()).outcome()


def _as_flow(
    project: Project, out: Path | None, as_of: date, is_release: bool, trust: str
) -> dict[str, str | int]:
    from pipelines.orchestration.here import NotStarted, run_flow

    try:
        return run_flow(
            "publish",
            project.server_home,
            _Progress(),
            project=str(project.root),
            out=str(out) if out else None,
            as_of=as_of,
            is_release=is_release,
            trust=trust,
        )
    except NotStarted as error:
        say(warning(error), err=True)
        return _plainly(project, out, as_of, is_release, trust=trust)


def warning(reason: Exception) -> str:
    """Told where a flow cannot be run, and its steps are run without Prefect."""
    return f"warning: Prefect's server cannot be used: {reason}. The same steps run without it."


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
            full, empty = "█░" if (sys.stderr.encoding or "").startswith("utf") else "#-"
            bar = full * self.done + empty * (total - self.done)
            line = f"\r\033[K{bar} {step}: {visible(says)}"
            click.echo(line, nl=self.done == total, err=True)  # ours: it moves the cursor
        else:
            say(f"[{self.done}/{total}] {step}: {says}", err=True)
