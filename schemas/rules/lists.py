"""Lists that refer to figures and reports: redirects, second entries, gaps, levels of evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from schemas.borders.plain import SLUG
from schemas.endpoints import SUM_OF_ALL, is_of_all_side_effects, is_severe
from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import MEASURES
from schemas.problem import WARNING, Problem, nearest
from schemas.row import Row
from schemas.rules.rule import rule
from schemas.typed.redirects import Redirects
from schemas.typed.second_entry import changed_since, differ, is_entry, read_otherwise

GAP = "{trial: base-trial, what: harms, endpoint: %s, reason: not_readable, what_was_tried: the abstract, noted: 2026-01-01}"
LEVEL = "{trial: base-trial, report: 2020-first, level: A1, pmid: '%s', summary: Apples, updated: 2025-01-02, address: https://www.cancer.gov/a, noted: 2026-01-01}"
NO_ENTRY = (
    "is no entry of a figure.",
    "Write it as 84 [76, 90] 72/86: value, interval, people with it and analysed.",
)
FIGURE = "os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}\n"


def _is_there(target: str, evidence: Evidence) -> bool:
    if target in evidence.rows_by_id or evidence.unread.hides_target(target):
        return True
    return re.fullmatch(rf"{SLUG}(?:/{SLUG}){{0,2}}", target) is None


@rule(
    "redirects-lead-somewhere",
    "A redirect leads from a name that is gone to one that stands, and never in a circle.",
    per="everything",
    good=FIGURE + "redirects: {base-trial/2020-first/os-old: base-trial/2020-first/os-a}",
    bad=FIGURE + "redirects: {base-trial/2020-first/os-old: base-trial/2020-first/os-b}",
)
def redirects_lead_somewhere(evidence: Evidence) -> Iterator[Problem]:
    leads = {row.get("old"): row.get("new") for row in evidence.tables["redirects"]}
    for row in evidence.tables["redirects"]:
        seen, target = {row.get("old")}, row.get("new")
        while target in leads and target not in seen:
            seen.add(target)
            target = leads[target]
        if target in seen:
            yield row.problem("new", "leads back to itself.", "Name what stands now.")
        elif not _is_there(target, evidence):
            near = nearest(target, evidence.rows_by_id).capitalize()
            yield row.problem(
                "new", "there is nothing of that name.", near or "Name what stands now."
            )
        for name in ("old", "new"):
            if meant := _spelt_otherwise(row.get(name), evidence):
                yield row.problem(name, "is not written as names are here.", f"Write {meant}.")
        if row.get("old") in evidence.rows_by_id and target not in seen:
            yield row.problem(
                "old", "still stands, so nothing leads on from it.", "Delete the line."
            )


def _spelt_otherwise(name: str, evidence: Evidence) -> str:
    """The name that was meant by an address or by capitals; empty if it is one, or none is."""
    plain = re.sub(r"^https?://[^/]+/|^/|\.yaml(?=/|$)|/$", "", name)
    plain = re.sub(r"^trials/|/index\.html$", "", plain.lower())
    return plain if plain != name and (re.fullmatch(rf"{SLUG}(?:/{SLUG}){{0,2}}", plain)) and (name.startswith("/") or "://" in name or plain in evidence.rows_by_id) else ""  # fmt: skip


@rule(
    "second-entries-name-figures",
    "A second entry or third reading is of a figure that exists.",
    per="everything",
    good=FIGURE + "extraction: {base-trial/2020-first/os-a: '20'}",
    bad=FIGURE + "extraction: {base-trial/2020-first/os-b: '20'}",
)
def second_entries_name_figures(evidence: Evidence) -> Iterator[Problem]:
    redirects = Redirects(evidence.tables["redirects"])
    for row in (*evidence.tables["extraction"], *evidence.tables["third_readings"]):
        target = row.get("estimate_id")
        if not _is_there(target, evidence) and not redirects.target(target):
            yield _gone(row, "estimate_id", evidence)


@rule(
    "second-entries-are-entries",
    "A second entry is by somebody else, typed as a figure is; a third reading is of another page.",
    per="trials",
    good=FIGURE + "extraction: {base-trial/2020-first/os-a: '20'}",
    bad=FIGURE + "extraction: {base-trial/2020-first/os-a: twenty}",
)
def second_entries_are_entries(evidence: Evidence) -> Iterator[Problem]:
    for row in evidence.typed["third_readings"]:
        second = evidence.second_entries.get(row.get("estimate_id"))
        if second and second.get("seen_at") == row.get("seen_at"):
            yield row.problem("seen_at", "is the page of the second entry.", "Read another one.")
        if not is_entry(row.get("entry")):
            yield row.problem("entry", *NO_ENTRY)
    for row in evidence.typed["extraction"]:
        who = [row.get(name).casefold() for name in ("entered_by", "reentered_by")]
        if who[0] and who[0] == who[1]:
            yield row.problem(
                "reentered_by",
                "entered the figure first, too: that is no second entry.",
                "Have somebody else enter it.",
            )
        if row.get("outcome") == "not_found":
            continue
        strange = [name for name in ("entry_1", "entry_2") if not is_entry(row.get(name))]
        for name in strange:
            yield row.problem(name, *NO_ENTRY)
        others = [] if strange or row.get("outcome") != "agreed" else differ(row)
        if others:
            yield row.problem(
                "outcome",
                f"but the entries differ: {row.get('entry_1')} and {row.get('entry_2')} ({', '.join(others)}).",
                "Look at the source, then write settled.",
            )


@rule(
    "second-entry-still-holds",
    "A figure is what its second, blind entry said; once it changes, it is entered a second time again.",
    level=WARNING,
    good=FIGURE + "extraction: {base-trial/2020-first/os-a: '20'}",
    bad="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}  # <-- here
extraction: {base-trial/2020-first/os-a: '21'}
""",
)
def second_entry_still_holds(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    row = evidence.second_entries.get(e.id)
    for name, (entered, _) in changed_since(row, e).items() if row else ():
        yield e.problem(
            name,
            f"has changed since the second entry, which said {entered}.",
            "Look at the source; then undo the change, or enter the figure a second time again.",
        )


@rule(
    "third-reading-still-holds",
    "A figure is what a third reading on another page said, which may print fewer digits.",
    level=WARNING,
    good=FIGURE + "third_readings: {base-trial/2020-first/os-a: '20'}",
    bad="""
os-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}  # <-- here
third_readings: {base-trial/2020-first/os-a: '21'}
""",
)
def third_reading_still_holds(e: Estimate, evidence: Evidence) -> Iterator[Problem]:
    row = evidence.third_readings.get(e.id)
    for name, (read, _) in read_otherwise(row, e).items() if row else ():
        yield e.problem(
            name,
            f"was read otherwise on another page, which said {read}.",
            "Look at the source; then correct the figure, or read it a third time again.",
        )


def _gone(row: Row, name: str, evidence: Evidence) -> Problem:
    return row.problem(
        name,
        "there is no figure of that name.",
        nearest(row.get(name), evidence.rows_by_id).capitalize()
        or "If it was renamed, add a line to redirects.csv; if it was deleted, delete this line.",
    )


@rule(
    "gap-is-missing",
    "A gap that names an endpoint has a trial, and no figure of it is held.",
    per="everything",
    good=f"gaps: [{GAP % 'adverse_events'}]",
    bad=f"""
gaps: [{GAP % "adverse_events"}]
ae-a: {{arm: a, endpoint: adverse_events, effect_measure: proportion, value: 30, unit: percent, attribution: any, grades: 3-4}}
""",
)
def gap_is_missing(evidence: Evidence) -> Iterator[Problem]:
    held: dict[str, list[Estimate]] = defaultdict(list)
    for e in evidence.estimates:
        held[e.trial].append(e)
    named = {_plain(row.get("name")): trial for trial, row in evidence.trials.items()}
    seen: dict[tuple[str, ...], Row] = {}
    for row in evidence.tables["gaps"]:
        endpoints, trial = row.list("endpoint"), row.get("trial")
        meant = named.get(_plain(trial), "")
        if meant and trial != meant and trial not in evidence.trials:
            yield row.problem("trial", f"is the trial {meant}.", f"Write {meant}.")
        first = seen.setdefault(tuple(row.get(name) for name in ("trial", "what", "endpoint")), row)
        if first is not row:
            yield row.problem("what", f"stands already on line {first.line}.", "Keep one.")
        if endpoints and not _is_there(row.get("trial"), evidence):
            yield row.problem("trial", "is no trial, so it has no endpoints.", "Leave them out.")
        for endpoint in endpoints:
            own = held.get(row.get("trial"), ())
            if first := next((e for e in own if is_held(e, endpoint)), None):
                yield row.problem(
                    "endpoint",
                    f"{endpoint} is not missing: {first.id} is held.",
                    f"Take {endpoint} out of this row.",
                )


@rule(
    "level-is-of-this-report",
    "A level of evidence stands with the report whose PubMed number the summary cites.",
    per="everything",
    source="PDQ levels of evidence",
    good=f"report: {{pmid: '11'}}\nlevels: [{LEVEL % '11'}]",
    bad=f"report: {{pmid: '11'}}\nlevels: [{LEVEL % '12'}]",
)
def level_is_of_this_report(evidence: Evidence) -> Iterator[Problem]:
    for row in evidence.tables["levels"]:
        report = evidence.reports.get((row.get("trial"), row.get("report")))
        typed = evidence.rows_by_id.get(f"{row.get('trial')}/{row.get('report')}")
        is_faulty = report is not None and typed is not None and typed.get("pmid") != report.get("pmid")  # fmt: skip
        if report is not None and not is_faulty and row.get("pmid") != report.get("pmid"):
            told = report.get("pmid") or "none"
            yield row.problem(
                "pmid",
                f"is not the PubMed number of {row.get('trial')}/{row.get('report')}, which is {told}.",
                "Look up which report the summary cites right before the mark; else delete the line.",
            )


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", "-", text.strip().casefold())


def is_held(e: Estimate, endpoint: str) -> bool:
    """Is this a figure of the endpoint? Of all side effects only one on severe harms counts."""
    if endpoint != SUM_OF_ALL:
        return e.endpoint == endpoint
    return e.family == "harm" and (
        is_severe(e.endpoint, e.row.get("grades"))
        and is_of_all_side_effects(e.endpoint, e.row.get("event"))
    )


@rule(
    "lists-name-what-exists",
    "The lists of endpoints and criteria name measures and endpoints that exist.",
    per="everything",
    good=FIGURE,
    bad="measures of os: landmark_rat",
)
def lists_name_what_exists(evidence: Evidence) -> Iterator[Problem]:
    endpoints = {row.get("code") for row in evidence.typed["endpoints"]}
    for table, name, known, what in (
        ("endpoints", "measures", MEASURES.keys(), "effect measure"),
        ("endpoints", "never_above", endpoints, "endpoint"),
        ("endpoints", "parts", endpoints, "endpoint"),
        ("endpoints", "responders_of", endpoints, "endpoint"),
        ("criteria", "orr_components", endpoints, "endpoint"),
    ):
        for row in evidence.tables[table]:
            for code in row.get(name).split():
                if code not in known and not evidence.unread.hides("endpoints", code):
                    todo = nearest(code, known).capitalize() or f"Name a code of an {what}."
                    yield replace(row.problem(name, f"names no {what}.", todo), value=code)
    for row in evidence.tables["endpoints"]:
        for name in ("name_pattern", "said_as"):
            try:
                re.compile(row.get(name))
            except re.error as error:
                yield row.problem(name, f"is no regular expression: {error}.", "Look at the row of another endpoint.")  # fmt: skip
    for table in ("drugs", "biomarkers", "cancers"):
        seen: dict[str, Row] = {}
        for row in evidence.tables[table]:
            first = seen.setdefault(row.get("name").casefold(), row)
            if first.get("code") != row.get("code"):
                yield row.problem("name", f"is also the name of {first.get('code')}.", "Keep one line: a second name is a synonym of the first.")  # fmt: skip
    terms: dict[str, Row] = {}
    for row in evidence.tables["glossary"]:
        first = terms.setdefault(row.get("term").casefold(), row)
        if first is not row:
            yield row.problem("term", f"stands already on line {first.line}, in another spelling.", "Keep one.")  # fmt: skip
    for trial, row in evidence.trials.items():
        if row.get("pools") and row.get("design") not in POOLED:
            yield row.problem("pools", f"only a pooled analysis has these; {trial} is none.", "Leave it out, or correct `design:`.")  # fmt: skip


POOLED = ("pooled", "network", "systematic_review", "")
