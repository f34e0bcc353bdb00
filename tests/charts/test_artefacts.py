"""The files of a chart: complete, honest about their day, and empty of withdrawn values."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup
from PIL import Image

from reports.embeds import raster
from reports.embeds.chart import CORRECTED, NOT_APPROVED, OVERDUE, WITHDRAWN, Chart
from reports.embeds.describe import follow_ups
from reports.embeds.entry import Entry
from reports.pages.writer import Site
from reports.published import Published
from schemas.borders.site_map import CHART_ENDINGS

SUFFIXES = (*CHART_ENDINGS, "oembed.json", "photo.oembed.json")
VALUES = ("74", "64", "63", "45", "52", "26", "19.9")  # of the survival chart
FIELDS = "trials/orchard-1/2024-fields.yaml"


def texts(folder: Path, slug: str) -> dict[str, str]:
    return {
        s: (folder / f"{slug}.{s}").read_text("utf-8") for s in ("html", "svg", "json", "csv", "md")
    }


def test_each_chart_comes_in_every_format(fictional: tuple[Site, Path]) -> None:
    _, folder = fictional
    for slug in ("orchard-survival", "orchard-response", "orchard-alive", "appleoma-map"):
        for suffix in SUFFIXES:
            assert (folder / f"{slug}.{suffix}").stat().st_size > 100


def test_an_embed_carries_its_people_endpoint_interval_follow_up_source_and_dates(
    fictional: tuple[Site, Path],
) -> None:
    page = (fictional[1] / "orchard-survival.html").read_text("utf-8")
    for words in (
        "How many people with appleoma were alive",
        "everyone randomised",
        "time until death from any cause",
        "67 to 79",
        "60 months",
        "not counts of people",
        "Fields A and others, 2024",
        "Not yet reviewed by a clinician.",
        "2027-01-31",
        NOT_APPROVED,
        "Latest version",
        "People of the control group could later receive the tested treatment.",
    ):
        assert words in page


def test_the_specification_carries_data_caveats_citation_licence_and_dates(
    fictional: tuple[Site, Path],
) -> None:
    spec = json.loads((fictional[1] / "orchard-survival.json").read_text("utf-8"))
    meta = spec["usermeta"]
    assert meta["review_by"] == "2027-01-31"
    assert meta["licence"].startswith("https://creativecommons.org/")
    assert meta["data_cutoff"] == ["2021-06-30", "2023-12-31"]
    assert meta["sources"][1]["cite"] == "Fields A and others, 2024"
    assert any("Kaplan-Meier" in caveat for caveat in meta["caveats"])
    assert "url" not in json.dumps({k: v for k, v in spec.items() if k != "usermeta"})


def test_the_specification_shows_its_warnings_in_the_drawing_and_tells_its_values(
    fictional: tuple[Site, Path],
) -> None:
    spec = json.loads((fictional[1] / "orchard-survival.json").read_text("utf-8"))
    shown = " ".join(spec["title"]["subtitle"])
    for words in (NOT_APPROVED, "not counts of people", "Source: ", "Next review by", "Made on"):
        assert words in shown and words in spec["description"]
    assert (
        "orchardimab, at 5 years: about 52 of 100 alive, about 48 of 100 had died."
        in spec["description"]
    )


def test_a_picture_says_its_day_and_not_that_it_changes(fictional: tuple[Site, Path]) -> None:
    text = (fictional[1] / "orchard-survival.svg").read_text("utf-8")
    assert ">2026-11-22</tspan>" in text and "It changes" not in text


def test_sources_that_read_alike_are_named_with_their_trials_and_no_code_is_shown(
    fictional: tuple[Site, Path],
) -> None:
    site = fictional[0]
    reports = [
        {**report, "cite": "ASCO 2024", "journal": "not_stated"}
        for report in site.published.tables["reports"]
    ]
    alike = Published(
        site.published.figures,
        {**site.published.tables, "reports": reports},
        site.published.frame,
    )
    entry = Entry("x", "evidence_map", {"category": ("appleoma",)}, "A title")
    said = Chart(entry, alike, site.as_of).source_words().striptags()
    assert "ASCO 2024 (ORCHARD-1); " in said and "not_stated" not in said


def test_follow_up_names_its_group_where_a_report_printed_one_for_each(
    fictional: tuple[Site, Path],
) -> None:
    published = fictional[0].published
    one, other = (
        replace(published.figures[f"orchard-1/2024-fields/os-5y-{arm}"], follow_up_as_printed=time)
        for arm, time in (("orchardimab", "55 months"), ("standard", "60 months"))
    )
    said = [line.striptags() for line in follow_ups([one, other], published)]
    assert said == [
        "for at least 55 months with orchardimab in Fields A and others, 2024",
        "for at least 60 months with standard of care in Fields A and others, 2024",
    ]
    assert [line.striptags() for line in follow_ups([one, one], published)] == [
        "for at least 55 months in Fields A and others, 2024"
    ]


def test_a_page_says_how_to_cite_the_chart(fictional: tuple[Site, Path]) -> None:
    page = (fictional[1] / "orchard-survival.html").read_text("utf-8")
    said = Markup(re.search(r"<p[^>]*>(Cite this: .*)</p>", page)[1]).striptags()
    assert said.startswith("Cite this: Remission evidence, “How many people with appleoma")
    assert said.endswith("”. Made on 2026-11-22. https://evidence.example/charts/orchard-survival.html")  # fmt: skip


def test_a_picture_that_would_be_too_large_is_made_with_fewer_colours(
    fictional: tuple[Site, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    svg = (fictional[1] / "orchard-survival.svg").read_text("utf-8")
    monkeypatch.setattr(raster, "LARGEST", 1000)
    picture = Image.open(io.BytesIO(raster.to_png(svg)))
    assert picture.width == 1440 and len(picture.getcolors()) <= raster.COLOURS[-1]


def test_a_png_has_its_true_size_and_can_be_posted(fictional: tuple[Site, Path]) -> None:
    for path in fictional[1].glob("*.png"):
        picture = Image.open(path)
        assert path.stat().st_size <= raster.LARGEST, path.name
        if path.name.endswith(".card.png"):
            assert picture.size == (1200, 630)
        else:
            assert picture.width == 1440 and round(picture.info["dpi"][0]) == 144


def test_values_in_a_specification_equal_the_store(fictional: tuple[Site, Path]) -> None:
    site, folder = fictional
    spec = json.loads((folder / "orchard-survival.json").read_text("utf-8"))
    rows = [
        row
        for layer in spec["layer"]
        for row in layer.get("data", {}).get("values", [])
        if {"estimate_id", "timepoint_months", "value"} <= row.keys()
    ]
    assert rows
    for row in rows:
        figure = site.published.figures[row["estimate_id"]]
        assert (row["value"], row["timepoint_months"]) == (figure.value, figure.timepoint_months)


def test_rows_of_a_chart_are_rows_of_the_export(fictional: tuple[Site, Path]) -> None:
    rows = list(
        csv.DictReader(io.StringIO((fictional[1] / "orchard-alive.csv").read_text("utf-8")))
    )
    assert [row["estimate_id"] for row in rows] == ["orchard-1/2024-fields/os-5y-orchardimab"]
    assert rows[0]["value_as_printed"] == "52"


def test_the_same_data_give_the_same_files(build: Callable[..., Path]) -> None:
    def read(folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}

    assert read(build()) == read(build())


def test_without_a_public_address_there_is_no_oembed_and_no_canonical_link(
    build: Callable[..., Path],
) -> None:
    folder = build(url="")
    assert not list(folder.glob("*.oembed.json"))
    page = (folder / "orchard-survival.html").read_text("utf-8")
    assert "canonical" not in page and "oembed" not in page


def test_oembed_answers_are_rich_and_photo(fictional: tuple[Site, Path]) -> None:
    _, folder = fictional
    rich = json.loads((folder / "orchard-survival.oembed.json").read_text("utf-8"))
    photo = json.loads((folder / "orchard-survival.photo.oembed.json").read_text("utf-8"))
    assert rich["type"] == "rich" and "<iframe" in rich["html"] and rich["version"] == "1.0"
    assert photo["type"] == "photo" and photo["url"].endswith("/charts/orchard-survival.png")
    with Image.open(folder / "orchard-survival.png") as picture:
        assert photo["width"] == rich["width"] < picture.width  # fits whatever width is asked for
        assert photo["height"] / photo["width"] == pytest.approx(
            picture.height / picture.width, 0.01
        )
    page = (folder / "orchard-survival.html").read_text("utf-8")
    assert page.count('type="application/json+oembed"') == 2


def test_R41_after_its_review_date_page_picture_and_text_say_that_it_is_overdue(
    build: Callable[..., Path],
) -> None:
    before = build(as_of=date(2027, 1, 31))
    early, early_png = (
        texts(before, "orchard-survival"),
        (before / "orchard-survival.png").read_bytes(),
    )
    late = texts(build(as_of=date(2027, 2, 1)), "orchard-survival")
    for suffix in ("svg", "md"):
        assert OVERDUE[:30] not in early[suffix] and OVERDUE[:30] in late[suffix]
    assert "data-is-overdue" not in early["html"] and "data-is-overdue" in late["html"]
    assert f'role="note">{OVERDUE}' in late["html"]
    assert json.loads(late["json"])["usermeta"]["is_overdue"] is True
    assert (before / "orchard-survival.png").read_bytes() != early_png


def test_R42_a_retracted_source_takes_its_values_out_of_every_latest_file(
    build: Callable[..., Path], edit: Callable[[str, str, str], None]
) -> None:
    edit(FIELDS, "standing: current", "standing: retracted\nstanding_note: Invented for a test.")
    folder = build()
    found = texts(folder, "orchard-survival")
    for suffix, text in found.items():
        assert WITHDRAWN[:40] in text, suffix
        bare = text.replace("#", " ")
        for value in VALUES:
            assert (
                f">{value}<" not in bare
                and f'"value": {value}' not in bare
                and f",{value}," not in bare
            )
    assert json.loads(found["json"])["data"]["values"] == []
    assert "value" not in found["csv"].splitlines()[0]
    assert "re-narrow" not in found["html"]
    other = (folder / "orchard-response.csv").read_text("utf-8")  # rests on another report
    assert "58" in other


def test_R42_a_correction_of_a_source_is_said(fictional: tuple[Site, Path]) -> None:
    for ending in ("html", "svg", "md", "json"):
        text = (fictional[1] / f"response-by-alteration.{ending}").read_text("utf-8")
        assert CORRECTED in text.replace('<tspan x="32" dy="18">', "").replace("</tspan>", "")


def test_an_approved_chart_has_no_label(
    build: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from reports.embeds import chart as edition

    made = edition.standing

    def approved(rows, published, as_of):
        return made(rows.assign(approval="approved"), published, as_of)

    assert NOT_APPROVED in texts(build(), "orchard-survival")["svg"]
    monkeypatch.setattr(edition, "standing", approved)
    assert NOT_APPROVED not in "".join(texts(build(), "orchard-survival").values())


def test_markup_in_a_name_stays_words_in_every_file_of_a_chart(
    edit: Callable[[str, str, str], None], build: Callable[..., Path]
) -> None:
    hostile = "'<img src=x onerror=alert(1)> [a](javascript:x) {b} *c*'"
    edit("trials/orchard-1/2022-fields.yaml", "authors: Fields A et al.", f"authors: {hostile}")
    edit("trials/orchard-1/2024-fields.yaml", "authors: Fields A et al.", f"authors: {hostile}")
    edit("trials/orchard-1/2024-fields.yaml", "journal: J Invented Oncol", f"journal: {hostile}")
    for path in sorted(build().glob("*")):
        if path.suffix in (".html", ".svg", ".md", ".xml"):
            text = path.read_text("utf-8")
            assert "<img src=x" not in text, path
            assert path.suffix != ".md" or "[a](" not in text, path
