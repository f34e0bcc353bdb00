"""Charts as pure functions: rows of the view ``estimates`` in, Altair chart or SVG text out.

For pages, three functions give SVG ready to stand inside HTML:

``survival_svg(frame, slug, title, description, width=680, arms=())``
    landmark rates (and medians, if the frame has any) of one endpoint, arms of one randomised trial
``response_svg(frame, slug, title, description, width=680, arms=())``
    proportions (ORR, CR, PR, SD, PD …) of one trial, one bar a row
``icon_array_svg(row, slug, tone="yes", width=140)``
    100 people for one percentage; plain SVG, a millisecond each

``slug`` makes ids and must be unique on the page. ``arms`` is the order of arm keys (alphabetical
without it; never by result). ``responsive(draw, slug)`` draws a chart at both widths and lets CSS
choose (classes ``re-narrow`` and ``re-wide``). All raise ``Refused`` (a ValueError that names the
key) where rows may not share an axis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from reports import theme
from reports.charts.icons import icon_array_svg
from reports.charts.refuse import Refused
from reports.charts.render import to_svg
from reports.charts.response import response_bar
from reports.charts.survival import survival

__all__ = ["Refused", "icon_array_svg", "response_svg", "responsive", "survival_svg"]

# for pages that show `responsive` charts
RESPONSIVE_CSS = """
.re-responsive{container-type:inline-size}
.re-responsive svg{display:block;max-width:100%;height:auto}
.re-wide{display:none}
@container (min-width:640px){.re-narrow{display:none}.re-wide{display:block}}
"""


def survival_svg(
    frame: pd.DataFrame,
    slug: str,
    title: str,
    description: str,
    width: int = theme.WIDE,
    arms: Sequence[str] = (),
) -> str:
    """SVG of landmark rates and medians; see ``survival``."""
    return to_svg(survival(frame, width, arms), title, description, slug)


def response_svg(
    frame: pd.DataFrame,
    slug: str,
    title: str,
    description: str,
    width: int = theme.WIDE,
    arms: Sequence[str] = (),
) -> str:
    """SVG of response rates; see ``response_bar``."""
    return to_svg(response_bar(frame, width, arms), title, description, slug)


def responsive(draw: Callable[[int, str], str], slug: str) -> str:
    """HTML with a chart drawn for narrow and for wide columns, of which CSS shows one.

    ``draw(width, slug)`` returns SVG, for example
    ``lambda width, slug: survival_svg(rows, slug, title, description, width)``.
    """
    narrow = draw(theme.NARROW, f"{slug}-narrow")
    wide = draw(theme.WIDE, f"{slug}-wide")
    return (
        f'<div class="re-responsive"><div class="re-narrow">{narrow}</div>'
        f'<div class="re-wide">{wide}</div></div>'
    )
