"""The parts of a ClinicalTrials.gov record (API v2) that we read, typed."""

from __future__ import annotations

import msgspec


class Part(msgspec.Struct, rename="camel", frozen=True):
    """Base of all parts: keys we do not use are passed over, missing ones are empty."""


class Identification(Part):
    nct_id: str
    nct_id_aliases: tuple[str, ...] = ()
    brief_title: str = ""
    official_title: str = ""
    acronym: str = ""


class Day(Part):
    date: str = ""
    type: str = ""


class Status(Part):
    overall_status: str = ""
    results_first_post_date_struct: Day = Day()
    last_update_post_date_struct: Day = Day()
    last_update_submit_date: str = ""


class Sponsor(Part):
    name: str = ""


class Sponsors(Part):
    lead_sponsor: Sponsor = Sponsor()


class Masking(Part):
    masking: str = ""


class DesignInfo(Part):
    allocation: str = ""
    masking_info: Masking = Masking()


class Enrollment(Part):
    count: int = 0
    type: str = ""


class Design(Part):
    phases: tuple[str, ...] = ()
    design_info: DesignInfo = DesignInfo()
    enrollment_info: Enrollment = Enrollment()


class ArmGroup(Part):
    label: str = ""
    type: str = ""
    description: str = ""
    intervention_names: tuple[str, ...] = ()


class Intervention(Part):
    type: str = ""
    name: str = ""
    other_names: tuple[str, ...] = ()


class Arms(Part):
    arm_groups: tuple[ArmGroup, ...] = ()
    interventions: tuple[Intervention, ...] = ()


class Planned(Part):
    """An outcome as planned in the protocol."""

    measure: str = ""
    description: str = ""
    time_frame: str = ""


class PlannedOutcomes(Part):
    primary_outcomes: tuple[Planned, ...] = ()
    secondary_outcomes: tuple[Planned, ...] = ()


class Conditions(Part):
    conditions: tuple[str, ...] = ()


class Location(Part):
    country: str = ""


class Locations(Part):
    locations: tuple[Location, ...] = ()


class Eligibility(Part):
    eligibility_criteria: str = ""


class Protocol(Part):
    identification_module: Identification
    status_module: Status = Status()
    sponsor_collaborators_module: Sponsors = Sponsors()
    conditions_module: Conditions = Conditions()
    design_module: Design = Design()
    arms_interventions_module: Arms = Arms()
    outcomes_module: PlannedOutcomes = PlannedOutcomes()
    contacts_locations_module: Locations = Locations()
    eligibility_module: Eligibility = Eligibility()


class Group(Part):
    id: str
    title: str = ""
    description: str = ""
    # not in the record: what the protocol gives in the arm of the same name
    interventions: str = ""


class Count(Part):
    group_id: str
    value: str = ""


class Denominator(Part):
    units: str = ""
    counts: tuple[Count, ...] = ()


class Measurement(Part):
    group_id: str
    value: str = ""
    spread: str = ""
    lower_limit: str = ""
    upper_limit: str = ""
    comment: str = ""


class Category(Part):
    title: str = ""
    measurements: tuple[Measurement, ...] = ()


class Class(Part):
    title: str = ""
    denoms: tuple[Denominator, ...] = ()
    categories: tuple[Category, ...] = ()


class Analysis(Part):
    group_ids: tuple[str, ...] = ()
    group_description: str = ""
    param_type: str = ""
    param_value: str = ""
    p_value: str = ""
    ci_pct_value: str = ""
    ci_num_sides: str = ""
    ci_lower_limit: str = ""
    ci_upper_limit: str = ""
    statistical_method: str = ""

    @property
    def ends(self) -> tuple[str, str]:
        """Of its interval; none of an interval that is open on one side by its making."""
        if self.ci_num_sides == "ONE_SIDED":
            return "", ""
        return self.ci_lower_limit, self.ci_upper_limit


class Outcome(Part):
    """An outcome measure with posted results. Its number in the record counts from 1."""

    type: str = ""
    title: str = ""
    description: str = ""
    population_description: str = ""
    time_frame: str = ""
    param_type: str = ""
    dispersion_type: str = ""
    unit_of_measure: str = ""
    groups: tuple[Group, ...] = ()
    denoms: tuple[Denominator, ...] = ()
    classes: tuple[Class, ...] = ()
    analyses: tuple[Analysis, ...] = ()


class Outcomes(Part):
    outcome_measures: tuple[Outcome, ...] = ()


class Baseline(Part):
    """Who took part: measures of the same form as outcomes."""

    groups: tuple[Group, ...] = ()
    measures: tuple[Outcome, ...] = ()


class Results(Part):
    outcome_measures_module: Outcomes = Outcomes()
    baseline_characteristics_module: Baseline = Baseline()


class Study(Part):
    """What we read of a registry record; whatever else it holds is passed over."""

    protocol_section: Protocol
    results_section: Results = Results()
    has_results: bool = False

    @property
    def nct(self) -> str:
        return self.protocol_section.identification_module.nct_id

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return self.results_section.outcome_measures_module.outcome_measures
