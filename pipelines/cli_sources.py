"""The verbs about watched sources: arguments in, exit code out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.options import (
    EXIT_SOURCE_UNREACHABLE,
    as_of_option,
    day,
    open_project,
    project_option,
)

if TYPE_CHECKING:
    from pipelines.candidates import Maker
    from pipelines.project import Project


@click.command()
@click.argument("trials", nargs=-1, metavar="[TRIAL]...")
@click.option(
    "--plain", is_flag=True, help="Run the same steps without Prefect: same files, faster."
)
@project_option
def refresh(trials: tuple[str, ...], plain: bool, folder: Path | None) -> None:
    """Ask registries, PubMed, Crossref, Retraction Watch and Europe PMC what is new.

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
@click.option(
    "--notify", default="", metavar="BLOCK",
    help="Prefect block that is sent the list after each run, such as slack-webhook/editors.",
)  # fmt: skip
@project_option
def schedule(cron: str, notify: str, folder: Path | None) -> None:
    """Refresh on a schedule, on a real Prefect server, until Ctrl-C.

    Uses the server at PREFECT_API_URL, or starts one on this machine. Its pages show each run and
    the list for editors, and make the block for --notify.
    """
    from pipelines import refreshing

    refreshing.schedule(open_project(folder), cron, notify)


@click.command()
@click.argument("words")
@click.option("--since", default="", help="Day from which results count. Default: the last review.")
@as_of_option
@project_option
def watch(words: str, since: str, as_of: str | None, folder: Path | None) -> None:
    """List trials with newly posted results that are not entered: for a category of pages, or for
    search words such as "melanoma AND nivolumab"."""
    from pipelines import watching
    from pipelines.refresh import open_client
    from pipelines.sources.http import SourceError

    project = open_project(folder)
    try:
        with open_client(project) as client:
            start, found = watching.look(
                project, client, words, day(as_of), day(since) if since else None
            )
    except SourceError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(EXIT_SOURCE_UNREACHABLE)
    for trial in found:
        click.echo(trial)
    click.echo(
        f"{len(found)} not entered, with results posted since {start}. Next: evidence new trial NCT..."
    )


def make_from_records(project: Project, make: Callable[[Maker], list[Path]]) -> None:
    """Make files with ``make`` and say which, or why not."""
    from pipelines.candidates import Maker
    from pipelines.check import check
    from pipelines.refresh import open_client
    from pipelines.scaffold import CannotMake
    from pipelines.sources.http import SourceError

    with open_client(project) as client:
        try:
            paths = make(Maker(project, check(project).evidence, client))
        except CannotMake as error:
            raise click.UsageError(str(error)) from error
        except SourceError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(EXIT_SOURCE_UNREACHABLE)
    for path in paths:
        click.echo(f"Made {project.relative(path)}.")
    click.echo("Complete it, then run: evidence check")


COMMANDS = (refresh, todo, settle, schedule, watch)
