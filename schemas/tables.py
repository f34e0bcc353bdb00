"""The curated tables, one Pandera model each. Every column is text as typed.

Identity comes from the path: an estimate's id is ``trial/report/key`` and is typed nowhere else.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandera.pandas as pa
from pandera.typing import Series

from schemas import terms
from schemas.fields import (
    NUMBER,
    SLUG,
    date,
    described,
    duration,
    field,
    number,
    slug,
    term,
    text,
    whole,
)

Text = Series[str]

REGISTRY_ID = (
    r"NCT\d{8}|JapicCTI-\d{6}|jRCT\w{10,}|ISRCTN\d{8}|UMIN\d{9}|NTR\d+|NL\d+|ChiCTR[-\w]+"
    r"|EudraCT \d{4}-\d{6}-\d{2}|CTRI/[\d/]+|ACTRN\d+|KCT\d+"
)
PMID = r"\d{1,9}"
DOI = r"10\.\d{4,9}/\S+"
ADDRESS = r"https?://[^\s;]+"
P_VALUE = r"[<>=≤≥]? ?\d*\.?\d+(?: ?[x×] ?10\^-\d+)?(?: \([a-z -]+\))?"


class Table(pa.DataFrameModel):
    class Config:
        strict = True
        coerce = False


class Trials(Table):
    trial: Text = slug("folder name: identity and address of the trial", required=True)
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
    who_could_join: Text = text("who could join, in your own words, or not_stated", required=True)
    who_could_not_join: Text = text(
        "who was kept out, in your own words, or not_stated", required=True
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
    categories: Text = slug(
        "pages on which results of these people stand",
        is_list=True,
        vocabulary="categories",
        required=True,
    )
    subgroups: Text = slug(
        "sections of those pages", is_list=True, vocabulary="subgroups", required=True
    )
    line: Text = term(terms.LINE, "earlier treatment for advanced disease", required=True)
    biomarker: Text = field(
        "codes of vocabularies/biomarkers.csv that these people had to have",
        is_list=True,
        vocabulary="biomarkers",
        required=True,
    )


class PopulationSizes(Table):
    trial: Text = slug("trial", required=True)
    population: Text = slug("population", required=True)
    arm: Text = slug("arm", required=True)
    n: Text = whole("people of this arm in this population", required=True)


class Reports(Table):
    trial: Text = slug("trial of the report", required=True)
    report: Text = field(
        "file name: year and first author",
        pattern=r"\d{4}-" + SLUG,
        required=True,
        expects="a year, a hyphen and the first author, such as 2025-wolchok",
    )
    kind: Text = term(terms.KIND, "what the report is", required=True)
    standing: Text = term(terms.STANDING, "does the report still stand", required=True)
    standing_note: Text = text("what the notice says, in your own words")
    title: Text = text("title of the report", required=True)
    authors: Text = text("first author and et al.", required=True, example="Wolchok JD et al.")
    journal: Text = text("journal, congress or body", required=True)
    year: Text = field(
        "year of the print issue", pattern=r"\d{4}", required=True, expects="a year such as 2025"
    )
    volume: Text = text("volume")
    issue: Text = text("issue")
    pages: Text = text("pages")
    pmid: Text = field("PubMed number, as read", pattern=PMID, expects="digits only")
    doi: Text = field("DOI, as read", pattern=DOI, expects="a DOI such as 10.1056/NEJMoa2407417")
    url: Text = field("address, for a report with neither PMID nor DOI", pattern=ADDRESS)
    entered: Text = date("day the report was entered", also=(), required=True)
    entered_by: Text = text("who entered it", required=True)
    note: Text = text("anything a reader must know, in your own words")


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
    effect_measure: Text = term(terms.EFFECT_MEASURE, "what kind of figure it is", required=True)
    value: Text = number(
        "the figure as printed, in the printed unit; NR if not reached",
        may_be_not_reached=True,
        required=True,
    )
    value_qualifier: Text = term(terms.VALUE_QUALIFIER, "sign printed before the value")
    unit: Text = term(terms.UNIT, "unit as printed", required=True)
    ci_lower: Text = number("lower end of the interval; NR if not reached", may_be_not_reached=True)
    ci_upper: Text = number("upper end of the interval; NR if not reached", may_be_not_reached=True)
    ci_level: Text = field(
        "level of the interval in percent, or not_stated",
        pattern=rf"{NUMBER}|{terms.NOT_STATED}",
        expects="a number such as 95 or 99.5, or not_stated",
        is_default=True,
    )
    n_events: Text = whole("people with the endpoint, if printed")
    n_analysed: Text = whole("people analysed for this figure, if printed")
    timepoint: Text = duration("time point as printed, such as 10 years")
    follow_up: Text = duration("length of follow-up as printed", is_default=True)
    follow_up_kind: Text = term(
        terms.FOLLOW_UP_KIND, "what that length is the median or minimum of", is_default=True
    )
    data_cutoff: Text = date("day up to which data were counted", is_default=True)
    assessor: Text = term(terms.ASSESSOR, "who judged the endpoint", is_default=True)
    criteria: Text = text(
        "code of vocabularies/criteria.csv, or not_stated", vocabulary="criteria", is_default=True
    )
    confirmed: Text = term(terms.CONFIRMED, "were responses confirmed", is_default=True)
    analysis: Text = term(terms.ANALYSIS, "how the analysis was planned", is_default=True)
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
    locator: Text = text(
        "where in the source", required=True, is_default=True, example="Abstract, Results"
    )
    read_in: Text = term(
        terms.READ_IN, "kind of text it was read in", required=True, is_default=True
    )
    seen_at: Text = field(
        "addresses at which it was read",
        pattern=ADDRESS,
        is_list=True,
        required=True,
        is_default=True,
        expects="a list of http(s) addresses",
    )
    quote: Text = text("exact words of the source, only for a team with the right to keep them")
    registry_outcome: Text = text("outcome of the registry record that an editor matched by eye")
    note: Text = text("anything a reader must know, in your own words")


class References(Table):
    reference: Text = slug("file name", required=True)
    kind: Text = term(terms.KIND, "what the reference is", required=True)
    standing: Text = term(terms.STANDING, "does it still stand", required=True)
    standing_note: Text = text("what the notice says, in your own words")
    title: Text = text("title", required=True)
    authors: Text = text("first author and et al., or the body", required=True)
    journal: Text = text("journal or publisher", required=True)
    year: Text = field("year", pattern=r"\d{4}", required=True, expects="a year")
    volume: Text = text("volume")
    issue: Text = text("issue")
    pages: Text = text("pages")
    pmid: Text = field("PubMed number, as read", pattern=PMID, expects="digits only")
    doi: Text = field("DOI, as read", pattern=DOI, expects="a DOI")
    url: Text = field("address", pattern=ADDRESS)
    entered: Text = date("day it was entered", also=(), required=True)
    entered_by: Text = text("who entered it", required=True)
    seen_at: Text = field("addresses at which it was read", pattern=ADDRESS, is_list=True)
    note: Text = text("anything a reader must know, in your own words")


class Facts(Table):
    reference: Text = slug("reference", required=True)
    fact: Text = slug("key of the fact inside its reference", required=True)
    value: Text = text("the figure as printed, or yes for a fact without a figure", required=True)
    unit: Text = text("unit of the value")
    says: Text = text("what the reference says, in your own words", required=True)
    locator: Text = text("where in the reference", required=True)
    read_in: Text = term(terms.READ_IN, "kind of text it was read in", required=True)


class Endpoints(Table):
    code: Text = field("code", pattern=r"[a-z0-9_]+", required=True)
    name: Text = text("name", required=True)
    abbreviation: Text = text("short form", required=True)
    family: Text = term(
        {"response": "", "duration": "", "survival": "", "harm": ""}, "family", required=True
    )
    plain_words: Text = text("meaning in plain words", required=True)
    measures: Text = text("effect measures it can have", required=True)
    needs_assessor: Text = term({"yes": "", "no": ""}, "does somebody judge it", required=True)


class Criteria(Table):
    code: Text = field("code", pattern=SLUG, required=True)
    name: Text = text("name", required=True)
    used_for: Text = text("cancers it is used for", required=True)
    orr_components: Text = text("categories that count as response")
    partial_response_threshold: Text = text("what counts as a partial response", required=True)


class Drugs(Table):
    code: Text = field("code", pattern=r"[a-z0-9_]+", required=True)
    name: Text = text("name", required=True)
    synonyms: Text = text("other names")
    drug_class: Text = text("class")


class Biomarkers(Table):
    code: Text = field("code", pattern=r"[a-z0-9_-]+", required=True)
    name: Text = text("name", required=True)
    hgnc: Text = text("HGNC number of the gene")
    meaning: Text = text("meaning in plain words", required=True)


class Cancers(Table):
    code: Text = field("code", pattern=SLUG, required=True)
    name: Text = text("name", required=True)
    oncotree: Text = text("OncoTree code")


class Categories(Table):
    category: Text = slug("file name", required=True)
    title: Text = text("title of the page", required=True)
    cancers: Text = text("cancers on the page", is_list=True, vocabulary="cancers", required=True)
    order: Text = whole("place among the pages", required=True)
    last_reviewed: Text = date("day of the last review, or never", also=("never",), required=True)
    next_review: Text = date("day by which it must be reviewed", also=(), required=True)
    is_preview: Text = term(terms.YES_NO, "published before approval")
    prose: Text = text("the editors' words", required=True)


class Subgroups(Table):
    category: Text = slug("category", required=True)
    subgroup: Text = slug("key of the section", required=True)
    title: Text = text("title of the section", required=True)


class Guide(Table):
    page: Text = slug("file name", required=True)
    title: Text = text("title of the page", required=True)
    order: Text = whole("place among the pages", required=True)
    last_reviewed: Text = date("day of the last review, or never", also=("never",), required=True)
    next_review: Text = date("day by which it must be reviewed", also=(), required=True)
    prose: Text = text("the editors' words", required=True)


class Glossary(Table):
    term: Text = text("the word or short form", required=True)
    says: Text = text("its meaning in plain words", required=True)
    also: Text = text("other words for it", is_list=True)
    not_to_confuse: Text = text(
        "another meaning of the same letters, and how pages tell them apart"
    )


class Corrections(Table):
    target: Text = text(
        "estimate id, or the address of the published page it corrects", required=True
    )
    field: Text = text("field concerned", required=True)
    expect: Text = text("value that stands now; the check fails once it changes", required=True)
    correct: Text = text("what is right", required=True)
    reason: Text = text("why, in your own words", required=True)
    status: Text = term(
        {"open": "the source has not been put right", "fixed": "the source has been put right"},
        "status",
        required=True,
    )
    noted: Text = date("day it was noted", also=(), required=True)


class Gaps(Table):
    trial: Text = text("trial, or what was looked for", required=True)
    what: Text = text("what could not be read", required=True)
    what_was_tried: Text = text("where it was looked for", required=True)
    noted: Text = date("day", also=(), required=True)


class Redirects(Table):
    old: Text = text("old id or address", required=True)
    new: Text = text("new id or address", required=True)
    noted: Text = date("day", also=(), required=True)


class Approvals(Table):
    number: Text = whole(
        "place in the chain: one more than the line it follows; after a merge of two branches two "
        "lines may have the same",
        required=True,
    )
    action: Text = term(terms.ACTION, "what was done", required=True)
    target: Text = text("trial/report, or the version released", required=True)
    digest: Text = field(
        "sha256 of what was approved or released", pattern=r"[0-9a-f]{64}", required=True
    )
    by: Text = text("who", required=True)
    at: Text = field(
        "when (UTC)",
        pattern=r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        required=True,
        expects="a moment such as 2026-11-22T09:30:00Z",
    )
    says: Text = text("answers and remarks")
    previous: Text = field(
        "sha256 of the line before; of both, after a merge of two branches",
        pattern=r"[0-9a-f]{64}",
        is_list=True,
        required=True,
    )


class EyeChecks(Table):
    estimate_id: Text = text("figure drawn at random", required=True)
    digest: Text = field("sha256 of the figure as it stood", pattern=r"[0-9a-f]{64}", required=True)
    is_right: Text = term(
        {"yes": "the source says the same", "no": "the source says something else"},
        "does the source say the same",
        required=True,
    )
    by: Text = text("who looked", required=True)
    at: Text = date("day", also=(), required=True)
    seed: Text = whole("seed of the draw", required=True)
    says: Text = text("what was seen instead")


class Extraction(Table):
    estimate_id: Text = text("estimate", required=True)
    entry_1: Text = text("first entry: value [lower, upper] events/analysed", required=True)
    entry_2: Text = text("second, blind entry", required=True)
    outcome: Text = term(
        {
            "agreed": "both entries were the same",
            "settled": "they differed and were settled from the source",
            "not_found": "the second reader could not find the figure",
        },
        "outcome",
        required=True,
    )
    seen_at: Text = text("address at which the second reader read it")
    noted: Text = date("day", also=(), required=True)


class Findings(Table):
    estimate_id: Text = text("estimate", required=True)
    finding: Text = term(terms.FINDING, "what was looked for", required=True)
    result: Text = term(terms.FINDING_RESULT, "what came of it", required=True)
    figures: Text = text(
        "figures as typed when it was looked for; with other digits the finding no longer counts",
        is_list=True,
        required=True,
    )
    says: Text = text("where it stands, or what stands there instead")
    record: Text = text("archived record", required=True)
    sha256: Text = field("sha256 of the record", pattern=r"[0-9a-f]{64}", required=True)


class Records(Table):
    path: Text = text("file below data/raw", required=True)
    url: Text = field("address it came from", pattern=ADDRESS, required=True)
    retrieved_at: Text = text("when these bytes first came (UTC)", required=True)
    sha256: Text = field("sha256 of the bytes", pattern=r"[0-9a-f]{64}", required=True)
    bytes: Text = whole("length", required=True)
    licence: Text = text("what the owner permits", required=True)
    http_status: Text = whole("status of the answer", required=True)
    etag: Text = text("mark of the version")
    last_modified: Text = text("when the owner changed it")


MODELS: dict[str, type[Table]] = {
    "trials": Trials,
    "arms": Arms,
    "populations": Populations,
    "population_sizes": PopulationSizes,
    "reports": Reports,
    "estimates": Estimates,
    "references": References,
    "facts": Facts,
    "endpoints": Endpoints,
    "criteria": Criteria,
    "drugs": Drugs,
    "biomarkers": Biomarkers,
    "cancers": Cancers,
    "categories": Categories,
    "subgroups": Subgroups,
    "guide": Guide,
    "glossary": Glossary,
    "corrections": Corrections,
    "gaps": Gaps,
    "redirects": Redirects,
    "approvals": Approvals,
    "eye_checks": EyeChecks,
    "extraction": Extraction,
    "findings": Findings,
    "records": Records,
}


@cache
def columns(table: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Column → (description, metadata) of a table."""
    return described(MODELS[table])


@cache
def report_defaults() -> tuple[str, ...]:
    """Estimate fields that may stand at report level."""
    return tuple(name for name, (_, meta) in columns("estimates").items() if meta["is_default"])


@cache
def required(table: str) -> frozenset[str]:
    """Columns of a table that no row may lack."""
    return frozenset(name for name, (_, meta) in columns(table).items() if meta["is_required"])
