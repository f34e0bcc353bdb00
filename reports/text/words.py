"""Plain words for codes, and the sentences that templates need."""

from __future__ import annotations

from markupsafe import Markup

from reports.published import Figure, Published, Record
from schemas import terms
from schemas.endpoints import OVERALL_SURVIVAL, PROGRESSION_FREE, TIMED
from schemas.fields import items_of
from schemas.terms import BETTER
from schemas.wording.countries import COUNTRY

CODES: dict[str, dict[str, str]] = {
    "kind": terms.KIND,
    "standing": terms.STANDING,
    "design": terms.DESIGN,
    "masking": terms.MASKING,
    "crossover": terms.CROSSOVER,
    "analysis_set": {**terms.ANALYSIS_SET, terms.NOT_STATED: "not stated who of them was counted"},
    "line": {**terms.LINE, terms.NOT_STATED: "earlier treatment not stated"},
    "spread": terms.SPREAD,
    "language": terms.LANGUAGE,
    "assessor": {
        **terms.ASSESSOR,
        terms.NOT_STATED: "not stated by whom",
    },
    "confirmed": {
        **terms.CONFIRMED,
        terms.NOT_STATED: "not stated whether responses were confirmed",
    },
    "analysis": terms.ANALYSIS,
    "attribution": {**terms.ATTRIBUTION, terms.NOT_STATED: "cause not stated"},
    "grades": {**terms.GRADES, terms.NOT_STATED: "severity not stated"},
    "read_in": {
        "abstract": "read in the abstract",
        "full_text": "read in the full text",
        "label": "read in a drug label or regulator's notice",
        "registry": "read in the trial registry",
        "congress_abstract": "read in a congress abstract",
        "secondary_page": "read on another page that tells the report's results",
    },
    "approval": {
        "approved": "approved by a reviewer",
        "one_key": "one person alone stands behind it: not approved",
        "words_changed": "words changed since it was approved: not approved as it stands",
        "disputed": "reviewers disagree about it: not approved",
        "not_proven": "not proven: the log of approvals does not bear it out",
        "keys_not_verified": "keys not verified: not shown as approved",
        "not_verified": "signatures not verified: not shown as approved",
        "void": "changed since it was approved: approval void",
        "none": "not yet approved by a clinician",
    },
    "finding_result": terms.FINDING_RESULT,
    "gap_reason": terms.GAP_REASON,
    "pairing": terms.PAIRING,
    "copy": terms.COPY,
    "quote": {
        "in_record": "these words stand so in the archived record",
        "not_in_record": "these words do not stand in the archived record",
        "not_here": "the record is not in this copy of the project, so the words around it cannot be shown",
        "not_open": "the licence of the archived record does not let us show the words around it",
        "not_archived": "no archived record to show it in",
    },
    "support_short": {
        "found": "found in the archived source",
        "found_together": "stands in the archived source, arm open",
        "found_apart": "only its digits stand in the archived source",
        "not_found": "not found in the archived source",
        "not_judged": "not in the part of the source that is archived",
        "found_in_secondary": "found in a page that tells of the report",
        "not_archived": "source not archived",
    },
    "support": {
        "found": "found in the archived source, with endpoint and arm",
        "found_together": "the figures stand together in the archived source, but its words leave open "
        "which group they belong to",
        "found_apart": "only the digits stand in the archived source, not together with what they mean",
        "not_found": "the figures were not found in the archived source",
        "not_judged": "the archived copy is not all of the source, and they do not stand in that part",
        "found_in_secondary": "found in an archived page that tells of the report, not in the report itself",
        "not_archived": "no archived copy to hold it against",
    },
}


def lead_words(figure: Figure) -> str:
    """Heading of a picture: everyday words first, and never another state than the one counted."""
    is_usual = figure.counts == ("event_free" if figure.family in TIMED else "event")
    if figure.heading and is_usual:
        return figure.heading
    return first_capital(
        (is_usual and figure.family not in TIMED and figure.endpoint_name)
        or figure.state
        or figure.endpoint_name
    )


def counted(figure: Figure) -> str:
    """What a figure counts: the state of people where it is a share or number of them in time to an
    event, else the endpoint's name; with the threshold of the test, or the questionnaire and which end
    of it is better, where it has one.
    """
    if figure.instrument is not None:
        scale = "; ".join(filter(None, (figure.instrument, BETTER.get(figure.better))))
        return f"{first_capital(figure.endpoint_name)} ({scale})"
    if figure.mrd_threshold is not None:
        is_told = figure.mrd_threshold != terms.NOT_STATED
        threshold = figure.mrd_threshold if is_told else "not stated"
        return f"{first_capital(figure.endpoint_name)} (threshold {threshold})"
    if figure.family not in TIMED or figure.counts == terms.NOT_APPLICABLE:
        return first_capital(figure.endpoint_name)
    if figure.state is None:
        return f"{first_capital(figure.endpoint_name)}: with the event or without it, the source does not say"
    deaths = (
        "; deaths as the trial counted them" if figure.event_includes == terms.NOT_STATED else ""
    )
    return f"{first_capital(figure.state)}{deaths} ({figure.endpoint_name})"


def first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def words(vocabulary: str, code: str | None) -> str:
    if code is None or code == terms.NOT_APPLICABLE:
        return "does not apply"
    return CODES[vocabulary].get(code, code)


def design(trial: Record) -> str:
    """Design in words: how strong the comparison can be (rule R14)."""
    kind = {
        "randomised": "Randomised trial",
        "non_randomised": "Trial with groups that were not assigned by chance",
        "single_arm": "Trial without a comparison group",
        "pooled": "Several trials analysed together",
        "cohort": "Study of people treated in daily care",
        "case_series": "Collection of single cases",
        "registry": "Study of records of daily care",
        "network": "Indirect comparison of several trials",
        "systematic_review": "Review of all trials that could be found",
        "not_stated": "Design not stated",
    }[trial["design"]]
    parts = [kind]
    if trial["phase"] not in (terms.NOT_STATED, terms.NOT_APPLICABLE):
        parts.append(f"phase {trial['phase']}")
    if trial["masking"] in ("open_label", "single_blind", "double_blind"):
        parts.append(terms.MASKING[trial["masking"]])
    return ", ".join(parts)


def design_and_strength(trial: Record) -> str:
    """Design, and what it cannot show (rule R14)."""
    return " ".join(filter(None, (f"{design(trial)}.", STRENGTH.get(trial["design"]))))


def strongest_result(figures: list[Figure]) -> str:
    """What the strongest endpoint shown is (rule R14)."""
    shown = {f.family for f in figures}
    endpoints = {f.endpoint for f in figures}
    timed = [f for f in figures if f.family == "survival"]
    if OVERALL_SURVIVAL in endpoints:
        return "The strongest result shown is how long people lived."
    if PROGRESSION_FREE in endpoints:
        what = "time without growth"
    elif timed:
        what = min(timed, key=lambda f: f.endpoint_order).endpoint_name
    elif shown & {"response", "duration"}:
        what = "shrinkage"
    else:
        return "No result on shrinkage, growth or survival is shown."
    return f"The strongest result shown is {what}, not how long people lived."


def whose(figure: Figure) -> str:
    """Of whom the share or time is, where it is not of everyone."""
    return {
        "responders": "of the people with a response",
        "complete_responders": "of the people with a complete response",
        "answered": "of the people who answered",
        "with_it": "of the people who had it",
    }.get(figure.whom, "")


STRENGTH = {
    "single_arm": "It cannot show what the treatment added.",
    "non_randomised": "The groups may differ in more than the treatment.",
    "cohort": "Who got the treatment was not left to chance, so other things may explain the result.",
    "case_series": "It cannot show how often this happens, or what the treatment added.",
    "registry": "Who got the treatment was not left to chance, so other things may explain the result.",
    "network": "No trial compared these treatments: the comparison rests on calculation.",
    "systematic_review": "The same people count in the trials that it puts together.",
    "pooled": "The same people count in other trials, so this is not new evidence.",
}


def plan(figures: list[Figure]) -> str:
    """Whether looking at these people was planned, as far as their figures all say so (rule R27)."""
    return PLANS.get("".join({f.analysis for f in figures}), PLANS[terms.NOT_STATED])


PLANS = {
    "prespecified": "It was planned to look at them.",
    "post_hoc": "They were chosen after results were known, so the finding may be chance.",
    terms.NOT_STATED: "We could not read whether it was planned to look at them.",
}


SHORT_JUDGES = {"investigator": "the trial’s doctors judged", "independent": "independent judges"}


def judged(figure: Figure, published: Published, is_short: bool = False) -> Markup:
    """Who judged and by which criteria, as a lead-in; empty where nobody has to (rule R20).

    What the source leaves out is said once: ``judge, criteria and confirmation not stated``.
    """
    if figure.family == "harm" or figure.assessor == terms.NOT_APPLICABLE:
        return Markup("")
    told = {  # by the claim that marks it
        "judge": ""
        if figure.assessor == terms.NOT_STATED
        else SHORT_JUDGES.get(figure.assessor, "")
        if is_short
        else f"judged by {words('assessor', figure.assessor)}",
        "criteria": ""
        if figure.criteria == terms.NOT_STATED
        else criteria_name(figure.criteria, published),
    }
    if figure.family == "response":
        told["confirmation"] = {"yes": "confirmed", "no": "not confirmed"}.get(figure.confirmed, "")
    text = Markup(", ").join(saying(claim, words) for claim, words in told.items() if words)
    untold = [claim for claim, words in told.items() if not words]
    if untold:
        text += "; " if text else ""
        words_for_all = "judging not told" if len(untold) > 1 else f"{untold[0]} not stated"
        text += saying(
            " ".join(untold), words_for_all if is_short else f"{listing(untold)} not stated"
        )
    return text + ("; " if figure.family in ("duration", "survival") else "")


def saying(claims: str, text: str) -> Markup:
    """``text``, marked by what it says, so that rules of pages need not know its words."""
    return Markup('<span data-says="{}">{}</span>').format(claims, text)


def listing(items: list[str], last: str = "and") -> str:
    """``a, b and c``."""
    return f" {last} ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""


READ = {
    "abstract": "the abstract",
    "full_text": "the full text",
    "label": "a drug label or regulator's notice",
    "registry": "the trial registry",
    "congress_abstract": "a congress abstract",
    "secondary_page": "other pages that tell the results",
}


def state(codes: dict[str, list[str]]) -> str:
    """How figures were read and checked, as few sentences as it takes (rule R50)."""
    if not codes["read_in"]:
        return "The trial's own page tells how its figures were read."
    parts = [f"Read in {listing([READ[code] for code in codes['read_in']])}"]
    if codes["report_kind"]:
        parts.append(
            f"Some from: {listing([words('kind', code) for code in codes['report_kind']])}"
        )
    checks = [words(name, code) for name in ("approval", "support") for code in codes[name]]
    parts.append(first_capital("; ".join(checks)))
    return ". ".join(parts) + "."


def names_of(codes: str | None, published: Published) -> str:
    """Names of the endpoints of a list field: ``overall survival and duration of response``."""
    return listing([published.endpoints[code]["name"] for code in items_of(codes)])


def countries(codes: str) -> str:
    """Names of the countries of a list field."""
    return listing(
        [COUNTRY.get(code, "not stated in what we could read") for code in items_of(codes)]
    )


def criteria_name(code: str, published: Published) -> str:
    if code in (terms.NOT_STATED, terms.NOT_APPLICABLE):
        return "criteria not stated" if code == terms.NOT_STATED else "no criteria"
    return published.criteria[code]["name"]
