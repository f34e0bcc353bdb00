"""How a release describes itself: data dictionary, Frictionless data package, schema.org."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import duckdb

from pipelines.store.as_csv import table_names
from schemas import tables
from schemas.borders.sheets import as_typed, guarded
from schemas.fields import SEPARATOR
from schemas.keys import KEYS

NAME = "remission-evidence"
TITLE = "Remission evidence: published results of cancer trials, each figure traced to its source"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
TYPES = {"VARCHAR": "string", "DOUBLE": "number", "BIGINT": "integer", "BOOLEAN": "boolean"}
TABLES = {
    "estimates": "One row a published figure, with all that is needed to read it (the public table)",
    "reports": "One row a report, with its approval",
    "trials": "One row a trial",
    "facts": "One row a fact taken from a guideline or method",
    "arms": "Treatment groups",
    "populations": "Groups of people analysed",
    "took_part": "Who the people of a population were when they joined, one row a characteristic",
    "figures": "Figures converted to percent, months, ratios and people",
    "rule_results": "Which rule compared which figure with what",
    "quotes": "Kept quotes in their archived context, where its licence lets everybody see it",
    "line_proofs": "Lines of the log about a report, and what they prove",
    "eye_results": "Checks by eye of figures drawn at random, and which of them count",
    "approval_states": "State of every report that was ever judged",
}
DERIVED = {
    "estimate_id": "trial/report/key: the figure's identity",
    "category": "pages on which the figure stands",
    "subgroup": "sections of those pages",
    "nct": "ClinicalTrials.gov numbers of the trial",
    "report_kind": "what the report is",
    "timepoint_months": "time point in months",
    "follow_up_months": "length of follow-up in months",
    "is_reached": "false where the value was not reached (NR)",
    "support": "were the figures found in the archived source",
    "approval": "state of the approval of exactly these digits",
    "words_changed": "what else was changed since it was approved",
    "standing": "of a line, whether its signature and its place in the log prove it",
    "state": "of a figure, the state that it counts, in words; of an approval, what was found",
    "before": "words before the quote in its record",
    "after": "words after it",
    "others": "the other figures in it",
    "number": "which comparison of the figure by the rule",
    "value_as_printed": "the figure as printed",
    "unit_as_printed": "the unit as printed",
    "ci_lower_as_printed": "lower end as printed",
    "ci_upper_as_printed": "upper end as printed",
    "second_ci_as_printed": "ends of a second interval as printed",
    "range_as_printed": "range of the people as printed; + marks who was still going on",
    "time_words": "words before its time",
    "quoted": "value and ends of the interval as printed, in one cell: what findings are about",
    "timepoint_as_printed": "time point as printed",
    "follow_up_as_printed": "length of follow-up as printed",
    "ci_lower_status": "given, not reached or not reported",
    "ci_upper_status": "given, not reached or not reported",
    "is_current": "false where a later look at the same data exists",
    "looked_at": "when the data were counted, as far as it can be told",
    "not_lead_because": "why the figure may carry no headline",
    "superseded_by": "the figure of the later look",
    "arm_key": "key of the arm",
    "arm_combines": "arms that this arm is the sum of",
    "comparator_key": "key of the comparator",
    "population_key": "key of the population",
    "trial_name": "name of the trial",
    "endpoint_name": "name of the endpoint",
    "endpoint_abbreviation": "short form of the endpoint",
    "endpoint_order": "place of the endpoint among those of its family, in tables",
    "calculated_lower": "lower end of a 95% interval calculated by us (Clopper-Pearson)",
    "calculated_upper": "upper end of a 95% interval calculated by us (Clopper-Pearson)",
    "n_population": "people of the arm that the figure can be about; empty where that is not known",
    "n_comparator": "people of the comparator, likewise",
    "second_entry": "second, blind entry: agreed, settled, not_found, none; changed: the figure is other now",
    "third_reading": "reading on another page: agreed or differs from the figure as it is now; none",
    "other_state": "the state of the others",
    "event_words": "state of people with the event, for figures of time to an event",
    "path": "file in which it was typed",
    "line": "line on which it was typed",
    "line_number": "line on which it was typed",
    "n_reports": "reports of the trial",
    "n_estimates": "figures of the trial",
    "cite": "short citation",
    "fact_id": "reference/fact: the fact's identity",
    "rule": "rule that was applied",
    "sentence": "what the rule says",
    "outcome": "passed or warned",
    "says": "why a line of the log proves nothing, or an answer does not count",
    "is_right": "does the source say the same",
    "by": "who looked",
    "at": "day",
    "hash": "sha256 of the line of the log",
    "took_part_id": "trial/population/characteristic, or trial/population/arm/characteristic: its identity",
    "took_part.name": "name of the characteristic",
    "took_part.unit": "years, or percent of the people who were counted",
    "took_part.value": "the value in that unit",
    "took_part.n": "people with it, where their number was printed",
    "took_part.n_of": "people who were counted, likewise",
    "took_part.heading": "column of the table on pages in which it stands",
    "took_part.words": "words around the value, which stands at the …",
}


def describe(connection: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """Table → fields, as Frictionless writes them."""
    return {table: _fields(connection, table) for table in table_names(connection)}


def _fields(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    curated = table.removeprefix("curated_")
    known = tables.columns(curated) if table.startswith("curated_") else {}
    own = tables.columns(table) if table in tables.MODELS else {}
    found = []
    for name, kind, *_ in connection.sql(f'SELECT * FROM "{table}"').description:
        field: dict[str, Any] = {"name": name, "type": TYPES[str(kind)]}
        if name in known:
            description, meta = known[name]
            field["description"] = description
            constraints: dict[str, Any] = {}
            if meta["is_required"]:
                constraints["required"] = True
            if meta["codes"] and not meta["is_list"]:
                constraints["enum"] = [guarded(code) for code in meta["codes"]]
            if meta["pattern"]:
                tail = f"(?:{SEPARATOR}(?:{meta['pattern']}))*" if meta["is_list"] else ""
                constraints["pattern"] = f"(?:{meta['pattern']}){tail}"
            if constraints:
                field["constraints"] = constraints
        else:
            field["description"] = (
                DERIVED.get(f"{table}.{name}")
                or DERIVED.get(name)
                or next(iter(own.get(name, ())), "")
                or _anywhere(name)
            )
        found.append(field)
    return found


def _anywhere(name: str) -> str:
    """Description of a column of the same name in a curated table."""
    order = ("estimates", "reports", "trials", "populations", "arms", "endpoints", *tables.MODELS)
    for table in order:
        if name in tables.columns(table):
            return tables.columns(table)[name][0]
    return ""  # a test keeps this from staying so


def dictionary_csv(fields: dict[str, list[dict[str, Any]]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("table", "column", "type", "required", "codes", "description"))
    for table, columns in fields.items():
        for f in columns:
            limits = f.get("constraints", {})
            required = "yes" if limits.get("required") else "no"
            codes = " | ".join(map(as_typed, limits.get("enum", ())))
            cells = (table, f["name"], f["type"], required, codes, f["description"])
            writer.writerow(map(guarded, cells))
    return text.getvalue()


def data_package(
    fields: dict[str, list[dict[str, Any]]], version: str, as_of: str, url: str
) -> str:
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": TITLE,
        "version": version,
        "created": f"{as_of}T00:00:00Z",
        "licenses": [LICENCE],
        "resources": [_resource(table, columns) for table, columns in fields.items()],
    }
    if url:
        package["homepage"] = url
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _resource(table: str, columns: list[dict[str, Any]]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": columns, "missingValues": [""]}
    curated = table.removeprefix("curated_")
    if table.startswith("curated_") and curated in KEYS:
        schema["primaryKey"] = list(KEYS[curated])
    elif table == "estimates":
        schema["primaryKey"] = ["estimate_id"]
    says = TABLES.get(table) or f"The table {curated} as typed"
    return {
        "name": table, "path": f"tables/{table}.csv", "title": says, "profile": "tabular-data-resource",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": schema,
    }  # fmt: skip


def linked_data(fields: dict[str, list[dict[str, Any]]], version: str, as_of: str, url: str) -> str:
    """The release as a schema.org Dataset."""
    dataset: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": TITLE,
        "description": "Each row is one figure as printed in a published source, with place, people, "
        "endpoint, checks and approval. Not medical advice.",
        "version": version,
        "datePublished": as_of,
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": NAME},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{url}tables/{table}.{end}"}
            for table in fields
            for kind, end in (("text/csv", "csv"), ("application/vnd.apache.parquet", "parquet"))
        ],
        "variableMeasured": [
            {"@type": "PropertyValue", "name": f["name"], "description": f["description"]}
            for f in fields.get("estimates", ())
        ],
    }  # fmt: skip
    if url:
        dataset["url"] = url
    return json.dumps(dataset, indent=1, ensure_ascii=False) + "\n"
