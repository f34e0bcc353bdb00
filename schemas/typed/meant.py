"""What papers and people call a code: ``BICR`` is independent, ``3+`` is 3-5. Never two codes of one field."""

from __future__ import annotations

import re
from collections.abc import Iterable

from schemas.measures import MEASURES

# code: names in lower case, with `_` for spaces, hyphens, commas and slashes
NAMES = {
    code: frozenset(names.split())
    for code, names in {
        "yes": "true ja oui y",
        "no": "false nein non n unconfirmed",
        "≥": ">=",
        "≤": "<=",
        "percent": "% percentage pct percentage_points pp points",
        "months": "m mo mos mth month",
        "years": "y yr yrs year",
        "weeks": "w wk wks week",
        "days": "d day",
        "people": "patients pts persons participants n",
        "ratio": "hr or rr",
        "per_100_person_years": "per_100_patient_years 100_patient_years per_100_py",
        "per_1000_person_years": "per_1000_patient_years 1000_patient_years per_1000_py per_1_000_patient_years",
        "confidence": "ci confidence_interval",
        "credible": "cri credible_interval bayesian",
        "randomised": "rct randomized randomised_controlled_trial randomized_controlled_trial",
        "non_randomised": "non_randomized nonrandomised nonrandomized",
        "single_arm": "single_group one_arm",
        "1": "i grade_1",
        "2": "ii grade_2",
        "3": "iii grade_3",
        "4": "iv grade_4",
        "5": "v grade_5",
        "1/2": "i_ii",
        "1b/2": "ib_ii",
        "2/3": "ii_iii",
        "open_label": "open unmasked unblinded",
        "double_blind": "doubleblind triple_blind",
        "independent": "bicr irc icr central blinded_independent_central_review independent_review",
        "investigator": "local inv investigators site",
        "itt": "intention_to_treat intent_to_treat",
        "journal_article": "article paper journal",
        "meeting_abstract": "abstract poster talk congress congress_abstract conference_abstract",
        "registry_posting": "registry clinicaltrials.gov",
        "retracted": "retraction withdrawn",
        "corrected": "correction erratum corrigendum",
        "full_text": "pdf paper article",
        "allowed": "yes permitted",
        "not_allowed": "no forbidden",
        "tested": "experimental intervention treatment investigational",
        "control": "comparator standard",
        "single": "only single_arm",
        "first": "1 1l first_line 1st untreated",
        "second": "2 2l second_line 2nd",
        "second_or_later": "2l+ 2+ ≥2",
        "third_or_later": "3l+ 3+ ≥3",
        "any": "teae all all_grades any_grade all_cause all_causality any_cause treatment_emergent",
        "treatment_related": "trae related drug_related related_to_treatment",
        "immune_related": "irae immune_mediated",
        "1-2": "1_2 1_or_2 1_and_2 grade_1_2 2_1 i_ii",
        "3-4": "3_4 3_or_4 3_and_4 grade_3_4 grade_3_or_4 4_3 iii_iv",
        "3-5": "3_5 3_or_5 3_or_higher grade_3_or_higher >=3 ≥3 3+ >2 grade_≥3 grade_3_5",
        "2-5": "2_or_higher >=2 ≥2 2+ >1 grade_≥2 grade_2_5",
        "4-5": "4_or_higher >=4 ≥4 4+ >3 grade_≥4 grade_4_5",
        "event": "events deaths died dead",
        "event_free": "alive survivors no_event",
        "iqr": "interquartile_range quartiles",
    }.items()
} | {code: frozenset(measure.also.split()) for code, measure in MEASURES.items()}


def code_meant(text: str, codes: Iterable[str]) -> str:
    """The one of ``codes`` that ``text`` names in whatever spelling; empty if none, or several."""
    plain = re.sub(r"(?<=[<>=≤≥])\s+", "", text.strip().lower())
    plain = re.sub(r"[\s,/–-]+", "_", plain)
    plain = re.sub(r"^(?:grades?|ctcae|g)_?(?=[\d<>≥])", "", plain)
    known = list(codes)
    spelt = [code for code in known if plain == re.sub(r"[\s-]+", "_", code.lower())]
    found = spelt or [code for code in known if plain in NAMES.get(code, ())]
    return found[0] if len(found) == 1 else ""


# two letters: names, three letters
COUNTRIES = {
    name: code
    for code, names in {
        "AR": "argentina arg", "AT": "austria aut österreich", "AU": "australia aus", "BE": "belgium bel", "BR": "brazil bra",
        "CA": "canada can", "CH": "switzerland che schweiz", "CL": "chile chl", "CN": "china chn prc", "CZ": "czechia cze",
        "DE": "germany deu ger deutschland", "DK": "denmark dnk", "EG": "egypt egy", "ES": "spain esp", "FI": "finland fin",
        "FR": "france fra", "GB": "uk gbr england britain", "GR": "greece grc", "HK": "hkg", "HU": "hungary hun",
        "IE": "ireland irl", "IL": "israel isr", "IN": "india ind", "IR": "iran irn", "IT": "italy ita", "JP": "japan jpn",
        "KR": "korea kor", "MX": "mexico mex", "MY": "malaysia mys", "NL": "netherlands nld holland", "NO": "norway nor",
        "NZ": "nzl", "PL": "poland pol", "PT": "portugal prt", "RO": "romania rou", "RU": "russia rus", "SE": "sweden swe",
        "SG": "singapore sgp", "TH": "thailand tha", "TR": "turkey tur türkiye", "TW": "taiwan twn", "UA": "ukraine ukr",
        "US": "usa u.s. america", "VN": "vietnam vnm", "ZA": "zaf",
    }.items()
    for name in names.split()
}  # fmt: skip
