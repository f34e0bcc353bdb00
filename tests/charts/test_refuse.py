"""No ranking by construction: unlike rows never share an axis, and the message names the key."""

from __future__ import annotations

import pandas as pd
import pytest

from reports.charts.forest import forest
from reports.charts.icons import icon_array
from reports.charts.refuse import Refused
from reports.charts.response import response_bar
from reports.charts.survival import survival
from reports.published import Published


def overall_survival(published: Published) -> pd.DataFrame:
    frame = published.frame
    return frame[
        (frame["trial"] == "orchard-1")
        & (frame["endpoint"] == "os")
        & (frame["effect_measure"] == "landmark_rate")
        & frame["is_current"]
    ].copy()


def responses(published: Published) -> pd.DataFrame:
    frame = published.frame
    return frame[
        (frame["trial"] == "orchard-1") & frame["endpoint"].isin(["orr", "cr", "pr"])
    ].copy()


def test_R22_arms_of_two_trials_never_share_an_axis(published: Published) -> None:
    frame = published.frame
    rows = frame[(frame["endpoint"] == "orr") & (frame["effect_measure"] == "proportion")]
    with pytest.raises(Refused, match="differ in trial: meadow-2, orchard-1"):
        response_bar(rows)


def test_R22_arms_that_were_not_randomised_against_each_other_never_share_an_axis(
    published: Published,
) -> None:
    rows = overall_survival(published).assign(design="non_randomised")
    with pytest.raises(Refused, match="orchardimab, standard were not randomised"):
        survival(rows)


def test_R22_an_arm_and_the_arms_it_is_the_sum_of_never_share_an_axis(published: Published) -> None:
    rows = overall_survival(published)
    rows["arm_combines"] = ["orchardimab" if arm == "standard" else None for arm in rows["arm_key"]]
    with pytest.raises(Refused, match="the arm standard holds the people of orchardimab"):
        survival(rows)


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("endpoint", ("os", "css"), "endpoint"),
        ("population_key", ("randomised", "treated"), "population"),
        ("assessor", ("investigator", "independent"), "assessor"),
        ("criteria", ("recist-1-1", "lugano-2014"), "response criteria"),
        ("conditional_on", ("alive at 3 years", None), "condition"),
    ],
)
def test_R21_a_curve_of_unlike_rows_is_refused_by_the_name_of_what_differs(
    published: Published, column: str, values: tuple[str, ...], words: str
) -> None:
    rows = overall_survival(published)
    rows[column] = [values[n % 2] for n in range(len(rows))]
    with pytest.raises(Refused, match=f"rows differ in {words}") as refused:
        survival(rows)
    assert refused.value.key == column


def test_R21_bars_of_two_time_points_are_refused(published: Published) -> None:
    rows = responses(published)
    rows["timepoint_months"] = [6.0, *[12.0] * (len(rows) - 1)]
    with pytest.raises(Refused, match="rows differ in time point: 12, 6"):
        response_bar(rows)


def test_two_data_cuts_at_one_place_of_a_curve_are_refused(published: Published) -> None:
    rows = overall_survival(published)
    with pytest.raises(Refused, match="several rows stand at one place"):
        survival(pd.concat([rows, rows.head(1)]))


def test_a_panel_of_a_forest_plot_holds_one_trial_and_panels_are_not_sorted_by_result(
    published: Published,
) -> None:
    frame = published.frame
    rows = frame[(frame["endpoint"] == "orr") & (frame["effect_measure"] == "proportion")]
    spec = forest(rows).to_dict(validate=False)
    panels = spec["vconcat"]
    layers = [layer for panel in panels for layer in panel["layer"]]
    words = [one["data"]["values"] for one in layers if "words_of" in one.get("name", "")]
    assert [labels[0]["text"].partition(":")[0] for labels in words] == [
        "MEADOW-2",
        "ORCHARD-1",
        "ORCHARD-1",
    ]
    assert len(panels) == len(rows.groupby(["trial", "arm_key"]))


def test_a_chart_of_100_people_shows_one_number_only(published: Published) -> None:
    with pytest.raises(Refused):
        icon_array(overall_survival(published))


def test_a_filter_that_finds_nothing_is_refused(published: Published) -> None:
    with pytest.raises(Refused, match="no row matches"):
        survival(published.frame.head(0))


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("counts", "event", "the people that are counted"),
        ("event_includes", "no_death", "whether death counts"),
    ],
)
def test_figures_that_say_different_things_of_people_never_share_an_axis(
    published: Published, key: str, value: str, words: str
) -> None:
    rows = overall_survival(published)
    rows.loc[rows.index[0], key] = value
    with pytest.raises(Refused, match=words):
        survival(rows)


def test_two_thresholds_of_one_test_never_share_an_axis(published: Published) -> None:
    rows = responses(published).assign(
        endpoint="mrd_negativity", mrd_threshold="1 in 100,000 cells"
    )
    rows = rows.drop_duplicates("arm_key")
    rows.loc[rows.index[0], "mrd_threshold"] = "not_stated"
    with pytest.raises(Refused, match="the threshold of the test"):
        response_bar(rows)


def test_a_bound_is_no_number_of_people(published: Published) -> None:
    rows = responses(published).head(1).assign(value_qualifier="<")
    with pytest.raises(Refused, match="no number of people"):
        icon_array(rows)


def test_a_share_that_does_not_say_whom_it_counts_is_not_drawn(published: Published) -> None:
    rows = overall_survival(published).assign(counts="not_stated")
    with pytest.raises(Refused, match="does not say whether it counts people with the event"):
        survival(rows)
    with pytest.raises(Refused, match="cannot be drawn as people"):
        icon_array(rows.iloc[:1])
