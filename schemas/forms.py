"""The nested shape of the files that editors fill in: JSON Schemas for their text editor, and blank
forms in which each key is explained. Both come from the Pandera models, so neither can go stale.

``Codes`` are the lists of a project: vocabulary → code → name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from schemas import tables
from schemas.terms import NOT_STATED

Codes = Mapping[str, Mapping[str, str]]

DIALECT = "http://json-schema.org/draft-07/schema#"
PATH_KEYS = {
    "trials": ("trial",),
    "arms": ("trial", "arm"),
    "populations": ("trial", "population"),
    "took_part": ("trial", "population", "characteristic", "value"),
    "reports": ("trial", "report"),
    "estimates": ("trial", "report", "key"),
    "printed_so": ("trial", "report", "key", "rule"),
    "references": ("reference",),
    "facts": ("reference", "fact"),
}


def _property(
    name: str, description: str, meta: dict[str, Any], required: bool, codes: Codes
) -> dict[str, Any]:
    says = [description[0].upper() + description[1:] + "."]
    if meta["expects"]:
        says.append(f"Expects {meta['expects']}.")
    if meta["vocabulary"]:
        says.append(f"Codes: the list of {meta['vocabulary']}.")
    if meta["example"]:
        says.append(f"Example: {meta['example']}.")
    says.append("Required." if required else "Optional.")
    found: dict[str, Any] = {"title": name, "description": " ".join(says)}
    offered = meta["codes"] or codes.get(meta["vocabulary"], {})
    scalar: dict[str, Any] = {"type": ["string", "number", "boolean"]}
    if offered:
        both = [(typed, says) for code, says in offered.items() for typed in _as_yaml_reads(code)]
        scalar = {
            "enum": [typed for typed, _ in both],
            "enumDescriptions": [says for _, says in both],
        }
    if meta["is_list"]:
        return {**found, "anyOf": [{"type": "array", "items": scalar}, scalar]}
    return {**found, **scalar}


def _as_yaml_reads(code: str) -> tuple[object, ...]:
    """The values that an editor's YAML reader sees for a code, typed with or without quotation marks."""
    return (code, int(code)) if code.isdigit() else (code,)


def _object(
    table: str, codes: Codes, extra: dict[str, Any], extra_required: tuple[str, ...] = ()
) -> dict[str, Any]:
    columns = {k: v for k, v in tables.columns(table).items() if k not in PATH_KEYS[table]}
    required = [k for k, (_, meta) in columns.items() if meta["is_required"]]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {k: _property(k, d, m, k in required, codes) for k, (d, m) in columns.items()}
        | extra,
        "required": [*required, *extra_required],
    }


def _map_of(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"type": "object", "description": description, "additionalProperties": schema}


def trial_schema(codes: Codes) -> dict[str, Any]:
    n = {
        "type": "object",
        "description": "People per arm in this population: {arm: number}. Leave out what is not stated.",
        "additionalProperties": {"type": "integer"},
    }
    people = {
        "type": "object",
        "properties": {
            name: _property(name, description, meta, meta["is_required"], codes)
            for name, (description, meta) in tables.columns("took_part").items()
            if name not in PATH_KEYS["took_part"]
        }
        | {
            code: {
                "title": name,
                "description": f"{name}: in years, in percent, or as 350 of 556.",
                "type": ["string", "number"],
            }
            for code, name in codes.get("characteristics", {}).items()
        },
        "additionalProperties": False,
        "required": ["read_in", "seen_at", "locator"],
    }
    took_part = {
        "description": "Who these people were when they joined: a group of keys, or one for each source or arm.",
        "anyOf": [people, {"type": "array", "items": people}],
    }
    leads = {
        "type": "object",
        "description": "Figures that stand first against the usual order: report/key, and why.",
        "additionalProperties": {"type": "string"},
    }
    groups = {
        "arms": _map_of(_object("arms", codes, {}), "Treatment groups, each with a key."),
        "populations": _map_of(
            _object("populations", codes, {"n": n, "took_part": took_part}),
            "Groups of people analysed.",
        ),
    }
    own = _object("trials", codes, {**groups, "leads": leads}, tuple(groups))
    return {"$schema": DIALECT, "title": "trial.yaml", **own}


def report_schema(codes: Codes) -> dict[str, Any]:
    estimates = tables.columns("estimates")
    defaults = {
        name: _property(name, *estimates[name], required=False, codes=codes)
        for name in tables.report_defaults()
    }
    answer = _object("printed_so", codes, {})
    answers = _map_of(answer, "Rules that the source breaks in print, each with reason and digest.")
    estimate = _object("estimates", codes, {"printed_so": answers})
    given_above = set(tables.report_defaults())
    estimate["required"] = [name for name in estimate["required"] if name not in given_above]
    extra = defaults | {"estimates": _map_of(estimate, "Figures of this report, each with a key.")}
    return {
        "$schema": DIALECT,
        "title": "a report of a trial",
        **_object("reports", codes, extra, ("estimates",)),
    }


def reference_schema(codes: Codes) -> dict[str, Any]:
    extra = {
        "facts": _map_of(_object("facts", codes, {}), "Facts used on the pages, each with a key.")
    }
    return {
        "$schema": DIALECT,
        "title": "a guideline or method",
        **_object("references", codes, extra, ("facts",)),
    }


def schema_of_reports(arms: Mapping[str, str], populations: Mapping[str, str]) -> dict[str, Any]:
    """The form of the reports of one trial, beside the schema ``report``: its arms and populations
    (key → label) are offered.
    """
    own = {
        name: {"enum": list(keys), "enumDescriptions": list(keys.values())}
        for name, keys in (("arm", arms), ("comparator", arms), ("population", populations))
        if keys
    }
    above = {name: shown for name, shown in own.items() if name in tables.report_defaults()}
    estimates = {"additionalProperties": {"properties": own}}
    return {
        "$schema": DIALECT,
        "title": "a report of this trial",
        "allOf": [
            {"$ref": "report.schema.json"},
            {"properties": {**above, "estimates": estimates}},
        ],
    }


def codes_of(given: Mapping[str, Iterable[Any]]) -> Codes:
    """The lists of a project from its ``tables`` of rows."""
    found = {
        name: {row.get("code"): row.get("name") for row in given[name]}
        for name in ("endpoints", "criteria", "drugs", "biomarkers", "cancers", "characteristics")
    }
    found["criteria"][NOT_STATED] = "the source does not say"
    found["categories"] = {row.get("category"): row.get("title") for row in given["categories"]}
    found["subgroups"] = {row.get("subgroup"): row.get("title") for row in given["subgroups"]}
    return found


SCHEMAS = {"trial": trial_schema, "report": report_schema, "reference": reference_schema}


MOST_SHOWN = 30  # codes of a list that a form names; the others are offered by text editors


def form_lines(
    table: str,
    indent: str,
    values: dict[str, str],
    codes: Codes,
    skip: tuple[str, ...] = (),
) -> list[str]:
    """A blank form: one commented line a key; optional keys stand ready behind a `#`."""
    lines = []
    for name, (description, meta) in tables.columns(table).items():
        if name in PATH_KEYS[table] or name in skip:
            continue
        hints = [description]
        listed = codes.get(meta["vocabulary"], {})
        if meta["codes"]:
            hints.append(" | ".join(meta["codes"]))
        elif 0 < len(listed) <= MOST_SHOWN:
            hints.append(" | ".join(listed))
        elif meta["expects"]:
            hints.append(meta["expects"])
        elif meta["example"]:
            hints.append(f"such as {meta['example']}")
        value = values.get(name, "")
        is_open = meta["is_required"] or value
        lines.append(
            f"{indent}{'' if is_open else '# '}{name}: {value}".rstrip() + f"  # {'; '.join(hints)}"
        )
    return lines
