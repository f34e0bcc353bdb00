"""Words that mean one thing: names that hold digits, claims bound to one endpoint, banned words.

Lists and patterns only; the rules that use them are in ``schemas.rules.prose``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from schemas.endpoints import CAUSE_SPECIFIC_SURVIVAL
from schemas.wording.names import any_of

# digits of every alphabet, and signs that are numbers: raised, in circles, Roman, fractions
DIGIT = re.compile(
    r"\d+(?:[.,]\d+)*"
    "|[¹²³¼-¾\u2070-\u2089\u2150-\u218b\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3021-\u3029\u3220-\u32bf]+"
)

# names with digits that belong to no vocabulary; the number gate knows the same ones
FIXED_WORDS = (
    "RECIST 1.1", "stage 4", "stage 3", "Stage 4", "Stage 3", "ECOG 0–1", "ECOG 0-1", "ECOG 0",
    "phase 1", "phase 2", "phase 3", "phase 4", "phase 1/2", "phase 1b/2", "phase 2/3", "grade 3 or 4",
    "grade 3 or higher", "grade 4 or higher", "grade 2 or higher", "grade 1 or 2", "grade 1", "grade 2", "grade 3",
    "grade 4", "grade 5", "per 100", "CC BY 4.0",
    "creativecommons.org/licenses/by/4.0/",
    "of every 100", "0 to 100", "sha256", "WCAG 2.2",
)  # fmt: skip


def short_name(trial: str) -> str:
    """Name of a trial up to a bracket or colon: what is repeated on a page that says all of it once."""
    return trial.partition(" (")[0].partition(": ")[0]


def known_words(tables: Mapping[str, Iterable[Any]], more: Iterable[str] = ()) -> re.Pattern[str]:
    """Names with digits from the vocabularies: drugs, genes, trials. They are not figures.

    The rows may be curated rows or rows of the store: both have ``get``.
    """
    words = {*FIXED_WORDS, *more}

    def add(table: str, *names: str) -> None:
        for row in tables[table]:
            for name in names:
                words.update(part.strip() for part in (row.get(name) or "").split(";"))

    for table in ("drugs", "biomarkers", "criteria", "cancers", "endpoints"):
        add(table, "name", "abbreviation", "synonyms")
    add("trials", "name", "also")
    words.update(short_name(row.get("name") or "") for row in tables["trials"])
    add("subgroups", "title")
    add("categories", "title")
    add("glossary", "term", "also")
    return re.compile(rf"(?<!\d){any_of(word for word in words if DIGIT.search(word))}(?!\d)")


# R32; "wonder" as a verb is an honest word
BANNED = re.compile(
    r"\b(breakthroughs?|miracles?|miraculous|game[- ]?chang\w+|revolutionary|marvel\w*|"
    r"life-?savers?|life-?saving|wonders?(?! (?:if|whether|how|why|what|about|when|who))|"
    r"home[- ]runs?|promising|best chances?)\b",
    re.IGNORECASE,
)
CURE = re.compile(r"\b(cur(?:e|es|ed|able|ative|ing))\b", re.IGNORECASE)
DURABLE = re.compile(r"\b(durabl[ey]|durability)\b", re.IGNORECASE)
MINIMUM_IN_WORDS = re.compile(
    r"\b(?:at least|minimum|or longer|or more)\b.*\b(?:months|years)\b|\b(?:months|years) or (?:longer|more)\b",
    re.IGNORECASE,
)
DATE = re.compile(
    r"(?:\d{1,2} )?\b(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December) \d{4}\b"
)

# "survival" of a named kind is not survival as such
NAMED_SURVIVAL = re.compile(
    r"\b[\w-]+-(?:specific|free) (?:survival|rate)|\b(?:response|treatment|growth)-free\b|"
    r"\bsurvival (?:analysis|curve|time point)",
    re.IGNORECASE,
)
ALIVE = re.compile(
    r"\b(alive|surviv(?:al|ed|e|es|ing|ors?)|lived|still living)\b"
    r"|(?<!or )(?<!or had )(?<!or have )\b(died|dead)\b(?! (?:of|from|or|because|due)\b)",
    re.IGNORECASE,
)
# how prose may name the endpoints that are easily taken for overall survival
NAMES_OF = {
    CAUSE_SPECIFIC_SURVIVAL: re.compile(
        r"\w-specific survival|\b(?:died|die|dying|deaths?|dead) (?:of|from|because of|due to) ",
        re.IGNORECASE,
    ),
    "": re.compile(
        r"\bwithout\b|-free\b|\bfree of\b|\b(?:no|grown?|grew|growth|spread|progress\w*|relapse\w*|"
        r"recur\w*|came back|come back|begun|began|respon\w+|lasted?|controlled)\b",
        re.IGNORECASE,
    ),
}

RELATIVE = re.compile(
    r"\b(?:halv\w+|doubl\w+|tripl\w+|cut\w*|reduc\w+|lower\w*|rais\w+|increas\w+)\b[^.;]{0,40}?"
    r"\b(?:risk|hazard|odds|chances?) of\b"
    r"|\b(?:twice|(?:two|three|four|five|ten) times) (?:as|more) likely\b"
    r"|\b(?:lower|higher|smaller|reduced) (?:risk|hazard|odds) of (?:death|dying|growth|progression)",
    re.IGNORECASE,
)
SHARE_UNKNOWN = re.compile(
    r"\b(?:not stated|not known|not published|not printed|not given|not say|unknown|"
    r"could not be read|could not read|cannot be read|no figure|does not give)\b",
    re.IGNORECASE,
)

ACRONYM = re.compile(r"(?<![\w-])([A-Z][A-Za-z]?[A-Z]{1,5})s?(?![\w-])")
# read by everybody, or names and not short forms
# EGFR, PD-L1: a name of a gene or marker, wherever it stands
GENE = re.compile(r"\b[A-Z][A-Z0-9]{2,}(?:-[A-Z]?\d\w*)?\b")
COMMON_CAPITALS = (
    "DNA", "RNA", "CAR", "CT", "MRI", "PET", "CD", "UK", "US", "USA", "EU", "II", "III", "IV", "OK",
    "TV", "AND", "OR", "NOT", "NO", "ID", "PDF", "CSV", "HTML", "DOI",
)  # fmt: skip
PR_AS_RECEPTOR = re.compile(
    r"progesterone[- ]receptors? \(PR\)|\bPR[- ]?(?:positive|negative|\+)|\bPR status\b|"
    r"\bER/PR\b|\bER (?:and|or) PR\b|\bPR (?:receptor|stands for progesterone|is the progesterone)",
)
SUBJECTS = re.compile(r"\b(?:study |trial |human )?subjects\b", re.IGNORECASE)
