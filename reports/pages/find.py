"""What the page Find lists: every name by which readers look for something, and where it stands.

The page is the index: a small script filters its list in place, and without one it is read from A to Z.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from reports.pages.entries import Entry, Group, Link, Row, in_order, with_typed, words_of
from reports.pages.site import Site
from reports.panels.situation import Situation, full_title
from reports.published import Published, Record
from reports.text.elsewhere import ASKED_FOR, PARTLY, is_one_of
from reports.text.everyday import ALSO_CALLED, SECTIONS, typed_for
from reports.text.prose import anchor, sections
from reports.text.questions import QUESTIONS
from schemas.borders import site_map
from schemas.fields import items_of

NO_GENE = ("none_required", "not_stated")
SEVERAL = "several"  # kinds of cancer: no name that anybody looks for


def _also(cancer: Record) -> str:
    """Other names and the code by which a cancer is looked for."""
    return " ".join(filter(None, (cancer["oncotree"], *items_of(cancer["also"]))))


class Finder:
    """The entries of one build. ``situations`` are all pages of situations, empty ones too."""

    def __init__(self, site: Site, situations: Iterable[Situation]):
        self.site, self.published = site, site.published
        self.situations = [s for s in situations if s.trials]
        self.named = {
            name: self.published.named(name) for name in ("cancers", "drugs", "biomarkers")
        }
        self.titles = {c["category"]: short(c["title"]) for c in self.published.categories}
        self.places = {
            s.key: Link(site_map.situation(s.category, s.slug), self._title(s))
            for s in self.situations
        }
        self.of = {s.key: _Within(self.published, s) for s in self.situations}

    def _title(self, s: Situation) -> str:
        return full_title(self.titles[s.category], s.title)

    def groups(self) -> list[Group]:
        """All groups, those first that most readers look for; within a group from A to Z."""
        made = (
            ("cancers", "Cancers", self.cancers()),
            ("groups", "Groups of people", self.groups_of_people()),
            ("genes", "Genes and markers", self.genes()),
            ("drugs", "Drugs and other treatments", self.drugs()),
            ("trials", "Trials", self.trials()),
            ("site", "About this site", self.of_site()),
            ("guide", "Guide and questions", self.guide()),
            ("words", "Words", self.words()),
            ("charts", "Charts", self.charts()),
        )
        groups = (
            Group(code, title, sorted(map(with_typed, found), key=in_order))
            for code, title, found in made
        )
        return [group for group in groups if group.entries]

    def cancers(self) -> Iterator[Entry]:
        names, titles, pages = self.named["cancers"], set(), defaultdict(list)
        missing = set(ASKED_FOR)
        for category in self.published.categories:
            codes = items_of(category["cancers"])
            title, held = category["title"], [names[code] for code in codes if code in names]
            words = [title, *(f"{row['name']} {_also(row)}" for row in held)]
            if category["category"] not in PARTLY:
                kinds = [
                    kind for kind, parts in ASKED_FOR.items() if is_one_of(" ".join(words), parts)
                ]
                words += [f"{kind} {ALSO_CALLED.get(kind, '')}" for kind in kinds]
                missing -= set(kinds)
            yield Entry(title, site_map.category(category["category"]), words=" ".join(words[1:]))
            titles.add(title.lower())
            for code in codes:
                pages[code].append(self._hub(category))
        for code, row in names.items():
            if pages[code] and code != SEVERAL and row["name"].lower() not in titles:
                yield Entry(row["name"], places=tuple(pages[code]), words=_also(row))
        for kind in missing:
            labels = (
                row
                for row in self.published.tables["populations"]
                if is_one_of(row["label"], ASKED_FOR[kind])
            )
            trials = self._links({row["trial"] for row in labels})
            yield Entry(kind, trials=trials, words=ALSO_CALLED.get(kind, ""))

    def _hub(self, category: Record) -> Link:
        return Link(site_map.category(category["category"]), self.titles[category["category"]])

    def groups_of_people(self) -> Iterator[Entry]:
        names = self.named["cancers"]
        for s in self.situations:
            category = next(c for c in self.published.categories if c["category"] == s.category)
            within = self.of[s.key]
            words = [names[code]["name"] for code in items_of(category["cancers"]) if code in names]
            words += [self.published.trials[t]["name"] for t in s.trials]
            words += [self._named("drugs", code) for code in sorted(within.drugs)]
            words += [self._named("biomarkers", code) for code in sorted(within.genes)]
            yield Entry(
                self._title(s), site_map.situation(s.category, s.slug), words=" ".join(words)
            )

    def _named(self, table: str, code: str) -> str:
        row = self.named[table][code]
        more = (row.get(column) or "" for column in ("synonyms", "drug_class"))
        return " ".join((row["name"], *more))

    def genes(self) -> Iterator[Entry]:
        for row in self.published.tables["biomarkers"]:
            standing = self._standing(row["code"], "genes")
            if standing["places"] and row["code"] not in NO_GENE:
                yield Entry(row["name"], **standing, words=row["meaning"] or "")

    def drugs(self) -> Iterator[Entry]:
        for row in self.published.tables["drugs"]:
            standing = self._standing(row["code"], "drugs")
            if standing["places"]:
                also = (row["synonyms"] or "").replace(";", ",")
                yield Entry(row["name"], also=also, **standing, words=row["drug_class"] or "")

    def _standing(self, code: str, kind: str) -> Record:
        """Where something stands: pages of situations, and trials."""
        keys = [key for key, within in self.of.items() if code in getattr(within, kind)]
        trials = {t for key in keys for t in getattr(self.of[key], kind)[code]}
        return {"places": tuple(self.places[key] for key in keys), "trials": self._links(trials)}

    def _links(self, trials: Iterable[str]) -> tuple[Link, ...]:
        named = ((self.published.trials[key]["name"], key) for key in trials)
        return tuple(Link(site_map.trial(key), name) for name, key in sorted(named))

    def trials(self) -> Iterator[Entry]:
        for key, row in self.published.trials.items():
            reports = self.published.reports_of.get(key, ())
            words = [
                row["registry_ids"] or "",
                *(f"{r['cite']} {r['pmid'] or ''}" for r in reports),
            ]
            places = tuple(self.places[s.key] for s in self.situations if key in s.trials)
            also = ", ".join(items_of(row["also"]))
            yield Entry(row["name"], site_map.trial(key), also, places, words=" ".join(words))

    def guide(self) -> Iterator[Entry]:
        for page in self.published.guide:
            path, prose = site_map.guide_page(page["page"]), page["prose"] or ""
            yield Entry(page["title"], path)
            yield from self._sections(path, prose, page["title"])
        for category in self.published.categories:
            path, prose = site_map.category(category["category"]), category["prose"] or ""
            yield from self._sections(path, prose, self.titles[category["category"]], "## ")

    def _sections(self, path: str, prose: str, page: str, level: str = "#") -> Iterator[Entry]:
        for marks, title, text in sections(prose):
            if f"{marks} ".startswith(level):
                name = title if title.endswith("?") and level == "#" else f"{page}: {title}"
                words = " ".join((*words_of(text), typed_for(f"{title} {text}")))
                yield Entry(name, f"{path}#{anchor(title)}", words=words)

    def words(self) -> Iterator[Entry]:
        page, terms = site_map.PAGES["glossary"], set()
        for row in self.published.tables["glossary"]:
            also = ", ".join(items_of(row["also"]))
            terms.add(row["term"].lower())
            path = f"{page}#{anchor(row['term'])}"
            typed = Row("glossary", row["term"], "term", "also")
            yield Entry(row["term"], path, also, words=typed_for(row["says"]), row=typed)
        for row in self.published.tables["endpoints"]:
            if row["name"].lower() not in terms:
                also = row["abbreviation"] if row["abbreviation"] != row["name"] else ""
                path = f"{page}#{measured(row['code'])}"
                typed = Row("endpoints", row["code"], "name", "abbreviation")
                yield Entry(row["name"], path, also, words=row["plain_words"], row=typed)

    def charts(self) -> Iterator[Entry]:
        for slug, title in self.site.charts:
            yield Entry(title, site_map.chart(slug), words="chart picture graph")

    def of_site(self) -> Iterator[Entry]:
        yield from (Entry(title, path, words=words) for title, path, words in OF_SITE)


OF_SITE = (
    ("Who pays for this site", "about/index.html#who-pays", "money funding sponsor owner advertising paid"),
    ("Report an error", "about/index.html#corrections", "mistake wrong contact correction mail write"),
    ("Weakest figures", site_map.PAGES["weakest"], "weak numbers doubtful uncertain unsure least"),
    ("Privacy", "about/index.html#privacy", "cookies tracking data protection personal"),
    ("How figures are checked", "about/index.html#checked", "trust reliable quality sources review approved"),
    ("What changed", site_map.PAGES["changes"], "new news update changes latest withdrawn retracted"),
    ("Filter all figures", site_map.PAGES["explore"], "explore table data download csv all numbers"),
    ("Methods and guidelines cited", site_map.PAGES["references"], "references sources literature"),
    ("What reviewers still have to look at", site_map.PAGES["audit"], "audit review worklist weakest doubtful"),
    ("Charts to use elsewhere", site_map.GALLERY, "chart charts pictures graphs embed share"),
)  # fmt: skip


# sections of the page of a situation: what people type who look for one, and its name
WAYS = {
    **{
        code: (typed, QUESTIONS[code].chip) for code, typed in SECTIONS.items() if code in QUESTIONS
    },
    "who": (SECTIONS["who"], "Who"),
    "ask": (SECTIONS["ask"], "Ask"),
}


class _Within:
    """Drugs and genes of the people of one situation, each with its trials."""

    def __init__(self, published: Published, s: Situation):
        self.drugs: dict[str, set[str]] = {}
        self.genes: dict[str, set[str]] = {}
        for trial in s.trials:
            figures = published.figures_in(trial, s.category, s.subgroup)
            arms = {key for f in figures for key in (f.arm_key, f.comparator_key)}
            for code in _drugs(a for a in published.arms_of[trial] if a["arm"] in arms):
                self.drugs.setdefault(code, set()).add(trial)
            for code in {code for f in figures for code in items_of(f.biomarker)}:
                self.genes.setdefault(code, set()).add(trial)


def _drugs(arms: Iterable[Record]) -> set[str]:
    return {code for arm in arms for code in items_of(arm["drugs"])}


def short(title: str) -> str:
    return title.split(" with ")[0]


def measured(code: str) -> str:
    """Anchor of an endpoint on the page of words."""
    return f"measured-{code}"
