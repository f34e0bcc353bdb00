"""The verb ``todo``: the editors' list as text, JSON, a page, or annotations."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from datetime import date

import click

from pipelines import problem_printers
from pipelines.checks.check import check
from pipelines.problem_printers import say
from pipelines.project import Project
from pipelines.refresh.drift import DriftFile
from pipelines.worklist.todo import SAYS, Item, list_todo

STYLES = ("text", "json", "html", "github")
MOST_IN_BRIEF = 20  # a message is read on a phone


def run(project: Project, as_of: date, style: str, *, with_quiet: bool = False) -> None:
    items = list_todo(project, check(project), as_of, with_quiet=with_quiet)
    say(PRINTERS[style](items, as_of))


def as_text(items: Sequence[Item], as_of: date) -> str:
    counts = problem_printers.plural(len(items), "thing")
    end = (
        f"{counts} to look at on {as_of}. When done: evidence settle NUMBER, where no file changes."
    )
    return "\n".join([*_lines(items), end])


def as_brief(items: Sequence[Item], failures: str = "") -> tuple[str, str]:
    """Subject and body of a message to editors; sources that failed come first."""
    subject = f"{problem_printers.plural(len(items), 'thing')} to look at"
    lines = [*_lines(items[:MOST_IN_BRIEF]), "All of them: evidence todo"]
    if failures:
        return f"Refresh failed; {subject}", "\n".join([failures, "", *lines])
    return subject, "\n".join(lines)


def _lines(items: Sequence[Item]) -> list[str]:
    lines = []
    for number, item in enumerate(items, start=1):
        place = f"{item.place}:{item.line}" if item.line else item.place
        pages = f" Pages: {', '.join(item.pages)}." if item.pages else ""
        lines.append(f"{number:3}. {SAYS[item.kind]} — {item.subject}")
        lines.append(f"     {place}  {item.says}{'.' if item.says else ''}{pages}")
        lines.append(f"     → {item.todo}")
    return lines


def as_json(items: Sequence[Item], as_of: date) -> str:
    rows = [
        {
            "number": number,
            "kind": item.kind,
            "path": item.place,
            "line": item.line,
            "subject": item.subject,
            "says": item.says,
            "todo": item.todo,
            "pages": list(item.pages),
            "noted": item.noted,
        }
        for number, item in enumerate(items, start=1)
    ]
    return json.dumps({"as_of": as_of.isoformat(), "items": rows}, ensure_ascii=False, indent=2)


def as_github(items: Sequence[Item], as_of: date) -> str:
    return "\n".join(problem_printers.as_github([item.problem]) for item in items)


def as_html(items: Sequence[Item], as_of: date) -> str:
    """A page for editors; it is not part of the site."""
    rows = "\n".join(
        "<li><strong>{}</strong> <code>{}</code><br>{}<br><small>{} · {}</small></li>".format(
            *(
                html.escape(text)
                for text in (
                    SAYS[item.kind],
                    item.subject,
                    item.says,
                    f"{item.place}:{item.line}",
                    item.todo,
                )
            )
        )
        for item in items
    )
    counts = problem_printers.plural(len(items), "thing")
    body = f"<p>{counts}, most urgent first.</p>\n<ol>\n{rows}\n</ol>"
    return page_of(f"To look at on {as_of}", body)


def page_of(title: str, body: str) -> str:
    """A whole page around the ``body`` of a list."""
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n"
        "<style>body{font:1rem/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "li{margin:0 0 1rem}code{overflow-wrap:anywhere}table{width:100%;border-collapse:collapse}"
        "th,td{width:50%;text-align:left;vertical-align:top;border-top:1px solid;padding:.5rem}</style>\n"
        f"<h1>{title}</h1>\n{body}\n</html>"
    )


def as_markdown(items: Sequence[Item], as_of: date) -> str:
    """For a Prefect artifact."""
    rows = [
        f"1. **{SAYS[i.kind]}** `{i.subject}` — {i.says} ({i.place}:{i.line}) → {i.todo}"
        for i in items
    ]
    return "\n".join([f"# To look at on {as_of}: {len(items)}", "", *rows])


PRINTERS = {"text": as_text, "json": as_json, "html": as_html, "github": as_github}


def settle(project: Project, number: int, as_of: date, *, with_quiet: bool = False) -> str:
    """Mark an item of the list as done. Only sightings in sources can be settled by hand."""
    items = list_todo(project, check(project), as_of, with_quiet=with_quiet)
    if not 1 <= number <= len(items):
        raise click.UsageError(
            f"the list has {problem_printers.plural(len(items), 'thing')}; {number} is none of them"
        )
    item = items[number - 1]
    if item.drift is None:
        raise click.UsageError(f"{item.subject}: this goes away when {item.place} is put right")
    DriftFile(project).settle(item.drift, as_of.isoformat())
    return f"Settled: {SAYS[item.kind]} — {item.subject}"
