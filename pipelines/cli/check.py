"""The verb ``check``: judge, select, print; once or after every save."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import click

from pipelines import clock, problem_printers
from pipelines.approvals.judge import judge
from pipelines.checks.check import Checker
from pipelines.checks.checked import Checked
from pipelines.checks.recall import keep, recalled
from pipelines.problem_printers import say
from pipelines.project import Project
from schemas.problem import Problem, errors


def run(
    project: Project,
    paths: tuple[Path, ...] = (),
    style: str = "text",
    trust: str = "",
    is_afresh: bool = False,
) -> bool:
    """Check once and print the problems of ``paths`` (all if none). True if errors are among them."""
    checker = Checker(project) if is_afresh else recalled(project)
    checked = checker.check()
    keep(checker, checked)
    return show(project, checked, paths, style, trust)


def show(
    project: Project, checked: Checked, paths: tuple[Path, ...], style: str, trust: str
) -> bool:
    judged = judge(project, checked.curated, trust, as_of=clock.day(), is_quick=True)
    problems = select(project, sorted({*checked.problems, *judged.problems}), paths)
    counts = problem_printers.count(problems)
    if style == "json":
        looked = {
            **counts,
            "files": checked.curated.files,
            "estimates": len(checked.curated["estimates"]),
            "not_compared": checked.not_compared,
            "left_out": len(checked.left_out),
        }
        say(problem_printers.as_json(problems, looked))
    elif problems:
        say(
            problem_printers.as_github(problems)
            if style == "github"
            else problem_printers.as_text(problems)
        )
    if style == "text":
        say(summary(checked, problems, paths))
    return bool(errors(problems))


def select(project: Project, problems: list[Problem], paths: tuple[Path, ...]) -> list[Problem]:
    if not paths:
        return problems
    wanted = []
    for path in paths:
        full = (Path.cwd() / path).resolve()
        if not full.exists() and (named := _named(project, path)):
            full = named.resolve()
        if not full.exists():
            raise click.UsageError(
                f"there is no file or folder {path}, nor a trial or report of that name"
            )
        if not full.is_relative_to(project.root):
            raise click.UsageError(f"{path} is not inside the project {project.root}")
        wanted.append(full.relative_to(project.root).as_posix())
    return [
        problem
        for problem in problems
        if any(w == "." or problem.path == w or problem.path.startswith(f"{w}/") for w in wanted)
    ]


def _named(project: Project, name: Path) -> Path | None:
    """The folder of a trial, or the file of a report or page, named as other verbs name them."""
    if name.is_absolute() or ".." in name.parts:
        return None
    places = (project.trials / name, project.trials / f"{name}.yaml", project.categories / f"{name}.md")  # fmt: skip
    return next((place for place in places if place.exists()), None)


def summary(checked: Checked, problems: list[Problem], paths: tuple[Path, ...]) -> str:
    counts = problem_printers.count(problems)
    curated = checked.curated
    parts = [
        problem_printers.plural(counts["errors"], "error"),
        problem_printers.plural(counts["warnings"], "warning"),
    ]
    if checked.acknowledged:
        parts.append(f"{len(checked.acknowledged)} acknowledged as printed so")
    read = (
        f"{problem_printers.plural(len(curated['estimates']), 'estimate')} of "
        f"{problem_printers.plural(len(curated['reports']), 'report')} and "
        f"{problem_printers.plural(len(curated['trials']), 'trial')} in {curated.files} files"
    )
    if curated.anew < curated.files:
        read += f", {curated.anew} of them saved since the last check"
    not_looked = [
        f"{problem_printers.plural(checked.not_compared, 'estimate')} with faulty fields (not compared)"
        if checked.not_compared
        else "",
        f"what refers to {', '.join(checked.left_out[:5])}{' …' if len(checked.left_out) > 5 else ''}, "
        "which could not be read"
        if checked.left_out
        else "",
        f"drafts, beyond being checked: {', '.join(checked.drafts)}" if checked.drafts else "",
        "sources themselves (see `evidence refresh`)",
        "problems outside the named paths (not shown)" if paths else "",
    ]
    return (
        f"{', '.join(parts)}. Read: {read}. "
        f"Not looked at: {'; '.join(part for part in not_looked if part)}."
    )


def watch(project: Project, paths: tuple[Path, ...], style: str, trust: str = "") -> None:
    """Check after every save, until interrupted."""
    from pipelines.cli.saves import Saves
    from pipelines.drafts.editor_schemas import write_schemas

    saves, checker = Saves(project), recalled(project)

    def once() -> None:
        started = time.perf_counter()
        checked = checker.check()
        keep(checker, checked)
        show(project, checked, paths, style, trust)
        with suppress(OSError):  # a help that no check needs
            write_schemas(project, checked.curated)
        say(f"— checked in {time.perf_counter() - started:.2f} s; waiting for a save …")

    once()
    for _ in saves:
        once()
