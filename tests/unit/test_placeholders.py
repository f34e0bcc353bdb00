"""A template that puts a word or a number of people beside the wrong figure fails the build."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from jinja2 import BaseLoader, PackageLoader

from pipelines.cli.command import main
from reports.pages import writer

SLIPS = {
    "the two states, swapped": (
        "panel.html",
        "icons(picture.figure, picture.yes, picture.no, root)",
        "icons(picture.figure, picture.no, picture.yes, root)",
        "these are not the words of orchard-1/",
    ),
    "the people of another arm beside a picture": (
        "panel.html",
        "{{ people(picture.figure) }}",
        "{{ people(group[-1].figure) }}",
        "[R05]",
    ),
    "the people of another arm in a table": (
        "arms_table.html",
        '<span class="people">{{ people(f) }}</span>',
        '<span class="people">{{ people(figure("orchard-1/2024-fields/os-5y-orchardimab")) }}</span>',
        "a number of people beside a figure of others",
    ),
    "the figure of another arm in a column": (
        "panel.html",
        "group(panel.id, row.cells.get(arm.arm), arm",
        "group(panel.id, row.label, arm",
        "a figure in the column of another group",
    ),
    "the figure of another arm in the table of every figure": (
        "trial.html",
        "call group(trial.trial, own, arm",
        "call group(trial.trial, own and f, arm",
        "a figure in the column of another group",
    ),
    "the words of another figure in a row": (
        "macros.html",
        '{{ n(f, "counted", link=False) }}',
        '<span data-estimate="{{ f.id }}" data-as="counted">Alive (progression-free survival)</span>',
        "these are not the words of",
    ),
}


class Changed(BaseLoader):
    """The templates as they are, but for one placeholder."""

    def __init__(self, template: str, old: str, new: str):
        self.templates, self.change = PackageLoader("reports"), (template, old, new)

    def get_source(self, environment, name):
        source, path, is_new = self.templates.get_source(environment, name)
        template, old, new = self.change
        if name == template:
            assert old in source
            source = source.replace(old, new)
        return source, path, is_new


@pytest.mark.parametrize("slip", SLIPS)
def test_the_build_fails(example, monkeypatch, slip):
    template, old, new, says = SLIPS[slip]
    monkeypatch.setattr(writer, "PackageLoader", lambda _: Changed(template, old, new))

    result = CliRunner().invoke(main, ["build", "--plain", "--project", str(example.root)])

    assert result.exit_code == 10, result.output[-2000:]
    assert says in result.output
