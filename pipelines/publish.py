"""From curated files to a published site: the steps, in order, as plain functions.

``publish`` runs them in this process; ``flows.publish`` runs the same list as a Prefect flow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines import messages
from pipelines.approvals import unapproved
from pipelines.check import Checked, check
from pipelines.places import BuildPlace
from pipelines.project import Project
from pipelines.store import build_store
from reports import parallel
from schemas.problem import Problem, errors, warnings

if TYPE_CHECKING:
    from reports.published import Published
    from reports.site import Site

LARGE = 150  # files of trials and reports; smaller projects are built in one process


class Failed(Exception):
    """A step found errors: nothing is published, what was published before stays."""

    exit_code = 10

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(messages.plural(len(errors(problems)), "error"))


class Unapproved(Failed):
    """A release would show what nobody approved as it stands."""

    exit_code = 12


@dataclass
class Run:
    """State handed from step to step."""

    project: Project
    place: BuildPlace
    as_of: date
    is_release: bool = False
    checked: Checked | None = None
    problems: list[Problem] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)  # numbers the pages show
    texts: dict[str, str] = field(default_factory=dict)  # snippets that the gallery shows
    failed: Failed | None = None
    _published: Published | None = None

    @property
    def store(self) -> Path:
        return self.place.folder / "evidence.duckdb"

    @property
    def published(self) -> Published:
        """The store as pages see it, read once."""
        if self._published is None:
            from reports.published import read_store

            self._published = read_store(self.store)
        return self._published

    @property
    def site(self) -> Path:
        return self.place.folder / "site"


def read_and_check(run: Run) -> str:
    if sum(1 for _ in run.project.trials.glob("*/*.yaml")) > LARGE:
        parallel.warm_up()  # processes for pages load while this one reads
    run.checked = check(run.project)
    run.problems = run.checked.problems
    if run.checked.has_errors:
        raise Failed(run.problems)
    open_reports = list(unapproved(run.checked)) if run.is_release else []
    if open_reports:
        raise Unapproved(open_reports)
    estimates = len(run.checked.evidence.estimates)
    return f"{messages.plural(estimates, 'estimate')}, {messages.plural(len(warnings(run.problems)), 'warning')}"


def make_store(run: Run) -> str:
    counts = build_store(run.project, run.checked, run.store)
    run.made |= {
        "estimates": counts["estimates"],
        "reports": counts["reports"],
        "trials": counts["trials"],
    }
    return f"{messages.plural(counts['trials'], 'trial')}, {messages.plural(counts['reports'], 'report')}"


def make_pages(run: Run) -> str:
    from reports.pages import build_pages
    from reports.prose import check_bindings

    published = run.published
    prose = [
        (row.path, row.lines.get("prose", 1), row.get("prose"))
        for table in ("categories", "guide")
        for row in run.checked.curated[table]
    ]
    unbound = check_bindings(prose, published)
    if unbound:
        raise Failed(unbound)
    site = site_of(run)
    run.made["pages"] = build_pages(site, run.site)
    run.counts = site.counts
    return messages.plural(run.made["pages"], "page")


def make_charts(run: Run) -> str:
    """Charts to embed, in every format, and their gallery."""
    from pipelines import embedding

    site = site_of(run)
    number, run.texts, problems = embedding.make_charts(run.project, site, run.site)
    if problems:
        raise Failed(problems)
    run.counts |= site.counts
    return messages.plural(number, "chart")


def site_of(run: Run) -> Site:
    """What every page is made of: the store as pages see it, the day, the version and the address."""
    from pipelines.embedding import site_url
    from reports.site import Site

    settings = run.project.settings()
    return Site(
        run.published, run.as_of, version("remission-evidence"), url=site_url(run.project),
        funding=str(settings.get("funding", "")), history_url=str(settings.get("history_url", "")),
    )  # fmt: skip


def make_exports(run: Run) -> str:
    from reports.export import export_estimates

    return messages.plural(export_estimates(run.store, run.site / "data"), "row")


def inspect_pages(run: Run) -> str:
    """No number leaves unless it equals the stored value it is bound to; every page keeps the rules."""
    from reports.gate import Gate
    from reports.inspection import inspect_site

    build = {
        "as_of": run.as_of.isoformat(),
        "version": version("remission-evidence"),
        **run.texts,
    }
    problems = inspect_site(Gate(run.published, run.counts, build), run.site)
    if problems:
        raise Failed(problems)
    return "every number is bound and equal, every page keeps the rules"


def carry_frozen_charts(run: Run) -> str:
    """After the gate, because a frozen copy keeps the numbers of its own day."""
    from pipelines import embedding

    replaced = embedding.carry_frozen(run.project, run.published, run.site)
    return "; ".join(replaced) or "all as they were"


def switch(run: Run) -> str:
    run.place.publish()
    return str(run.place.site)


STEPS: dict[str, Callable[[Run], str]] = {
    "read and check": read_and_check,
    "store": make_store,
    "pages and charts": make_pages,
    "charts to embed": make_charts,
    "exports": make_exports,
    "number gate and page rules": inspect_pages,
    "frozen charts": carry_frozen_charts,
    "publish": switch,
}


def publish(run: Run, report: Callable[[str, str], None] = lambda step, says: None) -> Run:
    """Run every step in this process. Raises Failed; the build folder is then left unpublished."""
    for name, step in STEPS.items():
        report(name, step(run))
    return run
