"""The views of the store, read once, with the look-ups that pages need."""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from reports.published.figure import Figure
from schemas.fields import items_of
from schemas.hosts import Hosts
from schemas.leads import Forest, Lead, leads, subject
from schemas.terms import HOST_KIND
from schemas.views import AS_TYPED, VIEWS

Record = dict[str, Any]


# what trials hold, by the column in whose order it stands
ORDERED_BY = {
    **dict.fromkeys(("quotes", "rule_results"), "estimate_id"),
    **dict.fromkeys(
        ("trials", "reports", "arms", "populations", "took_part", "population_sizes", "leads", "printed_so"), "trial"
    ),
}  # fmt: skip
OF_FIGURES = ("extraction", "third_readings", "findings", "eye_checks", "eye_results")  # lists


@dataclass
class Published:
    """Everything a page may show."""

    figures: dict[str, Figure]
    tables: dict[str, list[Record]]
    frame: pd.DataFrame = field(repr=False)
    _leads: dict[tuple[object, ...], list[Lead[Figure]]] = field(
        default_factory=dict, init=False, repr=False
    )

    def with_part(self, part: Published, trials: Collection[str]) -> Published:
        """The same with other ``trials``, whose rows are those of ``part``, which holds no other trial.

        Both stand under the same lists; pages are those of ``part``.
        """

        def merged(table: str, key: str) -> list[Record]:
            kept = [row for row in self.tables[table] if row[key].partition("/")[0] not in trials]
            return sorted([*kept, *part.tables[table]], key=lambda row: row[key])

        keys = {table: ORDERED_BY.get(table) for table in self.tables}
        tables = {
            table: merged(table, key) if key else source.tables[table]
            for table, key in keys.items()
            for source in (self if table in OF_FIGURES else part,)
        }
        figures = [f for f in self.figures.values() if f.trial not in trials]
        ordered = sorted([*figures, *part.figures.values()], key=lambda f: f.estimate_id)
        frame = pd.concat([self.frame[~self.frame["trial"].isin(list(trials))], part.frame])
        texts = [
            name for name in frame if frame[name].dtype == object and frame[name].notna().any()
        ]
        return Published(
            {f.estimate_id: f for f in ordered},
            tables,
            frame.astype(dict.fromkeys(texts, "str")).sort_values("estimate_id", ignore_index=True),
        )

    @cached_property
    def trials(self) -> dict[str, Record]:
        return {row["trial"]: row for row in self.tables["trials"]}

    @cached_property
    def reports(self) -> dict[tuple[str, str], Record]:
        return {(row["trial"], row["report"]): row for row in self.tables["reports"]}

    @cached_property
    def hosts(self) -> Hosts:
        """Kinds of places that addresses lead to."""
        return Hosts.of(self.tables["hosts"])

    def reading_places(self, seen_at: str) -> tuple[list[str], list[str]]:
        """Where something was read: addresses fit for readers, the source itself first, and those that
        are kept as provenance and never linked."""
        addresses = items_of(seen_at)
        fit = [address for address in addresses if self.hosts.may_link(address)]
        rank = {kind: number for number, kind in enumerate(HOST_KIND)}
        return (
            sorted(fit, key=lambda address: rank[self.hosts.kind_of(address)]),
            [address for address in addresses if address not in fit],
        )

    @cached_property
    def reports_of(self) -> dict[str, list[Record]]:
        return grouped(self.tables["reports"], "trial")

    @cached_property
    def states_of_approval(self) -> frozenset[str]:
        """What was found of the approvals of all reports."""
        return frozenset(row["approval"] for row in self.tables["reports"])

    @cached_property
    def arms_of(self) -> dict[str, list[Record]]:
        return grouped(self.tables["arms"], "trial")

    @cached_property
    def populations_of(self) -> dict[str, list[Record]]:
        return grouped(self.tables["populations"], "trial")

    @cached_property
    def took_part_of(self) -> dict[str, dict[str, list[Record]]]:
        """Trial → population → what is told of these people when they joined."""
        by_trial = grouped(self.tables["took_part"], "trial")
        return {trial: grouped(rows, "population") for trial, rows in by_trial.items()}

    @cached_property
    def forests(self) -> dict[str, Forest]:
        """How the populations of each trial belong together."""
        return {
            key: Forest(self.populations_of.get(key, ()), items_of(row["primary_populations"]))
            for key, row in self.trials.items()
        }

    @cached_property
    def chosen_leads(self) -> dict[str, dict[str, str]]:
        """Trial → report/key → why an editor lets this figure speak."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.tables["leads"]:
            found[row["trial"]][row["estimate"]] = row["reason"]
        return found

    def scope(self, trial: str, category: str, subgroup: str) -> frozenset[str]:
        """Populations of a trial whose results stand in one section of a page."""
        return frozenset(
            row["population"]
            for row in self.populations_of[trial]
            if category in items_of(row["categories"]) and subgroup in items_of(row["subgroups"])
        )

    def figures_in(self, trial: str, category: str, subgroup: str) -> list[Figure]:
        """Figures of a trial about the people of one situation."""
        scope = self.scope(trial, category, subgroup)
        return [f for f in self.figures_of.get(trial, ()) if f.population_key in scope]

    def trials_in(self, category: str, subgroup: str) -> list[str]:
        """Trials with figures about the people of one situation, by name."""
        return self._trials_in.get((category, subgroup), [])

    @cached_property
    def _trials_in(self) -> dict[tuple[str, str], list[str]]:
        """Category and subgroup → trials; looked up for every situation, so it is made once."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for trial in sorted(self.tables["trials"], key=lambda t: t["name"].lower()):
            key = trial["trial"]
            told = {f.population_key for f in self.figures_of.get(key, ())}
            situations = {
                (category, subgroup)
                for row in self.populations_of.get(key, ())
                if row["population"] in told
                for category in items_of(row["categories"])
                for subgroup in items_of(row["subgroups"])
            }
            for situation in situations:
                found[situation].append(key)
        return found

    def reports_of_all(self, trials: Iterable[str]) -> list[Record]:
        """Reports of several trials."""
        return [report for trial in trials for report in self.reports_of.get(trial, ())]

    def parts_of(self, trial: str) -> dict[str, list[str]]:
        """Arm → the arms that it is the sum of."""
        arms = self.arms_of[trial]
        return {arm["arm"]: items_of(arm["combines"]) for arm in arms if arm["combines"]}

    def leads(
        self,
        trial: str,
        category: str,
        subgroup: str,
        by: Callable[[Figure], tuple[object, ...]] = subject,
        is_firm: bool = True,
    ) -> list[Lead[Figure]]:
        """What speaks for a trial in one section of a page; not firm: what would, if all might."""
        asked = (trial, category, subgroup, by, is_firm)
        if asked not in self._leads:  # several parts of a page ask the same
            scope = self.scope(trial, category, subgroup)
            is_of_page = self.is_of_page(trial, category)
            chosen = self.chosen_leads.get(trial)
            own = [f for f in self.figures_of[trial] if f.measure.stands_first]
            found = leads(own, self.forests[trial], scope, is_of_page, chosen, by, is_firm)
            self._leads[asked] = found
        return self._leads[asked]

    def places(self, trial: str, category: str, subgroup: str) -> Callable[[Figure], int]:
        """Where the people of a figure stand in one section of a page; see ``schemas.leads``."""
        scope, forest = self.scope(trial, category, subgroup), self.forests[trial]
        is_of_page = self.is_of_page(trial, category)
        return lambda f: forest.place(f.population_key, scope, is_of_page, f.whom)

    def is_of_page(self, trial: str, category: str) -> bool:
        """Is the trial about a cancer of the page, and not about many?"""
        record = next(c for c in self.tables["categories"] if c["category"] == category)
        return self.trials[trial]["cancer"] in items_of(record["cancers"])

    @cached_property
    def gap_reasons(self) -> dict[str, dict[str, str]]:
        """Trial → endpoint → why no figure of it is held."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self.tables["gaps"]:
            for endpoint in items_of(row["endpoint"]):
                found[row["trial"]].setdefault(endpoint, row["reason"])
        return found

    @cached_property
    def levels_of(self) -> dict[tuple[str, str], list[Record]]:
        """Trial and report → levels of evidence with which NCI's PDQ marks what it says of it."""
        found: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for row in self.tables["levels"]:
            found[row["trial"], row["report"]].append(row)
        return found

    def has_levels(self, reports: Iterable[Record]) -> bool:
        """Does NCI's PDQ mark what it says of any of these reports?"""
        return any((r["trial"], r["report"]) in self.levels_of for r in reports)

    @cached_property
    def figures_of(self) -> dict[str, list[Figure]]:
        found: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.figures.values():
            found[figure.trial].append(figure)
        return found

    @cached_property
    def findings_of(self) -> dict[str, list[Record]]:
        """What was found in archived records, about figures that still have those digits."""
        quoted = {f.id: f.quoted for f in self.figures.values()}
        rows = self.tables["findings"]
        standing = [row for row in rows if row["figures"] == quoted.get(row["estimate_id"])]
        return grouped(standing, "estimate_id")

    @cached_property
    def analysis_sets(self) -> dict[tuple[str, str], str]:
        rows = self.tables["populations"]
        return {(row["trial"], row["population"]): row["analysis_set"] for row in rows}

    @cached_property
    def marked(self) -> dict[str, frozenset[str]]:
        """Figures that mislead without words beside them, by what they are."""
        found: dict[str, set[str]] = defaultdict(set)
        for f in self.figures.values():
            people = self.analysis_sets[f.trial, f.population_key]
            findings = self.findings_of.get(f.id, ())
            is_so = {
                "responders": f.family == "survival"
                and (people == "responders" or "respon" in (f.conditional_on or "")),
                "conditional": f.conditional_on is not None,
                "part": people == "subset",
                "withdrawn": not f.may_show_value,
                "differs": f.may_show_value and any(row["result"] == "differs" for row in findings),
                "second-hand": not f.may_lead,
            }
            for mark, holds in is_so.items():
                if holds:
                    found[mark].add(f.id)
        return {mark: frozenset(ids) for mark, ids in found.items()}

    @cached_property
    def facts(self) -> dict[str, Record]:
        return {row["fact_id"]: row for row in self.tables["facts"]}

    @cached_property
    def categories(self) -> list[Record]:
        return sorted(self.tables["categories"], key=lambda row: int(row["order"]))

    @cached_property
    def guide(self) -> list[Record]:
        return sorted(self.tables["guide"], key=lambda row: int(row["order"]))

    def subgroups(self, category: str) -> list[Record]:
        return [row for row in self.tables["subgroups"] if row["category"] == category]

    def named(self, table: str) -> dict[str, Record]:
        return {row["code"]: row for row in self.tables[table]}

    @cached_property
    def endpoints(self) -> dict[str, Record]:
        return self.named("endpoints")

    @cached_property
    def criteria(self) -> dict[str, Record]:
        return self.named("criteria")


def grouped(rows: list[Record], key: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def name_for_duckdb(path: Path) -> str:
    """A path as DuckDB takes it: in UTF-8, also where the locale of the machine is another."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def read_store(path: Path) -> Published:
    """Read the views of the store at ``path``."""
    with duckdb.connect(name_for_duckdb(path), read_only=True) as connection:
        tables = {}
        for name in (*VIEWS, *AS_TYPED):
            if name != "estimates":
                tables[name] = rows(connection.sql(f'SELECT * FROM "{name}"'))
        estimates = connection.sql("SELECT * FROM estimates")
        figures = {row["estimate_id"]: Figure(**row) for row in rows(estimates)}
        return Published(figures, tables, estimates.df())


def rows(relation: duckdb.DuckDBPyRelation) -> list[Record]:
    """Rows as dictionaries; not-a-number becomes None, floats that count people become int."""
    names = relation.columns
    floats = [name for name, kind in zip(names, relation.types, strict=True) if kind == "DOUBLE"]
    counts = {name for name in floats if name.startswith("n_") or name == "line_number"}
    records = [dict(zip(names, values, strict=True)) for values in relation.fetchall()]
    for record in records if floats else ():
        for name in floats:
            value = record[name]
            if value is not None and math.isnan(value):
                record[name] = None
            elif value is not None and name in counts:
                record[name] = int(value)
    return records
