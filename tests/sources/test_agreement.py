"""Curated figures held against real records: what agrees, what differs, what cannot be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from pipelines.archive.arms import ArmFinder
from pipelines.archive.cross_check import AMBIGUOUS, DIFFERS, cross_check
from pipelines.archive.posted_figures import Figure, figures
from pipelines.checks.check import check
from pipelines.drafts.prefill import arms_of, in_percent, slugify
from pipelines.project import Project
from pipelines.sources import clinicaltrials
from pipelines.sources.study import Study
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.row import Row
from schemas.terms import NOT_REACHED
from tests.sources.payloads import Payloads


@pytest.fixture(scope="module")
def evidence(shipped: Project) -> Evidence:
    return check(shipped).evidence


def drug_rows(study: Study) -> Iterator[Row]:
    """The interventions of a record, as an editor would add them to the vocabulary of drugs."""
    for intervention in study.protocol_section.arms_interventions_module.interventions:
        names = (intervention.name, *intervention.other_names)
        values = {"code": slugify(intervention.name), "name": intervention.name}
        yield Row("", 1, values | {"synonyms": ";".join(names[1:])})


def scaffolded(study: Study, evidence: Evidence) -> tuple[Evidence, dict[str, str]]:
    """A project of one trial as `evidence new trial` begins it, and its arms by their label."""
    own = {row.get("code"): row for row in drug_rows(study)}
    drugs = [*evidence.tables["drugs"], *own.values()]
    tables = {name: [] for name in evidence.tables}
    tables |= {"drugs": drugs, "endpoints": evidence.tables["endpoints"]}
    made = Evidence(tables)
    for key, values in arms_of(study, made):
        values = {name: value.strip('"[]').replace(", ", ";") for name, value in values.items()}
        tables["arms"].append(Row("", 1, {"trial": "new", "arm": key, **values}))
    return made, {row.get("label").lower(): row.get("arm") for row in tables["arms"]}


def as_typed(figure: Figure, arms: dict[str, str], change: float = 1.0) -> Estimate | None:
    """What an editor would type from a posted figure; None where no arm has a group's name."""
    figure = in_percent(figure)
    own = [arms.get(group.title.lower(), "") for group in figure.groups]
    if not figure.measure or not all(own):
        return None

    def printed(text: str) -> str:
        return f"{float(text) * change:.4g}" if text.replace(".", "").isdigit() else NOT_REACHED

    values = {
        "trial": "new", "report": "posted", "arm": own[0], "comparator": "".join(own[1:]),
        "endpoint": figure.endpoint, "effect_measure": figure.measure, "unit": figure.unit,
        "value": printed(figure.value),
        "n_analysed": str(figure.n) if figure.n and len(own) == 1 else "",
        "timepoint": f"{figure.timepoint_months:g} months" if figure.timepoint_months else "",
        "assessor": figure.assessor,
    }  # fmt: skip
    return Estimate(Row("", 1, values))


def posted_in(payloads: Payloads, evidence: Evidence) -> Iterator[tuple[Study, list[Figure]]]:
    for _, body in sorted(payloads.studies().items()):
        study = clinicaltrials.parse(body)
        found = [
            f for f in figures(study, evidence.endpoints) if evidence.family(f.endpoint) != "harm"
        ]
        if found:
            yield study, found


def checked_again(payloads: Payloads, evidence: Evidence, change: float = 1.0) -> Counter:
    """Results of all posted figures that an editor could type, each times ``change``."""
    counts = Counter()
    for study, posted in posted_in(payloads, evidence):
        made, arms = scaffolded(study, evidence)
        finder = ArmFinder(made)
        for figure in posted:
            estimate = as_typed(figure, arms, change)
            if estimate is None:
                counts["without arm"] += 1
            elif change == 1.0 or estimate.value:  # nothing times anything is nothing
                counts[cross_check(estimate, posted, finder).result] += 1
    return counts


def test_figures_typed_from_real_records_agree_with_them(
    payloads: Payloads, evidence: Evidence
) -> None:
    # ambiguous: two criteria, scores or categories under one endpoint; an editor tells them apart
    counts = checked_again(payloads, evidence)
    assert counts == {"agrees": 260, "ambiguous": 39, "without arm": 171}


def test_figures_mistyped_from_real_records_never_agree(
    payloads: Payloads, evidence: Evidence
) -> None:
    counts = checked_again(payloads, evidence, change=1.07)
    assert counts == {"differs": 137, "ambiguous": 82, "without arm": 171}


def records_at_hand(project: Project, payloads: Payloads) -> dict[str, bytes]:
    """Registry records by number: those of the tests, and what a refresh left in this checkout."""
    kept = project.raw / "clinicaltrials"
    return payloads.studies() | {path.stem: path.read_bytes() for path in kept.glob("NCT*.json")}


def test_shipped_figures_against_the_registry_records_at_hand(
    shipped: Project, payloads: Payloads, evidence: Evidence
) -> None:
    """Prints a table; run with `-s` to read every difference."""
    records = records_at_hand(shipped, payloads)
    table, lines = Counter(), []
    finder = ArmFinder(evidence)
    for trial, row in evidence.trials.items():
        own = [number for number in row.list("registry_ids") if number in records]
        posted = [
            f for n in own for f in figures(clinicaltrials.parse(records[n], n), evidence.endpoints)
        ]
        for estimate in evidence.estimates if posted else ():
            if estimate.trial == trial:
                found = cross_check(estimate, posted, finder)
                table[found.result] += 1
                if found.result in (DIFFERS, AMBIGUOUS):
                    lines.append(f"{found.result}  {estimate.id}: {found.says}")
    if not table:
        pytest.skip(f"no shipped trial is among the {len(records)} registry records at hand")
    print(dict(table), *sorted(lines), sep="\n")
    assert all("posted" in line for line in lines if line.startswith(DIFFERS))
