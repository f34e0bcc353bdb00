"""What the log says of each report: whether two people stand behind exactly what is shown.

``approved`` needs two keys of two people: who entered the figures and signed them, and a reviewer; or
two reviewers. One person alone approves nothing, whatever names the files hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from pipelines.approvals.digests import Meanings, Words, changed, content_digests, report_of
from pipelines.approvals.judge import Judged
from pipelines.approvals.log import ALL_YES, Entry
from pipelines.approvals.people import same_person
from pipelines.checks.checked import Checked
from pipelines.curated.reader import Curated
from schemas.problem import Problem

COLUMNS = ("trial", "report", "state", "words_changed")


def state(
    lines: Iterable[Entry], digest: str, judged: Judged, words: Words
) -> tuple[str, list[str]]:
    """(State of a report by the lines about it, what else was changed since it was approved).

    The order of the lines does not matter, because a merge of two branches may mix them.
    """
    lines = list(lines)
    if not lines:
        return "none", []
    if judged.standing:
        return judged.standing, []
    good = [line for line in lines if line.hash not in judged.refused]
    claims = [line for line in lines if _approves(line)]
    if any(line.hash in judged.forged for line in lines) or (claims and not {*claims} & {*good}):
        return "not_proven", []
    here = [line for line in good if line.values["digest"] == digest]
    if not here:
        return ("void", []) if any(_approves(line) for line in good) else ("none", [])
    if is_disputed(here, judged):
        return "disputed", []
    last = not_overtaken(here, good, judged)
    moved = {line.hash: changed(line.values["words"], words) for line in last}
    if has_two_people([line for line in last if not moved[line.hash]]):
        return "approved", []
    if has_two_people(last):
        return "words_changed", sorted({thing for line in last for thing in moved[line.hash]})
    if any(_approves(line) for line in last):
        return "one_key", []
    return ("void" if any(_approves(line) for line in here) else "none"), []


def not_overtaken(here: list[Entry], good: list[Entry], judged: Judged) -> list[Entry]:
    """Lines about these digits after which nobody stood behind other digits or words: what was
    replaced is not approved again by being put back."""
    behind = [line for line in good if line.values["action"] == "enter" or _approves(line)]
    return [
        line
        for line in here
        if not any(_says(e) != _says(line) and judged.log.follows(e, line) for e in behind)
    ]


def _says(line: Entry) -> tuple[str, str]:
    return line.values["digest"], line.values["words"]


def is_disputed(here: list[Entry], judged: Judged) -> bool:
    """Is a disagreement among lines about the same digits open, or settled against them?"""
    for line in here:
        if line.values["action"] == "settle" and line.settles[1] != ALL_YES:
            return True
        if line.values["action"] == "disagree" and not any(
            s.settles[1] == ALL_YES
            and line.values["by"] in s.settles[0]
            and judged.log.follows(s, line)
            for s in here
            if s.values["action"] == "settle"
        ):
            return True
    return False


def _approves(line: Entry) -> bool:
    return line.values["action"] == "approve" or line.settles[1] == ALL_YES


def has_two_people(lines: list[Entry]) -> bool:
    """A reviewer, and somebody else who entered or approved."""
    reviewers = [line.values["by"] for line in lines if _approves(line)]
    typists = [line.values["by"] for line in lines if line.values["action"] == "enter"]
    return any(not same_person(one, other) for one in reviewers for other in reviewers + typists)


def approval_states(checked: Checked, judged: Judged) -> pd.DataFrame:
    """State of each report that the log has a line about."""
    known = {report_of(row): row for row in checked.curated["reports"]}
    about = {target: lines for target, lines in sorted(judged.about.items()) if target in known}
    keys = [tuple(target.split("/")) for target in about]
    meanings = Meanings(checked.curated) if about else None
    rows = []
    for target, key, digest in zip(
        about, keys, content_digests(checked.curated, keys), strict=True
    ):
        found, things = state(about[target], digest, judged, meanings.of(target))
        rows.append((*key, found, "; ".join(things) or None))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def line_proofs(judged: Judged) -> pd.DataFrame:
    """Each line about a report, and why it proves nothing, if it does not."""
    rows = [
        (
            "/".join(entry.values[name] for name in ("number", "target", "by", "at")),
            judged.standing or ("not_proven" if entry.hash in judged.refused else "proven"),
            judged.refused.get(entry.hash),
        )
        for lines in judged.about.values()
        for entry in lines
    ]
    return pd.DataFrame(rows, columns=["line", "standing", "says"], dtype="str")


SAYS = {
    "none": "nobody has approved it.",
    "void": "it was changed since it was approved: the approval is void.",
    "disputed": "reviewers disagree about it.",
    "one_key": "one person alone stands behind it: a second key is missing.",
    "not_proven": "its approval is not proven; see: evidence verify.",
    "keys_not_verified": "no trust root was named, so keys are not verified.",
    "not_verified": "ssh-keygen is not on this machine, so its approval is not verified.",
}
TODO = {
    "keys_not_verified": "Name the fingerprint that the owner publishes: --trust, or EVIDENCE_TRUST.",
    "not_verified": "Install openssh-client.",
}


def unapproved(checked: Checked, judged: Judged) -> Iterator[Problem]:
    """What no release may show: a log that does not hold, reports that are not approved as they
    stand and not marked preview."""
    curated = checked.curated
    yield from (problem for problem in judged.problems if problem.level == "error")
    rows = approval_states(checked, judged).itertuples()
    states = {(s.trial, s.report): (s.state, s.words_changed) for s in rows}
    preview = preview_categories(curated)
    shown_on: dict[tuple[str, str], set[str]] = {}
    for estimate in checked.evidence.estimates:
        population = checked.evidence.populations.get((estimate.trial, estimate.population))
        pages = set(population.list("categories")) if population else set()
        shown_on.setdefault((estimate.trial, estimate.report), set()).update(pages)
    for row in curated["reports"]:
        key = (row.get("trial"), row.get("report"))
        is_preview = shown_on.get(key) and shown_on[key] <= preview
        found, things = states.get(key, ("none", ""))
        if found == "approved" or is_preview:
            continue
        message = SAYS.get(found) or f"words changed since it was approved: {things}."
        todo = TODO.get(
            found,
            f"Run `evidence approve {'/'.join(key)} --as NAME --key FILE`, or mark its pages "
            "`is_preview: yes`.",
        )
        yield Problem(row.path, 0, "", "/".join(key), message, todo, "approved-release")


def preview_categories(curated: Curated) -> set[str]:
    return {r.get("category") for r in curated["categories"] if r.get("is_preview") == "yes"}
