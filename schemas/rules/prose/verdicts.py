"""Do bound figures say what words claim: more, longer, twice as many, most?"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import RATIO, TIME
from schemas.prose import MARK, Passage
from schemas.rules.prose.mentions import mentioned_arms
from schemas.wording.claims import Claim

YEARS = 24.0  # months from which words may speak of years
USUAL_LEVEL = 95.0
FACTORS = {2: (1.85, 2.15), 3: (2.8, 3.2), 4: (3.7, 4.3), 0.5: (0.46, 0.54)}
ENOUGH = {"most": 50.5, "majority": 50.5, "nearly": 90, "almost": 90, "virtually": 95, "every": 100, "all": 100}  # fmt: skip
TOO_MANY = {"no": 0, "none": 0, "nobody": 0, "hardly": 5, "few": 20, "very": 10, "only": 20, "minority": 49.5}  # fmt: skip
BAD_RESPONSES = ("pd", "not_evaluable")
NO_TRIAL_OF_IT = re.compile(
    r"\b(?:prognostic|neither was tested|not tested|not randomised|not assigned by chance|looked at afterwards"
    r"|different groups|without (?:a )?control group)\b",
    re.IGNORECASE,
)


def fits(how: str, share: float) -> bool:
    """Is ``share``, in percent, what such a word says: most, nearly all, nobody?"""
    if re.match(r"almost no|virtually no", how):
        return share <= TOO_MANY["hardly"]
    for word in re.findall(r"[a-z]+", how):
        if word in TOO_MANY:
            return share <= TOO_MANY[word]
        if word.startswith("every") or word in ENOUGH:
            return share >= ENOUGH.get(word, 100)
    return False


def months(e: Estimate) -> float:
    """The time that a figure tells of: its time point, its follow-up, or the time itself."""
    times = (e.timepoint_months, e.follow_up_months, e.value if e.effect.scale is TIME else None)
    return max(time or 0 for time in times)


def are_compared(a: Estimate, b: Estimate) -> bool:
    """Two figures of two arms that differ in nothing else."""
    same = ("trial", "population", "endpoint", "measure", "timepoint_months", "condition")
    return a.arm != b.arm and all(getattr(a, name) == getattr(b, name) for name in same)


def factor(a: Estimate, b: Estimate) -> float | None:
    """How many times the share of ``b`` that of ``a`` is, if words have a name for it."""
    if not are_compared(a, b) or not a.value or not b.value or a.is_contrast:
        return None
    times = a.value / b.value
    return next((name for name, (low, high) in FACTORS.items() if low <= times <= high), None)


def good(e: Estimate) -> float:
    """A number that is the higher, the better the figure is for people."""
    is_bad = e.family == "harm" or e.endpoint in BAD_RESPONSES
    is_bad |= e.is_timed and e.effect.scale is not TIME and e.counts == "event"
    return -(e.value or 0) if is_bad else (e.value or 0)


def why_not(claim: Claim, is_better: bool, sentence: Passage, evidence: Evidence) -> str:
    """Why the bound figures of a sentence do not bear a comparison in words; empty if they do."""
    bound = [evidence.by_id.get(binding.target) for binding in sentence.bindings]
    figures = [e for e in bound if e is not None and e.value is not None]
    if NO_TRIAL_OF_IT.search(sentence.said):
        return "" if len(figures) > 1 else "no figures stand behind this comparison."
    is_of_harm = any(e.family == "harm" for e in figures) and "harm" in sentence.said
    pairs = [
        (a, b) for a, b in combinations(figures, 2) if are_compared(a, b) and not a.is_contrast
    ]
    pairs = [pair for pair in pairs if (pair[0].family == "harm") == is_of_harm] or pairs
    ratios = [e for e in figures if e.is_contrast]
    if not pairs and not ratios:
        return "no figures of two groups stand behind this comparison."
    trials = {e.trial for pair in pairs for e in pair} | {e.trial for e in ratios}
    if any(evidence.trials[trial].get("design") != "randomised" for trial in trials):
        return "these groups were not assigned by chance, so this is no comparison."
    for a, b in pairs:
        if not points(claim, is_better, a, b, sentence, evidence):
            return f"the figures do not say so: {a.printed} and {b.printed}."
    shown: dict[str, list[Estimate]] = defaultdict(list)
    for e in (*ratios, *contrasts(pairs, evidence)):
        shown[e.endpoint].append(e)
    for own in shown.values():  # in parts of the people it may be shown in one and not in another
        parts = {e.population for e in own if not is_clear(e)}
        if parts == {e.population for e in own} or (
            len({e.population for e in own}) == 1 and parts
        ):
            unclear = next(e for e in own if not is_clear(e))
            name = unclear.measure.replace("_", " ")
            return f"no clear difference was shown: {name} {unclear.printed}."
    return ""


def points(
    claim: Claim, is_better: bool, a: Estimate, b: Estimate, sentence: Passage, evidence: Evidence
) -> bool:
    """Do the figures of two arms lie in the direction that the words claim?"""
    if good(a) == good(b):
        return False
    ahead, behind = (a.arm, b.arm) if good(a) > good(b) else (b.arm, a.arm)
    mentions = mentioned_arms(sentence.said, a.trial, evidence)
    text = sentence.said
    before = [m for m in mentions if m.end <= claim.start]
    rest = text[claim.end :]
    clause = re.split(rf"[.;:,{MARK}]", rest, maxsplit=1)[0]
    here = [m for m in mentions if claim.end <= m.start < claim.end + len(clause)]
    first, second = (ahead, behind) if is_better else (behind, ahead)
    for mention in here:  # “longer than with A” names the other group, “longer with A” the same
        is_other = OTHER.search(text[claim.end : mention.start])
        if (second if is_other else first) not in mention.arms:
            return False
    return bool(here) or not before or first in before[-1].arms


OTHER = re.compile(r"\b(?:than|against|compared (?:with|to)|over)\b", re.IGNORECASE)


def contrasts(pairs: list[tuple[Estimate, Estimate]], evidence: Evidence) -> list[Estimate]:
    """Ratios and differences of the same two arms, people and endpoint, as reports printed them."""
    wanted = {(a.trial, a.population, a.endpoint, frozenset((a.arm, b.arm))) for a, b in pairs}
    trials = {trial for trial, *_ in wanted}
    return [
        e
        for trial in sorted(trials)
        for e in evidence.by_trial[trial]
        if e.is_contrast and not evidence.later(e)
        and (e.trial, e.population, e.endpoint, frozenset((e.arm, e.comparator))) in wanted
    ]  # fmt: skip


def is_clear(e: Estimate) -> bool:
    """Does the interval of a ratio or difference leave out "no difference", at the usual level?"""
    if e.ci_lower is None or e.ci_upper is None:
        return True
    if e.ci_level is not None and e.ci_level < USUAL_LEVEL:
        return False
    same = 1.0 if e.effect.scale is RATIO else 0.0
    return not e.ci_lower <= same <= e.ci_upper
