"""The curated tables as typed objects, for the rules that compare numbers.

Built only from rows whose text has passed its table's schema, so nothing here can fail to convert.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from statistics import NormalDist

from schemas import units
from schemas.problem import Problem
from schemas.prose import Page, pages_of
from schemas.row import Row
from schemas.terms import CONTRASTS, NOT_APPLICABLE, NOT_REACHED, NOT_STATED
from schemas.wording import COMMON_CAPITALS, known_words

TIME_UNITS = tuple(units.MONTHS_PER)
TABLES_OF_TRIALS = ("trials", "arms", "populations", "population_sizes", "reports", "estimates")
UNIT_SIGNS = {"percent": "%", "ratio": "", "people": " people"}


class Estimate:
    """One published figure. Times are in months, parts in percent (0 to 100)."""

    __slots__ = (
        "__dict__",
        "arm",
        "ci_level",
        "ci_lower",
        "ci_upper",
        "comparator",
        "endpoint",
        "follow_up_months",
        "id",
        "key",
        "measure",
        "n_analysed",
        "n_events",
        "population",
        "report",
        "row",
        "timepoint_months",
        "trial",
        "unit",
        "value",
    )  # fmt: skip

    def __init__(self, row: Row, endpoint: Row | None = None):
        get = row.get
        self.row = row
        self.is_judged = endpoint is None or endpoint.get("needs_assessor") == "yes"
        self.family = endpoint.get("family") if endpoint else ""
        self.trial, self.report, self.key = get("trial"), get("report"), get("key")
        self.id = f"{self.trial}/{self.report}/{self.key}"
        self.arm, self.comparator = get("arm"), get("comparator")
        self.population, self.endpoint = get("population"), get("endpoint")
        self.measure, self.unit = get("effect_measure"), get("unit")
        self.value = self._number("value")
        self.ci_lower, self.ci_upper = self._number("ci_lower"), self._number("ci_upper")
        level = get("ci_level")
        self.ci_level = float(level) if level and level != NOT_STATED else None
        self.n_events = int(get("n_events")) if get("n_events") else None
        self.n_analysed = int(get("n_analysed")) if get("n_analysed") else None
        self.timepoint_months = units.duration_months(get("timepoint"))
        self.follow_up_months = units.duration_months(get("follow_up"))

    def _number(self, name: str) -> float | None:
        """In the store's unit; None where it is absent or not reached."""
        text = self.row.get(name)
        if not text or text == NOT_REACHED:
            return None
        number = float(text)
        return units.months(number, self.unit) if self.unit in TIME_UNITS else number

    @cached_property
    def deviations(self) -> float | None:
        """Standard deviations that the interval reaches to each side; None without a level."""
        is_level = self.ci_level is not None and 0 < self.ci_level < 100
        return NormalDist().inv_cdf(0.5 + self.ci_level / 200) if is_level else None

    @cached_property
    def printed(self) -> str:
        """The value as typed with its sign and unit: ``<5%``, ``11.5 months``, ``not reached``."""
        if not self.is_reached:
            return "not reached"
        unit = UNIT_SIGNS.get(self.unit, f" {self.unit}")
        return f"{self.row.get('value_qualifier').replace('=', '')}{self.row.get('value')}{unit}"

    @property
    def is_reached(self) -> bool:
        return self.row.get("value") != NOT_REACHED

    @property
    def is_contrast(self) -> bool:
        return self.measure in CONTRASTS

    @property
    def is_exact(self) -> bool:
        """The value itself was printed, not a bound such as ``>120``."""
        return self.row.get("value_qualifier") in ("", "=")

    def half_unit(self, name: str = "value") -> float:
        """Half of the last printed digit of a field, in the store's unit."""
        half = units.half_unit(self.row.get(name))
        return units.months(half, self.unit) if self.unit in TIME_UNITS else half

    def problem(self, name: str, message: str, todo: str = "") -> Problem:
        return self.row.problem(name, message, todo)

    @cached_property
    def cut(self) -> tuple[str, ...]:
        """What tells one look at the data from another inside a report."""
        get = self.row.get
        return (get("data_cutoff"), get("follow_up"), get("follow_up_kind"))

    @cached_property
    def judged(self) -> tuple[str, str, str]:
        """Assessor, criteria and confirmation, where the endpoint has them at all."""
        get = self.row.get
        if not self.is_judged:
            return (NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE)
        confirmed = get("confirmed") if self.family == "response" else NOT_APPLICABLE
        return (get("assessor"), get("criteria"), confirmed)

    def is_same_look(self, other: Estimate) -> bool:
        """Is it of the same report, data cut and judge?"""
        return (self.report, self.cut[0], self.judged[:2]) == (
            other.report, other.cut[0], other.judged[:2],
        )  # fmt: skip

    @cached_property
    def condition(self) -> tuple[str, ...]:
        get = self.row.get
        conditional = get("conditional_on") if get("analysis") == "conditional" else ""
        return (conditional, get("variant"), get("event"), get("attribution"), get("grades"))

    @cached_property
    def subject(self) -> tuple[object, ...]:
        """What the figure is about, whatever the data cut: the key of supersession."""
        return (
            self.trial, self.arm, self.comparator, self.population, self.endpoint, self.measure,
            self.timepoint_months, *self.judged, *self.condition,
        )  # fmt: skip


@dataclass
class Evidence:
    """All typed rows, with the look-ups that rules need."""

    tables: Mapping[str, list[Row]]  # rows that passed their schema
    estimates: list[Estimate] = field(default_factory=list)
    typed: Mapping[str, list[Row]] = field(default_factory=dict)  # all rows, sound or not

    def __post_init__(self) -> None:
        self.typed = self.typed or self.tables

    def of_trials(self, trials: Collection[str]) -> Evidence:
        """What these trials hold, with everything that trials share."""
        tables = {
            table: [row for row in rows if row.get("trial") in trials]
            if table in TABLES_OF_TRIALS
            else rows
            for table, rows in self.tables.items()
        }
        own = [estimate for estimate in self.estimates if estimate.trial in trials]
        return Evidence(tables, own, self.typed)

    def vocabulary(self, table: str) -> dict[str, Row]:
        cache = self.__dict__.setdefault("_vocabularies", {})
        if table not in cache:
            cache[table] = {row.get("code"): row for row in self.tables[table]}
        return cache[table]

    @cached_property
    def current(self) -> dict[str, str]:
        """Estimate id → id of the later estimate of the same subject, or "" if it is the latest."""
        found: dict[str, str] = {}
        for group in self.grouped("subject"):
            ordered = sorted(group, key=self.looked_at)
            for estimate in ordered:
                is_latest = self.looked_at(estimate)[0] == self.looked_at(ordered[-1])[0]
                found[estimate.id] = "" if is_latest else ordered[-1].id
        return found

    def looked_at(self, estimate: Estimate) -> tuple[str, float, str]:
        """When the data were looked at, for sorting.

        Where no cut-off is stated, about a year before the print issue is assumed, which keeps
        reports of known and unknown cut-off in the order in which they appeared.
        """
        cutoff = estimate.row.get("data_cutoff")
        if cutoff in ("", NOT_STATED):
            report = self.reports.get((estimate.trial, estimate.report))
            year = int(report.get("year")) if report else 0
            cutoff = f"{year - 1}-07"
        return (cutoff, estimate.follow_up_months or 0, estimate.id)

    def family(self, endpoint: str) -> str:
        row = self.vocabulary("endpoints").get(endpoint)
        return row.get("family") if row else ""

    @cached_property
    def trials(self) -> dict[str, Row]:
        return {row.get("trial"): row for row in self.tables["trials"]}

    @cached_property
    def reports(self) -> dict[tuple[str, str], Row]:
        return {(row.get("trial"), row.get("report")): row for row in self.tables["reports"]}

    @cached_property
    def arms(self) -> dict[tuple[str, str], Row]:
        return {(row.get("trial"), row.get("arm")): row for row in self.tables["arms"]}

    @cached_property
    def arms_of(self) -> dict[str, list[str]]:
        """Keys of the arms of each trial, the longest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for trial, arm in sorted(self.arms, key=lambda key: -len(key[1])):
            found[trial].append(arm)
        return found

    @cached_property
    def populations(self) -> dict[tuple[str, str], Row]:
        return {(r.get("trial"), r.get("population")): r for r in self.tables["populations"]}

    @cached_property
    def populations_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for trial, population in self.populations:
            found[trial].append(population)
        return found

    @cached_property
    def sizes(self) -> dict[tuple[str, str, str], int]:
        """People by (trial, population, arm), combined arms summed from their parts."""
        found = {
            (row.get("trial"), row.get("population"), row.get("arm")): int(row.get("n"))
            for row in self.tables["population_sizes"]
            if row.get("n").isdigit()
        }
        for (trial, arm), row in self.arms.items():
            parts = row.list("combines")
            for population in self.populations_of[trial] if parts else ():
                wanted = [(trial, population, part) for part in parts]
                if all(key in found for key in wanted):
                    found.setdefault((trial, population, arm), sum(found[key] for key in wanted))
        return found

    def size(self, estimate: Estimate) -> int | None:
        return self.sizes.get((estimate.trial, estimate.population, estimate.arm))

    def grouped(self, key: str) -> Iterable[list[Estimate]]:
        """Estimates grouped by the value of one of the keys below, in order of typing."""
        cache = self.__dict__.setdefault("_groups", {})
        if key not in cache:
            groups: dict[object, list[Estimate]] = defaultdict(list)
            for estimate in self.estimates:
                groups[GROUPS[key](estimate)].append(estimate)
            cache[key] = groups.values()
        return cache[key]

    @cached_property
    def by_id(self) -> dict[str, Estimate]:
        return {estimate.id: estimate for estimate in self.estimates}

    @cached_property
    def facts(self) -> dict[str, Row]:
        """Facts of references by ``reference/fact``."""
        return {f"{row.get('reference')}/{row.get('fact')}": row for row in self.typed["facts"]}

    @cached_property
    def rows_by_id(self) -> dict[str, Row]:
        """Trials, reports and estimates by their path-like ids."""
        found = {row.get("trial"): row for row in self.typed["trials"]}
        for row in self.typed["reports"]:
            found[f"{row.get('trial')}/{row.get('report')}"] = row
        for row in self.typed["estimates"]:
            found[f"{row.get('trial')}/{row.get('report')}/{row.get('key')}"] = row
        return found

    @cached_property
    def short_forms(self) -> dict[str, str]:
        """Short forms of endpoints and of the glossary, and what they mean."""
        found = {row.get("abbreviation"): row.get("name") for row in self.tables["endpoints"]}
        for row in self.tables["glossary"]:
            for other in row.list("also"):
                found.setdefault(other, row.get("term"))
        return found

    @cached_property
    def capital_names(self) -> set[str]:
        """Words in capitals that are names: of genes, drugs, trials and criteria."""
        found = set(COMMON_CAPITALS)
        for table in ("biomarkers", "drugs", "trials", "criteria", "cancers", "subgroups", "arms"):
            for row in self.tables[table]:
                for name in ("name", "synonyms", "title", "also", "label"):
                    found.update(re.findall(r"[A-Z][A-Za-z0-9]*", row.get(name)))
        return found

    @cached_property
    def pages(self) -> list[Page]:
        return list(pages_of(self.typed))

    @cached_property
    def known_words(self) -> re.Pattern[str]:
        return known_words(self.tables)

    @cached_property
    def by_report(self) -> dict[tuple[str, str], list[Estimate]]:
        groups: dict[tuple[str, str], list[Estimate]] = defaultdict(list)
        for estimate in self.estimates:
            groups[estimate.trial, estimate.report].append(estimate)
        return groups


GROUPS = {
    # one arm looked at once by the same eyes
    "response": lambda e: (
        e.trial,
        e.report,
        e.arm,
        e.population,
        e.cut,
        e.judged,
        e.condition[:2],
    ),
    # one arm looked at once
    "survival": lambda e: (e.trial, e.report, e.arm, e.population, e.cut[0], e.condition),
    # one curve
    "curve": lambda e: (
        e.trial,
        e.report,
        e.arm,
        e.comparator,
        e.population,
        e.endpoint,
        e.cut[0],
        e.judged[:2],
        e.condition,
    ),
    # one comparison of curves
    "comparison": lambda e: (
        e.trial,
        e.report,
        e.population,
        e.endpoint,
        e.cut[0],
        e.judged[:2],
        e.condition,
    ),
    # one comparison of proportions
    "response-comparison": lambda e: (
        e.trial,
        e.report,
        e.population,
        e.endpoint,
        e.cut[0],
        e.judged,
        e.condition,
    ),
    # one kind of harm in one arm
    "harm": lambda e: (
        e.trial,
        e.report,
        e.arm,
        e.population,
        e.endpoint,
        e.row.get("event"),
        e.cut[0],
    ),
    # one figure, whatever the report, the cut and the judge
    "figure": lambda e: (
        e.trial,
        e.arm,
        e.comparator,
        e.population,
        e.endpoint,
        e.measure,
        e.timepoint_months,
        e.condition,
    ),
    # one endpoint of all arms, whatever the report
    "endpoint": lambda e: (e.trial, e.population, e.endpoint, e.condition),
    # one arm, whatever the report
    "arm": lambda e: (e.trial, e.arm, e.comparator, e.population, e.condition),
    "subject": lambda e: e.subject,
    "trial": lambda e: e.trial,
}
