"""Letters that look like others: what a text seems to say to whoever reads it."""

from __future__ import annotations

import unicodedata

# Letters that look like Latin ones, or are Latin ones with a stroke, after folding of case.
LOOKALIKES = str.maketrans(
    "авеікмнорстухѕјԁԛԝһӏгαβεηικμνορτυχγωɡıℓøłđħŧɓɗƙօսոցհյզլւⱥƀɇɨɉɍɏ",
    "abeikmhopctyxsjdqwhlrabehikmvoptuxywgiloldhtbdkounghjqluabeijry",
)
SMALL_CAPITALS = str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz")


def as_read(text: str) -> str:
    """``text`` in Latin letters without accents, wherever its signs look like these."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    return "".join(map(_as_read, plain))


def _as_read(sign: str) -> str:
    if sign.isascii():
        return sign
    if unicodedata.combining(sign):
        return ""
    small = sign.lower().translate(LOOKALIKES).translate(SMALL_CAPITALS)
    return small.upper() if sign.isupper() else small
