"""The first sentences of a situation say of whom, out of how many, and what else is held."""

from __future__ import annotations

import pytest

from reports.pages.in_short import keys, sentence, share, speaker
from reports.panels.cells import TrialRow, trial_row
from reports.published import Figure
from reports.text.shown import shown
from tests.figures import figure
from tests.published import published

ARMS = {"a": "newmab", "b": "old care"}
SAFE = {"population": "treated", "analysis_set": "safety", "set_of": "p"}


def two(endpoint: str, a: float, b: float, **columns: object) -> list[Figure]:
    """The same share of both arms of everyone."""
    made = []
    for arm, value in (("a", a), ("b", b)):
        id = f"t/{columns.get('report', 'r')}/{endpoint}-{columns.get('grades', '')}-{arm}"
        common = {"estimate_id": id, "key": id.rpartition("/")[2], "arm_key": arm, "arm": ARMS[arm]}
        made.append(
            figure(endpoint=endpoint, value=value, **common | {"population": "p"} | columns)
        )
    return made


def harm(a: float, b: float, **columns: object) -> list[Figure]:
    usual = {
        "endpoint": "adverse_events", "effect_measure": "proportion", "counts": "event", "grades": "3-5",
        "attribution": "any", "population_key": "treated", "population": "treated", "analysis_set": "safety",
    } | columns  # fmt: skip
    return two(usual.pop("endpoint"), a, b, **usual)


ALIVE = two("os", 60.0, 50.0, timepoint_as_printed="5 years", timepoint_months=60.0)
PEOPLE = {
    "effect_measure": "count",
    "counts": "event",
    "unit": "people",
    "unit_as_printed": "people",
}


def row(*figures: Figure, populations=({"population": "p"}, SAFE), **trial: object) -> TrialRow:
    return trial_row(published(figures, populations, **trial), "t", "page", "s")


def said(*figures: Figure, **more: object) -> list[str]:
    """Each message without its title."""
    return [key["text"].striptags() for key in keys([row(*figures, **more)], {}, "")]


def test_severe_harm_that_is_held_is_never_said_not_to_be():
    assert said(*ALIVE) == [
        "In T, about 60 of 100 on newmab and about 50 of 100 on old care were alive at 5 years. "
        "We hold no figure on severe harm there."
    ]
    (words,) = said(*ALIVE, *harm(20.0, 10.0, event="rash"))
    assert words.endswith("What we hold there on severe harm is about single side effects only.")
    (words,) = said(*ALIVE, *harm(20.0, 10.0, grades="3"))
    assert words.endswith("Harm of grade 3, 20 of 100 on newmab and 10 of 100 on old care.")


def test_deaths_caused_by_treatment_stand_for_no_sum_of_harms_but_are_told():
    deaths = harm(4.5, 0.0, endpoint="treatment_related_death", grades="5", attribution="treatment_related")  # fmt: skip
    (words,) = said(*ALIVE, *deaths)
    assert words.endswith(
        "No figure there on all severe harm. Death caused by treatment, 5 of 100 on newmab and "
        "0 of 100 on old care."
    )


def test_serious_side_effects_are_not_called_severe():
    serious = harm(30.0, 20.0, endpoint="serious_adverse_events", grades="serious")
    (words,) = said(*ALIVE, *serious)
    assert "Serious side effects, 30 of 100" in words and "evere" not in words


def test_a_harm_of_the_control_group_alone_is_named_as_that():
    store = published([*ALIVE, *harm(20.0, 10.0)[1:]], ({"population": "p"}, SAFE))
    for arm in store.tables["arms"]:
        arm["role"] = "control" if arm["arm"] == "b" else "tested"
    (key,) = keys([trial_row(store, "t", "page", "s")], {}, "")
    assert "is about the control group only" in key["text"]


def test_a_harm_of_an_earlier_look_says_so_beside_each_benefit():
    late = two("orr", 40.0, 20.0, effect_measure="proportion", counts="event", looked_at="2024-07")
    (words,) = said(*late, *harm(20.0, 10.0, looked_at="2019-07"))
    assert "Severe harm, an earlier report: 20 of 100" in words


def test_a_harm_that_may_not_lead_says_why():
    told = "it was read on one page that is not its source"
    (words,) = said(*ALIVE, *harm(20.0, 10.0, not_lead_because=told))
    assert words.endswith(f"10 of 100 on old care ({told}).")


def test_what_may_not_lead_is_in_no_first_sentence():
    talk = {"not_lead_because": "it comes from no article", "report_kind": "meeting_abstract"}
    weak = two("os", 60.0, 50.0, timepoint_as_printed="5 years", timepoint_months=60.0, **talk)
    item = row(*weak)
    assert speaker([item], {"live": item}, "live") is None
    assert said(*weak) == ["We hold no firm figure of these people. What we hold stands below, marked."]  # fmt: skip


def test_harm_stands_beside_the_sentence_of_its_own_trial():
    shrank = two("orr", 40.0, 20.0, effect_measure="proportion", counts="event")
    gone = two("cr", 4.0, 2.0, effect_measure="proportion", counts="event")
    item, other = row(*shrank, *harm(20.0, 10.0)), row(*gone)
    (key,) = keys([item, other], {"shrink": item, "gone": other}, "")
    words = key["text"].striptags()
    assert words.index("the cancer shrank") < words.index("Severe harm") < words.index("nothing was left")  # fmt: skip
    (words,) = said(*shrank, *gone, *harm(20.0, 10.0))
    assert words.index("the cancer shrank") < words.index("nothing was left") < words.index("Severe harm")  # fmt: skip


def test_a_later_look_at_the_same_people_is_told():
    later = two("os", 0, 0, effect_measure="median", counts="not_applicable", state=None,
                looked_at="2024-07", report="2024-b", unit="months", unit_as_printed="months",
                value_as_printed="81.1")  # fmt: skip
    (words,) = said(*ALIVE, *later)
    assert "A later report: half had died by 81.1 months with newmab" in words
    (words,) = said(*ALIVE, *later[:0])
    assert "later" not in words


@pytest.mark.parametrize("set_", ["evaluable", "per_protocol", "subset", "not_stated"])
def test_a_share_of_those_who_could_be_judged_names_them(set_):
    people = {"population": "measurable tumours", "analysis_set": set_, "set_of": "p"}
    shrank = two("orr", 40.0, 20.0, effect_measure="proportion", counts="event", analysis_set=set_,
                 population_key="measurable tumours", population="measurable tumours")  # fmt: skip
    item = row(*ALIVE, *shrank, populations=({"population": "p"}, people))
    words = sentence(item, "shrink", "").striptags()
    assert words.startswith("In T, of measurable tumours, the cancer shrank in 40 of 100")


def test_a_part_of_a_trial_that_is_all_of_a_page_is_named():
    lung = {"population": "lung", "part_of": "p"}
    everyone = {"population": "p", "subgroups": "other"}
    alive = two("os", 60.0, 50.0, population_key="lung", population="lung")
    words = sentence(
        row(*alive, populations=(everyone, lung), cancer="many"), "live", ""
    ).striptags()
    assert words.startswith("In T, of lung, about 60 of 100")


def test_those_with_a_complete_response_are_named_as_the_people_of_its_duration():
    kept = two("docr", 71.0, 60.0, timepoint_as_printed="1 year", timepoint_months=12.0)
    (words,) = said(*kept)
    assert words.startswith("In T, of those with nothing left to see, about 71 of 100 on newmab")


def test_a_number_of_people_is_told_out_of_how_many():
    (f,) = two("cr", 3.0, 0.0, n_analysed=84, value_as_printed="3", **PEOPLE)[:1]
    assert share(f, "").striptags() == "3 of 84 people"
    bare = two("orr", 3.0, 0.0, value_as_printed="3", **PEOPLE)
    assert said(*bare)[0].startswith(
        "In T, the cancer shrank in 3 people on newmab and 3 people on old care. Of how many is not known."
    )


def contrast(a: str, b: str, low: float, high: float, **columns: object) -> Figure:
    return figure(
        estimate_id=f"t/r/hr-{a}{b}", key=f"hr-{a}{b}", effect_measure="hazard_ratio", value=0.8, unit="ratio",
        counts="not_applicable", state=None, arm_key=a, comparator_key=b, arm=a, comparator=b,
        ci_lower=low, ci_upper=high, ci_level=95.0, ci_lower_status="given", ci_upper_status="given", **columns,
    )  # fmt: skip


def test_of_three_groups_the_verdict_names_the_two_that_were_compared():
    third = figure(estimate_id="t/r/c", key="c", arm_key="c", arm="third", value=40.0, timepoint_as_printed="5 years", timepoint_months=60.0)  # fmt: skip
    store = published([*ALIVE, third, contrast("a", "b", 0.7, 0.9), contrast("c", "b", 0.7, 1.2)])
    store.tables["arms"].append({"trial": "t", "arm": "c", "label": "c", "role": "tested", "combines": None})  # fmt: skip
    (key,) = keys([trial_row(store, "t", "page", "s")], {}, "")
    words = key["text"].striptags()
    assert (
        "Between a and b, over the whole time, chance alone is an unlikely explanation of the gap."
        in words
    )
    assert "Between c and b, over the whole time, chance alone may explain the gap." in words


def test_groups_that_were_not_formed_by_chance_get_no_verdict():
    compared = [*ALIVE, contrast("a", "b", 0.7, 0.9)]
    assert "chance alone" in said(*compared)[0]
    assert "chance" not in said(*compared, design="non_randomised")[0]


def test_events_behind_a_time_are_named_as_events():
    f = figure(
        effect_measure="median", counts="not_applicable", state=None, n_events=72, n_analysed=261
    )
    assert shown(f, "counts") == "261 people, of whom 72 had died"
    share_of = figure(endpoint="orr", effect_measure="proportion", n_events=72, n_analysed=261)
    assert shown(share_of, "counts") == "72 of 261 people"


def test_of_two_groups_planned_first_both_are_told_each_with_its_own_verdict():
    people = [
        {"population": "p", "subgroups": "other"},
        {"population": "marked", "part_of": "p"},
        {"population": "unmarked", "part_of": "p"},
    ]
    alive = {"timepoint_as_printed": "5 years", "timepoint_months": 60.0}
    figures = []
    for key, values, ends in (("marked", (60.0, 50.0), (0.5, 0.9)), ("unmarked", (40.0, 45.0), (0.7, 1.6))):  # fmt: skip
        report = {"report": f"2019-{key}", "population_key": key, "population": key}
        figures += two("os", *values, **alive, **report)
        ratio = contrast("a", "b", *ends, **report)
        ratio.estimate_id = f"t/2019-{key}/hr"
        figures.append(ratio)
    store = published(figures, people, primary_populations="marked;unmarked")
    for key in ("marked", "unmarked"):
        store.tables["reports"].append(store.tables["reports"][0] | {"report": f"2019-{key}"})
    (key,) = keys([trial_row(store, "t", "page", "s")], {}, "")
    words = key["text"].striptags()
    assert "of marked, about 60 of 100" in words.lower() and "of unmarked, about 40 of 100" in words.lower()  # fmt: skip
    after = {name: words.lower().split(f"of {name}, about")[1].split(".")[1] for name in ("marked", "unmarked")}  # fmt: skip
    assert "unlikely" in after["marked"] and "may explain" in after["unmarked"]


def test_what_is_wider_than_two_leads_stands_beside_them_once():
    talk = {"not_lead_because": "it comes from no article", "report_kind": "meeting_abstract"}
    wide = two("os", 42.0, 40.0, report="2024-b", looked_at="2024-07", **talk)
    groups = ({"population": "p"}, {"population": "x", "part_of": "p"}, {"population": "y", "part_of": "p"})  # fmt: skip
    parts = [
        f for key in "xy"
        for f in two("os", 60.0, 50.0, report=f"2019-{key}", population_key=key, population=key)
    ]  # fmt: skip
    store = published([*parts, *wide], groups, primary_populations="x;y")
    for key in "xy":
        store.tables["reports"].append(store.tables["reports"][0] | {"report": f"2019-{key}"})
    (beside,) = trial_row(store, "t", "page", "s").cells["live"].beside
    assert len(beside.figures) == 2
