"""What a release anchors beside the log: every row of the lists, every byte of the frozen charts."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from pipelines.approvals.anchors import Anchor, UnreadableAnchor, binding
from pipelines.approvals.eye_checks import draw, take_back
from pipelines.approvals.log import Log
from pipelines.approvals.protected import list_problems, lists_of, unprotected_rows
from pipelines.checks.check import check
from pipelines.curated.frozen import read_copies
from pipelines.curated.reader import read_curated
from pipelines.files import sha256
from pipelines.project import Project
from reports.embeds.entry import Copy

FROZEN = "reports/frozen/0123456789ab"
EXTRACTION = "estimate_id,entry_1,entry_2,outcome,seen_at,noted\n" + "".join(
    f"orchard-1/2024-fields/{key},{value},{value},agreed,https://example.org/orchard-2024,2026-11-02\n"
    for key, value in (("os-2y-orchardimab", 64), ("os-5y-orchardimab", 52), ("os-5y-standard", 26))
)

THIRD = "estimate_id,entry,seen_at,noted\norchard-1/2024-fields/os-5y-standard,26,https://example.org/else,2026-11-03\n"


@pytest.fixture
def kept(example: Project) -> Project:
    """The example with answers by eye, second entries and a frozen chart."""
    sheet = list(csv.DictReader(io.StringIO(draw(check(example), 9, 7))))
    text = io.StringIO()
    writer = csv.DictWriter(text, sheet[0])
    writer.writeheader()
    writer.writerows(row | {"is_right": "yes", "by": "Ada"} for row in sheet)
    take_back(example, check(example), text.getvalue(), date(2026, 11, 22))
    (example.curated / "extraction.csv").write_text(EXTRACTION)
    (example.curated / "third_readings.csv").write_text(THIRD)
    (example.root / FROZEN).mkdir(parents=True)
    (example.root / FROZEN / "a-chart.svg").write_text("<svg>52</svg>")
    (example.root / FROZEN / "about.json").write_text('{"slug": "a-chart"}')
    return example


def anchor_of(project: Project) -> Anchor:
    lists = lists_of(project, read_curated(project))
    line = ("release", "1.0", "0" * 64, "Ada", "2026-11-22T00:00:00Z")
    log = Log("").followed_by(*line, words=binding({}, sha256(""), lists))
    return Anchor.of(log, "1.0", {}, "", lists)


def told(project: Project, anchor: Anchor) -> str:
    return "\n".join(map(str, list_problems(anchor, lists_of(project, read_curated(project)))))


def test_nothing_is_told_of_what_stands_as_it_was(kept: Project) -> None:
    assert not told(kept, anchor_of(kept))
    assert not list(unprotected_rows([anchor_of(kept)], lists_of(kept, read_curated(kept))))


@pytest.mark.parametrize(
    ("name", "step", "edit"),
    [
        ("data/curated/eye_checks.csv", 2, (",yes,", ",no,")),
        ("data/raw/findings.csv", 9, (",not_found,", ",found_together,")),
        ("data/raw/findings.csv", 9, (",not_posted,", ",agrees,")),
        ("data/curated/extraction.csv", 1, (",agreed,", ",settled,")),
        ("data/curated/third_readings.csv", 1, ("/else,", "/other,")),
    ],
)
def test_every_row_removed_or_edited_is_named(
    kept: Project, name: str, step: int, edit: tuple[str, str]
) -> None:
    anchor, path = anchor_of(kept), kept.root / name
    lines = path.read_text().splitlines(keepends=True)
    for at in range(1, len(lines), step):
        id = lines[at].partition(",")[0]
        path.write_text("".join([*lines[:at], *lines[at + 1 :]]))
        assert f"{id}" in told(kept, anchor) and "this row was removed" in told(kept, anchor)
        changed = lines[at].replace(*edit)
        if changed != lines[at]:
            path.write_text("".join([*lines[:at], changed, *lines[at + 1 :]]))
            assert f"{id}" in told(kept, anchor) and "this row was edited" in told(kept, anchor)
    path.write_text("".join(lines))
    assert not told(kept, anchor)


def test_a_finding_about_other_digits_or_another_record_is_no_edit(kept: Project) -> None:
    anchor, path = anchor_of(kept), kept.raw / "findings.csv"
    head, first, *rest = path.read_text().splitlines(keepends=True)
    sha = next(iter(csv.DictReader([head, first])))["sha256"]
    path.write_text(
        "".join([head, first.replace(sha, "0" * 64).replace("agrees", "differs"), *rest])
    )
    assert not told(kept, anchor)


@pytest.mark.parametrize("name", ["a-chart.svg", "about.json"])
def test_a_frozen_file_changed_or_removed_is_named_also_with_its_hash_mended(
    kept: Project, name: str
) -> None:
    anchor, path = anchor_of(kept), kept.root / FROZEN / name
    path.write_text(path.read_text() + " ")
    assert f"{FROZEN}/{name}" in told(kept, anchor) and "was changed" in told(kept, anchor)
    path.unlink()
    assert f"{FROZEN}/{name}" in told(kept, anchor) and "was removed" in told(kept, anchor)


def test_what_came_since_is_listed_as_unprotected(kept: Project) -> None:
    anchor = anchor_of(kept)
    (kept.root / FROZEN / "b-chart.svg").write_text("<svg/>")
    says = list(unprotected_rows([anchor], lists_of(kept, read_curated(kept))))
    assert says == ["reports/frozen: 1 of 3 rows or files are unprotected until the next release."]


def test_an_anchor_whose_lists_were_edited_is_no_anchor(kept: Project, tmp_path: Path) -> None:
    text = anchor_of(kept).as_json()
    assert Anchor.from_json(text)
    row = text.split('"orchard-1/2024-fields/os-2y-orchardimab": ')[1].partition("\n")[0]
    for bad in ('"lists"', row, '"numbers": "e3'):
        with pytest.raises(UnreadableAnchor):
            Anchor.from_json(text.replace(bad, bad[::-1]))


def test_a_frozen_chart_that_was_made_to_say_approved_is_refused(example: Project) -> None:
    """Before any release protects it, and with its hashes left out as in the first copies."""
    copy = Copy("a-chart", "0123456789ab", "2026-11-22", "A chart", ())
    folder = example.frozen / copy.hash
    folder.mkdir(parents=True)
    (folder / "about.json").write_text(json.dumps(asdict(copy)))
    for name in copy.files:
        (folder / name).write_text("<p>Not yet approved by a clinician.</p>")
    assert read_copies(example) == ([copy], [])
    (folder / "a-chart.html").write_text("<p>Approved by two independent clinicians.</p>")
    copies, problems = read_copies(example)
    assert copies == [] and "says that somebody approved" in str(problems[0])
