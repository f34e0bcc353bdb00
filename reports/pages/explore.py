"""The rows behind the page on which all figures can be filtered: shown text, never a bare value."""

from __future__ import annotations

import json
from pathlib import Path

from reports.pages.site import Site
from reports.panels.situation import full_title
from reports.published import Figure, Published
from reports.text import words
from reports.text.shown import CannotShow, shown
from schemas.fields import items_of
from schemas.measures import MEASURES

FILTERS = (
    "category", "subgroup", "gene", "drug", "endpoint", "measure", "kind", "standing", "support",
    "cut",
)  # fmt: skip
COLUMNS = (
    "id",
    "trial",
    "treatment",
    "people",
    "endpoint",
    "figure",
    "interval",
    "source",
    *FILTERS,
)


def write_explore(site: Site, folder: Path) -> None:
    """Write ``data/explore.json``: names of codes once, then one short list a row."""
    published = site.published
    data = {
        "names": names(published),
        "rows": [row(f, published) for f in sorted(published.figures.values(), key=_by_trial)],
    }
    target = folder / "data" / "explore.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def names(published: Published) -> dict[str, dict[str, str]]:
    """Words for the codes of each filter, in the order in which a list shows them."""
    used = {name: set() for name in FILTERS}
    for f in published.figures.values():
        for name, codes in filters(f, published).items():
            used[name].update(codes)
    vocabulary = {
        "category": {c["category"]: c["title"] for c in published.categories},
        "subgroup": {
            f"{s['category']}/{s['subgroup']}": full_title(c["title"], s["title"])
            for c in published.categories
            for s in published.subgroups(c["category"])
        },
        "gene": {b["code"]: b["name"] for b in published.tables["biomarkers"]},
        "drug": {d["code"]: d["name"] for d in published.tables["drugs"]},
        "endpoint": {e["code"]: words.first_capital(e["name"]) for e in published.tables["endpoints"]},
        "measure": {m.code: words.first_capital(m.name) for m in MEASURES.values()},
        "kind": {code: words.first_capital(says) for code, says in words.CODES["kind"].items()},
        "standing": {c: words.first_capital(says) for c, says in words.CODES["standing"].items()},
        "support": {c: words.first_capital(says) for c, says in words.CODES["support"].items()},
        "cut": {"latest": "Latest data cut", "earlier": "Earlier data cut"},
    }  # fmt: skip
    return {
        name: {code: vocabulary[name].get(code, code) for code in _ordered(vocabulary[name], codes)}
        for name, codes in used.items()
    }


def _ordered(known: dict[str, str], used: set[str]) -> list[str]:
    return [code for code in known if code in used] + sorted(used - set(known))


def filters(f: Figure, published: Published) -> dict[str, list[str]]:
    """Codes of a row under each filter; most have one."""
    categories = items_of(f.category)
    return {
        "category": categories,
        "subgroup": [
            f"{c}/{s['subgroup']}"
            for c in categories
            for s in published.subgroups(c)
            if s["subgroup"] in items_of(f.subgroup)
        ],
        "gene": items_of(f.biomarker),
        "drug": f.drugs.split("+"),
        "endpoint": [f.endpoint],
        "measure": [f.effect_measure],
        "kind": [f.report_kind],
        "standing": [f.standing],
        "support": [f.support],
        "cut": ["latest" if f.is_current else "earlier"],
    }


def row(f: Figure, published: Published) -> list[object]:
    """One figure in the order of COLUMNS, codes joined by a space."""
    treatment = f.arm + (f" against {f.comparator}" if f.comparator else "")
    what = words.counted(f)
    what += f" {f.time_words} {f.timepoint_as_printed}" if f.timepoint_as_printed else ""
    if f.family == "harm":
        what += f" ({words.words('grades', f.grades)}; {words.words('attribution', f.attribution)})"
    what += f", {f.measure.name}"
    for extra in (f.event, f.variant, f.conditional_on, f.probability_of):
        what += f"; {extra}" if extra else ""
    people = f"{f.population}" + (f", {f.n:,}" if f.n is not None else "")
    people += f" ({words.whose(f)})" if words.whose(f) else ""
    cite = published.reports[f.trial, f.report]["cite"]
    return [
        f.id, f.trial_name, treatment, people, what, shown(f, "as_printed"), _interval(f), cite,
        *(" ".join(codes) for codes in filters(f, published).values()),
    ]  # fmt: skip


def _by_trial(f: Figure) -> tuple[str, str]:
    return f.trial_name.casefold(), f.id


def _interval(f: Figure) -> str:
    if not f.may_show_value:
        return ""
    try:
        return f"{shown(f, 'interval')} ({shown(f, 'level')})"
    except CannotShow:
        return "none in what we read"
