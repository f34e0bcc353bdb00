"""Options and exit codes that the verbs share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.files import refuse_links

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
as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    help="Build as if today were DATE (2026-11-22). Default: SOURCE_DATE_EPOCH, else today.",
)


key_option = click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File of the key to sign with, as ssh-keygen makes it.",
)
trust_option = click.option(
    "--trust",
    metavar="FINGERPRINT",
    default="",
    help="Trust root that the owner publishes (SHA256:…). Default: EVIDENCE_TRUST of this machine.",
)


def open_project(folder: Path | None, *, is_checked: bool = False) -> Project:
    """The project to work in. ``is_checked``: the verb tells itself what is wrong with its folders."""
    from pipelines.project import find_project

    context = click.get_current_context(silent=True)
    if folder is None and context is not None:  # options may stand before the verb, too
        folder = context.find_root().params.get("folder")
    try:
        project = find_project(folder)
    except (FileNotFoundError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    if not is_checked:
        refuse_links(project)
    return project


def day(as_of: str | None) -> date:
    from pipelines import clock

    try:
        return clock.day(as_of)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
