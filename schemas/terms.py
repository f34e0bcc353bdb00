"""Closed terms: the only codes a curated field may hold, each with its plain meaning.

Endpoints, response criteria, drugs, biomarkers and cancers are longer lists that editors extend;
they live in ``data/curated/vocabularies/*.csv``. Effect measures and units, of which more than
their meaning is known, stand in ``schemas.measures`` and ``schemas.units``.
"""

NOT_STATED = "not_stated"
DRAFT = "draft"
NOT_REACHED = "NR"
NOT_ESTIMABLE = "NE"
NOT_APPLICABLE = "not_applicable"
OPEN = {NOT_REACHED: "not reached", NOT_ESTIMABLE: "not estimable"}  # typed instead of a number

STATUS = {DRAFT: "kept and checked, shown nowhere yet"}

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
    "cohort": "people treated in daily care were followed; nobody was assigned to a treatment",
    "case_series": "single cases were told together",
    "registry": "records of daily care were looked through",
    "network": "treatments that no trial compared were set against each other by calculation",
    "systematic_review": "the results of all trials that could be found were put together",
    NOT_STATED: "the source does not say",
}

PHASE = {
    "1": "phase 1",
    "1/2": "phase 1/2",
    "1b/2": "phase 1b/2",
    "2": "phase 2",
    "2/3": "phase 2/3",
    "3": "phase 3",
    "4": "phase 4",
    "not_applicable": "phases do not apply",
    NOT_STATED: "the source does not say",
}

MASKING = {
    "open_label": "patients and doctors knew the treatment",
    "single_blind": "patients did not know the treatment, doctors did",
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
    "fourth_or_later": "three or more earlier treatments",
    "maintenance": "to keep what an earlier treatment reached",
    "neoadjuvant": "before an operation",
    "consolidation": "after first treatment, while the disease was controlled",
    "any": "with or without earlier treatment",
    NOT_STATED: "the source does not say",
}
LINE_IN_SHORT = {
    "first": "first treatment",
    "second": "after one earlier treatment",
    "second_or_later": "after earlier treatment",
    "third_or_later": "after two or more earlier treatments",
    "fourth_or_later": "after three or more earlier treatments",
    "maintenance": "straight after a treatment that worked",
    "neoadjuvant": "before an operation",
    "consolidation": "straight after a first treatment",
    "any": "with or without earlier treatment",
    NOT_STATED: "earlier treatment not stated",
}
TREATED_BEFORE = ("second", "second_or_later", "third_or_later", "fourth_or_later")

VALUE_QUALIFIER = {
    "=": "as printed",
    "<": "less than the value",
    "≤": "at most the value",
    ">": "more than the value",
    "≥": "at least the value",
    "+": "at least the value, and still going on (61+)",
}

INTERVAL_SIDES = {
    "one": "one end only was printed, by the method: what lies beyond it is not bounded",
}

SPREAD = {
    "range": "the least and the most of all people",
    "iqr": "the middle half of the people (interquartile range)",
}

LANGUAGE = {  # of a source that is not in English; more may be added (ISO 639-1)
    "ar": "Arabic", "de": "German", "es": "Spanish", "fa": "Persian", "fr": "French", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese",
    "ru": "Russian", "th": "Thai", "tr": "Turkish", "zh": "Chinese",
}  # fmt: skip

COUNTS = {
    "event": "the people with the event: those who died, grew, stopped",
    "event_free": "the people still without the event: those alive, without growth",
    NOT_STATED: "the source does not say",
}

EVENT_INCLUDES = {
    "death": "death of any cause counts as the event",
    "death_of_this_cancer": "death of this cancer counts; other deaths are set aside",
    "no_death": "death alone does not count as the event",
    NOT_STATED: "the source does not say whether death counts",
}

CREDIBLE = "credible"
INTERVAL_KIND = {
    "confidence": "confidence interval",
    CREDIBLE: "credible interval (Bayesian)",
    NOT_STATED: "the source does not say",
}

WHOM = {
    "everyone": "everyone in the group",
    "treated": "the people who were treated",
    "responders": "the people with a response",
    "complete_responders": "the people with a complete response",
    "answered": "the people who answered the questionnaire",
    "with_it": "the people who had it",
    "brain": "the people with tumours in the brain at the start",
}

BRAIN = {
    "measurable": "with tumours in the brain that could be measured or judged",
    "any": "with tumours in the brain, measurable or not",
}

QUESTION = {
    "shrink": "does the cancer shrink",
    "gone": "is nothing left to see",
    "last": "does it last",
    "live": "do people live longer",
    "brain": "what of the brain",
    "harm": "what harm comes",
}

BETTER = {
    "higher": "higher means better",
    "lower": "lower means better",
    NOT_STATED: "not stated which end means better",
}

GAP_REASON = {
    "not_looked_for": "nobody looked for it yet",
    "not_printed": "the report itself was read and does not print it",
    "not_readable": "the place where it would stand could not be read",
    "sources_differ": "what could be read contradicts itself or another source",
    "left_out": "it was read, and left out on purpose",
    "not_estimable": "the report says that it cannot be estimated",
    "not_reached": "the report says that it was not reached",
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
    "1": "grade 1 (mild)",
    "1-2": "grade 1 or 2 (mild or moderate)",
    "2": "grade 2 (moderate)",
    "2-5": "grade 2 or higher, deaths included",
    "3": "grade 3 (severe)",
    "3-4": "grade 3 or 4 (severe or life-threatening)",
    "3-5": "grade 3 or higher, deaths included",
    "4": "grade 4 (life-threatening)",
    "4-5": "grade 4 or higher",
    "5": "grade 5 (death)",
    "serious": "serious: hospital stay, lasting harm, danger to life or death",
    NOT_STATED: "the source does not say",
}
GRADES_IN_SHORT = {
    "any": "any grade", "1": "grade 1", "1-2": "grade 1 or 2", "2": "grade 2", "2-5": "grade 2 or higher",
    "3": "grade 3", "3-4": "grade 3 or 4", "3-5": "grade 3 or higher", "4": "grade 4",
    "4-5": "grade 4 or higher", "5": "grade 5 (death)", "serious": "serious", NOT_STATED: "grade not stated",
}  # fmt: skip
SEVERE_GRADES = ("3", "3-4", "3-5", "4", "4-5", "5", "serious")

READ_IN = {
    "abstract": "abstract of the report",
    "full_text": "full text of the report",
    "label": "drug label or regulator's notice",
    "registry": "trial registry",
    "congress_abstract": "congress abstract",
    "secondary_page": "another page that tells the report's results",
}

HOST_KIND = {
    "primary": "the report itself, its record in a library or registry, a label, a congress page",
    "news": "independent medical news",
    "maker": "page or press release of the company that makes the drug",
    "other_secondary": "another page that tells the results",
    "mirror": "a copy of another site's content, a bare number, a test server",
    "machine_summary": "a summary made by a machine, or a page known to print wrong figures",
}
NOT_READERS = ("mirror", "machine_summary")  # readers are never led there, and they lead nothing

YES_NO = {"yes": "yes", "no": "no", NOT_STATED: "the source does not say"}

FINDING = {
    "number_in_source": "the figures were looked for in an archived copy of the report",
    "number_in_secondary": "the figures were looked for in a page that tells the report's results",
    "registry": "the figures were held against what the trial posted in its registry",
}

FINDING_RESULT = {
    "found_together": "value and interval stand together in the record",
    "found_apart": "the digits stand in the record, but not together with their endpoint",
    "not_found": "a figure does not stand in the record",
    "not_judged": "a figure does not stand in the copy at hand, which is not all of what it was read in",
    "agrees": "the registry posts the same figure",
    "differs": "the registry posts another figure",
    "not_posted": "the registry posts no such figure",
    "ambiguous": "several posted figures may be meant",
    "not_understood": "the registry posts something about it in words that are not understood",
}

PAIRING = {
    "paired": "endpoint and arm stand with them, without doubt",
    "open": "which endpoint or arm they belong to is not settled by the words",
}

COPY = {
    "abstract": "abstract",
    "full_text": "full text",
    "label": "drug label",
    "registry": "registry record",
    "secondary": "page that tells of the report",
}

# was a figure found in what is archived: the most that any copy says
SUPPORT = (
    "found",
    "found_together",
    "found_apart",
    "not_found",
    "not_judged",
    "found_in_secondary",
    "not_archived",
)

ACTION = {
    "enrol": "the key of a person was taken in",
    "revoke": "a key was taken back",
    "root": "the key that all trust begins with was replaced",
    "enter": "who entered the figures signed them",
    "approve": "a reviewer found every figure of the report as in its source",
    "disagree": "a reviewer found something else",
    "settle": "a third person decided between them",
    "release": "a version was released",
}
