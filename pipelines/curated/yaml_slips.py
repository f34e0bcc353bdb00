"""What an editor did where YAML cannot be read: the slip by name, at its line, and what to type.

YAML itself says "mapping values are not allowed in this context" where a title holds a colon.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from schemas import tables


class Slip(NamedTuple):
    line: int
    field: str
    value: str
    message: str
    todo: str


def slip_of(text: str, line: int, says: str) -> Slip:
    """The slip in ``text`` that makes YAML say ``says`` of ``line``."""
    lines = text.split("\n")
    near = [line, line - 1, line + 1]
    for look in (_merge, _fence, _no_break_space, _tab):  # wherever they stand
        for number, typed in enumerate(lines, start=1):
            if found := look(number, typed):
                return found
    for number in near:
        if 0 < number <= len(lines):
            for look in LOOKS:
                if found := look(number, lines[number - 1]):
                    return found
    for number, typed in enumerate(lines[:line], start=1):
        if found := _open_quote(number, typed) or _open_bracket(number, typed):
            return found
    if found := _no_key(lines, line) or _indent(lines, line):
        return found
    message = "this line does not continue what stands above it."
    if not (typed := lines[line - 1].strip() if 0 < line <= len(lines) else ""):
        message = "what stands above this line is not finished."
    return Slip(
        line,
        "",
        typed,
        message,
        f"Write `key: value`, and put a text of several lines or with signs between quotation marks (YAML says: {says}).",
    )


def _key_and_text(typed: str) -> tuple[str, str]:
    match = re.match(r"\s*(?:- )?([\w-]+):\s+(.*)", typed)
    return (match[1], match[2].strip()) if match else ("", "")


def _quoted(key: str, text: str) -> str:
    mark = "'" if '"' in text else '"'
    few = text if len(text) <= 60 else f"{text[:60]}…"
    return f"Put the whole text in quotation marks: `{key}: {mark}{few}{mark}`."


def _merge(number: int, typed: str) -> Slip | None:
    if not re.match(r"(?:<{7}|={7}|>{7})(?:\s|$)", typed):
        return None
    return Slip(
        number, "", typed, "this is the mark of a merge: the file holds both versions.",
        "Keep one of them, and delete the lines <<<<<<<, ======= and >>>>>>>.",
    )  # fmt: skip


def _no_break_space(number: int, typed: str) -> Slip | None:
    if not re.match(r"[ \u00a0]*\u00a0|[ ]*[\w-]+:\u00a0", typed):
        return None
    return Slip(
        number, _key_and_text(typed.replace("\u00a0", " "))[0], "U+00A0",
        "a no-break space stands where a space belongs.", "Type the space again.",
    )  # fmt: skip


def _tab(number: int, typed: str) -> Slip | None:
    if not re.match(r" *\t", typed) and not re.match(r"\s*[\w-]+:[ ]?\t", typed):
        return None
    return Slip(
        number, typed.strip().partition(":")[0], "",
        "a tab stands where spaces belong.", "Use spaces only.",
    )  # fmt: skip


def _fence(number: int, typed: str) -> Slip | None:
    if not typed.startswith("```"):
        return None
    return Slip(number, "", typed, "this line belongs to a text that was copied with the file.", "Delete it.")  # fmt: skip


def _equals(number: int, typed: str) -> Slip | None:
    match = re.match(r"\s*([a-z_]+) ?= ?(\S.*)", typed)
    if not match or match[1] not in known_keys():
        return None
    return Slip(number, match[1], "", "an equals sign stands where a colon belongs.", f"Write `{match[1]}: {match[2]}`.")  # fmt: skip


def _of_another_format(number: int, typed: str) -> Slip | None:
    """``"value": 57,`` as JSON has it."""
    match = re.match(r"""\s*["']([a-z_]+)["']: ?(.*?),?\s*$""", typed)
    if not match or match[1] not in known_keys():
        return None
    return Slip(number, match[1], "", "keys in quotation marks and commas at the ends of lines are of another format.", f"Write `{match[1]}: {match[2]}`, each on a line of its own.")  # fmt: skip


def _in_braces(number: int, typed: str) -> Slip | None:
    """What is wrong in a figure on one line, ``key: {…}``."""
    match = re.match(r"\s*([\w-]+): ?\{(.*)$", typed)
    if not match:
        return None
    key, inside = match.groups()
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", lambda quoted: "x" * len(quoted.group()), inside)
    if re.search(r",\s*,", bare):
        return Slip(number, key, "", "two commas follow one another.", "Delete one of them.")
    for part in re.finditer(r"([\w-]+): ([^,{}\[\]]*?):(?= |$|,|\})", bare):
        after = part[2].rpartition(" ")[2]
        if after in known_keys():
            return Slip(number, after, "", f"a comma is missing before `{after}:`.", "Add it.")
        text = re.match(r"[^,{}]*", inside[part.start(2) :]).group()
        return Slip(number, part[1], text, "a colon inside a text makes YAML take it for two keys.", _quoted(part[1], text))  # fmt: skip
    end, depth = _end_of(bare)
    if end is not None and not depth and (rest := inside[end + 1 :].strip()) and rest[0] != "#":
        if set(rest) <= set("}"):
            return Slip(number, key, rest, "this bracket is closed twice.", "Delete one `}`.")
        return Slip(number, key, rest, "stands behind the bracket that ends the figure.", "Put it into the brackets as `note: …`, or behind ` # ` if it is for editors only.")  # fmt: skip
    return None


def _end_of(bare: str) -> tuple[int | None, int]:
    """Where the bracket that was opened before ``bare`` is closed; how many are still open."""
    depth = 1
    for at, sign in enumerate(bare):
        depth += (sign == "{") - (sign == "}")
        if not depth:
            return at, 0
    return None, depth


def _bracket_first(number: int, typed: str) -> Slip | None:
    key, text = _key_and_text(typed)
    if not key or not re.match(r"\[[^\]]*\]\s*[^\s#,}]", text):
        return None
    return Slip(number, key, text, "a text cannot begin with `[`.", _quoted(key, text))


def _no_value(number: int, typed: str) -> Slip | None:
    key, text = _key_and_text(typed)
    if not key or text not in ("?", "-"):
        return None
    return Slip(number, key, text, "is no value.", "Fill it in, write not_stated where that is allowed, or delete the line.")  # fmt: skip


def _no_key(lines: list[str], line: int) -> Slip | None:
    """A line without a colon: a key that lacks it, or a text that goes on where YAML sees no text."""
    for number in (line, line - 1):
        typed = lines[number - 1] if 0 < number <= len(lines) else ""
        if not typed.strip() or re.search(r":(\s|$)|^\s*#|^\s*- |[{}\[\]\"']", typed):
            continue
        word = typed.strip()
        if re.fullmatch(r"[a-z0-9_-]+", word):
            return Slip(number, word, "", "the colon is missing.", f"Write `{word}:`.")
        above = next((key for above in reversed(lines[: number - 1]) if (key := _key_and_text(above + " ")[0])), "")  # fmt: skip
        if number > 1:
            where = f"the text of `{above}:`" if above else "the text above"
            return Slip(number, "", word, f"this line goes on with {where}, but is not indented.", "Join it to that line, or begin it with two spaces more than the key has.")  # fmt: skip
    return None


@lru_cache(maxsize=1)
def known_keys() -> frozenset[str]:
    return frozenset(name for table in tables.MODELS for name in tables.columns(table))


def _folded(number: int, typed: str) -> Slip | None:
    key, text = _key_and_text(typed)
    sign = re.match(r"([<>|])\s*=?\s*([0-9.]+)", text)
    if not key or not sign or sign[1] not in "<>":
        return None
    return Slip(
        number, key, text, f"a value cannot begin with `{sign[1]}`.",
        f"Write `{key}: {sign[2]}` and `value_qualifier: \"{sign[1]}\"`."
        if key == "value" else f"Put it in quotation marks: `{key}: \"{text}\"`.",
    )  # fmt: skip


def _sign_first(number: int, typed: str) -> Slip | None:
    key, text = _key_and_text(typed)
    if not key or text[:1] not in tuple("%@`|>!&*") or not text[1:].strip():
        return None
    return Slip(number, key, text, f"a text cannot begin with `{text[0]}`.", _quoted(key, text))


def _quote_inside(number: int, typed: str) -> Slip | None:
    key, text = _key_and_text(typed)
    if not key or text[:1] not in tuple("\"'"):
        return None
    end = text.find(text[0], 1)
    rest = text[end + 1 :].strip() if end > 0 else ""
    if not rest or rest.startswith(("#", ",", "}", "]")):
        return None
    return Slip(
        number, key, text, "the quotation mark closes before the text ends.", _quoted(key, text)
    )


def _open_quote(number: int, typed: str) -> Slip | None:
    key, text = _key_and_text(typed)
    mark = text[:1]
    if not key or mark not in ('"', "'") or not mark or text.count(mark) % 2 == 0:
        return None
    return Slip(
        number,
        key,
        text,
        "the quotation mark is not closed.",
        f"Add {mark} at the end of the text.",
    )


def _colon(number: int, typed: str) -> Slip | None:
    key, text = _key_and_text(typed)
    if not key or text[:1] in tuple("\"'{[") or not re.search(r":(?:\s|$)", text):
        return None
    second = re.search(r"\s([a-z_]+):\s", text)
    if second and second[1] in known_keys():
        return Slip(number, second[1], "", "two keys stand on one line.", f"Begin a new line before `{second[1]}:`.")  # fmt: skip
    return Slip(
        number,
        key,
        text,
        "a colon inside a text makes YAML take it for two keys.",
        _quoted(key, text),
    )


def _no_space(number: int, typed: str) -> Slip | None:
    match = re.match(r"\s+([\w-]+):(\S.*)", typed)
    if not match or match[2].startswith("//"):
        return None
    return Slip(
        number, match[1], match[2], "a space is missing after the colon.",
        f"Write `{match[1]}: {match[2]}`.",
    )  # fmt: skip


def _open_bracket(number: int, typed: str) -> Slip | None:
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|(?:^|\s)#.*", "", typed)
    for opening, closing in ("[]", "{}"):
        if bare.count(opening) > bare.count(closing):
            return Slip(
                number, _key_and_text(typed)[0], opening, "this bracket is not closed.",
                f"Add `{closing}` at the end of the line.",
            )  # fmt: skip
    return None


def _indent(lines: list[str], line: int) -> Slip | None:
    """A key that is indented otherwise than the keys around it."""
    depth = [len(typed) - len(typed.lstrip()) for typed in lines]
    for number in (line, line - 1):
        if not 1 < number <= len(lines) or not lines[number - 1].strip():
            continue
        own, above = depth[number - 1], depth[number - 2]
        if own == above or not _key_and_text(lines[number - 1] + " x")[0]:
            continue
        is_opening = lines[number - 2].rstrip().endswith(":")
        if (own > above and not is_opening) or (own < above and own not in depth[: number - 2]):
            return Slip(
                number, lines[number - 1].strip().partition(":")[0], "",
                "this line is indented otherwise than the keys that belong with it.",
                f"Begin it with {above} spaces, like the line above.",
            )  # fmt: skip
    return None


LOOKS = (
    _folded, _of_another_format, _sign_first, _bracket_first, _quote_inside, _open_quote, _in_braces, _colon, _no_space, _equals, _no_value,
)  # fmt: skip
