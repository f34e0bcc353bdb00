"""Which charts stand in which panel: survival over time, and kinds of response."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from reports.charts import Refused, response_svg, responsive, survival_svg
from reports.charts.refuse import without_parts
from reports.panels import Panel

CURVES = {
    "os": "Overall survival over time",
    "css": "Survival counting only deaths from this cancer",
}
KINDS = ("cr", "pr", "sd", "pd")
SURVIVAL_NOTE = (
    "Estimated share of people without the event at the times that reports give. Points are joined "
    "only to guide the eye. The table shows the values."
)
RESPONSE_NOTE = (
    "Share of people by best change of the cancer. Shrinkage is not the same as living longer."
)


def panel_charts(panel: Panel, frame: pd.DataFrame, subgroup: str) -> Markup:
    """Drawings for one panel, or nothing where the rows do not make a fair one.

    ``frame`` holds the rows of the view ``estimates`` of this trial.
    """
    people = panel.population["population"]
    rows = frame[
        (frame["population_key"] == people)
        & frame["is_current"]
        & frame["conditional_on"].isna()
        & frame["variant"].isna()
        & (frame["standing"] != "retracted")
    ]
    arms = tuple(arm["arm"] for arm in panel.arms)
    drawn = []
    if panel.trial["design"] == "randomised":
        for endpoint, title in CURVES.items():
            slug = f"{subgroup}-{panel.id}-{endpoint}"
            drawn.append(_curve(rows[rows["endpoint"] == endpoint], slug, title, arms))
    drawn.append(
        _responses(rows[rows["endpoint"].isin(KINDS)], f"{subgroup}-{panel.id}-kinds", arms)
    )
    return Markup("").join(part for part in drawn if part)


def _curve(rows: pd.DataFrame, slug: str, title: str, arms: tuple[str, ...]) -> Markup:
    rates = rows[rows["effect_measure"] == "landmark_rate"].drop_duplicates(
        ["arm_key", "timepoint_months"], keep=False
    )
    rates = without_parts(rates)
    times = rates.groupby("arm_key")["timepoint_months"].nunique()
    if len(times) < 2 or times.max() < 2:
        return Markup("")
    medians = rows[rows["effect_measure"] == "median"].drop_duplicates(["arm_key"], keep=False)
    shown = pd.concat([rates, medians[medians["arm_key"].isin(times.index)]])
    return _figure(
        lambda width, own: survival_svg(
            shown, own, title, SURVIVAL_NOTE, width, tuple(a for a in arms if a in times.index)
        ),
        slug,
        title,
        SURVIVAL_NOTE,
    )


def _responses(rows: pd.DataFrame, slug: str, arms: tuple[str, ...]) -> Markup:
    shares = rows[rows["effect_measure"] == "proportion"].drop_duplicates(
        ["arm_key", "endpoint"], keep=False
    )
    shares = without_parts(shares)
    if shares["endpoint"].nunique() < 3:
        return Markup("")
    title = "Best change of the cancer"
    return _figure(
        lambda width, own: response_svg(
            shares, own, title, RESPONSE_NOTE, width,
            tuple(a for a in arms if a in set(shares["arm_key"])),
        ),
        slug,
        title,
        RESPONSE_NOTE,
    )  # fmt: skip


def _figure(draw, slug: str, title: str, note: str) -> Markup:  # noqa: ANN001
    try:
        drawing = responsive(draw, slug)
    except Refused:  # unlike rows never share an axis: the table shows them
        return Markup("")
    return Markup(
        '<figure class="chart">{}<figcaption class="note">{}. {}</figcaption></figure>'
    ).format(Markup(drawing), title, note)
