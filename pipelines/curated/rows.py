"""Rows of one curated file: its text taken apart, with the line on which each value was typed."""

from __future__ import annotations

import re

from pipelines.curated.keys import File, Part
from pipelines.curated.lists import List
from pipelines.curated.yamltext import Mapping, Scalar, Sequence, parse
from schemas import tables
from schemas.fields import NUMBER
from schemas.problem import nearest
from schemas.row import Row


def rows_of(kind: str, text: str, place: str, *names: str) -> Part:
    """Rows of the file at ``place``, which holds ``text``: a method of its kind, with its names."""
    file = List(place) if kind == "table" else _Tree(place)
    getattr(file, kind)(text, *names)
    return file.part


# what a file holds that has such a group
GROUPS = {
    "estimates": "a report", "populations": "the description of a trial", "arms": "the description of a trial",
    "facts": "a reference", "subgroups": "the head of a page",
}  # fmt: skip


# keys of who took part that are no characteristic
SOURCE = ("arm", "report", "url", "read_in", "seen_at", "locator")


def _is_of_source(key: str) -> bool:
    return key in SOURCE or bool(nearest(key, SOURCE))


class _Tree(File):
    """A file of keys and groups: YAML, or the head of a page."""

    def mapping(self, text: str, *own: str) -> Mapping | None:
        """The file as a group of keys; None if it is not read: ``own`` are the groups of its kind."""
        self.typed = text.split("\n")
        node, problems = parse(text, self.place)
        self.part.problems += problems
        if not node.items and problems:
            return None
        return None if own and self.is_of_another_kind(node, own) else node

    def is_of_another_kind(self, node: Mapping, own: tuple[str, ...]) -> bool:
        """Is this the text of another file, or does a group of this one stand inside another?"""
        other, near = "", node.items.get(own[0], node.items.get(own[0].removesuffix("s")))
        if not isinstance(near, Mapping):
            other = next((name for name in GROUPS if name not in own and name in node.items), "")
        if other:
            message = f"this file holds {GROUPS[other]}, not {GROUPS[own[0]]}."
            self.report(node.lines[other], other, "", message, "Was it copied over another one? Restore what stood here.", "right-type")  # fmt: skip
            return True
        for outer in own:
            group = node.items.get(outer)
            for name in own if isinstance(group, Mapping) else ():
                if name in group.items and name not in node.items:
                    todo = "Begin it, and all that belongs with it, two spaces further left."
                    self.report(group.lines[name], name, "", f"stands inside `{outer}:`.", todo, "right-type")  # fmt: skip
                    return True
        return False

    def trial(self, text: str, trial: str) -> None:
        node = self.mapping(text, "populations", "arms", "leads")
        if node is None:
            return
        fixed = {"trial": trial}
        self.add("trials", self.row("trials", node, fixed, nested=("arms", "populations", "leads")))
        for key, arm in self.named(node, "arms"):
            self.add("arms", self.row("arms", arm, {**fixed, "arm": key}))
        for key, population in self.named(node, "populations"):
            named = {**fixed, "population": key}
            nested = ("n", "took_part")
            self.add("populations", self.row("populations", population, named, nested=nested))
            if "took_part" in population.items:
                self.took_part(population, named)
            sizes = population.items.get("n")
            if sizes is None or (isinstance(sizes, Scalar) and not sizes.text):
                continue  # the source does not say
            if not isinstance(sizes, Mapping):
                arms = node.items.get("arms")
                keys = list(arms.items) if isinstance(arms, Mapping) else ["arm"]
                form = f"n: {{{', '.join(f'{key}: 100' for key in keys)}}}"
                todo = f"Write it such as `{form}`, or `n: {{}}` if the source does not say."
                self.report(population.lines["n"], "n", "", "the number of each arm is expected here.", todo, "right-type")  # fmt: skip
                continue
            self.rejoin(sizes, lambda key: r"\d+")
            for arm_key, size in sizes.items.items():
                line = sizes.lines[arm_key]
                if arm_key in self.misnamed:
                    continue
                if isinstance(size, Scalar) and not size.text and (glued := re.fullmatch(r"([a-z0-9-]+) ?[=:] ?(\d+)", arm_key)):  # fmt: skip
                    self.report(line, "n", arm_key, "a colon and a space are expected between arm and number.", f"Write `{glued[1]}: {glued[2]}`.", "right-form")  # fmt: skip
                    break
                value = self.value(line, "n", size)
                if not value:
                    continue
                values = {**named, "arm": arm_key, "n": value}
                self.add(
                    "population_sizes", Row(self.place, line, values, dict.fromkeys(values, line))
                )

        leads = node.items.get("leads")
        if isinstance(leads, Mapping):
            for key, reason in leads.items.items():
                line = leads.lines[key]
                values = {**fixed, "estimate": key}
                values["reason"] = self.value(line, "reason", reason)
                self.add("leads", Row(self.place, line, values, dict.fromkeys(values, line)))
        elif leads is not None:
            self.wrong_type(node.lines["leads"], "leads", "`report/key: why it leads` lines")

    def took_part(self, population: Mapping, fixed: dict[str, str]) -> None:
        """Who joined: one group of keys, or a list of groups, each of one source and, if not of all
        people together, of one arm. Keys that are no columns are characteristics.
        """
        given = population.items["took_part"]
        groups = given.items if isinstance(given, Sequence) else [given]
        if not groups or not all(isinstance(group, Mapping) for group in groups):
            todo = "Write the keys of its source and its characteristics below it; see EDITING.md."
            self.wrong_type(population.lines["took_part"], "took_part", "a group of `key: value` lines", todo)  # fmt: skip
            return
        for group in groups:
            self.rejoin(group, lambda key: NUMBER)
            source = Mapping(group.line)
            for name in [key for key in group.items if _is_of_source(key)]:
                source.items[name] = group.items.pop(name)
                source.lines[name] = group.lines[name]
            shared = self.row("took_part", source, {}, is_part=True)
            if not group.items:
                message, todo = (
                    "nothing is told of these people.",
                    "Add a line such as `age_median: 61`, or delete it.",
                )
                self.report(group.line, "took_part", "", message, todo, "no-empty-value")
            own = {**fixed, "characteristic": "", "value": ""}
            whole = Row(self.place, group.line, {**shared.values, **own}, shared.lines)
            if {*source.items} <= {*SOURCE}:  # else what is missing is the key that was misspelled
                self.tell_missing(whole, "took_part", self.missing(whole, "took_part"))
            for code, value in group.items.items():
                line = group.lines[code]
                values = {**own, "characteristic": code, "value": self.value(line, code, value)}
                lines = {**shared.lines, "characteristic": line, "value": line}
                if values["value"]:
                    self.add("took_part", Row(self.place, line, {**shared.values, **values}, lines))

    def trial_report(self, text: str, trial: str, report: str) -> None:
        node = self.mapping(text, "estimates")
        if node is None:
            return
        fixed = {"trial": trial, "report": report}
        defaults = tables.report_defaults()
        nested = ("estimates", *(d for d in defaults if d not in tables.columns("reports")))
        self.add("reports", self.row("reports", node, fixed, nested=nested))
        given = Mapping(node.line)
        for name in defaults:
            if name in node.items:
                given.items[name], given.lines[name] = node.items[name], node.lines[name]
        inherited = self.row("estimates", given, {}, is_part=True)
        figures = list(self.named(node, "estimates"))
        self.tell_missing_above(node, figures)
        for key, estimate in figures:
            own = {**fixed, "key": key}
            row = self.row("estimates", estimate, own, nested=("printed_so",), inherited=inherited)
            self.add("estimates", row)
            if "printed_so" in estimate.items:
                for rule, answer in self.named(estimate, "printed_so"):
                    self.add("printed_so", self.row("printed_so", answer, {**own, "rule": rule}))

    def tell_missing_above(self, node: Mapping, figures: list[tuple[str, Mapping]]) -> None:
        """What no figure has and the report does not give for all of them, told once."""
        self.told_above = {
            name
            for name in tables.required("estimates")
            if len(figures) > 1
            and name in tables.report_defaults()
            and not any(name in part.items for part in (node, *(figure for _, figure in figures)))
        }
        for name in sorted(self.told_above):
            description = tables.columns("estimates")[name][0]
            todo = f"Add `{name}:` above `estimates:`, where it holds for all of them."
            self.report(node.lines["estimates"], name, "", f"this key is missing: {description}.", todo, "no-missing-key")  # fmt: skip

    def reference(self, text: str, reference: str) -> None:
        node = self.mapping(text, "facts")
        if node is None:
            return
        fixed = {"reference": reference}
        self.add("references", self.row("references", node, fixed, nested=("facts",)))
        for key, fact in self.named(node, "facts"):
            self.add("facts", self.row("facts", fact, {**fixed, "fact": key}))

    def category(self, text: str, category: str) -> None:
        node = self.front_matter(text)
        if node is None:
            return
        fixed = {"category": category}
        self.add("categories", self.row("categories", node, fixed, nested=("subgroups",)))
        groups = node.items.get("subgroups")
        if not isinstance(groups, Mapping):
            self.report(
                node.line,
                "subgroups",
                "",
                "the sections of the page are missing.",
                "Write `subgroups:` with `key: Title` lines.",
                "no-missing-key",
            )
            return
        for key, title in groups.items.items():
            values = {**fixed, "subgroup": key}
            line = groups.lines[key]
            values["title"] = self.value(line, "title", title)
            self.add("subgroups", Row(self.place, line, values, dict.fromkeys(values, line)))

    def guide_page(self, text: str, page: str) -> None:
        node = self.front_matter(text)
        if node is not None:
            self.add("guide", self.row("guide", node, {"page": page}))

    def front_matter(self, text: str) -> Mapping | None:
        match = re.match(r"---\n(.*?\n)---[ \t]*(?:\n|$)(.*)", text, re.DOTALL)
        if match is None:
            self.report(
                1,
                "",
                "",
                "the file must begin with its settings between two lines `---`.",
                "Copy the head of another page of this folder.",
                "readable-yaml",
            )
            return None
        node, problems = parse("\n" + match.group(1), self.place)
        self.part.problems += problems
        if problems and not node.items:
            return None
        line = text[: match.start(2)].count("\n") + 1
        node.items["prose"], node.lines["prose"] = Scalar(match.group(2), line), line
        return node

    def entries(self, text: str, table: str, key: str) -> None:
        """A mapping from ``key`` to the other fields of ``table``, or to a list of such groups."""
        node = self.mapping(text)
        if node is None:
            return
        for name, entry in node.items.items():
            several = entry.items if isinstance(entry, Sequence) else [entry]
            if several and all(isinstance(one, Mapping) for one in several):
                for one in several:
                    self.add(table, self.row(table, one, {key: name}))
            else:
                self.wrong_type(node.lines[name], name, "a group of `key: value` lines")
