"""The curated tables, one Pandera model each.

Identity comes from the path: an estimate's id is ``trial/report/key`` and is typed nowhere else.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from schemas import terms
from schemas.fields import described
from schemas.tables.base import Table
from schemas.tables.proofs import (
    Approvals,
    Extraction,
    EyeChecks,
    Findings,
    Records,
    Reviewers,
    ThirdReadings,
)
from schemas.tables.trials import (
    Arms,
    Estimates,
    Leads,
    Populations,
    PopulationSizes,
    PrintedSo,
    Reports,
    TookPart,
    Trials,
)
from schemas.tables.vocabularies import (
    Biomarkers,
    Cancers,
    Categories,
    Characteristics,
    Corrections,
    Criteria,
    Drugs,
    Endpoints,
    Facts,
    Gaps,
    Glossary,
    Guide,
    Hosts,
    Levels,
    Redirects,
    References,
    Subgroups,
)

MODELS: dict[str, type[Table]] = {
    "trials": Trials,
    "arms": Arms,
    "populations": Populations,
    "population_sizes": PopulationSizes,
    "took_part": TookPart,
    "leads": Leads,
    "reports": Reports,
    "estimates": Estimates,
    "printed_so": PrintedSo,
    "references": References,
    "facts": Facts,
    "endpoints": Endpoints,
    "criteria": Criteria,
    "drugs": Drugs,
    "biomarkers": Biomarkers,
    "cancers": Cancers,
    "characteristics": Characteristics,
    "hosts": Hosts,
    "categories": Categories,
    "subgroups": Subgroups,
    "guide": Guide,
    "glossary": Glossary,
    "corrections": Corrections,
    "gaps": Gaps,
    "levels": Levels,
    "redirects": Redirects,
    "approvals": Approvals,
    "reviewers": Reviewers,
    "eye_checks": EyeChecks,
    "extraction": Extraction,
    "third_readings": ThirdReadings,
    "findings": Findings,
    "records": Records,
}


@cache
def columns(table: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Column → (description, metadata) of a table."""
    return described(MODELS[table])


@cache
def words(table: str) -> tuple[str, ...]:
    """Columns of free text in which ``not_stated`` is no answer: their descriptions do not name it."""
    return tuple(
        name
        for name, (description, meta) in columns(table).items()
        if not (meta["codes"] or meta["pattern"] or meta["vocabulary"])
        and terms.NOT_STATED not in description
    )


@cache
def report_defaults() -> tuple[str, ...]:
    """Estimate fields that may stand at report level."""
    return tuple(name for name, (_, meta) in columns("estimates").items() if meta["is_default"])


@cache
def required(table: str) -> frozenset[str]:
    """Columns of a table that no row may lack."""
    return frozenset(name for name, (_, meta) in columns(table).items() if meta["is_required"])
