"""The names of one harm: as pages say it, and as sources print it. Both kinds of English are one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

# the names of one harm stand together; a longer name is never a shorter one ("fever with low neutrophils")
SAME = (
    ("low neutrophil count", "low neutrophils", "neutropenia", "neutrophil count decreased", "decreased neutrophil count"),
    ("fever with low neutrophil count", "fever with low neutrophils", "febrile neutropenia"),
    ("low platelet count", "low platelets", "thrombocytopenia", "platelet count decreased", "decreased platelet count"),
    ("low red blood cell count", "anemia"),
    ("low white blood cell count", "leukopenia", "white blood cell count decreased", "decreased white blood cell count"),
    ("low lymphocyte count", "lymphopenia", "lymphocyte count decreased", "decreased lymphocyte count"),
    ("low blood cell counts", "cytopenia"),
    ("low sodium in blood", "hyponatremia"),
    ("low potassium in blood", "hypokalemia"),
    ("low albumin in blood", "hypoalbuminemia"),
    ("low phosphate in blood", "hypophosphatemia"),
    ("raised alanine aminotransferase", "raised liver value ALT", "alanine aminotransferase", "ALT"),
    ("raised aspartate aminotransferase", "raised liver value AST", "aspartate aminotransferase", "AST"),
    ("raised lipase", "lipase increased", "increased lipase", "lipase"),
    ("raised creatine phosphokinase", "creatine phosphokinase"),
    ("high blood pressure", "hypertension"),
    ("low blood pressure", "hypotension"),
    ("high blood sugar", "hyperglycemia"),
    ("fever", "pyrexia"),
    ("tiredness", "fatigue"),
    ("weakness", "asthenia"),
    ("reaction to the infusion", "infusion-related reaction", "infusion reaction"),
    ("squamous cell cancer of the skin", "cutaneous squamous cell carcinoma"),
    ("basal cell cancer of the skin", "basal cell carcinoma"),
    ("weaker heart beat (ejection fraction)", "ejection fraction decrease", "decreased ejection fraction"),
    ("sore mouth", "stomatitis"),
    ("itching", "pruritus"),
    ("hot flush", "hot flash"),
    ("muscle pain", "myalgia"),
    ("numbness or pain of nerves", "nerve damage", "nerve damage of arms or legs", "damage to nerves of hands and feet",
     "peripheral neuropathy", "peripheral sensory neuropathy"),
    ("hand-foot syndrome", "palmar-plantar erythrodysesthesia"),
    ("rash like acne", "acneiform dermatitis", "acneiform rash"),
    ("decreased appetite", "anorexia"),
    ("changed taste", "dysgeusia"),
    ("swelling of arms or legs", "peripheral edema"),
    ("veno-occlusive disease of the liver", "hepatic veno-occlusive disease", "veno-occlusive disease",
     "sinusoidal obstruction syndrome"),
)  # fmt: skip


def plain(words: str) -> str:
    """A name as it is compared: both kinds of English (anaemia, anemia) and hyphens alike."""
    return re.sub(r"ae|oe", "e", words.lower()).replace("-", " ")


_GROUPS = {plain(name): tuple(map(plain, group)) for group in SAME for name in group}


@cache
def pattern(harm: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds a harm in a text, and the longer names of other harms that hold one of its own."""
    own = _GROUPS.get(plain(harm), (plain(harm),))
    longer = [n for n in _GROUPS if n not in own and any(mine in n for mine in own)]
    return _of(own), _of(longer)


def _of(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    words = "|".join(
        re.escape(n).replace("e", "[ao]?e").replace(r"\ ", "[ -]") for n in longest_first
    )
    return re.compile(rf"\b(?:{words or '(?!)'})(?:s|es)?(?!\w)", re.IGNORECASE)
