"""Which endpoint of the vocabulary a registry's outcome measure is about."""

from __future__ import annotations

import re
from functools import lru_cache

# What names an endpoint only in passing: laboratory work, questionnaires, biomarkers, dose finding.
NOT_AN_ENDPOINT = re.compile(
    r"\bpharmacokinetic|\bserum concentration|\bplasma concentration|\bconcentrations?\b|\bcmax\b"
    r"|\bctrough\b|\btmax\b|\bauc|\barea under|\bhalf-life|\bclearance\b|\bvolume of distribution"
    r"|\banti-?drug|\bantibod(?:y|ies)\b(?!.*\bresponse rate)|\bimmunogenicity\b|\bimmunogenic respon|\bneutrali[sz]ing"
    r"|\bdose[- ]limiting|\bDLTs?\b|\bmaximum tolerated|\brecommended phase|\bMTD\b|\bRP2D\b"
    r"|\bquality of life|\bQLQ|\bEQ-5D|\bFACT-|\bquestionnaire|\bsymptom|\bpatient[- ]reported"
    r"|\bHRQoL|\btime to (?:first )?(?:deterioration|worsening)|\bPRO-CTCAE|\bcost|\bhealth status"
    r"|(?<!by PD-L1 )(?<!\(PD-L1\) )(?<!positive )\bexpression\b|\bbiomarker|\bcorrelat|\bassociation\b|\binfiltrat|\bctDNA\b|\bimmunohisto"
    r"|\blaborator|\bvital signs?\b|\belectrocardiogram|\bECGs?\b|\bQT|\bhematology|\bchemistry"
    r"|\bpatholog\w* (?:complete )?respon|\bpath\w* CR\b|\bpCR\b|\bMPR\b|\bimmune response|\bvaccin"
    r"|\beffusion|\bsecond time\b|\([A-Z]+(?:, [A-Z]+){2,}\)|\bMRD (?:control|clearance)"
    r"|\bmetabolic respon|\bfeasib|\benrol|\bcomplian|\badheren|\baccrual|\bpain\b|\bnausea\b",
    re.IGNORECASE,
)

_BRAIN = r"(?=.*\b(?:intracranial|central nervous system|CNS|brain)\b)"
_FOR = r"\b(?:duration|length) of (?:\w+[- ]){0,3}"

# In this order: the narrower endpoint before the wider one whose words it holds.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("intracranial_dor", _BRAIN + r".*(?:duration of (?:\w+ ){0,2}respon|\bDO?R\b)"),
    ("intracranial_dcr", _BRAIN + r".*(?:disease control rate|\bDCR\b)"),
    ("intracranial_cbr", _BRAIN + r".*(?:clinical benefit rate|\bCBR\b)"),
    ("intracranial_pfs", _BRAIN + r".*(?:progression[- ]free survival|\bPFS\b)"),
    ("intracranial_progression", _BRAIN + r".*\bprogress"),
    ("intracranial_cr", _BRAIN + r".*\bcomplete respon"),
    ("intracranial_orr", _BRAIN + r".*(?:respon\w+ rate|objective respon|\bORR\b)"),
    ("docr", _FOR + r"complete (?:\w+ )?(?:respon|remission)|\bDOCR\b"),
    ("dor", _FOR + r"(?:respon|remission)|\bDO?R\b(?! rate)|\brespon\w+ duration"),
    ("ttr", r"\btime to (?:\w+[- ]){0,3}(?:respon|remission)|\bTT?R\b(?=\)|:|$)"),
    ("pfs2", r"\bPFS-?2\b|progression[- ]free survival(?: on (?:the )?next|[- ]2)|second progression"),
    ("dmfs", r"\b(?:distant )?metastas[ie]s[- ]free survival|\bD?MFS\b"),
    ("treatment_free_survival", r"\btreatment[- ]free survival"),
    ("adt_free_survival", r"\bADT[- ]free|\bandrogen[- ]deprivation[- ]therapy[- ]free"),
    ("efs", r"\bevent[- ]free survival|\bEFS\b"),
    ("rfs", r"\b(?:relapse|recurrence)[- ]free survival|\bRFS\b"),
    ("dfs", r"\b(?:invasive )?disease[- ]free survival|\bi?DFS\b"),
    ("css", r"\b(?:cause|cancer|disease|melanoma|breast cancer|prostate cancer)[- ]specific survival"),
    ("pfs", r"\bprogression[- ]free survival|\b(?:r|i|bic)?PFS\b|\bprogress\w*[- ]free\b"),
    ("ttnt", r"\btime to (?:\w+ ){0,3}(?:next|subsequent) (?:\w+[- ]){0,3}(?:treatment|therapy)|\bTTNT\b"),
    ("ttp", r"\btime to (?:\w+ ){0,2}(?:disease |tumou?r )?progression|\bTTP\b"),
    ("os", r"\boverall survival|\bOS\b|\bsurvival rate\b|\bdeath from any cause"),
    ("local_control", r"\blocal(?:[- ]regional)? (?:tumou?r )?control|\blocoregional control"),
    ("freedom_from_transformation", r"\b(?:freedom from|time to) (?:histolog\w+ )?transformation"),
    ("drr", r"\bdurable (?:\w+ ){0,2}respon"),
    ("mrd_negativity", r"\b(?:minimal|measurable) residual disease|\bMRD\b"),
    ("mmr", r"\bmajor molecular respon|\bMMR\b(?! (?:status|deficien|proficien))"),
    ("ccyr", r"\bcomplete cytogenetic respon|\bCCyR\b"),
    ("psa_response", r"\bPSA[- ]?(?:50 )?respon\w+ rate|\bprostate[- ]specific antigen \(?(?:PSA\)? )?respon|(?<!best )\bPSA respon"),
    ("scr", r"\bstringent complete respon|\bsCR\b(?! or)"),
    ("vgpr_or_better", r"\b(?:very good partial respon\w+|VGPR)\)? (?:\(VGPR\) )?(?:rate )?or better|[≥>]\s?VGPR"),
    ("cr_or_better", r"\b(?:complete respon\w+|CR)\)? (?:\(CR\) )?or better|[≥>]\s?CR\b"),
    ("cr_or_cri", r"\bCR ?(?:/|or|\+|and) ?CRi\b|complete remission.{0,20}(?:incomplete|with or without)"),
    ("crh", r"\bCRh\b"),
    ("cri", r"\bCRi\b"),
    ("dcr", r"\bdisease control|\bDCR\b"),
    ("cbr", r"\bclinical benefit|\bCBR\b"),
    ("orr", r"\b(?:objective|overall|tumou?r|best overall|clinical) (?:\w+ )?(?:respon\w+|remission) ?(?:\(\w+\) )?rate|\bobjective respon|\bORR\b|(?<!best )\boverall respon"),
    ("cr", r"\bcomplete (?:clinical )?(?:respon|remission)|\bCR rate|\(CR\)"),
    ("pr", r"\bpartial (?:respon|remission)"),
    ("sd", r"(?<!duration of )\bstable disease"),
    ("pd", r"\bprogressive disease"),
    ("not_evaluable", r"\bnot evaluable"),
    ("cytokine_release", r"\bcytokine[- ]release|\bCRS\b"),
    ("neurotoxicity", r"\bneurotoxicit|\bneurologic\w* toxicit|\bICANS\b"),
    ("ild", r"\binterstitial lung|\bpneumonitis\b|\bILD\b"),
    ("discontinuation", r"\bdiscontinu\w+.*(?:adverse|AEs?\b|toxicit)|(?:adverse|AEs?\b|toxicit).*\bdiscontinu"),
    ("dose_reduction", r"\bdose (?:reduc|modif|interrupt).*(?:adverse|AEs?\b|toxicit)"),
    ("fatal_adverse_events", r"\b(?:fatal|grade 5) (?:adverse|AEs?\b|TEAEs?\b)"),
    ("treatment_related_death", r"\btreatment[- ]related (?:death|mortality)"),
    ("serious_adverse_events", r"^(?!.*\b(?:and|or)\b.*(?:serious|SAE)).*(?:\bserious (?:\w+[- ])*adverse|\bSAEs?\b)(?!.*\b(?:and|or) (?:\w+[- ]){0,3}adverse)"),
    ("adverse_events", r"\badverse (?:event|effect|reaction)|\b(?:TE|TR|S|ir)?AEs?\b|\btoxicit"),
)  # fmt: skip

_COMPILED = tuple(
    (code, re.compile(pattern, 0 if pattern.startswith("\\bOS") else re.IGNORECASE))
    for code, pattern in PATTERNS
)
TIME_TO_EVENT = frozenset(
    ("dor", "docr", "intracranial_dor", "ttr", "pfs", "pfs2", "intracranial_pfs", "ttp", "efs", "dfs",
     "intracranial_progression", "rfs", "dmfs", "ttnt", "adt_free_survival", "os", "css",
     "treatment_free_survival", "local_control", "freedom_from_transformation")
)  # fmt: skip


@lru_cache(maxsize=8192)
def recognise(title: str) -> str:
    """Code of the endpoint that a title or a row's heading names; empty if none or unsure."""
    if NOT_AN_ENDPOINT.search(title):
        return ""
    for code, pattern in _COMPILED:
        if pattern.search(title):
            return code
    return ""
