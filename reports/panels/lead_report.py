"""All leads of all pages in one table: what speaks for each trial, and what might but may not."""

from __future__ import annotations

from collections.abc import Iterator

from reports.published import Published
from reports.text.shown import as_printed
from schemas.leads import PLACES

COLUMNS = (
    "page", "section", "trial", "endpoint", "measure", "arm", "comparator", "event", "grades", "value",
    "state", "time", "people", "place", "n", "cutoff", "report", "read_in", "tied", "reason", "beside", "id",
)  # fmt: skip


def lead_report(published: Published) -> Iterator[dict[str, str]]:
    """One row a lead, pages and trials in their order."""
    for category in published.categories:
        for section in published.subgroups(category["category"]):
            for trial in sorted(published.trials):
                for lead in published.leads(trial, category["category"], section["subgroup"]):
                    f = lead.figure
                    yield {
                        "page": category["category"],
                        "section": section["subgroup"],
                        "trial": trial,
                        "endpoint": f.endpoint,
                        "measure": f.effect_measure,
                        "arm": f.arm_key,
                        "comparator": f.comparator_key or "",
                        "event": f.event or "",
                        "grades": f.grades if f.family == "harm" else "",
                        "value": as_printed(f),
                        "state": f.state or "",
                        "time": f.timepoint_as_printed or "",
                        "people": f.population,
                        "place": PLACES[lead.place],
                        "n": str(f.n or ""),
                        "cutoff": f.looked_at,
                        "report": f.report,
                        "read_in": f.read_in,
                        "tied": " ".join(other.id for other in lead.figures[1:]),
                        "reason": lead.reason,
                        "beside": "; ".join(f"{how}: {other.id}" for other, how in lead.beside),
                        "id": f.id,
                    }
