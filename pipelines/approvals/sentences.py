"""What reviewers read: each sentence of a page that holds a number, beside the figure's own sentence,
made from its fields alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.approvals.digests import in_context
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.prose import pages_of
from schemas.terms import BETTER, NOT_STATED


@dataclass(frozen=True)
class Sentence:
    """A sentence on a page, as typed, under its headings, with the figures that it shows."""

    page: str
    place: str
    under: tuple[str, ...]
    text: str
    figures: tuple[Estimate, ...]


def sentences(evidence: Evidence, page: str = "") -> Iterator[Sentence]:
    """Every sentence with a number of a trial; of one page, if it is named."""
    for found in pages_of(evidence.tables):
        if page not in ("", found.name):
            continue
        for paragraph, under, _ in in_context(found):
            for passage in paragraph.sentences:
                ids = dict.fromkeys(b.target for b in passage.bindings)
                figures = tuple(evidence.by_id[id] for id in ids if id in evidence.by_id)
                if figures:
                    place = f"{found.row.path}:{passage.line}"
                    yield Sentence(
                        f"{found.kind} {found.name}", place, under, passage.text, figures
                    )


def own_sentence(e: Estimate, evidence: Evidence) -> str:
    """One figure in words, made from its fields: who, what, how much, when, in whom."""
    get = e.row.get
    arms = [evidence.arms.get((e.trial, arm)) for arm in (e.arm, e.comparator) if arm]
    names = " against ".join(arm.get("label") if arm else e.arm for arm in arms)
    population = evidence.populations.get((e.trial, e.population))
    endpoint = evidence.vocabulary("endpoints").get(e.endpoint)
    trial = evidence.trials.get(e.trial)
    what = endpoint.get("name") if endpoint else e.endpoint
    state = f", counted: {e.states[0]}," if e.states[0] else ""
    at = f" at {get('timepoint')}" if get("timepoint") else ""
    told = (get(e.effect.needs) if e.effect.needs else "", e.instrument, BETTER.get(e.better))
    what_of = "".join(f", {words}," for words in told if words)
    more = "".join(
        f"; {words} {get(f'{name}_lower')} to {get(f'{name}_upper')}"
        for name, words in (("second_ci", "second interval"), ("range", "range of the people"))
        if get(f"{name}_lower")
    )
    value = e.printed
    ends = f"{get('ci_lower')} to {get('ci_upper')}"
    if get("ci_sides"):
        ends = f"{get('ci_lower')} or more" if get("ci_lower") else f"{get('ci_upper')} or less"
    interval = (
        f" ({ends}, {get('ci_level') or '?'}% interval)"
        if get("ci_lower") or get("ci_upper")
        else " (no interval printed)"
    )
    people = (
        f", {get('n_events') or '?'} of {get('n_analysed')} people" if get("n_analysed") else ""
    )
    cut = get("data_cutoff") or NOT_STATED
    return (
        f"{trial.get('name') if trial else e.trial}, {names}: {what} ({e.effect.name}){state}{what_of}{at} was "
        f"{value}{interval}{people}{more}, in {population.get('label') if population else e.population}; "
        f"data of {cut.replace('_', ' ')}."
    )
