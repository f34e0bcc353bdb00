"""Closed terms: the only codes a curated field may hold, each with its plain meaning.

Endpoints, response criteria, drugs, biomarkers and cancers are longer lists that editors extend;
they live in ``data/curated/vocabularies/*.csv``.
"""

NOT_STATED = "not_stated"
NOT_REACHED = "NR"
NOT_APPLICABLE = "not_applicable"

KIND = {
    "journal_article": "article in a peer-reviewed journal",
    "meeting_abstract": "abstract or talk at a congress",
    "label": "drug label or regulator's review",
    "registry_posting": "results posted in a trial registry",
    "press_release": "announcement by a company or institution",
    "preprint": "manuscript that has not been peer reviewed",
    "guideline": "recommendations of a professional body",
}

STANDING = {
    "current": "no notice against the report is known",
    "corrected": "the journal has published a correction",
    "expression_of_concern": "the journal has published an expression of concern",
    "retracted": "the report has been withdrawn",
}

DESIGN = {
    "randomised": "people were assigned to the groups by chance",
    "non_randomised": "groups were compared without assignment by chance",
    "single_arm": "everyone received the same treatment; there was no comparison group",
    "pooled": "people of several trials were analysed together",
    NOT_STATED: "the source does not say",
}

PHASE = {
    "1": "phase 1",
    "1/2": "phase 1/2",
    "2": "phase 2",
    "2/3": "phase 2/3",
    "3": "phase 3",
    "4": "phase 4",
    "not_applicable": "phases do not apply",
    NOT_STATED: "the source does not say",
}

MASKING = {
    "open_label": "patients and doctors knew the treatment",
    "double_blind": "neither patients nor doctors knew the treatment",
    "not_applicable": "there was one group only",
    NOT_STATED: "the source does not say",
}

CROSSOVER = {
    "allowed": "people of the control group could later receive the tested treatment",
    "not_allowed": "people of the control group could not receive the tested treatment in the trial",
    "not_applicable": "there was no control group",
    NOT_STATED: "the source does not say",
}

ANALYSIS_SET = {
    "itt": "everyone assigned to the group, treated or not",
    "treated": "everyone who received at least one dose",
    "evaluable": "people whose response could be judged",
    "safety": "people counted for side effects",
    "responders": "people who had a response",
    "per_protocol": "people treated as planned",
    "subset": "another part of the people in the trial",
    NOT_STATED: "the source does not say",
}

LINE = {
    "first": "no earlier treatment for advanced disease",
    "second": "one earlier treatment",
    "second_or_later": "one or more earlier treatments",
    "third_or_later": "two or more earlier treatments",
    "consolidation": "after first treatment, while the disease was controlled",
    "any": "with or without earlier treatment",
    NOT_STATED: "the source does not say",
}

EFFECT_MEASURE = {
    "proportion": "part of the people analysed, in percent",
    "landmark_rate": "estimated part without the event at a time point (Kaplan-Meier), in percent",
    "median": "time by which half of the people had the event",
    "hazard_ratio": "rate of the event in the arm, relative to the comparator",
    "odds_ratio": "odds of the event in the arm, relative to the comparator",
    "rate_difference": "percentage points between the arm and the comparator",
    "count": "number of people",
}

CONTRASTS = ("hazard_ratio", "odds_ratio", "rate_difference")

UNIT = {
    "percent": "per 100",
    "months": "months",
    "years": "years, converted as 12 months",
    "weeks": "weeks, converted by days",
    "days": "days, converted as 1 month = 30.4375 days",
    "ratio": "a ratio without unit",
    "people": "people",
}

UNITS_OF_MEASURE = {
    "proportion": ("percent",),
    "landmark_rate": ("percent",),
    "median": ("months", "years", "weeks", "days"),
    "hazard_ratio": ("ratio",),
    "odds_ratio": ("ratio",),
    "rate_difference": ("percent",),
    "count": ("people",),
}

VALUE_QUALIFIER = {
    "=": "as printed",
    "<": "less than the value",
    "≤": "at most the value",
    ">": "more than the value",
    "≥": "at least the value",
}

ASSESSOR = {
    "investigator": "the doctors treating in the trial",
    "independent": "a blinded, independent review committee",
    "not_applicable": "nobody needs to judge it (death, a count)",
    NOT_STATED: "the source does not say",
}

CONFIRMED = {
    "yes": "the response was confirmed by a second examination",
    "no": "responses without a confirming examination were counted",
    "not_applicable": "not a response",
    NOT_STATED: "the source does not say",
}

FOLLOW_UP_KIND = {
    "median": "half of the people were followed for longer",
    "minimum": "everyone could be followed for at least this long",
    "mean": "average",
    "maximum": "nobody was followed for longer",
    NOT_STATED: "the source does not say",
}

ANALYSIS = {
    "prespecified": "planned before the results were known",
    "post_hoc": "decided after results were known",
    "conditional": "only for people who had reached some state before",
    "descriptive": "shown without a formal test",
    NOT_STATED: "the source does not say",
}

ATTRIBUTION = {
    "any": "from any cause",
    "treatment_related": "judged to be caused by the treatment",
    "immune_related": "judged to be caused by the immune system",
    NOT_STATED: "the source does not say",
}

GRADES = {
    "any": "any grade",
    "3-4": "grade 3 or 4 (severe or life-threatening)",
    "3-5": "grade 3 or higher, deaths included",
    "4": "grade 4 (life-threatening)",
    "4-5": "grade 4 or higher",
    "5": "grade 5 (death)",
    "serious": "serious: hospital stay, lasting harm, danger to life or death",
    NOT_STATED: "the source does not say",
}

READ_IN = {
    "abstract": "abstract of the report",
    "full_text": "full text of the report",
    "label": "drug label or regulator's notice",
    "registry": "trial registry",
    "congress_abstract": "congress abstract",
    "secondary_page": "another page that tells the report's results",
}

YES_NO = {"yes": "yes", "no": "no", NOT_STATED: "the source does not say"}

FINDING = {
    "number_in_source": "the figures were looked for in the archived record of the report",
    "registry": "the figures were held against what the trial posted in its registry",
}

FINDING_RESULT = {
    "found_together": "value and interval stand together in the record",
    "found_apart": "all figures stand in the record, but not together",
    "not_found": "a figure does not stand in the record",
    "agrees": "the registry posts the same figure",
    "differs": "the registry posts another figure",
    "not_posted": "the registry posts no such figure",
    "ambiguous": "several posted figures may be meant",
}

ACTION = {
    "approve": "a reviewer found every figure of the report as in its source",
    "disagree": "a reviewer found something else",
    "settle": "a third person decided between them",
    "release": "a version was released",
}
