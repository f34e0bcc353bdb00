"""What is drawn: as many marks as rows, whole axes, arrows, bindings, the same bytes every time."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import altair as alt
import pytest
from lxml import etree

from pipelines.curated.catalogue import read_catalogue
from pipelines.project import Project
from reports.charts.kinds import KINDS as KINDS_BY_NAME
from reports.charts.render import to_svg
from reports.embeds.catalogue import draw, select
from reports.embeds.describe import alt as alt_text
from reports.embeds.describe import caveats, values
from reports.embeds.raster import drawn, refuse_signs_without_glyph
from reports.gate.number_gate import Gate
from reports.pages.writer import Site
from reports.theme import TOKENS, arm_style
from schemas.wording.signs import DRAWN

SVG = "{http://www.w3.org/2000/svg}"
EXAMPLE = Project(Path(__file__).parents[1] / "example")
KINDS = [entry.kind for entry in read_catalogue(EXAMPLE).entries]


def entry_of(kind: str):
    return next(e for e in read_catalogue(EXAMPLE).entries if e.kind == kind)


def svg_of(site: Site, kind: str, width: int = 680) -> etree._Element:
    entry = entry_of(kind)
    rows = select(entry, site.published.frame)
    return etree.fromstring(
        to_svg(draw(entry, rows, width), entry.title, "In words.", entry.slug).encode()
    )


def marks(root: etree._Element, *names: str) -> list[etree._Element]:
    """Drawn marks of layers whose name begins with one of ``names``."""
    found = []
    for group in root.iter(f"{SVG}g"):
        words = (group.get("class") or "").split()
        layer = next((w for w in words if w.endswith("_marks")), "")
        if any(re.match(rf"(concat_\d+_)?{name}(_|$)", layer) for name in names):
            found += list(group.iter(f"{SVG}path"))
    return found


@pytest.mark.parametrize("width", [280, 680])
@pytest.mark.parametrize("kind", ["survival", "response_bar", "forest", "ladder"])
def test_each_row_has_exactly_one_mark(fictional: tuple[Site, Path], kind: str, width: int) -> None:
    site, _ = fictional
    rows = select(entry_of(kind), site.published.frame)
    assert len(marks(svg_of(site, kind, width), "value", "not_reached")) == len(rows)


def mark_types(part: object) -> set[str]:
    """Types of all marks in a specification."""
    if isinstance(part, list):
        return set().union(*map(mark_types, part))
    if not isinstance(part, dict):
        return set()
    own = {part["mark"]["type"]} if isinstance(part.get("mark"), dict) else set()
    return own.union(*(mark_types(value) for name, value in part.items() if name != "mark"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_mark_joins_two_figures(fictional: tuple[Site, Path], kind: str) -> None:
    """Points, bars, rules and words are drawn from one row each; lines, areas and trails from many."""
    site, _ = fictional
    rows = select(entry_of(kind), site.published.frame)
    assert mark_types(draw(entry_of(kind), rows, 680).to_dict()) <= {"point", "bar", "rule", "text"}


def test_a_median_printed_as_more_than_a_time_is_an_arrow_and_no_point(
    fictional: tuple[Site, Path],
) -> None:
    site, _ = fictional
    rows = select(entry_of("survival"), site.published.frame).copy()
    is_median = (rows["effect_measure"] == "median") & rows["is_reached"]
    rows.loc[is_median, "value_qualifier"] = ">"
    root = etree.fromstring(
        to_svg(draw(entry_of("survival"), rows, 680), "title", "alt", "slug").encode()
    )
    assert marks(root, "value_median") == []
    assert len(marks(root, "not_reached")) == (rows["effect_measure"] == "median").sum()


@pytest.mark.parametrize(("value", "words"), [(0.3, "fewer than 1 of 100"), (99.7, "more than 99 of 100")])  # fmt: skip
def test_a_drawn_share_that_only_rounds_to_nobody_or_everybody_is_not_called_so(
    fictional: tuple[Site, Path], value: float, words: str
) -> None:
    site, _ = fictional
    rows = select(entry_of("icon_array"), site.published.frame).copy()
    rows["value"] = value
    root = etree.fromstring(
        to_svg(draw(entry_of("icon_array"), rows, 280), "title", "alt", "slug").encode()
    )
    assert words in ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def test_R11_all_100_people_are_drawn_and_the_share_is_filled(fictional: tuple[Site, Path]) -> None:
    site, _ = fictional
    people = marks(svg_of(site, "icon_array"), "value")
    fills = Counter(person.get("fill") for person in people)
    assert sorted(fills.values()) == [48, 52]


def test_R29_not_reached_is_an_arrow_and_never_a_number(fictional: tuple[Site, Path]) -> None:
    root = svg_of(fictional[0], "survival")
    assert len(marks(root, "not_reached")) == 1
    words = ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]
    assert "time by which half had died: not reached" in words
    assert "interval 52.1 to not reached" in words


def words_of(root: etree._Element) -> list[str]:
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def test_a_time_that_could_not_be_estimated_lies_nowhere_on_the_axis(
    fictional: tuple[Site, Path],
) -> None:
    rows = select(entry_of("survival"), fictional[0].published.frame).copy()
    is_open = (rows["effect_measure"] == "median") & ~rows["is_reached"]
    rows.loc[is_open, "value_as_printed"] = "NE"
    rows.loc[is_open, ["ci_upper_as_printed", "ci_upper_status"]] = ["NE", "not_estimable"]
    root = etree.fromstring(
        to_svg(draw(entry_of("survival"), rows, 680), "A", "B", "slug").encode()
    )
    assert marks(root, "not_reached") == [] and len(marks(root, "not_estimable")) == is_open.sum()
    assert "time by which half had died: not estimable" in words_of(root)
    assert "interval 52.1 to not estimable" in words_of(root)
    assert not any("not reached" in words for words in words_of(root))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"ci_level": 80.0}, "(80 % interval)"),
        ({"ci_level": None}, "(level not stated)"),
        ({"ci_kind": "credible"}, "(95 % credible interval)"),
        ({"ci_sides": "one", "ci_upper": None, "ci_upper_as_printed": None}, "or more, one-sided"),
    ],
)
@pytest.mark.parametrize("kind", ["survival", "response_bar", "forest"])
def test_an_interval_of_another_level_or_kind_than_usual_says_so(
    fictional: tuple[Site, Path], kind: str, columns: dict[str, object], words: str
) -> None:
    rows = select(entry_of(kind), fictional[0].published.frame).copy()
    for name, value in columns.items():
        rows[name] = value
    root = etree.fromstring(to_svg(draw(entry_of(kind), rows, 680), "A", "B", "slug").encode())
    said = words_of(root)
    assert any(words in text for text in said)
    if kind == "survival" and "ci_sides" not in columns:
        assert any("of another level than usual" in text for text in said)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"variant": "counted from the answer"}, "counted from the answer"),
        ({"conditional_on": "alive then"}, "only people of whom this held: alive then"),
        ({"whom": "responders"}, "of the people with a response"),
    ],
)
@pytest.mark.parametrize("kind", ["survival", "response_bar", "forest", "icon_array"])
def test_a_figure_of_other_people_or_of_another_analysis_says_so(
    fictional: tuple[Site, Path], kind: str, columns: dict[str, str], words: str
) -> None:
    site, _ = fictional
    rows = select(entry_of(kind), site.published.frame).copy()
    figures = [replace(site.published.figures[id], **columns) for id in rows["estimate_id"]]
    for name, value in columns.items():
        rows[name] = value
    root = etree.fromstring(to_svg(draw(entry_of(kind), rows, 680), "A", "B", "slug").encode())
    assert words in " ".join(words_of(root))
    by_kind = KINDS_BY_NAME[kind]
    for sentences in (alt_text(by_kind, figures, rows), values(by_kind, figures, rows)):
        told = [said.striptags() for said in sentences if not said.startswith("More values")]
        assert told and all(words in said for said in told)


def test_a_chart_of_responses_says_who_judged_them(fictional: tuple[Site, Path]) -> None:
    published = fictional[0].published
    rows = select(entry_of("response_bar"), published.frame)
    figures = [published.figures[id] for id in rows["estimate_id"]]
    said = " ".join(caveats(KINDS_BY_NAME["response_bar"], figures, published))
    assert "Judged by " in said or "not stated." in said


@pytest.mark.parametrize("kind", ["survival", "response_bar", "forest", "ladder"])
@pytest.mark.parametrize("is_printed", [True, False])
def test_a_line_that_is_an_interval_is_explained_where_there_is_one(
    fictional: tuple[Site, Path], kind: str, is_printed: bool
) -> None:
    entry = entry_of(kind)
    rows = select(entry, fictional[0].published.frame).copy()
    if not is_printed:
        for end in ("lower", "upper"):
            rows[[f"ci_{end}", f"ci_{end}_as_printed"]] = None
            rows[f"ci_{end}_status"] = "not_reported"
    svg = to_svg(draw(entry, rows, 680), "A", "B")
    assert ("interval (likely range)" in svg or "and its interval" in svg) == is_printed


@pytest.mark.parametrize("kind", ["survival", "response_bar", "forest", "ladder"])
def test_R40_shares_are_drawn_from_0_to_100(fictional: tuple[Site, Path], kind: str) -> None:
    entry = entry_of(kind)
    chart = draw(entry, select(entry, fictional[0].published.frame), 680)
    text = json.dumps(chart.to_dict(validate=False))
    domains = {
        tuple(map(float, d.split(","))) for d in re.findall(r'"domain": \[([\d., ]+)\]', text)
    }
    assert (0.0, 100.0) in domains
    assert all(low == 0 for low, _ in domains)


@pytest.mark.parametrize("kind", KINDS)
def test_every_specification_is_valid_vega_lite(fictional: tuple[Site, Path], kind: str) -> None:
    entry = entry_of(kind)
    chart = draw(entry, select(entry, fictional[0].published.frame), 680)
    spec = json.loads(json.dumps(chart.to_dict(validate=False)))
    assert alt.Chart.from_dict(spec, validate=True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_rows_give_the_same_bytes(fictional: tuple[Site, Path], kind: str) -> None:
    first, second = (etree.tostring(svg_of(fictional[0], kind)) for _ in range(2))
    assert first == second


def test_R38_a_drawing_has_a_role_a_name_and_a_description(fictional: tuple[Site, Path]) -> None:
    root = svg_of(fictional[0], "survival")
    named = root.get("aria-labelledby").split()
    words = [root.xpath(f"//*[@id='{id}']")[0].text for id in named]
    assert root.get("role") == "img"
    assert words == [entry_of("survival").title, "In words."]


def test_R01_every_number_of_every_file_is_bound_and_equal(fictional: tuple[Site, Path]) -> None:
    site, folder = fictional
    gate = Gate(
        site.published, site.counts, {"as_of": "2026-11-22", "version": "0.1.0", **site.texts}
    )
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".html", ".svg")]
    assert len(files) > len(KINDS)
    for path in files:
        assert list(gate.check_text(path.read_text("utf-8"), path.name)) == []


def test_R01_a_changed_label_does_not_pass_the_gate(fictional: tuple[Site, Path]) -> None:
    site, folder = fictional
    text = (folder / "orchard-survival.svg").read_text("utf-8").replace(">74<", ">75<")
    gate = Gate(site.published, site.counts, {"as_of": "2026-11-22"})
    problems = list(gate.check_text(text, "orchard-survival.svg"))
    assert len(problems) == 1
    assert "75" in str(problems[0])


def test_a_picture_of_its_own_names_every_colour(fictional: tuple[Site, Path]) -> None:
    """What draws outside a browser knows no CSS properties."""
    folder = fictional[1]
    for ending, paper in (("svg", "#ffffff"), ("dark.svg", "#14181d"), ("auto.svg", "#ffffff")):
        text = (folder / f"orchard-survival.{ending}").read_text("utf-8")
        assert "var(" not in text and f'fill="{paper}"' in text
        assert ("prefers-color-scheme:dark" in text) == (ending == "auto.svg")


def test_a_sign_without_a_glyph_is_told_and_all_known_signs_have_one() -> None:
    with pytest.raises(ValueError, match=r"no sign for “中” \(U\+4E2D, CJK"):
        refuse_signs_without_glyph("Alive 中 at five years")
    known = sorted(DRAWN - set("<&"))
    assert [sign for sign, is_drawn in zip(known, drawn(known), strict=True) if not is_drawn] == []


def test_two_widths_of_a_chart_share_no_id(fictional: tuple[Site, Path]) -> None:
    text = (fictional[1] / "orchard-survival.html").read_text("utf-8")
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids)) > 4


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_R38_text_has_a_contrast_of_four_and_a_half_and_marks_of_three(mode: str) -> None:
    tokens = {token.name: getattr(token, mode) for token in TOKENS}
    text = ["ink", "muted", "link", "arm-1", "arm-2", "arm-3", "arm-4", "arm-5", "yes"]
    assert all(_contrast(tokens[name], tokens["paper"]) >= 4.5 for name in text)
    assert all(_contrast(tokens[name], tokens["paper"]) >= 3 for name in ("no", "axis", "focus"))
    for tone in ("warn", "stop"):
        assert _contrast(tokens[tone], tokens[f"{tone}-paper"]) >= 4.5


def test_R38_arms_differ_by_shape_and_dash_as_well_as_by_colour() -> None:
    styles = [arm_style(n) for n in range(5)]
    for looks in ("colour", "shape", "dash", "glyph"):
        assert len({str(getattr(style, looks)) for style in styles}) == 5
    with pytest.raises(ValueError, match="at most five arms"):
        arm_style(5)
