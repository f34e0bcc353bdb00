"""The verb ``status``: what the curated data hold, counted along each axis."""

from __future__ import annotations

from collections import Counter

from pipelines.check import Checked


def counts(checked: Checked) -> dict[str, Counter[str]]:
    """Estimates per category, endpoint, kind, standing, read_in and double-entry outcome."""
    evidence = checked.evidence
    outcomes = {row.get("estimate_id"): row.get("outcome") for row in evidence.tables["extraction"]}
    found: dict[str, Counter[str]] = {
        name: Counter()
        for name in ("category", "endpoint", "kind", "standing", "read_in", "second entry")
    }
    for estimate in evidence.estimates:
        population = evidence.populations.get((estimate.trial, estimate.population))
        report = evidence.reports.get((estimate.trial, estimate.report))
        for category in population.list("categories") if population else ():
            found["category"][category] += 1
        found["endpoint"][estimate.endpoint] += 1
        if report is not None:
            found["kind"][report.get("kind")] += 1
            found["standing"][report.get("standing")] += 1
        found["read_in"][estimate.row.get("read_in")] += 1
        found["second entry"][outcomes.get(estimate.id, "none yet")] += 1
    return found


def as_text(checked: Checked) -> str:
    tables = checked.evidence.tables
    lines = [
        f"{len(tables['trials'])} trials, {len(tables['reports'])} reports, "
        f"{len(checked.evidence.estimates)} estimates, {len(tables['references'])} references with "
        f"{len(tables['facts'])} facts, {len(tables['gaps'])} gaps"
    ]
    for name, counter in counts(checked).items():
        lines += ["", name]
        lines += [f"  {number:6,}  {code}" for code, number in counter.most_common()]
    return "\n".join(lines)
