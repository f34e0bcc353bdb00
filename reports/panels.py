"""One trial as a page shows it: its arms side by side, figures in rows, never a rank."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.published import Figure, Published, Record

FAMILIES = ("survival", "response", "duration", "harm")
FAMILY_TITLES = {
    "survival": "Living, and living without growth",
    "response": "Shrinkage of the cancer",
    "duration": "How long responses lasted",
    "harm": "Harms",
}
ROLE_ORDER = {"tested": 0, "single": 0, "control": 1}
LEAD_SURVIVAL = ("os",)
LEAD_RESPONSE = ("orr", "cr_or_cri", "cr_or_better", "cr", "mmr", "ccyr")
LEAD_HARMS = ("adverse_events", "serious_adverse_events", "treatment_related_death")
KEY_ENDPOINTS = {
    "os", "css", "pfs", "efs", "dfs", "orr", "cr", "pr", "sd", "pd", "cr_or_better", "cr_or_cri",
    "mrd_negativity", "mmr", "dor", "intracranial_orr", "adt_free_survival", "local_control",
    "adverse_events", "serious_adverse_events", "treatment_related_death", "fatal_adverse_events",
    "discontinuation", "cytokine_release", "neurotoxicity", "ild",
}  # fmt: skip


@dataclass
class Row:
    """One endpoint at one time, judged one way: a cell for each arm, and the contrasts."""

    label: Figure
    cells: dict[str, Figure] = field(default_factory=dict)
    contrasts: list[Figure] = field(default_factory=list)


@dataclass
class Picture:
    """People out of 100 for one arm: the share, and everybody else."""

    figure: Figure
    yes: str
    no: str


@dataclass
class Panel:
    """What one page says of one trial and one group of people."""

    trial: Record
    population: Record
    arms: list[Record]
    rows: dict[str, list[Row]]
    others: int
    pictures: list[list[Picture]]
    reports: list[Record]
    figures: list[Figure]

    @property
    def id(self) -> str:
        return f"{self.trial['trial']}"


def listed(text: str | None) -> list[str]:
    return text.split(";") if text else []


def panels(published: Published, category: str, subgroup: str) -> list[Panel]:
    """Panels of one section of a page, in alphabetical order of trial names."""
    made = []
    for trial in sorted(published.tables["trials"], key=lambda t: t["name"].lower()):
        own = [
            p
            for p in published.populations_of[trial["trial"]]
            if category in listed(p["categories"]) and subgroup in listed(p["subgroups"])
        ]
        figures = [
            f
            for f in published.figures_of[trial["trial"]]
            if f.population_key in {p["population"] for p in own}
        ]
        if figures:
            made.append(_panel(published, trial, own, figures))
    return made


def _panel(
    published: Published, trial: Record, populations: list[Record], figures: list[Figure]
) -> Panel:
    current = [f for f in figures if f.is_current and f.variant is None]
    main = max(
        populations,
        key=lambda p: (
            sum(f.population_key == p["population"] and f.family != "harm" for f in current),
            p["population"],
        ),
    )
    harm_people = [
        p["population"] for p in populations if p["analysis_set"] in ("safety", "treated")
    ]
    keep = [
        f
        for f in current
        if f.endpoint in KEY_ENDPOINTS
        and f.conditional_on is None
        and (
            f.population_key == main["population"]
            or (f.family == "harm" and f.population_key in harm_people)
        )
        and (f.family != "harm" or f.event is None)
    ]
    arms = arms_shown(published, trial["trial"], keep)
    rows = {family: table_rows([f for f in keep if f.family == family]) for family in FAMILIES}
    rows["survival"] = _last_landmarks(rows["survival"])
    used = {(f.trial, f.report) for f in keep}
    return Panel(
        trial=trial,
        population=main,
        arms=arms,
        rows=rows,
        others=len(published.figures_of[trial["trial"]]) - _count(rows),
        pictures=pictures(rows, arms),
        reports=[published.reports[key] for key in sorted(used)],
        figures=figures,
    )


def _count(rows: dict[str, list[Row]]) -> int:
    return sum(len(row.cells) + len(row.contrasts) for family in rows.values() for row in family)


def arms_shown(published: Published, trial: str, figures: list[Figure]) -> list[Record]:
    used = {f.arm_key for f in figures} | {f.comparator_key for f in figures}
    arms = [arm for arm in published.arms_of[trial] if arm["arm"] in used]
    return sorted(arms, key=lambda arm: (ROLE_ORDER[arm["role"]], arm["label"]))


def row_key(f: Figure) -> tuple[object, ...]:
    return (
        f.endpoint, f.timepoint_months or 0, f.conditional_on or "", f.variant or "", f.event or "",
        f.attribution, f.grades, f.assessor, f.criteria, f.confirmed, f.population_key,
    )  # fmt: skip


def table_rows(figures: list[Figure]) -> list[Row]:
    """Figures gathered by what they measure; a contrast joins the row of its endpoint."""
    found: dict[tuple[object, ...], Row] = {}
    for f in sorted(figures, key=_reading_order):
        measure = "contrast" if f.is_contrast else f.effect_measure
        key = (*row_key(f), measure)
        row = found.setdefault(key, Row(f))
        if f.is_contrast:
            row.contrasts.append(f)
        elif f.arm_key not in row.cells:
            row.cells[f.arm_key] = f
        else:  # two looks at the data that nothing orders: both are shown
            found[(*key, f.id)] = Row(f, {f.arm_key: f})
    return list(found.values())


ENDPOINT_ORDER = (
    "os", "css", "pfs", "efs", "dfs", "orr", "cr_or_cri", "cr_or_better", "cr", "pr", "sd", "pd", "dcr",
)  # fmt: skip
MEASURE_ORDER = ("landmark_rate", "proportion", "count", "median", "hazard_ratio", "odds_ratio", "rate_difference")  # fmt: skip


def _reading_order(f: Figure) -> tuple[object, ...]:
    order = ENDPOINT_ORDER.index(f.endpoint) if f.endpoint in ENDPOINT_ORDER else 99
    return (
        FAMILIES.index(f.family), order, f.endpoint, MEASURE_ORDER.index(f.effect_measure),
        f.timepoint_months or 0, f.attribution, f.grades, f.id,
    )  # fmt: skip


def _last_landmarks(rows: list[Row]) -> list[Row]:
    """Of each survival endpoint the latest landmark, and the latest that shows most arms.

    The chart and the trial's own page show the others.
    """
    keep: set[int] = set()
    for endpoint in {row.label.endpoint for row in rows}:
        rates = [
            row
            for row in rows
            if row.label.endpoint == endpoint and row.label.effect_measure == "landmark_rate"
        ]
        if rates:
            keep.add(id(max(rates, key=_time)))
            keep.add(id(max(rates, key=lambda row: (len(row.cells), _time(row)))))
    return [row for row in rows if row.label.effect_measure != "landmark_rate" or id(row) in keep]


def _time(row: Row) -> float:
    return row.label.timepoint_months or 0


def pictures(rows: dict[str, list[Row]], arms: list[Record]) -> list[list[Picture]]:
    """Pictures of 100 people: survival if there is a landmark, response, and severe harms."""
    order = [arm["arm"] for arm in arms]
    survival = [
        row
        for row in rows["survival"]
        if row.label.endpoint in LEAD_SURVIVAL and row.label.effect_measure == "landmark_rate"
    ]
    response = _first(rows["response"], LEAD_RESPONSE)
    harm = _first(rows["harm"], LEAD_HARMS)
    groups = [_picture_row(row, order, "alive", "had died") for row in sorted(survival, key=_time)]
    if response is not None:
        yes = "responded" if response.label.endpoint == "orr" else "had it"
        groups.append(_picture_row(response, order, yes, "did not"))
    if harm is not None:
        groups.append(_picture_row(harm, order, "had this harm", "did not"))
    return [group for group in groups if group]


def _picture_row(row: Row, order: list[str], yes: str, no: str) -> list[Picture]:
    cells = [row.cells[arm] for arm in order if arm in row.cells]
    return [Picture(f, yes, no) for f in cells if f.is_reached and f.may_show_value]


HARM_CAUSES = ("treatment_related", "any", "immune_related", "not_stated")


def _first(rows: list[Row], endpoints: tuple[str, ...]) -> Row | None:
    """The row of the first of these endpoints that has a share of people."""
    for endpoint in endpoints:
        fitting = [
            row
            for row in rows
            if row.label.endpoint == endpoint
            and row.label.effect_measure == "proportion"
            and row.cells
            and (endpoint != "adverse_events" or row.label.grades in ("3-4", "3-5", "serious"))
        ]
        if fitting:
            return max(
                fitting,
                key=lambda row: (
                    -HARM_CAUSES.index(row.label.attribution)
                    if row.label.attribution in HARM_CAUSES
                    else 0,
                    len(row.cells),
                    row.label.id,
                ),
            )
    return None
