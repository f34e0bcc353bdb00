"""Trials invented for tests as views in memory: what pages read, without a store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from reports.published import Figure, Published
from tests.figures import vocabulary

POPULATION = {
    "trial": "t", "label": "people", "analysis_set": "itt", "categories": "page", "subgroups": "s",
    "line": "any", "biomarker": "none_required", "part_of": None, "set_of": None,
    "earlier_cut_of": None, "brain": None, "cohort": None,
}  # fmt: skip
TRIAL = {
    "trial": "t", "name": "T", "cancer": "c", "design": "randomised", "phase": "3",
    "masking": "open_label", "primary_populations": None,
}  # fmt: skip
REPORTS = ("2019-a", "2024-b")


class Invented(Published):
    """Shows its figures alone where a test fails."""

    def __repr__(self) -> str:
        return "\n".join(
            f"{f.id} {f.endpoint} {f.effect_measure} {f.arm_key} {f.population_key} {f.grades} "
            f"{f.event} {f.looked_at} {f.report_kind} {f.not_lead_because}"
            for f in self.figures.values()
        )


def published(
    figures: Iterable[Figure],
    populations: Iterable[dict[str, Any]] = ({"population": "p"},),
    gaps: Iterable[dict[str, Any]] = (),
    **trial: Any,
) -> Published:
    """One trial ``t`` with arms ``a``, ``b`` and one page with one section ``page``, ``s``."""
    arms = [
        {"trial": "t", "arm": arm, "label": arm, "role": "tested", "combines": None} for arm in "ab"
    ]
    reports = [
        {"trial": "t", "report": key, "standing": "current", "year": key[:4], "cite": key, "kind": "journal_article"}
        for key in (*REPORTS, "r")
    ]  # fmt: skip
    tables = {
        "trials": [TRIAL | trial],
        "arms": arms,
        "populations": [
            POPULATION | {"label": row["population"]} | dict(row) for row in populations
        ],
        "reports": reports,
        "leads": [],
        "gaps": [{"trial": "t", "endpoint": None, "reason": None} | dict(row) for row in gaps],
        "categories": [{"category": "page", "cancers": "c", "order": "1"}],
        "subgroups": [{"category": "page", "subgroup": "s", "title": "S"}],
        "endpoints": list(vocabulary().values()),
        "criteria": [],
        "findings": [],
        "levels": [],
        "characteristics": [],
        "took_part": [],
    }
    return Invented({f.id: f for f in figures}, tables, pd.DataFrame())
