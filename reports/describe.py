"""A chart in words, from the same rows: what is shown, each value, and what it does not show."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from reports.charts.timeline import data_cuts
from reports.numbers import bound, bound_field
from reports.published import Figure, Published
from reports.words import design, words

NOT_SHOWN = {
    "survival": "What happened between the points. Lines only join what the reports printed. Rates of "
    "this kind are estimates for a group, not counts of people.",
    "response_bar": "How long people lived, or how long the change lasted. Shrinkage is not survival.",
    "icon_array": "How sure the number is, and what happened to each person. It describes a group, "
    "not what will happen to you.",
    "forest": "Any comparison between panels: people of different trials differ, so panels share no axis.",
    "ladder": "When people were counted. Each step has its own people, named beside it.",
    "timeline": "Results. It shows when each report looked and how long people had been followed.",
    "evidence_map": "Results, and how good they are. An empty place means that we found nothing, not "
    "that nothing exists.",
}
RESPONSE_KINDS = ("response_bar", "forest", "ladder")


def people(figures: list[Figure]) -> list[Markup]:
    """Who was studied: trial, design and population, once each."""
    seen: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        seen.setdefault((figure.trial, figure.population_key), figure)
    return [
        Markup("{}: {}").format(
            bound_field("trials", "name", f.trial, f.trial_name),
            bound_field("populations", "label", f"{f.trial}/{f.population_key}", f.population),
        )
        for f in seen.values()
    ]


def endpoints(figures: list[Figure]) -> list[Markup]:
    """Each endpoint with its meaning in plain words."""
    seen = {f.endpoint: f for f in figures}
    return [
        Markup("<b>{}</b>: {}").format(f.endpoint_name, bound_field("endpoints", "plain_words", code, f.plain_words))
        for code, f in seen.items()
    ]  # fmt: skip


def designs(figures: list[Figure], published: Published) -> list[str]:
    return sorted({design(published.trials[f.trial]) for f in figures})


def values(kind: str, figures: list[Figure], rows: pd.DataFrame) -> list[Markup]:
    """One sentence a value, in the order of the drawing; maps and timelines have no values."""
    if kind == "timeline":
        return [_cut(cut) for cut in data_cuts(rows)]
    if kind == "evidence_map":
        return list(_found(figures))
    order = sorted(
        figures, key=lambda f: (f.trial, f.arm_key, f.endpoint, f.timepoint_months or 0, f.id)
    )
    return [_value(f, kind) for f in order]


def _value(f: Figure, kind: str) -> Markup:
    parts = [bound_field("arms", "label", f"{f.trial}/{f.arm_key}", f.arm)]
    if kind == "forest":
        label = bound_field("populations", "label", f"{f.trial}/{f.population_key}", f.population)
        parts.append(Markup(" ({})").format(label))
    what = f.endpoint_name + (", median" if f.effect_measure == "median" else "")
    parts.append(Markup(", {}: ").format(what))
    transform = "of_100" if kind == "icon_array" else "as_printed"
    parts.append(bound(f, transform, link=False))
    if f.timepoint_as_printed:
        parts.append(Markup(" at {}").format(bound(f, "time_point", link=False)))
    if f.has_interval:
        parts.append(Markup(" (interval {})").format(bound(f, "interval", link=False)))
    elif f.has_calculated_interval:
        parts.append(Markup(" ({})").format(bound(f, "computed_interval", link=False)))
    else:
        parts.append(" (no interval published)")
    if f.n is not None:
        parts.append(Markup(", among {} people").format(
            bound_field("estimates", f.n_field, f.id, f.n)))  # fmt: skip
    return Markup("").join(parts) + "."


def _cut(cut: dict) -> Markup:
    row = cut["row"]
    line = bound_field("estimates", "report", row.estimate_id, row.report)
    follow_up = bound_field(
        "estimates", "follow_up_as_printed", row.estimate_id, row.follow_up_as_printed
    )
    if not cut["is_stated"]:
        return Markup("{}: follow-up not stated.").format(line)
    return Markup("{}: {} follow-up {}.").format(
        line, row.follow_up_kind.replace("not_stated", ""), follow_up
    )


def _found(figures: list[Figure]) -> Iterator[Markup]:
    by_trial: dict[str, list[Figure]] = {}
    for figure in figures:
        by_trial.setdefault(figure.trial, []).append(figure)
    for trial, own in sorted(by_trial.items(), key=lambda item: item[1][0].trial_name.casefold()):
        names = sorted({f.endpoint_name for f in own})
        yield Markup("{}: {}.").format(
            bound_field("trials", "name", trial, own[0].trial_name), ", ".join(names)
        )


def follow_ups(figures: list[Figure]) -> list[Markup]:
    """How long people were followed, once for each way it was printed."""
    seen = {(f.report, f.follow_up_as_printed, f.follow_up_kind): f for f in figures}
    stated = [f for f in seen.values() if f.follow_up_as_printed != "not_stated"]
    lines = [
        Markup("{} ({})").format(
            bound(f, "follow_up", link=False), bound_field("estimates", "report", f.id, f.report)
        )
        for f in stated
    ]
    return lines + (
        ["for a time not stated in some reports"] if len(stated) < len(seen) and stated else []
    ) or ["for a time not stated"]


def caveats(kind: str, figures: list[Figure], published: Published) -> list[str]:
    """Sentences that must travel with the chart; none of them holds a number."""
    found = []
    if any(f.effect_measure == "landmark_rate" for f in figures):
        found.append("Estimated shares (Kaplan-Meier), not counts of people.")
    if kind == "survival" and len({f.report for f in figures}) > 1:
        found.append("The points come from several reports of this trial.")
    if kind in RESPONSE_KINDS or any(f.family == "response" for f in figures):
        found.append("A response is shrinkage, not survival.")
    if any(f.endpoint in ("pfs", "dfs", "efs", "rfs") for f in figures):
        found.append("Time without growth is not the same as living longer.")
    crossed = {published.trials[f.trial]["crossover"] for f in figures if f.endpoint == "os"}
    if "allowed" in crossed:
        found.append("People of the control group could later receive the tested treatment.")
    for kind_of_report in sorted(
        {f.report_kind for f in figures} & {"meeting_abstract", "press_release", "preprint"}
    ):
        found.append(
            f"Some figures are from a source of this kind: {words('kind', kind_of_report)}."
        )
    if any(f.read_in == "secondary_page" for f in figures):
        found.append("Some figures were read on another page that tells the report's results.")
    return [*found, "Trials cannot tell what will happen to you."]
