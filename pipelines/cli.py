"""The command ``evidence``: arguments in, exit code out. Each verb is one function elsewhere.

Heavy packages are imported by the verb that needs them, so that ``check`` answers at once.
"""

from __future__ import annotations

import gc
from pathlib import Path

import click

from pipelines import cli_audit, cli_charts, cli_sources
from pipelines.options import EXIT_DATA_ERRORS, as_of_option, day, open_project, project_option
from pipelines.quick import Leave, leave_at_once, not_imported


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
    gc.disable()  # a short run that drops nothing: looking for rubbish costs a tenth of it
    from pipelines import ahead

    project = open_project(folder)
    use_what_was_parsed = ahead.begin(project)
    with not_imported("pyarrow"):  # pandas would load it for columns that are not used here
        from pipelines import checking
    use_what_was_parsed()
    if watch:
        gc.enable()
        checking.watch(project, paths, style)
    else:
        raise Leave(EXIT_DATA_ERRORS if checking.run(project, paths, style) else 0)


@main.command()
@project_option
def status(folder: Path | None) -> None:
    """Count what the curated files hold: per category, endpoint, kind, standing, read_in."""
    from pipelines import status as counting
    from pipelines.check import check as judge

    click.echo(counting.as_text(judge(open_project(folder))))


@main.command()
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json"]), default="text",
    show_default=True, help="How the list is printed.",
)  # fmt: skip
def rules(style: str) -> None:
    """List every rule of data, words and pages: id, level, sentence, published source."""
    from pipelines import rule_list

    styles = {
        "text": rule_list.as_text, "markdown": rule_list.as_markdown, "json": rule_list.as_json,
    }  # fmt: skip
    click.echo(styles[style]())


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
    "--release", is_flag=True,
    help="Refuse what is not approved as it stands, unless its pages are marked preview (exit 12).",
)  # fmt: skip
@as_of_option
@project_option
def build(
    out: Path | None, plain: bool, release: bool, as_of: str | None, folder: Path | None
) -> None:
    """Check the curated files, then build and publish store and site together.

    Runs as a Prefect flow: on an embedded server, or on the one named by PREFECT_API_URL, where the
    run and its artifacts can be seen. Exit code 10 if the data have errors; nothing is then changed.
    """
    from pipelines import building
    from reports import parallel

    code = building.run(open_project(folder), out, day(as_of), plain, release)
    parallel.end()
    raise Leave(code) if plain else SystemExit(code)  # Prefect has things to put away


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
@click.argument("name", metavar="SLUG|NCT...")
@click.option("--slug", default="", help="Folder name, where a registry number is given.")
@project_option
def new_trial(name: str, slug: str, folder: Path | None) -> None:
    """Make data/curated/trials/SLUG/trial.yaml: blank, or from a registry record.

    With a number of ClinicalTrials.gov, identity, design and arms are filled in, and posted results
    are offered as comments in a report file.
    """
    from pipelines import scaffold

    project = open_project(folder)
    if name.startswith("NCT"):
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
    from pipelines import scaffold

    project = open_project(folder)
    if pmid or doi:
        cli_sources.make_from_records(
            project, lambda maker: [maker.new_report(name, pmid=pmid, doi=doi)]
        )
    else:
        _made(scaffold.new_report, project, name)


def _made(make, project, name: str) -> None:  # noqa: ANN001
    from pipelines.scaffold import CannotMake

    try:
        path = make(project, name)
    except CannotMake as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"Made {project.relative(path)}. Fill it in, then run: evidence check")


for _command in (*cli_audit.COMMANDS, *cli_charts.COMMANDS, *cli_sources.COMMANDS):
    main.add_command(_command)


def run() -> None:
    """The console script."""
    try:
        main(prog_name="evidence")
    except Leave as end:
        leave_at_once(end.code)
