"""One published figure, with what follows from its columns alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from schemas.measures import MEASURES, Measure

USUAL_LEVEL = (95.0, 95.99)  # interim looks shift the level a little


@dataclass(eq=False)
class Figure:
    """One row of the view ``estimates``: its columns, described in ``schemas.views``.

    Times are in months, parts in percent; a missing value is None.
    """

    estimate_id: str
    category: str
    subgroup: str
    trial: str
    nct: str | None
    report: str
    report_kind: str
    standing: str
    pmid: str | None
    doi: str | None
    arm: str
    drugs: str
    comparator: str | None
    population: str
    line: str
    biomarker: str
    endpoint: str
    effect_measure: str
    value: float | None
    unit: str
    ci_lower: float | None
    ci_upper: float | None
    ci_level: float | None
    n_events: int | None
    n_analysed: int | None
    timepoint_months: float | None
    follow_up_months: float | None
    data_cutoff: str
    assessor: str
    criteria: str
    is_reached: bool
    locator: str
    read_in: str
    support: str
    approval: str
    value_as_printed: str
    unit_as_printed: str
    value_qualifier: str
    ci_lower_status: str
    ci_upper_status: str
    p_value: str | None
    analysis: str
    conditional_on: str | None
    confirmed: str
    follow_up_kind: str
    attribution: str
    grades: str
    regimen: str
    seen_at: str
    is_current: bool
    event: str | None
    counts: str
    state: str | None
    event_includes: str
    is_main: bool
    mrd_threshold: str | None
    ci_kind: str
    n_population: int | None
    n_comparator: int | None
    second_entry: str
    ci_sides: str | None
    second_ci_lower: float | None
    second_ci_upper: float | None
    second_ci_level: float | None
    range_lower: float | None
    range_upper: float | None
    range_kind: str | None
    follow_up_range: str | None
    follow_up_range_kind: str | None
    p_interaction: str | None
    probability_of: str | None
    instrument: str | None
    better: str | None
    language: str | None
    third_reading: str
    key: str
    arm_key: str
    arm_combines: str | None
    comparator_key: str | None
    population_key: str
    analysis_set: str
    trial_name: str
    design: str
    endpoint_name: str
    endpoint_abbreviation: str
    family: str
    plain_words: str
    time_words: str
    endpoint_order: int
    is_key: bool
    is_compared: bool
    picture: str | None
    heading: str | None
    curve: str | None
    chart_order: int | None
    mapped_as: str | None
    ladder: str | None
    best_response: str | None
    ci_lower_as_printed: str | None
    ci_upper_as_printed: str | None
    second_ci_as_printed: str | None
    range_as_printed: str | None
    quoted: str
    timepoint_as_printed: str | None
    follow_up_as_printed: str
    conditional_share: str | None
    other_state: str | None
    event_words: str | None
    whom: str
    variant: str | None
    note: str | None
    quote: str | None
    superseded_by: str | None
    looked_at: str
    not_lead_because: str | None
    calculated_lower: float | None
    calculated_upper: float | None
    path: str
    line_number: int
    entered: str

    @property
    def id(self) -> str:
        return self.estimate_id

    @cached_property
    def address(self) -> str:
        """Place of its row on the site, from the site's root."""
        return f"evidence/{self.trial}/{self.report}/#{self.key}"

    @property
    def measure(self) -> Measure:
        """What is known of its effect measure."""
        return MEASURES[self.effect_measure]

    @property
    def is_contrast(self) -> bool:
        return self.comparator_key is not None

    @property
    def may_show_value(self) -> bool:
        """A retracted source shows no value anywhere."""
        return self.standing != "retracted"

    @property
    def may_lead(self) -> bool:
        """May it stand as a headline; see ``schemas.headlines``."""
        return self.not_lead_because is None

    @property
    def n(self) -> int | None:
        """People behind the figure: those analysed, else those of the arm in the population.

        Of a conditional figure only the people analysed are known to have got that far.
        """
        return self.n_population if self.n_analysed is None else self.n_analysed

    @property
    def n_field(self) -> str:
        return "n_analysed" if self.n_analysed is not None else "n_population"

    @property
    def is_exact(self) -> bool:
        """Was a number printed, and not that it is more or less than one?"""
        return self.is_reached and self.value_qualifier == "="

    @property
    def may_be_drawn(self) -> bool:
        """Is it a share of people whose both states have words?"""
        has_words = bool(self.state and self.other_state)
        return self.measure.is_share and self.is_exact and self.may_show_value and has_words

    @property
    def n_counted(self) -> int | None:
        """People whom the figure counts, as printed; a number of people is that itself."""
        is_number = self.measure.counts_people and self.value_qualifier == "="
        if self.n_events is None and is_number and self.value is not None:
            return int(self.value)
        return self.n_events

    @property
    def has_counts(self) -> bool:
        """Are people counted out of others? Not for an estimated share, which is no part of them."""
        is_told = self.n_counted is not None and self.n_out_of is not None
        return is_told and not self.measure.is_estimated

    @property
    def n_out_of(self) -> int | None:
        """People out of whom some are counted: those analysed; for a number of people also its group."""
        return self.n if self.measure.counts_people else self.n_analysed

    @property
    def has_interval(self) -> bool:
        return {self.ci_lower_status, self.ci_upper_status} != {"not_reported"}

    @property
    def has_usual_interval(self) -> bool:
        """Is its interval of two ends, of the level that readers expect, and no Bayesian one?"""
        is_usual = self.ci_level is not None and USUAL_LEVEL[0] <= self.ci_level <= USUAL_LEVEL[1]
        return is_usual and self.ci_sides != "one" and self.ci_kind != "credible"

    @property
    def has_calculated_interval(self) -> bool:
        return self.calculated_lower is not None
