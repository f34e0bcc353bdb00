"""Between words and numbers: what editors write may claim only what its bindings show."""

from __future__ import annotations

from collections.abc import Iterator

from schemas import tables, wording
from schemas.endpoints import CAUSE_SPECIFIC_SURVIVAL, OVERALL_SURVIVAL
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import RATIO, TIME
from schemas.problem import WARNING, Problem, nearest
from schemas.prose import ANY_BINDING, BINDING, Page, Passage, without_bindings, without_quotes
from schemas.rules.rule import rule
from schemas.terms import NOT_STATED
from schemas.typed.redirects import Redirects

TIMES = ("survival", "duration")
FRAGMENT = """
os-a: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 5 years, value: 52, unit: percent}
os-b: {arm: b, endpoint: os, effect_measure: landmark_rate, timepoint: 5 years, value: 26, unit: percent}
css-a: {arm: a, endpoint: css, effect_measure: landmark_rate, timepoint: 5 years, value: 60, unit: percent}
os-hr: {arm: a, comparator: b, endpoint: os, effect_measure: hazard_ratio, value: 0.52, unit: ratio}
"""


def with_page(text: str) -> str:
    return FRAGMENT + "page: |\n" + "\n".join(f"  {line}" for line in text.strip().split("\n"))


def bound_estimates(passage: Passage, evidence: Evidence) -> Iterator[tuple[int, Estimate]]:
    """Line and estimate of each binding of the passage that leads to a sound estimate."""
    for binding in passage.bindings:
        estimate = evidence.by_id.get(binding.target)
        if estimate is not None:
            yield binding.line, estimate


@rule(
    "bindings-lead-somewhere",
    "Each binding in prose names an estimate or a fact that exists.",
    per="page",
    good=with_page("Alive at five years with it: [[base-trial/2020-first/os-a]]."),
    bad=with_page("Alive at five years: [[base-trial/2020-first/os-aa]]. <!-- <-- here -->"),
    source="IPDAS certification criteria (citations for figures)",
)
def bindings_lead_somewhere(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for binding in page.bindings:
        known = evidence.rows_by_id if binding.is_estimate else evidence.facts
        if binding.target not in known:
            what = "estimate" if binding.is_estimate else "fact of a reference"
            now = Redirects(evidence.tables["redirects"]).target(binding.target)
            moved = f"It was renamed: write [[{now}]]." if now in known else ""
            yield page.problem(
                binding.line,
                f"[[{binding.target}]]",
                f"there is no {what} of that name.",
                moved
                or nearest(binding.target, known).capitalize()
                or "Write trial/report/key, or reference/fact.",
            )
    for match in ANY_BINDING.finditer(page.text):
        if not BINDING.fullmatch(match.group()):
            line = page.line + page.text.count("\n", 0, match.start())
            yield page.problem(
                line,
                match.group(),
                "this is not a binding.",
                "Write [[trial/report/key]], [[trial/report/key|of_100]] or [[reference/fact]].",
            )


@rule(
    "withdrawn-reports-are-not-told",
    "No sentence rests on a report that was withdrawn: pages leave it out until an editor writes it anew.",
    per="page",
    level=WARNING,
    good=with_page("Alive at five years with it: [[base-trial/2020-first/os-a]]."),
    bad="report: {standing: retracted, standing_note: gone}\n"
    + with_page(
        "Some words.\nAlive at five years: [[base-trial/2020-first/os-a]]. <!-- <-- here -->"
    ),
    source="VITALITY 2025 (withdrawn trials go on being told)",
)
def withdrawn_reports_are_not_told(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        told: set[tuple[str, str]] = set()
        for line, e in bound_estimates(sentence, evidence):
            key = (e.trial, e.report)
            report = evidence.reports.get(key)
            if report is None or report.get("standing") != "retracted" or key in told:
                continue
            told.add(key)
            yield page.problem(
                line,
                f"[[{e.id}]]",
                f"the report {e.trial}/{e.report} was withdrawn, so readers do not see this sentence.",
                "Write it anew without its figures, or take it out.",
            )


@rule(
    "no-typed-numbers",
    "In prose a number is a binding; only names such as RECIST 1.1 hold digits.",
    per="page",
    good=with_page(
        "Of people with stage 4, [[base-trial/2020-first/os-a|of_100]] with it were alive at five years."
    ),
    bad=with_page("It is known that\n52% of people were alive. <!-- <-- here -->"),
    source="IPDAS certification criteria (citations for figures)",
)
def no_typed_numbers(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for number, text in enumerate(without_bindings(page.text).split("\n"), start=page.line):
        if not wording.DIGIT.search(text):
            continue
        text = evidence.known_words.sub(" ", text)
        if page.kind == "corrections":
            text = wording.DATE.sub(" ", text)  # the day on which an error was published
        for match in wording.DIGIT.finditer(text):
            yield page.problem(
                number,
                match.group(),
                "a number is typed in prose.",
                "Bind it: [[trial/report/key]] or [[reference/fact]]; write small counts as words.",
            )


@rule(
    "alive-means-overall-survival",
    "“Alive”, “survival” and “died” are said of overall survival only; other endpoints are named in full.",
    per="page",
    good=with_page(
        "Alive at five years with it were [[base-trial/2020-first/os-a|of_100]].\n"
        "Not dead from appleoma by then (appleoma-specific survival) were [[base-trial/2020-first/css-a|of_100]]."
    ),
    bad=with_page("Alive were\n[[base-trial/2020-first/css-a|of_100]]. <!-- <-- here -->"),
    source="CheckMate 067 and ZUMA-1 (overall and cause-specific survival differ)",
)
def alive_means_overall_survival(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        times = [
            (line, e)
            for line, e in bound_estimates(sentence, evidence)
            if e.family in TIMES and e.endpoint != OVERALL_SURVIVAL
        ]
        if not times:
            continue
        claims = wording.ALIVE.search(wording.NAMED_SURVIVAL.sub(" ", sentence.words))
        for line, e in times:
            is_css = e.endpoint == CAUSE_SPECIFIC_SURVIVAL
            named = wording.NAMES_OF[CAUSE_SPECIFIC_SURVIVAL if is_css else ""].search(
                sentence.words
            )
            if not named and (claims or is_css):
                name = evidence.vocabulary("endpoints")[e.endpoint].get("name")
                said = f"“{claims.group()}” is bound to {name}" if claims else f"this is {name}"
                yield page.problem(
                    line,
                    f"[[{e.id}]]",
                    f"{said}, not overall survival.",
                    "Name the cancer, as in “melanoma-specific survival”, in the same sentence."
                    if is_css
                    else "Bind an `os` estimate, or say in the same sentence what was counted.",
                )


@rule(
    "durable-states-months",
    "“Durable” is said only beside a bound time that says how long at least.",
    per="page",
    good=with_page("A durable response lasted [[base-criteria/minimum-duration]] or longer."),
    bad=with_page("Responses were\ndurable. <!-- <-- here -->"),
    source="durable response rate, JITC 2017",
)
def durable_states_months(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for sentence in page.sentences:
        word = wording.DURABLE.search(without_quotes(sentence.words))
        if not word or sentence.is_question:
            continue
        times = [
            e
            for _, e in bound_estimates(sentence, evidence)
            if e.effect.scale is TIME or e.timepoint_months
        ]
        if page.kind == "glossary" and wording.MINIMUM_IN_WORDS.search(sentence.words):
            continue
        facts = [evidence.facts.get(binding.target) for binding in sentence.bindings]
        if not times and not any(f and "month" in f.get("unit") + f.get("value") for f in facts):
            yield page.problem(
                sentence.line_of(word.group()),
                word.group(),
                "for how long at least?",
                "Bind the minimum of months in the same sentence, or choose another word.",
            )


@rule(
    "relative-beside-absolute",
    "A ratio, or words such as “halves the risk”, stands only beside the figures of both groups.",
    per="page",
    good=with_page(
        "The ratio was [[base-trial/2020-first/os-hr]]; alive at five years were "
        "[[base-trial/2020-first/os-a|of_100]] with it and [[base-trial/2020-first/os-b|of_100]] of the control group."
    ),
    bad=with_page("The ratio was\n[[base-trial/2020-first/os-hr]]. <!-- <-- here -->"),
    source="Akl et al. 2011 (CD006776); Cochrane Handbook 12.5.3",
)
def relative_beside_absolute(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for paragraph in page.paragraphs:
        bound = list(bound_estimates(paragraph, evidence))
        shown = {(e.trial, e.endpoint, e.arm) for _, e in bound if not e.is_contrast}
        todo = "Bind the rates or medians of both groups in the same paragraph."
        for line, e in bound:
            missing = [
                arm for arm in (e.arm, e.comparator) if (e.trial, e.endpoint, arm) not in shown
            ]
            if e.effect.scale is RATIO and missing:
                yield page.problem(
                    line,
                    f"[[{e.id}]]",
                    f"a ratio without the {e.endpoint} figure of {' and '.join(missing)} misleads.",
                    todo,
                )
        word = wording.RELATIVE.search(without_quotes(paragraph.words))
        arms = {(trial, arm) for trial, _, arm in shown}
        if word and len(arms) < 2 and page.kind != "glossary" and not paragraph.is_question:
            yield page.problem(
                paragraph.line_of(word.group()),
                word.group(),
                "a relative effect without both groups' figures misleads.",
                todo,
            )


@rule(
    "conditional-shows-share",
    "A figure for people who had reached some state stands beside the share who did, or says it is not known.",
    per="page",
    good="""
os-late: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 5 years, value: 96, unit: percent, analysis: conditional, conditional_on: alive at 3 years, conditional_share: not_stated}
page: |
  Of those alive with it after three years [[base-trial/2020-first/os-late|of_100]] were alive after five years; how many they were could not be read.
""",
    bad="""
os-late: {arm: a, endpoint: os, effect_measure: landmark_rate, timepoint: 5 years, value: 96, unit: percent, analysis: conditional, conditional_on: alive at 3 years, conditional_share: not_stated}
page: |
  Of those alive after three years
  [[base-trial/2020-first/os-late|of_100]] were alive after five. <!-- <-- here -->
""",
    source="CheckMate 067 (a figure for people without growth at three years)",
)
def conditional_shows_share(page: Page, evidence: Evidence) -> Iterator[Problem]:
    for paragraph in page.paragraphs:
        targets = {binding.target for binding in paragraph.bindings}
        bound = list(bound_estimates(paragraph, evidence))
        for line, e in bound:
            if e.row.get("analysis") != "conditional":
                continue
            share = e.row.get("conditional_share")
            if any(is_share_of(other, e) for _, other in bound):
                continue
            key = f"{e.trial}/{e.report}/{share}"
            if key not in targets and not wording.SHARE_UNKNOWN.search(paragraph.words):
                yield page.problem(
                    line,
                    f"[[{e.id}]]",
                    f"counts only people {e.row.get('conditional_on')}: how many were they?",
                    "Say in the same paragraph that this could not be read."
                    if share in ("", NOT_STATED)
                    else f"Bind [[{key}]] in the same paragraph.",
                )


def is_share_of(other: Estimate, conditional: Estimate) -> bool:
    """Does ``other`` tell how many of the same arm came as far, by another endpoint?"""
    return (
        (other.trial, other.arm) == (conditional.trial, conditional.arm)
        and other.row.get("analysis") != "conditional"
        and other.effect.is_share
        and other.endpoint not in (OVERALL_SURVIVAL, CAUSE_SPECIFIC_SURVIVAL)
        and other.family in ("survival", "response")
    )


# of what a correction can name
FIELDS = frozenset(n for table in ("trials", "reports", "estimates") for n in tables.columns(table))


@rule(
    "corrections-still-apply",
    "A correction names a value that still stands; it is looked at again once that value changes.",
    per="everything",
    good=FRAGMENT
    + """
corrections: {base-trial/2020-first/os-a: {field: value, expect: "52", correct: half, reason: mixed up, status: open, noted: 2026-01-01}}
""",
    bad=FRAGMENT
    + """
corrections: {base-trial/2020-first/os-a: {field: value, expect: "60", correct: half, reason: mixed up, status: open, noted: 2026-01-01}}
""",
)
def corrections_still_apply(evidence: Evidence) -> Iterator[Problem]:
    for row in evidence.tables["corrections"]:
        target, name = row.get("target"), row.get("field")
        if target.startswith(("http://", "https://")):
            continue  # a page of others: `evidence refresh` looks at it
        found = evidence.rows_by_id.get(target)
        if found is None:
            yield row.problem(
                "target",
                "there is no estimate, report or trial of that name.",
                nearest(target, evidence.rows_by_id).capitalize()
                or "Write trial/report/key, or the address of a published page.",
            )
        elif name not in FIELDS:
            todo = (
                nearest(name, FIELDS).capitalize()
                or "Write that of the value: value, ci_lower, n_events …"
            )
            yield row.problem("field", "is no key of a figure, report or trial.", todo)
        elif row.get("expect") != found.get(name):
            now = found.get(name) or "absent"
            yield row.problem(
                "expect",
                f"{name} of {target} is now {now} ({found.path}:{found.lines.get(name, found.line)}).",
                "If the source was put right, set `status: fixed` and `expect` to the value that "
                "stands now; if not, undo the change of the value.",
            )
