"""The number gate: what passes, and what does not."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from pipelines.cli.command import main
from reports.gate.number_gate import Gate
from reports.published import read_store

ESTIMATE = "orchard-1/2024-fields/os-5y-orchardimab"


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    from pathlib import Path

    example = tmp_path_factory.mktemp("project") / "example"
    shutil.copytree(
        Path(__file__).parents[1] / "example",
        example,
        ignore=shutil.ignore_patterns(".builds", "evidence.duckdb", "site"),
    )
    out = tmp_path_factory.mktemp("built") / "out"
    result = CliRunner().invoke(
        main, ["build", "--plain", "--out", str(out), "--project", str(example)]
    )
    assert result.exit_code == 0, result.output
    return Gate(read_store(out / "evidence.duckdb"), {"trials": 3}, {"as_of": "2026-11-22"})


def problems(gate: Gate, body: str, place: str = "x/index.html"):
    return [str(p) for p in gate.check_text(f"<html><body>{body}</body></html>", place)]


@pytest.mark.parametrize(
    "body",
    [
        f'<a data-estimate="{ESTIMATE}" data-as="as_printed">52%</a>',
        f'<a data-estimate="{ESTIMATE}" data-as="of_100">about 52 of 100</a>',
        f'<a data-estimate="{ESTIMATE}" data-as="complement">about 48 of 100</a>',
        f'<a data-estimate="{ESTIMATE}" data-as="interval">45 to 59</a>',
        '<span data-fact="fruit-criteria/partial-response">30%</span>',
        '<span data-field="reports.year" data-id="orchard-1/2024-fields">2024</span>',
        '<span data-count="trials">3</span>',
        '<time data-field="build.as_of" data-id="site">2026-11-22</time>',
        "<p>RECIST 1.1, stage 4, OCD-17 and ORCHARD-1 are names.</p>",
        '<svg><g class="mark-text role-axis-label"><text>100 %</text></g></svg>',
    ],
)
def test_bound_and_equal_numbers_and_known_words_pass(gate, body):
    assert problems(gate, body) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<p><!-- a note -->43% lived</p>", "a bare number in p"),
        ("<p>a<br>43% lived</p>", "a bare number in p"),
        ('<p title="43% lived">x</p>', "a bare number in p title"),
        ('<meta property="og:description" content="43% lived">', "a bare number in meta content"),
        ("<p>Some 52% were alive.</p>", "a bare number in p: “Some 52% were alive.”"),
        ('<img alt="52 of 100 alive">', "a bare number in img alt"),
        (f'<a data-estimate="{ESTIMATE}" data-as="as_printed">53%</a>', "differs from its source estimate"),
        (f'<a data-estimate="{ESTIMATE}" data-as="of_100">about 25 of 100</a>', "differs from its source"),
        (f'<a data-estimate="{ESTIMATE}" data-as="doubled">104</a>', "is bound to nothing that can be shown"),
        ('<a data-estimate="orchard-1/2024-fields/gone">52%</a>', "is bound to nothing that can be shown"),
        ('<span data-count="trials">4</span>', "differs from its source count trials"),
        ('<span data-fact="fruit-criteria/partial-response">50%</span>', "differs from its source fact"),
        ("<svg><text>52</text></svg>", "a bare number in text"),
        (f'<a data-estimate="{ESTIMATE}">52%</a> and 7 more', "a bare number in body"),
        ('<script type="application/ld+json">{"text": "52% alive"}</script>', "a number in structured data"),
        ("<p>ORCHARD-17 is no name.</p>", "a bare number in p"),
    ],
)  # fmt: skip
def test_everything_else_is_stopped_with_place_and_way_out(gate, body, says):
    found = problems(gate, body)

    assert found
    assert says in found[0]
    assert found[0].startswith("site/x/index.html:")
    assert "[number-gate]" in found[0]
