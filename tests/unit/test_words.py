"""Words bind like digits: fifty sentences that are right, fifty that are wrong, and wrong bindings."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.project import Project
from reports.gate.rules_of_pages import reading_grade
from reports.text.shown import TRANSFORMS
from schemas.evidence import Evidence
from schemas.prose import Page
from schemas.row import Row
from schemas.rules import RULES
from schemas.typed import transforms
from schemas.wording.numbers import number_words

F, G, B = "orchard-1/2024-fields", "orchard-1/2022-fields", "brook-3/2025-stream"
A5, S5 = f"[[{F}/os-5y-orchardimab|of_100]]", f"[[{F}/os-5y-standard|of_100]]"
BOTH = f"alive at five years were {A5} people with orchardimab and {S5} with standard care"
RIGHT = [
    f"In ORCHARD-1, {BOTH}.",
    f"In ORCHARD-1, twice as many people lived with orchardimab: {BOTH}.",
    f"In ORCHARD-1, people given orchardimab lived longer: {BOTH}.",
    f"In ORCHARD-1, more people were alive with orchardimab: {BOTH}.",
    f"In ORCHARD-1, people lived longer with orchardimab than with standard care: {BOTH}.",
    f"In ORCHARD-1, people with standard care did worse: {BOTH}.",
    f"In ORCHARD-1, [[{F}/os-5y-orchardimab|as_part]] of the people given orchardimab were alive at five years.",
    f"In ORCHARD-1, [[{F}/os-5y-orchardimab|in_words]] people given orchardimab were alive at five years.",
    f"In ORCHARD-1, most people given orchardimab were alive at five years: {A5}.",
    f"In ORCHARD-1, [[{F}/os-5y-orchardimab|complement]] people given orchardimab had died by five years.",
    f"In ORCHARD-1, {A5} people given orchardimab were alive at five years and [[{F}/os-5y-orchardimab|complement]] had died.",
    f"In ORCHARD-1, about [[{G}/os-1y-orchardimab|of_100]] people on orchardimab were alive after a year and {A5} after five years.",
    f"In ORCHARD-1, half of the people had died after [[{F}/os-median-standard]] with standard care.",
    f"In ORCHARD-1, half were without growth for [[{G}/pfs-median-orchardimab]] on orchardimab and [[{G}/pfs-median-standard]] on standard care.",
    f"In ORCHARD-1, the cancer shrank in [[{G}/orr-orchardimab|of_100]] people on orchardimab and did not in [[{G}/orr-orchardimab|complement]].",
    f"In ORCHARD-1, the cancer shrank more often with orchardimab: in [[{G}/orr-orchardimab|of_100]] people against [[{G}/orr-standard|of_100]] with standard care.",
    f"In ORCHARD-1, side effects came with more harm on orchardimab: [[{G}/ae-orchardimab|of_100]] people had severe ones caused by treatment, against [[{G}/ae-standard|of_100]] with standard care.",
    f"In BROOK-3, half had died after [[{B}/os-median-meadowtinib]] on meadowtinib and [[{B}/os-median-placebo]] on placebo; no difference was shown.",
    "A wide interval means that few people were counted.",
    "A remission is not a cure.",
    "It cannot be said that orchardimab cures.",
    "Nothing is guaranteed.",
    "No figure can tell what will happen to you.",
    "Ask whether you will need the tablets every day.",
    "Nobody has shown that orchardimab works better than meadowtinib.",
    "Whether people live longer with it has not been shown.",
    "Does it work better than standard care?",
    "What makes a response more likely?",
    "That people live longer is not proven.",
    "A longer life has still to be shown.",
    "The best response that a scan shows is not the last word.",
    "Best supportive care was given to both groups.",
    "The drug can no longer be given.",
    "There was one trial, and it had two groups.",
    "The two drugs were given in three schedules.",
    "In both trials the third group was small.",
    "Half-lives of the drugs differ, and the half-life of one is short.",
    "The trial was double-blind.",
    "The tablets are taken twice a day.",
    "This is the second report of the first trial.",
    "People with stage 4 disease could join; so could some with stage 3.",
    "One of the two groups got placebo.",
    "The five-year report came after the first one.",
    "Four questions help: who, what, when and how.",
    "The first half of the trial was done in one country.",
    "A picture of a hundred people shows both parts.",
    "Not everyone responds.",
    "The word “breakthrough” in a headline should make you careful.",
    "Be careful with claims that one drug is better than another.",
    "If it works, ask for how long.",
]  # fmt: skip
WRONG = [
    "The treatment doubled survival.", "Orchardimab halves the risk of death.", "Orchardimab cut the risk of death by half.",
    "Twice as many people lived.", "Three times as many people responded.", "A threefold rise in remissions was seen.",
    "About fifty-two of a hundred people lived five years.", "Nearly two thirds of people lived five years.", "Nine in ten responded.",
    "Nine out of every ten people were well.", "A quarter died of the treatment.", "One in five had no sign of cancer.", "A third responded.",
    "Half of the people were alive.", "More than half lived.", "Ten per cent died.", "Survival was XII months.", "⅔ of the people lived.",
    "② people died.", "Seven people died of the treatment.", "People lived for ten years.", "After a decade people were alive.",
    "The median was twenty months.", "Most people responded.", "Almost everyone was cured.", "Nobody died.", "The vast majority of patients survived.",
    "Orchardimab is better than meadowtinib.", "Orchardimab works better than meadowtinib.", "People lived longer with orchardimab.",
    "Orchardimab prolongs life.", "The drug was shown to improve survival.", "Fewer people died with orchardimab.", "Orchardimab is superior to standard care.",
    "Patients on orchardimab outlived the others.", "Orchardimab lowers the risk of relapse.", "It is safer than standard care.", "Remission is guaranteed.",
    "You will live longer.", "Your cancer will shrink.", "Orchardimab works for everyone.", "It works.", "Orchardimab is the best treatment.",
    "This is a functional cure, no doubt.", "There is no question that it cures.", "Orchardimab beats cancer.", "Doctors recommend orchardimab.",
    "The results were impressive.", "The response was long-lasting and deep.", "Orchardimab has no side effects.",
]  # fmt: skip
WRONG_TOO = """
Survival doubled with orchardimab.
The survival rate was two times higher.
Five times more people responded.
Three in four people had no growth.
Three quarters of patients lived.
Eighty percent responded.
Only a handful died.
Half a dozen people died.
A majority of people responded.
The majority of patients were alive.
Nearly everyone responded.
Virtually all patients responded.
All patients responded.
Every patient responded.
No patient died.
No deaths occurred.
None of the patients relapsed.
Hardly anyone relapsed.
Few people relapsed.
People can expect to live for years.
The median survival was four years.
It takes three months to work.
People given orchardimab live for five years.
Most live five years.
Orchardimab is a cure.
Orchardimab can cure appleoma.
Orchardimab may cure appleoma.
Appleoma is curable.
It offers the best chance.
The best option is orchardimab.
Orchardimab works best.
Orchardimab works well.
This drug works for you.
You'll live longer.
You are going to recover.
You can beat this.
You will be fine.
Patients will recover.
It guarantees remission.
Success is certain.
Orchardimab is more effective than meadowtinib.
Meadowtinib is less effective.
Meadowtinib is inferior to orchardimab.
Orchardimab outperforms everything.
Orchardimab extended survival.
Orchardimab adds years to life.
Orchardimab significantly improved outcomes.
Survival was longer with orchardimab.
Survival improved with orchardimab.
The outlook is better with orchardimab.
Orchardimab gives a better quality of life.
People do better on orchardimab.
Fewer deaths were seen.
The risk of death fell.
The risk of dying is lower.
Death rates dropped.
The drug stops the cancer.
The drug keeps the cancer away.
The cancer disappears.
The tumour melts away.
The drug is very well tolerated.
Side effects are mild.
It is gentle.
The drug is safe.
There were no side effects.
It is worth a try.
Everyone should take it.
Ask your doctor for orchardimab.
Choose orchardimab.
Experts advise orchardimab.
It is a game changer.
Remission is permanent.
The disease never comes back.
It lasts forever.
Long-term survival is common.
Many people are cured.
Some people are cured.
Survival was 5O percent.
Survival was fifty.
Ⅻ months was the median.
Five of six responded.
1 in 2 lived.
More people lived with orchardimab.
More patients responded to orchardimab than to meadowtinib.
It shrank more tumours.
Growth came later with orchardimab.
Time without growth was longer.
Time without growth more than doubled.
Orchardimab delays growth.
Half as many people died.
The risk was cut in half.
A third fewer people died.
Responses lasted long.
Responses last for years.
The remission rate was high.
The response was impressive.
Patients are alive and well.
Without doubt it works.
It is not only a treatment but a cure.
Why does orchardimab cure so many?
Did you know that nine in ten people respond?
"""
RIGHT_TOO = """
Both trials were small.
There are three kinds of response.
The second trial took older people.
The trial had two arms of the same size.
A half-life of a drug is the time in which its amount in the blood falls by half.
In the first year nobody was asked about pain.
One trial was stopped early.
No one knows which is better.
It is not known whether people live longer.
We do not know if it works.
It cannot promise anything.
Nobody can promise a cure.
There is no cure for appleoma.
A cure cannot be proven.
No trial has shown a longer life.
Longer follow-up is needed.
No longer follow-up was found.
The follow-up was too short.
Longer trials are under way.
A better test is needed.
Best supportive care is care for symptoms.
The best overall response was a partial one.
Response is judged at its best.
Ask your team what is best for you.
What would work for you is for your team to say.
Which treatment is best?
Is orchardimab better than standard care?
Will I live longer?
Does it work for everyone?
Not all people respond.
Most trials took adults only.
Most of these trials were small.
Most evidence comes from one hospital.
Few trials compared drugs.
All trials are listed by name.
Everyone in the trial had the gene change.
Everybody got the same dose.
The first of the two reports is older.
Four of the trials had a control group.
The three groups were alike at the start.
People were asked twice.
The dose was doubled in the second part.
The drug was given for two years.
People aged eighteen or older could join.
Side effects such as nausea can occur.
Severe side effects were counted by grade.
The trial stopped early because of side effects.
Tell your doctor about every side effect.
The risk of infection is higher with low blood counts.
A scan can miss small tumours.
People lived in three countries.
The drug lowers blood pressure.
The placebo group could later get the drug.
You will find the figures below.
You will see both groups.
Your doctor will tell you more.
The word cure is used with care.
This page will be looked at again.
A remission may last or not.
Survival was measured from the day of joining.
Overall survival was the main endpoint.
The lower the score, the fitter the person.
The tablets are taken for seven days.
A higher score means more daily function.
Better known are other drugs.
It works by blocking a protein.
How the drug works is explained below.
"""
WRONG_BINDINGS = {
    "the others as those alive": f"In ORCHARD-1, [[{F}/os-5y-orchardimab|complement]] people given orchardimab were alive at five years.",
    "those alive as dead": f"In ORCHARD-1, {A5} people given orchardimab had died by five years.",
    "both states swapped": f"In ORCHARD-1, [[{F}/os-5y-orchardimab|complement]] people given orchardimab were alive at five years and {A5} had died.",
    "not alive": f"In ORCHARD-1, {A5} people given orchardimab were not alive at five years.",
    "arms swapped": f"In ORCHARD-1, alive at five years were {S5} people with orchardimab and {A5} with standard care.",
    "arms swapped, named first": f"In ORCHARD-1, alive at five years with orchardimab were {S5} people and with standard care {A5}.",
    "the wrong arm": f"In ORCHARD-1, {S5} people given orchardimab were alive at five years.",
    "no arm": f"In ORCHARD-1, {A5} people were alive at five years.",
    "a drug nobody got": f"In ORCHARD-1, {A5} people given meadowtinib were alive at five years.",
    "ten years": f"In ORCHARD-1, {A5} people given orchardimab were alive at ten years.",
    "a one-year figure at five": f"In ORCHARD-1, [[{G}/os-1y-orchardimab|of_100]] people given orchardimab were alive at five years.",
    "times swapped": f"In ORCHARD-1, {A5} people on orchardimab were alive after a year and [[{G}/os-1y-orchardimab|of_100]] after five years.",
    "no time": f"In ORCHARD-1, {A5} people given orchardimab were alive.",
    "no state": f"In ORCHARD-1, at five years it was {A5} with orchardimab.",
    "those without a response as responders": f"In ORCHARD-1, the cancer shrank in [[{G}/orr-orchardimab|complement]] people on orchardimab.",
    "responders as those without": f"In ORCHARD-1, [[{G}/orr-orchardimab|of_100]] people on orchardimab did not respond.",
    "harm as response": f"In ORCHARD-1, the cancer shrank in [[{G}/ae-orchardimab|of_100]] people on orchardimab.",
    "response as life": f"In ORCHARD-1, [[{G}/orr-orchardimab|of_100]] people on orchardimab were alive.",
    "those unharmed as harmed": f"In ORCHARD-1, severe side effects came to [[{G}/ae-orchardimab|complement]] people on orchardimab.",
    "growth as death": f"In ORCHARD-1, half had died after [[{G}/pfs-median-orchardimab]] on orchardimab.",
    "deaths of the cancer as all deaths": f"In ORCHARD-1, [[{F}/css-5y-orchardimab|of_100]] people given orchardimab were alive at five years.",
    "the wrong trial": f"In BROOK-3, {A5} people given orchardimab were alive at five years.",
    "longer on the wrong arm": f"In ORCHARD-1, people lived longer with standard care: {BOTH}.",
    "longer without a clear difference": f"In BROOK-3, people lived longer on meadowtinib: half had died after [[{B}/os-median-meadowtinib]] on meadowtinib and [[{B}/os-median-placebo]] on placebo.",
    "three times what is twice": f"In ORCHARD-1, three times as many people lived with orchardimab: {BOTH}.",
    "half of what is a quarter": f"In ORCHARD-1, half of the people with standard care, {S5}, were alive at five years.",
    "most of what is a quarter": f"In ORCHARD-1, most people given standard care were alive at five years: {S5}.",
    "years of a share": f"In ORCHARD-1, [[{F}/os-5y-orchardimab|years]] was the share alive at five years with orchardimab.",
    "an unknown way of showing": f"In ORCHARD-1, [[{F}/os-5y-orchardimab|doubled]] people given orchardimab were alive at five years.",
    "harm of the treatment as harm of any cause": f"In ORCHARD-1, severe side effects from any cause came to [[{G}/ae-orchardimab|of_100]] people on orchardimab.",
    "severe harm as all harm": f"In ORCHARD-1, side effects caused by treatment came to [[{G}/ae-orchardimab|of_100]] people on orchardimab.",
    "grade 3 or 4 as 3 or higher": f"In ORCHARD-1, severe side effects caused by treatment (grade 3 or higher) came to [[{G}/ae-orchardimab|of_100]] people on orchardimab.",
    "harm of nobody's cause": f"In ORCHARD-1, severe side effects came to [[{G}/ae-orchardimab|of_100]] people on orchardimab.",
    "a first treatment as a later one": f"In ORCHARD-1, in people who had been treated before, {A5} of those given orchardimab were alive at five years.",
    "a part that is none": f"In ORCHARD-1, [[{G}/orr-orchardimab|as_part]] of the people given orchardimab responded.",
}  # fmt: skip


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return check(Project((Path(__file__).parents[1] / "example").resolve())).evidence


def problems(text: str, evidence: Evidence, kind: str = "category") -> list[str]:
    """What every rule of pages and texts says of a page with these words."""
    page = Page(kind, "appleoma", Row("page.md", 1, {"prose": text}), "prose")
    rules = [rule for rule in RULES if rule.check and rule.per in ("page", "text")]
    return [str(p) for rule in rules for p in rule.check(page, evidence)]


def test_there_are_fifty_of_each():
    assert (len(RIGHT), len(WRONG)) == (50, 50)


@pytest.mark.parametrize("sentence", RIGHT)
def test_a_sentence_that_is_right_passes(sentence, evidence):
    assert problems(sentence, evidence) == []


@pytest.mark.parametrize("sentence", WRONG)
def test_a_sentence_that_is_wrong_is_an_error(sentence, evidence):
    assert problems(sentence, evidence)


def test_their_relatives_are_judged_alike(evidence):
    passed = [s for s in WRONG_TOO.strip().split("\n") if not problems(s, evidence)]
    refused = [s for s in RIGHT_TOO.strip().split("\n") if problems(s, evidence)]
    assert (passed, refused) == ([], [])


@pytest.mark.parametrize("slip", WRONG_BINDINGS)
def test_a_binding_among_the_wrong_words_is_an_error(slip, evidence):
    assert problems(WRONG_BINDINGS[slip], evidence)


def test_a_sentence_without_names_goes_on_from_the_one_before(evidence):
    before = f"In ORCHARD-1, {BOTH}.\n"
    assert problems(before + f"By then {A5} and {S5} were alive.", evidence) == []
    assert problems(before + f"By then {S5} and {A5} were alive.", evidence)
    assert problems(before + f"By then [[{F}/os-5y-orchardimab|complement]] of those with orchardimab were, too.", evidence)  # fmt: skip


def test_a_figure_of_those_who_got_that_far_is_lent_no_number_of_people(evidence):
    figure = evidence.by_id[f"{F}/css-5y-conditional"]
    assert evidence.sizes[figure.trial, figure.population, figure.arm] == 200
    assert evidence.people(figure, figure.arm) is None


def test_pages_know_every_way_of_showing_that_the_check_lets_editors_write():
    of_templates = {
        "per_100", "rest_per_100", "short_state", "short_other_state", "second_interval", "spread",
    }  # fmt: skip
    assert set(TRANSFORMS) - set(transforms.TRANSFORMS) == of_templates
    assert set(transforms.TRANSFORMS) <= set(TRANSFORMS)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("fifty-two of a hundred", 52),
        ("nine in ten", 90),
        ("two thirds", 200 / 3),
        ("a quarter", 25),
        ("five percent", 5),
    ],
)
def test_parts_in_words_are_read(said, value):
    [found] = number_words(f"It was {said} of them.")
    assert found.kind == "part" and found.value == pytest.approx(value)


CHARTS = {
    "another endpoint as alive": ("key: os-5y", "key: css-5y"),
    "another time": ("at five years", "at ten years"),
    "another group": ("with orchardimab", "with standard care"),
    "the other state": ("Alive at five years", "Died within five years"),
    "a number in words": ("Alive at five years", "Two thirds alive at five years"),
    "a promise": ("Alive at five years", "A cure at five years"),
    "a number": ("Alive at five years", "52 alive at five years"),
}  # fmt: skip


@pytest.mark.parametrize("slip", CHARTS)
def test_words_of_a_chart_that_are_not_what_it_draws_fail_the_check(example, slip):
    old, new = CHARTS[slip]
    text = example.charts.read_text("utf-8")
    assert old in text
    example.charts.write_text(text.replace(old, new), "utf-8")

    result = CliRunner().invoke(main, ["check", "--project", str(example.root)])

    assert result.exit_code == 10, result.output
    line = next(n for n, typed in enumerate(text.replace(old, new).split("\n"), 1) if new in typed)
    assert f"reports/charts.yaml:{line if 'key' not in new else line + 1}" in result.output


@pytest.mark.parametrize(
    "note", ["Twice as many people lived.", "A cure for many.", "People lived longer on it."]
)
def test_a_note_that_readers_see_is_held_to_the_same(example, note):
    path = example.curated / "trials" / "orchard-1" / "trial.yaml"
    text = path.read_text("utf-8")
    path.write_text(f"{text.rstrip()}\n", "utf-8")
    path.write_text(text.replace("\narms:", f"\nnote: {note}\narms:", 1), "utf-8")

    result = CliRunner().invoke(main, ["check", "--project", str(example.root)])

    assert result.exit_code == 10, result.output
    assert "data/curated/trials/orchard-1/trial.yaml:" in result.output


@pytest.mark.parametrize("text", ["", "—\n", "43 %\n", "…", "\n\n", "1.2.3\n"])
def test_a_text_without_a_word_has_no_reading_grade(text: str) -> None:
    assert reading_grade(text) == 0.0


@given(text=st.text())
def test_any_text_has_a_reading_grade(text: str) -> None:
    assert isinstance(reading_grade(text), float)
