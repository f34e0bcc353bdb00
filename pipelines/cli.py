"""The command ``evidence``: arguments in, exit code out. Each verb is one function elsewhere.

Heavy packages are imported by the verb that needs them, so that ``check`` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

EXIT_DATA_ERRORS = 10

project_option = click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path),
    help="Project folder (with data/curated). Default: the one you are in.",
)


def open_project(folder: Path | None):
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
