"""Paths and names from data are judged where they are read: nothing leads out of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.project import Project
from tests.cli.borders import CHARTS, HASH, PAGE, kept_copy, put, run, swap

ONE_CHART = """\
- slug: a-chart
  kind: icon_array
  filter: {trial: orchard-1, key: os-5y-orchardimab}
  title: T
  alt: A
"""


def test_a_frozen_copy_as_it_was_kept_is_no_problem(example: Project) -> None:
    kept_copy(example)
    run(example, "check", code=0)


@pytest.mark.parametrize(
    "other",
    [
        {"hash": "/etc"}, {"hash": "../../../../outside"}, {"hash": ""}, {"hash": "."},
        {"hash": "0123456789ac"}, {"hash": HASH.upper()}, {"hash": None}, {"hash": ["a"]},
        {"slug": "../x"}, {"slug": "a/b"}, {"slug": "con"}, {"slug": "x" * 300}, {"slug": 5},
        {"reports": None}, {"reports": "orchard-1/2024-fields"}, {"reports": ["../x"]},
        {"reports": [["a"]]}, {"frozen_on": "soon"}, {"frozen_on": "٢٠٢٦-٠١-٠١"},
        {"sha256": {"orchard-alive.svg": "0"}}, {"sha256": "x"}, {"sha256": ["orchard-alive.svg"]}, {"sha256": None}, {"sha256": {"/etc/passwd": "0"}},
        {"title": "\u202eT"}, {"title": "\x1b[31m"}, {"title": None}, {"evil": 1},
    ],
    ids=lambda other: str(other)[:40],
)  # fmt: skip
def test_a_frozen_copy_that_says_something_else_is_named(
    example: Project, outside: Path, other: dict
) -> None:
    kept_copy(example, **other)
    told = run(example, "check", code=10).output
    assert f"reports/frozen/{HASH}/about.json" in told
    run(example, "build", "--plain", code=10)
    run(example, "embed", code=10)


@pytest.mark.parametrize(
    "text",
    ["x", "[]", "{}", "null", "[" * 100_000, '{"a":' * 100_000, "9" * 5000, "NaN", "", b"\xff\xfe"],
    ids=lambda text: str(text)[:10],
)
def test_what_is_no_note_of_a_frozen_copy_is_named(example: Project, text: str | bytes) -> None:
    kept_copy(example)
    put(example, f"reports/frozen/{HASH}/about.json", text)
    assert f"reports/frozen/{HASH}/about.json" in run(example, "check", code=10).output


@pytest.mark.parametrize("name", ["x.txt", "orchard-alive.svg", "about.json", "folder"])
def test_a_link_in_a_frozen_copy_is_named_and_not_published(
    example: Project, outside: Path, name: str
) -> None:
    link = kept_copy(example) / name
    link.unlink(missing_ok=True)
    link.symlink_to(outside if name == "folder" else outside / "precious.yaml")
    told = run(example, "check", code=10).output
    assert f"reports/frozen/{HASH}/{name}  this link leads out of the project folder." in told
    run(example, "build", "--plain", code=10)
    assert not example.site.exists()


@pytest.mark.parametrize(
    "slug",
    ["../../../outside/README", "/etc/x", "a/b", "..", ".", "A", "a--b", "x" * 81, "index", "v", "headers",
     "about", "embed", "con", "nul", "a\\b", "é", "a b"],
)  # fmt: skip
@pytest.mark.parametrize("key", ["slug", "was"])
def test_a_name_of_a_chart_that_is_none_is_told_at_its_line(
    example: Project, outside: Path, key: str, slug: str
) -> None:
    text = (
        ONE_CHART + f"  was: ['{slug}']\n"
        if key == "was"
        else ONE_CHART.replace("a-chart", f"'{slug}'")
    )
    put(example, CHARTS, text)
    told = run(example, "check", code=10).output
    assert f"{CHARTS}:{6 if key == 'was' else 1}  {key}" in told
    run(example, "build", "--plain", code=10)


NO_CATALOGUE = {
    "deep nesting": "[" * 20_000,
    "a mapping": "a: b\n",
    "a scalar": "hello\n",
    "other bytes": b"\xff\xfe- slug",
    "references": "- &a [x]\n- *a\n",
    "a list in a list": "- [a]\n",
    "a filter of nothing": ONE_CHART.replace("{trial: orchard-1, key: os-5y-orchardimab}", "x"),
    "a group in a filter": ONE_CHART.replace("trial: orchard-1", "trial: {a: b}"),
    "a column that is none": ONE_CHART.replace("trial: orchard-1", '"trial\'; drop table": x'),
    "a title of a megabyte": ONE_CHART.replace("title: T", "title: " + "word " * 200_000),
    "a title of signs": ONE_CHART.replace("title: T", 'title: "a\\0b\\e[31m"'),
    "a list of titles": ONE_CHART.replace("title: T", "title: [a, b]"),
    "a key twice": ONE_CHART + "  slug: another\n",
}


@pytest.mark.parametrize("text", NO_CATALOGUE.values(), ids=NO_CATALOGUE)
def test_a_catalogue_that_cannot_be_used_is_told_at_its_line(example: Project, text: str) -> None:
    put(example, CHARTS, text)
    assert f"{CHARTS}" in run(example, "check", code=10).output
    run(example, "build", "--plain", code=10)
    run(example, "embed", "a-chart", code=10)


@pytest.mark.parametrize("name", ["static", "data", "about", "charts", "audit", "explore", "glossary", "guide",
                                  "references", "index", "evidence", "con", "a" * 81])  # fmt: skip
def test_a_page_never_takes_the_place_of_another(example: Project, name: str) -> None:
    text = (example.root / PAGE).read_text("utf-8").replace("order: 1", "order: 2")
    put(example, f"data/curated/categories/{name}.md", text)
    told = run(example, "check", code=10).output
    assert f"data/curated/categories/{name}.md" in told


@pytest.mark.parametrize(
    "name", ["appleomas.csv", "gap.csv", "vocabularies/drug.csv", "trials.yaml"]
)
def test_a_file_that_nobody_reads_is_named(example: Project, name: str) -> None:
    put(example, f"data/curated/{name}", "a,b\n")
    told = run(example, "check", code=10).output
    assert f"data/curated/{name}  this file is not read" in told


@pytest.mark.parametrize(
    "path", ["../../../etc/passwd", "/etc/passwd", "pubmed/../../x", "a\\b", ".x"]
)
@pytest.mark.parametrize("file", ["findings", "manifest"])
def test_a_record_lies_in_the_archive(example: Project, file: str, path: str) -> None:
    swap(example, f"data/raw/{file}.csv", "pubmed/90000002.xml", path)
    assert f"data/raw/{file}.csv:" in run(example, "check", code=10).output


@pytest.mark.parametrize(
    "old",
    ["..", "../..", "../x", "orchard-1/..", "/etc", "a//b", "a/b/c/d", "A", "a b", "évidence"],
)
def test_an_old_name_that_leads_on_is_an_id_before_it_is_an_address(
    example: Project, old: str
) -> None:
    put(example, "data/curated/redirects.csv", f"old,new,noted\n{old},orchard-1,2026-01-01\n")
    result = run(example, "check", code=10)
    assert "redirects.csv:2" in result.output and "is not the id of" in result.output
