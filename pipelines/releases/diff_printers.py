"""Printers of changes: for a terminal, for programs, as a page, for a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterable

from markupsafe import Markup

from pipelines import problem_printers
from pipelines.releases.diff import LAYOUT, NUMBER, TEXT, Change
from schemas.problem import shorten

TITLES = {NUMBER: "Numbers", TEXT: "Texts", LAYOUT: "Layout and comments only"}
LONGEST = 120


def summary(changes: list[Change], old: str, new: str) -> str:
    counts = [
        problem_printers.plural(sum(c.kind == kind for c in changes), word)
        for kind, word in ((NUMBER, "number"), (TEXT, "text"), (LAYOUT, "file"))
    ]
    return f"From {old} to {new}: {counts[0]}, {counts[1]} and the layout of {counts[2]} changed."


def as_text(changes: list[Change], old: str, new: str) -> str:
    lines = [summary(changes, old, new)]
    for kind, title in TITLES.items():
        own = [change for change in changes if change.kind == kind]
        if own:
            lines += ["", title, *(f"  {_line(change)}" for change in own)]
    return "\n".join(lines)


def _line(c: Change) -> str:
    name = " ".join(part for part in (c.id, c.field) if part)
    pages = f"  (on {', '.join(c.pages)})" if c.pages else ""
    return f"{name}: {_what(c)}{pages}"


def _what(c: Change) -> str:
    before, after = shorten(c.before, LONGEST), shorten(c.after, LONGEST)
    if c.kind == LAYOUT:
        return before
    return {
        "added": f"added {after}",
        "removed": f"removed {before}",
        "changed": f"{before} → {after}",
    }[c.how]


def as_json(changes: list[Change], old: str, new: str) -> str:
    found = {"from": old, "to": new, "changes": [change.as_dict() for change in changes]}
    return json.dumps(found, ensure_ascii=False, indent=2)


def as_markdown(changes: list[Change], old: str, new: str) -> str:
    lines = [f"**{summary(changes, old, new)}**"]
    for kind, title in TITLES.items():
        own = [change for change in changes if change.kind == kind]
        if own:
            lines += [
                "",
                f"### {title}",
                "",
                "| what | before | after | pages |",
                "|---|---|---|---|",
            ]
            lines += [f"| {' | '.join(map(_cell, _cells(change)))} |" for change in own]
    return "\n".join(lines)


def _cells(c: Change) -> tuple[str, str, str, str]:
    name = " ".join(part for part in (c.id, c.field) if part)
    return name, shorten(c.before, LONGEST), shorten(c.after, LONGEST), ", ".join(c.pages)


def _cell(text: str) -> str:
    for sign in "\\|`*_<>[]":
        text = text.replace(sign, f"\\{sign}")
    return text


def as_html(changes: Iterable[Change], old: str, new: str) -> str:
    changes = list(changes)
    parts = [
        Markup(
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            "<title>What changed</title></head><body>\n<h1>What changed</h1>\n<p>{}</p>"
        ).format(summary(changes, old, new))
    ]
    for kind, title in TITLES.items():
        own = [change for change in changes if change.kind == kind]
        if not own:
            continue
        rows = Markup("\n").join(
            Markup("<tr>")
            + Markup("").join(Markup("<td>{}</td>").format(cell) for cell in _cells(c))
            + Markup("</tr>")
            for c in own
        )
        parts.append(
            Markup(
                "<h2>{}</h2>\n<table><thead><tr><th>What</th><th>Before</th><th>After</th>"
                "<th>Pages</th></tr></thead><tbody>\n{}\n</tbody></table>"
            ).format(title, rows)
        )
    return str(Markup("\n").join(parts)) + "\n</body></html>\n"


STYLES = {"text": as_text, "json": as_json, "html": as_html, "markdown": as_markdown}
