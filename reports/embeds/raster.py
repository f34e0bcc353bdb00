"""A card as PNG: at its true size, small enough to post, and never with a sign that has no glyph."""

from __future__ import annotations

import io
import unicodedata

from PIL import Image

from reports import theme
from reports.charts.converter import svg_to_png
from schemas.wording.signs import DRAWN

SCALE = 2
DOTS = 72 * SCALE  # an inch, so that a document shows the picture at the size of the drawing
COLOURS = (32, 16, 8)  # with their edges: charts have few, and a palette makes the file a sixth
LARGEST = 150_000  # bytes; a larger picture is made again with fewer colours
SHADE = 6  # of 255
COLOURS_OF_THEME = [tuple(bytes.fromhex(token.light[1:])) for token in theme.TOKENS]
CELL = 32  # px
NOTHING = "\U0010fffd"  # no font has it
_seen: dict[
    str, bool
] = {}  # what the font was asked before: a fact of the converter, not of a chart


def to_png(svg: str, scale: float = SCALE) -> bytes:
    """Palette PNG of a drawing whose colours are literal."""
    picture = Image.open(io.BytesIO(svg_to_png(svg, scale))).convert("RGB")
    for colours in COLOURS:
        small = picture.quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        small.putpalette(_true(small.getpalette()))
        made = io.BytesIO()
        small.save(made, "PNG", dpi=(72 * scale, 72 * scale))
        if made.tell() <= LARGEST:
            break
    return made.getvalue()


def _true(palette: list[int]) -> list[int]:
    """``palette`` with the theme's own colours, of which a mean with their edges is a shade off."""
    found = []
    for entry in zip(palette[::3], palette[1::3], palette[2::3], strict=True):
        near = [c for c in COLOURS_OF_THEME if max(abs(a - b) for a, b in zip(c, entry, strict=True)) <= SHADE]  # fmt: skip
        found += near[0] if near else entry
    return found


def has_glyphs(text: str) -> bool:
    """Would a picture of ``text`` show every sign?"""
    return not _missing(text)


def _missing(text: str) -> list[str]:
    asked = sorted(set(text) - DRAWN - _seen.keys() - set("\n\t"))
    if asked:
        _seen.update(zip(asked, drawn(asked), strict=True))
    return sorted(sign for sign in set(text) if not _seen.get(sign, True))


def refuse_signs_without_glyph(text: str) -> None:
    """Raise ValueError if the picture of ``text`` would show an empty box."""
    if missing := _missing(text):
        sign = missing[0]
        name = unicodedata.name(sign, "a sign without a name")
        raise ValueError(
            f"the font of pictures has no sign for “{sign}” (U+{ord(sign):04X}, {name}): "
            "write it in Latin letters"
        )


def drawn(signs: list[str]) -> list[bool]:
    """Whether the converter has a glyph for each sign: it looks unlike one that no font has."""
    cells = "".join(
        f'<text x="{CELL * n + 4}" y="22" font-size="20">{sign}</text>'
        for n, sign in enumerate([NOTHING, *signs])
    )
    wide = CELL * (len(signs) + 1)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{CELL}" '
        f'font-family="{theme.CHART_FONT}">{cells}</svg>'
    )
    strip = Image.open(io.BytesIO(svg_to_png(svg, 1)))
    boxes = [
        strip.crop((CELL * n, 0, CELL * (n + 1), CELL)).tobytes() for n in range(len(signs) + 1)
    ]
    return [box != boxes[0] for box in boxes[1:]]
