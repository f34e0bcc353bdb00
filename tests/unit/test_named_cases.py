"""Sentences that were wrong with right numbers: each stays right, on the shipped data.

Values were read in their sources. Where a test names a report, the order of ``schemas/leads.py``
chose it.
"""

from __future__ import annotations

import pytest

from pipelines.checks.check import check
from pipelines.store.build import build_store
from reports.pages.in_short import sentence, share, speaker
from reports.panels.cells import trial_row
from reports.panels.comparisons import LOW_LEVEL, comparisons
from reports.panels.panel import Panel, panels
from reports.published import Figure, Published, read_store
from reports.text.shown import CannotShow, shown
from reports.text.words import counted, whose
from schemas.endpoints import is_severe
from schemas.views import PUBLIC_COLUMNS
from tests.figures import figure


@pytest.fixture(scope="module")
def store(shipped, tmp_path_factory) -> Published:
    path = tmp_path_factory.mktemp("store") / "evidence.duckdb"
    build_store(shipped, check(shipped), path)
    return read_store(path)


def panel(store: Published, trial: str, category: str, subgroup: str) -> Panel:
    return next(p for p in panels(store, category, subgroup) if p.id == trial)


def kept(found: Panel, endpoint: str, measure: str = "") -> dict[str, Figure]:
    return {
        f.id.partition("/")[2]: f
        for f in found.kept
        if f.endpoint == endpoint and measure in ("", f.effect_measure) and f.event is None
    }


STATES = [  # figure, value as printed, state
    ("crown/2026-asco/icprog-7y-lor", "92", "Without growth in the brain; deaths as the trial counted them"),
    ("crown/2026-asco/icprog-7y-criz", "16", "Without growth in the brain; deaths as the trial counted them"),
    ("zuma-7/2023-westin/os-axi-cel", "82", "Had died"),
    ("echelon-1/2022-ansell/os-a-avd", "39", "Had died"),
    ("zuma-1/2023-neelapu/os-axi-cel", "59", "Had died"),
    ("cll14/2024-al-sawaf/ttnt-6y-ven-obi", "65.2", "Not yet on another treatment; deaths as the trial counted them"),
    ("cartitude-1/2025-jagannath/pfs-5y-count-cilta-cel", "32", "Alive without growth of the cancer"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "value", "state"), STATES)
def test_a_count_or_share_of_a_time_to_an_event_names_its_state(store, id, value, state):
    f = store.figures[id]
    assert f.value_as_printed == value
    assert counted(f).startswith(f"{state} (")


OF_RESPONDERS = [
    "eliana/2023-laetsch/rfs-3y-tisa-cel", "alex/2025-peters/dor-median-ale",
    "keynote-001/2019-hamid/ongoing-response-pembro",
    "libretto-001/2020-drilon/ongoing-response-pretreated-selpercatinib",
]  # fmt: skip


@pytest.mark.parametrize("id", OF_RESPONDERS)
def test_what_counts_people_who_responded_never_borrows_the_number_of_the_arm(store, id):
    f = store.figures[id]
    assert f.n is None
    assert whose(f) == "of the people with a response" or f.analysis_set == "responders"


def test_a_ratio_shows_the_people_of_both_groups(store):
    f = store.figures["keynote-006/2024-long/os-hr-pembro-vs-ipi"]
    assert (f.n_population, f.n_comparator) == (556, 278)


LED = [  # page, situation, trial, endpoint, measure: what leads in each group of people
    ("lung", "ret", "libretto-001", "orr", "proportion", {"pretreated": "61", "untreated": "84"}),
    ("lung", "ret", "libretto-001", "dor", "median", {"pretreated": "28.6", "untreated": "20.2"}),
    ("lung", "ret", "libretto-431", "pfs", "median", {"itt-pembrolizumab": "11.2 24.8"}),
    ("lung", "met-exon14", "vision", "orr", "proportion", {"pretreated-149": "45", "untreated-164": "57"}),
    ("lung", "met-exon14", "geometry-mono-1", "orr", "proportion", {"pretreated": "44", "untreated": "68"}),
    ("lung", "kras-g12c", "codebreak-100", "orr", "proportion", {"evaluable": "37.1"}),
    ("lung", "egfr", "mariposa-2", "pfs", "hazard_ratio", {"randomised": "0.48 0.44"}),
    ("lung", "no-driver", "keynote-001-nsclc", "os", "landmark_rate", {"naive": "23.2", "pretreated": "15.5"}),
    ("breast", "hr-positive", "destiny-breast06", "pfs", "median", {"her2-low": "13.2 8.1"}),
    ("blood", "follicular", "zuma-5", "pfs", "median", {"fl": "40.2"}),
    ("kidney", "first-line", "immotion151", "pfs", "hazard_ratio", {"pd-l1": "0.74"}),
    ("gastric", "stomach", "checkmate-649", "os", "hazard_ratio", {"randomised": "0.79"}),
    ("gastric", "stomach", "checkmate-649", "os", "median", {"cps-5": "11.1 14.4"}),
    ("prostate", "hrr", "profound", "os", "median", {"cohort-a": "14.7 19.1"}),
    ("tumour-agnostic", "ntrk", "larotrectinib-pooled", "orr", "proportion", {"pooled-2020": "79"}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "situation", "trial", "endpoint", "measure", "led"), LED)
def test_the_latest_firm_figure_of_the_widest_people_speaks_for_its_trial(
    store, page, situation, trial, endpoint, measure, led
):
    found: dict[str, set[str]] = {}
    for lead in store.leads(trial, page, situation):
        for f in lead.figures:
            if (f.endpoint, f.effect_measure) == (endpoint, measure):
                found.setdefault(f.population_key, set()).add(f.value_as_printed)
    assert found == {people: set(values.split()) for people, values in led.items()}


HARMS_SHOWN = [
    ("trust-pooled", "lung", "ros1"), ("entrectinib-ros1-pooled", "lung", "ros1"),
    ("zuma-2", "blood", "mantle-cell"), ("zuma-1", "blood", "large-b-cell"),
]  # fmt: skip


@pytest.mark.parametrize(("trial", "page", "situation"), HARMS_SHOWN)
def test_harms_of_everyone_treated_have_a_place_though_the_set_is_counted_otherwise(
    store, trial, page, situation
):
    led = {f.id for lead in store.leads(trial, page, situation) for f in lead.figures}
    severe = [f for f in store.figures_in(trial, page, situation) if f.family == "harm" and f.event is None]  # fmt: skip
    subjects = {(f.endpoint, f.effect_measure, f.grades) for f in severe}
    shown = {(f.endpoint, f.effect_measure, f.grades) for f in severe if f.id in led}
    assert subjects == shown


def test_checkmate_227_is_told_by_both_its_primary_groups_and_by_no_subgroup(store):
    found = panel(store, "checkmate-227", "lung", "no-driver")
    rates = kept(found, "os", "landmark_rate")
    assert {(f.population_key, f.report) for f in rates.values()} == {
        ("pd-l1-positive", "2023-brahmer"), ("pd-l1-negative", "2023-brahmer"),
    }  # fmt: skip
    assert not any("asia" in f.population_key for f in found.kept)
    assert found.neutral_in is None


def test_destiny_lung01_is_told_by_all_91_people_and_shows_how_long_they_lived(store):
    found = panel(store, "destiny-lung01", "lung", "her2")
    assert {f.value_as_printed for f in kept(found, "orr").values()} == {"55"}
    severe = [f for f in found.kept if f.family == "harm" and is_severe(f.endpoint, f.grades)]
    assert {f.n for f in severe} == {91}
    assert kept(found, "os", "median")


def test_combi_i_names_the_people_of_its_first_parts(store):
    found = panel(store, "combi-i", "melanoma", "braf")
    assert {f.population_key for f in found.kept} == {"parts-1-2"}
    assert "apart from the randomised part" in found.population["label"]


def test_keynote_006_is_told_at_ten_years_by_the_arm_that_holds_both_schedules(store):
    found = panel(store, "keynote-006", "melanoma", "immunotherapy")
    rates = kept(found, "os", "landmark_rate").values()
    assert {(f.arm_key, f.timepoint_as_printed) for f in rates} == {
        ("pembro", "10 years"), ("ipi", "10 years"),
    }  # fmt: skip


def test_renaissance_is_not_told_by_one_of_its_subgroups(store):
    found = panel(store, "renaissance", "oligometastatic", "other")
    assert found.leads == [] and found.pictures == []
    assert found.silence.firm.startswith("We hold no firm figure of these people")


def test_destiny_breast03_says_that_its_picture_is_of_an_earlier_look(store):
    found = panel(store, "destiny-breast03", "breast", "her2-positive")
    assert kept(found, "os", "median").keys() == {
        "2024-cortes/os-median-tdxd", "2024-cortes/os-median-tdm1",
    }  # fmt: skip
    (group,) = [g for g in found.pictures if g[0].figure.endpoint == "os"]
    assert found.is_earlier_look(group[0].figure)


def test_ros1_names_the_newer_wider_figure_that_may_not_lead(store):
    found = panel(store, "entrectinib-ros1-pooled", "lung", "ros1")
    assert {f.value_as_printed for f in kept(found, "orr").values()} == {"77"}
    assert [(b.how, b.label.value_as_printed, b.label.n) for b in found.beside if b.label.endpoint == "orr"] == [("newer", "67", 161)]  # fmt: skip


def test_on_the_page_of_lung_cancer_larotrectinib_is_told_by_people_with_lung_cancer(store):
    found = panel(store, "larotrectinib-pooled", "lung", "ntrk")
    assert {f.population_key for f in kept(found, "orr").values()} == {"lung-15"} or all(
        "lung cancer" in f.population for f in kept(found, "orr").values()
    )


def test_imatinib_is_told_at_ten_years(store):
    rates = kept(panel(store, "iris", "blood", "cml"), "os", "landmark_rate").values()
    assert {f.timepoint_as_printed for f in rates} == {"10 years"}


def test_harms_of_checkmate_067_are_the_latest_firm_ones_and_newer_ones_are_named(store):
    found = panel(store, "checkmate-067", "melanoma", "immunotherapy")
    harms = {f.arm_key: f for f in found.kept if f.endpoint == "adverse_events" and f.report == "2017-wolchok"}  # fmt: skip
    assert {arm: f.value_as_printed for arm, f in harms.items()} == {"ipi": "28", "nivo": "21"}
    assert any(b.how == "newer" and b.label.family == "harm" for b in found.beside)


def test_in_juliet_and_zuma_1_people_with_a_complete_response_do_not_speak_for_all_who_responded(
    store,
):
    for trial in ("juliet", "zuma-1"):
        own = store.leads(trial, "blood", "large-b-cell")
        led = {f.population_key for lead in own for f in lead.figures}
        assert not led & {"cr-2019", "cr-fda", "pr-fda"}


@pytest.mark.parametrize("trial", ["tower", "viale-a", "ino-vate", "maia", "perseus", "karmma-3"])
def test_kinds_of_complete_response_stand_in_the_map_of_blood_cancers(store, trial):
    kinds = {f.endpoint for f in store.figures_of[trial] if f.mapped_as == "Nothing left to see"}
    assert kinds & {"cr", "cr_or_cri", "cr_or_better", "scr"}


def test_every_panel_that_holds_no_figure_on_severe_harms_says_so_and_no_other(store):
    for category in store.categories:
        for section in store.subgroups(category["category"]):
            for found in panels(store, category["category"], section["subgroup"]):
                held = any(
                    f.family == "harm" and is_severe(f.endpoint, f.grades)
                    for f in store.figures_of[found.id]
                )
                says = found.silence.severe_harms.startswith("We hold no figure on severe harms")
                assert says == (not held), found.id


def test_an_eighty_percent_interval_gives_no_verdict_of_a_difference(store):
    f = store.figures["stomp/2020-ost/adt-free-hr-mdt-vs-surveillance"]
    assert (f.value_as_printed, f.ci_level) == ("0.57", 80.0)
    (found,) = comparisons([f])
    assert found.words == LOW_LEVEL


def test_more_than_a_time_is_no_number_of_people_and_no_value(store):
    f = store.figures["checkmate-067/2025-wolchok/css-median-nivo-ipi"]
    assert shown(f, "as_printed") == "more than 120 months"
    with pytest.raises(CannotShow):
        shown(figure(value=60.0, value_qualifier=">", value_as_printed="60"), "of_100")


@pytest.mark.parametrize(
    ("value", "share", "others"),
    [
        (0.3, "fewer than 1 of 100", "more than 99 of 100"),
        (99.6, "more than 99 of 100", "fewer than 1 of 100"),
        (0.0, "0 of 100", "100 of 100"),
    ],
)
def test_a_share_that_only_rounds_to_nobody_or_everybody_is_not_called_so(value, share, others):
    f = figure(endpoint="orr", effect_measure="proportion", counts="event", value=value)
    assert (shown(f, "of_100"), shown(f, "complement")) == (share, others)


def test_trailing_zeros_stay_as_printed(store):
    assert shown(store.figures["checkmate-067/2015-larkin/ae-g34-trt-nivo-ipi-safety"], "as_printed") == "55.0%"  # fmt: skip


def test_residual_disease_names_its_threshold_or_that_none_is_stated(store):
    own = [f for f in store.figures.values() if f.endpoint == "mrd_negativity"]
    assert own
    assert all("(threshold " in counted(f) for f in own)
    f = figure(endpoint="mrd_negativity", counts="event", mrd_threshold="1 in 100,000 cells")
    assert counted(f).endswith("(threshold 1 in 100,000 cells)")


def test_the_export_names_the_event_of_every_harm_that_has_one(store):
    assert "event" in PUBLIC_COLUMNS
    told = zip(store.frame["estimate_id"], store.frame["event"], strict=True)
    named = {f.id: f.event for f in store.figures.values() if f.event}
    assert {id: event for id, event in told if isinstance(event, str)} == named
    assert len([f for f in store.figures.values() if f.family == "harm" and f.event]) > 200


def test_a_number_of_people_in_a_sentence_stands_with_those_it_is_out_of():
    columns = {"endpoint": "orr", "effect_measure": "count", "counts": "event", "unit": "people"}
    f = figure(value=109.0, n_events=109, n_analysed=151, **columns)
    assert share(f, "").striptags() == "109 of 151 people"
    alone = figure(value=109.0, value_as_printed="109", unit_as_printed="people", **columns)
    assert share(alone, "").striptags() == "109 people"
    one = figure(value=1.0, value_as_printed="1", unit_as_printed="people", **columns)
    assert share(one, "").striptags() == "1 person"


@pytest.mark.parametrize(
    ("page", "situation", "trial", "people"),
    [
        ("gastric", "oesophagus", "checkmate-649", "people with a PD-L1 score (CPS) of at least 5"),
        ("lung", "ret", "arrow", "people treated before with platinum chemotherapy"),
    ],
)
def test_a_sentence_of_a_part_or_of_one_group_names_its_people(store, page, situation, trial, people):  # fmt: skip
    item = trial_row(store, trial, page, situation)
    said = [sentence(item, c, "").striptags() for c in ("shrink", "live") if item.cells[c].row]
    assert said and all(people in words for words in said)


@pytest.mark.parametrize(
    ("trial", "section", "people"),
    [
        ("juliet", "large-b-cell", "people with a response, primary analysis"),
        ("gimema-lal2317", "all", "people who came into remission"),
    ],
)
def test_a_sentence_on_people_who_responded_names_them(store, trial, section, people):
    said = sentence(trial_row(store, trial, "blood", section), "last", "").striptags()
    assert f"of {people}, about 65 of 100" in said


@pytest.mark.parametrize(
    ("trial", "section", "question", "words"),
    [
        ("elm-2", "follicular", "live", "the time by which half had died was not reached with odronextamab."),
        ("iris", "cml", "shrink", "In IRIS, complete cytogenetic response came in 76 of 100 on imatinib"),
    ],
)  # fmt: skip
def test_a_sentence_says_what_was_measured_and_what_was_not_reached(
    store, trial, section, question, words
):
    assert words in sentence(trial_row(store, trial, "blood", section), question, "").striptags()


def test_a_figure_of_the_control_group_alone_speaks_for_no_trial(store):
    item = trial_row(store, "papillon", "lung", "egfr-exon20")
    assert item.cells["live"].row and speaker([item], {}, "live") is None
