"""Colours of a picture that stands alone: light, dark, or as the page around it asks.

Drawings are made with CSS properties, which few programs outside a browser know. A file of its own
names each colour, so that every program shows it; the one that follows its host adds a rule which
others pass over.
"""

from __future__ import annotations

import re

from reports import theme

LIGHT, DARK, HOST = "light", "dark", "auto"
ENDINGS = {LIGHT: "svg", DARK: "dark.svg", HOST: "auto.svg"}
_PROPERTY = re.compile(r"var\((--re-[a-z0-9-]+),#[0-9a-f]{6}\)")
_LIGHT = {token.property: token.light for token in theme.TOKENS}
_DARK = {token.property: token.dark for token in theme.TOKENS}


def coloured(svg: str, scheme: str = LIGHT) -> str:
    """``svg`` with each property replaced by the colour it has in ``scheme``."""
    colours = _DARK if scheme == DARK else _LIGHT
    text = _PROPERTY.sub(lambda found: colours[found[1]], svg)
    if scheme != HOST:
        return text
    rules = "".join(
        f'[{name}="{_LIGHT[key]}"]{{{name}:{_DARK[key]}}}'
        for key in sorted(set(_PROPERTY.findall(svg)))
        for name in ("fill", "stroke")
    )
    style = f"<style>svg{{color-scheme:light dark}}@media screen and (prefers-color-scheme:dark){{{rules}}}</style>"
    return text.replace("</desc>", f"</desc>{style}", 1)
