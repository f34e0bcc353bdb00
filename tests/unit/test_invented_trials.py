"""Trials of ten shapes, invented: what a page says of each is true of the figures held.

The lead of each is judged in ``test_leads.py``, with the same shapes.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.panels.panel import panels, row_says, stands_in_panels
from reports.panels.pictures import icon_array
from reports.panels.row_labels import ASPECTS, apart, measured
from reports.published import Figure
from reports.text.words import CODES, counted, lead_words
from schemas.endpoints import TIMED, Endpoint, fits_a_picture, is_of_all_side_effects, is_severe
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.leads import NEVER
from schemas.row import Row
from schemas.terms import ANALYSIS_SET
from tests.figures import figure, vocabulary
from tests.published import REPORTS, published
from tests.unit.test_leads import SHAPES

FEW = settings(max_examples=60)
KINDS = [
    {"endpoint": "os", "effect_measure": "landmark_rate"},
    {"endpoint": "os", "effect_measure": "count", "counts": "event"},
    {"endpoint": "os", "effect_measure": "hazard_ratio", "comparator_key": "b", "counts": "not_applicable"},
    {"endpoint": "pfs", "effect_measure": "median", "counts": "not_applicable"},
    {"endpoint": "orr", "effect_measure": "proportion", "counts": "event"},
    {"endpoint": "cr", "effect_measure": "proportion", "counts": "event"},
    {"endpoint": "dor", "effect_measure": "landmark_rate"},
    {"endpoint": "adverse_events", "effect_measure": "proportion", "counts": "event"},
    {"endpoint": "serious_adverse_events", "effect_measure": "proportion", "counts": "event"},
    {"endpoint": "discontinuation", "effect_measure": "proportion", "counts": "event"},
]  # fmt: skip
NOT_FIRM = [
    (None, "journal_article"), (None, "journal_article"),
    ("it was read on one page that is not its source", "journal_article"),
    ("it comes from no article, drug label or registry", "meeting_abstract"),
]  # fmt: skip


@st.composite
def invented(draw: st.DrawFn):
    """A trial of one shape, with up to twelve figures; some people stand on another page."""
    rows, primary = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    elsewhere = draw(st.sampled_from([None, *(row["population"] for row in rows[1:])]))
    people = [
        row | ({"subgroups": "other"} if row["population"] == elsewhere else {}) for row in rows
    ]
    found = []
    for number in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(KINDS))
        is_harm = vocabulary()[kind["endpoint"]]["family"] == "harm"
        reason, report_kind = draw(st.sampled_from(NOT_FIRM))
        population = draw(st.sampled_from([row["population"] for row in rows]))
        report = draw(st.sampled_from(REPORTS))
        found.append(
            figure(
                **kind,
                estimate_id=f"t/{report}/{number:02}",
                key=f"{number:02}",
                report=report,
                arm_key="a" if kind.get("comparator_key") else draw(st.sampled_from("ab")),
                population_key=population,
                population=population,
                is_key=True,
                value=draw(st.sampled_from([0.0, 0.4, 43.0, 99.7, 100.0])),
                grades=draw(st.sampled_from(["any", "3-4", "serious"])) if is_harm else "not_applicable",
                event=draw(st.sampled_from([None, "rash"])) if is_harm else None,
                attribution="any" if is_harm else "not_applicable",
                looked_at=draw(st.sampled_from(["2018-07", "2023-05-02"])),
                timepoint_months=12.0 if kind["effect_measure"] == "landmark_rate" else None,
                not_lead_because=reason,
                report_kind=report_kind,
            )
        )  # fmt: skip
    gaps = draw(st.sampled_from([[], [{"endpoint": "adverse_events", "reason": "not_readable"}]]))
    return published(found, people, gaps, primary_populations=";".join(primary) or None)


def panel_of(store):
    found = panels(store, "page", "s")
    return found[0] if found else None


def is_severe_harm(f: Figure) -> bool:
    return f.family == "harm" and is_severe(f.endpoint, f.grades)


@FEW
@given(invented())
def test_no_harm_held_of_the_people_is_missing_beside_a_benefit(store):
    panel = panel_of(store)
    if panel is None:
        return
    place = store.places("t", "page", "s")
    held = {
        (f.endpoint, f.grades, f.arm_key)
        for f in panel.figures
        if f.family == "harm" and stands_in_panels(f) and place(f) != NEVER
    }
    assert held <= {(f.endpoint, f.grades, f.arm_key) for f in panel.told}


@FEW
@given(invented())
def test_every_shown_share_of_a_time_to_an_event_names_its_state(store):
    panel = panel_of(store)
    for f in panel.told if panel else ():
        if f.family in TIMED and f.measure.usual_state:
            assert f.state.lower() in counted(f).lower()
    for picture in (p for group in panel.pictures for p in group) if panel else ():
        assert (picture.yes, picture.no) == (picture.figure.state, picture.figure.other_state)


@FEW
@given(invented())
def test_every_sentence_of_silence_is_true(store):
    panel = panel_of(store)
    if panel is None:
        return
    said, scope = panel.silence, store.scope("t", "page", "s")
    severe = [f for f in store.figures.values() if is_severe_harm(f)]
    told = [f for f in panel.told if is_severe_harm(f)]
    is_whole = [is_of_all_side_effects(f.endpoint, f.event) for f in told]
    assert bool(said.severe_harms) == (not any(is_whole))
    assert ("We hold no figure on severe harms" in said.severe_harms) == (not severe)
    if said.severe_harms == "What we hold on severe harms is about single side effects only.":
        assert all(f.event and f.population_key in scope for f in severe)
    if "other people of the trial" in said.severe_harms:
        assert any(f.population_key not in scope for f in severe)
    reason = CODES["gap_reason"]["not_readable"]
    typed = bool(store.tables["gaps"])
    assert (reason in said.severe_harms.lower()) == (typed and not severe)
    assert bool(said.firm) == (not panel.leads)
    if "is of a part of them" in said.firm:
        place = store.places("t", "page", "s")
        assert any(place(f) == NEVER for f in panel.figures)
    if said.firm and "congress" not in said.firm:
        assert not any(
            f.report_kind == "meeting_abstract" and _is_able(f, store) for f in panel.figures
        )
    elsewhere = any(f.may_be_drawn and f.may_lead and _is_whole(f) for f in panel.told)
    assert bool(said.pictures) == (not panel.pictures and not elsewhere)
    if said.pictures.startswith("We hold no share"):
        assert not any(f.may_be_drawn and _is_whole(f) for f in panel.figures)
    names = {f.endpoint_name for f in panel.figures if f.family != "harm"}
    shown = {f.endpoint_name for f in panel.told}
    assert set(said.also_held) == names - shown


def _is_whole(f: Figure) -> bool:
    """Is it of all these people and, of harms, of all severe ones?"""
    return f.event is None and f.conditional_on is None and fits_a_picture(f.endpoint, f.grades)


def _is_able(f: Figure, store) -> bool:
    return store.places("t", "page", "s")(f) != NEVER


@FEW
@given(invented())
def test_an_empty_cell_says_none_held_only_where_none_is(store):
    panel = panel_of(store)
    for row in (row for rows in panel.rows.values() for row in rows) if panel else ():
        for arm in {"a", "b"} - set(row.cells) if not row.contrasts else ():
            f = row.label
            held = any(
                (other.endpoint, other.effect_measure, other.report, other.population_key, other.grades, other.event)
                == (f.endpoint, f.effect_measure, f.report, f.population_key, f.grades, f.event)
                and other.arm_key == arm
                for other in panel.figures
            )  # fmt: skip
            assert (arm in row.elsewhere) == held


@FEW
@given(invented())
def test_no_two_rows_of_a_table_share_a_label(store):
    panel = panel_of(store)
    labels = [row.label for rows in panel.rows.values() for row in rows] if panel else []
    assert_all_differ(labels, row_says, panel.apart if panel else {})
    figures = list(store.figures.values())
    for people in {f.population_key for f in figures}:
        own = [f for f in figures if f.population_key == people]
        assert_all_differ(own, trial_row, apart(own, trial_row))


def trial_row(f: Figure) -> tuple[object, ...]:
    return (*measured(f), f.arm_key, f.comparator_key, f.is_current, f.report)


def assert_all_differ(figures, label, names) -> None:
    says = [(label(f), tuple(ASPECTS[n](f) for n in names.get(f.id, ()))) for f in figures]
    assert len(set(says)) == len(says)


@pytest.mark.parametrize("code", [c for c, row in vocabulary().items() if row["family"] in TIMED])
@pytest.mark.parametrize("includes", ["death", "no_death", "not_stated"])
def test_inverting_what_is_counted_inverts_the_words_and_nothing_else(code, includes):
    event, free = Endpoint.of(vocabulary()[code]).states(includes)
    assert event and free and event != free
    common = {"endpoint": code, "event_includes": includes, "value": 43.0, "value_as_printed": "43"}
    one = figure(**common, counts="event_free", state=free, other_state=event)
    other = figure(**common, counts="event", state=event, other_state=free)
    drawn = [icon_array(f, f.state, f.other_state, "") for f in (one, other)]
    for f in (one, other):
        assert f.state.lower() in counted(f).lower()
    assert lead_words(one) != lead_words(other)

    def without_words(text: str) -> str:  # the good state keeps its pattern, whichever is counted
        return re.sub(r"#p-(?:yes|no)", "#p", text).replace(event, "…").replace(free, "…")

    assert drawn[0] != drawn[1] and without_words(drawn[0]) == without_words(drawn[1])


# who may stand behind a figure, by whom its endpoint is about: nobody else's number is borrowed
FIT = {
    "everyone": set(ANALYSIS_SET),
    "treated": {"treated", "safety"},
    "responders": {"responders"},
    "complete_responders": {"responders"},
    "answered": set(),
    "with_it": set(),
    "brain": set(ANALYSIS_SET),
}


@st.composite
def sized(draw: st.DrawFn) -> Evidence:
    """A trial of one shape with people in each group: a part never has more than its whole."""
    rows, _ = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    people, sizes = {}, []
    for row in rows:
        wholes = [row[link] for link in ("part_of", "set_of", "earlier_cut_of") if link in row]
        for arm in ("a", "b"):
            most = min([people.get((whole, arm), 500) for whole in wholes], default=500)
            people[row["population"], arm] = n = draw(st.integers(1, most))
            sizes.append({"trial": "t", "population": row["population"], "arm": arm, "n": str(n)})
    populations = [
        {"trial": "t", "analysis_set": draw(st.sampled_from(sorted(ANALYSIS_SET)))} | row
        for row in rows
    ]
    tables = {
        "endpoints": list(vocabulary().values()),
        "arms": [{"trial": "t", "arm": arm} for arm in ("a", "b")],
        "populations": populations,
        "population_sizes": sizes,
    }
    return Evidence({name: [Row("", 1, row) for row in own] for name, own in tables.items()})


@FEW
@given(sized(), st.sampled_from(sorted(vocabulary())), st.sampled_from(["conditional", ""]))
def test_no_shown_number_of_people_exceeds_those_whom_the_figure_is_about(store, code, analysis):
    row = store.vocabulary("endpoints")[code]
    for (_, population), about in store.populations.items():
        values = {"trial": "t", "population": population, "arm": "a", "endpoint": code}
        values["effect_measure"] = "proportion"
        estimate = Estimate(Row("", 1, values | {"analysis": analysis}), row)
        for arm in ("a", "b", ""):
            shown = store.people(estimate, arm)
            fits = about.get("analysis_set") in FIT[estimate.whom]
            if not (fits and arm and not analysis):
                assert shown is None
            else:
                assert shown == store.sizes["t", population, arm]
