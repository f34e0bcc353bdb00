"""The command ``evidence``: arguments in, exit code out. Each verb is one function elsewhere.

Heavy packages are imported by the verb that needs them, so that ``check`` answers at once.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipelines.project import Project

EXIT_DATA_ERRORS = 10
EXIT_SOURCE_UNREACHABLE = 11

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

    if not building.run(open_project(folder), out, _day(as_of), plain):
        sys.exit(EXIT_DATA_ERRORS)


def _day(as_of: str | None) -> date:
    from pipelines.building import clock

    try:
        return clock(as_of)
    except ValueError as error:
        raise click.BadParameter(f"{as_of} is not a date such as 2026-11-22") from error


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


@main.command()
@click.argument("trials", nargs=-1, metavar="[TRIAL]...")
@click.option(
    "--plain", is_flag=True, help="Run the same steps without Prefect: same files, faster."
)
@project_option
def refresh(trials: tuple[str, ...], plain: bool, folder: Path | None) -> None:
    """Ask registries, PubMed, Crossref and Retraction Watch what is new about the trials.

    Changes no curated file. A run that was cut short goes on where it ended. Exit code 11 if a
    source could not be read; what the others sent is kept.
    """
    from pipelines import refreshing

    if not refreshing.run(open_project(folder), trials, plain=plain):
        sys.exit(EXIT_SOURCE_UNREACHABLE)


quiet_option = click.option(
    "--all",
    "with_quiet",
    is_flag=True,
    help="Also matches in the registry that wait for an editor.",
)


@main.command()
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "html", "github"]), default="text",
    show_default=True, help="How the list is printed.",
)  # fmt: skip
@quiet_option
@as_of_option
@project_option
def todo(style: str, with_quiet: bool, as_of: str | None, folder: Path | None) -> None:
    """List what a person must look at: first what could change a sentence on a page."""
    from pipelines import listing

    listing.run(open_project(folder), _day(as_of), style, with_quiet=with_quiet)


@main.command()
@click.argument("number", type=click.IntRange(1))
@quiet_option
@as_of_option
@project_option
def settle(number: int, with_quiet: bool, as_of: str | None, folder: Path | None) -> None:
    """Mark thing NUMBER of `evidence todo` as done, where no curated file changes for it."""
    from pipelines import listing

    click.echo(listing.settle(open_project(folder), number, _day(as_of), with_quiet=with_quiet))


@main.command()
@click.option("--cron", default="0 6 * * 1", show_default=True, help="When, as a cron line (UTC).")
@project_option
def schedule(cron: str, folder: Path | None) -> None:
    """Refresh on a schedule, on a real Prefect server, until Ctrl-C.

    Uses the server at PREFECT_API_URL, or starts one on this machine. Its pages show each run, the
    list for editors, and where to add notifications.
    """
    from pipelines import refreshing

    refreshing.schedule(open_project(folder), cron)


from pipelines import cli_charts  # noqa: E402, F401  (adds its verbs to ``main``)
