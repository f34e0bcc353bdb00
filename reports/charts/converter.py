"""The chart converter, setting text in the fonts that it brings along and no others.

So a picture has the same bytes on every machine. It is also made in half the time: a font of the
system would be opened again for every letter. (On macOS and Windows the converter cannot be kept
from looking at the system's fonts.)
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

NO_FONTS = Path(__file__).with_name("fonts.conf")
LIST_OF_FONTS = "FONTCONFIG_FILE"  # read once a process, at the first conversion


def vegalite_to_svg(spec: dict[str, Any]) -> str:
    _begin()
    return vl_convert.vegalite_to_svg(spec)


def svg_to_png(svg: str, scale: float) -> bytes:
    _begin()
    return vl_convert.svg_to_png(svg, scale=scale)


@cache
def _begin() -> None:
    """Not at import: once the converter has run, a forked copy of the process never answers."""
    before = os.environ.get(LIST_OF_FONTS)
    os.environ[LIST_OF_FONTS] = str(NO_FONTS)
    try:
        vl_convert.svg_to_png('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    finally:  # other programs, such as a browser, need the system's list
        if before is None:
            del os.environ[LIST_OF_FONTS]
        else:
            os.environ[LIST_OF_FONTS] = before
