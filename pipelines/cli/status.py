"""The verb ``status``: what the curated data hold, counted along each axis."""

from __future__ import annotations

from collections import Counter

from pipelines.checks.checked import Checked
from schemas.row import Row
from schemas.terms import COPY
from schemas.typed.in_source import ANSWER, MISSED, looked_for
from schemas.typed.second_entry import outcome


def counts(checked: Checked) -> dict[str, Counter[str]]:
    """Estimates per category, endpoint, kind, standing, read_in and double-entry outcome; gaps per
    reason; marks per level of evidence; characteristics of people who took part per category."""
    evidence = checked.evidence
    entries = {row.get("estimate_id"): row for row in evidence.tables["extraction"]}
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
        found["second entry"][outcome(entries.get(estimate.id), estimate)] += 1
    found["gaps"] = Counter(row.get("reason") for row in evidence.tables["gaps"])
    found["NCI level of evidence"] = Counter(row.get("level") for row in evidence.tables["levels"])
    found["who took part"] = Counter(
        category
        for row in evidence.tables["took_part"]
        for key in [(row.get("trial"), row.get("population"))]
        for category in evidence.populations[key].list("categories")
    )
    return found


def agreement_of_entries(checked: Checked) -> dict[str, Counter[str]]:
    """Category → outcomes of second entries of its figures, before a difference was settled."""
    evidence = checked.evidence
    entries = {row.get("estimate_id"): row for row in evidence.tables["extraction"]}
    found: dict[str, Counter[str]] = {}
    for estimate in evidence.estimates:
        population = evidence.populations.get((estimate.trial, estimate.population))
        for category in population.list("categories") if population else ():
            counter = found.setdefault(category, Counter())
            counter[outcome(entries.get(estimate.id), estimate)] += 1
    return found


def lines_of_entries(checked: Checked) -> list[str]:
    """How both entries agreed when they were made, per category."""
    lines = ["figures entered twice, both alike at once"]
    for category, counter in sorted(agreement_of_entries(checked).items()):
        twice = counter.total() - counter["none"]
        rest = [f"{counter[code]:,} {code}" for code in ("settled", "not_found", "changed", "none")]
        share = f"{100 * counter['agreed'] / twice:.1f}%" if twice else "-"
        lines.append(
            f"  {counter['agreed']:6,} of {twice:,}  {share:>6}  {category}: {', '.join(rest)}"
        )
    return lines


# what came of looking for the figures of a class of sources, in the order of the table
OUTCOMES = {
    "found": "found",
    "open": "together, arm open",
    "digits": "digits only",
    "not_found": "not found",
    "not_judged": "not judged",
    "agrees": "agree",
    "differs": "differ",
    "ambiguous": "ambiguous",
    "not_posted": "not posted",
    "not_understood": "not understood",
}


def agreement(checked: Checked) -> dict[str, Counter[str]]:
    """Figures with a source at hand, by class of source and what came of it.

    Only findings about the digits as they are now count.
    """
    quoted = {estimate.id: estimate.quoted for estimate in checked.evidence.estimates}
    found: dict[str, Counter[str]] = {}
    for row in checked.evidence.tables["findings"]:
        if row.get("figures") == quoted.get(row.get("estimate_id")):
            found.setdefault(_class_of(row), Counter())[_outcome(row)] += 1
    return found


def _class_of(row: Row) -> str:
    return COPY.get(row.get("copy"), "report")


def _outcome(row: Row) -> str:
    if row.get("result") == "found_together":
        return "found" if row.get("pairing") == "paired" else "open"
    return {"found_apart": "digits"}.get(row.get("result"), row.get("result"))


def agreement_lines(checked: Checked) -> list[str]:
    """The table of agreement between figures and the sources at hand."""
    found = agreement(checked)
    with_source = {row.get("estimate_id") for row in checked.evidence.tables["findings"]}
    total = len(checked.evidence.estimates)
    lines = [f"figures with a source at hand: {len(with_source):,} of {total:,}"]
    for name, counter in sorted(found.items()):
        parts = [f"{counter[code]:,} {says}" for code, says in OUTCOMES.items() if counter[code]]
        lines.append(f"  {sum(counter.values()):6,}  {name}: {', '.join(parts)}")
    return lines


def read_in_copies(checked: Checked) -> str:
    """Of the figures whose copy of what they were read in is at hand: each found, or answered?"""
    counted = Counter[str]()
    for estimate in checked.evidence.estimates:
        row = looked_for(estimate, checked.evidence)
        if row is None:
            continue
        if row.get("result") in MISSED:
            is_answered = (estimate.id, ANSWER) in checked.acknowledged
            counted["answered by an editor" if is_answered else "to be answered"] += 1
        else:
            counted[OUTCOMES[_outcome(row)]] += 1
    parts = (f"{number:,} {says}" for says, number in counted.most_common())
    return f"figures read in a text of which a copy is at hand: {counted.total():,}: {', '.join(parts)}"


def as_text(checked: Checked) -> str:
    tables = checked.evidence.tables
    lines = [
        f"{len(tables['trials'])} trials, {len(tables['reports'])} reports, "
        f"{len(checked.evidence.estimates)} estimates, {len(tables['references'])} references with "
        f"{len(tables['facts'])} facts, {len(tables['gaps'])} gaps"
    ]
    if checked.drafts:
        lines.append(f"Drafts, checked and shown nowhere: {', '.join(checked.drafts)}")
    if checked.left_out:
        lines.append(f"Left out, because it could not be read: {', '.join(checked.left_out)}")
    for name, counter in counts(checked).items():
        lines += ["", name]
        lines += [f"  {number:6,}  {code}" for code, number in counter.most_common()]
    lines += [
        "",
        *lines_of_entries(checked),
        "",
        *agreement_lines(checked),
        read_in_copies(checked),
    ]
    return "\n".join(lines)
