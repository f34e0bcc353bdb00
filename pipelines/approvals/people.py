"""Names of people: what may stand as one, and when two spellings are the same person's."""

from __future__ import annotations

import re
import unicodedata

from schemas.borders.plain import text_fault
from schemas.borders.sheets import MARK, starts_formula

LONGEST_NAME = 80
# Letters of other scripts that look like Latin ones, after folding of case.
LOOKALIKES = str.maketrans(
    "авеікмнорстухѕјԁԛԝһӏгαβεηικμνορτυχγωɡıℓ", "abeikmhopctyxsjdqwhlrabehikmvoptuxywgil"
)
EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"}


def name_fault(name: str) -> str:
    """Why nobody of that name can stand in the log; empty if they can."""
    if not name.strip() or set(name) & set(",;"):
        return "is not one name, without comma or semicolon"
    if starts_formula(name) or name.startswith(MARK):
        return "begins like a formula of a spreadsheet"
    if fault := text_fault(name, LONGEST_NAME):
        return fault
    if not any(sign.isalpha() for sign in name):
        return "has no letter"
    if len(scripts(name)) > 1:
        return f"mixes letters of several scripts ({', '.join(sorted(scripts(name)))})"
    return ""


def scripts(name: str) -> set[str]:
    """Scripts of the letters of a name, such as LATIN."""
    letters = (sign for sign in unicodedata.normalize("NFKC", name) if sign.isalpha())
    found = {unicodedata.name(sign, "UNKNOWN").partition(" ")[0] for sign in letters}
    return {"EAST ASIAN" if script in EAST_ASIAN else script for script in found}


def spellings(name: str) -> set[str]:
    """What is left of a name without case, accents, signs between words and lookalikes: its words as
    they follow each other, and in alphabetical order."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    plain = "".join(
        sign for sign in plain if not unicodedata.combining(sign) and sign.isprintable()
    )
    words = re.findall(r"[^\W_]+", plain.translate(LOOKALIKES))
    return {"".join(words), "".join(sorted(words))}


def same_person(name: str, names: str) -> bool:
    """Is ``name`` one of ``names`` (``A and B``, ``A, B``), however it is spelled?"""
    parts = re.split(r"[,;&/]|\band\b", names)
    return any(spellings(name) & spellings(part) for part in (*parts, names) if part.strip())
