"""What public records tell, as lines of YAML for the files of a new trial or report."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from itertools import chain, count

from pipelines.archive.arms import ArmFinder
from pipelines.archive.posted_figures import Figure
from pipelines.sources.study import Study
from pipelines.sources.text import brief
from schemas.borders.plain import HIDDEN
from schemas.evidence import Evidence
from schemas.terms import NOT_STATED

PHASES = {"PHASE1": "1", "PHASE2": "2", "PHASE3": "3", "PHASE4": "4", "NA": "not_applicable"}
MASKING = {
    "NONE": "open_label",
    "DOUBLE": "double_blind",
    "TRIPLE": "double_blind",
    "QUADRUPLE": "double_blind",
}
ROLES = {"EXPERIMENTAL": "tested", "ACTIVE_COMPARATOR": "control", "PLACEBO_COMPARATOR": "control"}
MOST_REMARKS = 300  # signs of one remark
MOST_PEOPLE = 10**7
MOST_OFFERS = 200
LONGEST_NAME = 60  # signs of a file name or key


def citation(*, first: str, several: bool, standing: str, **parts: str) -> dict[str, str]:
    """Citation keys of a report file, as YAML."""
    authors = f"{first} et al." if several else first
    values = {"kind": "journal_article", "standing": standing, "authors": authors, **parts}
    return {
        name: quoted(value) if name != "year" else value for name, value in values.items() if value
    }


def trial_values(study: Study) -> dict[str, str]:
    protocol = study.protocol_section
    design = protocol.design_module
    phases = "/".join(PHASES.get(phase, "") for phase in design.phases if phase in PHASES)
    allocation = design.design_info.allocation
    name = protocol.identification_module.acronym or study.nct
    one_arm = len(protocol.arms_interventions_module.arm_groups) == 1
    values = {
        "name": quoted(name),
        "registry_ids": f"[{study.nct}]",
        "design": {"RANDOMIZED": "randomised", "NON_RANDOMIZED": "non_randomised"}.get(
            allocation, "single_arm" if one_arm else ""
        ),
        "phase": quoted(phases),
        "masking": MASKING.get(design.design_info.masking_info.masking, ""),
        "sponsor": quoted(protocol.sponsor_collaborators_module.lead_sponsor.name),
    }
    people = design.enrollment_info.count
    if allocation == "RANDOMIZED" and design.enrollment_info.type == "ACTUAL":
        values["n_randomised"] = str(people) if 0 < people < MOST_PEOPLE else ""
    return {name: value for name, value in values.items() if value}


def arms_of(study: Study, evidence: Evidence) -> Iterator[tuple[str, dict[str, str]]]:
    groups = study.protocol_section.arms_interventions_module.arm_groups
    finder = ArmFinder(evidence)
    seen: set[str] = set()
    for number, group in enumerate(groups, start=1):
        key = free_name(slugify(group.label)[:40].strip("-") or f"arm-{number}", seen)
        seen.add(key)
        codes = sorted(finder.drugs_in(" ; ".join(group.intervention_names)))
        role = "single" if len(groups) == 1 else ROLES.get(group.type, "")
        yield (
            key,
            {
                "label": quoted(group.label),
                "drugs": f"[{', '.join(codes)}]",
                "regimen": NOT_STATED,
                "role": role,
            },
        )


def remarks_of(study: Study) -> list[str]:
    protocol = study.protocol_section
    countries = sorted(
        {place.country for place in protocol.contacts_locations_module.locations if place.country}
    )
    criteria = " ".join(protocol.eligibility_module.eligibility_criteria.split())
    remarks = {
        "title": protocol.identification_module.official_title
        or protocol.identification_module.brief_title,
        "conditions": "; ".join(protocol.conditions_module.conditions),
        "countries": ", ".join(countries),
        "who could join (write it in your own words)": criteria,
    }
    return [
        "The registry record also says:",
        *(f"- {name}: {brief(says, MOST_REMARKS)}" for name, says in remarks.items() if says),
    ]


def who_took_part(study: Study) -> list[str]:
    """What the record posts of the people when they joined, of all groups together where it does."""
    module = study.results_section.baseline_characteristics_module
    titles = {group.id: group.title for group in module.groups}
    total = {id for id, title in titles.items() if title.lower() == "total"} or set(titles)
    lines = []
    for measure in module.measures:
        rows = [(own, row) for own in measure.classes for row in own.categories]
        for own, row in rows:
            told = [f"{titles[m.group_id]} {m.value}" for m in row.measurements if m.group_id in total]  # fmt: skip
            what = ", ".join(filter(None, (measure.title, own.title, row.title)))
            says = f"{what} ({measure.unit_of_measure}): {'; '.join(told)}"
            lines += [f"- {brief(says, MOST_REMARKS)}"] if told else []
    head = "Posted of who took part; what fits goes to `took_part:` of their population:"
    return [head, *lines[:MOST_OFFERS]] if lines else []


def offers(posted: Iterable[Figure], slug: str, evidence: Evidence) -> list[str]:
    """Posted figures as estimates to take over, with the outcome each comes from."""
    lines: list[str] = []
    used: set[str] = set()
    finder = ArmFinder(evidence)
    fitting = [figure for figure in posted if figure.measure]
    for figure in map(in_percent, fitting[:MOST_OFFERS]):
        arms = [finder.arm(slug, group) or slugify(group.title) for group in figure.groups]
        words = (figure.endpoint.replace("_", "-"), figure.measure.replace("_", "-"), *arms[:1])
        key = free_name("-".join(words), used)
        used.add(key)
        values = {
            "arm": arms[0] if arms else "", "comparator": arms[1] if len(arms) > 1 else "",
            "endpoint": figure.endpoint, "effect_measure": figure.measure, "value": figure.value, "unit": figure.unit,
            "ci_lower": figure.lower, "ci_upper": figure.upper, "ci_level": figure.level,
            "n_analysed": str(figure.n) if figure.n is not None and len(figure.groups) == 1 else "",
            "timepoint": f"{figure.timepoint_months:g} months" if figure.timepoint_months else "",
            "counts": "event" if figure.state == "event" and figure.measure == "landmark_rate" else "",
            "assessor": figure.assessor, "registry_outcome": quoted(f"{figure.nct} #{figure.outcome}"),
        }  # fmt: skip
        lines.append(f"  {key}:  # {figure.place[:120]}")
        lines += [f"    {name}: {value}" for name, value in values.items() if value]
    if len(fitting) > MOST_OFFERS:
        lines.append(f"and {len(fitting) - MOST_OFFERS} more figures, which stand in the registry")
    head = "Posted in the registry; take over what is right and complete it:"
    return [head, *lines] if lines else []


def in_percent(figure: Figure) -> Figure:
    """A posted fraction as the percentage that an estimate holds."""
    if figure.unit != "fraction":
        return figure
    texts = {name: getattr(figure, name) for name in ("value", "lower", "upper")}
    numbers = {name: figure.convert(text, "percent") for name, text in texts.items()}
    return replace(
        figure, unit="percent", **{k: f"{v[0]:.10g}" if v else texts[k] for k, v in numbers.items()}
    )


def quoted(text: str) -> str:
    """``text`` as a YAML value on one line, without signs that nobody sees."""
    text = HIDDEN.sub("", " ".join(text.split()))
    is_plain = re.fullmatch(r"[A-Za-z][\w .()/+-]*", text) and text.lower() not in (
        "yes",
        "no",
        "null",
        "true",
        "false",
    )
    return text if is_plain or not text else json.dumps(text, ensure_ascii=False)


def slugify(text: str) -> str:
    """``text`` as a name for files and keys."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-")


def free_name(name: str, taken: Container[str]) -> str:
    """``name``, or with the first number that makes it a new one."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(free for free in chain((name,), numbered) if free not in taken)
