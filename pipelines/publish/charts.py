"""The verbs ``embed`` and ``freeze``, and the charts of a build.

``embed`` reads the catalogue and settings only, so it answers without a build. ``freeze`` draws from
the published store and keeps what it drew.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from datetime import date
from html import unescape
from pathlib import Path

from pipelines.curated.catalogue import catalogue_of
from pipelines.curated.frozen import ABOUT, files_of, read_copies, read_copy
from pipelines.curated.settings import settings_of
from pipelines.files import remove, sha256
from pipelines.locks import alone
from pipelines.project import Project
from reports.embeds.entry import Catalogue
from reports.workers import Workers
from schemas.problem import Problem, Unusable, errors


class Unknown(ValueError):
    """No such chart, or a format that cannot be given; says what can be done."""


def listing(project: Project) -> str:
    """The catalogue: one line a chart."""
    found = _catalogue(project)
    if not found.entries:
        return "The catalogue is empty: add charts to reports/charts.yaml."
    wide = max(len(entry.slug) for entry in found.entries)
    return "\n".join(
        f"{entry.slug:<{wide}}  {entry.kind:<12}  {entry.title}" for entry in found.entries
    )


def embed(project: Project, slug: str, style: str, scheme: str = "light", version: str = "") -> str:
    """The snippet of one chart, or of its frozen copy ``version``. Raises Unknown."""
    from reports.embeds.snippets import NeedsSiteUrl, snippet

    if version:
        return _embed_copy(project, slug, style, scheme, version)

    try:
        entry = _catalogue(project)[slug]
        url, picture = settings_of(project).site_url, _picture(project.site / "charts", entry.slug)
        return snippet(entry, style, url, picture, scheme)
    except KeyError as error:
        raise Unknown(str(error.args[0])) from error
    except NeedsSiteUrl as error:
        raise Unknown(str(error)) from error


def _embed_copy(project: Project, slug: str, style: str, scheme: str, version: str) -> str:
    from reports.embeds.chart import Edition
    from reports.embeds.snippets import STYLES_OF_COPIES, snippet

    copies = [copy for copy in catalogue_of(project)[1] if copy.slug == slug]
    chosen = [copy for copy in copies if copy.hash == version]
    if not chosen:
        kept = ", ".join(f"{copy.hash} of {copy.frozen_on}" for copy in copies)
        raise Unknown(
            f"{slug} has no frozen copy {version}: {kept or '`evidence freeze` makes one'}"
        )
    if style not in STYLES_OF_COPIES:
        forms = ", ".join(STYLES_OF_COPIES)
        raise Unknown(f"{style} always shows the latest version; for a frozen copy use {forms}")
    folder, url = Edition(version).folder, settings_of(project).site_url
    return snippet(chosen[0], style, url, _picture(project.frozen / version, slug), scheme, folder)


def freeze(project: Project, slugs: tuple[str, ...], as_of: date) -> list[str]:
    """Keep frozen copies of the charts named, or of all. One line for each.

    Raises Unknown, or Busy.
    """
    from reports.embeds.chart import Chart
    from reports.published import read_store

    if not project.store.exists():
        raise Unknown("there is no store yet: run evidence build first")
    catalogue, url = _catalogue(project), settings_of(project).site_url
    try:
        chosen = [catalogue[slug] for slug in slugs] if slugs else catalogue.entries
    except KeyError as error:
        raise Unknown(str(error.args[0])) from error
    published = read_store(project.store)
    lines = []
    with alone(project.builds / "freeze.lock", "freeze"):
        for partial in project.frozen.glob(".*.partial"):  # left by a freeze that was killed
            remove(partial)
        for entry in chosen:
            chart = Chart(entry, published, as_of, url)
            if chart.standing.is_withdrawn:
                lines.append(f"{entry.slug}: not frozen, because a source has been retracted")
                continue
            copy, is_new = _keep(project, chart)
            state = "kept" if is_new else f"unchanged since {copy.frozen_on}"
            lines.append(f"{entry.slug}: {state}, {url}charts/v/{copy.hash}/{entry.slug}.html")
    return lines


def _keep(project: Project, chart):  # noqa: ANN001
    """The kept copy of a chart as it is now, and whether it is new. An old copy is left alone."""
    from reports.embeds.files import write
    from reports.embeds.frozen import digest
    from reports.embeds.frozen import freeze as make

    found = digest(chart)
    place = project.frozen / found
    if place.exists():
        return read_copy(project, place), False
    copy, files = make(chart, found)
    partial = project.frozen / f".{found}.partial"
    remove(partial)
    partial.mkdir(parents=True)
    write(files, partial)
    sums = {name: sha256((partial / name).read_bytes()) for name in sorted(files)}
    about = json.dumps(asdict(replace(copy, sha256=sums)), indent=1) + "\n"
    (partial / ABOUT).write_text(about, encoding="utf-8")
    partial.rename(place)
    return copy, True


def make_charts(
    project: Project,
    site,  # noqa: ANN001
    folder: Path,
    workers: Workers,
) -> tuple[int, dict[str, str], list[Problem]]:
    """Charts, gallery and server snippets of a build, below ``folder``.

    Returns the number of charts, the texts that the gate must know, and a problem for each chart
    that cannot be drawn.
    """
    from pipelines.publish.before import shown_before
    from reports.embeds.gallery import build_charts
    from reports.policy import Policy

    catalogue = _catalogue(project)
    policy = Policy(settings_of(project).allowed_hosts)
    kept, _ = read_copies(project)
    before = shown_before(project, kept)
    texts, problems = build_charts(site, folder, catalogue, policy, kept, workers, before)
    return len(catalogue.entries), texts, sorted(problems)


def carry_frozen(project: Project, published, folder: Path) -> list[str]:  # noqa: ANN001
    """Bring kept copies to the site, after the gate: they show what was true when they were made.

    Returns, and writes beside them, a line for each copy that a notice replaces, because one of its
    sources was retracted. The kept copy itself stays, so that it is known what was said.
    """
    from reports.embeds.files import write
    from reports.embeds.frozen import notice

    standing_of = {
        f"{r['trial']}/{r['report']}": r["standing"] for r in published.tables["reports"]
    }
    target, replaced = folder / "charts" / "v", []
    for copy in read_copies(project)[0]:
        retracted = [report for report in copy.reports if standing_of.get(report) == "retracted"]
        place = target / copy.hash
        place.mkdir(parents=True)
        write(notice(copy) if retracted else files_of(project, copy), place)
        if retracted:
            replaced.append(
                f"{copy.hash} {copy.slug}: {', '.join(retracted)} is retracted; a notice stands instead"
            )
    if replaced:
        (target / "replaced.txt").write_text("\n".join(replaced) + "\n", encoding="utf-8")
    return replaced


def _catalogue(project: Project) -> Catalogue:
    """The catalogue. Raises Unusable where it cannot be used."""
    found, _ = catalogue_of(project)
    for problem in errors(found.problems):
        raise Unusable(problem)
    return found


def _picture(folder: Path, slug: str):
    """Size and words of the picture in ``folder``; the common size where nothing has been built."""
    from reports.embeds.card import WIDTH
    from reports.embeds.snippets import Picture

    built = folder / f"{slug}.svg"
    if not built.is_file():
        return Picture(WIDTH, 900)
    text = built.read_text("utf-8")
    height = int(text.split('height="', 1)[1].split('"', 1)[0])
    told = re.search(r"<desc[^>]*>(.*?)</desc>", text, re.DOTALL)
    alt = unescape(re.sub(r"<[^>]*>", "", told[1])) if told else ""
    return Picture(WIDTH, height, alt)
