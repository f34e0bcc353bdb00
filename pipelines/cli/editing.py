"""Verbs that help while typing: find, fix, add."""

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
    Slugs of new charts are noted in reports/slugs.txt.
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
    drug or endpoint. VALUES are key=value; lists stand in brackets: drugs=[nivolumab, ipilimumab].
    """
    from pipelines.drafts.adding import add as added
    from pipelines.drafts.blank import CannotMake

    parts = [value.partition("=") for value in values]
    if wrong := next((name for name, sign, value in parts if not sign or not value), None):
        raise click.ClickException(f"{wrong!r} is not key=value")
    project = open_project(folder)
    try:
        path, line = added(project, kind, address, {name: value for name, _, value in parts})
    except CannotMake as error:
        raise click.ClickException(f"{error}.") from error
    say(f"Added {kind} {address}: {project.relative(path)}:{line}. Now: evidence check")


COMMANDS = (find, fix, add)
