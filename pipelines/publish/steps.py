"""From curated files to a published site: the steps, in order, as plain functions.

``publish`` runs them in this process; a Prefect flow of the same name runs the same list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines import problem_printers
from pipelines.approvals.judge import Judged, judge
from pipelines.approvals.states import unapproved
from pipelines.checks.check import Checker
from pipelines.checks.checked import Checked
from pipelines.curated.settings import settings_of
from pipelines.project import Project
from pipelines.publish.place import BuildPlace
from pipelines.store.build import build_store
from reports.panels.drawings import Drawn
from reports.workers import Workers, load_ahead
from schemas.problem import Problem, as_warnings, errors, warnings

if TYPE_CHECKING:
    from reports.pages.site import Site
    from reports.published import Published

LARGE = 150  # files of trials and reports; smaller projects are built in one process


class Failed(Exception):
    """A step found errors: nothing is published, what was published before stays."""

    exit_code = 10

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(problem_printers.plural(len(errors(problems)), "error"))


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
    workers: Workers = field(default_factory=Workers)
    checker: Checker | None = None  # one that knows the project from an earlier build
    drawn: Drawn = field(default_factory=Drawn)
    trust: str = (
        ""  # fingerprint that all trust begins with; else the machine's environment names it
    )
    checked: Checked | None = None
    judged: Judged | None = None
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

    @published.setter
    def published(self, known: Published) -> None:
        self._published = known

    @property
    def site(self) -> Path:
        return self.place.folder / "site"

    def outcome(self) -> dict[str, str | int]:
        """What was made, by name, and under ``site`` where it stands."""
        return {**self.made, "site": str(self.place.site)}


def read_and_check(run: Run) -> str:
    if sum(1 for _ in run.project.trials.glob("*/*.yaml")) > LARGE:
        from reports import preload

        load_ahead(preload)
    run.checked = (run.checker or Checker(run.project)).check()
    run.problems = run.checked.problems
    if run.checked.has_errors:
        raise Failed(run.problems)
    run.judged = judge(run.project, run.checked.curated, run.trust, as_of=run.as_of)
    run.problems = sorted({*run.problems, *as_warnings(run.judged.problems)})
    open_reports = list(unapproved(run.checked, run.judged)) if run.is_release else []
    if open_reports:
        raise Unapproved(open_reports)
    estimates = len(run.checked.evidence.estimates)
    return f"{problem_printers.plural(estimates, 'estimate')}, {problem_printers.plural(len(warnings(run.problems)), 'warning')}"


def make_store(run: Run) -> str:
    counts = build_store(run.project, run.checked, run.store, run.judged)
    run.made |= {
        "estimates": counts["estimates"],
        "reports": counts["reports"],
        "trials": counts["trials"],
    }
    return f"{problem_printers.plural(counts['trials'], 'trial')}, {problem_printers.plural(counts['reports'], 'report')}"


def make_pages(run: Run) -> str:
    from reports.pages.writer import build_pages
    from reports.text.prose import check_bindings

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
    run.made["pages"] = build_pages(site, run.site, run.workers, run.drawn)
    run.counts = site.counts
    return problem_printers.plural(run.made["pages"], "page")


def make_charts(run: Run) -> str:
    """Charts to embed, in every format, and their gallery."""
    from pipelines.publish import charts as embedding

    site = site_of(run)
    number, run.texts, problems = embedding.make_charts(run.project, site, run.site, run.workers)
    if problems:
        raise Failed(problems)
    run.counts |= site.counts
    return problem_printers.plural(number, "chart")


def site_of(run: Run) -> Site:
    """What every page is made of: the store as pages see it, the day, the version and the address."""
    from pipelines.curated.catalogue import read_catalogue
    from reports.pages.site import Site

    settings = settings_of(run.project)
    return Site(
        run.published,
        run.as_of,
        version("remission-evidence"),
        url=settings.site_url,
        funding=settings.funding,
        report_errors_to=settings.report_errors_to,
        history_url=settings.history_url,
        charts=tuple((e.slug, e.title) for e in read_catalogue(run.project).entries),
    )


def make_exports(run: Run) -> str:
    from reports.exports.formats import write_exports

    rows = write_exports(run.store, run.published, run.site / "data")
    return problem_printers.plural(rows, "row")


def inspect_pages(run: Run) -> str:
    """No number leaves unless it equals the stored value it is bound to; every page keeps the rules."""
    from reports.gate.inspection import inspect_site
    from reports.gate.number_gate import Gate

    build = {
        "as_of": run.as_of.isoformat(),
        "version": version("remission-evidence"),
        **run.texts,
    }
    gate = Gate(run.published, run.counts, build)
    problems = inspect_site(gate, run.site, run.workers)
    if problems:
        raise Failed(problems)
    return "every number is bound and equal, every page keeps the rules"


def carry_frozen_charts(run: Run) -> str:
    """After the gate, because a frozen copy keeps the numbers of its own day."""
    from pipelines.publish import charts as embedding

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
