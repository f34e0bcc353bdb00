"""Judging what was read: shape (Pandera), references between tables, then the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd
from pandera.errors import SchemaErrors

from pipelines.curated import Curated, read_curated
from pipelines.project import Project
from schemas import tables
from schemas.evidence import Estimate, Evidence
from schemas.problem import ERROR, Problem, errors, nearest
from schemas.row import Row
from schemas.rules import RULES
from schemas.terms import NOT_STATED


@dataclass
class Checked:
    """All problems of a project, and how much was and was not looked at."""

    curated: Curated
    evidence: Evidence
    problems: list[Problem] = field(default_factory=list)
    not_compared: int = 0

    @property
    def has_errors(self) -> bool:
        return bool(errors(self.problems))


def check(project: Project) -> Checked:
    """Read and judge every curated file. One unreadable value hides no other."""
    curated = read_curated(project)
    problems = list(curated.problems)
    sound: dict[str, list[Row]] = {}
    for table, rows in curated.tables.items():
        shape = list(check_shape(table, rows))
        broken = {(problem.path, id(row)) for problem, row in shape}
        problems += [problem for problem, _ in shape]
        sound[table] = [row for row in rows if (row.path, id(row)) not in broken]
    problems += check_references(curated)
    usable = [row for row in sound["estimates"] if is_complete(row, "estimates")]
    endpoints = {row.get("code"): row for row in sound["endpoints"]}
    estimates = [Estimate(row, endpoints.get(row.get("endpoint"))) for row in usable]
    evidence = Evidence(sound, estimates)
    for rule in RULES:
        problems += rule.run(evidence)
    return Checked(
        curated,
        evidence,
        sorted(set(problems)),
        not_compared=len(curated["estimates"]) - len(usable),
    )


def is_complete(row: Row, table: str) -> bool:
    return all(
        name in row.values
        for name, (_, meta) in tables.columns(table).items()
        if meta["is_required"]
    )


def check_shape(table: str, rows: list[Row]) -> Iterable[tuple[Problem, Row]]:
    """Formats and closed terms of one table, by its Pandera model."""
    if not rows:
        return
    columns = tables.columns(table)
    frame = pd.DataFrame([row.values for row in rows], columns=list(columns), dtype="str")
    try:
        tables.MODELS[table].validate(frame, lazy=True)
    except SchemaErrors as found:
        seen = set()
        for failure in found.failure_cases.itertuples():
            if failure.check == "not_nullable" or failure.index is None:
                continue  # the reader reports missing keys, with their place
            row, name = rows[int(failure.index)], failure.column
            value = str(failure.failure_case)
            if (id(row), name, value) in seen:
                continue
            seen.add((id(row), name, value))
            yield describe_failure(row, name, value, columns[name][1]), row


def describe_failure(row: Row, name: str, value: str, meta: dict) -> Problem:
    line = row.lines.get(name, row.line)
    codes = meta["codes"]
    if codes:
        message = "is not a known code."
        todo = nearest(value, codes).capitalize() + f" Valid: {', '.join(codes)}."
    else:
        message = f"is not {meta['expects'] or 'a valid value'}."
        todo = ""
    if "·" in value:
        todo = "Write the decimal point as a full stop."
    elif "%" in value:
        todo = "Leave out the percent sign: the unit says it."
    return Problem(row.path, line, name, value, message, todo.strip(), "right-form", ERROR)


def check_references(curated: Curated) -> list[Problem]:
    """Codes and keys that must exist elsewhere, and identities that must be unique."""
    return [*_check_vocabularies(curated), *_check_keys(curated), *_check_unique(curated)]


def _check_vocabularies(curated: Curated) -> Iterable[Problem]:
    known: dict[str, set[str]] = {
        name: {row.get("code") for row in curated[name]}
        for name in ("endpoints", "criteria", "drugs", "biomarkers", "cancers")
    }
    known["categories"] = {row.get("category") for row in curated["categories"]}
    known["subgroups"] = {row.get("subgroup") for row in curated["subgroups"]}
    known["criteria"].add(NOT_STATED)
    for table in ("trials", "arms", "populations", "estimates", "categories"):
        fields = {
            name: meta["vocabulary"]
            for name, (_, meta) in tables.columns(table).items()
            if meta["vocabulary"]
        }
        for row in curated[table]:
            for name, vocabulary in fields.items():
                for code in row.list(name):
                    if code not in known[vocabulary]:
                        yield Problem(
                            row.path, row.lines.get(name, row.line), name, code,
                            f"is not in the list of {vocabulary}.",
                            nearest(code, known[vocabulary]).capitalize()
                            or f"See {_list_of(vocabulary)}; add it there if it is missing.",
                            "known-code",
                        )  # fmt: skip


def _list_of(vocabulary: str) -> str:
    if vocabulary in ("categories", "subgroups"):
        return "data/curated/categories"
    return f"data/curated/vocabularies/{vocabulary}.csv"


def _check_keys(curated: Curated) -> Iterable[Problem]:
    trials = {row.get("trial") for row in curated["trials"]}
    arms = {(row.get("trial"), row.get("arm")) for row in curated["arms"]}
    populations = {(row.get("trial"), row.get("population")) for row in curated["populations"]}
    groups = {(row.get("category"), row.get("subgroup")) for row in curated["subgroups"]}

    def dangling(row: Row, name: str, key: str, known: Iterable[str], what: str) -> Problem:
        near = nearest(key, known)
        return Problem(
            row.path, row.lines.get(name, row.line), name, key, f"there is no {what} of that name.",
            near.capitalize() or f"Known: {', '.join(sorted(known)) or 'none'}.", "no-dangling-key",
        )  # fmt: skip

    for row in curated["estimates"]:
        trial = row.get("trial")
        if trial not in trials:
            continue
        own_arms = {arm for own, arm in arms if own == trial}
        for name in ("arm", "comparator"):
            if row.get(name) and row.get(name) not in own_arms:
                yield dangling(row, name, row.get(name), own_arms, "arm in trial.yaml")
        own_populations = {population for own, population in populations if own == trial}
        if row.get("population") and row.get("population") not in own_populations:
            yield dangling(
                row,
                "population",
                row.get("population"),
                own_populations,
                "population in trial.yaml",
            )
    for row in curated["population_sizes"]:
        if (row.get("trial"), row.get("arm")) not in arms:
            own = {arm for trial, arm in arms if trial == row.get("trial")}
            yield dangling(row, "n", row.get("arm"), own, "arm in trial.yaml")
    for row in curated["arms"]:
        for part in row.list("combines"):
            if (row.get("trial"), part) not in arms:
                own = {arm for trial, arm in arms if trial == row.get("trial")}
                yield dangling(row, "combines", part, own, "arm in trial.yaml")
    for row in curated["populations"]:
        for subgroup in row.list("subgroups"):
            if not any((category, subgroup) in groups for category in row.list("categories")):
                own = {key for category, key in groups if category in row.list("categories")}
                yield dangling(row, "subgroups", subgroup, own, "section on these pages")
    for row in curated["trials"]:
        for part in row.list("pools"):
            if part not in trials:
                yield Problem(
                    row.path, row.lines.get("pools", row.line), "pools", part,
                    "there is no trial folder of that name.", nearest(part, trials).capitalize(),
                    "no-dangling-key",
                )  # fmt: skip


def _check_unique(curated: Curated) -> Iterable[Problem]:
    keys = {
        "glossary": ("term",),
        "endpoints": ("code",),
        "criteria": ("code",),
        "drugs": ("code",),
        "biomarkers": ("code",),
        "cancers": ("code",),
        "redirects": ("old",),
        "extraction": ("estimate_id",),
    }
    for table, names in keys.items():
        seen: dict[tuple[str, ...], Row] = {}
        for row in curated[table]:
            key = tuple(row.get(name) for name in names)
            if key in seen:
                yield row.problem(
                    names[0],
                    f"stands already on line {seen[key].line}.",
                    "Keep one.",
                    "no-repeated-id",
                )
            seen.setdefault(key, row)
