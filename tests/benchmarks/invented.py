"""Writes a project of any size: many trials of three reports, or one of many, without a fault."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from pipelines.project import Project
from tests.spec.fragments import CATEGORY, POPULATION, REPORT, TRIAL, write_project

ESTIMATES_PER_TRIAL = 15


def _estimates(year: int) -> dict[str, dict[str, str]]:
    found = {}
    for arm, events, rate in (("a", 58, 60), ("b", 40, 45)):
        found[f"orr-{arm}"] = {
            "arm": arm, "endpoint": "orr", "effect_measure": "proportion", "value": str(events),
            "unit": "percent", "n_events": str(events), "n_analysed": "100",
        }  # fmt: skip
        found[f"os-{year - 2018}y-{arm}"] = {
            "arm": arm, "endpoint": "os", "effect_measure": "landmark_rate",
            "timepoint": f"{year - 2018} years", "value": str(rate - 5 * (year - 2020)),
            "unit": "percent",
        }  # fmt: skip
    found["os-hr"] = {
        "arm": "a", "comparator": "b", "endpoint": "os", "effect_measure": "hazard_ratio",
        "value": "0.64", "unit": "ratio", "ci_lower": "0.44", "ci_upper": "0.93", "ci_level": "95",
    }  # fmt: skip
    return found


SITUATIONS, TRIALS = (
    6,
    2,
)  # of a category, of a situation: three alike would be told as repeated words


def invented_project(folder: Path, trials: int) -> Project:
    """``trials`` times 15 estimates, in as many categories and situations as keep their pages short."""
    project = write_project(folder).project
    for number in range(trials):
        situation = number // TRIALS
        category = f"illness-{situation // SITUATIONS}"
        page = project.categories / f"{category}.md"
        if not page.exists():
            names = [f"{category}-{one}" for one in range(SITUATIONS)]
            head = {**CATEGORY, "title": category, "subgroups": {name: name for name in names}}
            page.write_text(f"---\n{_yaml(head)}---\nWords.\n", "utf-8")
        people = {"categories": [category], "subgroups": [f"{category}-{situation % SITUATIONS}"]}
        place = project.trials / f"invented-{number}"
        place.mkdir()
        trial = {**TRIAL, "name": f"INVENTED-{number}", "populations": {"everyone": {**POPULATION, **people}}}  # fmt: skip
        (place / "trial.yaml").write_text(_yaml(trial), "utf-8")
        for year in (2020, 2021, 2022):
            report = {
                **REPORT, "title": f"{number}-{year}", "year": str(year), "follow_up": "80 months",
                "seen_at": [f"https://example.org/{number}/{year}"],
                "data_cutoff": f"{year - 1}-12-31",
            }  # fmt: skip
            text = _yaml(report) + "estimates:\n" + _yaml(_estimates(year), "  ")
            (place / f"{year}-author.yaml").write_text(text, "utf-8")
    return project


def long_trial(folder: Path, reports: int) -> Project:
    """One trial with a report every week, ``reports`` times 9 estimates."""
    project = write_project(folder).project
    place = project.trials / "long"
    place.mkdir()
    (place / "trial.yaml").write_text(_yaml({**TRIAL, "name": "LONG"}), "utf-8")
    figures = _estimates(2020)
    for arm, months in (("a", 38), ("b", 22)):
        figure = {"arm": arm, "endpoint": "os", "unit": "months", "effect_measure": "median"}
        figures[f"os-{arm}"] = {**figure, "value": str(months)}
        figure = {"arm": arm, "endpoint": "pfs", "unit": "months", "effect_measure": "median"}
        figures[f"pfs-{arm}"] = {**figure, "value": str(months - 12)}
    for number in range(reports):
        report = {
            **REPORT, "title": f"report {number}", "year": "2020", "follow_up": "80 months",
            "seen_at": [f"https://example.org/{number}"],
            "data_cutoff": str(date(2004, 1, 5) + number * timedelta(weeks=1)),
        }  # fmt: skip
        text = _yaml(report) + "estimates:\n" + _yaml(figures, "  ")
        (place / f"2020-report-{number}.yaml").write_text(text, "utf-8")
    return project


def _yaml(values: dict, indent: str = "") -> str:
    return "".join(f"{indent}{key}: {json.dumps(value)}\n" for key, value in values.items())
