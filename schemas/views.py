"""The shape of the published views: what pages, charts and exports may rely on."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas import tables, terms, units
from schemas.endpoints import FAMILIES
from schemas.measures import MEASURES

APPROVAL = (
    "approved", "one_key", "words_changed", "disputed", "void", "not_proven", "keys_not_verified",
    "not_verified", "none",
)  # fmt: skip
SECOND_ENTRY = ("none", "agreed", "settled", "not_found", "changed")
THIRD_READING = ("none", "agreed", "differs")
STATUS = ("given", "not_reached", "not_estimable", "not_reported")

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
    "event",
    "counts",
    "state",
    "event_includes",
    "is_main",
    "mrd_threshold",
    "ci_kind",
    "n_population",
    "n_comparator",
    "second_entry",
    "ci_sides",
    "second_ci_lower",
    "second_ci_upper",
    "second_ci_level",
    "range_lower",
    "range_upper",
    "range_kind",
    "follow_up_range",
    "follow_up_range_kind",
    "p_interaction",
    "probability_of",
    "instrument",
    "better",
    "language",
    "third_reading",
)


ID = r"^[^/\s]+/[^/\s]+/[^/\s]+$"


class EstimatesView(pa.DataFrameModel):
    """One row an estimate, whatever the number of categories it belongs to. Every column is here."""

    estimate_id: Series[str] = pa.Field(unique=True, str_matches=ID)
    category: Series[str]
    subgroup: Series[str]
    trial: Series[str]
    nct: Series[str] = pa.Field(nullable=True)
    report: Series[str]
    report_kind: Series[str] = pa.Field(isin=list(terms.KIND))
    standing: Series[str] = pa.Field(isin=list(terms.STANDING))
    pmid: Series[str] = pa.Field(nullable=True)
    doi: Series[str] = pa.Field(nullable=True)
    arm: Series[str]
    drugs: Series[str]
    comparator: Series[str] = pa.Field(nullable=True)
    population: Series[str]
    line: Series[str] = pa.Field(isin=list(terms.LINE))
    biomarker: Series[str]
    endpoint: Series[str]
    effect_measure: Series[str] = pa.Field(isin=list(MEASURES))
    value: Series[float] = pa.Field(nullable=True)
    unit: Series[str] = pa.Field(isin=list(units.STORED))
    ci_lower: Series[float] = pa.Field(nullable=True)
    ci_upper: Series[float] = pa.Field(nullable=True)
    ci_level: Series[float] = pa.Field(nullable=True)
    n_events: Series[pd.Int64Dtype] = pa.Field(nullable=True, coerce=True)
    n_analysed: Series[pd.Int64Dtype] = pa.Field(nullable=True, coerce=True)
    timepoint_months: Series[float] = pa.Field(nullable=True)
    follow_up_months: Series[float] = pa.Field(nullable=True)
    data_cutoff: Series[str]
    assessor: Series[str]
    criteria: Series[str]
    is_reached: Series[bool]
    locator: Series[str]
    read_in: Series[str] = pa.Field(isin=list(terms.READ_IN))
    support: Series[str] = pa.Field(isin=list(terms.SUPPORT))
    approval: Series[str] = pa.Field(isin=list(APPROVAL))
    value_as_printed: Series[str]
    unit_as_printed: Series[str]
    value_qualifier: Series[str] = pa.Field(isin=list(terms.VALUE_QUALIFIER))
    ci_lower_status: Series[str] = pa.Field(isin=list(STATUS))
    ci_upper_status: Series[str] = pa.Field(isin=list(STATUS))
    p_value: Series[str] = pa.Field(nullable=True)
    analysis: Series[str] = pa.Field(isin=list(terms.ANALYSIS))
    conditional_on: Series[str] = pa.Field(nullable=True)
    confirmed: Series[str]
    follow_up_kind: Series[str] = pa.Field(isin=list(terms.FOLLOW_UP_KIND))
    attribution: Series[str]
    grades: Series[str]
    regimen: Series[str]
    seen_at: Series[str]
    is_current: Series[bool]
    event: Series[str] = pa.Field(nullable=True)
    counts: Series[str] = pa.Field(isin=[*terms.COUNTS, terms.NOT_APPLICABLE])
    state: Series[str] = pa.Field(nullable=True)
    event_includes: Series[str] = pa.Field(isin=[*terms.EVENT_INCLUDES, terms.NOT_APPLICABLE])
    is_main: Series[bool]
    mrd_threshold: Series[str] = pa.Field(nullable=True)
    ci_kind: Series[str] = pa.Field(isin=list(terms.INTERVAL_KIND))
    n_population: Series[pd.Int64Dtype] = pa.Field(nullable=True, coerce=True)
    n_comparator: Series[pd.Int64Dtype] = pa.Field(nullable=True, coerce=True)
    second_entry: Series[str] = pa.Field(isin=SECOND_ENTRY)
    ci_sides: Series[str] = pa.Field(nullable=True, isin=list(terms.INTERVAL_SIDES))
    second_ci_lower: Series[float] = pa.Field(nullable=True)
    second_ci_upper: Series[float] = pa.Field(nullable=True)
    second_ci_level: Series[float] = pa.Field(nullable=True)
    range_lower: Series[float] = pa.Field(nullable=True)
    range_upper: Series[float] = pa.Field(nullable=True)
    range_kind: Series[str] = pa.Field(nullable=True, isin=list(terms.SPREAD))
    follow_up_range: Series[str] = pa.Field(nullable=True)
    follow_up_range_kind: Series[str] = pa.Field(nullable=True, isin=list(terms.SPREAD))
    p_interaction: Series[str] = pa.Field(nullable=True)
    probability_of: Series[str] = pa.Field(nullable=True)
    instrument: Series[str] = pa.Field(nullable=True)
    better: Series[str] = pa.Field(nullable=True, isin=list(terms.BETTER))
    language: Series[str] = pa.Field(nullable=True, isin=list(terms.LANGUAGE))
    third_reading: Series[str] = pa.Field(isin=THIRD_READING)
    key: Series[str]
    arm_key: Series[str]
    arm_combines: Series[str] = pa.Field(nullable=True)
    comparator_key: Series[str] = pa.Field(nullable=True)
    population_key: Series[str]
    analysis_set: Series[str] = pa.Field(isin=list(terms.ANALYSIS_SET))
    trial_name: Series[str]
    design: Series[str] = pa.Field(isin=list(terms.DESIGN))
    endpoint_name: Series[str]
    endpoint_abbreviation: Series[str]
    family: Series[str] = pa.Field(isin=list(FAMILIES))
    plain_words: Series[str]
    time_words: Series[str]
    endpoint_order: Series[pd.Int64Dtype] = pa.Field(coerce=True)
    is_key: Series[bool]
    is_compared: Series[bool]
    picture: Series[str] = pa.Field(nullable=True)
    heading: Series[str] = pa.Field(nullable=True)
    curve: Series[str] = pa.Field(nullable=True)
    chart_order: Series[pd.Int64Dtype] = pa.Field(nullable=True, coerce=True)
    mapped_as: Series[str] = pa.Field(nullable=True)
    ladder: Series[str] = pa.Field(nullable=True)
    best_response: Series[str] = pa.Field(nullable=True)
    ci_lower_as_printed: Series[str] = pa.Field(nullable=True)
    ci_upper_as_printed: Series[str] = pa.Field(nullable=True)
    second_ci_as_printed: Series[str] = pa.Field(nullable=True)
    range_as_printed: Series[str] = pa.Field(nullable=True)
    quoted: Series[str]
    timepoint_as_printed: Series[str] = pa.Field(nullable=True)
    follow_up_as_printed: Series[str]
    conditional_share: Series[str] = pa.Field(nullable=True)
    other_state: Series[str] = pa.Field(nullable=True)
    event_words: Series[str] = pa.Field(nullable=True)
    whom: Series[str] = pa.Field(isin=list(terms.WHOM))
    variant: Series[str] = pa.Field(nullable=True)
    note: Series[str] = pa.Field(nullable=True)
    quote: Series[str] = pa.Field(nullable=True)
    superseded_by: Series[str] = pa.Field(nullable=True)
    looked_at: Series[str]
    not_lead_because: Series[str] = pa.Field(nullable=True)
    calculated_lower: Series[float] = pa.Field(nullable=True)
    calculated_upper: Series[float] = pa.Field(nullable=True)
    path: Series[str]
    line_number: Series[pd.Int64Dtype] = pa.Field(coerce=True)
    entered: Series[str]

    class Config:
        strict = True

    @pa.dataframe_check
    def begins_with_the_public_columns(cls, frame) -> bool:  # noqa: ANN001
        return tuple(frame.columns[: len(PUBLIC_COLUMNS)]) == PUBLIC_COLUMNS

    @pa.dataframe_check
    def has_a_value_exactly_where_reached(cls, frame):  # noqa: ANN001, ANN201
        return frame["value"].notna() == frame["is_reached"]


class TrialsView(pa.DataFrameModel):
    """One row a trial, with what the store holds of it."""

    trial: Series[str] = pa.Field(unique=True)
    name: Series[str]
    also: Series[str] = pa.Field(nullable=True)
    registry_ids: Series[str] = pa.Field(nullable=True)
    cancer: Series[str] = pa.Field(nullable=True)
    design: Series[str] = pa.Field(isin=list(terms.DESIGN))
    phase: Series[str] = pa.Field(nullable=True)
    masking: Series[str] = pa.Field(nullable=True)
    control: Series[str] = pa.Field(nullable=True)
    crossover: Series[str] = pa.Field(nullable=True)
    sponsor: Series[str] = pa.Field(nullable=True)
    countries: Series[str] = pa.Field(nullable=True)
    n_randomised: Series[str] = pa.Field(nullable=True)
    pools: Series[str] = pa.Field(nullable=True)
    primary_populations: Series[str] = pa.Field(nullable=True)
    who_could_join: Series[str] = pa.Field(nullable=True)
    who_could_not_join: Series[str] = pa.Field(nullable=True)
    who_seen_at: Series[str] = pa.Field(nullable=True)
    note: Series[str] = pa.Field(nullable=True)
    n_reports: Series[pd.Int64Dtype] = pa.Field(coerce=True)
    n_estimates: Series[pd.Int64Dtype] = pa.Field(coerce=True)

    class Config:
        strict = True


class ReportsView(pa.DataFrameModel):
    """One row a report of a trial."""

    trial: Series[str]
    report: Series[str]
    kind: Series[str] = pa.Field(isin=list(terms.KIND))
    standing: Series[str] = pa.Field(isin=list(terms.STANDING))
    standing_note: Series[str] = pa.Field(nullable=True)
    title: Series[str]
    authors: Series[str] = pa.Field(nullable=True)
    journal: Series[str] = pa.Field(nullable=True)
    year: Series[str]
    volume: Series[str] = pa.Field(nullable=True)
    issue: Series[str] = pa.Field(nullable=True)
    pages: Series[str] = pa.Field(nullable=True)
    pmid: Series[str] = pa.Field(nullable=True)
    doi: Series[str] = pa.Field(nullable=True)
    url: Series[str] = pa.Field(nullable=True)
    language: Series[str] = pa.Field(nullable=True)
    entered: Series[str] = pa.Field(nullable=True)
    entered_by: Series[str] = pa.Field(nullable=True)
    note: Series[str] = pa.Field(nullable=True)
    trial_name: Series[str]
    cite: Series[str]
    approval: Series[str] = pa.Field(isin=list(APPROVAL))
    words_changed: Series[str] = pa.Field(nullable=True)

    class Config:
        strict = True


class ArmsView(pa.DataFrameModel):
    """One row an arm of a trial."""

    trial: Series[str]
    arm: Series[str]
    label: Series[str]
    drugs: Series[str] = pa.Field(nullable=True)
    regimen: Series[str] = pa.Field(nullable=True)
    role: Series[str]
    combines: Series[str] = pa.Field(nullable=True)

    class Config:
        strict = True


class PopulationsView(pa.DataFrameModel):
    """One row a group of people analysed; on which pages its results stand."""

    trial: Series[str]
    population: Series[str]
    label: Series[str]
    analysis_set: Series[str] = pa.Field(isin=list(terms.ANALYSIS_SET))
    categories: Series[str] = pa.Field(nullable=True)
    subgroups: Series[str] = pa.Field(nullable=True)
    line: Series[str] = pa.Field(nullable=True)
    biomarker: Series[str] = pa.Field(nullable=True)
    part_of: Series[str] = pa.Field(nullable=True)
    set_of: Series[str] = pa.Field(nullable=True)
    earlier_cut_of: Series[str] = pa.Field(nullable=True)
    brain: Series[str] = pa.Field(isin=list(terms.BRAIN), nullable=True)
    cohort: Series[str] = pa.Field(nullable=True)

    class Config:
        strict = True


class TookPartView(pa.DataFrameModel):
    """One row a characteristic of the people of a population, or of one arm of it."""

    took_part_id: Series[str] = pa.Field(unique=True)
    trial: Series[str]
    population: Series[str]
    arm: Series[str] = pa.Field(nullable=True)
    characteristic: Series[str]
    name: Series[str]
    unit: Series[str] = pa.Field(isin=["years", "percent"])
    value: Series[float]
    n: Series[pd.Int64Dtype] = pa.Field(nullable=True, coerce=True)
    n_of: Series[pd.Int64Dtype] = pa.Field(nullable=True, coerce=True)
    value_as_printed: Series[str]
    heading: Series[str]
    words: Series[str]
    report: Series[str] = pa.Field(nullable=True)
    url: Series[str] = pa.Field(nullable=True)
    read_in: Series[str] = pa.Field(isin=list(terms.READ_IN))
    seen_at: Series[str]
    locator: Series[str]

    class Config:
        strict = True


class FactsView(pa.DataFrameModel):
    """One row a fact of a reference, with the reference."""

    fact_id: Series[str] = pa.Field(unique=True)
    reference: Series[str]
    fact: Series[str]
    value: Series[str]
    unit: Series[str] = pa.Field(nullable=True)
    says: Series[str]
    locator: Series[str] = pa.Field(nullable=True)
    read_in: Series[str] = pa.Field(nullable=True)
    kind: Series[str] = pa.Field(nullable=True)
    standing: Series[str] = pa.Field(nullable=True)
    title: Series[str] = pa.Field(nullable=True)
    authors: Series[str] = pa.Field(nullable=True)
    journal: Series[str] = pa.Field(nullable=True)
    year: Series[str] = pa.Field(nullable=True)
    pmid: Series[str] = pa.Field(nullable=True)
    doi: Series[str] = pa.Field(nullable=True)
    url: Series[str] = pa.Field(nullable=True)
    seen_at: Series[str] = pa.Field(nullable=True)
    entered: Series[str] = pa.Field(nullable=True)

    class Config:
        strict = True


class QuotesView(pa.DataFrameModel):
    """Kept quotes, and whether they stand in the archived record."""

    estimate_id: Series[str]
    state: Series[str]
    before: Series[str] = pa.Field(nullable=True)
    quote: Series[str] = pa.Field(nullable=True)
    after: Series[str] = pa.Field(nullable=True)
    record: Series[str] = pa.Field(nullable=True)
    sha256: Series[str] = pa.Field(nullable=True)

    class Config:
        strict = True


class RuleResultsView(pa.DataFrameModel):
    """Comparisons of rules on figures, each with its sum."""

    estimate_id: Series[str]
    rule: Series[str]
    number: Series[str]
    outcome: Series[str]
    says: Series[str]
    others: Series[str] = pa.Field(nullable=True)
    sentence: Series[str] = pa.Field(nullable=True)

    class Config:
        strict = True


class LineProofsView(pa.DataFrameModel):
    """Lines of the log about a report, and what they prove."""

    line: Series[str]
    standing: Series[str] = pa.Field(
        isin=["proven", "not_proven", "keys_not_verified", "not_verified"]
    )
    says: Series[str] = pa.Field(nullable=True)

    class Config:
        strict = True


class EyeResultsView(pa.DataFrameModel):
    """Answers to checks by eye, and which count."""

    estimate_id: Series[str]
    is_right: Series[str] = pa.Field(isin=["yes", "no"])
    by: Series[str]
    at: Series[str]
    says: Series[str] = pa.Field(nullable=True)

    class Config:
        strict = True


VIEWS: dict[str, type[pa.DataFrameModel]] = {
    "estimates": EstimatesView,
    "trials": TrialsView,
    "reports": ReportsView,
    "arms": ArmsView,
    "populations": PopulationsView,
    "took_part": TookPartView,
    "facts": FactsView,
    "quotes": QuotesView,
    "rule_results": RuleResultsView,
    "line_proofs": LineProofsView,
    "eye_results": EyeResultsView,
}
# Views that are a curated table as it was typed; the table's own model describes them.
AS_TYPED = (
    "endpoints", "criteria", "drugs", "biomarkers", "cancers", "characteristics", "hosts", "categories", "subgroups", "guide",
    "glossary", "corrections", "gaps", "levels", "redirects", "references", "extraction",
    "third_readings", "findings", "population_sizes", "leads", "printed_so", "reviewers", "approvals", "eye_checks", "records",
)  # fmt: skip


def columns(view: str) -> tuple[str, ...]:
    """Names of the columns of a published view, in their order. Raises KeyError for another name."""
    if view in AS_TYPED:
        return tuple(tables.columns(view))
    return tuple(VIEWS[view].to_schema().columns)
