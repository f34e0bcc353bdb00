"""The shape of the published views: what pages, charts and exports may rely on."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from schemas import terms

SUPPORT = ("found_together", "found_apart", "not_found", "not_archived")
APPROVAL = ("approved", "disputed", "void", "none")
STATUS = ("given", "not_reached", "not_reported")
UNITS = ("percent", "months", "ratio", "people")

# The public export begins with exactly these columns, in this order.
PUBLIC_COLUMNS = (
    "estimate_id",
    "category",
    "subgroup",
    "trial",
    "nct",
    "report",
    "report_kind",
    "standing",
    "pmid",
    "doi",
    "arm",
    "drugs",
    "comparator",
    "population",
    "line",
    "biomarker",
    "endpoint",
    "effect_measure",
    "value",
    "unit",
    "ci_lower",
    "ci_upper",
    "ci_level",
    "n_events",
    "n_analysed",
    "timepoint_months",
    "follow_up_months",
    "data_cutoff",
    "assessor",
    "criteria",
    "is_reached",
    "locator",
    "read_in",
    "support",
    "approval",
    "value_as_printed",
    "unit_as_printed",
    "value_qualifier",
    "ci_lower_status",
    "ci_upper_status",
    "p_value",
    "analysis",
    "conditional_on",
    "confirmed",
    "follow_up_kind",
    "attribution",
    "grades",
    "regimen",
    "seen_at",
    "is_current",
)


class EstimatesView(pa.DataFrameModel):
    """One row an estimate, whatever the number of categories it belongs to."""

    estimate_id: Series[str] = pa.Field(unique=True, str_matches=r"^[^/\s]+/[^/\s]+/[^/\s]+$")
    category: Series[str]
    subgroup: Series[str]
    trial: Series[str]
    report: Series[str]
    report_kind: Series[str] = pa.Field(isin=list(terms.KIND))
    standing: Series[str] = pa.Field(isin=list(terms.STANDING))
    arm: Series[str]
    drugs: Series[str]
    population: Series[str]
    line: Series[str] = pa.Field(isin=list(terms.LINE))
    endpoint: Series[str]
    effect_measure: Series[str] = pa.Field(isin=list(terms.EFFECT_MEASURE))
    value: Series[float] = pa.Field(nullable=True)
    unit: Series[str] = pa.Field(isin=list(UNITS))
    is_reached: Series[bool]
    read_in: Series[str] = pa.Field(isin=list(terms.READ_IN))
    support: Series[str] = pa.Field(isin=list(SUPPORT))
    approval: Series[str] = pa.Field(isin=list(APPROVAL))
    ci_lower_status: Series[str] = pa.Field(isin=list(STATUS))
    ci_upper_status: Series[str] = pa.Field(isin=list(STATUS))
    is_current: Series[bool]

    @pa.dataframe_check
    def begins_with_the_public_columns(cls, frame) -> bool:  # noqa: ANN001
        return tuple(frame.columns[: len(PUBLIC_COLUMNS)]) == PUBLIC_COLUMNS

    @pa.dataframe_check
    def has_a_value_exactly_where_reached(cls, frame):  # noqa: ANN001, ANN201
        return frame["value"].notna() == frame["is_reached"]


class TrialsView(pa.DataFrameModel):
    trial: Series[str] = pa.Field(unique=True)
    name: Series[str]
    design: Series[str] = pa.Field(isin=list(terms.DESIGN))


class ReportsView(pa.DataFrameModel):
    trial: Series[str]
    report: Series[str]
    kind: Series[str] = pa.Field(isin=list(terms.KIND))
    standing: Series[str] = pa.Field(isin=list(terms.STANDING))
    approval: Series[str] = pa.Field(isin=list(APPROVAL))


class FactsView(pa.DataFrameModel):
    fact_id: Series[str] = pa.Field(unique=True)
    value: Series[str]
    says: Series[str]


VIEWS: dict[str, type[pa.DataFrameModel]] = {
    "estimates": EstimatesView,
    "trials": TrialsView,
    "reports": ReportsView,
    "facts": FactsView,
}
