"""What whoever shows a chart must hear: retracted, corrected, overdue, changed, no longer published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.embeds.chart import CONCERN, CORRECTED, OVERDUE, WITHDRAWN, Chart
from reports.embeds.entry import Retired
from reports.embeds.notices import NO_MORE
from reports.pages.feeds import atom
from reports.pages.site import Site
from reports.published import Record
from reports.text.words import counted
from schemas import units


@dataclass(frozen=True)
class Before:
    """Values (estimate → as printed) that were public on a day: of a frozen copy, or of a release."""

    name: str
    on: str
    values: dict[str, str]  # of ``figure_text``


def figure_text(value: str, lower: str | float | None, upper: str | float | None) -> str:
    """A value with its interval, alike however its numbers were stored."""
    ends = [f"{float(end):g}" for end in (lower, upper) if _is_number(end)]
    return f"{value} ({' to '.join(ends)})" if len(ends) == 2 else value


def _is_number(end: str | float | None) -> bool:
    try:
        return float(end or "nan") == float(end or "nan")
    except ValueError:  # an end that was not reached
        return False


def chart_feed(
    site: Site, charts: list[Chart], retired: list[Retired], before: Sequence[Before]
) -> bytes:
    """``charts/changes.xml``: an entry for each thing that holds now, newest first."""
    found = [event for chart in charts for event in (*_warnings(chart), *_changed(chart, before))]
    found += [
        _event(f"retired/{gone.slug}", gone.on, gone.slug, f"{gone.title}. {NO_MORE} {gone.why}")
        for gone in retired
    ]
    newest = sorted(sorted(found, key=lambda e: e["id"]), key=lambda e: e["on"], reverse=True)
    return atom(site, "charts/changes.xml", f"{site.name}: charts", newest)


def _warnings(chart: Chart) -> Iterator[Record]:
    state, slug = chart.standing, chart.entry.slug
    for words, keys in (
        (WITHDRAWN, state.retracted),
        (CONCERN, state.concerns),
        (CORRECTED, state.corrected),
    ):
        for key in keys:
            report = chart.published.reports[tuple(key.split("/"))]
            notice = Markup(chart.notice_of(key)).striptags()
            title = f"{chart.entry.title}. {words} {notice}."
            yield _event(f"{report['standing']}/{slug}/{key}", report["entered"], slug, title)
    if state.is_overdue:
        title = f"{chart.entry.title}. {OVERDUE}"
        yield _event(f"overdue/{slug}/{state.next_review}", state.next_review, slug, title)


def _changed(chart: Chart, before: Sequence[Before]) -> Iterator[Record]:
    """Values that were other ones, each against the last state in which it was another."""
    if chart.standing.is_withdrawn:
        return
    slug = chart.entry.slug
    for f in chart.figures:
        new = figure_text(f.value_as_printed, f.ci_lower, f.ci_upper)
        others = [b for b in before if b.values.get(f.id, new) != new]
        if others:
            last = max(others, key=lambda b: (b.on, b.name))
            old = last.values[f.id]
            at = f", {f.timepoint_as_printed}" if f.timepoint_as_printed else ""
            unit = units.sign(f.unit_as_printed)
            what = f"{f.arm}, {counted(f)}{at}: {old} → {new}{unit}"
            title = f"{chart.entry.title}. Corrected since {last.name}: {what}."
            yield _event(f"changed/{slug}/{f.id}/{old}/{new}", last.on, slug, title)


def _event(id: str, on: str, slug: str, title: str) -> Record:
    return {"id": f"chart/{id}", "on": on, "title": title, "path": f"charts/{slug}.html"}
