"""In what a figure was read, as a chip beside it: one word, and a frame for how firm that is."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from reports.published import Figure

# read_in → (word, frame); a frame differs by form, not by colour alone
CHIPS = {
    "full_text": ("paper", ""),
    "abstract": ("abstract", ""),
    "label": ("label", ""),
    "registry": ("registry", ""),
    "congress_abstract": ("congress", "meeting"),
    "secondary_page": ("news page", "second"),
}
KINDS = {
    "meeting_abstract": ("news of a talk", "second"),
    "press_release": ("announcement", "second"),
    "preprint": ("preprint", "second"),
}
MEANINGS = {
    "paper": "the whole article",
    "abstract": "the abstract of an article",
    "label": "a drug label or a regulator’s notice",
    "registry": "a trial registry",
    "congress": "the abstract of a meeting; not yet an article",
    "news page": "a page that tells the results; second hand, weaker",
    "news of a talk": "a page that tells of a talk; second hand, weakest",
    "announcement": "a company’s or institution’s announcement",
    "preprint": "a manuscript that nobody has judged yet",
}


def chip_of(f: Figure) -> tuple[str, str]:
    """Word and frame."""
    if f.read_in in ("secondary_page",) and f.report_kind in KINDS:
        return KINDS[f.report_kind]
    if f.report_kind in ("press_release", "preprint"):
        return KINDS[f.report_kind]
    return CHIPS[f.read_in]


def chips(figures: Iterable[Figure]) -> Markup:
    """Chips for figures that stand together, each once."""
    return _joined(map(chip_of, figures))


def chips_of(ways: Iterable[str]) -> Markup:
    """The same for codes of ``read_in``."""
    return _joined(CHIPS[way] for way in ways)


def _joined(chips: Iterable[tuple[str, str]]) -> Markup:
    found = dict.fromkeys(chips)
    return Markup(" ").join(
        Markup('<span class="read{}" data-says="reading">{}</span>').format(
            f" {frame}" if frame else "", word
        )
        for word, frame in found
    )
