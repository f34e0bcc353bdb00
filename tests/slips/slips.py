"""Slips of editors, each on a fresh copy of ``tests/example``: what was typed and where.

``python -m tests.slips.table`` writes them with the messages that editors read to SLIPS.md.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.project import Project

OLD, NEW = "trials/orchard-1/2022-fields.yaml", "trials/orchard-1/2024-fields.yaml"
TRIAL, SINGLE = "trials/orchard-1/trial.yaml", "trials/meadow-2/trial.yaml"
HARMED = "trials/orchard-1/2022-fields.yaml"
LONE, BROOK = "trials/meadow-2/2023-grass.yaml", "trials/brook-3/2025-stream.yaml"
DRUGS, ENDPOINTS = "vocabularies/drugs.csv", "vocabularies/endpoints.csv"
PAGE, GAPS, CHARTS = "categories/appleoma.md", "gaps.csv", "../../reports/charts.yaml"
FIGURE = """  os-3y-orchardimab:
    arm: orchardimab
    endpoint: os
    effect_measure: landmark_rate
    timepoint: 3 years
    value: 57
    unit: percent
    ci_lower: 50
    ci_upper: 63
    ci_level: 95
"""
_ENDPOINT = (
    'fatigue,fatigue,fatigue,harm,tiredness,"[proportion, count]",no,,had it,did not,treated,,,,900'
    + "," * 17
)


@dataclass(frozen=True)
class Slip:
    """``also``: other files that the slip makes wrong, because they refer to what is gone."""

    group: str
    words: str
    path: str
    do: Callable[[Project], None]
    most: int = 1  # problems that it may give
    also: tuple[str, ...] = ()


SLIPS: list[Slip] = []


def group(name: str) -> Callable[..., None]:
    def add(words: str, path: str, *change: object, **more: object) -> None:
        do = change[0] if callable(change[0]) else replace(path, *change)
        SLIPS.append(Slip(name, words, path, do, **more))

    return add


def replace(path: str, old: str, new: str) -> Callable[[Project], None]:
    def do(project: Project) -> None:
        file = project.curated / path
        text = file.read_text("utf-8")
        assert old in text, f"{old} does not stand in {path}"
        file.write_bytes(text.replace(old, new, 1).encode())

    return do


def both(path: str, *changes: tuple[str, str]) -> Callable[[Project], None]:
    def do(project: Project) -> None:
        for change in changes:
            replace(path, *change)(project)

    return do


def everywhere(path: str, old: str, new: str) -> Callable[[Project], None]:
    def do(project: Project) -> None:
        file = project.curated / path
        file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))

    return do


def figure(old: str = "", new: str = "") -> Callable[[Project], None]:
    """A correct new figure at the end of the newer report, with one thing typed otherwise."""
    return after(NEW, FIGURE.replace(old, new, 1) if old else FIGURE)


def after(path: str, text: str) -> Callable[[Project], None]:
    def do(project: Project) -> None:
        file = project.curated / path
        file.write_text(f"{file.read_text('utf-8').rstrip()}\n{text.rstrip()}\n", "utf-8")

    return do


def moved(path: str, to: str) -> Callable[[Project], None]:
    def do(project: Project) -> None:
        target = project.curated / to
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(project.curated / path, target)

    return do


def saved_as(path: str, encoding: str, old: str = "", new: str = "") -> Callable[[Project], None]:
    def do(project: Project) -> None:
        file = project.curated / path
        file.write_bytes(file.read_text("utf-8").replace(old, new, 1).encode(encoding))

    return do


yaml = group("Files that cannot be read")
yaml("a colon in a title", NEW, "title: Five-year", "title: ORCHARD-1: five-year")
yaml("a tab", NEW, figure("    value: 57", "\tvalue: 57"))
yaml("a key indented otherwise", NEW, figure("    timepoint", "   timepoint"))
yaml("no space after a colon", NEW, figure("value: 57", "value:57"))
yaml("a no-break space after a colon", NEW, figure("value: 57", "value:\u00a057"))
yaml("a sign before a number", NEW, figure("value: 57", "value: >60"))
yaml("a text that begins with a sign", NEW, figure("95\n", "95\n    note: %-points\n"))
yaml("a text that begins with a quoted word", NEW, figure("95\n", '95\n    note: "Durable" only\n'))
yaml("a quotation mark left open", NEW, "title: Five-year", 'title: "Five-year')
yaml("a bracket left open", TRIAL, "[CN, GB]", "[CN, GB")
yaml("a merge left unfinished", NEW, figure("    value: 57\n", "<<<<<<< HEAD\n    value: 57\n=======\n    value: 58\n>>>>>>> other\n"))  # fmt: skip
yaml("figures as a list", NEW, "  os-2y-orchardimab: {arm", "  - {arm")
yaml("another encoding (UTF-16)", NEW, saved_as(NEW, "utf-16"))
yaml("another encoding (Windows)", NEW, saved_as(NEW, "cp1252", "Fields A", "Müller A"))
yaml("an invisible sign, pasted", NEW, figure("95\n", "95\n    note: re\u00adsponse\n"))
yaml("a page whose head does not end", PAGE, "\n---\n", "\n")
yaml("an empty file", NEW, lambda project: (project.curated / NEW).write_text("", "utf-8"))

yaml("lines that end as on old Macs, with a slip", NEW, lambda project: (project.curated / NEW).write_bytes((project.curated / NEW).read_bytes().replace(b"title: Five-year", b"title: A: five-year").replace(b"\n", b"\r")))  # fmt: skip
yaml("no text at all", NEW, lambda project: (project.curated / NEW).write_bytes(b"PK\x03\x04\x00"))
yaml("an empty description of a trial", TRIAL, lambda project: (project.curated / TRIAL).write_text("", "utf-8"))  # fmt: skip

ON_A_LINE = "  os-3y-orchardimab: {arm: orchardimab, endpoint: os, effect_measure: landmark_rate, timepoint: 3 years, value: 57, unit: percent}"
for _words, _old, _new in (
    ("a bracket closed twice", "percent}", "percent}}"), ("a remark behind the bracket", "percent}", "percent} checked by AB"),
    ("two commas", "value: 57, ", "value: 57,, "), ("a comma left out", "value: 57, ", "value: 57 "),
    ("a colon in a text between brackets", "percent}", "percent, note: Table 2: estimate}"),
    ("a colon left out", ON_A_LINE, FIGURE.replace("orchardimab:", "orchardimab", 1)),
    ("an equals sign", ON_A_LINE, FIGURE.replace("value: 57", "value = 57")),
    ("figures of another format", ON_A_LINE, FIGURE.replace("value: 57\n    unit: percent", '"value": 57,\n    "unit": "percent",')),
    ("a text that begins with a bracket", ON_A_LINE, FIGURE + "    note: [sic] printed so\n"),
    ("a text that goes on", ON_A_LINE, FIGURE + "    note: as printed\n    in the abstract\n"),
    ("a question mark for a value", ON_A_LINE, FIGURE.replace("57", "?")),
):  # fmt: skip
    yaml(_words, NEW, after(NEW, ON_A_LINE.replace(_old, _new)))
yaml(
    "a title on two lines", NEW, "title: Five-year outcomes with", "title: Five-year outcomes\nwith"
)
yaml("two keys on a line", NEW, "journal_article\nstanding", "journal_article standing")
yaml("the marks of a copied text", NEW, lambda project: (project.curated / NEW).write_text(f"```yaml\n{(project.curated / NEW).read_text('utf-8')}```\n", "utf-8"))  # fmt: skip
yaml("a document of a word processor", NEW, lambda project: (project.curated / NEW).write_text("{\\rtf1 kind: journal_article}", "utf-8"))  # fmt: skip
yaml("a web page", NEW, lambda project: (project.curated / NEW).write_text("<html><body>kind: journal_article", "utf-8"))  # fmt: skip
yaml("a trial's description saved as a report", NEW, lambda project: shutil.copy(project.curated / TRIAL, project.curated / NEW))  # fmt: skip
yaml("a report saved as a trial's description", TRIAL, lambda project: shutil.copy(project.curated / NEW, project.curated / TRIAL))  # fmt: skip
yaml("curly quotation marks round a title", NEW, "title: Five-year outcomes with orchardimab in untreated appleoma (invented)", "title: “Five-year outcomes”")  # fmt: skip

sheet = group("Lists saved by a spreadsheet")
sheet("semicolons instead of commas", DRUGS, everywhere(DRUGS, ",", ";"))
sheet("tabs instead of commas", DRUGS, everywhere(DRUGS, ",", "\t"))
sheet("commas at the ends of all lines", DRUGS, everywhere(DRUGS, "\n", ",,\n"))
sheet("lines of nothing but commas", DRUGS, after(DRUGS, ",,,\n,,,"))
sheet("another head", DRUGS, "code,name", "Code,Name")
sheet("a comma inside a text", DRUGS, after(DRUGS, "newdrug,new,drug,Brand,class"))
sheet("a date as a spreadsheet writes it", GAPS, after(GAPS, "orchard-1,5-year article,not_readable,searched,22.11.2026"))  # fmt: skip
sheet("a date that can be read in two ways", GAPS, after(GAPS, "orchard-1,5-year article,not_readable,searched,2/3/2026"))  # fmt: skip

sheet("nothing but the head", ENDPOINTS, lambda project: (project.curated / ENDPOINTS).write_text((project.curated / ENDPOINTS).read_text("utf-8").split("\n")[0] + "\n", "utf-8"))  # fmt: skip

place = group("Files in the wrong place")
place("a report in data/curated", "2024-fields.yaml", moved(NEW, "2024-fields.yaml"))
place("a report in data", "../2024-fields.yaml", moved(NEW, "../2024-fields.yaml"))  # fmt: skip
place("a report beside the project's folders", "../../2024-fields.yaml", moved(NEW, "../../2024-fields.yaml"))  # fmt: skip
place("a report in trials", "trials/2024-fields.yaml", moved(NEW, "trials/2024-fields.yaml"))
place("a report among the pages", "categories/2024-fields.yaml", moved(NEW, "categories/2024-fields.yaml"))  # fmt: skip
place("a report in a folder of its own", "trials/orchard-1/reports", moved(NEW, "trials/orchard-1/reports/2024-fields.yaml"))  # fmt: skip
place("the ending .yml", "trials/orchard-1/2024-fields.yml", moved(NEW, "trials/orchard-1/2024-fields.yml"))  # fmt: skip
place("the ending .yaml.txt", "trials/orchard-1/2024-fields.yaml.txt", moved(NEW, "trials/orchard-1/2024-fields.yaml.txt"))  # fmt: skip
place("a name with a space", "trials/orchard-1/2024 Fields.yaml", moved(NEW, "trials/orchard-1/2024 Fields.yaml"))  # fmt: skip
place("a name without its year", "trials/orchard-1/fields-2024.yaml", moved(NEW, "trials/orchard-1/fields-2024.yaml"))  # fmt: skip
place("a trial without trial.yaml", "trials/orchard-9", lambda project: (project.trials / "orchard-9").mkdir())  # fmt: skip
place("a list of charts with another ending", "../../reports/charts.yml", moved(CHARTS, "../../reports/charts.yml"))  # fmt: skip

place("an article beside the report", "trials/orchard-1/2024-fields.pdf", lambda project: (project.curated / "trials/orchard-1/2024-fields.pdf").write_text("%PDF", "utf-8"))  # fmt: skip
place("a folder of one's own", "reports", lambda project: (project.curated / "reports").mkdir())
place("a report renamed without a redirect", LONE, moved(LONE, "trials/meadow-2/2023-meadow.yaml"))
place("a trial renamed without a redirect", "trials/brook-3/trial.yaml", lambda project: (project.trials / "brook-3").rename(project.trials / "brook-4"), most=3, also=("corrections.yaml",))  # fmt: skip

form = group("Values in another form")
for _words, _typed in {
    "a decimal comma": "57,5", "a percent sign": "57%", "a raised point": "57·5",
    "digits of another width": "５７", "a leading zero": "057", "a minus sign of print": "−57",
    "words": "fifty-seven", "not reached, in words": "not reached", "no zero before the point": ".57",
}.items():  # fmt: skip
    form(_words, NEW, figure("value: 57", f"value: {_typed}"))
form("both ends in one value", NEW, figure("ci_lower: 50\n    ci_upper: 63", "ci_lower: 50-63"))
form("a comma among thousands", NEW, figure("95\n", "95\n    n_analysed: 1,234\n"))
form("a time without its unit", NEW, figure("3 years", "36"))
form("a short unit", NEW, figure("3 years", "36 mo"))
form("a hyphen before the unit", NEW, figure("3 years", "3-year"))
form("a day in another order", NEW, "2023-12-31", "31.12.2023")
form("a day in words", NEW, "2023-12-31", "Dec 31, 2023")
form("Yes", NEW, "confirmed: yes", "confirmed: Yes")
form("a PMID with its name", NEW, '"90000002"', "PMID 90000002")
form("a DOI as an address", NEW, "doi: 10.5555", "doi: https://doi.org/10.5555")
form("an address without https", NEW, "- https://example.org/orchard-2024", "- example.org/orchard")
form("a sign of two letters", NEW, figure("value: 57\n", "value: 57\n    value_qualifier: '>='\n"))

for _words, _typed in {
    "a value with its interval": "57 (50-63)", "people of people": "114/200", "a value with ±": "57 ± 3", "about": "~57",
    "still going on": "57+",
}.items():  # fmt: skip
    form(_words, NEW, figure("value: 57", f"value: {_typed}"))
form("a range as an interval", NEW, figure("ci_lower: 50", "ci_lower: 50+"))
form("the range of follow-up with its median", NEW, "follow_up: 60 months", "follow_up: 60 months (IQR 48-72)")  # fmt: skip
form(
    "a DOI with a remark", NEW, "doi: 10.5555/orchard.2024", "doi: 10.5555/orchard.2024 (in print)"
)
form("p =", NEW, "p_value: <0.001", "p_value: P=0.001")

HARM = """  infection-orchardimab:
    arm: orchardimab
    population: treated
    endpoint: infection
    effect_measure: proportion
    attribution: any
    grades: 3-5
    value: 12
    unit: percent
"""
for _words, _old, _new in (
    ("a comma behind a value", "value: 57", "value: 57,"), ("a sign of a footnote", "value: 57", "value: 57*"),
    ("a unit behind a value", "value: 57", "value: 57 percent"), ("a remark behind a value", "value: 57", "value: 57 // Table 2"),
    ("people behind a value", "value: 57", "value: 57 (n=114)"), ("a letter for a digit", "value: 57", "value: 5O"),
    ("a time with a decimal comma", "3 years", "3,5 years"), ("a time in words", "3 years", "three years"),
    ("a no-break space in a time", "3 years", "3\u00a0years"), ("a decimal comma in an end", "ci_lower: 50", "ci_lower: 50,1"),
):  # fmt: skip
    form(_words, NEW, figure(_old, _new))
for _words, _typed in {
    "a month in words": "December 2023", "a day with hyphens": "31-12-2023", "a day of a spreadsheet": "45291", "n/a": "n/a",
    "the day before the month": "2023-31-12",
}.items():  # fmt: skip
    form(_words, NEW, "2023-12-31", _typed)
for _typed in ("10^-5", "1e-5", "0.001%", "10-5", "1 in 100000 cells"):
    form(f"a threshold as {_typed}", NEW, after(NEW, FIGURE + f'    mrd_threshold: "{_typed}"\n'))
form("a year that nobody was followed", NEW, after(NEW, FIGURE + "    follow_up: 20 months\n    follow_up_range: 3 to 30 months\n    follow_up_range_kind: range\n"))  # fmt: skip
form("a p value at a lone group", LONE, after(LONE, "  pfs-6m: {arm: meadowtinib, endpoint: pfs, effect_measure: landmark_rate, timepoint: 6 months, value: 60, unit: percent, p_value: 0.01}"))  # fmt: skip
for _words, _typed in {"a p value in percent": "5%", "a p value with a comma": '"<0,001"', "not significant": "NS"}.items():  # fmt: skip
    form(_words, BROOK, 'p_value: "0.93"', f"p_value: {_typed}")
for _words, _typed in {
    "a registry number with a letter": "NCT0900000A", "a registry number with a digit too few": "NCT0900001",
    "a registry number as an address": "https://clinicaltrials.gov/study/NCT09000001", "a registry number with a hyphen": "NCT-09000001",
}.items():  # fmt: skip
    form(_words, TRIAL, "[NCT09000001]", f"[{_typed}]")
form("a DOI as a publisher's address", NEW, "doi: 10.5555", "doi: https://www.nejm.org/doi/full/10.5555")  # fmt: skip
form("a DOI where it was read", NEW, "- https://example.org/orchard-2024", "- 10.5555/orchard.2024")
form("the number in PubMed Central", BROOK, "language: de", "language: de\npmid: PMC9000003")
form("people of people as their number", NEW, figure("95\n", "95\n    n_events: 114/200\n"))
form("a name of a figure in capitals", NEW, figure("os-3y-orchardimab", "OS_3y_orchardimab"))

names = group("Names and codes")
for _words, _old, _new in (
    ("grades with a sign", "3-5", '"≥ 3"'), ("grades with a plus", "3-5", "3+"), ("grades in Roman digits", "3-5", "III-IV"),
    ("grades in another order", "3-5", "4-3"), ("drug-related", "any", "drug-related"), ("all causes", "any", "all-cause"),
):  # fmt: skip
    names(_words, OLD, after(OLD, HARM.replace(f": {_old}", f": {_new}", 1)))
for _words, _old, _new in (
    ("an arm as experimental", "role: tested", "role: experimental"), ("a line as a digit", "line: first", "line: 1"),
    ("countries in small letters", "[CN, GB]", "[cn, gb]"), ("countries of three letters", "[CN, GB]", "[CHN, USA]"),
    ("a group by its label", "set_of: randomised", "set_of: everyone randomised"), ("a group of itself", "set_of: randomised", "set_of: treated"),
    ("a group of nothing", "set_of: randomised", "cohort:"),
):  # fmt: skip
    names(_words, TRIAL, _old, _new)
names("groups in a circle", TRIAL, "analysis_set: itt", "analysis_set: itt\n    part_of: treated")  # fmt: skip
for _words, _old, _new in (
    ("a key with a capital", "value:", "Value:"), ("a key with a space", "ci_lower:", "ci lower:"), ("a key with a hyphen", "ci_lower:", "ci-lower:"),
    ("a value as a list", "value: 57", "value:\n      - 57"), ("lines of a figure no deeper than its name", "\n    ", "\n  "),
):  # fmt: skip
    names(_words, NEW, after(NEW, FIGURE.replace(_old, _new)))
names("a decimal comma between brackets", NEW, "value: 19.9,", "value: 19,9,")
names("a p value with a comma between brackets", NEW, "p_value: <0.001", "p_value: <0,001")
names("a key of a trial in a report", NEW, "year: 2024", "year: 2024\nsponsor: Fictional Orchard Foundation")  # fmt: skip
names("a key of a report in a trial", TRIAL, "name: ORCHARD-1", 'name: ORCHARD-1\npmid: "90000002"')
names("populations inside the arms", TRIAL, "populations:\n  randomised:", "  populations:\n    randomised:")  # fmt: skip
names("an equals sign between arm and number", TRIAL, "orchardimab: 200,", "orchardimab=200,")
names("one number for all arms", TRIAL, "n: {orchardimab: 200, standard: 200}", "n: 400")
names("the figures begun twice", NEW, after(NEW, f"estimates:\n{FIGURE}"))
names("a key far apart twice, with another value", NEW, "estimates:", "population: treated\nestimates:")  # fmt: skip
names("groups in a circle, again", TRIAL, "analysis_set: itt", "analysis_set: itt\n    part_of: treated")  # fmt: skip
names("the population by its kind", NEW, "population: randomised", "population: ITT")
names("a comma behind an arm", NEW, figure("arm: orchardimab", "arm: orchardimab,"))
names("a key misspelled", NEW, "standing: current", "standign: current")
names("a short key misspelled", NEW, figure("value: 57", "vlaue: 57"))
names("a figure outside its group", NEW, figure("  os-3y-orchardimab:", "os-3y-orchardimab:"))
names("another drug than the label says", TRIAL, "drugs: [orchardimab]", "drugs: [meadowtinib]")
names("a drug by its brand", TRIAL, "drugs: [orchardimab]", "drugs: [Fruitumab]")
names("a drug with a capital", TRIAL, "drugs: [orchardimab]", "drugs: [Orchardimab]")
names("a drug that is not in the list", TRIAL, "drugs: [orchardimab]", "drugs: [orchardinib]")
names("a cancer by its name", TRIAL, "cancer: appleoma", "cancer: Apple")
names("an endpoint by its short form", NEW, figure("endpoint: os", "endpoint: OS"), most=2)
names("a comma in a text between brackets", NEW, after(NEW, "  os-3y-orchardimab: {arm: orchardimab, endpoint: os, effect_measure: landmark_rate, timepoint: 3 years, value: 57, unit: percent, note: read by two, in the abstract}"))  # fmt: skip
names("an arm that is not there", NEW, "comparator: standard", "comparator: chemo")
names("an arm misspelled", TRIAL, "standard: 200}", "standart: 200}")
for _words, _old, _new in (
    ("RCT", "design: randomised", "design: RCT"), ("phase III", 'phase: "3"', "phase: III"),
    ("second line", "line: first", "line: second-line"), ("intention to treat", "analysis_set: itt", "analysis_set: ITT"),
    ("countries by name", "[CN, GB]", "[China, Germany]"),
):  # fmt: skip
    names(_words, TRIAL, _old, _new)
names("HR", NEW, "effect_measure: hazard_ratio", "effect_measure: HR")
names("a percent sign as unit", NEW, figure("unit: percent", 'unit: "%"'))
names("criteria by name", LONE, "value: 65", "criteria: RECIST 1.1, value: 65")
names("an s left out", TRIAL, "arms:\n", "arm:\n")
names("a key that all figures lack", NEW, "population: randomised\n", "")
names("a name left out", TRIAL, "name: ORCHARD-1\n", "")
names("a section renamed", "trials/meadow-2/trial.yaml", replace(PAGE, "  fict1: ", "  fict-1: "))
names("an arm that is gone", TRIAL, "  standard:\n", "  usual:\n", most=17, also=(OLD, NEW))
names("a line of the endpoints lost", ENDPOINTS, lambda project: (project.curated / ENDPOINTS).write_text("".join(line for line in (project.curated / ENDPOINTS).read_text("utf-8").splitlines(keepends=True) if not line.startswith("pfs,")), "utf-8"), most=9)  # fmt: skip
names("a measure misspelled in the list", ENDPOINTS, "landmark_rate", "landmark_rat")
names("a side effect as endpoint", OLD, after(OLD, "  ae-rash: {arm: standard, population: treated, endpoint: adverse_events, event: rash, effect_measure: proportion, attribution: any, grades: any, value: 9, unit: percent}\n  rash: {arm: orchardimab, population: treated, endpoint: rash, effect_measure: proportion, attribution: any, grades: any, value: 9, unit: percent}"))  # fmt: skip
names("sections left out", TRIAL, "    subgroups: [first-treatment]\n", "")
names("a reason left out", TRIAL, after(TRIAL, "leads:\n  2024-fields/os-hr:"))
names("a key twice", NEW, figure("    value: 57\n", "    value: 57\n    value: 57\n"))

names("no page named", TRIAL, "categories: [appleoma]", "categories: []")
names("a key left without its value", TRIAL, "countries: [CN, GB]", "countries:")
names(
    "no space after a colon between brackets", TRIAL, "n: {orchardimab: 200", "n: {orchardimab:200"
)
names(
    "a figure's fields without spaces",
    NEW,
    "{arm: orchardimab, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years",
    "{arm:orchardimab, endpoint: os, effect_measure: landmark_rate, timepoint: 2 years",
)
names(
    "numbers of people not stated", TRIAL, "n: {orchardimab: 200, standard: 200}", "n: not_stated"
)
names("an arm's key of two words", TRIAL, everywhere(TRIAL, "standard:", "usual care:"))
for _words, _path, _old, _new in (
    ("the kind of text with a capital", NEW, "read_in: abstract", "read_in: Abstract"), ("1st line", TRIAL, "line: first", "line: 1st"),
    ("more than, at the end of a range", BROOK, "range_lower: 1.2+", 'range_lower: ">1.2"'),
):  # fmt: skip
    names(_words, _path, _old, _new)
names("a value with its unit", NEW, figure("value: 57", "value: 57 months"))
names("a section that no page has", TRIAL, everywhere(TRIAL, "[first-treatment]", "[untreated]"))
names("an interval in one key", NEW, figure("ci_lower: 50\n    ci_upper: 63", "ci: 50 to 63"))
names("a code with a capital in a list", DRUGS, after(DRUGS, "Plumumab,plumumab,,class"))
names("a name left out of a list", DRUGS, after(DRUGS, "plumumab,,,class"))
names("measures between brackets", ENDPOINTS, after(ENDPOINTS, _ENDPOINT))
names(
    "the PMID of another trial",
    BROOK,
    both(
        BROOK,
        ("doi: 10.5555/brook.2025", 'pmid: "90000002"'),
        ("entered: 2026-11-01", "entered: 2026-11-02"),
    ),
)
names(
    "a measure that the endpoint has not",
    NEW,
    figure("landmark_rate\n    timepoint: 3 years", "proportion"),
)
names(
    "an arm not changed after copying",
    OLD,
    "pfs-median-standard: {arm: standard",
    "pfs-median-standard: {arm: orchardimab",
)
names(
    "a percentage as a hazard ratio",
    NEW,
    "value: 0.52, unit: ratio, ci_lower: 0.42, ci_upper: 0.64, ci_level: 95, p_value: <0.001",
    "value: 65, unit: ratio",
    most=2,
)
names(
    "a response rate under another measure",
    OLD,
    "orr-standard: {arm: standard, endpoint: orr, effect_measure: proportion, value: 30",
    "orr-standard: {arm: standard, endpoint: orr, effect_measure: hazard_ratio, value: 30",
)
names("a time point not stated", NEW, figure("3 years", "not_stated"))
names("what all figures lack", LONE, "follow_up_kind: not_stated\n", "")
names("the criteria of all responses left out", OLD, "criteria: recist-1-1\n", "")

page = group("Pages")
page("a way of showing that does not exist", PAGE, "standard|of_100", "standard|of100")
page("a way of showing that the figure has not", PAGE, "standard|of_100", "standard|counts")
page("a figure that is not there", PAGE, "os-5y-standard", "os-5y-standart")
page("a typed number", PAGE, "an invented illness", "an illness of 52% of people")
page("a page that gets none of the results", TRIAL, "subgroups: [first-treatment]", "subgroups: [fict2]", most=3)  # fmt: skip
page("the name of another page of the site", "categories/about.md", lambda project: shutil.copy(project.curated / PAGE, project.categories / "about.md"))  # fmt: skip

page("a percent sign behind a figure", PAGE, "## What is not known", "Of people given orchardimab, [[orchard-1/2024-fields/os-5y-orchardimab]]% were alive at five years.\n\n## What is not known")  # fmt: skip
page(
    "a comment that does not end",
    PAGE,
    "## What is not known",
    "<!-- to do\n\n## What is not known",
)
page("a page copied", "categories/pear.md", lambda project: shutil.copy(project.curated / PAGE, project.categories / "pear.md"))  # fmt: skip

chart = group("Charts")
chart("a number in a title", CHARTS, "in ORCHARD-1\n", "in ORCHARD-1 with 52 alive\n")
chart(
    "a value that names nothing", CHARTS, "trial: orchard-1, arm_key", "trial: orchard-2, arm_key"
)
chart("a filter that leaves one of two trials out", CHARTS, "filter: {trial: orchard-1, key: os-5y-orchardimab}", "filter: {trial: [orchard-1, meadow-2], key: os-5y-orchardimab}")  # fmt: skip
chart("figures that may not share an axis", CHARTS, "arm_key: orchardimab, endpoint: [orr, cr]", "endpoint: [orr, cr]")  # fmt: skip
chart("several figures where one is shown", CHARTS, "{trial: orchard-1, key: os-5y-orchardimab}", "{trial: orchard-1, endpoint: cr}", most=6)  # fmt: skip
chart("a slug twice", CHARTS, "slug: orchard-response", "slug: orchard-survival", most=2)
chart("a slug that is taken", CHARTS, "slug: orchard-response", "slug: index")
chart("a kind that does not exist", CHARTS, "kind: response_bar", "kind: pie")
chart("plain text", CHARTS, lambda project: project.charts.write_text("to do\n", "utf-8"))
chart("a group instead of a list", CHARTS, lambda project: project.charts.write_text("a: {b: c}\n", "utf-8"))  # fmt: skip

chart(
    "another endpoint in the title", CHARTS, "Alive at five years", "Without growth at five years"
)

lists = group("Lists that refer to figures")
lists("a redirect to nothing", "redirects.csv", after("redirects.csv", "orchard-1/2024-fields/old,orchard-1/2024-fields/new,2026-11-22"))  # fmt: skip
lists("redirects in a circle", "redirects.csv", after("redirects.csv", "orchard-1/a,orchard-1/b,2026-11-22\norchard-1/b,orchard-1/a,2026-11-22"), most=2)  # fmt: skip
lists("a correction of a value that changed", "corrections.yaml", 'expect: "52"', 'expect: "53"')

plausible = group("Figures and facts that cannot be, or hardly can")
plausible("a share as a fraction", LONE, "value: 65, unit: percent, ci_lower: 48.3, ci_upper: 79.4, ci_level: 95, n_events: 26, n_analysed: 40", "value: 0.65, unit: percent, ci_lower: 0.483, ci_upper: 0.794, ci_level: 95")  # fmt: skip
plausible("a ratio a hundred times too large", BROOK, "value: 0.94, unit: ratio, ci_upper: 1.19", "value: 94, unit: ratio, ci_upper: 119", most=3)  # fmt: skip
plausible("a p value of another line", NEW, "p_value: <0.001", 'p_value: "0.93"')
plausible("a harm under a key of grade 3, typed as any grade", HARMED, after(HARMED, "  nausea-g34-orchardimab: {arm: orchardimab, population: treated, endpoint: adverse_events, event: nausea, effect_measure: proportion, attribution: any, grades: any, value: 4, unit: percent}"))  # fmt: skip
plausible(
    "a death of grade 3",
    HARMED,
    "attribution: treatment_related, grades: 5",
    "attribution: treatment_related, grades: 3",
)
plausible("a p value above 1", NEW, "p_value: <0.001", 'p_value: "1.5"')
plausible("half a person", NEW, after(NEW, "  cr-new: {arm: orchardimab, endpoint: cr, effect_measure: count, value: 44.5, unit: people}"))  # fmt: skip
plausible("more people than the arm has", NEW, after(NEW, "  cr-new: {arm: orchardimab, endpoint: cr, effect_measure: count, value: 3000, unit: people}"))  # fmt: skip
plausible("weeks typed as months", NEW, after(NEW, "  ttr-new: {arm: orchardimab, endpoint: ttr, effect_measure: median, value: 240, unit: months}"), most=2)  # fmt: skip
plausible("30 February", NEW, "2023-12-31", "2023-02-30")
plausible("a data cut-off after print", NEW, "2023-12-31", "2033-12-31")
plausible("a year that is not that of the file's name", NEW, "year: 2024", "year: 2023")
plausible("a year far ahead", NEW, "year: 2024", "year: 2204")
plausible("entered far ahead", NEW, "entered: 2026", "entered: 2062")
plausible("a country that does not exist", TRIAL, "[CN, GB]", "[CN, UK]")
plausible("two arms with one label", TRIAL, "label: standard of care", "label: orchardimab")
plausible(
    "masking in a trial of one group", SINGLE, "masking: not_applicable", "masking: double_blind"
)
plausible("a page of search results as the source", NEW, "https://example.org/orchard-2024", "https://www.google.com/search?q=orchard")  # fmt: skip
plausible("an address in a private net", NEW, "https://example.org/orchard-2024", "http://10.0.0.5/paper.pdf")  # fmt: skip
plausible("a figure changed since its second entry", LONE, lambda project: (project.curated / "extraction.csv").write_text("estimate_id,entry_1,entry_2,outcome,seen_at,noted\nmeadow-2/2023-grass/orr,67,67,agreed,,2026-11-22\n", "utf-8"))  # fmt: skip
plausible("an inverted ratio", NEW, "value: 0.52, unit: ratio, ci_lower: 0.42, ci_upper: 0.64", "value: 1.92, unit: ratio, ci_lower: 1.56, ci_upper: 2.38")  # fmt: skip
plausible(
    "a digit of the people lost", TRIAL, "n: {orchardimab: 200", "n: {orchardimab: 20", most=2
)
plausible("a percentage that no number of people gives", LONE, "value: 65, unit: percent, ci_lower: 48.3, ci_upper: 79.4, ci_level: 95, n_events: 26, n_analysed: 40", "value: 64.1, unit: percent")  # fmt: skip
plausible("a decimal point lost", NEW, after(NEW, "  ttp-new: {arm: standard, endpoint: ttp, effect_measure: median, value: 52, unit: months}"))  # fmt: skip
plausible("years of follow-up for months", NEW, "follow_up: 60 months", "follow_up: 60 years")
plausible("a data cut-off long before print", NEW, "2023-12-31", "1993-12-31")
plausible("the only group of two", TRIAL, "role: control", "role: single")
plausible(
    "a trial without its report",
    "trials/meadow-2/trial.yaml",
    lambda project: (project.curated / LONE).unlink(),
    most=2,
    also=(LONE,),
)
plausible("a label that is not stated", TRIAL, "label: standard of care", "label: not_stated")
plausible(
    "authors in letters that pictures cannot show",
    NEW,
    "authors: Fields A et al.",
    "authors: 王伟 et al.",
)
plausible("a trial copied", "trials/meadow-2-copy/trial.yaml", lambda project: shutil.copytree(project.trials / "meadow-2", project.trials / "meadow-2-copy"), most=2)  # fmt: skip
for _words, _address in {
    "a search in PubMed as the source": "https://pubmed.ncbi.nlm.nih.gov/?term=orchard",
    "a library's way in as the source": "https://www-nejm-org.proxy.library.edu/doi/10.1",
    "a private drive as the source": "https://drive.google.com/file/d/abc/view",
}.items():
    plausible(_words, NEW, "https://example.org/orchard-2024", _address)


def second(line: str) -> Callable[[Project], None]:
    head = "estimate_id,entered_by,reentered_by,entry_1,entry_2,outcome,seen_at,noted"
    return lambda project: (project.curated / "extraction.csv").write_text(f"{head}\n{line}\n", "utf-8")  # fmt: skip


entered = group("Second entries")
for _words, _line in {
    "of no figure": "meadow-2/2023-grass/orrr,,,65,65,agreed,,2026-11-22",
    "in words": "meadow-2/2023-grass/orr,,,sixty-five,65,agreed,,2026-11-22",
    "agreed, but not alike": "meadow-2/2023-grass/orr,,,65,56,agreed,,2026-11-22",
    "by the same person": "meadow-2/2023-grass/orr,Ada,Ada,65,65,agreed,,2026-11-22",
}.items():
    entered(_words, "extraction.csv", second(_line))

SITE, EMBED = "../../reports/site.toml", "../../reports/embed.toml"
settings = group("Settings")
for _words, _path, _typed in (
    ("a setting without quotation marks", SITE, "site_url = https://a.example/"), ("a setting with a colon", SITE, 'site_url: "https://a.example/"'),
    ("a setting in curly quotation marks", SITE, "site_url = “https://a.example/”"), ("a setting misspelled", SITE, 'fundings = "Nobody."'),
    ("a setting twice", SITE, 'funding = "Nobody."\nfunding = "Somebody."'),
    ("hosts without a comma", EMBED, 'allowed_hosts = ["https://a.example" "https://b.example"]'),
    ("one host without brackets", EMBED, 'allowed_hosts = "https://a.example"'), ("a host without https", EMBED, 'allowed_hosts = ["a.example"]'),
):  # fmt: skip
    settings(_words, _path, lambda project, path=_path, typed=_typed: (project.curated / path).write_text(f"{typed}\n", "utf-8"))  # fmt: skip

for _words, _typed in {
    "one bracket for two": "About [orchard-1/2024-fields/os-5y-orchardimab|of_100] people given orchardimab were alive at five years.",
    "a bracket too few": "About [[orchard-1/2024-fields/os-5y-orchardimab|of_100] people given orchardimab were alive at five years.",
    "the brackets of another program": "About {{orchard-1/2024-fields/os-5y-orchardimab}} of people given orchardimab were alive at five years.",
    "the ending of a file in a figure's name": "About [[orchard-1/2024-fields.yaml/os-5y-orchardimab]] of people given orchardimab were alive at five years.",
    "HTML": "One line<br>and another.", "a heading without its space": "##What else", "a link left open": "See [this](https://example.org.",
    "half of the people at a median that was not reached": "Half of people given orchardimab had died after [[orchard-1/2024-fields/os-median-orchardimab]].",
}.items():  # fmt: skip
    page(_words, PAGE, "## What is not known", f"{_typed}\n\n## What is not known")
lists("a key of a correction misspelled", "corrections.yaml", "field: value\n", "field: vlaue\n")
lists(
    "a redirect with an address",
    "redirects.csv",
    after("redirects.csv", "https://site.example/trials/old/,orchard-1,2026-11-22"),
)
lists(
    "a redirect to capitals", "redirects.csv", after("redirects.csv", "old-1,ORCHARD-1,2026-11-22")
)
lists(
    "a gap of a trial by its name",
    GAPS,
    after(GAPS, "ORCHARD-1,5-year article,not_readable,searched,2026-11-22"),
)
lists(
    "a gap twice", GAPS, after(GAPS, "meadow-2,overall survival,not_readable,searched,2026-11-02")
)
lists(
    "a term of the glossary twice",
    "glossary.yaml",
    after("glossary.yaml", "Overall survival:\n  says: time to death"),
)
names("a code of a drug in capitals", DRUGS, after(DRUGS, "NewDrug,newdrug,,class"))
names("a drug under a second code", DRUGS, after(DRUGS, "orchardimab_2,orchardimab,,class"))
names(
    "a gene that became a day",
    "vocabularies/biomarkers.csv",
    after("vocabularies/biomarkers.csv", "march1,MARCH1 fusion,1-Mar,a change in a gene"),
)
names("a pattern that cannot be read", ENDPOINTS, r"\boverall survival|", r"\boverall survival(|")
for _words, _path, _old, _new in (
    ("ends as parts of one", LONE, "ci_lower: 48.3, ci_upper: 79.4", "ci_lower: 0.483, ci_upper: 0.794"), ("ends exchanged", LONE, "ci_lower: 48.3, ci_upper: 79.4", "ci_lower: 79.4, ci_upper: 48.3"),
    ("more people with it than analysed", LONE, "n_events: 26, n_analysed: 40", "n_events: 40, n_analysed: 26"),
    ("an arm compared with itself", NEW, "comparator: standard, endpoint: os", "comparator: orchardimab, endpoint: os"),
    ("a ratio as a fall in percent", OLD, "value: 0.53, unit: ratio, ci_lower: 0.42, ci_upper: 0.67", "value: 47, unit: percent, ci_lower: 33, ci_upper: 58"),
    ("the arm of another line", OLD, "pfs-median-orchardimab: {arm: orchardimab", "pfs-median-orchardimab: {arm: standard"),
    ("a digit too many", NEW, "value: 64,", "value: 640,"), ("a level with its digits exchanged", NEW, "ci_upper: 59, ci_level: 95", "ci_upper: 59, ci_level: 59"),
    ("a p value above a limit", NEW, "p_value: <0.001", 'p_value: ">0.05"'), ("entered before it was printed", NEW, "entered: 2026-11-01", "entered: 2016-11-01"), ("an answer of a machine as the source", NEW, "https://example.org/orchard-2024", "https://chatgpt.com/share/abc"),
    ("more people treated than randomised", TRIAL, "orchardimab: 198", "orchardimab: 298"), ("a group with two places", TRIAL, "set_of: randomised", "set_of: randomised\n    cohort: treated before"),

    ("trials pooled in no pooled analysis", TRIAL, "name: ORCHARD-1", "name: ORCHARD-1\npools: [meadow-2]"),
):  # fmt: skip
    plausible(_words, _path, _old, _new)
plausible(
    "a report copied",
    "trials/orchard-1/2025-fields.yaml",
    lambda project: shutil.copy(
        project.curated / NEW, project.curated / "trials/orchard-1/2025-fields.yaml"
    ),
)
plausible(
    "the PMID of another report", NEW, '"90000002"', '"90000001"', most=2, also=("levels.csv",)
)


def an_earlier_look_that_is_the_larger(project: Project) -> None:
    replace(TRIAL, "    set_of: randomised\n", "")(project)
    replace(TRIAL, "analysis_set: itt\n", "analysis_set: itt\n    earlier_cut_of: treated\n")(
        project
    )


plausible("an earlier look that is the larger", TRIAL, an_earlier_look_that_is_the_larger)

# results as papers print them, typed as they stand there
printed = group("Results as papers print them")
for _words, _typed in {
    "people and percent": "20/50 (40%)", "an interval with a semicolon": "40 [28; 52]", "at least": "at least 40", "up to": "up to 40", "its name before it": "HR 0.94",
    "a standard error": "-4.1 (SE 0.9)", "two values": "40-45", "not calculable": "not calculable", "not yet reached": "not yet reached",
}.items():  # fmt: skip
    printed(_words, NEW, figure("value: 57", f"value: {_typed}"))
for _words, _typed in {
    "a p value, one-sided in words": "one-sided P = 0.38", "a p value with its test": "0.76 by stratified log-rank test", "a p value with its boundary": "0.0039 (boundary 0.0043)",
    "a p value in another notation": "7.3e-05", "a p value of interaction": "P for interaction 0.03", "a p value on one side, in digits": "0.38 (1-sided)",
}.items():  # fmt: skip
    printed(_words, BROOK, 'p_value: "0.93"', f"p_value: {_typed}")
for _words, _old, _new in (
    ("a range as a kind of interval", "ci_level: 95", "ci_level: 95\n    ci_kind: IQR"), ("a credible interval by its short form", "ci_level: 95", "ci_level: 95\n    ci_kind: CrI"),
    ("a margin", "ci_level: 95", "ci_level: 95\n    margin: 1.33"), ("a win ratio", "landmark_rate", "win_ratio"), ("percentage points", "unit: percent", "unit: percentage points"),
):  # fmt: skip
    printed(_words, NEW, figure(_old, _new))

joined = group("Who took part")
joined("more women than people", TRIAL, "women: 158 of 400", "women: 458 of 400")
joined("more people than were randomised", TRIAL, "women: 158 of 400", "women: 158 of 4000")
joined("a part above all people", TRIAL, "stage_3: 8.5", "stage_3: 850")
joined("a percent sign", TRIAL, "stage_3: 8.5", "stage_3: 8.5%")
joined("a number of people for an age", TRIAL, "age_median: 61", "age_median: 61 of 400")
joined("an age with a digit too many", TRIAL, "age_median: 61", "age_median: 611")
joined("the youngest and the oldest exchanged", TRIAL, both(TRIAL, ("lowest: 23", "lowest: 88"), ("highest: 88", "highest: 23")))  # fmt: skip
joined("a decimal point misplaced", TRIAL, both(TRIAL, ("        age_lowest: 23\n", ""), ("median: 61", "median: 6.1")))  # fmt: skip
joined(
    "parts of a kind above a hundred", TRIAL, "women: 158", "ecog_1: 148 of 398\n        women: 158"
)
joined("one thing told twice of the same people", TRIAL, "stage_3: 8.5", "stage_3: 8.5\n      - {read_in: abstract, seen_at: [https://example.org/orchard-2024], locator: Abstract, age_median: 62}")  # fmt: skip
joined(
    "a characteristic that is not listed", TRIAL, "women: 158", "smokers: 20\n        women: 158"
)
joined("a characteristic by its name", TRIAL, "women: 158", "ecog-1: 20\n        women: 158")
joined(
    "a misspelled key of the source",
    TRIAL,
    "        locator: Baseline",
    "        locater: Baseline",
)
joined("no place in the source", TRIAL, "        locator: Abstract, Results\n", "")
joined("an arm that the trial has not", TRIAL, "      - arm: standard", "      - arm: placebo")
joined("a value without its characteristic", TRIAL, both(TRIAL, ("        stage_3: 8.5\n", "")))
joined("people without keys", TRIAL, "    took_part:\n      - read_in: registry", "    took_part: 61\n    brain: any\n    x:\n      - read_in: registry", most=2)  # fmt: skip
joined("a page of search results", TRIAL, "seen_at: [https://example.org/registry/orchard-1]\n        locator", "seen_at: [https://www.google.com/search?q=orchard]\n        locator")  # fmt: skip
