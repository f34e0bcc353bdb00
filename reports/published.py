"""The store as pages see it: the views, read once, as plain objects."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pandas as pd

from schemas.fields import SEPARATOR

Record = dict[str, Any]


class Figure:
    """One row of the view ``estimates``; columns are attributes, missing values are None."""

    def __init__(self, row: Record):
        self.__dict__.update(row)

    @property
    def id(self) -> str:
        return self.estimate_id

    @property
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

    @property
    def may_lead(self) -> bool:
        """May it stand as a headline: an article, label or registry figure, read there itself, or
        on two independent pages that agree.
        """
        is_firm = self.report_kind in ("journal_article", "label", "registry_posting")
        hosts = {urlsplit(address).hostname for address in self.seen_at.split(SEPARATOR)}
        is_read = self.read_in != "secondary_page" or len(hosts) > 1
        return is_firm and is_read and self.may_show_value

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


VIEWS_OF_ROWS = ("trials", "reports", "arms", "populations", "facts")
CURATED = (
    "endpoints", "criteria", "drugs", "biomarkers", "cancers", "categories", "subgroups", "guide",
    "glossary", "corrections", "gaps", "redirects", "references", "extraction", "findings",
    "population_sizes", "approvals", "eye_checks", "records",
)  # fmt: skip


def read_store(path: Path) -> Published:
    """Read the views of the store at ``path``."""
    with duckdb.connect(str(path), read_only=True) as connection:
        frame = connection.sql("SELECT * FROM estimates").df()
        tables = {
            name: rows(connection.sql(f"SELECT * FROM {name}").df())
            for name in (*VIEWS_OF_ROWS, "rule_results", "quotes")
        }
        for name in CURATED:
            tables[name] = rows(connection.sql(f"SELECT * FROM curated_{name}").df())
    figures = {row["estimate_id"]: Figure(row) for row in rows(frame)}
    return Published(figures, tables, frame)


def rows(frame: pd.DataFrame) -> list[Record]:
    """Rows as dictionaries; missing values become None, whole floats of counts become int."""
    counts = [name for name in frame.columns if name.startswith("n_") or name == "line_number"]
    records = frame.astype(object).to_dict("records")
    for record in records:
        for name, value in record.items():
            if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
                record[name] = None
            elif name in counts and isinstance(value, float):
                record[name] = int(value)
    return records
