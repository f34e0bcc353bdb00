"""The store as pages see it: the views, read once, as plain objects."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from reports.parallel import sent_once
from schemas.fields import SEPARATOR
from schemas.headline import why_not_lead

Record = dict[str, Any]


class Figure:
    """One row of the view ``estimates``; columns are attributes, missing values are None."""

    def __init__(self, row: Record):
        self.__dict__.update(row)

    @property
    def id(self) -> str:
        return self.estimate_id

    @cached_property
    def address(self) -> str:
        """Place of its row on the site, from the site's root."""
        return f"evidence/{self.trial}/{self.report}/#{self.key}"

    @property
    def is_contrast(self) -> bool:
        return self.comparator_key is not None

    @property
    def may_show_value(self) -> bool:
        """A retracted source shows no value anywhere."""
        return self.standing != "retracted"

    @cached_property
    def may_lead(self) -> bool:
        """May it stand as a headline: an article, label or registry figure, read there itself, or
        on two independent pages that agree.
        """
        addresses = self.seen_at.split(SEPARATOR)
        return not why_not_lead(self.report_kind, self.standing, self.read_in, addresses)

    @property
    def n(self) -> int | None:
        """People behind the figure: those analysed, else those of the arm in the population.

        Of a conditional figure only the people analysed are known to have got that far.
        """
        if self.n_analysed is not None or self.conditional_on is not None:
            return self.n_analysed
        return self.n_population

    @property
    def n_field(self) -> str:
        return "n_analysed" if self.n_analysed is not None else "n_population"

    @property
    def has_interval(self) -> bool:
        return self.ci_lower_status != "not_reported"

    @property
    def has_calculated_interval(self) -> bool:
        return self.calculated_lower is not None


@sent_once
@dataclass
class Published:
    """Everything a page may show."""

    figures: dict[str, Figure]
    tables: dict[str, list[Record]]
    frame: pd.DataFrame = field(repr=False)

    @cached_property
    def trials(self) -> dict[str, Record]:
        return {row["trial"]: row for row in self.tables["trials"]}

    @cached_property
    def reports(self) -> dict[tuple[str, str], Record]:
        return {(row["trial"], row["report"]): row for row in self.tables["reports"]}

    @cached_property
    def reports_of(self) -> dict[str, list[Record]]:
        return grouped(self.tables["reports"], "trial")

    @cached_property
    def arms_of(self) -> dict[str, list[Record]]:
        return grouped(self.tables["arms"], "trial")

    @cached_property
    def populations_of(self) -> dict[str, list[Record]]:
        return grouped(self.tables["populations"], "trial")

    @cached_property
    def figures_of(self) -> dict[str, list[Figure]]:
        found: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.figures.values():
            found[figure.trial].append(figure)
        return found

    @cached_property
    def findings_of(self) -> dict[str, list[Record]]:
        """What was found in archived records, about figures that still have those digits."""
        return grouped(
            [
                row
                for row in self.tables["findings"]
                if row["figures"] == self.digits_of(row["estimate_id"])
            ],
            "estimate_id",
        )

    def digits_of(self, key: str) -> str | None:
        """Value and interval of a figure as findings quote them."""
        f = self.figures.get(key)
        if f is None:
            return None
        sign = "" if f.value_qualifier == "=" else f.value_qualifier
        typed = (sign + f.value_as_printed, f.ci_lower_as_printed, f.ci_upper_as_printed)
        return SEPARATOR.join(text for text in typed if text)

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


class Tables(dict[str, list[Record]]):
    """Tables by name. Comparisons, more than all other rows, are read when a card asks for them."""

    def __init__(self, store: Path):
        super().__init__()
        self.store = store

    def __missing__(self, name: str) -> list[Record]:
        if name != "rule_results":
            raise KeyError(name)
        with duckdb.connect(str(self.store), read_only=True) as connection:
            self[name] = rows(connection.sql(f"SELECT * FROM {name}"))
        return self[name]


VIEWS_OF_ROWS = ("trials", "reports", "arms", "populations", "facts")
CURATED = (
    "endpoints", "criteria", "drugs", "biomarkers", "cancers", "categories", "subgroups", "guide",
    "glossary", "corrections", "gaps", "redirects", "references", "extraction", "findings",
    "population_sizes", "approvals", "eye_checks", "records",
)  # fmt: skip


def read_store(path: Path) -> Published:
    """Read the views of the store at ``path``."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = Tables(path)
        for name in (*VIEWS_OF_ROWS, "quotes"):
            tables[name] = rows(connection.sql(f"SELECT * FROM {name}"))
        for name in CURATED:
            tables[name] = rows(connection.sql(f"SELECT * FROM curated_{name}"))
        estimates = connection.sql("SELECT * FROM estimates")
        figures = {row["estimate_id"]: Figure(row) for row in rows(estimates)}
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
