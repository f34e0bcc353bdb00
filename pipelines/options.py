"""Options and exit codes that the verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date

    from pipelines.project import Project

EXIT_DATA_ERRORS = 10
EXIT_SOURCE_UNREACHABLE = 11

project_option = click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path),
    help="Project folder (with data/curated). Default: the one you are in.",
)
as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    help="Build as if today were DATE (2026-11-22). Default: SOURCE_DATE_EPOCH, else today.",
)


def open_project(folder: Path | None) -> Project:
    from pipelines.project import find_project

    try:
        return find_project(folder)
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error


def day(as_of: str | None) -> date:
    from pipelines.building import clock

    try:
        return clock(as_of)
    except ValueError as error:
        raise click.BadParameter(f"{as_of} is not a date such as 2026-11-22") from error
