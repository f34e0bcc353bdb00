"""What an approval is bound to: the digits of a report, and all that gives them their meaning.

The digest covers everything typed in the report's file and its trial's file; any edit of a value voids
an approval. The words around the figures stand elsewhere: each thing that shows or names them has a
digest of its own in the line, so that a change can be named.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from pipelines.curated.reader import Curated
from pipelines.files import sha256
from reports.embeds.entry import Entry as Chart
from schemas.fields import SEPARATOR
from schemas.prose import pages_of
from schemas.row import Row

OF_TRIAL = ("trials", "arms", "populations", "population_sizes", "leads")
OF_REPORT = ("reports", "estimates", "printed_so")
# thing → (table of its words, table that uses it, column with its codes there)
VOCABULARY = {
    "endpoint": ("endpoints", "estimates", "endpoint"),
    "criteria": ("criteria", "estimates", "criteria"),
    "drug": ("drugs", "arms", "drugs"),
    "biomarker": ("biomarkers", "populations", "biomarker"),
    "cancer": ("cancers", "trials", "cancer"),
}
# column by which a chart chooses its rows → column of an estimate as typed
CHOSEN_BY = {
    "trial": "trial", "report": "report", "key": "key", "endpoint": "endpoint",
    "effect_measure": "effect_measure", "arm_key": "arm", "population_key": "population",
}  # fmt: skip
LENGTH = (
    32  # hexadecimal digits of the sha256 of a thing: a second text of the same needs 2^128 tries
)

Words = Mapping[str, str]  # thing, such as "endpoint os" → digest of its words


def report_of(row: Row) -> str:
    return f"{row.get('trial')}/{row.get('report')}"


def digest_of(rows: Iterable[tuple[str, Row]]) -> str:
    lines = sorted(
        json.dumps([table, row.values], sort_keys=True, ensure_ascii=False) for table, row in rows
    )
    return sha256("\n".join(lines))


def content_digest(curated: Curated, trial: str, report: str) -> str:
    """sha256 of everything typed in the report's file and its trial's file, whatever its order,
    layout and comments."""
    return next(content_digests(curated, [(trial, report)]))


def content_digests(curated: Curated, reports: Iterable[tuple[str, str]]) -> Iterator[str]:
    """``content_digest`` of each of many reports."""
    found: dict[tuple[str, str], list[tuple[str, Row]]] = defaultdict(list)
    for table in (*OF_TRIAL, *OF_REPORT):
        for row in curated[table]:
            report = row.get("report") if table in OF_REPORT else ""
            found[row.get("trial"), report].append((table, row))
    for trial, report in reports:
        yield digest_of([*found[trial, ""], *found[trial, report]])


class Meanings:
    """The words around the figures of each report of one state of the project."""

    def __init__(self, curated: Curated):
        self.curated = curated

    def of(self, target: str) -> Words:
        """Everything that gives the figures of ``target`` (trial/report) their meaning."""
        trial = target.partition("/")[0]
        used = {
            "estimates": self._estimates[target],
            "arms": self._of_trial["arms", trial],
            "populations": self._of_trial["populations", trial],
            "trials": self._of_trial["trials", trial],
        }
        found = {"transforms": _short(self._transforms)}
        for thing, (table, user, column) in VOCABULARY.items():
            codes = {code for row in used[user] for code in row.list(column)}
            for code in codes & self._codes[table].keys():
                found[f"{thing} {code}"] = _short(digest_of([(table, self._codes[table][code])]))
        corrections: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        for row in self.curated["corrections"]:
            if row.get("target").startswith(f"{target}/"):
                corrections[row.get("target")].append(("corrections", row))
        for corrected, rows in corrections.items():
            found[f"correction {corrected}"] = _short(digest_of(rows))
        for chart in self.curated.catalogue.entries:
            if any(_chooses(chart, row) for row in used["estimates"]):
                shown = (chart.kind, chart.title, chart.alt, chart.caption)
                filter = sorted((name, sorted(wanted)) for name, wanted in chart.filter.items())
                found[f"chart {chart.slug}"] = _short(json.dumps([shown, filter]))
        for page, says in self._said.get(target, {}).items():
            found[page] = _short(json.dumps(says))
        return dict(sorted(found.items()))

    def sentences(self, target: str) -> dict[str, list[str]]:
        """Page → its paragraphs that hold a number of this report, as typed."""
        return self._said.get(target, {})

    @cached_property
    def _transforms(self) -> str:
        from reports.text.shown import VERSION

        return VERSION

    @cached_property
    def _codes(self) -> dict[str, dict[str, Row]]:
        tables = {table for table, _, _ in VOCABULARY.values()}
        return {table: {row.get("code"): row for row in self.curated[table]} for table in tables}

    @cached_property
    def _estimates(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.curated["estimates"]:
            found[report_of(row)].append(row)
        return found

    @cached_property
    def _of_trial(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for table in ("arms", "populations", "trials"):
            for row in self.curated[table]:
                found[table, row.get("trial")].append(row)
        return found

    @cached_property
    def _said(self) -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for page in pages_of(self.curated.tables):
            for paragraph in page.paragraphs:
                for target in {
                    b.target.rpartition("/")[0] for b in paragraph.bindings if b.is_estimate
                }:
                    said = found[target].setdefault(f"{page.kind} {page.name}", [])
                    said.append(" ".join(paragraph.text.split()))
        return found


def as_cell(words: Words) -> str:
    return SEPARATOR.join(f"{thing}={digest}" for thing, digest in words.items())


def changed(cell: str, now: Words) -> list[str]:
    """Things whose words are other ones now than when a line with this cell was written."""
    then = dict(part.rpartition("=")[::2] for part in cell.split(SEPARATOR) if part)
    return sorted(thing for thing in then.keys() | now.keys() if then.get(thing) != now.get(thing))


def _chooses(chart: Chart, row: Row) -> bool:
    """May the chart show this figure? By what is typed; what the store derives is left open."""
    return all(
        row.get(column) in chart.filter[name]
        for name, column in CHOSEN_BY.items()
        if name in chart.filter
    )


def _short(text: str) -> str:
    return sha256(text)[:LENGTH]
