"""The verbs about charts: arguments in, exit code out."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.options import as_of_option, day, open_project, project_option
from pipelines.problem_printers import say


@click.command()
@click.argument("slug", required=False)
@click.option(
    "--format",
    "style",
    type=click.Choice(["iframe", "script", "image", "markdown", "oembed", "wordpress"]),
    default="iframe",
    show_default=True,
    help="What the page you paste it into takes.",
)
@click.option(
    "--scheme",
    type=click.Choice(["light", "dark", "auto"]),
    default="light",
    show_default=True,
    help="Colours of the page around it; auto: as the reader's system asks.",
)
@click.option("--version", default="", help="A frozen copy of the chart, by its hash.")
@project_option
def embed(slug: str | None, style: str, scheme: str, version: str, folder: Path | None) -> None:
    """Print what to paste for the chart SLUG; without SLUG, list the catalogue."""
    from pipelines.publish import charts as embedding

    project = open_project(folder)
    if slug is None:
        say(embedding.listing(project))
        return
    try:
        say(embedding.embed(project, slug, style, scheme, version))
    except embedding.Unknown as error:
        raise click.UsageError(str(error)) from error
    if not embedding.settings_of(project).site_url:
        say(
            "Addresses begin at the root of the site, and oEmbed is left out: set site_url in "
            "reports/site.toml.",
            err=True,
        )


@click.command()
@click.argument("slugs", nargs=-1)
@as_of_option
@project_option
def freeze(slugs: tuple[str, ...], as_of: str | None, folder: Path | None) -> None:
    """Keep copies of the charts SLUGS (or of all) that never change, in reports/frozen."""
    from pipelines.publish import charts as embedding

    try:
        lines = embedding.freeze(open_project(folder), slugs, day(as_of))
    except embedding.Unknown as error:
        raise click.UsageError(str(error)) from error
    say("\n".join(lines))


COMMANDS = (embed, freeze)
