"""A chart kind is its module and one line in the list of kinds; nothing else knows it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from types import ModuleType

import pytest

from reports.charts.axis import COMPARED, Axis
from reports.charts.kind import Kind
from reports.charts.kinds import KINDS, MODULES
from reports.charts.refuse import refuse_unless_comparable
from reports.charts.response import response_bar
from reports.embeds.catalogue import Entry
from reports.embeds.chart import Chart
from reports.embeds.files import make
from reports.published import Published
from tests.chart_kinds import DOCUMENT, document


def test_each_line_of_the_list_leads_to_a_module_that_declares_this_kind() -> None:
    for name in MODULES:
        assert KINDS[name].axis.name == name
        assert KINDS[name].axis.may_differ <= set(COMPARED)
        assert KINDS[name].not_shown.endswith(".")


def test_names_of_kinds_are_known_without_the_libraries_that_draw() -> None:
    known = (
        "import sys, reports.charts.kinds as k; print(*k.KINDS); assert 'altair' not in sys.modules"
    )
    found = subprocess.run([sys.executable, "-c", known], capture_output=True, text=True)
    assert found.stdout.split() == list(MODULES), found.stderr


def test_a_new_kind_is_drawn_and_described_in_every_format_without_another_change(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lonely(frame, width):
        refuse_unless_comparable(frame, module.KIND.axis)
        return response_bar(frame, width)

    module = ModuleType("reports.charts.lonely")
    module.KIND = Kind(
        Axis("lonely", frozenset({"endpoint"}), frozenset({"proportion"}), ("endpoint",)),
        draw=lonely,
        not_shown="Anything beyond one group.",
        caveat="One group alone.",
    )
    monkeypatch.setitem(sys.modules, "reports.charts.lonely", module)
    monkeypatch.setitem(MODULES, "lonely", "lonely")
    rows = {
        "trial": ("orchard-1",), "endpoint": ("orr", "cr"), "arm_key": ("orchardimab",),
        "effect_measure": ("proportion",), "is_current": ("yes",),
    }  # fmt: skip
    files = make(
        Chart(Entry("alone", "lonely", rows, "Alone", "One group"), published, date(2026, 11, 22))
    )
    assert {name.partition(".")[2] for name in files} >= {"svg", "png", "html", "json", "csv", "md"}
    page = str(files["alone.html"])
    assert "One group alone." in page and "Anything beyond one group." in page
    assert "One group alone." in str(files["alone.md"]) and "One group alone." in str(
        files["alone.json"]
    )


def test_the_page_of_kinds_and_columns_is_what_the_code_says() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run: python -m tests.chart_kinds"
