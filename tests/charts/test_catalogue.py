"""The catalogue: what editors type, what they are told, and addresses that stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.curated.catalogue import read_catalogue
from pipelines.project import Project
from reports import theme
from reports.embeds.catalogue import cannot_draw, draw, select
from reports.embeds.chart import Chart
from reports.embeds.entry import Entry
from reports.panels.panel import panels
from reports.published import Published

GOOD = """\
- slug: one
  kind: timeline
  filter: {trial: orchard-1}
  title: A title
  alt: Words
"""


def problems(
    tmp_path: Path, text: str, published: Published | None = None, ever: tuple = ()
) -> str:
    project = Project(tmp_path.resolve())
    project.charts.parent.mkdir(exist_ok=True)
    project.charts.write_text(text, encoding="utf-8")
    catalogue = read_catalogue(project, ever)
    found = catalogue.problems
    if published and not found:
        for entry in catalogue.entries:
            try:
                draw(entry, select(entry, published.frame), 680)
            except ValueError as error:
                found = [cannot_draw(entry, error)]
    return "\n".join(map(str, found))


def test_a_good_catalogue_has_no_problems(tmp_path: Path, published: Published) -> None:
    assert problems(tmp_path, GOOD, published) == ""


def test_no_catalogue_is_an_empty_one(tmp_path: Path) -> None:
    assert read_catalogue(Project(tmp_path)).entries == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "timeline",
            "timelin",
            "charts.yaml:2  kind timelin: is not a kind of chart. Did you mean timeline?",
        ),
        ("slug: one", "slug: One chart", "is not a name: use lower-case letters"),
        ("  title: A title\n", "", "charts.yaml:1  title: is missing. Add `title:`."),
        ("title:", "titel:", "charts.yaml:4  titel: is not a key of a chart. Valid: slug, kind"),
        ("trial:", "trail:", "filter trail: is not a column of the estimates. See the columns"),
        ("orchard-1", "orchard-9", "no row matches the filter"),
        ("  kind", " kind", "this line"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_a_suggestion(
    tmp_path: Path, published: Published, old: str, new: str, message: str
) -> None:
    assert message in problems(tmp_path, GOOD.replace(old, new, 1), published)


def test_a_filter_that_ranks_is_refused_with_its_line(tmp_path: Path, published: Published) -> None:
    text = GOOD.replace("timeline", "response_bar").replace(
        "{trial: orchard-1}", "{endpoint: orr, effect_measure: proportion}"
    )
    assert "charts.yaml:3  filter one: response_bar: rows differ in trial" in problems(
        tmp_path, text, published
    )


def test_one_slug_stands_for_one_chart(tmp_path: Path) -> None:
    assert "stands already on line 1" in problems(tmp_path, GOOD + GOOD)


def test_a_slug_that_was_published_may_not_vanish(tmp_path: Path) -> None:
    assert "addresses never vanish" in problems(tmp_path, GOOD, ever=("gone",))
    assert problems(tmp_path, GOOD + "  was: [gone]\n", ever=("gone",)) == ""


def test_an_old_slug_leads_to_the_chart_that_replaced_it(build: Callable[..., Path]) -> None:
    folder = build()
    assert 'rel="canonical" href="https://evidence.example/charts/orchard-survival.html"' in (
        folder / "orchard-os.html"
    ).read_text("utf-8")
    for suffix in ("html", "png", "svg", "csv", "json"):
        old, new = (folder / f"{slug}.{suffix}" for slug in ("orchard-os", "orchard-survival"))
        assert old.read_bytes() == new.read_bytes()


def test_arms_stand_in_the_order_of_their_trials_page_so_that_colours_agree(
    published: Published,
) -> None:
    """Pages order arms by role, then by name: here the comparator is first by name."""
    roles = {"orchardimab": "control", "standard": "tested"}
    arms = [{**arm, "role": roles.get(arm["arm"], arm["role"])} for arm in published.tables["arms"]]
    swapped = Published(published.figures, {**published.tables, "arms": arms}, published.frame)
    curves = {
        "trial": ("orchard-1",), "endpoint": ("os",), "effect_measure": ("landmark_rate",),
        "is_current": ("yes",), "conditional_on": ("none",), "variant": ("none",),
    }  # fmt: skip
    chart = Chart(Entry("x", "survival", curves, "A title", "A text."), swapped, date(2026, 11, 22))
    assert chart.arms == ["standard", "orchardimab"]
    (panel,) = [p for p in panels(swapped, "appleoma", "first-treatment") if p.id == "orchard-1"]
    assert [arm["arm"] for arm in panel.arms] == chart.arms
    drawn = draw(chart.entry, chart.rows, 680, chart.arms).to_dict(validate=False)
    colours = {
        point["arm"]: point["colour"]
        for layer in drawn["layer"]
        if layer["name"] in ("value_0", "value_1")
        for point in layer["data"]["values"]
    }
    assert colours == {
        arm["label"]: theme.arm_style(number).colour for number, arm in enumerate(panel.arms)
    }
