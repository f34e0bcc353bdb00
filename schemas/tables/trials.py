"""Trials and what was read in their reports: people, arms, figures."""

from __future__ import annotations

from schemas import measures, terms, units
from schemas.borders.plain import REPORT_NAME, SLUG
from schemas.fields import (
    FOLLOW_UP_RANGE,
    NUMBER,
    address,
    date,
    duration,
    field,
    number,
    slug,
    spread,
    term,
    text,
    whole,
)
from schemas.tables.base import CELLS, DOI, P_VALUE, PMID, REGISTRY_ID, Table, Text


class Trials(Table):
    trial: Text = slug("folder name: identity and address of the trial", required=True)
    status: Text = term(terms.STATUS, "leave out; draft for a trial that is half entered")
    name: Text = text("name of the trial as people know it", required=True, example="CheckMate 067")
    also: Text = text("other names and parts of the name that prose may use", is_list=True)
    registry_ids: Text = field(
        "registry numbers as read in a source; [] if none could be read",
        pattern=REGISTRY_ID,
        is_list=True,
        expects="registry numbers such as NCT01844505",
        example="[NCT01844505]",
    )
    cancer: Text = text("cancer studied", vocabulary="cancers", required=True, example="melanoma")
    design: Text = term(terms.DESIGN, "how people came into their groups", required=True)
    phase: Text = term(terms.PHASE, "phase of the trial", required=True)
    masking: Text = term(terms.MASKING, "who knew the treatment", required=True)
    control: Text = text(
        "treatment of the control group in a few words; none for a single-arm trial",
        required=True,
        example="ipilimumab alone",
    )
    crossover: Text = term(
        terms.CROSSOVER, "could the control group later get the tested treatment", required=True
    )
    sponsor: Text = text("who paid for or ran the trial, or not_stated", required=True)
    countries: Text = field(
        "countries with patients, as two-letter codes, or not_stated",
        pattern=rf"[A-Z]{{2}}|{terms.NOT_STATED}",
        is_list=True,
        required=True,
        expects="two-letter country codes such as [CN, JP], or not_stated",
    )
    n_randomised: Text = whole("people randomised in all (randomised trials)")
    pools: Text = slug("trials that a pooled analysis is made of", is_list=True)
    primary_populations: Text = slug(
        "populations in which the trial planned its main question, if its report says so",
        is_list=True,
    )
    who_could_join: Text = text("who could join, in your own words, or not_stated", required=True)
    who_could_not_join: Text = text(
        "who was kept out, in your own words, or not_stated", required=True
    )
    who_seen_at: Text = address(
        "addresses at which whom the trial took and kept out was read", is_list=True
    )
    note: Text = text("anything a reader must know, in your own words")


class Arms(Table):
    trial: Text = slug("trial of the arm", required=True)
    arm: Text = slug("key of the arm", required=True)
    label: Text = text(
        "how pages name the treatment", required=True, example="nivolumab plus ipilimumab"
    )
    drugs: Text = field(
        "codes of vocabularies/drugs.csv", is_list=True, vocabulary="drugs", required=True
    )
    regimen: Text = text("doses and order in your own words, or not_stated", required=True)
    role: Text = term(
        {
            "tested": "the treatment that the trial asks about",
            "control": "what it is compared with",
            "single": "the only group",
        },
        "part of the arm in the trial",
        required=True,
    )
    combines: Text = slug("arms that this arm is the sum of", is_list=True)


class Populations(Table):
    trial: Text = slug("trial of the population", required=True)
    population: Text = slug("key of the population", required=True)
    label: Text = text("how pages name these people", required=True)
    analysis_set: Text = term(terms.ANALYSIS_SET, "who is counted", required=True)
    part_of: Text = field(
        "population of which these people are a part; not_stated if that cannot be told",
        pattern=rf"{SLUG}|{terms.NOT_STATED}",
        expects="the key of a population of this trial, or not_stated",
    )
    set_of: Text = slug("population whose people these are, counted in another way")
    earlier_cut_of: Text = slug("population to which this group grew at a later look")
    cohort: Text = text("what tells this group from others enrolled beside it, in your own words")
    brain: Text = term(
        terms.BRAIN,
        "leave out; for all people of the wider group (or of the trial) with tumours in the brain",
    )
    categories: Text = field(
        "pages on which results of these people stand; if none fits, make one first",
        pattern=SLUG,
        is_list=True,
        vocabulary="categories",
        required=True,
        expects="names of files of data/curated/categories, such as [melanoma]; a new page is a new file there",
    )
    subgroups: Text = field(
        "sections of those pages",
        pattern=SLUG,
        is_list=True,
        vocabulary="subgroups",
        required=True,
        expects="keys of sections, which stand under `subgroups:` in the heads of those pages",
    )
    line: Text = term(terms.LINE, "earlier treatment for advanced disease", required=True)
    biomarker: Text = field(
        "codes of vocabularies/biomarkers.csv that these people had to have",
        is_list=True,
        vocabulary="biomarkers",
        required=True,
    )


class Leads(Table):
    """Figures that an editor lets speak for a trial, against the order that holds otherwise."""

    trial: Text = slug("trial", required=True)
    estimate: Text = field(
        "report/key of the figure that leads",
        pattern=rf"{REPORT_NAME}/{SLUG}",
        expects="a report and a key, such as 2025-wolchok/os-10y-nivo",
        required=True,
    )
    reason: Text = text("why, in words that readers see", required=True)


class PopulationSizes(Table):
    trial: Text = slug("trial", required=True)
    population: Text = slug("population", required=True)
    arm: Text = slug("arm", required=True)
    n: Text = whole("people of this arm in this population", required=True)


PART_OF_PEOPLE = r"[0-9]{1,9} of [0-9]{1,9}"


class TookPart(Table):
    """Who the people of a population were when they joined: one row a characteristic."""

    trial: Text = slug("trial", required=True)
    population: Text = slug("population", required=True)
    arm: Text = slug("arm whose people these are; leave out for all groups together")
    characteristic: Text = text(
        "code of vocabularies/characteristics.csv", vocabulary="characteristics", required=True
    )
    value: Text = field(
        "as printed: years, a percentage, or people of all who were counted",
        pattern=rf"{NUMBER}|{PART_OF_PEOPLE}",
        expects="a number such as 61, or people of all counted such as 350 of 556",
        required=True,
    )
    report: Text = field(
        "report of this trial that tells it; leave out for a source that is none of them",
        pattern=REPORT_NAME,
        expects="a report of this trial such as 2025-wolchok",
    )
    url: Text = address("address of the source for readers, where a copy of it was read")
    read_in: Text = term(terms.READ_IN, "kind of text it was read in", required=True)
    seen_at: Text = address("addresses at which it was read", is_list=True, required=True)
    locator: Text = text("where in the source", required=True, example="Baseline characteristics")


class Reports(Table):
    trial: Text = slug("trial of the report", required=True)
    report: Text = field(
        "file name: year and first author",
        pattern=REPORT_NAME,
        required=True,
        expects="a year, a hyphen and the first author, such as 2025-wolchok",
    )
    status: Text = term(terms.STATUS, "leave out; draft for a report that is half entered")
    kind: Text = term(terms.KIND, "what the report is", required=True)
    standing: Text = term(terms.STANDING, "does the report still stand", required=True)
    standing_note: Text = text("what the notice says, in your own words")
    title: Text = text("title of the report, or not_stated", required=True)
    authors: Text = text(
        "first author and et al., or not_stated", required=True, example="Wolchok JD et al."
    )
    journal: Text = text("journal, congress or body, or not_stated", required=True)
    year: Text = field(
        "year of the print issue", pattern=r"[0-9]{4}", required=True, expects="a year such as 2025"
    )
    volume: Text = text("volume")
    issue: Text = text("issue")
    pages: Text = text("pages")
    pmid: Text = field("PubMed number, as read", pattern=PMID, expects="digits only")
    doi: Text = field("DOI, as read", pattern=DOI, expects="a DOI such as 10.1056/NEJMoa2407417")
    url: Text = address("address, for a report with neither PMID nor DOI")
    language: Text = term(terms.LANGUAGE, "language of the source, where it is not English")
    entered: Text = date("day the report was entered", also=(), required=True)
    entered_by: Text = text("who entered it", required=True)
    note: Text = text("anything a reader must know, in your own words")


class PrintedSo(Table):
    """Answers to rules: a paper really prints what the rule doubts."""

    trial: Text = slug("trial", required=True)
    report: Text = text("report", required=True)
    key: Text = slug("key of the estimate", required=True)
    rule: Text = slug("rule that is answered", required=True)
    reason: Text = text("why it is so, in words that readers see", required=True)
    of: Text = field(
        "digest of the figure, as the message prints it; with other figures the rule speaks again",
        pattern=r"[0-9a-f]{8}",
        expects="the eight signs that the message prints",
        required=True,
    )


class Estimates(Table):
    trial: Text = slug("trial", required=True)
    report: Text = text("report", required=True)
    key: Text = slug("key of the estimate inside its report", required=True)
    arm: Text = slug("arm of the trial", required=True, is_default=True)
    comparator: Text = slug("arm it is compared with (ratios and differences only)")
    population: Text = slug("population of the trial", required=True, is_default=True)
    endpoint: Text = text(
        "code of vocabularies/endpoints.csv", vocabulary="endpoints", required=True
    )
    effect_measure: Text = term(measures.MEANINGS, "what kind of figure it is", required=True)
    value: Text = number(
        "the figure as printed, in the printed unit; NR if not reached, NE if it could not be estimated",
        may_be_not_reached=True,
        required=True,
    )
    value_qualifier: Text = term(terms.VALUE_QUALIFIER, "sign printed before the value")
    unit: Text = term(units.MEANINGS, "unit as printed", required=True)
    ci_lower: Text = number(
        "lower end of the interval; NR if not reached, NE if not estimable", may_be_not_reached=True
    )
    ci_upper: Text = number(
        "upper end of the interval; NR if not reached, NE if not estimable", may_be_not_reached=True
    )
    ci_level: Text = field(
        "level of the interval in percent, or not_stated",
        pattern=rf"{NUMBER}|{terms.NOT_STATED}",
        expects="a number such as 95 or 99.5, or not_stated",
        is_default=True,
    )
    ci_kind: Text = term(terms.INTERVAL_KIND, "kind of interval", is_default=True)
    ci_sides: Text = term(terms.INTERVAL_SIDES, "leave out; one if the interval has one end only")
    second_ci_lower: Text = number(
        "lower end of a second interval of another level, if printed", may_be_not_reached=True
    )
    second_ci_upper: Text = number("upper end of that interval", may_be_not_reached=True)
    second_ci_level: Text = number("level of that interval in percent")
    range_lower: Text = spread("lower end of the range or middle half of all people")
    range_upper: Text = spread("upper end of that range")
    range_kind: Text = term(terms.SPREAD, "what that range holds")
    counts: Text = term(
        terms.COUNTS, "does the figure count people with the event or still without it"
    )
    event_includes: Text = term(
        terms.EVENT_INCLUDES, "does death count as the event", is_default=True
    )
    n_events: Text = whole("people with the endpoint, if printed")
    n_analysed: Text = whole("people analysed for this figure, if printed")
    timepoint: Text = duration("time point as printed, such as 10 years", also=())
    follow_up: Text = duration("length of follow-up as printed", is_default=True)
    follow_up_kind: Text = term(
        terms.FOLLOW_UP_KIND, "what that length is the median or minimum of", is_default=True
    )
    follow_up_range: Text = field(
        "range of the follow-up as printed",
        pattern=FOLLOW_UP_RANGE,
        expects="two numbers and their unit, such as 7.1 to 10.3 months",
        is_default=True,
    )
    follow_up_range_kind: Text = term(terms.SPREAD, "what that range holds", is_default=True)
    data_cutoff: Text = date("day up to which data were counted", is_default=True)
    assessor: Text = term(terms.ASSESSOR, "who judged the endpoint", is_default=True)
    criteria: Text = text(
        "code of vocabularies/criteria.csv, or not_stated", vocabulary="criteria", is_default=True
    )
    confirmed: Text = term(terms.CONFIRMED, "were responses confirmed", is_default=True)
    mrd_threshold: Text = field(
        "least share of cancer cells that the test could find, or not_stated",
        pattern=CELLS,
        expects="one cell in how many, such as 1 in 100,000 cells for 10^-5 or 0.001 %; or not_stated",
        is_default=True,
        example="1 in 100,000 cells",
    )
    analysis: Text = term(terms.ANALYSIS, "how the analysis was planned", is_default=True)
    is_main: Text = term({"yes": ""}, "the main analysis that the trial had planned")
    conditional_on: Text = text("state people had to have reached (conditional figures)")
    conditional_share: Text = text(
        "key of the estimate that gives the share of people who reached that state, or not_stated"
    )
    variant: Text = text(
        "what tells this analysis from the main one, in your own words",
        example="censored at crossover",
    )
    event: Text = text("which side effect, if one only")
    attribution: Text = term(
        terms.ATTRIBUTION, "who judged the harm to be caused by what", is_default=True
    )
    grades: Text = term(terms.GRADES, "severity of the harm", is_default=True)
    p_value: Text = field("p value as printed", pattern=P_VALUE, expects="a p value such as <0.001")
    p_interaction: Text = field(
        "p value of the difference between groups of people (interaction), as printed",
        pattern=P_VALUE,
        expects="a p value such as 0.03",
    )
    probability_of: Text = text(
        "what a posterior probability is the probability of, in your own words",
        example="that the hazard ratio is below 1",
    )
    instrument: Text = text(
        "questionnaire of a score: its short name, a comma, then its scale and range in your own words",
        example="QLQ-C30, global health of the EORTC questionnaire, 0 to 100",
        is_default=True,
    )
    better: Text = term(terms.BETTER, "which end of that questionnaire is better", is_default=True)
    locator: Text = text(
        "where in the source", required=True, is_default=True, example="Abstract, Results"
    )
    read_in: Text = term(
        terms.READ_IN, "kind of text it was read in", required=True, is_default=True
    )
    seen_at: Text = address(
        "addresses at which it was read", is_list=True, required=True, is_default=True
    )
    quote: Text = text("exact words of the source, only for a team with the right to keep them")
    registry_outcome: Text = text("outcome of the registry record that an editor matched by eye")
    note: Text = text("anything a reader must know, in your own words")
