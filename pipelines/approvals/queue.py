"""What reviewers read: each sentence of a page that holds a number, beside the figure's own sentence,
made from its fields alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.approvals.digests import report_of
from pipelines.approvals.judge import Judged
from pipelines.approvals.states import approval_states
from pipelines.checks.check import Checked
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.prose import pages_of
from schemas.terms import NOT_STATED
from schemas.units import UNITS


@dataclass(frozen=True)
class Said:
    """A sentence on a page, as typed, with the figures that it shows."""

    page: str
    place: str
    text: str
    figures: tuple[Estimate, ...]


def sentences(evidence: Evidence, page: str = "") -> Iterator[Said]:
    """Every sentence with a number of a trial; of one page, if it is named."""
    by_id = {e.id: e for e in evidence.estimates}
    for found in pages_of(evidence.tables):
        if page not in ("", found.name):
            continue
        for passage in found.sentences:
            ids = dict.fromkeys(b.target for b in passage.bindings if b.target in by_id)
            if ids:
                place = f"{found.row.path}:{passage.line}"
                figures = tuple(by_id[id] for id in ids)
                text = " ".join(passage.text.split())
                yield Said(f"{found.kind} {found.name}", place, text, figures)


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
    needed = (e.effect.needs, UNITS[e.unit].needs)
    what_of = "".join(f", {get(name)}," for name in needed if name and get(name))
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


def listing(checked: Checked, judged: Judged, page: str = "") -> str:
    """The queue as text: sentence, the figures' own sentences, and where their approval stands."""
    rows = approval_states(checked, judged).itertuples()
    states = {f"{row.trial}/{row.report}": row.state for row in rows}
    lines, reports = [], set()
    for said in sentences(checked.evidence, page):
        lines += ["", f"{said.place}  {said.page}", f"  page:   {said.text}"]
        for e in said.figures:
            target = report_of(e.row)
            reports.add(target)
            state = states.get(target, "none").replace("_", " ")
            lines.append(
                f"  figure: {own_sentence(e, checked.evidence)} [{e.id}; approval: {state}]"
            )
    todo = [target for target in sorted(reports) if states.get(target) != "approved"]
    lines += ["", *(f"evidence approve {target} --as NAME --key FILE" for target in todo)]
    return "\n".join(lines).strip() or "No sentence of this page holds a number of a trial."
