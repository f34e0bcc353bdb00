"""Colours, fonts and sizes of pages and charts: the only place where they are chosen.

The palette follows Okabe and Ito, darkened or lightened until text in each colour has a contrast of
at least 4.5 to 1 on its paper. Colour never carries a meaning alone: arms also differ by shape and
dash, people by filled and hollow figures.
"""

from __future__ import annotations

from dataclasses import dataclass

CHART_FONT = "'Liberation Sans', Arial, Helvetica, sans-serif"

TEXT = 12  # px; the smallest text of a chart is SMALL
SMALL = 11
TITLE = 16

NARROW = 280
WIDE = 680
WIDTHS = (NARROW, 440, WIDE)  # drawings of a page; between them a drawing grows with its frame


@dataclass(frozen=True)
class Token:
    """One colour in its light and dark form, and the CSS property that carries it."""

    name: str
    light: str
    dark: str

    @property
    def property(self) -> str:
        return f"--re-{self.name}"


# No two tokens share a light value: charts are drawn in light values and rewritten to properties.
TOKENS = (
    Token("paper", "#ffffff", "#14181d"),
    Token("panel", "#f5f7f9", "#1c2229"),
    Token("ink", "#1d2530", "#e8ecf0"),
    Token("muted", "#56616e", "#a6b1bd"),
    Token("line", "#d9dfe5", "#38424d"),
    Token("axis", "#87929e", "#7d8996"),
    Token("link", "#0b5394", "#86bdf2"),
    Token("arm-1", "#00609f", "#6cb8f0"),
    Token("arm-2", "#b34700", "#f2a35c"),
    Token("arm-3", "#00705a", "#4fc8a6"),
    Token("arm-4", "#93397a", "#e59ccb"),
    Token("arm-5", "#5c5c00", "#d8d060"),
    Token("yes", "#0a5c8f", "#69b4ea"),
    Token("no", "#6b7784", "#8d99a6"),
    Token("warn", "#8a4b00", "#f5b95f"),
    Token("warn-paper", "#fff4e0", "#33260f"),
    Token("stop", "#a1201c", "#ff9d94"),
    Token("stop-paper", "#fdecea", "#3a1715"),
    Token("focus", "#00488a", "#9ecbff"),
)
LIGHT = {token.name: token.light for token in TOKENS}
PROPERTY_OF = {token.light: token.property for token in TOKENS}

ARM_COLOURS = tuple(LIGHT[f"arm-{number}"] for number in range(1, 6))
ARM_SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down")
ARM_GLYPHS = ("●", "■", "▲", "◆", "▼")
ARM_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4])


@dataclass(frozen=True)
class ArmStyle:
    """How one arm looks in every chart of its trial."""

    colour: str
    shape: str
    glyph: str
    dash: list[int]

    @property
    def size(self) -> int:
        """Area in px²; triangles look smaller than they are."""
        return 90 if "triangle" in self.shape else 64


def arm_style(position: int) -> ArmStyle:
    """Style of the arm at ``position`` (from 0). Five arms differ; a sixth is refused."""
    if position >= len(ARM_COLOURS):
        raise ValueError("a chart shows at most five arms; show fewer, or use a table")
    return ArmStyle(
        ARM_COLOURS[position],
        ARM_SHAPES[position],
        ARM_GLYPHS[position],
        ARM_DASHES[position],
    )


def css_properties(indent: str = "") -> str:
    """CSS that sets every ``--re-…`` property on ``:root``, light and dark."""
    light = "".join(f"{token.property}:{token.light};" for token in TOKENS)
    dark = "".join(f"{token.property}:{token.dark};" for token in TOKENS)
    return (
        f"{indent}:root{{color-scheme:light dark;{light}}}\n"
        f"{indent}@media (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"
    )


def embed_css() -> str:
    """CSS of a chart's page: light unless its address ends in ``#dark`` or, as the reader's system
    asks, in ``#auto``; and one drawing of several, by the width of the frame.
    """
    light = "".join(f"{token.property}:{token.light};" for token in TOKENS)
    dark = "".join(f"{token.property}:{token.dark};" for token in TOKENS)
    dark = f"{{color-scheme:dark;{dark}}}"
    rules = [
        f":root{{color-scheme:light;{light}}}",
        f"@media screen{{:root:has(#dark:target){dark}}}",  # on paper no ground is printed
        f"@media screen and (prefers-color-scheme: dark){{:root:has(#auto:target){dark}}}",
    ]
    for width, next_width in zip(WIDTHS, (*WIDTHS[1:], None), strict=True):
        low = "" if width == NARROW else f"(max-width: {width - 0.02}px)"
        high = f"(min-width: {next_width}px)" if next_width else ""
        outside = ", ".join(filter(None, (low, high)))
        rules.append(f"@media {outside}{{.re-at-{width}{{display:none}}}}")
    return "\n".join(rules) + "\n"


def altair_config() -> dict[str, object]:
    """Vega-Lite ``config`` shared by all charts. Axes say little; labels carry the reading."""
    return {
        "font": CHART_FONT,
        "background": LIGHT["paper"],
        "view": {"stroke": None},
        "axis": {
            "labelColor": LIGHT["muted"],
            "labelFontSize": SMALL,
            "labelPadding": 4,
            "labelOverlap": False,
            "labelBound": False,
            "labelFlush": False,
            "gridColor": LIGHT["line"],
            "domainColor": LIGHT["axis"],
            "tickColor": LIGHT["axis"],
            "tickSize": 4,
            "title": None,
        },
        "text": {"fontSize": TEXT, "color": LIGHT["ink"], "font": CHART_FONT},
        "rule": {"color": LIGHT["axis"]},
    }
