"""The words of charts as texts that rules can judge, each with the figures that its filter chooses."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.checks.charts import TEXTS, TEXTS_OF_RETIRED, Drawable
from reports.embeds.entry import PLACE, Catalogue
from schemas.prose import Page
from schemas.row import Row


def texts_of_charts(catalogue: Catalogue, drawable: Drawable) -> Iterator[Page]:
    """Title, description and caption of every chart."""
    for entry in catalogue.entries:
        chosen = tuple(e.id for e, _ in drawable.chosen[entry.line])
        row = Row(PLACE, entry.line, {n: getattr(entry, n) for n in TEXTS}, entry.lines)
        for name in TEXTS:
            if row.get(name):
                yield Page("chart", entry.slug, row, name, figures=chosen)

    for gone in catalogue.retired:
        row = Row(PLACE, gone.line, {n: getattr(gone, n) for n in TEXTS_OF_RETIRED}, gone.lines)
        for name in TEXTS_OF_RETIRED:
            yield Page("chart", gone.slug, row, name)
