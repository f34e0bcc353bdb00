"""The nested shape of the files that editors fill in: JSON Schemas for their text editor, and blank
forms in which each key is explained. Both come from the Pandera models, so neither can go stale.
"""

from __future__ import annotations

from typing import Any

from schemas import tables

DIALECT = "http://json-schema.org/draft-07/schema#"
PATH_KEYS = {
    "trials": ("trial",),
    "arms": ("trial", "arm"),
    "populations": ("trial", "population"),
    "reports": ("trial", "report"),
    "estimates": ("trial", "report", "key"),
    "printed_so": ("trial", "report", "key", "rule"),
    "references": ("reference",),
    "facts": ("reference", "fact"),
}


def _property(name: str, description: str, meta: dict[str, Any], required: bool) -> dict[str, Any]:
    says = [description[0].upper() + description[1:] + "."]
    if meta["expects"]:
        says.append(f"Expects {meta['expects']}.")
    if meta["vocabulary"]:
        says.append(f"Codes: the list of {meta['vocabulary']}.")
    if meta["example"]:
        says.append(f"Example: {meta['example']}.")
    says.append("Required." if required else "Optional.")
    found: dict[str, Any] = {"title": name, "description": " ".join(says)}
    scalar: dict[str, Any] = {"type": ["string", "number", "boolean"]}
    if meta["codes"]:
        scalar["enum"] = [_as_yaml_reads(code) for code in meta["codes"]]
        scalar.pop("type")
    if meta["is_list"]:
        return {**found, "anyOf": [{"type": "array", "items": scalar}, scalar]}
    return {**found, **scalar}


def _as_yaml_reads(code: str) -> object:
    """The value that a YAML 1.2 editor extension sees for an unquoted code."""
    return int(code) if code.isdigit() else code


def _object(table: str, extra: dict[str, Any], extra_required: tuple[str, ...] = ()) -> dict:
    columns = {k: v for k, v in tables.columns(table).items() if k not in PATH_KEYS[table]}
    required = [k for k, (_, meta) in columns.items() if meta["is_required"]]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {k: _property(k, d, m, k in required) for k, (d, m) in columns.items()}
        | extra,
        "required": [*required, *extra_required],
    }


def _map_of(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"type": "object", "description": description, "additionalProperties": schema}


def trial_schema() -> dict[str, Any]:
    n = {
        "type": "object",
        "description": "People per arm in this population: {arm: number}. Leave out what is not stated.",
        "additionalProperties": {"type": "integer"},
    }
    extra = {
        "arms": _map_of(_object("arms", {}), "Treatment groups, each with a key."),
        "populations": _map_of(_object("populations", {"n": n}), "Groups of people analysed."),
    }
    return {"$schema": DIALECT, "title": "trial.yaml", **_object("trials", extra, tuple(extra))}


def report_schema() -> dict[str, Any]:
    estimates = tables.columns("estimates")
    defaults = {
        name: _property(name, *estimates[name], required=False) for name in tables.report_defaults()
    }
    answer = _object("printed_so", {})
    answers = _map_of(answer, "Rules that the source breaks in print, each with reason and digest.")
    estimate = _object("estimates", {"printed_so": answers})
    given_above = set(tables.report_defaults())
    estimate["required"] = [name for name in estimate["required"] if name not in given_above]
    extra = defaults | {"estimates": _map_of(estimate, "Figures of this report, each with a key.")}
    return {
        "$schema": DIALECT,
        "title": "a report of a trial",
        **_object("reports", extra, ("estimates",)),
    }


def reference_schema() -> dict[str, Any]:
    extra = {"facts": _map_of(_object("facts", {}), "Facts used on the pages, each with a key.")}
    return {
        "$schema": DIALECT,
        "title": "a guideline or method",
        **_object("references", extra, ("facts",)),
    }


SCHEMAS = {"trial": trial_schema, "report": report_schema, "reference": reference_schema}


def form_lines(
    table: str, indent: str, values: dict[str, str], skip: tuple[str, ...] = ()
) -> list[str]:
    """A blank form: one commented line a key; optional keys stand ready behind a `#`."""
    lines = []
    for name, (description, meta) in tables.columns(table).items():
        if name in PATH_KEYS[table] or name in skip:
            continue
        hints = [description]
        if meta["codes"]:
            hints.append(" | ".join(meta["codes"]))
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
