"""Printers of problems: for a terminal, for programs, for GitHub annotations."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from schemas.borders.plain import visible
from schemas.problem import ERROR, Problem, errors, in_order, warnings


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print ``text``; no hidden sign of a name or value reaches a terminal."""
    click.echo(visible(text), err=err, nl=nl)


def as_text(problems: Iterable[Problem]) -> str:
    return "\n".join(str(problem) for problem in in_order(problems))


def as_json(problems: Iterable[Problem], counts: dict[str, int]) -> str:
    rows = [problem.as_dict() for problem in in_order(problems)]
    return json.dumps({"problems": rows, "counts": counts}, ensure_ascii=False, indent=2)


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands: GitHub shows each beside its line."""

    def escape(text: str) -> str:
        for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
            text = text.replace(sign, code)
        return text

    lines = []
    for problem in in_order(problems):
        level = "error" if problem.level == ERROR else "warning"
        title = escape(problem.rule).replace(",", "%2C").replace(":", "%3A")
        path = escape(problem.path).replace(",", "%2C").replace(":", "%3A")
        body = escape(str(problem).partition("  ")[2])
        lines.append(f"::{level} file={path},line={max(problem.line, 1)},title={title}::{body}")
    return "\n".join(lines)


def count(problems: Iterable[Problem]) -> dict[str, int]:
    rows = list(problems)
    return {"errors": len(errors(rows)), "warnings": len(warnings(rows))}


def plural(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")
