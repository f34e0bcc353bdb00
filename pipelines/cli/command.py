"""The command ``evidence``: arguments in, exit code out. Each verb is one function elsewhere.

Heavy packages are imported by the verb that needs them, so that ``check`` answers at once.
"""

from __future__ import annotations

import gc
import re
import sys
from pathlib import Path
from typing import Any

import click

from pipelines.approvals.keys import BadTrust
from pipelines.cli import charts as cli_charts
from pipelines.cli import editing as cli_editing
from pipelines.cli import proof as cli_audit
from pipelines.cli import queue as cli_queue
from pipelines.cli import reviewers as cli_reviewers
from pipelines.cli import sources as cli_sources
from pipelines.cli.options import (
    EXIT_DATA_ERRORS,
    as_of_option,
    day,
    open_project,
    project_option,
    trust_option,
)
from pipelines.faults import machine_fault
from pipelines.locks import Busy
from pipelines.problem_printers import say
from pipelines.process import Leave, leave_at_once, not_imported
from schemas.borders.plain import visible
from schemas.problem import Unusable


class Command(click.Group):
    """All verbs. What a machine or a file cannot do is told in one line, not as a fault of the
    program; arguments come back in messages without the signs that would steer a terminal."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except click.ClickException as error:
            error.message = visible(error.message)
            raise

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            error.message = visible(error.message)
            raise
        except Unusable as error:
            say(str(error), err=True)
            raise SystemExit(EXIT_DATA_ERRORS) from error
        except (Busy, BadTrust) as error:
            raise click.ClickException(str(error)) from error
        except Exception as error:
            says = machine_fault(error)
            if not says:
                raise
            raise click.ClickException(says) from error


@click.group(
    cls=Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="remission-evidence")
@project_option
def main(folder: Path | None) -> None:
    """Published cancer-response evidence, every number traced to its source."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
@click.option("--watch", is_flag=True, help="Check again after every save, until Ctrl-C.")
@click.option(
    "--afresh", is_flag=True, help="Look at every file, whatever the last check found in it."
)
@trust_option
@project_option
def check(
    paths: tuple[Path, ...], style: str, watch: bool, afresh: bool, trust: str, folder: Path | None
) -> None:
    """Check the curated files (form, codes, arithmetic, logic) and the log of approvals.

    With PATHS (files, folders, or names: TRIAL, TRIAL/REPORT), only problems there are printed (all
    files are still read, because they refer to each other). Exit code 10 if there are errors.
    """
    gc.disable()  # a short run that drops nothing
    project = open_project(folder, is_checked=True)
    with not_imported("pyarrow"):  # pandas would load it for columns that are not used here
        from pipelines.cli import check as checking
    if watch:
        gc.enable()
        checking.watch(project, paths, style, trust)
    else:
        has_errors = checking.run(project, paths, style, trust, is_afresh=afresh)
        raise Leave(EXIT_DATA_ERRORS if has_errors else 0)


@main.command()
@project_option
def status(folder: Path | None) -> None:
    """Count what the curated files hold: per category, endpoint, kind, standing, read_in.

    Exit code 10 if files were left out because they could not be read.
    """
    from pipelines.checks.check import check as judge
    from pipelines.cli import status as counting
    from pipelines.releases.leftovers import leftovers

    project = open_project(folder)
    checked = judge(project)
    say(counting.as_text(checked))
    for problem in leftovers(project):
        say(str(problem))
    raise Leave(EXIT_DATA_ERRORS if checked.left_out else 0)


@main.command()
@project_option
def leads(folder: Path | None) -> None:
    """List which figure speaks for each trial on each page, as CSV."""
    from pipelines.cli import leads as listing

    say(listing.as_csv(open_project(folder)), nl=False)


@main.command()
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the list is printed.",
)
def rules(style: str) -> None:
    """List every rule of data, words and pages: id, level, sentence, published source."""
    from pipelines.cli import rules as rule_list

    styles = {
        "text": rule_list.as_text,
        "markdown": rule_list.as_markdown,
        "json": rule_list.as_json,
    }
    say(styles[style]())


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write store and site to this folder instead of publishing them in the project.",
)
@click.option(
    "--plain", is_flag=True, help="Run the same steps without Prefect: same bytes, faster."
)
@click.option(
    "--release",
    is_flag=True,
    help="Refuse what is not approved as it stands, unless its pages are marked preview (exit 12).",
)
@trust_option
@as_of_option
@project_option
def build(
    out: Path | None,
    plain: bool,
    release: bool,
    trust: str,
    as_of: str | None,
    folder: Path | None,
) -> None:
    """Check the curated files, then build and publish store and site together.

    Runs as a Prefect flow: on an embedded server, or on the one named by PREFECT_API_URL, where the
    run and its artifacts can be seen. Exit code 10 if the data have errors; nothing is then changed.
    """
    from pipelines.cli import build as building

    code = building.run(open_project(folder), out, day(as_of), plain, release, trust=trust)
    raise Leave(code)


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@project_option
def preview(port: int, folder: Path | None) -> None:
    """Serve the built site on this machine, and rebuild it plainly after every save."""
    from pipelines.cli import preview as previewing

    previewing.serve(open_project(folder), port)


@main.group()
def new() -> None:
    """Make a file to fill in, each key explained."""


@new.command("trial")
@click.argument("name", metavar="SLUG|NCT...")
@click.option("--slug", default="", help="Folder name, where a registry number is given.")
@project_option
def new_trial(name: str, slug: str, folder: Path | None) -> None:
    """Make data/curated/trials/SLUG/trial.yaml: blank, or from a registry record.

    With a number of ClinicalTrials.gov, identity, design and arms are filled in, and posted results
    are offered as comments in a report file.
    """
    from pipelines.drafts import blank as scaffold

    project = open_project(folder)
    if re.fullmatch(r"NCT ?[0-9]{8}", name.upper()):
        name = name.upper().replace(" ", "")
        cli_sources.make_from_records(project, lambda maker: maker.new_trial(name, slug))
    else:
        _made(scaffold.new_trial, project, name)


@new.command("report")
@click.argument("name", metavar="[TRIAL[/YEAR-AUTHOR]]", default="")
@click.option("--pmid", default="", help="Fill it in from PubMed.")
@click.option("--doi", default="", help="Fill it in from Crossref.")
@project_option
def new_report(name: str, pmid: str, doi: str, folder: Path | None) -> None:
    """Make data/curated/trials/TRIAL/YEAR-AUTHOR.yaml: blank, or from PubMed or Crossref."""
    from pipelines.drafts import blank as scaffold

    project = open_project(folder)
    if pmid or doi:
        cli_sources.make_from_records(
            project, lambda maker: [maker.new_report(name, pmid=pmid, doi=doi)]
        )
    else:
        _made(scaffold.new_report, project, name)


def _made(make, project, name: str) -> None:  # noqa: ANN001
    from pipelines.drafts.blank import CannotMake
    from pipelines.drafts.editor_schemas import write_schemas

    try:
        path = make(project, name)
    except CannotMake as error:
        raise click.UsageError(str(error)) from error
    write_schemas(project)
    say(f"Made {project.relative(path)}. Fill it in, then run: evidence check")


for _command in (
    *cli_audit.COMMANDS,
    *cli_queue.COMMANDS,
    *cli_reviewers.COMMANDS,
    *cli_charts.COMMANDS,
    *cli_editing.COMMANDS,
    *cli_sources.COMMANDS,
):
    main.add_command(_command)


def run() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a sign is told its name
        stream.reconfigure(errors="namereplace")
    try:
        main(prog_name="evidence")
    except Leave as end:
        leave_at_once(end.code)
