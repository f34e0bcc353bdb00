"""The verbs about watched sources: arguments in, exit code out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipelines.options import (
    EXIT_SOURCE_UNREACHABLE,
    as_of_option,
    day,
    open_project,
    project_option,
)


@click.command()
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


@click.command()
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

    listing.run(open_project(folder), day(as_of), style, with_quiet=with_quiet)


@click.command()
@click.argument("number", type=click.IntRange(1))
@quiet_option
@as_of_option
@project_option
def settle(number: int, with_quiet: bool, as_of: str | None, folder: Path | None) -> None:
    """Mark thing NUMBER of `evidence todo` as done, where no curated file changes for it."""
    from pipelines import listing

    click.echo(listing.settle(open_project(folder), number, day(as_of), with_quiet=with_quiet))


@click.command()
@click.option("--cron", default="0 6 * * 1", show_default=True, help="When, as a cron line (UTC).")
@project_option
def schedule(cron: str, folder: Path | None) -> None:
    """Refresh on a schedule, on a real Prefect server, until Ctrl-C.

    Uses the server at PREFECT_API_URL, or starts one on this machine. Its pages show each run, the
    list for editors, and where to add notifications.
    """
    from pipelines import refreshing

    refreshing.schedule(open_project(folder), cron)


COMMANDS = (refresh, todo, settle, schedule)
