"""Frozen copies: charts as they were on a day, kept for ever under a hash of what they show.

A copy is made once, by ``evidence freeze``, and never rebuilt. A build only carries it to the site.
If one of its sources has been retracted since, the build puts a notice in its place and logs that;
the kept copy itself stays, so that it is known what was said.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reports.artefacts import make
from reports.card import Card, to_png
from reports.edition import WITHDRAWN, Chart, Edition
from reports.pages import environment
from reports.policy import EMBED
from reports.theme import css_properties

ABOUT = "about.json"
LENGTH = 12
STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Copy:
    """What a frozen copy says about itself in ``about.json``."""

    slug: str
    hash: str
    frozen_on: str
    title: str
    reports: tuple[str, ...]


def digest(chart: Chart) -> str:
    """Hash of everything that a reader sees: rows, words and standing, not the day of freezing."""
    entry, state = chart.entry, chart.standing
    shown = [
        entry.slug, entry.kind, entry.title, entry.alt, entry.caption, chart.rows.to_csv(index=False),
        [str(cite) for cite in chart.cites()], chart.caveats(), chart.review_words(),
        state.retracted, state.concerns, state.is_overdue, state.is_approved,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, default=str).encode()).hexdigest()[
        :LENGTH
    ]


def freeze(chart: Chart, folder: Path) -> tuple[Copy, bool]:
    """Keep a copy below ``folder``. Returns it, and whether it is new. An old copy is left alone."""
    found = digest(chart)
    place = folder / found
    if (place / ABOUT).is_file():
        return _read(place), False
    on = chart.as_of.isoformat()
    frozen = Chart(chart.entry, chart.published, chart.as_of, chart.base, Edition(found, on))
    copy = Copy(chart.entry.slug, found, on, chart.entry.title, tuple(chart.reports))
    partial = folder / f".{found}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    write(make(frozen), partial)
    _write_assets(partial)
    (partial / ABOUT).write_text(json.dumps(copy.__dict__, indent=1) + "\n", encoding="utf-8")
    partial.rename(place)
    return copy, True


def copies(folder: Path) -> list[Copy]:
    """All kept copies, oldest first."""
    found = [
        _read(path.parent)
        for path in folder.glob(f"*/{ABOUT}")
        if not path.parent.name.startswith(".")
    ]
    return sorted(found, key=lambda copy: (copy.frozen_on, copy.slug, copy.hash))


def carry(folder: Path, site: Path, standing_of: Mapping[str, str]) -> list[str]:
    """Copy kept charts to ``site``. Returns a line for each one that was replaced by a notice.

    ``standing_of`` maps trial/report to its standing now.
    """
    replaced = []
    for copy in copies(folder):
        retracted = [report for report in copy.reports if standing_of.get(report) == "retracted"]
        target = site / copy.hash
        shutil.rmtree(target, ignore_errors=True)
        if retracted:
            target.mkdir(parents=True)
            write(_notice(copy), target)
            _write_assets(target)
            replaced.append(
                f"{copy.hash} {copy.slug}: {', '.join(retracted)} is retracted; a notice stands instead"
            )
        else:
            shutil.copytree(folder / copy.hash, target)
    return replaced


def write(files: Mapping[str, str | bytes], folder: Path) -> None:
    """Write files of a chart."""
    for name, content in files.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        else:
            (folder / name).write_text(content, encoding="utf-8", newline="\n")


def _read(place: Path) -> Copy:
    found = json.loads((place / ABOUT).read_text("utf-8"))
    return Copy(**(found | {"reports": tuple(found["reports"])}))


def _write_assets(folder: Path) -> None:
    """Style and script travel with a frozen copy, so that it looks the same for ever."""
    sheet = (STATIC / "embed.css").read_text("utf-8")
    (folder / "embed.css").write_text(css_properties() + sheet, encoding="utf-8")
    shutil.copyfile(STATIC / "embed.js", folder / "embed.js")


def _notice(copy: Copy) -> dict[str, str | bytes]:
    """Every file of a copy, with the notice instead of values."""
    card = Card(copy.slug, copy.title, WITHDRAWN)
    card.text(copy.title, 19, weight=700)
    card.strip(WITHDRAWN, "stop")
    svg = card.svg()
    page = environment().get_template("withdrawn.html").render(
        title=copy.title, words=WITHDRAWN, slug=copy.slug, hash=copy.hash, frozen_on=copy.frozen_on, policy=EMBED
    )  # fmt: skip
    meta = {"slug": copy.slug, "title": copy.title, "edition": copy.hash, "notice": WITHDRAWN}
    return {
        f"{copy.slug}.html": page + "\n",
        f"{copy.slug}.svg": svg + "\n",
        f"{copy.slug}.png": to_png(svg),
        f"{copy.slug}.json": json.dumps(
            {"data": {"values": []}, "mark": "point", "usermeta": meta}, indent=1
        )
        + "\n",
        f"{copy.slug}.csv": "notice\n" + f'"{WITHDRAWN}"\n',
        f"{copy.slug}.md": f"**{copy.title}**\n\n{WITHDRAWN}\n",
    }
