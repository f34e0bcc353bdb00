"""What may come in from outside: names, addresses and plain text. Pure judgement of strings.

Every reader of a file, a setting or an argument asks here, so that one sentence holds everywhere:
what stands in a file name is a slug, what stands in a link is an address, and no value holds a sign
that readers cannot see. How files are opened stands in ``pipelines.files``.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

LONGEST_NAME = 80  # a file name has at most 255 bytes, endings and temporary marks included
LONGEST_ADDRESS = 2000
LONGEST_VALUE = 4000  # signs of one value; the longest that was ever typed here has 600

SLUG = rf"(?![a-z0-9-]{{{LONGEST_NAME + 1}}})[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG_WORDS = f"lower-case letters, digits and single hyphens, at most {LONGEST_NAME} in all"
REPORT_NAME = rf"[0-9]{{4}}-{SLUG}"
HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\.?"
PORT = r"(?::[0-9]{1,5})?"
ADDRESS = rf"(?![^\s;]{{{LONGEST_ADDRESS + 1}}})(?i:https?)://(?:{HOST}|\[[0-9a-fA-F:.]+\]){PORT}(?:[/?#][^\s;<>\"'`\\{{}}|^]*)?"
# a path below a folder: no part is empty or begins with a dot
INSIDE = r"[A-Za-z0-9_%-][A-Za-z0-9._%-]*(?:/[A-Za-z0-9_%-][A-Za-z0-9._%-]*)*"

# names of devices on Windows, whatever their ending
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)

# Signs without a glyph of their own: control signs other than tab and line end, those that turn the
# direction of text, those of no width, and code points that are no characters. The categories Cc,
# Cf, Cs, Co, Zl and Zp of Unicode, written out so that every version of Python refuses the same.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)

HIDES = "holds a sign that turns or hides text for readers."
RETYPE = "Delete it: type the text again by hand."


def hidden_sign(text: str) -> str:
    """The first sign of ``text`` that no reader can see, such as ``U+202E``; empty if there is none."""
    found = HIDDEN.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def too_long(value: str) -> tuple[str, str]:
    """What is wrong with a value longer than ``LONGEST_VALUE``, and what to do."""
    message = f"this value has {len(value):,} signs; values of up to {LONGEST_VALUE:,} are read."
    return message, "Look for a quotation mark that is not closed, or shorten it."


def text_fault(text: str, most: int) -> str:
    """Why ``text`` cannot stand as one cell of a list that the next check reads; empty if it can."""
    if sign := hidden_sign(text):
        return f"holds {sign}, a sign that nobody can see"
    return f"is longer than {most} characters" if len(text) > most else ""


def visible(text: str) -> str:
    """``text`` with hidden signs written out as JSON does, so that none reaches a terminal."""
    return HIDDEN.sub(lambda found: json.dumps(found.group())[1:-1], text)


def one_line(text: str) -> str:
    return visible(text.replace("\n", "\\n"))


def is_slug(text: str) -> bool:
    return re.fullmatch(SLUG, text) is not None


def is_file_name(text: str) -> bool:
    """May this slug be the name of a file or folder, on every system?"""
    return is_slug(text) and not DEVICES.fullmatch(text)


def is_address(text: str) -> bool:
    """An http(s) address of a host, in whatever case it is typed, without a user's name before it."""
    if not re.fullmatch(ADDRESS, text):
        return False
    try:
        return urlsplit(text).port != 0
    except ValueError:  # a port beyond 65535, a bracket that does not close
        return False
