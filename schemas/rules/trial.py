"""Between estimates and the groups they describe, and between trials."""

from __future__ import annotations

from schemas.evidence import Estimate, Evidence
from schemas.problem import WARNING
from schemas.rules.registry import Found, compared, rule


@rule(
    "people-within-population",
    "No more people are analysed than belong to the arm in that population.",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 40, n_analysed: 80}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 400, n_analysed: 800}",
)
def people_within_population(e: Estimate, evidence: Evidence) -> Found:
    size = evidence.size(e)
    if None in (e.n_analysed, size):
        return
    yield compared(f"{e.n_analysed} analysed of {size} in the population", e)
    if e.n_analysed > size:
        yield e.problem(
            "n_analysed",
            f"is more than the {size} people of arm {e.arm} in population {e.population}.",
            "Choose the right population, or correct its n in trial.yaml.",
        )


@rule(
    "arm-sizes-give-randomised",
    "In a randomised trial the arms' people add up to the number randomised.",
    per="everything",
    good="trial: {n_randomised: 200}",
    bad="trial: {n_randomised: 210}",
)
def arm_sizes_give_randomised(evidence: Evidence) -> Found:
    for trial, row in evidence.trials.items():
        if row.get("design") != "randomised" or not row.get("n_randomised").isdigit():
            continue
        randomised = int(row.get("n_randomised"))
        arms = [
            arm for arm in evidence.arms_of[trial]
            if not evidence.arms[trial, arm].list("combines")
        ]  # fmt: skip
        sums = []
        for population in evidence.populations_of[trial]:
            sizes = [evidence.sizes.get((trial, population, arm)) for arm in arms]
            is_itt = evidence.populations[trial, population].get("analysis_set") == "itt"
            if is_itt and None not in sizes:
                sums.append(sum(sizes))
        if sums and randomised not in sums and max(sums) != randomised:
            yield row.problem(
                "n_randomised",
                f"the arms' people add up to {max(sums)}.",
                "Check the n of each arm in the population of everyone randomised.",
            )


@rule(
    "one-registry-number-one-trial",
    "A registry number belongs to one trial folder, pooled analyses aside.",
    per="everything",
    good="trial: {registry_ids: [NCT00000001]}",
    bad="""
trial: {registry_ids: [NCT00000001]}
trial other: {registry_ids: [NCT00000001]}
""",
    level=WARNING,
)
def one_registry_number_one_trial(evidence: Evidence) -> Found:
    seen: dict[str, str] = {}
    for trial, row in evidence.trials.items():
        if row.get("design") == "pooled":
            continue
        for number in row.list("registry_ids"):
            if number in seen:
                yield row.problem(
                    "registry_ids", f"{number} stands also in trial {seen[number]}.",
                    "Put the report into that trial's folder, or say `design: pooled`.",
                )  # fmt: skip
            seen.setdefault(number, trial)
