"""What an entry of a trial or report cannot be: impossible dates, closed addresses, arms alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from schemas.evidence import Evidence
from schemas.hosts import host_of
from schemas.problem import WARNING, Problem
from schemas.row import Row
from schemas.rules.rule import rule
from schemas.terms import NOT_STATED
from schemas.wording.countries import COUNTRY


@rule(
    "dates-can-be",
    "Days exist, lie in an order that can be, and not in the future of the day of entry.",
    per="trials",
    good="report: {year: '2020', entered: 2026-01-01}",
    bad="defaults: {data_cutoff: 2019-02-30}\nos-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}",
)
def dates_can_be(evidence: Evidence) -> Iterator[Problem]:
    for row in evidence.tables["reports"]:
        yield from _days_of(row, ("entered",))
        year, name = row.get("year"), row.get("report")
        if not year.isdecimal():
            continue  # told where its form is judged
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            yield row.problem("year", "is no year of a report.", "Check the digits.")
        elif not name.startswith(year):
            yield row.problem("year", f"is not the year in the name of the file, {name}.", "Correct the year, or rename the file.")  # fmt: skip
        if row.get("entered")[:4] > str(LAST_YEAR):
            yield row.problem("entered", "lies in the future.", "Check the digits.")
        elif row.get("entered") and int(row.get("entered")[:4]) + 1 < int(year) <= LAST_YEAR:
            yield row.problem("entered", f"lies before {year}, when the report was printed.", "Check the digits of both.")  # fmt: skip
    for row in (row for table in NOTED for row in evidence.typed[table]):
        yield from _days_of(row, ("noted",))
        if row.get("noted")[:4].isdecimal() and int(row.get("noted")[:4]) > LAST_YEAR:
            yield row.problem("noted", "lies in the future.", "Check the digits.")
    told = set()
    for e in evidence.estimates:
        report = evidence.reports.get((e.trial, e.report))
        cutoff, line = e.row.get("data_cutoff"), e.row.lines.get("data_cutoff")
        is_kept_up = report is not None and report.get("kind") in ("label", "registry_posting")
        if (e.row.path, line) in told or not report or is_kept_up or cutoff in ("", NOT_STATED):
            continue
        told.add((e.row.path, line))
        impossible = list(_days_of(e.row, ("data_cutoff",)))
        yield from impossible
        printed = report.get("year")
        year = int(printed) if printed.isdecimal() and int(printed) <= LAST_YEAR else FIRST_YEAR
        if not impossible and int(cutoff[:4]) < max(year - LONGEST_WAIT, FIRST_YEAR):
            yield e.problem("data_cutoff", f"lies more than {LONGEST_WAIT} years before {printed}, when the report was printed.", "Check the digits.")  # fmt: skip
        elif not impossible and printed and cutoff[:4] > printed:
            yield e.problem("data_cutoff", f"lies after {report.get('year')}, when the report was printed.", "Check the day, and the year of the report.")  # fmt: skip


FIRST_YEAR, LAST_YEAR = 1960, 2040
NOTED = ("gaps", "levels", "redirects", "corrections")  # lists with the day of each line
LONGEST_WAIT = 20  # years between a data cut-off and print


def _days_of(row: Row, names: tuple[str, ...]) -> Iterator[Problem]:
    for name in names:
        text = row.get(name)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            try:
                date.fromisoformat(text)
            except ValueError:
                yield row.problem(name, "is a day that does not exist.", "Check the digits.")


@rule(
    "reports-can-be-found",
    "A report was read at an address that others can open.",
    level=WARNING,
    per="trials",
    good="report: {pmid: '12345678'}",
    bad="report: {pmid: '12345678', seen_at: ['https://www.google.com/search?q=orchard']}\nos-a: {arm: a, endpoint: os, effect_measure: median, value: 20, unit: months}",
)
def reports_can_be_found(evidence: Evidence) -> Iterator[Problem]:
    told = set()
    for row in (*(e.row for e in evidence.estimates), *evidence.tables["took_part"]):
        for address in row.list("seen_at"):
            place = (row.path, row.lines.get("seen_at"), address)
            reason = _not_open(address, evidence.hosts.kinds)
            if reason and place not in told:
                told.add(place)
                yield Problem(row.path, row.lines.get("seen_at", row.line), "seen_at", address, reason, "Give the address of the page itself.")  # fmt: skip


SEARCH = re.compile(
    r"https?://(?:[\w-]+\.)*(?:(?:google|bing|duckduckgo|baidu)\.[a-z.]+/(?:search|scholar|s\b|\?q)"
    r"|pubmed\.ncbi\.nlm\.nih\.gov/\?|(?:europepmc\.org|clinicaltrials\.gov)/search\?)",
    re.IGNORECASE,
)
PRIVATE = re.compile(
    r"(?:localhost|.*\.(?:local|internal|lan|intranet)|(?:staging|test|dev)\..*|.*\.(?:staging|test)\..*"
    r"|.*(?:ezproxy|libproxy|\.proxy\.).*|.*\.sharepoint\.com|(?:drive|docs)\.google\.com|1drv\.ms|onedrive\.live\.com"
    r"|(?:www\.)?dropbox\.com|(?:www\.)?sci-hub\.\w+)$"
)

MACHINE = re.compile(r"(?:.*\.)?(?:chatgpt\.com|openai\.com|claude\.ai|gemini\.google\.com|copilot\.microsoft\.com|perplexity\.ai|deepseek\.com|openevidence\.com)$")  # fmt: skip


def _not_open(address: str, judged: Collection[str]) -> str:
    """Why others may not open it. A host in vocabularies/hosts.csv has been judged by a person."""
    host = host_of(address)
    if SEARCH.match(address):
        return "is a page of search results, which others see otherwise."
    if host in judged:
        return ""
    if re.fullmatch(r"[\d.]+|\[.*\]", host):
        return "is a bare number, which may lead anywhere tomorrow."
    if MACHINE.match(host):
        return "is an answer of a machine, which is no source."
    if PRIVATE.match(host):
        return "is a host that only some can open, or may."
    return ""


@rule(
    "arms-are-told-apart",
    "Two arms of a trial do not have the same label, and a single arm masks nothing.",
    per="trials",
    good="trial: {masking: open_label}",
    bad="trial: {arms: {a: {label: same, drugs: [placebo], regimen: none, role: tested}, b: {label: same, drugs: [placebo], regimen: none, role: control}}}",
)
def arms_are_told_apart(evidence: Evidence) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Row] = {}
    for row in evidence.tables["arms"]:
        first = seen.setdefault((row.get("trial"), row.get("label").casefold()), row)
        if first is not row and row.get("label"):
            yield row.problem("label", f"is also the label of the arm {first.get('arm')}.", "Say what tells them apart, such as the dose.")  # fmt: skip
    for trial, row in evidence.trials.items():
        if evidence.unread.hides("trials", trial):
            continue  # not all of its arms could be read
        is_alone = row.get("design") == "single_arm"
        if is_alone and row.get("masking") in ("double_blind", "single_blind"):
            yield row.problem("masking", "nothing can be masked in a trial of one group.", "Write not_applicable, or correct `design:`.")  # fmt: skip
        arms = [a for a in evidence.arms_of[trial] if not evidence.arms[trial, a].list("combines")]
        for arm in arms if row.get("design") == "randomised" and len(arms) > 1 else ():
            if evidence.arms[trial, arm].get("role") == "single":
                yield evidence.arms[trial, arm].problem("role", "is not the only group of this trial.", "Write tested or control.")  # fmt: skip
        if row.get("design") == "randomised" and len(arms) == 1:
            yield row.problem("design", "people cannot be randomised to one arm.", "Add the other arm, or correct `design:`.")  # fmt: skip


@rule(
    "pages-are-told-apart",
    "Two pages do not have the same title.",
    per="everything",
    good="guide pears: Some words.",
    bad="guide appleoma: Some words.",
)
def pages_are_told_apart(evidence: Evidence) -> Iterator[Problem]:
    seen: dict[str, Row] = {}
    for row in (*evidence.tables["categories"], *evidence.tables["guide"]):
        first = seen.setdefault(row.get("title").casefold(), row)
        if first is not row:
            yield row.problem("title", f"is also the title of {first.path}.", "Was the file copied? Name what this page is about.")  # fmt: skip


@rule(
    "countries-exist",
    "Two letters name a country.",
    per="trials",
    good="trial: {countries: [GB, NO]}",
    bad="trial: {countries: [UK]}",
)
def countries_exist(evidence: Evidence) -> Iterator[Problem]:
    for row in evidence.tables["trials"]:
        for code in row.list("countries"):
            if code != NOT_STATED and code not in COUNTRY:
                todo = "Write GB." if code == "UK" else "Use the two letters of ISO 3166."
                yield Problem(row.path, row.lines.get("countries", row.line), "countries", code, "is no country.", todo)  # fmt: skip
