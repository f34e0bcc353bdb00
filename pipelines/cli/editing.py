"""Verbs that help while typing: find, fix, add, rename."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.options import open_project, project_option
from pipelines.problem_printers import plural, say


@click.command()
@click.argument("text")
@project_option
def find(text: str, folder: Path | None) -> None:
    """Find TEXT among trials, reports, drugs, endpoints, identifiers and values."""
    from pipelines.cli.find import find as found
    from pipelines.curated.reader import read_curated

    lines = list(found(read_curated(open_project(folder)), text))
    for line in lines:
        say(line)
    if not lines:
        say(f"Nothing holds {text}. Names and identifiers are found by a part, values whole.")


@click.command()
@click.option("--yes", is_flag=True, help="Make the repairs without asking.")
@project_option
def fix(yes: bool, folder: Path | None) -> None:
    """Repair signs, spaces, separators and endings of curated files; the changes are shown first.

    Percent signs, decimal commas, printed minus signs, tabs and no-break spaces, semicolons between
    cells, commas that a spreadsheet added, byte order marks, the ending .yml. Figures and words stay.
    Addresses of new charts and reports are noted in reports/slugs.txt and reports/pages.txt.
    """
    from pipelines.drafts.fixes import fixes

    project = open_project(folder)
    found = list(fixes(project))
    if not found:
        say("Nothing to repair.")
        return
    for one in found:
        say(one.diff(project))
    if yes or click.confirm(f"Change {plural(len(found), 'file')}?"):
        for one in found:
            one.make()
        say(f"Changed {plural(len(found), 'file')}. Now: evidence check")


@click.command()
@click.argument("kind", type=click.Choice(("estimate", "arm", "population", "drug", "endpoint")))
@click.argument("address")
@click.argument("values", nargs=-1)
@project_option
def add(kind: str, address: str, values: tuple[str, ...], folder: Path | None) -> None:
    """Put a new entry at the right place of its file, which else stays as it is.

    ADDRESS is TRIAL/REPORT/KEY of an estimate, TRIAL/KEY of an arm or population, the code of a
    drug or endpoint. VALUES are key=value. Lists stand in brackets, and values with spaces in
    quotation marks: "drugs=[nivolumab, ipilimumab]" "timepoint=1 year". An entry that lacks a key,
    or names what does not exist, is not added.
    """
    from pipelines.drafts.adding import add as added
    from pipelines.drafts.blank import CannotMake
    from pipelines.drafts.editor_schemas import write_schemas

    parts = [value.partition("=") for value in values]
    for number, (wrong, sign, value) in enumerate(parts):
        if not sign or not value:
            before = values[number - 1] if number else "timepoint=1"
            meant = f'"{before} {wrong}"' if not sign else f'{wrong}="…"'
            raise click.ClickException(
                f"{wrong!r} is not key=value; a value with spaces stands in quotation marks: {meant}."
            )
    project = open_project(folder)
    try:
        path, line = added(project, kind, address, {name: value for name, _, value in parts})
    except CannotMake as error:
        raise click.ClickException(f"{str(error).rstrip('.')}.") from error
    write_schemas(project)
    say(f"Added {kind} {address}: {project.relative(path)}:{line}. Now: evidence check")


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--kind", default="", help="Where the name is that of an arm and a population.")
@click.option("--yes", is_flag=True, help="Rename without asking.")
@project_option
def rename(old: str, new: str, kind: str, yes: bool, folder: Path | None) -> None:
    """Rename a trial, report, figure, arm or population everywhere; the changes are shown first.

    OLD is TRIAL, TRIAL/REPORT, TRIAL/REPORT/KEY, TRIAL/ARM or TRIAL/POPULATION, NEW its new last
    part. Prose, charts, corrections, gaps, second entries, findings, leads and answers follow; trials,
    reports and figures leave a redirect. Approvals are of the old name: they are made again.
    """
    from pipelines.drafts import renaming
    from pipelines.drafts.blank import CannotMake
    from pipelines.drafts.editor_schemas import write_schemas

    project = open_project(folder)
    try:
        found, remarks = renaming.rename(project, old, new, kind)
    except CannotMake as error:
        raise click.ClickException(f"{error}.") from error
    for one in found:
        say(one.diff(project))
    for remark in remarks:
        say(remark)
    if yes or click.confirm(f"Change {plural(len(found), 'file')}?"):
        renaming.make(project, found)
        write_schemas(project)
        say(f"Changed {plural(len(found), 'file')}. Now: evidence check")


COMMANDS = (find, fix, add, rename)
