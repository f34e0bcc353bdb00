"""Words that hold digits and are names, not figures: the only numerals that may stand unbound."""

from __future__ import annotations

import re

from reports.numbers import numerals
from reports.published import Published
from schemas.fields import SEPARATOR

FIXED_WORDS = (
    "RECIST 1.1", "stage 4", "stage 3", "Stage 4", "Stage 3", "ECOG 0–1", "ECOG 0-1", "ECOG 0",
    "phase 1", "phase 2", "phase 3", "phase 4", "phase 1/2", "phase 2/3", "grade 3 or 4",
    "grade 3 or higher", "grade 4 or higher", "grade 4", "grade 5", "per 100", "CC BY 4.0", "creativecommons.org/licenses/by/4.0/",
    "of every 100", "0 to 100", "sha256", "WCAG 2.2",
)  # fmt: skip


def known_words(published: Published) -> re.Pattern[str]:
    """A pattern of all names with digits in the vocabularies, longest first."""
    words = set(FIXED_WORDS)
    tables = published.tables
    for table in ("drugs", "biomarkers", "criteria", "cancers", "endpoints"):
        for row in tables[table]:
            words.update((row["name"], row.get("abbreviation") or ""))
            words.update(part.strip() for part in (row.get("synonyms") or "").split(SEPARATOR))
    for row in tables["trials"]:
        words.update((row["name"], *(row["also"] or "").split(SEPARATOR)))
    words.update(row["title"] for row in (*tables["subgroups"], *tables["categories"]))
    for row in tables["glossary"]:
        words.update((row["term"], *(row["also"] or "").split(SEPARATOR)))
    numbered = sorted((w for w in words if w and numerals(w)), key=lambda w: (-len(w), w))
    return re.compile("|".join(rf"(?<!\d){re.escape(w)}(?!\d)" for w in numbered) or r"(?!)")
