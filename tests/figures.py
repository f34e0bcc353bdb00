"""Figures invented for tests: every column has a plain value until the test says otherwise."""

from __future__ import annotations

import csv
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from reports.published import Figure
from schemas.endpoints import TIMED

VOCABULARY = Path(__file__).parents[1] / "data" / "curated" / "vocabularies" / "endpoints.csv"
NEUTRAL = {"str": "", "float": 0.0, "int": 0, "bool": False}
USUAL: dict[str, Any] = {
    "estimate_id": "t/r/k", "trial": "t", "report": "r", "key": "k", "arm_key": "a", "population_key": "p",
    "looked_at": "2020-07", "whom": "everyone", "counts": "event_free", "event_includes": "not_applicable",
    "analysis_set": "itt", "ci_kind": "not_stated", "design": "randomised", "report_kind": "journal_article", "standing": "current", "read_in": "abstract",
    "seen_at": "https://journal.example/1", "endpoint": "os", "effect_measure": "landmark_rate",
    "unit": "percent", "unit_as_printed": "percent", "value_qualifier": "=", "is_reached": True,
    "is_current": True, "ci_lower_status": "not_reported", "ci_upper_status": "not_reported",
    "attribution": "not_applicable", "grades": "not_applicable", "assessor": "not_applicable",
    "criteria": "not_applicable", "confirmed": "not_applicable", "analysis": "not_stated",
    "follow_up_kind": "not_stated", "follow_up_as_printed": "not_stated", "data_cutoff": "not_stated",
}  # fmt: skip


def figure(**values: Any) -> Figure:
    """A figure with these columns; what the vocabulary knows of its endpoint is filled in."""
    columns = {
        f.name: None if "None" in str(f.type) else NEUTRAL[str(f.type)] for f in fields(Figure)
    }
    columns |= USUAL | values
    return Figure(**columns | of_endpoint(columns["endpoint"]) | values)


def of_endpoint(code: str) -> dict[str, Any]:
    """What the store adds to a figure from the vocabulary of endpoints."""
    row = vocabulary()[code]
    timed = row["family"] in TIMED
    return {
        "endpoint_name": row["name"], "endpoint_abbreviation": row["abbreviation"],
        "family": row["family"], "whom": row["whom"], "time_words": row["time_words"] or "at",
        "state": row["state_event_free" if timed else "state_event"],
        "other_state": row["state_event" if timed else "state_event_free"],
        "event_words": row["state_event"] if timed else None, "plain_words": row["plain_words"],
        "endpoint_order": int(row["order"]), "chart_order": int(row["chart_order"] or 0) or None,
        **{name: row[name] == "yes" for name in ("is_key", "is_compared")},
        **{name: row[name] or None for name in ("picture", "heading", "curve", "ladder", "best_response", "mapped_as")},
    }  # fmt: skip


@cache
def vocabulary() -> dict[str, dict[str, str]]:
    with VOCABULARY.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}
