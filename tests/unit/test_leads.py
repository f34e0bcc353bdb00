"""Which figure speaks for a trial: one order, whatever shape the trial has."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.leads import COHORT, NEVER, PRIMARY, WHOLE, WIDE, Forest, leads, order, without_parts
from tests.figures import figure

SHAPES: dict[str, tuple[list[dict[str, str]], list[str]]] = {
    "subgroups": ([{"population": "all"}, {"population": "old", "part_of": "all"}], []),
    "single-arm cohorts": ([{"population": "a", "cohort": "A"}, {"population": "b", "cohort": "B"}], []),
    "growing cohort": ([{"population": "first-42", "earlier_cut_of": "all-91"}, {"population": "all-91"}], []),
    "pool": ([{"population": "all"}, {"population": "lung", "part_of": "all"}], []),
    "basket": ([{"population": "all"}, {"population": "lung", "part_of": "all"},
                {"population": "lung-brain", "part_of": "lung"}], []),
    "three arms": ([{"population": "all"}, {"population": "safety", "set_of": "all"}], []),
    "interim then final": ([{"population": "interim", "earlier_cut_of": "all"}, {"population": "all"}], []),
    "meeting newest": ([{"population": "all"}], []),
    "two primary populations": ([{"population": "all"}, {"population": "high", "part_of": "all", "cohort": "high"},
                                 {"population": "low", "part_of": "all", "cohort": "low"}], ["high"]),
    "asian main population": ([{"population": "high", "cohort": "high"}, {"population": "low", "cohort": "low"},
                               {"population": "asian", "part_of": "high"}], ["high"]),
}  # fmt: skip


def forest(shape: str) -> Forest:
    rows, primary = SHAPES[shape]
    empty = dict.fromkeys(("part_of", "set_of", "earlier_cut_of", "brain", "cohort"))
    return Forest([empty | row for row in rows], primary)


@st.composite
def trials(draw: st.DrawFn) -> tuple[str, Forest, list[Any]]:
    shape = draw(st.sampled_from(sorted(SHAPES)))
    made = forest(shape)
    found = []
    for number in range(draw(st.integers(1, 12))):
        family = draw(st.sampled_from(["survival", "harm"]))
        found.append(
            figure(
                estimate_id=f"t/r/{number:02}",
                key=f"{number:02}",
                report=draw(st.sampled_from(["2019-a", "2024-b"])),
                endpoint="os" if family == "survival" else "adverse_events",
                effect_measure="landmark_rate" if family == "survival" else "proportion",
                grades="3-4" if family == "harm" else "not_applicable",
                attribution=draw(st.sampled_from(["treatment_related", "not_stated"]))
                if family == "harm"
                else "not_applicable",
                arm_key=draw(st.sampled_from("ab")),
                population_key=draw(st.sampled_from(sorted(made.rows))),
                looked_at=draw(st.sampled_from(["2018-07", "2019-01-31", "2023-05-02"])),
                timepoint_months=draw(st.sampled_from([12.0, 60.0])),
                not_lead_because=draw(
                    st.sampled_from([None, None, "it was read on one page that is not its source"])
                ),
                is_main=draw(st.booleans()),
                analysis_set=draw(st.sampled_from(["itt", "evaluable"])),
                design="randomised",
            )
        )
    return shape, made, found


@given(trials())
def test_no_better_candidate_than_the_lead_exists(trial):
    _, made, found = trial
    scope = set(made.rows)
    for lead in leads(found, made, scope):
        of_same = [
            f
            for f in found
            if (f.endpoint, f.arm_key) == (lead.figure.endpoint, lead.figure.arm_key)
            and made.place(f.population_key, scope) != NEVER
            and (f.may_lead or not lead.figure.may_lead)
        ]
        assert all(made.place(f.population_key, scope) >= lead.place for f in of_same)
        equal = [f for f in of_same if made.place(f.population_key, scope) == lead.place]
        if lead.place != WHOLE:
            equal = [f for f in equal if made.base(f.population_key) == lead.population]
        rank = {f.id: (made.cuts(f.population_key), order(f)) for f in equal}
        assert min(rank.values()) == rank[lead.figure.id]
        assert {f.id for f in lead.figures} == {
            id for id, own in rank.items() if own == rank[lead.figure.id]
        }


@given(trials())
def test_a_part_of_the_people_never_leads_and_only_harms_lead_without_being_firm(trial):
    shape, made, found = trial
    scope = set(made.rows)
    for lead in leads(found, made, scope):
        assert lead.place != NEVER
        assert lead.figure.may_lead or lead.figure.family == "harm"
        assert lead.figure.population_key not in ("old", "lung-brain", "asian"), shape


@given(trials())
def test_harms_held_of_the_people_are_never_dropped(trial):
    _, made, found = trial
    scope = set(made.rows)
    harms = {
        f.arm_key
        for f in found
        if f.family == "harm" and made.place(f.population_key, scope) != NEVER
    }
    led = {
        lead.figure.arm_key for lead in leads(found, made, scope) if lead.figure.family == "harm"
    }
    assert led == harms


@given(trials())
def test_what_is_newer_or_wider_and_may_not_lead_stands_beside(trial):
    _, made, found = trial
    scope = set(made.rows)
    for lead in leads(found, made, scope):
        for f, how in lead.beside:
            assert not f.may_lead and f not in lead.figures
            assert how == "wider" or f.looked_at > lead.figure.looked_at or how == "newer"


def test_everyone_comes_before_primary_populations_and_those_before_cohorts():
    two = forest("two primary populations")
    scope = set(two.rows)
    assert [two.place(p, scope) for p in ("all", "high", "low")] == [WHOLE, PRIMARY, PRIMARY]
    cohorts = forest("single-arm cohorts")
    assert cohorts.place("a", set(cohorts.rows)) == COHORT
    asian = forest("asian main population")
    assert asian.place("asian", set(asian.rows)) == NEVER


def test_on_the_page_of_one_cancer_people_with_others_come_last():
    basket = forest("basket")
    scope = set(basket.rows)
    assert basket.place("lung", scope, is_of_page=False) == WHOLE
    assert basket.place("all", scope, is_of_page=False) == WIDE
    assert basket.place("lung-brain", scope, is_of_page=False) == NEVER


def test_an_interim_gives_way_to_the_group_that_it_grew_to():
    made = forest("growing cohort")
    early = figure(
        estimate_id="t/2020-a/k", population_key="first-42", looked_at="2019-11", value=61.9
    )
    late = figure(
        estimate_id="t/2022-b/k", population_key="all-91", looked_at="2021-05", value=55.0
    )
    (lead,) = leads([early, late], made, set(made.rows))
    assert lead.figures == [late]


def test_the_first_people_of_a_group_give_way_to_all_of_it_whatever_the_analysis_set():
    made = forest("growing cohort")
    early = figure(
        estimate_id="t/2018-a/k", population_key="first-42", looked_at="2017-07", analysis_set="treated", design="pooled"
    )  # fmt: skip
    late = figure(
        estimate_id="t/2020-b/k", population_key="all-91", looked_at="2019-07", analysis_set="evaluable", design="pooled"
    )  # fmt: skip
    assert (made.cuts("first-42"), made.cuts("all-91")) == (1, 0)
    (lead,) = leads([early, late], made, set(made.rows))
    assert lead.figures == [late]


def test_beside_people_with_many_cancers_those_with_the_cancer_of_the_page_are_closer_not_wider():
    made = forest("basket")
    many = figure(estimate_id="t/a/k", population_key="all", looked_at="2019-01")
    own = figure(
        estimate_id="t/b/k", population_key="lung", looked_at="2020-01", not_lead_because="one page"
    )
    (lead,) = leads([many, own], made, {"all", "lung"}, is_of_page=False)
    assert (lead.figures, lead.beside) == ([many], [(own, "closer to this page")])


def test_a_newer_figure_of_a_meeting_stands_beside_the_lead_and_is_named():
    made = forest("meeting newest")
    old = figure(estimate_id="t/a/k", population_key="all", looked_at="2019-01")
    new = figure(
        estimate_id="t/b/k",
        population_key="all",
        looked_at="2023-01",
        not_lead_because="it comes from no article, drug label or registry",
    )
    (lead,) = leads([old, new], made, {"all"})
    assert (lead.figures, lead.beside) == ([old], [(new, "newer")])


def test_a_newer_figure_of_a_group_enrolled_side_by_side_is_not_beside_the_lead_of_another():
    made = forest("single-arm cohorts")
    old = figure(estimate_id="t/a/k", population_key="a", looked_at="2019-01")
    new = figure(
        estimate_id="t/b/k", population_key="b", looked_at="2023-01", not_lead_because="one page"
    )
    (lead,) = leads([old, new], made, {"a", "b"})
    assert (lead.figures, lead.beside) == ([old], [])


def test_a_later_figure_that_states_the_cause_takes_over_from_one_that_does_not():
    made = forest("meeting newest")
    common = {"endpoint": "adverse_events", "effect_measure": "proportion", "grades": "3-4", "population_key": "all"}  # fmt: skip
    old = figure(estimate_id="t/a/k", looked_at="2015-02", attribution="not_stated", **common)
    new = figure(
        estimate_id="t/b/k", looked_at="2017-05", attribution="treatment_related", **common
    )
    (lead,) = leads([old, new], made, {"all"})
    assert lead.figures == [new]


def test_an_editor_s_choice_leads_with_its_reason():
    made = forest("meeting newest")
    old = figure(estimate_id="t/a/k", report="a", key="k", population_key="all", looked_at="2015")
    new = figure(estimate_id="t/b/k", report="b", key="k", population_key="all", looked_at="2020")
    (lead,) = leads([old, new], made, {"all"}, chosen={"a/k": "only this one counts everyone"})
    assert (lead.figures, lead.reason) == ([old], "only this one counts everyone")


def test_an_editor_s_choice_of_groups_side_by_side_names_each_group():
    made = forest("single-arm cohorts")
    both = [
        figure(estimate_id=f"t/b/{key}", report="b", key=key, population_key=key, looked_at="2020")
        for key in "ab"
    ]
    chosen = dict.fromkeys(("b/a", "b/b"), "the final figures")
    found = leads(both, made, {"a", "b"}, chosen=chosen)
    assert [(lead.figures, lead.population) for lead in found] == [([both[0]], "a"), ([both[1]], "b")]  # fmt: skip


def test_schedules_of_one_drug_give_way_to_the_arm_that_is_their_sum():
    made = forest("meeting newest")
    parts = [
        figure(estimate_id=f"t/a/{arm}", arm_key=arm, population_key="all", looked_at="2015")
        for arm in ("q2w", "q3w")
    ]
    whole = figure(estimate_id="t/b/w", arm_key="both", population_key="all", looked_at="2024")
    found = without_parts(leads([*parts, whole], made, {"all"}), {"both": ["q2w", "q3w"]})
    assert [lead.figure for lead in found] == [whole]


BRAIN = {
    "all": {},
    "brain": {"part_of": "all", "brain": "any"},
    "measurable": {"part_of": "brain", "brain": "measurable"},
    "irradiated": {"part_of": "brain"},
    "asian": {"part_of": "all"},
    "asian-brain": {"part_of": "asian", "brain": "any"},
}


def with_brain() -> Forest:
    empty = dict.fromkeys(("part_of", "set_of", "earlier_cut_of", "brain", "cohort"))
    return Forest([{"population": key, **empty, **own} for key, own in BRAIN.items()])


def test_of_responses_in_the_brain_all_with_tumours_there_are_everyone_and_parts_of_them_never():
    made = with_brain()
    places = {key: made.place(key, set(BRAIN), whom="brain") for key in BRAIN}
    assert {key for key, place in places.items() if place == WHOLE} == {
        "all",
        "brain",
        "measurable",
    }
    assert {key for key, place in places.items() if place == NEVER} == {"irradiated", "asian", "asian-brain"}  # fmt: skip
    assert made.place("brain", set(BRAIN), whom="everyone") == NEVER


def test_a_response_in_the_brain_leads_in_people_whose_tumours_there_could_be_measured():
    found = [
        figure(estimate_id=f"t/r/{key}", key=key, population_key=key, endpoint="intracranial_orr")
        for key in ("brain", "measurable", "irradiated")
    ]
    (lead,) = leads(found, with_brain(), set(BRAIN))
    assert [f.population_key for f in lead.figures] == ["measurable"]


def test_groups_of_people_with_tumours_in_the_brain_that_point_at_each_other_end():
    empty = dict.fromkeys(("set_of", "earlier_cut_of", "cohort"))
    rows = [{"population": a, "part_of": b, "brain": "any", **empty} for a, b in ("ab", "ba")]
    assert Forest(rows).counted_in("a", "brain") in ("a", "b")
