"""What an approval is bound to: the digits of a report, and all that gives them their meaning.

The digest covers everything typed in the report's file and its trial's file; any edit of a value voids
an approval. The words around the figures stand elsewhere: each thing that shows or names them has a
digest of its own in the line, so that a change can be named.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from pipelines.curated.reader import Curated
from pipelines.files import sha256
from reports.embeds.entry import Entry as Chart
from schemas.fields import SEPARATOR
from schemas.measures import MEASURES
from schemas.prose import Page, Passage, pages_of
from schemas.row import Row

OF_TRIAL = ("trials", "arms", "populations", "population_sizes", "took_part", "leads")
OF_REPORT = ("reports", "estimates", "printed_so")
# thing → (table of its words, table that uses it, column with its codes there)
VOCABULARY = {
    "endpoint": ("endpoints", "estimates", "endpoint"),
    "criteria": ("criteria", "estimates", "criteria"),
    "drug": ("drugs", "arms", "drugs"),
    "biomarker": ("biomarkers", "populations", "biomarker"),
    "cancer": ("cancers", "trials", "cancer"),
    "characteristic": ("characteristics", "took_part", "characteristic"),
}
# column by which a chart chooses its rows → column of an estimate as typed
CHOSEN_BY = {
    "trial": "trial", "report": "report", "key": "key", "endpoint": "endpoint",
    "effect_measure": "effect_measure", "arm_key": "arm", "population_key": "population",
}  # fmt: skip
LENGTH = (
    32  # hexadecimal digits of the sha256 of a thing: a second text of the same needs 2^128 tries
)
HEADING = re.compile(r"(?m)^(#{1,6}) +(.*)$")

Words = Mapping[str, str]  # thing, such as "endpoint os" → digest of its words


@dataclass(frozen=True)
class Said:
    """A paragraph with numbers as typed, and what else on its page gives it its meaning."""

    text: str
    under: tuple[str, ...]  # title of the page and headings above it
    after: str  # the words that lead to it, where they end with a colon
    facts: tuple[tuple[str, str], ...]  # numbers of guidelines in it, and what they are


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
            "took_part": self._of_trial["took_part", trial],
        }
        found = {"transforms": _short(self._transforms)}
        found |= self._explained(
            name
            for row in used["estimates"]
            if (measure := MEASURES.get(row.get("effect_measure")))
            for name in (measure.name, measure.code.replace("_", " "), row.get("value"))
        )
        for thing, (table, user, column) in VOCABULARY.items():
            codes = {code for row in used[user] for code in row.list(column)}
            known = self._codes[table]
            if thing == "endpoint":
                codes |= {
                    c for code in codes & known.keys() for c in known[code].list("responders_of")
                }
                found |= self._explained(
                    known[code].get(name)
                    for code in codes & known.keys()
                    for name in ("name", "abbreviation")
                )
            for code in codes & known.keys():
                found[f"{thing} {code}"] = _short(digest_of([(table, known[code])]))
        for pooled in (other for row in used["trials"] for other in row.list("pools")):
            names = [row.get("name") for row in self._of_trial["trials", pooled]]
            found[f"trial {pooled}"] = _short(json.dumps(names))
        found |= self._titles(used["populations"])
        corrections: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        for row in self.curated["corrections"]:
            if row.get("target").startswith(f"{target}/"):
                corrections[row.get("target")].append(("corrections", row))
        for corrected, rows in corrections.items():
            found[f"correction {corrected}"] = _short(digest_of(rows))
        if levels := self._levels[target]:
            found["level of evidence"] = _short(digest_of(("levels", row) for row in levels))
        for chart in self.curated.catalogue.entries:
            if any(_chooses(chart, row) for row in used["estimates"]):
                shown = (chart.kind, chart.title, chart.alt, chart.caption)
                filter = sorted((name, sorted(wanted)) for name, wanted in chart.filter.items())
                found[f"chart {chart.slug}"] = _short(json.dumps([shown, filter]))
        for page, says in self._said.get(target, {}).items():
            found[page] = _short(json.dumps([asdict(said) for said in says]))
        return dict(sorted(found.items()))

    def said(self, target: str) -> dict[str, list[Said]]:
        """Page → its paragraphs that hold a number of this report."""
        return self._said.get(target, {})

    def _explained(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """What the glossary says under these names and short forms."""
        words = {name.casefold() for name in names if name}
        for row in self.curated["glossary"]:
            if words & {word.casefold() for word in (row.get("term"), *row.list("also"))}:
                yield (
                    f"glossary {row.get('term').replace(SEPARATOR, ',')}",
                    _short(digest_of([("glossary", row)])),
                )

    def _titles(self, populations: list[Row]) -> Iterator[tuple[str, str]]:
        """Titles of the pages and sections on which results of these people stand."""
        pages = {code for row in populations for code in row.list("categories")}
        sections = {code for row in populations for code in row.list("subgroups")}
        for row in self.curated["categories"]:
            if row.get("category") in pages:
                shown = [row.get("title"), row.get("cancers")]
                yield f"title {row.get('category')}", _short(json.dumps(shown))
        for row in self.curated["subgroups"]:
            if row.get("category") in pages and row.get("subgroup") in sections:
                name = f"title {row.get('category')}/{row.get('subgroup')}"
                yield name, _short(row.get("title"))

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
    def _levels(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.curated["levels"]:
            found[report_of(row)].append(row)
        return found

    @cached_property
    def _of_trial(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for table in ("arms", "populations", "trials", "took_part"):
            for row in self.curated[table]:
                found[table, row.get("trial")].append(row)
        return found

    @cached_property
    def _said(self) -> dict[str, dict[str, list[Said]]]:
        found: dict[str, dict[str, list[Said]]] = defaultdict(dict)
        facts = {f"{r.get('reference')}/{r.get('fact')}": r for r in self.curated["facts"]}
        for page in pages_of(self.curated.tables):
            for paragraph, under, after in in_context(page):
                targets = {b.target.rpartition("/")[0] for b in paragraph.bindings if b.is_estimate}
                if not targets:
                    continue
                others = sorted({b.target for b in paragraph.bindings} & facts.keys())
                held = tuple(
                    (id, f"{facts[id].get('value')} {facts[id].get('unit')}") for id in others
                )
                said = Said(_one_line(paragraph.text), under, after, held)
                for target in targets:
                    found[target].setdefault(f"{page.kind} {page.name}", []).append(said)
        return found


def in_context(page: Page) -> Iterator[tuple[Passage, tuple[str, ...], str]]:
    """Each paragraph of a page, with the titles above it and the words that lead to it, if there are any."""
    titles, before = [page.row.get("title")], ""
    for paragraph in page.paragraphs:
        yield paragraph, tuple(titles), before if before.endswith(":") else ""
        for marks, words in HEADING.findall(paragraph.text):
            level = len(marks)
            titles = [*titles[:level], *[""] * (level - len(titles)), _one_line(words)]
        before = _one_line(paragraph.text)


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


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    return sha256(text)[:LENGTH]
