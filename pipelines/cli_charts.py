"""The verbs about charts: arguments in, exit code out."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.options import as_of_option, day, open_project, project_option


@click.command()
@click.argument("slug", required=False)
@click.option(
    "--format",
    "style",
    type=click.Choice(["iframe", "script", "image", "oembed", "wordpress"]),
    default="iframe",
    show_default=True,
    help="What the page you paste it into takes.",
)
@project_option
def embed(slug: str | None, style: str, folder: Path | None) -> None:
    """Print what to paste for the chart SLUG; without SLUG, list the catalogue."""
    from pipelines import embedding

    project = open_project(folder)
    if slug is None:
        click.echo(embedding.listing(project))
        return
    try:
        click.echo(embedding.embed(project, slug, style))
    except embedding.Unknown as error:
        raise click.UsageError(str(error)) from error
    if not embedding.site_url(project):
        click.echo(
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
    from pipelines import embedding

    try:
        lines = embedding.freeze(open_project(folder), slugs, day(as_of))
    except embedding.Unknown as error:
        raise click.UsageError(str(error)) from error
    click.echo("\n".join(lines))


COMMANDS = (embed, freeze)
