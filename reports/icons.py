"""A picture of 100 people as a small inline drawing: every person drawn, one order, none partial."""

from __future__ import annotations

from markupsafe import Markup

from reports.numbers import bound, shown
from reports.published import Figure

PER_ROW = 20
STEP = 10
PEOPLE = 100


def icon_array(figure: Figure, yes: str, no: str, root: str) -> Markup:
    """100 dots, the share filled and the others hollow, with both numbers in words below."""
    share = round_share(figure)
    filled, hollow = _dots(0, share), _dots(share, PEOPLE)
    height = PEOPLE // PER_ROW * STEP
    return Markup(
        '<figure class="icons {family}" role="group">'
        '<svg viewBox="0 0 {width} {height}" aria-hidden="true" focusable="false">'
        '<path class="yes" d="{filled}"/><path class="no" d="{hollow}"/></svg>'
        "<figcaption><strong>{yes_number} {yes}</strong>, {no_number} {no}</figcaption></figure>"
    ).format(
        family=figure.family,
        width=PER_ROW * STEP,
        height=height,
        filled=filled,
        hollow=hollow,
        yes_number=bound(figure, "of_100", root),
        yes=yes,
        no_number=bound(figure, "complement", root, link=False),
        no=no,
    )


def round_share(figure: Figure) -> int:
    words = shown(figure, "of_100").removeprefix("about ")
    return int(words.split(" ")[0])


def _dots(start: int, end: int) -> str:
    return "".join(
        f"M{k % PER_ROW * STEP + STEP // 2} {k // PER_ROW * STEP + STEP // 2}h0"
        for k in range(start, end)
    )
