"""Writes a rule's fragment into a small fictional project, and knows which lines came from it.

A fragment is YAML. Its keys are estimates of the report ``base-trial/2020-first``, except:
``defaults`` and ``report`` (keys of that report), ``report YEAR-NAME`` (another report of the same
trial; ``report TRIAL/YEAR-NAME`` of another), ``trial`` and ``trial NAME`` (keys of trial.yaml), ``page`` (prose of a category), ``category`` (keys of its head),
``guide NAME`` (prose of a guide page with that title), ``glossary``, ``corrections`` (entries), ``redirects``
(old: new), ``extraction`` (estimate: both entries), ``third_readings`` (estimate: what was read), ``gaps`` and
``levels`` (rows), ``chart`` (keys of one chart), ``measures of ENDPOINT`` (one code in its row).
The value ``~``
takes a key of the base project away.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pipelines.project import Project

SHIPPED = Path(__file__).parents[2] / "data" / "curated" / "vocabularies"
MARK = "<-- here"
POPULATION = {
    "label": "everyone", "analysis_set": "itt", "categories": ["appleoma"], "subgroups": ["first"],
    "line": "first", "biomarker": ["none_required"], "n": {"a": "100", "b": "100"},
}  # fmt: skip
TRIAL = {
    "name": "BASE", "registry_ids": [], "cancer": "several", "design": "randomised", "phase": "3",
    "masking": "open_label", "control": "b", "crossover": "not_allowed", "sponsor": "nobody",
    "countries": ["GB"], "n_randomised": "200", "who_could_join": "adults",
    "who_could_not_join": "not_stated",
    "arms": {
        name: {"label": name, "drugs": ["placebo"], "regimen": "none", "role": role}
        for name, role in (("a", "tested"), ("b", "control"))
    },
    "populations": {"everyone": POPULATION},
}  # fmt: skip
REPORT = {
    "kind": "journal_article", "standing": "current", "title": "t", "authors": "A et al.",
    "journal": "j", "year": "2020", "url": "https://example.org/base", "entered": "2026-01-01", "entered_by": "nobody",
    "population": "everyone", "read_in": "abstract", "locator": "Abstract",
    "seen_at": ["https://example.org/a"], "assessor": "independent", "criteria": "recist-1-1",
    "confirmed": "yes", "follow_up": "20 months", "follow_up_kind": "median",
    "data_cutoff": "2019-12-31",
}  # fmt: skip
PAGE = {"title": "Page", "order": "1", "last_reviewed": "never", "next_review": "2027-01-01"}
CATEGORY = {
    "title": "Appleoma", "cancers": ["several"], "order": "1", "last_reviewed": "never",
    "next_review": "2027-01-01", "subgroups": {"first": "First treatment"},
}  # fmt: skip
REFERENCE = {
    "kind": "guideline", "standing": "current", "title": "Criteria", "authors": "Society",
    "journal": "j", "year": "2019", "entered": "2026-01-01", "entered_by": "nobody",
    "facts": {
        "minimum-duration": {
            "value": "6", "unit": "months", "says": "at least half a year", "locator": "text",
            "read_in": "full_text",
        }
    },
}  # fmt: skip

HEADS = {
    "redirects": "old,new,noted",
    "extraction": "estimate_id,entry_1,entry_2,outcome,seen_at,noted",
    "third_readings": "estimate_id,entry,seen_at,noted",
}
LISTS = {
    "redirects": "{0},{1},2026-01-01",
    "extraction": "{0},{1},{1},agreed,https://example.org/a,2026-01-01",
    "third_readings": "{0},{1},https://example.org/c,2026-01-01",
}


CHARTS = "charts.yaml"


@dataclass
class Written:
    project: Project
    lines: set[tuple[str, int]] = field(default_factory=set)  # that came from the fragment
    marked: set[tuple[str, int]] = field(default_factory=set)  # that must be reported

    def write(self, path: str, lines: list[tuple[str, bool, bool]]) -> None:
        """Lines as (text, is it from the fragment, is it marked)."""
        full = self.project.charts if path == CHARTS else self.project.curated / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text("".join(f"{text}\n" for text, _, _ in lines), "utf-8")
        place = self.project.relative(full)
        for number, (_, is_ours, is_marked) in enumerate(lines, start=1):
            if is_ours:
                self.lines.add((place, number))
            if is_marked:
                self.marked.add((place, number))


def write_project(folder: Path, fragment: str = "") -> Written:
    """The base project with ``fragment`` in it."""
    typed = yaml.load(fragment, Loader=yaml.BaseLoader) or {}
    marks = {line.split(":")[0].strip() for line in fragment.split("\n") if MARK in line}
    written = Written(Project(folder.resolve()))
    shutil.copytree(SHIPPED, written.project.vocabularies)

    def lines_of(base: dict, own: dict, indent: str = "") -> list[tuple[str, bool, bool]]:
        merged = {key: value for key, value in {**base, **own}.items() if value != "~"}
        return [
            (
                f"{indent}{key}: {json.dumps(value, ensure_ascii=False)}",
                key in own,
                key in own and key in marks,
            )
            for key, value in merged.items()
        ]

    def prose(base: dict, text: str, **own: str) -> list[tuple[str, bool, bool]]:
        head = [("---", False, False), *lines_of(base, own), ("---", False, False)]
        return head + [(line, True, MARK in line) for line in text.split("\n")]

    def report(name: str, own: dict, estimates: dict) -> None:
        trial, _, name = name.rpartition("/")
        base = {**REPORT, "title": f"title of {name}", "year": name[:4]}
        lines = [*lines_of(base, own), ("estimates:", False, False)]
        written.write(
            f"trials/{trial or 'base-trial'}/{name}.yaml", lines + lines_of({}, estimates, "  ")
        )

    first: dict = {}
    trials: dict = {"base-trial": {}}
    estimates: dict = {}
    written.write("categories/appleoma.md", prose(CATEGORY, "Words."))
    for key, value in typed.items():
        kind, _, name = key.partition(" ")
        if kind == "measures":  # of an endpoint
            path = written.project.vocabularies / "endpoints.csv"
            lines = path.read_text("utf-8").split("\n")
            own = next(n for n, line in enumerate(lines) if line.startswith(f"{name.removeprefix('of ')},"))  # fmt: skip
            lines[own] = lines[own].replace("landmark_rate", value, 1)
            path.write_text("\n".join(lines), "utf-8")
            written.lines.add((written.project.relative(path), own + 1))
            continue
        if kind in ("defaults", "report") and not name:
            first |= value
        elif kind == "report":
            report(name, value, value.pop("estimates", None) or {"placeholder": PLACEHOLDER})
        elif kind == "trial":
            trials[name or "base-trial"] = value
        elif kind == "page":
            written.write("categories/appleoma.md", prose(CATEGORY, value))
        elif kind == "category":
            written.write("categories/appleoma.md", prose(CATEGORY, "Words.", **value))
        elif kind == "guide":
            written.write(f"guide/{name}.md", prose(PAGE, value, title=name))
        elif kind in LISTS:
            lines = [LISTS[kind].format(one, other) for one, other in value.items()]
            written.write(
                f"{kind}.csv",
                [(HEADS[kind], False, False), *((line, True, False) for line in lines)],
            )
        elif kind == "chart":
            head = ("- slug: chart", False, False)
            written.write(CHARTS, [head, *lines_of({}, value, "  ")])
        elif kind in ("glossary", "corrections"):
            written.write(f"{kind}.yaml", lines_of({}, value))
        elif kind in ("gaps", "levels"):
            rows = [(",".join(row.values()), True, False) for row in value]
            written.write(f"{kind}.csv", [(",".join(value[0]), False, False), *rows])
        else:
            estimates[key] = value
    for trial, own in trials.items():
        written.write(f"trials/{trial}/trial.yaml", lines_of(TRIAL, own))
    report("2020-first", first, estimates or {"placeholder": PLACEHOLDER})
    written.write("references/base-criteria.yaml", lines_of(REFERENCE, {}))
    return written


PLACEHOLDER = {
    "arm": "a", "endpoint": "infection", "effect_measure": "proportion", "value": "3",
    "unit": "percent", "attribution": "any", "grades": "any",
}  # fmt: skip
