"""Plain words for codes, and the sentences that templates need."""

from __future__ import annotations

from reports.published import Figure, Published, Record
from schemas import terms

CODES: dict[str, dict[str, str]] = {
    "kind": terms.KIND,
    "standing": terms.STANDING,
    "design": terms.DESIGN,
    "masking": terms.MASKING,
    "crossover": terms.CROSSOVER,
    "analysis_set": terms.ANALYSIS_SET,
    "line": terms.LINE,
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
        "disputed": "reviewers disagree about it: not approved",
        "void": "changed since it was approved: approval void",
        "none": "not yet approved by a clinician",
    },
    "finding_result": terms.FINDING_RESULT,
    "quote": {
        "in_record": "these words stand so in the archived record",
        "not_in_record": "these words do not stand in the archived record",
        "not_here": "the record is not in this copy of the project, so the words around it cannot be shown",
        "not_open": "the licence of the archived record does not let us show the words around it",
        "not_archived": "no archived record to show it in",
    },
    "support_short": {
        "found_together": "found in the archived source",
        "found_apart": "found in the archived source, apart",
        "not_found": "not found in the archived source",
        "not_archived": "source not archived",
    },
    "support": {
        "found_together": "the figures stand together in the archived source",
        "found_apart": "the figures stand in the archived source, but apart",
        "not_found": "the figures were not found in the archived source",
        "not_archived": "no archived copy to hold it against",
    },
}

MEASURES = {
    "proportion": "share of people",
    "landmark_rate": "estimated share of people (Kaplan-Meier)",
    "median": "median",
    "hazard_ratio": "hazard ratio",
    "odds_ratio": "odds ratio",
    "rate_difference": "difference in percentage points",
    "count": "number of people",
}
MEASURE_MEANING = {
    "proportion": "people with it, out of all people analysed",
    "landmark_rate": "the share estimated to be free of the event at that time, whatever happened to those followed for less",
    "median": "the time by which half of the people had the event",
    "hazard_ratio": "how fast events came, compared with the other group: below one means slower",
    "odds_ratio": "odds compared with the other group: above one means more often",
    "rate_difference": "percentage points more or fewer than in the other group",
    "count": "people with it",
}


LEADS = {  # what a picture of a hundred people shows, before the endpoint's own name
    "os": "Alive",
    "orr": "Cancer shrank or could no longer be seen",
    "cr": "No sign of cancer left in the tests used",
    "cr_or_cri": "No sign of leukaemia left in the tests used",
    "cr_or_better": "No sign of myeloma left in the tests used, or better",
    "mmr": "Leukaemia cells fell to a very low level",
    "adverse_events": "Severe side effects",
    "serious_adverse_events": "Serious side effects",
    "treatment_related_death": "Death caused by treatment",
}


def lead_words(figure: Figure) -> str:
    """Heading of a picture: everyday words first."""
    return LEADS.get(figure.endpoint, first_capital(figure.endpoint_name))


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
        "not_stated": "Design not stated",
    }[trial["design"]]
    parts = [kind]
    if trial["phase"] not in (terms.NOT_STATED, terms.NOT_APPLICABLE):
        parts.append(f"phase {trial['phase']}")
    if trial["masking"] in ("open_label", "double_blind"):
        parts.append(terms.MASKING[trial["masking"]])
    return ", ".join(parts)


def design_by_endpoint(trial: Record, figures: list[Figure]) -> str:
    """How strong the comparison can be, and what the strongest endpoint shown is (rule R14)."""
    families = {f.family for f in figures if f.family in ("survival", "response")}
    if any(f.endpoint == "os" for f in figures):
        strongest = "The strongest result shown is how long people lived."
    elif "survival" in families:
        strongest = "The strongest result shown is time without growth, not how long people lived."
    else:
        strongest = "The strongest result shown is shrinkage, not how long people lived."
    return " ".join(filter(None, (f"{design(trial)}.", STRENGTH.get(trial["design"]), strongest)))


STRENGTH = {
    "single_arm": "It cannot show what the treatment added.",
    "non_randomised": "The groups may differ in more than the treatment.",
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


def judged(figure: Figure, published: Published) -> str:
    """Who judged and by which criteria, as a lead-in; empty where nobody has to (rule R20).

    What the source leaves out is said once: ``judge, criteria and confirmation not stated``.
    """
    if figure.family == "harm" or figure.assessor == terms.NOT_APPLICABLE:
        return ""
    told = {
        "judge": "" if figure.assessor == terms.NOT_STATED
        else f"judged by {words('assessor', figure.assessor)}",
        "criteria": "" if figure.criteria == terms.NOT_STATED
        else criteria_name(figure.criteria, published),
    }  # fmt: skip
    if figure.family == "response":
        told["confirmation"] = {"yes": "confirmed", "no": "not confirmed"}.get(figure.confirmed, "")
    text = ", ".join(words for words in told.values() if words)
    untold = [name for name, words in told.items() if not words]
    if untold:
        text += ("; " if text else "") + f"{listing(untold)} not stated"
    return text + ("; " if figure.family in ("duration", "survival") else "")


def listing(items: list[str]) -> str:
    """``a, b and c``."""
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""


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
    parts = [f"Read in {listing([READ[code] for code in codes['read_in']])}"]
    if codes["report_kind"]:
        parts.append(
            f"Some from: {listing([words('kind', code) for code in codes['report_kind']])}"
        )
    checks = [words(name, code) for name in ("approval", "support") for code in codes[name]]
    parts.append(first_capital("; ".join(checks)))
    return ". ".join(parts) + "."


def criteria_name(code: str, published: Published) -> str:
    if code in (terms.NOT_STATED, terms.NOT_APPLICABLE):
        return "criteria not stated" if code == terms.NOT_STATED else "no criteria"
    return published.criteria[code]["name"]
