"""Between estimates and the groups they describe, and between trials."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import permutations

from schemas.estimate import Estimate
from schemas.evidence import Evidence
from schemas.measures import TIME
from schemas.problem import WARNING
from schemas.row import Row
from schemas.rules.reach import matching
from schemas.rules.rule import Found, compared, rule
from schemas.terms import NOT_STATED
from schemas.wording.signs import not_drawn


@rule(
    "people-within-population",
    "No more people are analysed than belong to the arm in that population.",
    per="people",
    good="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 40, n_analysed: 80}",
    bad="orr-a: {arm: a, endpoint: orr, effect_measure: proportion, value: 50, unit: percent, n_events: 400, n_analysed: 800}",
)
def people_within_population(group: list[Estimate], evidence: Evidence) -> Found:
    first = group[0]
    size = evidence.sizes.get((first.trial, first.population, first.arm))
    counted = [e for e in group if e.n_analysed is not None and size is not None]
    for e in counted:
        yield compared(f"{e.n_analysed} analysed of {size} in the population", e)
    over = [e for e in counted if e.n_analysed > size]
    typed = evidence.size_rows.get((first.trial, first.population, first.arm))
    if len(over) > 1 and typed is not None:  # rather the one number is wrong than all the others
        most = max(over, key=lambda e: e.n_analysed)
        yield typed.problem(
            "n",
            f"is fewer than the {most.n_analysed} people of arm {first.arm} analysed in {most.report} "
            f"({most.key}), and so it is for {len(over) - 1} more figures.",
            "Correct it, or choose the right population for these figures.",
        )
        return
    for e in over:
        yield e.problem(
            "n_analysed",
            f"is more than the {size} people of arm {e.arm} in population {e.population}.",
            "Choose the right population, or correct its n in trial.yaml.",
        )


@rule(
    "parts-are-no-larger",
    "A part of a group holds no more people than the group.",
    per="trials",
    good="trial: {populations: {everyone: {label: everyone, analysis_set: itt, categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required], n: {a: 100, b: 100}}, old: {label: people over 70, analysis_set: subset, part_of: everyone, categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required], n: {a: 40}}}}",
    bad="trial: {populations: {everyone: {label: everyone, analysis_set: itt, categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required], n: {a: 100, b: 100}}, old: {label: people over 70, analysis_set: subset, part_of: everyone, categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required], n: {a: 140}}}}",
)
def parts_are_no_larger(evidence: Evidence) -> Found:
    yield from _more_than_randomised(evidence)
    yield from _fewer_later(evidence)
    for (trial, population, arm), row in evidence.size_rows.items():
        people = evidence.populations.get((trial, population))
        whole = people.get("part_of") if people else ""
        most = evidence.sizes.get((trial, whole, arm))
        size = evidence.sizes.get((trial, population, arm))
        if most is not None and size is not None and size > most:
            if not evidence.has_a_root(trial, population):
                continue  # told as a circle
            yield row.problem(
                "n",
                f"is more than the {most} people of {arm} in {whole}, of which {population} is a part.",
                "Check both numbers, and `part_of:`.",
            )


def _totals(evidence: Evidence, trial: str, *populations: str) -> list[int] | None:
    """People of each population in the arms of which all numbers are known; None if there is none."""
    arms = [
        [evidence.sizes.get((trial, one, arm)) for one in populations]
        for arm in evidence.arms_of[trial]
    ]
    known = [sizes for sizes in arms if None not in sizes]
    return [sum(column) for column in zip(*known, strict=True)] if known else None


def _more_than_randomised(evidence: Evidence) -> Found:
    """Who was treated or judged among everyone randomised cannot be more than were randomised."""
    for (trial, key), row in evidence.populations.items():
        whole = row.get("set_of")
        of = evidence.populations.get((trial, whole))
        is_whole = of is not None and of.get("analysis_set") == "itt"
        totals = _totals(evidence, trial, key, whole) if is_whole else None
        randomised = evidence.trials[trial].get("n_randomised") if trial in evidence.trials else ""
        if totals and totals[0] > totals[1] and randomised in ("", str(totals[1])):
            yield row.problem("set_of", f"these are {totals[0]} people, of {totals[1]} in {whole}.", "Check the n of both.")  # fmt: skip


def _fewer_later(evidence: Evidence) -> Found:
    for (trial, key), row in evidence.populations.items():
        later = row.get("earlier_cut_of")
        totals = _totals(evidence, trial, key, later) if later else None
        if totals and totals[0] > totals[1]:
            yield row.problem("earlier_cut_of", f"had {totals[0]} people, and {later} only {totals[1]}: a group that grew is the larger one.", "Were the two exchanged?")  # fmt: skip


@rule(
    "arm-sizes-give-randomised",
    "In a randomised trial the arms' people add up to the number randomised.",
    per="trials",
    good="trial: {n_randomised: 200}",
    bad="trial: {n_randomised: 210}",
)
def arm_sizes_give_randomised(evidence: Evidence) -> Found:
    for trial, row in evidence.trials.items():
        if row.get("design") != "randomised" or not row.get("n_randomised").isdigit():
            continue
        randomised = int(row.get("n_randomised"))
        arms = [
            arm for arm in evidence.arms_of[trial] if not evidence.arms[trial, arm].list("combines")
        ]
        if not arms or evidence.unread.hides("trials", trial):
            continue  # told as missing, or not all could be read
        sums = []
        for population in evidence.populations_of[trial]:
            sizes = [evidence.sizes.get((trial, population, arm)) for arm in arms]
            is_itt = evidence.populations[trial, population].get("analysis_set") == "itt"
            if is_itt and None not in sizes:
                sums.append(sum(sizes))
        if sums and randomised not in sums and max(sums) != randomised:
            yield row.problem(
                "n_randomised",
                f"the arms' people add up to {max(sums)}.",
                "Check the n of each arm in the population of everyone randomised.",
            )


@rule(
    "trials-have-reports",
    "A trial has a report; until one is entered it is a draft.",
    per="trials",
    good="trial other: {name: OTHER}\nreport other/2021-second: {}",
    bad="trial other: {name: OTHER} # <-- here",
)
def trials_have_reports(evidence: Evidence) -> Found:
    told = {row.get("trial") for row in evidence.typed["reports"]}
    for trial, row in evidence.trials.items():
        is_open = row.get("status") or evidence.unread.hides_some("reports", trial)
        if trial not in told and not is_open:
            yield row.problem(
                "name",
                "no report of this trial is entered, so a page has nothing to show.",
                "Enter one (`evidence new report`), or write `status: draft` until then.",
            )


@rule(
    "signs-can-be-drawn",
    "Names that charts draw hold no sign that their font lacks.",
    per="everything",
    good="report: {authors: Müller Ž et al.}",
    bad="report: {authors: 王伟} # <-- here",
)
def signs_can_be_drawn(evidence: Evidence) -> Found:
    for table, names in DRAWN_NAMES.items():
        for row in evidence.typed[table]:
            for name in names:
                sign = not_drawn(row.get(name))
                if sign:
                    yield row.problem(
                        name,
                        f"a picture cannot show “{sign}”.",
                        "Write it in Latin letters, as PubMed does.",
                    )


DRAWN_NAMES = {  # what charts write beside their figures
    "trials": ("name",), "arms": ("label",), "populations": ("label",), "reports": ("authors",),
    "categories": ("title",), "subgroups": ("title",), "endpoints": ("name", "abbreviation"),
    "criteria": ("name",), "cancers": ("name",), "biomarkers": ("name",), "drugs": ("name",),
}  # fmt: skip


@rule(
    "an-arm-is-a-part",
    "One of several groups that were randomised holds fewer people than all of them.",
    per="trials",
    good="trial: {n_randomised: 200}",
    bad="trial: {populations: {everyone: {label: everyone, analysis_set: treated, categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required], n: {a: 200}}}}",
)
def an_arm_is_a_part(evidence: Evidence) -> Found:
    for (trial, _, arm), row in evidence.size_rows.items():
        whole, size = evidence.trials.get(trial), row.get("n")
        own = [a for a in evidence.arms_of[trial] if not evidence.arms[trial, a].list("combines")]
        if whole is None or arm not in own or len(own) < 2 or not size.isdigit():
            continue
        if whole.get("design") != "randomised" or not whole.get("n_randomised").isdigit():
            continue
        if int(size) >= int(whole.get("n_randomised")):
            yield row.problem(
                "n",
                f"is no less than the {whole.get('n_randomised')} people randomised to {len(own)} groups.",
                "Write the people of this group alone.",
            )


@rule(
    "people-stand-on-pages-of-their-cancer",
    "A page shows people of a trial only if it is about their cancer, or about several.",
    per="everything",
    good="category: {cancers: [melanoma]}\ntrial: {cancer: melanoma}",
    bad="category: {cancers: [melanoma]}\ntrial: {cancer: breast}",
    source="Cochrane Handbook 15.4 (to whom a result applies)",
)
def people_stand_on_pages_of_their_cancer(evidence: Evidence) -> Found:
    known = evidence.vocabulary("cancers").keys() - {"several"}
    pages = {row.get("category"): row.list("cancers") for row in evidence.tables["categories"]}
    for trial, row in evidence.trials.items():
        people = (evidence.populations[trial, one] for one in evidence.populations_of[trial])
        for page in sorted({page for one in people for page in one.list("categories")}):
            held, cancer = pages.get(page, []), row.get("cancer")
            if cancer in known and held and not {cancer, "several"} & {*held}:
                yield row.problem(
                    "cancer",
                    f"people of this trial stand on the page {page}, which is about {', '.join(held)}.",
                    "Name the page of its cancer there, or add the cancer to `cancers:` of the page.",
                )


@rule(
    "one-registry-number-one-trial",
    "A registry number belongs to one trial folder, pooled analyses aside.",
    per="everything",
    good="trial: {registry_ids: [NCT00000001]}",
    bad="""
trial: {registry_ids: [NCT00000001]}
trial other: {registry_ids: [NCT00000001]}
""",
    level=WARNING,
)
def one_registry_number_one_trial(evidence: Evidence) -> Found:
    seen: dict[str, str] = {}
    for trial, row in evidence.trials.items():
        if row.get("design") == "pooled":
            continue
        for number in row.list("registry_ids"):
            if number in seen:
                yield row.problem(
                    "registry_ids",
                    f"{number} stands also in trial {seen[number]}.",
                    "Put the report into that trial's folder, or say `design: pooled`.",
                )
            seen.setdefault(number, trial)


@rule(
    "trials-are-told-apart",
    "Two trials do not have the same name.",
    per="everything",
    good="trial: {name: BASE}\ntrial other: {name: OTHER}\nreport other/2021-second: {}",
    bad="trial: {name: BASE}\ntrial other: {name: Base}",
)
def trials_are_told_apart(evidence: Evidence) -> Found:
    seen: dict[str, str] = {}
    for trial, row in sorted(evidence.trials.items()):
        first = seen.setdefault(row.get("name").casefold() or trial, trial)
        if first != trial:
            yield row.problem(
                "name",
                f"is also the name of the trial {first}.",
                "Was the folder copied? Each trial stands once; a pooled analysis has a name of its own.",
            )


@rule(
    "groups-of-people-have-a-place",
    "Of several groups of people in a trial, each says how it belongs to the others.",
    per="trials",
    good="""
trial: {populations: {everyone: {label: everyone, analysis_set: itt, categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required], n: {a: 100, b: 100}}, old: {label: people over 70, analysis_set: subset, part_of: everyone, categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required], n: {}}}}
""",
    bad="""
trial: {populations: {everyone: {label: everyone, analysis_set: itt, categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required], n: {a: 100, b: 100}}, old: {label: people over 70, analysis_set: subset, categories: [appleoma], subgroups: [first], line: first, biomarker: [none_required], n: {}}}}
""",
)
def groups_of_people_have_a_place(evidence: Evidence) -> Found:
    for trial, keys in evidence.populations_of.items():
        rows = {key: evidence.populations[trial, key] for key in keys}
        roots = [key for key, row in rows.items() if not any(tie in row.lines for tie in TIES)]
        for key in roots if len(roots) > 1 else ():
            yield rows[key].problem(
                "label",
                f"how do these people belong to the other groups ({', '.join(k for k in keys if k != key)})?",
                "Add `part_of:` (a part of a group), `set_of:` (the same people, counted in another "
                "way), `earlier_cut_of:` (a group that grew) or `cohort:` (enrolled beside others, named). "
                f"Write `part_of: {NOT_STATED}` if that cannot be told.",
            )
        for row in rows.values():
            ties = [tie for tie in TIES if row.get(tie)]
            if len(ties) > 1 and ties != ["part_of", "cohort"]:
                yield row.problem(
                    ties[1],
                    f"stands beside `{ties[0]}:`; a group has one place.",
                    "Keep the one that is true.",
                )
        in_circle = [
            key for key in rows if key not in roots and not evidence.has_a_root(trial, key)
        ]
        for key in in_circle[:1]:
            tie = next(tie for tie in TIES if rows[key].get(tie))
            if rows[key].get(tie) != key:  # told as a name that is no other group's
                yield rows[key].problem(
                    tie,
                    "these groups point at each other in a circle.",
                    "One of them must be the whole.",
                )


TIES = ("part_of", "set_of", "earlier_cut_of", "cohort")


@rule(
    "labels-name-their-drugs",
    "A group whose label names drugs got at least one of them.",
    per="trials",
    good="trial: {arms: {a: {label: nivolumab plus ipilimumab, drugs: [nivolumab, ipilimumab], regimen: none, role: tested}, b: {label: b, drugs: [placebo], regimen: none, role: control}}}",
    bad="trial: {arms: {a: {label: trametinib, drugs: [dabrafenib], regimen: none, role: tested}, b: {label: b, drugs: [placebo], regimen: none, role: control}}}",
)
def labels_name_their_drugs(evidence: Evidence) -> Found:
    drugs = evidence.vocabulary("drugs")
    for row in evidence.tables["arms"]:
        given = [drugs[code] for code in row.list("drugs") if code in drugs]
        if not given or any(drug.get("drug_class") in KINDS_OF_CARE for drug in given):
            continue
        words = " ".join(f"{drug.get('name')} {drug.get('synonyms')}" for drug in given).lower()
        named = [name.lower() for name in evidence.drug_names.findall(row.get("label"))]
        if {evidence.drugs_by_name[name] for name in named} & {*row.list("drugs")}:
            continue
        named = [name for name in named if not _is_a_kind(drugs[evidence.drugs_by_name[name]])]
        kinds = {drug.get("drug_class") for drug in given if _is_a_kind(drug)}
        classes = {drugs[evidence.drugs_by_name[name]].get("drug_class") for name in named}
        if named and not any(name in words for name in named) and not kinds & classes:
            yield row.problem(
                "drugs",
                f"the label names {named[0]}, which is not among them.",
                "Correct the label, or the drugs.",
            )


NO_DRUG = "no active drug"
KINDS_OF_CARE, NO_MORE = ("standard treatment", NO_DRUG), (NO_DRUG, "surgery")


def _is_a_kind(drug: Row) -> bool:
    """Chemotherapy, surgery: a kind of treatment, under which drugs of any name may stand."""
    kind = drug.get("drug_class")
    return kind in KINDS_OF_CARE or drug.get("code") == kind


ADDED = "trial: {arms: {a: {label: a, drugs: [nivolumab, ipilimumab], regimen: none, role: tested}, b: {label: b, drugs: [ipilimumab], regimen: none, role: control}}}"
SEVERE = "endpoint: adverse_events, effect_measure: proportion, unit: percent, attribution: any, grades: 3-4"


@rule(
    "more-treatment-does-more",
    "A group that got the same drugs as another and more has not clearly fewer responses or side effects, nor clearly less time without the event.",
    level=WARNING,
    per="trial",
    good=f"""
{ADDED}
ae-a: {{arm: a, {SEVERE}, value: 50}}
ae-b: {{arm: b, {SEVERE}, value: 30}}
""",
    bad=f"""
{ADDED}
ae-a: {{arm: a, {SEVERE}, value: 30}}  # <-- here
ae-b: {{arm: b, {SEVERE}, value: 50}}
""",
    source="PIVOT IO 001 (a drug added to nivolumab, and eight points fewer responses: no trial here shows more)",
)
def more_treatment_does_more(group: list[Estimate], evidence: Evidence) -> Found:
    trial = group[0].trial
    given = {arm: _active(trial, arm, evidence) for arm in evidence.arms_of[trial]}
    added = [pair for pair in permutations(given, 2) if given[pair[1]] < given[pair[0]]]
    figures: dict[str, list[Estimate]] = defaultdict(list)
    for e in group if added else ():
        if _grows_with_treatment(e, evidence):
            figures[e.arm].append(e)
    for more, less in added:
        for own, other in matching(figures[more], figures[less], _same_look, evidence):
            most = _most_with_less(own, other, evidence)
            yield compared(
                f"{other.printed} ({other.key}) with fewer drugs, at most {most:.4g} beside "
                f"{own.printed} ({own.key}) with more",
                own,
                other,
            )
            if other.value > most:
                yield own.problem(
                    "value",
                    f"is far less than {other.row.get('value')} ({other.key}), though {more} got the same drugs as {less} and more.",
                    "Were the groups swapped?",
                )


MORE_OFTEN, LONGER = 10.0, 1.3  # points between two shares; times between two medians
FEW = 100  # people of a group of which the number is not known


def _most_with_less(own: Estimate, other: Estimate, evidence: Evidence) -> float:
    """The most that a group with fewer drugs can have: a little more, or as much as chance gives in
    groups so small, two standard errors.
    """
    of_one = sum(1 / (e.n_analysed or evidence.size(e) or FEW) for e in (own, other))
    if own.effect.scale is TIME:
        return own.value * max(LONGER, math.exp(2 * math.sqrt(2.5 * of_one)))
    share = min(max((own.value + other.value) / 200, 0), 1)
    return own.value + max(MORE_OFTEN, 200 * math.sqrt(share * (1 - share) * of_one))


def _active(trial: str, arm: str, evidence: Evidence) -> frozenset[str]:
    """What a group got, without placebo and the like, and without surgery, which few can have."""
    known = evidence.vocabulary("drugs")
    codes = evidence.arms[trial, arm].list("drugs")
    return frozenset(
        code for code in codes if code not in known or known[code].get("drug_class") not in NO_MORE
    )


def _grows_with_treatment(e: Estimate, evidence: Evidence) -> bool:
    """Does what works make it larger: a good outcome, or harms as a whole?

    One harm by its name may become rarer, as skin tumours of one drug do with a second one.
    """
    if e.value is None or not e.is_exact:
        return False
    if e.family == "survival":
        return e.measure == "median" or (e.measure == "landmark_rate" and e.counts == "event_free")
    row = evidence.vocabulary("endpoints").get(e.endpoint)
    is_good = e.family == "response" and row is not None and bool(row.get("question"))
    is_harm = e.family == "harm" and not e.row.get("event")
    return e.measure == "proportion" and (is_good or is_harm)


def _same_look(e: Estimate) -> tuple[object, ...]:
    return (e.look, e.judged, e.population, e.endpoint, e.measure, e.timepoint_months, e.condition)
