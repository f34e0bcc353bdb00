"""Every verb explains itself, and the documents name every verb."""

from __future__ import annotations

from pathlib import Path

import click
from click.testing import CliRunner

from pipelines.cli.command import main

ROOT = Path(__file__).parents[2]


def verbs(group: click.Group = main, before: tuple[str, ...] = ()):
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from verbs(command, (*before, name))
        else:
            yield (*before, name)


def test_every_verb_has_help_with_a_sentence():
    for verb in verbs():
        result = CliRunner().invoke(main, [*verb, "--help"])
        assert result.exit_code == 0
        body = result.output.split("\n\n", 1)[1]
        assert len(body.split("\n\n")[0].split()) > 1, verb


def test_the_readme_names_every_verb():
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [" ".join(verb) for verb in verbs() if f"evidence {' '.join(verb)}" not in readme]
    assert missing == []
