"""A picture of 100 people as a small inline drawing: every person drawn, one order, none partial."""

from __future__ import annotations

from markupsafe import Markup, escape

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
    percent = bound(figure, "as_printed", root, link=False)
    return Markup(
        f'<figure class="icons {figure.family}">'
        f'<svg viewBox="0 0 {PER_ROW * STEP} {height}" aria-hidden="true" focusable="false">'
        f'<path class="yes" d="{filled}"/><path class="no" d="{hollow}"/></svg>'
        f"<figcaption><strong>{bound(figure, 'of_100', root)}</strong> {escape(yes)} ({percent})<br>"
        f"{bound(figure, 'complement', root, link=False)} {escape(no)}</figcaption></figure>"
    )


def round_share(figure: Figure) -> int:
    words = shown(figure, "of_100").removeprefix("about ")
    return int(words.split(" ")[0])


def _dots(start: int, end: int) -> str:
    return "".join(
        f"M{k % PER_ROW * STEP + STEP // 2} {k // PER_ROW * STEP + STEP // 2}h0"
        for k in range(start, end)
    )
