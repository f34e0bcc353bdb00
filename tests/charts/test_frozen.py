"""Frozen copies never change; a copy whose source is retracted is replaced, and that is logged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.command import main
from pipelines.project import Project
from pipelines.publish.place import build_place
from pipelines.publish.steps import Run
from pipelines.publish.steps import publish as publish_all
from reports.embeds.chart import WITHDRAWN

FIELDS = "trials/orchard-1/2024-fields.yaml"


@pytest.fixture
def run(example: Project) -> Callable[..., str]:
    """Run a verb on the private copy."""

    def invoke(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(main, [*words, "--project", str(example.root)])
        assert result.exit_code == code, result.output
        return result.output

    return invoke


@pytest.fixture
def rebuild(example: Project) -> Callable[[], Path]:
    """A whole build of the private copy; gives the folder of its charts."""

    def build() -> Path:
        from datetime import date

        with build_place(example, None) as place:
            publish_all(Run(example, place, date(2026, 11, 22)))
        return example.site / "charts"

    return build


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_frozen_copy_keeps_its_bytes_when_the_data_change_and_the_latest_does_not(
    run: Callable[..., str], rebuild: Callable[[], Path], edit: Callable[[str, str, str], None]
) -> None:
    latest = files_of(rebuild(), "orchard-survival")
    said = run("freeze", "orchard-survival", "--as-of", "2026-11-22")
    hash = said.split("charts/v/")[1].split("/")[0]
    charts = rebuild()
    frozen = files(charts / "v" / hash)
    assert (
        b"Frozen copy of" in frozen["orchard-survival.html"]
        and hash.encode() in frozen["orchard-survival.html"]
    )
    assert b"Frozen copy of" in frozen["orchard-survival.svg"]
    assert b"Latest version" in (charts / "orchard-survival.html").read_bytes()

    edit(FIELDS, "value: 26, unit: percent", "value: 27, unit: percent")
    changed = rebuild()
    assert files(changed / "v" / hash) == frozen
    now = files_of(changed, "orchard-survival")
    assert all(now[name] != latest[name] for name in latest if not name.endswith("oembed.json"))


def files_of(folder: Path, slug: str) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.glob(f"{slug}.*")}


def test_freezing_twice_keeps_one_copy(
    run: Callable[..., str], rebuild: Callable[[], Path]
) -> None:
    rebuild()
    assert "kept" in run("freeze", "orchard-alive", "--as-of", "2026-11-22")
    assert "unchanged since 2026-11-22" in run("freeze", "orchard-alive", "--as-of", "2026-12-01")


def test_a_frozen_copy_that_was_edited_is_named_and_not_published(
    example: Project, run: Callable[..., str], rebuild: Callable[[], Path]
) -> None:
    rebuild()
    hash = run("freeze", "orchard-alive").split("charts/v/")[1].split("/")[0]
    page = example.frozen / hash / "orchard-alive.html"
    page.write_text(page.read_text("utf-8").replace("52", "99"), "utf-8")
    told = f"reports/frozen/{hash}/orchard-alive.html  this file was changed since the chart was frozen."
    assert told in run("check", code=10)
    assert told in run("build", "--plain", code=10)
    assert not (example.site / "charts" / "v").exists()


def test_R42_a_frozen_chart_of_a_retracted_source_becomes_a_notice_and_that_is_logged(
    example: Project,
    run: Callable[..., str],
    rebuild: Callable[[], Path],
    edit: Callable[[str, str, str], None],
) -> None:
    rebuild()
    hash = run("freeze", "orchard-survival").split("charts/v/")[1].split("/")[0]
    kept = files(example.frozen / hash)
    edit(FIELDS, "standing: current", "standing: retracted\nstanding_note: Invented for a test.")
    edit(
        "categories/appleoma.md",
        "In one trial [[orchard-1/2024-fields/os-5y-orchardimab|of_100]] people given orchardimab were estimated to be "
        "alive at five years, against [[orchard-1/2024-fields/os-5y-standard|of_100]] given standard care.",
        "One trial compared orchardimab with standard care.",
    )
    charts = rebuild()
    for name in ("html", "svg", "json", "csv", "md"):
        text = (charts / "v" / hash / f"orchard-survival.{name}").read_text("utf-8")
        assert WITHDRAWN[:40] in text and "19.9" not in text
    log = (charts / "v" / "replaced.txt").read_text("utf-8")
    assert log.startswith(f"{hash} orchard-survival: orchard-1/2024-fields is retracted")
    assert files(example.frozen / hash) == kept
    assert "not frozen, because a source has been retracted" in run("freeze", "orchard-survival")


def test_embed_lists_the_catalogue_and_prints_each_snippet(run: Callable[..., str]) -> None:
    assert "orchard-survival        survival" in run("embed")
    assert '<iframe src="charts/orchard-survival.html"' in run("embed", "orchard-survival")
    assert 'data-remission-chart="orchard-survival"' in run(
        "embed", "orchard-os", "--format", "script"
    )
    assert "orchard-survival.html#dark" in run("embed", "orchard-survival", "--scheme", "dark")
    assert "](charts/orchard-survival.png)](charts/orchard-survival.html)" in run(
        "embed", "orchard-survival", "--format", "markdown"
    )
    assert "<!-- wp:html -->" in run("embed", "orchard-survival", "--format", "wordpress")
    assert 'alt="How many people with appleoma' in run(
        "embed", "orchard-survival", "--format", "image"
    )


def test_embed_says_why_there_is_no_oembed_and_what_was_meant(
    example: Project, run: Callable[..., str]
) -> None:
    assert "set site_url in reports/site.toml" in run(
        "embed", "orchard-survival", "--format", "oembed", code=2
    )
    assert "did you mean orchard-survival?" in run("embed", "orchard-survivals", code=2)
    example.settings_file.write_text('site_url = "https://evidence.example"\n', encoding="utf-8")
    said = run("embed", "orchard-survival", "--format", "oembed")
    assert 'href="https://evidence.example/charts/orchard-survival.oembed.json"' in said


def test_freeze_needs_a_build(run: Callable[..., str]) -> None:
    assert "run evidence build first" in run("freeze", code=2)
