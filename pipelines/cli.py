"""The command ``evidence``: arguments in, exit code out. Each verb is one function elsewhere.

Heavy packages are imported by the verb that needs them, so that ``check`` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipelines.project import Project

EXIT_DATA_ERRORS = 10

project_option = click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path),
    help="Project folder (with data/curated). Default: the one you are in.",
)


def open_project(folder: Path | None) -> Project:
    from pipelines.project import find_project

    try:
        return find_project(folder)
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="remission-evidence")
def main() -> None:
    """Published cancer-response evidence, every number traced to its source."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "github"]), default="text",
    show_default=True, help="How problems are printed.",
)  # fmt: skip
@click.option("--watch", is_flag=True, help="Check again after every save, until Ctrl-C.")
@project_option
def check(paths: tuple[Path, ...], style: str, watch: bool, folder: Path | None) -> None:
    """Check the curated files: form, codes, arithmetic and logic.

    With PATHS, only problems in those files or folders are printed (all files are still read,
    because they refer to each other). Exit code 10 if there are errors.
    """
    from pipelines import checking

    project = open_project(folder)
    if watch:
        checking.watch(project, paths, style)
    else:
        sys.exit(EXIT_DATA_ERRORS if checking.run(project, paths, style) else 0)


@main.command()
@project_option
def status(folder: Path | None) -> None:
    """Count what the curated files hold: per category, endpoint, kind, standing, read_in."""
    from pipelines import status as counting
    from pipelines.check import check as judge

    click.echo(counting.as_text(judge(open_project(folder))))


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    help="Build as if today were DATE (2026-11-22). Default: SOURCE_DATE_EPOCH, else today.",
)


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write store and site to this folder instead of publishing them in the project.",
)
@click.option(
    "--plain", is_flag=True, help="Run the same steps without Prefect: same bytes, faster."
)
@as_of_option
@project_option
def build(out: Path | None, plain: bool, as_of: str | None, folder: Path | None) -> None:
    """Check the curated files, then build and publish store and site together.

    Runs as a Prefect flow: on an embedded server, or on the one named by PREFECT_API_URL, where the
    run and its artifacts can be seen. Exit code 10 if the data have errors; nothing is then changed.
    """
    from pipelines import building

    try:
        day = building.clock(as_of)
    except ValueError as error:
        raise click.BadParameter(f"{as_of} is not a date such as 2026-11-22") from error
    if not building.run(open_project(folder), out, day, plain):
        sys.exit(EXIT_DATA_ERRORS)


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@project_option
def preview(port: int, folder: Path | None) -> None:
    """Serve the built site on this machine, and rebuild it plainly after every save."""
    from pipelines import previewing

    previewing.serve(open_project(folder), port)


@main.group()
def new() -> None:
    """Make a file to fill in, each key explained."""


@new.command("trial")
@click.argument("slug")
@project_option
def new_trial(slug: str, folder: Path | None) -> None:
    """Make data/curated/trials/SLUG/trial.yaml."""
    from pipelines import scaffold

    _made(scaffold.new_trial, open_project(folder), slug)


@new.command("report")
@click.argument("name", metavar="TRIAL/YEAR-AUTHOR")
@project_option
def new_report(name: str, folder: Path | None) -> None:
    """Make data/curated/trials/TRIAL/YEAR-AUTHOR.yaml."""
    from pipelines import scaffold

    _made(scaffold.new_report, open_project(folder), name)


def _made(make, project, name: str) -> None:  # noqa: ANN001
    from pipelines.scaffold import CannotMake

    try:
        path = make(project, name)
    except CannotMake as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"Made {project.relative(path)}. Fill it in, then run: evidence check")


from pipelines import cli_charts  # noqa: E402, F401  (adds its verbs to ``main``)
