"""Pages, the terms they use, the references they cite, and what is said when something is missing."""

from __future__ import annotations

from schemas import terms
from schemas.borders.plain import REPORT_NAME, SLUG, SLUG_WORDS
from schemas.endpoints import FAMILIES
from schemas.fields import address, date, field, slug, term, text, whole
from schemas.tables.base import DOI, PMID, Table, Text

CODE = r"[a-z0-9_]+"
CODES = {
    "pattern": rf"{CODE}(?: {CODE})*",
    "expects": "codes with a space between them, such as median hazard_ratio",
}


class References(Table):
    reference: Text = slug("file name", required=True)
    kind: Text = term(terms.KIND, "what the reference is", required=True)
    standing: Text = term(terms.STANDING, "does it still stand", required=True)
    standing_note: Text = text("what the notice says, in your own words")
    title: Text = text("title", required=True)
    authors: Text = text("first author and et al., or the body", required=True)
    journal: Text = text("journal or publisher", required=True)
    year: Text = field("year", pattern=r"[0-9]{4}", required=True, expects="a year")
    volume: Text = text("volume")
    issue: Text = text("issue")
    pages: Text = text("pages")
    pmid: Text = field("PubMed number, as read", pattern=PMID, expects="digits only")
    doi: Text = field("DOI, as read", pattern=DOI, expects="a DOI")
    url: Text = address("address")
    entered: Text = date("day it was entered", also=(), required=True)
    entered_by: Text = text("who entered it", required=True)
    seen_at: Text = address("addresses at which it was read", is_list=True)
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
    code: Text = field(
        "code", pattern=CODE, required=True, expects="lower-case letters, digits and _"
    )
    name: Text = text("name", required=True)
    abbreviation: Text = text("short form", required=True)
    family: Text = term(dict.fromkeys(FAMILIES, ""), "family", required=True)
    plain_words: Text = text("meaning in plain words", required=True)
    measures: Text = field("effect measures it can have", required=True, **CODES)
    needs_assessor: Text = term({"yes": "", "no": ""}, "does somebody judge it", required=True)
    event: Text = text("what its event is, in plain words")
    state_event: Text = text("state of people with the event: 82 people …")
    state_event_free: Text = text("state of people without it: about 43 of 100 …")
    whom: Text = term(terms.WHOM, "who is counted", required=True)
    event_includes: Text = term(terms.EVENT_INCLUDES, "does death count as its event")
    state_event_other: Text = text("state_event in words that do not speak of death, or do")
    state_event_free_other: Text = text("state_event_free, likewise")
    order: Text = whole("place among the endpoints of its family, in tables", required=True)
    is_key: Text = term({"yes": ""}, "does it stand in the panel of a trial")
    is_compared: Text = term({"yes": ""}, "does a panel say what its comparisons show")
    question: Text = term(terms.QUESTION, "which question of families it answers")
    picture: Text = term(
        {"survival": "", "response": "", "complete": "", "harm": ""},
        "which picture of a hundred people it may be; of several the first in order is",
    )
    heading: Text = text("heading of that picture, in everyday words")
    curve: Text = text("title of the chart of this endpoint over time, where pages draw one")
    chart_order: Text = whole("place in charts that show several endpoints")
    mapped_as: Text = text("heading of the column of evidence maps in which it is counted")
    ladder: Text = term(
        {"responded": "", "complete": "", "ongoing": ""},
        "its step on the way from all treated to still in response",
    )
    best_response: Text = term(
        {"response": "", "no_response": "", "unknown": ""},
        "for kinds of best response: is it a response",
    )
    never_above: Text = text("codes of endpoints that whoever has this one also has")
    parts: Text = text("codes of the endpoints that add up to this one")
    responders_of: Text = text("code of the response that its people have")
    time_words: Text = text(
        "words before its time where “at” would be wrong; each of its figures then has a time point",
        example="for at least",
    )
    name_order: Text = whole("turn in which names are tried, the narrower before the wider")
    name_pattern: Text = text("regular expression by which registries and papers name it")
    said_as: Text = text("regular expression of what else sentences say of it: who responded, died")


class Criteria(Table):
    code: Text = field("code", pattern=SLUG, required=True, expects=SLUG_WORDS)
    name: Text = text("name", required=True)
    used_for: Text = text("cancers it is used for", required=True)
    orr_components: Text = text("categories that count as response")
    partial_response_threshold: Text = text("what counts as a partial response", required=True)


class Drugs(Table):
    code: Text = field(
        "code", pattern=CODE, required=True, expects="lower-case letters, digits and _"
    )
    name: Text = text("name", required=True)
    synonyms: Text = text("other names")
    drug_class: Text = text("class")


class Biomarkers(Table):
    code: Text = field(
        "code", pattern=r"[a-z0-9_-]+", required=True, expects="lower-case letters, digits, _ and -"
    )
    name: Text = text("name", required=True)
    hgnc: Text = field(
        "HGNC number of the gene",
        pattern=r"HGNC:[0-9]{1,6}(?:; HGNC:[0-9]{1,6})*",
        expects="a number such as HGNC:1097",
    )
    meaning: Text = text("meaning in plain words", required=True)


class Characteristics(Table):
    """What can be told of the people who took part; a new one is a row."""

    code: Text = field(
        "code", pattern=CODE, required=True, expects="lower-case letters, digits and _"
    )
    name: Text = text("name, for editors", required=True)
    unit: Text = term(
        {"years": "an age", "percent": "a part of the people"},
        "what its value is",
        required=True,
    )
    heading: Text = text("column of the table on pages in which it stands", required=True)
    words: Text = text(
        "words around the value, which stands at the …", required=True, example="… women"
    )
    order: Text = whole("place among the characteristics", required=True)
    usual_from: Text = whole("value below which editors are asked to look again")
    one_of: Text = text("names of sets; people have one thing of a set at most", is_list=True)
    never_above: Text = text("codes of characteristics that are never smaller", is_list=True)


class Cancers(Table):
    code: Text = field("code", pattern=SLUG, required=True, expects=SLUG_WORDS)
    name: Text = text("name", required=True)
    oncotree: Text = field(
        "OncoTree code", pattern=r"[A-Z][A-Z0-9_]{0,19}", expects="a code such as NSCLC, or nothing"
    )
    also: Text = text("other names by which readers look for it", is_list=True)


class Hosts(Table):
    host: Text = field(
        "host of addresses, without www.", pattern=r"[a-z0-9.:\[\]-]+", required=True
    )
    kind: Text = term(terms.HOST_KIND, "kind of place", required=True)
    owner: Text = text("who speaks there, where several hosts are one voice")
    read: Text = term(
        {"yes": "", "no": ""}, "was a page of it read, or was it judged by its address"
    )
    judged: Text = text("how it was judged, in your own words")


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
    endpoint: Text = text("codes of the endpoints of which no figure is held", is_list=True)
    reason: Text = term(terms.GAP_REASON, "why it is missing", required=True)
    what_was_tried: Text = text("where it was looked for", required=True)
    noted: Text = date("day", also=(), required=True)


class Levels(Table):
    """Levels of evidence with which NCI's PDQ summaries mark what they say of a report."""

    trial: Text = slug("trial", required=True)
    report: Text = field(
        "report that the summary cites right before the mark, alone",
        pattern=REPORT_NAME,
        required=True,
        expects="a year, a hyphen and the first author, such as 2025-wolchok",
    )
    level: Text = field(
        "level as printed", pattern=r"[A-D][1-4]?", required=True, expects="a level such as A1"
    )
    endpoints: Text = text(
        "endpoints of which the marked sentence tells a result; empty if it tells none",
        is_list=True,
        vocabulary="endpoints",
    )
    pmid: Text = field(
        "PubMed number of that citation in the summary",
        pattern=PMID,
        required=True,
        expects="digits only",
    )
    summary: Text = text("title of the summary", required=True)
    updated: Text = date("day of its latest update", also=(), required=True)
    address: Text = address("address of the summary", required=True)
    noted: Text = date("day it was read", also=(), required=True)


# an old id becomes the address of a page
ID = rf"{SLUG}(?:/{SLUG}){{0,2}}"
ID_WORDS = "the id of a trial, trial/report or trial/report/key"


class Redirects(Table):
    old: Text = field("old id", pattern=ID, expects=ID_WORDS, required=True)
    new: Text = field("new id", pattern=ID, expects=ID_WORDS, required=True)
    noted: Text = date("day", also=(), required=True)
