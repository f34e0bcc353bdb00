"""A chart in words, from the same rows: what is shown, each value, and what it does not show."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from reports.charts.kind import SHRINKAGE, Kind
from reports.published import Figure, Published
from reports.text.shown import bound, bound_field, threshold
from reports.text.words import counted, design, first_capital, judged, whose, words
from schemas.endpoints import CAUSE_SPECIFIC_SURVIVAL, OVERALL_SURVIVAL
from schemas.terms import NOT_ESTIMABLE, NOT_STATED

MOST_PEOPLE = 4  # lines; a chart of more groups names them in the drawing
DEATHS = (OVERALL_SURVIVAL, CAUSE_SPECIFIC_SURVIVAL)


def people(figures: list[Figure], kind: Kind) -> list[Markup]:
    """Who was studied: trial and population, once each. A chart without values shows its trials."""
    if not kind.axis.shows_values:
        return []
    seen: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        seen.setdefault((figure.trial, figure.population_key), figure)
    return [
        Markup("{}: {}{}{}").format(
            bound_field("trials", "name", f.trial, f.trial_name),
            bound_field("populations", "label", f"{f.trial}/{f.population_key}", f.population),
            f", {whose(f)}" if whose(f) else "",
            _so_many(f) if kind.axis.is_single else "",
        )
        for f in list(seen.values())[:MOST_PEOPLE]
    ]


def _so_many(f: Figure) -> Markup | str:
    """Group and number of people of the one figure that a chart shows."""
    label = bound_field("arms", "label", f"{f.trial}/{f.arm_key}", f.arm)
    if f.n is None:
        return Markup("; {}").format(label)
    number = bound_field("estimates", f.n_field, f.id, f.n)
    return Markup("; {} ({} people)").format(label, number)


def endpoints(figures: list[Figure]) -> list[Markup]:
    """Each endpoint with its meaning in plain words."""
    seen = {f.endpoint: f for f in figures}
    return [
        Markup("<b>{}</b>: {}").format(
            f.endpoint_name, bound_field("endpoints", "plain_words", code, f.plain_words)
        )
        for code, f in seen.items()
    ]


def designs(figures: list[Figure], published: Published) -> list[str]:
    return sorted({design(published.trials[f.trial]) for f in figures})


def values(kind: Kind, figures: list[Figure], rows: pd.DataFrame) -> list[Markup]:
    """One sentence a value, in the order of the drawing, or what a kind without values says."""
    if kind.in_words is not None:
        return kind.in_words(figures, rows)
    order = sorted(
        figures, key=lambda f: (f.trial, f.arm_key, f.endpoint, f.timepoint_months or 0, f.id)
    )
    return [_value(f, kind) for f in order]


def _value(f: Figure, kind: Kind) -> Markup:
    parts = [bound_field("arms", "label", f"{f.trial}/{f.arm_key}", f.arm)]
    if "population_key" in kind.axis.may_differ:
        label = bound_field("populations", "label", f"{f.trial}/{f.population_key}", f.population)
        parts.append(Markup(" ({})").format(label))
    what = _what(f)
    if f.effect_measure == "median" and f.event_words:
        what += f", time by which half {f.event_words}"
    elif f.measure.is_named:
        what += f", {f.measure.name}"
    parts.append(Markup(", {}: ").format(what))
    parts.append(bound(f, kind.transform, link=False))
    if f.timepoint_as_printed and f.may_show_value:
        parts.append(Markup(" {} {}").format(f.time_words, bound(f, "time_point", link=False)))
    if f.has_interval:
        ends = bound(f, "interval", link=False)
        if f.ci_level is None:
            parts.append(Markup(" (interval {}, level not stated)").format(ends))
        else:
            level = bound(f, "level", link=False)
            parts.append(Markup(" ({} interval {})").format(level, ends))
    elif f.has_calculated_interval:
        parts.append(Markup(" ({})").format(bound(f, "computed_interval", link=False)))
    else:
        parts.append(" (no interval in what we read)")
    if f.n is not None:
        parts.append(
            Markup(", among {} people").format(bound_field("estimates", f.n_field, f.id, f.n))
        )
    parts += [apart(f), harm_words(f)]
    return Markup("").join(parts) + "."


def _what(f: Figure) -> str:
    """What was counted; bound where it names a threshold or a questionnaire, which may have digits."""
    if f.mrd_threshold is not None or f.instrument is not None:
        return bound(f, "counted", link=False)
    return counted(f)[:1].lower() + counted(f)[1:]


LONGEST_ALT = 8  # sentences


def alt(kind: Kind, figures: list[Figure], rows: pd.DataFrame) -> list[Markup]:
    """What a picture says to whoever cannot see it: the values, both states of every share."""
    if kind.in_words is not None:
        found = kind.in_words(figures, rows)
    else:
        last: dict[str, Figure] = {}  # of a curve, the latest share of each group
        order = sorted(figures, key=lambda f: (f.arm_key, f.timepoint_months or 0, f.id))
        for f in order:
            last[f.arm_key if f.effect_measure == "landmark_rate" else f.id] = f
        found = [sentence(f, kind) for f in last.values()]
    more = [Markup("More values stand on the page of the chart.")]
    return found if len(found) <= LONGEST_ALT else found[: LONGEST_ALT - 1] + more


def sentence(f: Figure, kind: Kind) -> Markup:
    """One value with its group, its time and both states: ``43 of 100 alive, 57 had died``."""
    who = bound_field("arms", "label", f"{f.trial}/{f.arm_key}", f.arm)
    if "population_key" in kind.axis.may_differ:
        label = bound_field("populations", "label", f"{f.trial}/{f.population_key}", f.population)
        who = Markup("{} ({})").format(who, label)
    if f.timepoint_as_printed and f.may_show_value:
        who = Markup("{}, {} {}").format(who, f.time_words, bound(f, "time_point", link=False))
    if f.effect_measure == "median" and f.event_words:
        if f.value_as_printed == NOT_ESTIMABLE:
            words = Markup("{}: the time by which half {} could not be estimated{}.")
            return words.format(who, f.event_words, apart(f))
        if not f.is_reached:
            return Markup("{}: not yet half {}{}.").format(who, f.event_words, apart(f))
        when = "by" if f.value_qualifier == "=" else "after"
        value = bound(f, link=False)
        return Markup("{}: half {} {} {}{}.").format(who, f.event_words, when, value, apart(f))
    if f.measure.is_share and f.is_reached and f.value_qualifier == "=" and f.state:
        state, other = states(f)
        value = Markup("{} {}").format(bound(f, "of_100", link=False), state)
        if other:
            value = Markup("{}, {} {}").format(value, bound(f, "complement", link=False), other)
        return Markup("{}: {}{}{}.").format(who, value, apart(f), harm_words(f))
    what = _what(f)
    value = bound(f, link=False)
    return Markup("{}: {}, {}{}{}.").format(who, what, value, apart(f), harm_words(f))


def apart(f: Figure) -> Markup:
    """What sets a figure apart from the usual one of its kind: people, condition, analysis."""
    told = Markup(f", {whose(f)}" if whose(f) else "")
    if f.conditional_on:
        held = bound_field("estimates", "conditional_on", f.id, f.conditional_on)
        told += Markup(", only people of whom this held: {}").format(held)
    if f.variant:
        told += Markup(" ({})").format(bound_field("estimates", "variant", f.id, f.variant))
    return told


def states(f: Figure) -> tuple[Markup | str, str]:
    """Words for the people a share counts and for the others; the second may be empty."""
    if f.family == "response" and f.state == "had it":
        return Markup("with {}{}").format(f.endpoint_name, threshold(f)), "without"
    return f.state or f.endpoint_name, f.other_state or ""


def harm_words(f: Figure) -> Markup:
    """Which side effect, how severe and from what cause; empty for what is no harm."""
    if f.family != "harm":
        return Markup("")
    event = Markup("")
    if f.event:
        event = Markup("{}, ").format(bound_field("estimates", "event", f.id, f.event))
    return Markup(" ({}{}; {})").format(
        event, words("grades", f.grades), words("attribution", f.attribution)
    )


OF_HARMS = "How long side effects lasted, and what the treatment did for people."


def not_shown(kind: Kind, figures: list[Figure]) -> str:
    """What a reader must not look for in the chart."""
    is_harm = kind.axis.shows_values and all(f.family == "harm" for f in figures)
    return OF_HARMS if is_harm else kind.not_shown


def cite(f: Figure, published: Published) -> Markup:
    """Who reported a figure, and when."""
    return bound_field(
        "reports", "cite", f"{f.trial}/{f.report}", published.reports[f.trial, f.report]["cite"]
    )


def follow_ups(figures: list[Figure], published: Published) -> list[Markup]:
    """How long people were followed, once for each way it was printed; with the group where a report
    printed one for each.
    """
    seen = {_follow_up(f): f for f in figures}
    stated = [f for f in seen.values() if f.follow_up_as_printed != NOT_STATED]
    arms = {key: {f.arm_key for f in figures if _follow_up(f) == key} for key in seen}
    lines = []
    for f in stated:
        others = [key for key in seen if key[:2] == (f.trial, f.report) and key != _follow_up(f)]
        time = bound(f, "follow_up", link=False)
        own = arms[_follow_up(f)]
        if others and len(own) == 1 and all(own.isdisjoint(arms[key]) for key in others):
            label = bound_field("arms", "label", f"{f.trial}/{f.arm_key}", f.arm)
            time = Markup("{} with {}").format(time, label)
        lines.append(Markup("{} in {}").format(time, cite(f, published)))
    return lines + (
        ["for a time not stated in some reports"] if len(stated) < len(seen) and stated else []
    ) or ["for a time not stated"]


def _follow_up(f: Figure) -> tuple[str, str, str, str]:
    return f.trial, f.report, f.follow_up_as_printed, f.follow_up_kind


def judges(kind: Kind, figures: list[Figure], published: Published) -> list[str]:
    """Who judged response and growth, by which criteria and how surely, once for each way."""
    if not kind.axis.shows_values:
        return []
    told = (judged(f, published).striptags().strip("; ") for f in figures)
    return sorted({words for words in told if words})


def caveats(kind: Kind, figures: list[Figure], published: Published) -> list[str]:
    """Sentences that must travel with the chart; none of them holds a number."""
    found = [f"{first_capital(told)}." for told in judges(kind, figures, published)]
    if any(f.measure.is_estimated for f in figures):
        found.append("Estimated shares (Kaplan-Meier), not counts of people.")
    if kind.caveat_of_several_reports and len({f.report for f in figures}) > 1:
        found.append(kind.caveat_of_several_reports)
    if kind.caveat:
        found.append(kind.caveat)
    if any(f.family == "response" for f in figures) and SHRINKAGE not in found:
        found.append(SHRINKAGE)
    if any(f.family == "survival" and f.endpoint not in DEATHS for f in figures):
        found.append("Time without growth is not the same as living longer.")
    crossed = {
        published.trials[f.trial]["crossover"] for f in figures if f.endpoint == OVERALL_SURVIVAL
    }
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
