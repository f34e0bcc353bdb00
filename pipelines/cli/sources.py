"""The verbs about watched sources: arguments in, exit code out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.options import (
    EXIT_SOURCE_UNREACHABLE,
    as_of_option,
    day,
    open_project,
    project_option,
)
from pipelines.problem_printers import say
from pipelines.process import Leave

if TYPE_CHECKING:
    from pipelines.drafts.from_records import Maker
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
    from pipelines.cli import refresh as refreshing

    is_complete = refreshing.run(open_project(folder), trials, plain=plain)
    raise Leave(0 if is_complete else EXIT_SOURCE_UNREACHABLE)


quiet_option = click.option(
    "--all",
    "with_quiet",
    is_flag=True,
    help="Also matches in the registry that wait for an editor.",
)


@click.command()
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "html", "github"]),
    default="text",
    show_default=True,
    help="How the list is printed.",
)
@quiet_option
@as_of_option
@project_option
def todo(style: str, with_quiet: bool, as_of: str | None, folder: Path | None) -> None:
    """List what a person must look at: first what could change a sentence on a page."""
    from pipelines.worklist import printers as listing

    listing.run(open_project(folder), day(as_of), style, with_quiet=with_quiet)


@click.command()
@click.argument("number", type=click.IntRange(1))
@quiet_option
@as_of_option
@project_option
def settle(number: int, with_quiet: bool, as_of: str | None, folder: Path | None) -> None:
    """Mark thing NUMBER of `evidence todo` as done, where no curated file changes for it."""
    from pipelines.worklist import printers as listing

    say(listing.settle(open_project(folder), number, day(as_of), with_quiet=with_quiet))


@click.command()
@click.option("--cron", default="0 6 * * 1", show_default=True, help="When, as a cron line (UTC).")
@click.option(
    "--notify",
    default="",
    metavar="BLOCK",
    help="Prefect block that is sent the list after each run, such as slack-webhook/editors.",
)
@project_option
def schedule(cron: str, notify: str, folder: Path | None) -> None:
    """Refresh on a schedule, on a real Prefect server, until Ctrl-C.

    Uses the server at PREFECT_API_URL, or starts one on this machine. Its pages show each run and
    the list for editors, and make the block for --notify.
    """
    from pipelines.cli import refresh as refreshing

    refreshing.schedule(open_project(folder), cron, notify)


@click.command()
@click.argument("words")
@click.option("--since", default="", help="Day from which results count. Default: the last review.")
@as_of_option
@project_option
def watch(words: str, since: str, as_of: str | None, folder: Path | None) -> None:
    """List trials with newly posted results that are not entered: for a category of pages, or for
    search words such as "melanoma AND nivolumab"."""
    from pipelines.drafts import watch as watching
    from pipelines.refresh.steps import open_client
    from pipelines.sources.http import SourceError

    project = open_project(folder)
    try:
        with open_client(project) as client:
            start, found = watching.look(
                project, client, words, day(as_of), day(since) if since else None
            )
    except SourceError as error:
        say(f"Error: {error}", err=True)
        sys.exit(EXIT_SOURCE_UNREACHABLE)
    for trial in found:
        say(str(trial))
    say(
        f"{len(found)} not entered, with results posted since {start}. Next: evidence new trial NCT..."
    )


def make_from_records(project: Project, make: Callable[[Maker], list[Path]]) -> None:
    """Make files with ``make`` and say which, or why not."""
    from pipelines.checks.check import check
    from pipelines.drafts.blank import CannotMake
    from pipelines.drafts.editor_schemas import write_schemas
    from pipelines.drafts.from_records import Maker
    from pipelines.refresh.steps import open_client
    from pipelines.sources.http import SourceError

    with open_client(project) as client:
        try:
            paths = make(Maker(project, check(project).evidence, client))
        except CannotMake as error:
            raise click.UsageError(str(error)) from error
        except SourceError as error:
            say(f"Error: {error}", err=True)
            say(
                "By hand: the same command with names alone makes a blank file to fill in.",
                err=True,
            )
            sys.exit(EXIT_SOURCE_UNREACHABLE)
    write_schemas(project)
    for path in paths:
        say(f"Made {project.relative(path)}.")
    say("Complete it, then run: evidence check")


@click.command()
@click.argument("target", metavar="TRIAL/REPORT")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", default="", help="Where it was read. Default: the report's own address.")
@click.option("--read-on", default="", help="Day it was read. Default: today.")
@click.option(
    "--kind",
    type=click.Choice(["abstract", "full text", "label", "registry", "secondary"]),
    default="full text",
    show_default=True,
    help="Which copy of the source it is; secondary: a page that only tells of the report.",
)
@click.option(
    "--complete",
    type=click.Choice(["yes", "no"]),
    default="no",
    show_default=True,
    help="Is it all of it? A miss in a part proves nothing.",
)
@as_of_option
@project_option
def archive(
    target: str,
    files: tuple[Path, ...],
    url: str,
    read_on: str,
    kind: str,
    complete: str,
    as_of: str | None,
    folder: Path | None,
) -> None:
    """Archive FILES as copies of a report and look for its figures in them.

    PDF, HTML, text, Markdown, DOCX, XML and JSON are read. The file and its text stay on this
    machine; hash, address and what was found, with its place, go to data/raw.
    """
    from pipelines.cli import archive as archiving

    read = day(read_on) if read_on else day(as_of)
    archiving.run(open_project(folder), target, files, url, read, kind.replace(" ", "_"), complete)


COMMANDS = (archive, refresh, todo, settle, schedule, watch)
