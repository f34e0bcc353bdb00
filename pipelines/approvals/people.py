"""Names of people: what may stand as one, and when two spellings are the same person's."""

from __future__ import annotations

import re
import unicodedata

from schemas.borders.alike import LOOKALIKES
from schemas.borders.plain import text_fault
from schemas.borders.sheets import MARK, starts_formula

LONGEST_NAME = 80
DRAWN_ALIKE = str.maketrans("Il|O", "1110")  # in many fonts
EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"}
# scripts in which people write their names today; those that imitate others have no place here
SCRIPTS = {
    "LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI",
    "ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "THAI", "LAO", "TIBETAN", "MYANMAR", "GEORGIAN",
    "ETHIOPIC", "KHMER", "THAANA", "EAST ASIAN",
}  # fmt: skip
# letters of alphabets; beyond them stand signs of phonetics, clicks and small capitals
LATIN_LETTERS = re.compile("[\u0000-\u01bf\u01c4-\u024f\u1e00-\u1eff]")
TITLES = {"dr", "prof", "professor", "md", "phd", "mr", "mrs", "ms", "jr", "sr", "ii", "iii"}


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
    if not scripts(name) <= SCRIPTS:
        return f"is written in signs ({', '.join(sorted(scripts(name)))}) that no name is known here to have"
    plain = unicodedata.normalize("NFKC", name)
    if odd := [
        s for s in plain if unicodedata.name(s, "")[:6] == "LATIN " and not LATIN_LETTERS.match(s)
    ]:
        return f"has {odd[0]!r}, which is no letter of an alphabet"
    return ""


def scripts(name: str) -> set[str]:
    """Scripts of the letters of a name, such as LATIN."""
    letters = (sign for sign in unicodedata.normalize("NFKC", name) if sign.isalpha())
    found = {unicodedata.name(sign, "UNKNOWN").partition(" ")[0] for sign in letters}
    return {"EAST ASIAN" if script in EAST_ASIAN else script for script in found}


def words_of(name: str) -> list[str]:
    """What is left of a name without case, accents, signs between words, lookalikes and titles."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    plain = "".join(
        sign for sign in plain if not unicodedata.combining(sign) and sign.isprintable()
    )
    words = re.findall(r"[^\W_]+", plain.translate(LOOKALIKES))
    return [word for word in words if word not in TITLES] or words


def same_person(name: str, names: str) -> bool:
    """Is ``name`` one of ``names`` (``A and B``, ``A, B``), however it is spelled?

    A name may be turned round, joined, shortened to initials, given a title, or lack a part: who is
    taken for somebody else writes their name in full.
    """
    parts = re.split(r"[,;&/]|\band\b", names)
    return any(_is_same(name, part) for part in (*parts, names) if part.strip())


def _is_same(name: str, other: str) -> bool:
    for one, two in ((name, other), (_as_drawn(name), _as_drawn(other))):
        fewer, more = sorted((words_of(one), words_of(two)), key=len)
        if fewer and ("".join(fewer) == "".join(more) or _are_among(fewer, more)):
            return True
    return False


def _are_among(fewer: list[str], more: list[str]) -> bool:
    """Does each word stand for one of the others: as it is, or one of both as an initial?"""
    if not fewer:
        return True
    word, *rest = fewer
    return any(
        (word == other or (1 in (len(word), len(other)) and word[0] == other[0]))
        and _are_among(rest, more[:at] + more[at + 1 :])
        for at, other in enumerate(more)
    )


def _as_drawn(name: str) -> str:
    """Letters that look the same in many fonts are one."""
    return unicodedata.normalize("NFKC", name).translate(DRAWN_ALIKE).replace("rn", "m").replace("vv", "w")  # fmt: skip
