"""The verbs ``embed`` and ``freeze``, and the charts of a build.

``embed`` reads the catalogue and settings only, so it answers without a build. ``freeze`` draws from
the published store and keeps what it drew.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.project import Project
from schemas.problem import Problem

FROZEN = Path("reports") / "frozen"
POLICY = Path("reports") / "embed.toml"


class Unknown(ValueError):
    """No such chart, or a format that cannot be given; says what can be done."""


def site_url(project: Project) -> str:
    """The public address with a slash at its end, or the empty string."""
    url = str(project.settings().get("site_url", ""))
    return url if not url or url.endswith("/") else f"{url}/"


def listing(project: Project) -> str:
    """The catalogue: one line a chart."""
    found = _catalogue(project)
    if not found.entries:
        return "The catalogue is empty: add charts to reports/charts.yaml."
    wide = max(len(entry.slug) for entry in found.entries)
    return "\n".join(
        f"{entry.slug:<{wide}}  {entry.kind:<12}  {entry.title}" for entry in found.entries
    )


def embed(project: Project, slug: str, style: str) -> str:
    """The snippet of one chart. Raises Unknown."""
    from reports.snippets import NeedsSiteUrl, snippet

    try:
        entry = _catalogue(project)[slug]
        return snippet(entry, style, site_url(project), _picture(project, entry.slug))
    except KeyError as error:
        raise Unknown(str(error.args[0])) from error
    except NeedsSiteUrl as error:
        raise Unknown(str(error)) from error


def freeze(project: Project, slugs: tuple[str, ...], as_of: date) -> list[str]:
    """Keep frozen copies of the charts named, or of all. One line for each. Raises Unknown."""
    from reports.edition import Chart
    from reports.frozen import freeze as keep
    from reports.published import read_store

    if not project.store.exists():
        raise Unknown("there is no store yet: run evidence build first")
    catalogue = _catalogue(project)
    try:
        chosen = [catalogue[slug] for slug in slugs] if slugs else catalogue.entries
    except KeyError as error:
        raise Unknown(str(error.args[0])) from error
    published = read_store(project.store)
    lines = []
    for entry in chosen:
        chart = Chart(entry, published, as_of, site_url(project))
        if chart.standing.is_withdrawn:
            lines.append(f"{entry.slug}: not frozen, because a source has been retracted")
            continue
        copy, is_new = keep(chart, project.root / FROZEN)
        state = "kept" if is_new else f"unchanged since {copy.frozen_on}"
        lines.append(f"{entry.slug}: {state}, charts/v/{copy.hash}/{entry.slug}.html")
    return lines


def make_charts(project: Project, site, folder: Path) -> tuple[int, dict[str, str], list[Problem]]:  # noqa: ANN001
    """Charts, gallery and server snippets of a build, below ``folder``.

    Returns the number of charts, the texts that the gate must know, and problems of the catalogue.
    """
    from reports.catalogue import check_filters
    from reports.frozen import copies
    from reports.gallery import build_charts
    from reports.policy import BadPolicy, read_policy

    catalogue = _catalogue(project)
    problems = [*catalogue.problems, *check_filters(catalogue, site.published.frame)]
    try:
        policy = read_policy(project.root / POLICY)
    except BadPolicy as error:
        problems.append(Problem(POLICY.as_posix(), 0, "allowed_hosts", "", f"{error}."))
    if problems:
        return 0, {}, sorted(problems)
    kept = copies(project.root / FROZEN)
    texts, problems = build_charts(site, folder, catalogue, policy, kept)
    return len(catalogue.entries), texts, sorted(problems)


def carry_frozen(project: Project, published, folder: Path) -> list[str]:  # noqa: ANN001
    """Bring kept copies to the site, after the gate: they show what was true when they were made.

    Returns, and writes beside them, a line for each copy that a notice replaces.
    """
    from reports.frozen import carry

    standing_of = {
        f"{r['trial']}/{r['report']}": r["standing"] for r in published.tables["reports"]
    }
    target = folder / "charts" / "v"
    replaced = carry(project.root / FROZEN, target, standing_of)
    if replaced:
        (target / "replaced.txt").write_text("\n".join(replaced) + "\n", encoding="utf-8")
    return replaced


def _catalogue(project: Project):
    from reports.catalogue import read_catalogue
    from reports.frozen import copies

    ever = [copy.slug for copy in copies(project.root / FROZEN)]
    return read_catalogue(project.charts, ever)


def _picture(project: Project, slug: str):
    """Size of the built picture; the common one where nothing has been built."""
    from reports.card import WIDTH
    from reports.snippets import Picture

    built = project.site / "charts" / f"{slug}.svg"
    if not built.is_file():
        return Picture(WIDTH, 900)
    head = built.read_text("utf-8")[:400]
    return Picture(WIDTH, int(head.split('height="', 1)[1].split('"', 1)[0]))
