"""Addresses of charts stay: renamed, retired, frozen; and a feed tells what happened to them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from pipelines.cli.command import main
from pipelines.curated.catalogue import catalogue_of
from pipelines.project import Project
from pipelines.publish.charts import freeze
from schemas.borders.site_map import CHART_ENDINGS
from tests.charts.conftest import TODAY, URL, publish

FIELDS = "trials/orchard-1/2024-fields.yaml"
RETIRED = "  retired: 2026-11-20\n  why: It repeated another chart.\n"
ANSWERS = ("oembed.json", "photo.oembed.json")


@pytest.fixture
def retype(example: Project) -> Callable[[str, str], None]:
    """Replace text in the catalogue of the private copy."""

    def replace(old: str, new: str) -> None:
        text = example.charts.read_text("utf-8")
        assert old in text
        example.charts.write_text(text.replace(old, new), encoding="utf-8")

    return replace


def told(project: Project) -> str:
    return "\n".join(map(str, catalogue_of(project)[0].problems))


def run(project: Project, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, [*words, "--project", str(project.root)])
    assert result.exit_code == code, result.output
    return result.output


def ladder(project: Project) -> str:
    """The entry of one chart, as typed."""
    text = project.charts.read_text("utf-8")
    start = text.index("- slug: orchard-ladder")
    return text[start : text.index("- slug:", start + 1)]


def test_a_chart_that_was_deleted_or_renamed_is_told_with_what_to_do(
    example: Project, retype: Callable[[str, str], None]
) -> None:
    entry = ladder(example)
    retype(entry, "")
    words = told(example)
    assert "orchard-ladder: was published and is now named nowhere" in words
    assert "`was:`" in words and "`retired:`" in words
    example.charts.unlink()
    assert "is missing, and with it every chart that was published" in told(example)


def test_a_renamed_chart_that_names_its_old_slug_is_fine_and_its_new_slug_is_noted_by_fix(
    example: Project, retype: Callable[[str, str], None]
) -> None:
    retype("slug: orchard-ladder", "slug: orchard-steps\n  was: [orchard-ladder]")
    assert "orchard-steps: new in the catalogue" in told(example)
    assert "+orchard-steps" in run(example, "fix", "--yes")
    assert told(example) == "" and "orchard-ladder\n" in example.slugs.read_text("utf-8")
    assert "Nothing to repair" in run(example, "fix")


def test_a_list_of_slugs_that_cannot_be_read_is_told_at_its_line(example: Project) -> None:
    example.slugs.write_text("orchard-survival\n../../etc\n", encoding="utf-8")
    assert "reports/slugs.txt:2  ../../etc: is not a name" in told(example)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  retired: yesterday\n  why: It was wrong.\n", "retired yesterday: is not a day"),
        ("  retired: 2026-11-20\n", "why: is missing"),
        ("  why: It was wrong.\n", "retired: is missing"),
    ],
)
def test_a_retired_chart_says_since_when_and_why(
    example: Project, retype: Callable[[str, str], None], typed: str, words: str
) -> None:
    entry = ladder(example)
    retype(entry, entry + typed)
    assert words in told(example)


def test_words_about_a_retired_chart_are_judged_as_all_words(
    example: Project, retype: Callable[[str, str], None]
) -> None:
    entry = ladder(example)
    retype(entry, entry + RETIRED.replace("It repeated another chart.", "It said 93 of 100."))
    assert "why 93: a number is typed in a text of a chart" in run(example, "check", code=10)


def test_a_retired_chart_leaves_a_notice_in_every_format_at_every_address(
    example: Project, retype: Callable[[str, str], None], tmp_path: Path
) -> None:
    entry = ladder(example)
    retype(entry, f"{entry}  was: [orchard-rungs]\n{RETIRED}")
    folder = tmp_path / "out"
    publish(example, folder)
    charts = folder / "site" / "charts"
    for slug in ("orchard-ladder", "orchard-rungs"):
        for ending in (*CHART_ENDINGS, *ANSWERS):
            assert (charts / f"{slug}.{ending}").stat().st_size > 50, ending
        for ending in ("html", "svg", "json", "csv", "md"):
            text = (charts / f"{slug}.{ending}").read_text("utf-8")
            assert "no longer published" in text and "It repeated another chart." in text
            assert "2026-11-20" in text
    assert json.loads((charts / "orchard-ladder.oembed.json").read_text("utf-8"))["type"] == "link"
    assert "orchard-ladder" not in (charts / "index.html").read_text("utf-8")
    said = run(example, "embed", "orchard-ladder", code=2)
    assert "published no more since 2026-11-20: It repeated another chart." in " ".join(
        said.split()
    )


def test_an_old_slug_has_every_format_and_answers_oembed(build: Callable[..., Path]) -> None:
    folder = build()
    for ending in (*CHART_ENDINGS, *ANSWERS):
        assert (folder / f"orchard-os.{ending}").is_file(), ending


def test_a_frozen_copy_has_snippets_of_its_own_with_full_addresses(
    example: Project, build: Callable[..., Path], tmp_path: Path
) -> None:
    example.settings_file.write_text(f'site_url = "{URL}"\n', encoding="utf-8")
    build()
    make_store(example, tmp_path)
    (line,) = freeze(example, ("orchard-survival",), TODAY)
    address = line.split(" ")[-1]
    hash = address.split("/")[-2]
    assert address == f"{URL}charts/v/{hash}/orchard-survival.html"
    pasted = run(example, "embed", "orchard-survival", "--version", hash)
    assert f'src="{address}"' in pasted and f'href="{address}"' in pasted
    gallery = (build() / "index.html").read_text("utf-8")
    assert gallery.count(address) >= 4 and 'data-field="build.frozen-' in gallery
    kept = (example.frozen / hash / "orchard-survival.md").read_text("utf-8")
    assert f"({URL}charts/v/{hash}/orchard-survival.png)" in kept  # not the latest
    assert "has no frozen copy 0" in run(
        example, "embed", "orchard-survival", "--version", "0", code=2
    )
    assert "always shows the latest" in run(
        example, "embed", "orchard-survival", "--version", hash, "--format", "script", code=2
    )


def make_store(project: Project, tmp_path: Path) -> None:
    """The store of the last ``build`` as the project's own."""
    project.store_link.parent.mkdir(exist_ok=True)
    project.store_link.unlink(missing_ok=True)
    shutil.copy(tmp_path / "out" / "evidence.duckdb", project.store_link)


def entries(folder: Path) -> dict[str, str]:
    """Title to day of each entry of the charts' feed."""
    root = etree.fromstring((folder / "changes.xml").read_bytes())
    name = "{http://www.w3.org/2005/Atom}"
    return {
        e.findtext(f"{name}title"): e.findtext(f"{name}updated") for e in root.iter(f"{name}entry")
    }


def test_the_feed_of_charts_tells_what_was_corrected_retracted_overdue_or_retired(
    example: Project,
    build: Callable[..., Path],
    edit: Callable[[str, str, str], None],
    retype: Callable[[str, str], None],
    tmp_path: Path,
) -> None:
    build()
    make_store(example, tmp_path)
    freeze(example, ("orchard-survival",), TODAY)
    edit(FIELDS, "value: 26, unit: percent", "value: 27, unit: percent")
    entry = ladder(example)
    retype(entry, entry + RETIRED)
    told = entries(build(as_of=date(2027, 2, 1)))
    words = "\n".join(told)
    assert "Corrected since the frozen copy of 2026-11-22: " in words
    assert " 26 (" in words and " → 27 (" in words and ")%." in words.replace(") %", ")%")
    assert "The review of this chart is overdue" in words
    assert "A source of this chart was corrected" in words
    assert told["From all treated to a complete response, in ORCHARD-1. This chart is no longer "
                "published. It repeated another chart."].startswith("2026-11-20")  # fmt: skip


def test_the_feed_of_charts_tells_a_retraction_and_no_value(
    build: Callable[..., Path], edit: Callable[[str, str, str], None]
) -> None:
    edit(FIELDS, "standing: current", "standing: retracted\nstanding_note: Invented for a test.")
    words = "\n".join(entries(build()))
    assert "has been retracted" in words and "Invented for a test" in words
    assert "→" not in words
