"""The verb ``check``: judge, select, print; once or after every save."""

from __future__ import annotations

import time
from pathlib import Path

import click

from pipelines import messages
from pipelines.check import Checked, check
from pipelines.project import Project
from schemas.problem import Problem, errors


def run(project: Project, paths: tuple[Path, ...] = (), style: str = "text") -> bool:
    """Print the problems of ``paths`` (all if none). True if there are errors among them."""
    checked = check(project)
    problems = select(project, checked.problems, paths)
    counts = messages.count(problems)
    if style == "json":
        looked = {
            **counts,
            "files": checked.curated.files,
            "estimates": len(checked.curated["estimates"]),
            "not_compared": checked.not_compared,
        }
        click.echo(messages.as_json(problems, looked))
    elif problems:
        click.echo(
            messages.as_github(problems) if style == "github" else messages.as_text(problems)
        )
    if style == "text":
        click.echo(summary(checked, problems, paths))
    return bool(errors(problems))


def select(project: Project, problems: list[Problem], paths: tuple[Path, ...]) -> list[Problem]:
    if not paths:
        return problems
    wanted = []
    for path in paths:
        full = (Path.cwd() / path).resolve()
        if not full.exists():
            raise click.UsageError(f"there is no file or folder {path}")
        if not full.is_relative_to(project.root):
            raise click.UsageError(f"{path} is not inside the project {project.root}")
        wanted.append(full.relative_to(project.root).as_posix())
    return [
        problem
        for problem in problems
        if any(w == "." or problem.path == w or problem.path.startswith(f"{w}/") for w in wanted)
    ]


def summary(checked: Checked, problems: list[Problem], paths: tuple[Path, ...]) -> str:
    counts = messages.count(problems)
    curated = checked.curated
    parts = [
        messages.plural(counts["errors"], "error"),
        messages.plural(counts["warnings"], "warning"),
    ]
    read = (
        f"{messages.plural(len(curated['estimates']), 'estimate')} of "
        f"{messages.plural(len(curated['reports']), 'report')} and "
        f"{messages.plural(len(curated['trials']), 'trial')} in {curated.files} files"
    )
    not_looked = [
        f"{messages.plural(checked.not_compared, 'estimate')} with faulty fields (not compared)"
        if checked.not_compared
        else "",
        "sources themselves (see `evidence refresh`)",
        "problems outside the named paths (not shown)" if paths else "",
    ]
    return (
        f"{', '.join(parts)}. Read: {read}. "
        f"Not looked at: {'; '.join(part for part in not_looked if part)}."
    )


def watch(project: Project, paths: tuple[Path, ...], style: str) -> None:
    """Check after every save, until interrupted."""
    import watchfiles

    def once() -> None:
        started = time.perf_counter()
        run(project, paths, style)
        click.echo(f"— checked in {time.perf_counter() - started:.2f} s; waiting for a save …")

    once()
    folders = [project.curated, *(f for f in (project.raw,) if f.is_dir())]
    for _ in watchfiles.watch(*folders, debounce=50, step=20, raise_interrupt=False):
        once()
