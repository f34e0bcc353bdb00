"""The store: one DuckDB file, built whole from checked text. Its views are the contract."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.approvals.eye_checks import eye_results
from pipelines.approvals.judge import Judged, judge
from pipelines.approvals.states import approval_states, line_proofs
from pipelines.checks.checked import Checked
from pipelines.project import Project
from pipelines.store.proofs import rule_results
from pipelines.store.quotes import quotes
from schemas import tables, units
from schemas.endpoints import threshold_of
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.exact import exact_interval
from schemas.terms import NOT_APPLICABLE, NOT_ESTIMABLE, NOT_REACHED, NOT_STATED, OPEN
from schemas.typed.second_entry import outcome, third_outcome
from schemas.views import AS_TYPED, VIEWS

CALCULATED_LEVEL = 95.0


def build_store(
    project: Project,
    checked: Checked,
    path: Path,
    judged: Judged | None = None,
    *,
    is_part: bool = False,
) -> dict[str, int]:
    """Write the store of ``checked`` to the new file ``path``. Returns rows per table.

    ``judged``: what the log proves; judged here, with the trust root of this machine, if it was not yet.
    ``is_part``: some trials of a project whose store was built a moment ago; its views are not held to
    the contract again.

    Raises pandera.errors.SchemaErrors if a view breaks the contract of ``schemas.views``.
    """
    judged = judged or judge(project, checked.curated)
    with _to_write(path) as place, duckdb.connect(str(place)) as connection:
        connection.execute("SET threads = 1")  # insertion order, hence row order, is fixed
        counts = {}
        for table, rows in checked.curated.tables.items():
            columns = tables.columns(table)
            texts = {name: [row.values.get(name) for row in rows] for name in columns}
            _create(connection, f"curated_{table}", pa.table(texts, _all_text(columns)))
            counts[table] = len(rows)
        _create(connection, "figures", figures(checked.evidence))
        for table, frame in (
            ("approval_states", approval_states(checked, judged)),
            ("line_proofs", line_proofs(judged)),
            ("rule_results", rule_results(checked)),
            ("eye_results", eye_results(project, checked.curated)),
            ("quotes", quotes(project, checked)),
        ):
            _create(connection, table, pa.Table.from_pandas(frame, preserve_index=False))
        connection.execute(
            resources.files("pipelines.store").joinpath("views.sql").read_text("utf-8")
        )
        for table in AS_TYPED:
            connection.execute(f'CREATE VIEW "{table}" AS SELECT * FROM curated_{table}')
        for view, model in VIEWS.items() if not is_part else ():
            frame = connection.sql(f'SELECT * FROM "{view}"').df()
            if len(frame):  # an empty frame has no types to judge
                model.validate(frame, lazy=True)
    return counts


@contextmanager
def _to_write(path: Path) -> Iterator[Path]:
    """Where DuckDB may write what becomes ``path``: it takes what follows a ``?`` for parameters."""
    if "?" not in str(path):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / path.name
        shutil.move(Path(folder) / path.name, path)


def _create(connection: duckdb.DuckDBPyConnection, table: str, incoming: pa.Table) -> None:
    for name in incoming.column_names:  # a column without any value is one of texts
        if incoming[name].type == pa.null():
            place = incoming.column_names.index(name)
            incoming = incoming.set_column(place, name, incoming[name].cast(pa.string()))
    connection.register("incoming", incoming)
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM incoming")
    connection.unregister("incoming")


def _all_text(columns: Iterable[str]) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in columns])


NUMBERS = (
    "value", "ci_lower", "ci_upper", "ci_level", "second_ci_lower", "second_ci_upper", "second_ci_level",
    "range_lower", "range_upper", "n_events", "n_analysed", "timepoint_months", "follow_up_months",
    "calculated_lower", "calculated_upper", "n_population", "n_comparator",
)  # fmt: skip
TEXTS = (
    "estimate_id", "trial", "report", "key", "arm", "comparator", "population", "endpoint", "effect_measure",
    "unit", "ci_kind", "counts", "event_includes", "state", "other_state", "event_words", "mrd_threshold",
    "data_cutoff", "assessor", "criteria", "locator", "read_in", "value_as_printed", "unit_as_printed",
    "value_qualifier", "ci_lower_as_printed", "ci_upper_as_printed", "ci_lower_status", "ci_upper_status",
    "p_value", "whom", "ci_sides", "second_ci_as_printed", "range_as_printed", "range_kind",
    "follow_up_range", "follow_up_range_kind", "p_interaction", "probability_of", "instrument", "better",
    "quoted", "analysis", "conditional_on", "conditional_share", "confirmed", "follow_up_kind",
    "follow_up_as_printed", "timepoint_as_printed", "attribution", "grades", "event", "variant", "seen_at",
    "note", "quote", "looked_at", "not_lead_because", "superseded_by", "path", "entered", "second_entry",
    "third_reading",
)  # fmt: skip
FIGURE = pa.schema(
    {
        **dict.fromkeys(TEXTS, pa.string()),
        **dict.fromkeys(NUMBERS, pa.float64()),
        **dict.fromkeys(("is_main", "is_reached"), pa.bool_()),
        "line": pa.int64(),
    }
)


def figures(evidence: Evidence) -> pa.Table:
    """One row an estimate, typed and converted: percent, months, ratio, people."""
    ordered = sorted(evidence.estimates, key=lambda e: e.id)
    rows = [_figure(e, evidence) | _entries(e, evidence) for e in ordered]
    return pa.Table.from_pylist(rows, FIGURE)


def _entries(e: Estimate, evidence: Evidence) -> dict[str, str]:
    """What came of the second entry and of the third reading."""
    return {
        "second_entry": outcome(evidence.second_entries.get(e.id), e),
        "third_reading": third_outcome(evidence.third_readings.get(e.id), e),
    }


def _figure(e: Estimate, evidence: Evidence) -> dict[str, object]:
    get = e.row.get
    report = evidence.reports[e.trial, e.report]
    assessor, criteria, confirmed = e.judged
    calculated = calculated_interval(e)
    return {
        "estimate_id": e.id,
        "trial": e.trial,
        "report": e.report,
        "key": e.key,
        "arm": e.arm,
        "comparator": e.comparator or None,
        "population": e.population,
        "endpoint": e.endpoint,
        "effect_measure": e.measure,
        "value": _float(e.value),
        "unit": units.UNITS[e.unit].stored,
        "ci_lower": _float(e.ci_lower),
        "ci_upper": _float(e.ci_upper),
        "ci_level": _float(e.ci_level),
        "ci_kind": get("ci_kind") or NOT_STATED,
        "counts": e.counts,
        "event_includes": e.event_includes,
        "state": e.states[0] or None,
        "other_state": e.states[1] or None,
        "event_words": e.event_words or None,
        "is_main": get("is_main") == "yes",
        "mrd_threshold": threshold_of(e.endpoint, get("mrd_threshold")),
        "n_events": _float(e.n_events),
        "n_analysed": _float(e.n_analysed),
        "timepoint_months": _float(e.timepoint_months),
        "follow_up_months": _float(e.follow_up_months),
        "data_cutoff": get("data_cutoff") or NOT_STATED,
        "assessor": assessor or NOT_STATED,
        "criteria": criteria or NOT_STATED,
        "is_reached": e.is_reached,
        "locator": get("locator"),
        "read_in": get("read_in"),
        "value_as_printed": get("value"),
        "unit_as_printed": e.unit,
        "value_qualifier": get("value_qualifier") or "=",
        "ci_lower_as_printed": get("ci_lower") or None,
        "ci_upper_as_printed": get("ci_upper") or None,
        "ci_lower_status": _status(get("ci_lower")),
        "ci_upper_status": _status(get("ci_upper")),
        "p_value": get("p_value") or None,
        "whom": e.whom,
        "ci_sides": get("ci_sides") or None,
        "second_ci_lower": _float(e.second_lower),
        "second_ci_upper": _float(e.second_upper),
        "second_ci_level": _float(e.second_level),
        "second_ci_as_printed": _ends(get("second_ci_lower"), get("second_ci_upper")),
        "range_lower": _float(e.range_lower),
        "range_upper": _float(e.range_upper),
        "range_as_printed": _ends(get("range_lower"), get("range_upper")),
        "range_kind": get("range_kind") or None,
        "follow_up_range": get("follow_up_range") or None,
        "follow_up_range_kind": get("follow_up_range_kind") or None,
        "p_interaction": get("p_interaction") or None,
        "probability_of": get("probability_of") or None,
        "instrument": e.instrument or None,
        "better": e.better or None,
        "quoted": e.quoted,
        "analysis": get("analysis") or NOT_STATED,
        "conditional_on": get("conditional_on") or None,
        "conditional_share": get("conditional_share") or None,
        "confirmed": confirmed or NOT_STATED,
        "follow_up_kind": get("follow_up_kind") or NOT_STATED,
        "follow_up_as_printed": get("follow_up") or NOT_STATED,
        "timepoint_as_printed": get("timepoint") or None,
        "attribution": get("attribution") if e.family == "harm" else NOT_APPLICABLE,
        "grades": get("grades") if e.family == "harm" else NOT_APPLICABLE,
        "event": get("event") or None,
        "variant": get("variant") or None,
        "seen_at": get("seen_at"),
        "note": get("note") or None,
        "quote": get("quote") or None,
        "looked_at": evidence.looked_at(e)[0],
        "not_lead_because": evidence.why_not_lead(e) or None,
        "superseded_by": evidence.later(e) or None,
        "calculated_lower": calculated[0] if calculated else None,
        "calculated_upper": calculated[1] if calculated else None,
        "n_population": _float(evidence.people(e, e.arm)),
        "n_comparator": _float(evidence.people(e, e.comparator)),
        "path": e.row.path,
        "line": e.row.line,
        "entered": report.get("entered"),
    }


def _float(number: float | int | None) -> float | None:
    return None if number is None else round(float(number), 6)


def _ends(lower: str, upper: str) -> str | None:
    """``2.9+ to 61.2+``, as printed; None where no range was typed."""
    return f"{OPEN.get(lower, lower)} to {OPEN.get(upper, upper)}" if lower and upper else None


def _status(printed: str) -> str:
    if not printed:
        return "not_reported"
    return {NOT_REACHED: "not_reached", NOT_ESTIMABLE: "not_estimable"}.get(printed, "given")


def calculated_interval(e: Estimate) -> tuple[float, float] | None:
    """Clopper-Pearson interval in percent, where a proportion printed its people but no interval.

    Nothing is ever calculated for Kaplan-Meier rates, medians and ratios.
    """
    if e.measure != "proportion" or None in (e.n_events, e.n_analysed) or not e.n_analysed:
        return None
    if e.row.get("ci_lower") or e.row.get("ci_upper"):
        return None
    lower, upper = exact_interval(e.n_events, e.n_analysed, CALCULATED_LEVEL)
    return round(100 * lower, 6), round(100 * upper, 6)
