"""The curated tables as typed objects, for the rules that compare numbers.

Built only from rows whose text has passed its table's schema, so nothing here can fail to convert.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from schemas import terms
from schemas.borders.unread import Unread, spelt
from schemas.endpoints import Endpoints
from schemas.estimate import GROUPS, Estimate
from schemas.headlines import why_not_lead
from schemas.hosts import Hosts
from schemas.leads import Forest
from schemas.prose import Page, notes_of, pages_of
from schemas.row import Row
from schemas.terms import NOT_STATED
from schemas.wording import COMMON_CAPITALS, GENE, known_words
from schemas.wording.names import any_of

# analysis sets whose numbers are those of the people an endpoint is about
COUNTED = {
    "treated": ("treated", "safety"),
    "responders": ("responders",),
    "complete_responders": ("responders",),
    "answered": (),  # how many did is known only where it is printed
    "with_it": (),
}
TABLES_OF_TRIALS = (  # typed in the folder of a trial
    "trials", "arms", "populations", "population_sizes", "took_part", "leads", "reports", "estimates", "printed_so",
)  # fmt: skip


@dataclass
class Evidence:
    """All typed rows, with the look-ups that rules need."""

    tables: Mapping[str, list[Row]]  # rows that passed their schema
    estimates: list[Estimate] = field(default_factory=list)
    typed: Mapping[str, list[Row]] = field(default_factory=dict)  # all rows, sound or not
    unread: Unread = field(default_factory=Unread)
    charts: list[Page] = field(default_factory=list)  # titles, descriptions, captions of charts
    _vocabularies: dict[str, dict[str, Row]] = field(default_factory=dict, init=False, repr=False)
    _later: dict[str, dict[str, str]] = field(default_factory=dict, init=False, repr=False)
    _alike: dict[str, dict[object, list[Estimate]]] = field(
        default_factory=dict, init=False, repr=False
    )
    _groups: dict[str, list[list[Estimate]]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self.typed = self.typed or self.tables

    def __getstate__(self) -> dict[str, object]:
        """Without what can be looked up again."""
        return {
            name: vars(self)[name] for name in ("tables", "estimates", "typed", "unread", "charts")
        }

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__init__(**state)

    def of_trials(self, trials: Collection[str]) -> Evidence:
        """What these trials hold, with everything that trials share. What is typed in lists and pages,
        which are no trial's, is there only if ``""`` is among them.
        """

        typed = dict(self.typed) if "" in trials else {table: [] for table in self.typed}
        tables = dict(self.tables)
        for table in TABLES_OF_TRIALS:
            typed[table] = [row for row in self.typed[table] if row.get("trial") in trials]
            if tables[table] is self.typed[table]:
                tables[table] = typed[table]
            else:
                tables[table] = [row for row in tables[table] if row.get("trial") in trials]
        estimates = [estimate for estimate in self.estimates if estimate.trial in trials]
        charts = self.charts if "" in trials else []
        return Evidence(tables, estimates, typed, self.unread, charts)

    @cached_property
    def endpoints(self) -> Endpoints:
        """The vocabulary of endpoints, typed."""
        return Endpoints(self.tables["endpoints"])

    @cached_property
    def hosts(self) -> Hosts:
        """Kinds of places that addresses lead to."""
        return Hosts.of(row.values for row in self.tables["hosts"])

    def why_not_lead(self, estimate: Estimate) -> str:
        """Why a figure may carry no headline; empty if it may."""
        report = self.reports[estimate.trial, estimate.report]
        return why_not_lead(
            report.get("kind"),
            report.get("standing"),
            estimate.row.get("read_in"),
            estimate.row.list("seen_at"),
            self.hosts,
            report.get("pmid"),
        )

    def vocabulary(self, table: str) -> dict[str, Row]:
        """Rows of a vocabulary by their codes."""
        if table not in self._vocabularies:
            self._vocabularies[table] = {row.get("code"): row for row in self.tables[table]}
        return self._vocabularies[table]

    def later(self, estimate: Estimate) -> str:
        """Id of the latest estimate of the same subject, or "" if this is of the latest look."""
        if estimate.trial not in self._later:
            self._later[estimate.trial] = self._later_of(self.by_trial[estimate.trial])
        return self._later[estimate.trial][estimate.id]

    def _later_of(self, estimates: list[Estimate]) -> dict[str, str]:
        subjects: dict[object, list[Estimate]] = defaultdict(list)
        for estimate in estimates:
            subjects[GROUPS["subject"](estimate)].append(estimate)
        found: dict[str, str] = {}
        for group in subjects.values():
            latest = max(group, key=self.looked_at)
            day = self.looked_at(latest)[0]
            for estimate in group:
                is_latest = self.looked_at(estimate)[0] == day
                found[estimate.id] = "" if is_latest else latest.id
        return found

    def later_look(self, estimate: Estimate) -> Estimate | None:
        """The latest figure that may lead, of the same people at a later look, whoever judged it;
        None where there is none, or its value is the same.
        """
        if estimate.trial not in self._alike:
            self._alike[estimate.trial] = defaultdict(list)
            for e in self.by_trial[estimate.trial]:
                self._alike[estimate.trial][self._asked(e)].append(e)
        alike = self._alike[estimate.trial][self._asked(estimate)]
        able = [e for e in alike if not self.why_not_lead(e)]
        latest = max(able, key=self.looked_at, default=None)
        if latest is None or len({e.report for e in alike}) < 2:
            return None
        is_later = self.looked_at(latest)[0] > self.looked_at(estimate)[0]
        is_other = latest.row.get("value") != estimate.row.get("value")
        return latest if is_later and is_other else None

    def _asked(self, e: Estimate) -> object:
        """The same for figures of one trial that are of the same thing in the same people."""
        people = self.forests[e.trial].base(e.population)
        return e.endpoint, e.measure, e.arm, e.comparator, e.timepoint_months, e.condition, people

    def markers_of(self, people: Row) -> list[Row]:
        """What these people were chosen by, in the vocabulary of biomarkers."""
        known = self.vocabulary("biomarkers")
        return [known[code] for code in people.list("biomarker") if code in known]

    @cached_property
    def words_of_people(self) -> dict[str, str]:
        """Trial → all that is typed of whom it took, and of its groups."""
        found = {
            trial: [row.get(name) for name in ("name", "who_could_join", "who_could_not_join")]
            for trial, row in self.trials.items()
        }
        for (trial, _), arm in self.arms.items():
            found.get(trial, []).append(arm.get("label"))
        for (trial, _), people in self.populations.items():
            markers = (f"{m.get('name')} {m.get('meaning')}" for m in self.markers_of(people))
            found.get(trial, []).extend((people.get("label"), *markers))
        return {trial: " ".join(words) for trial, words in found.items()}

    def has_a_root(self, trial: str, population: str) -> bool:
        """Do the ties of these people lead on to a group that is no other's, and not in a circle?"""
        seen: set[str] = set()
        key = population
        while (row := self.populations.get((trial, key))) is not None and key not in seen:
            seen.add(key)
            key = row.get("part_of") or row.get("set_of") or row.get("earlier_cut_of")
        return key not in seen

    @cached_property
    def forests(self) -> dict[str, Forest]:
        """Which populations of each trial are the same people."""
        rows: dict[str, list[dict[str, str]]] = defaultdict(list)
        for (trial, population), row in self.populations.items():
            same = {name: row.get(name) for name in ("set_of", "earlier_cut_of")}
            rows[trial].append({"population": population, **same})
        return {trial: Forest(own) for trial, own in rows.items()}

    def looked_at(self, estimate: Estimate) -> tuple[str, float, str]:
        """When the data were looked at, for sorting.

        Where no cut-off is stated, about a year before the print issue is assumed, which keeps
        reports of known and unknown cut-off in the order in which they appeared.
        """
        cutoff = estimate.row.get("data_cutoff")
        if cutoff in ("", NOT_STATED):
            report = self.reports.get((estimate.trial, estimate.report))
            year = int(report.get("year") or 0) if report else 0  # a missing one is told elsewhere
            cutoff = f"{year - 1}-07"
        return (cutoff, estimate.follow_up_months or 0, estimate.id)

    def family(self, endpoint: str) -> str:
        row = self.vocabulary("endpoints").get(endpoint)
        return row.get("family") if row else ""

    @cached_property
    def trials(self) -> dict[str, Row]:
        return {row.get("trial"): row for row in self.tables["trials"]}

    @cached_property
    def reports(self) -> dict[tuple[str, str], Row]:
        return {(row.get("trial"), row.get("report")): row for row in self.tables["reports"]}

    @cached_property
    def arms(self) -> dict[tuple[str, str], Row]:
        return {(row.get("trial"), row.get("arm")): row for row in self.tables["arms"]}

    @cached_property
    def arms_of(self) -> dict[str, list[str]]:
        """Keys of the arms of each trial, the longest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for trial, arm in sorted(self.arms, key=lambda key: -len(key[1])):
            found[trial].append(arm)
        return found

    @cached_property
    def arms_in(self) -> dict[str, dict[str, Row]]:
        """Arms of each trial, as typed."""
        found: dict[str, dict[str, Row]] = defaultdict(dict)
        for (trial, arm), row in self.arms.items():
            found[trial][arm] = row
        return found

    @cached_property
    def populations(self) -> dict[tuple[str, str], Row]:
        return {(r.get("trial"), r.get("population")): r for r in self.tables["populations"]}

    @cached_property
    def in_source(self) -> dict[str, Row]:
        """What came of looking for a figure in copies of its report, by estimate."""
        rows = (row for row in self.tables["findings"] if row.get("finding") == "number_in_source")
        return {row.get("estimate_id"): row for row in rows}

    @cached_property
    def populations_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for trial, population in self.populations:
            found[trial].append(population)
        return found

    @cached_property
    def sizes(self) -> dict[tuple[str, str, str], int]:
        """People by (trial, population, arm), combined arms summed from their parts."""
        found = {
            (row.get("trial"), row.get("population"), row.get("arm")): int(row.get("n"))
            for row in self.tables["population_sizes"]
            if row.get("n").isdigit()
        }
        for (trial, arm), row in self.arms.items():
            parts = row.list("combines")
            for population in self.populations_of[trial] if parts else ():
                wanted = [(trial, population, part) for part in parts]
                if all(key in found for key in wanted):
                    found.setdefault((trial, population, arm), sum(found[key] for key in wanted))
        return found

    def everyone(self, trial: str, population: str) -> int | None:
        """People of a population in all arms together; None where not all are known and undoubted."""
        if self.unread.hides("trials", trial):
            return None
        arms = [a for a in self.arms_of[trial] if not self.arms[trial, a].list("combines")]
        keys = [(trial, population, arm) for arm in arms]
        if not keys or any(key not in self.sizes or key in self.doubtful_sizes for key in keys):
            return None
        return sum(self.sizes[key] for key in keys)

    @cached_property
    def size_rows(self) -> dict[tuple[str, str, str], Row]:
        """Where numbers of people were typed, by (trial, population, arm)."""
        return {
            (row.get("trial"), row.get("population"), row.get("arm")): row
            for row in self.tables["population_sizes"]
        }

    def size(self, estimate: Estimate) -> int | None:
        """People of its arm in its population, unless figures contradict what was typed."""
        key = (estimate.trial, estimate.population, estimate.arm)
        return None if key in self.doubtful_sizes else self.sizes.get(key)

    @cached_property
    def doubtful_sizes(self) -> frozenset[tuple[str, str, str]]:
        """Numbers of people, of which more were analysed."""
        return frozenset(
            key
            for e in self.estimates
            if e.n_analysed is not None
            and e.n_analysed > self.sizes.get(key := (e.trial, e.population, e.arm), e.n_analysed)
        )

    def people(self, estimate: Estimate, arm: str) -> int | None:
        """People of ``arm`` whom the figure can be about; None where their number is not known.

        A duration of response is of responders, a harm of people treated, a conditional figure of
        those who got that far: the number of a wider group is never lent to them.
        """
        if estimate.row.get("analysis") == "conditional":
            return None
        endpoint = self.endpoints.get(estimate.endpoint)
        row = self.populations.get((estimate.trial, estimate.population))
        if endpoint is None or row is None or not arm:
            return None
        if row.get("analysis_set") not in COUNTED.get(estimate.whom, terms.ANALYSIS_SET):
            return None
        return self.sizes.get((estimate.trial, estimate.population, arm))

    def grouped(self, key: str) -> list[list[Estimate]]:
        """Estimates grouped by the value of one of the keys below, in order of typing."""
        if key not in self._groups:
            groups: dict[object, list[Estimate]] = defaultdict(list)
            for estimate in self.estimates:
                groups[GROUPS[key](estimate)].append(estimate)
            self._groups[key] = list(groups.values())
        return self._groups[key]

    @cached_property
    def by_id(self) -> dict[str, Estimate]:
        return {estimate.id: estimate for estimate in self.estimates}

    @cached_property
    def second_entries(self) -> dict[str, Row]:
        """Second, blind entries by the figures that they are of."""
        return {row.get("estimate_id"): row for row in self.tables["extraction"]}

    @cached_property
    def third_readings(self) -> dict[str, Row]:
        """Readings on a third page by the figures that they are of."""
        return {row.get("estimate_id"): row for row in self.tables["third_readings"]}

    @cached_property
    def facts(self) -> dict[str, Row]:
        """Facts of references by ``reference/fact``."""
        return {f"{row.get('reference')}/{row.get('fact')}": row for row in self.typed["facts"]}

    @cached_property
    def rows_by_id(self) -> dict[str, Row]:
        """Trials, reports and estimates by their path-like ids."""
        found = {row.get("trial"): row for row in self.typed["trials"]}
        for row in self.typed["reports"]:
            found[f"{row.get('trial')}/{row.get('report')}"] = row
        for row in self.typed["estimates"]:
            found[f"{row.get('trial')}/{row.get('report')}/{row.get('key')}"] = row
        return found

    @cached_property
    def short_forms(self) -> dict[str, str]:
        """Short forms of endpoints and of the glossary, and what they mean."""
        found = {row.get("abbreviation"): row.get("name") for row in self.tables["endpoints"]}
        for row in self.tables["glossary"]:
            for other in row.list("also"):
                found.setdefault(other, row.get("term"))
        return found

    @cached_property
    def gene_names(self) -> frozenset[str]:
        """Short names of genes and markers by which trials choose people."""
        rows = self.tables["biomarkers"]
        names = [name for row in rows for name in GENE.findall(row.get("name"))]
        return frozenset(name for name in names if not re.fullmatch(r"[A-Z]\d+[A-Z]?", name))

    @cached_property
    def capital_names(self) -> set[str]:
        """Words in capitals that are names: of genes, drugs, trials and criteria."""
        found = set(COMMON_CAPITALS)
        for text in self.unread.texts:
            found.update(re.findall(r"[A-Z][A-Za-z0-9]*", text))
        for table in ("biomarkers", "drugs", "trials", "criteria", "cancers", "subgroups", "arms"):
            for row in self.tables[table]:
                for name in ("name", "synonyms", "title", "also", "label"):
                    found.update(re.findall(r"[A-Z][A-Za-z0-9]*", row.get(name)))
        return found

    @cached_property
    def pages(self) -> list[Page]:
        """Without corrections of figures that cannot be judged: their words are about these."""
        found = pages_of(self.typed, self._is_not_judged, self.unread.hides_target)
        return [p for p in found if p.kind != "corrections" or not self._is_not_judged(p.name)]

    def _is_not_judged(self, target: str) -> bool:
        """Is it a figure that is not there or could not be read, or one whose own fields are faulty?"""
        if "drugs" in self.unread.gaps:
            return True  # which arm words name is known by its drugs
        if (
            not target.startswith("http")
            and target not in self.rows_by_id
            and target not in self.facts
        ):
            return True  # told as a name of nothing
        is_faulty = target in self.rows_by_id and target.count("/") == 2
        return (is_faulty and target not in self.by_id) or self.unread.hides_target(target)

    @cached_property
    def texts(self) -> list[Page]:
        """Pages, notes that readers see, and the words of charts."""
        return [*self.pages, *notes_of(self.typed), *self.charts]

    @cached_property
    def drugs_by_name(self) -> dict[str, str]:
        """Codes of drugs by their names, in small letters."""
        found = {}
        for row in self.tables["drugs"]:
            code = row.get("code")
            spelt = (code.replace("_", "-"), code.replace("_", " "))
            for name in (row.get("name"), *spelt, *row.list("synonyms")):
                found.setdefault(name.strip().lower(), code)
        return found

    @cached_property
    def cancer_names(self) -> tuple[str, ...]:
        return tuple(row.get("name") for row in self.tables["cancers"])

    @cached_property
    def drug_names(self) -> re.Pattern[str]:
        names = any_of(name for name in self.drugs_by_name if len(name) > 2)
        return re.compile(rf"(?<![\w-]){names}(?![\w-])", re.IGNORECASE)

    @cached_property
    def chemotherapies(self) -> frozenset[str]:
        """Drugs that may be called chemotherapy."""
        rows = self.tables["drugs"]
        return frozenset(r.get("code") for r in rows if "chemotherapy" in r.get("drug_class"))

    @cached_property
    def trials_by_name(self) -> dict[str, list[str]]:
        """Trials by their names and other names."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, row in self.trials.items():
            for name in {row.get("name"), row.get("name").partition(" (")[0], *row.list("also")}:
                found[name].append(key)
        return found

    @cached_property
    def trial_names(self) -> re.Pattern[str]:
        """Names of trials as prose writes them."""
        return re.compile(rf"(?<![\w-]){any_of(self.trials_by_name)}(?![\w-])")

    @cached_property
    def known_words(self) -> re.Pattern[str]:
        nameless = [t for t, row in self.trials.items() if not row.get("name")]
        guessed = [name for trial in nameless for name in spelt(trial)]
        return known_words(self.tables, [*self.unread.names, *guessed])

    @property
    def known_names(self) -> tuple[object, ...]:
        """What words and names mean in every text, of whichever trial."""
        return self.known_words, self.capital_names, self.short_forms, self.trials_by_name

    @cached_property
    def by_trial(self) -> dict[str, list[Estimate]]:
        groups: dict[str, list[Estimate]] = defaultdict(list)
        for estimate in self.estimates:
            groups[estimate.trial].append(estimate)
        return groups

    @cached_property
    def by_report(self) -> dict[tuple[str, str], list[Estimate]]:
        groups: dict[tuple[str, str], list[Estimate]] = defaultdict(list)
        for estimate in self.estimates:
            groups[estimate.trial, estimate.report].append(estimate)
        return groups
