"""A number with a digit amiss leads to another article, and that is told."""

from __future__ import annotations

import itertools

import pytest

from pipelines.project import Project
from pipelines.refresh.report_states import LEAST_LIKENESS, another_article, likeness
from pipelines.refresh.steps import refresh
from pipelines.sources import pubmed
from schemas.row import Row
from tests.sources import orchard
from tests.sources.payloads import Payloads
from tests.sources.replay import Replay
from tests.sources.rounds import NOW, again, kinds, todo

ENTERED = Row(
    "x.yaml",
    1,
    {
        "title": "Five-year survival with orchardimab in untreated appleoma",
        "year": "2024",
        "doi": "10.5555/orchard.2024",
    },
)


@pytest.mark.parametrize(
    ("title", "year", "doi"),
    [
        ("Five-Year Survival with Orchardimab in Untreated Appleoma.", "2024", ""),
        ("Five-year survival with orchardimab in untreated appleoma: ORCHARD-1", "2023", ""),
        ("", "", "10.5555/ORCHARD.2024"),
    ],
)
def test_the_same_article_may_be_spelt_another_way(title: str, year: str, doi: str) -> None:
    assert another_article(ENTERED, title=title, year=year, doi=doi) == ""


@pytest.mark.parametrize(
    ("title", "year", "doi", "says"),
    [
        ("Orchard soils and their drainage", "2024", "", "its title is “Orchard soils"),
        ("Five-year survival with orchardimab in untreated appleoma", "2019", "", "it is of 2019"),
        (ENTERED.get("title"), "2024", "10.5555/orchard.2022", "its DOI is 10.5555/orchard.2022"),
    ],
)
def test_another_article_is_told_by_title_year_or_doi(
    title: str, year: str, doi: str, says: str
) -> None:
    assert another_article(ENTERED, title=title, year=year, doi=doi).startswith(says)


def test_an_identifier_of_another_article_is_on_the_editors_list_until_it_is_put_right(
    project: Project, replay: Replay
) -> None:
    refresh(project, now=NOW)
    assert "another_article" not in kinds(project)
    replay.articles["90000002"] = replay.articles["90000001"].replace(b"90000001", b"90000002")
    again(project)
    (item,) = [item for item in todo(project) if item.kind == "another_article"]
    assert (item.subject, item.says) == ("90000002", "its DOI is 10.5555/orchard.2022")
    orchard.fill(replay)
    again(project, 2)
    assert "another_article" not in kinds(project)


def test_a_number_put_right_by_an_editor_leaves_the_list(project: Project, replay: Replay) -> None:
    path = project.trials / "orchard-1" / "2024-fields.yaml"
    right = path.read_text("utf-8")
    replay.articles["90000003"] = orchard.article("90000003", "Soils.", year=2024)
    path.write_text(right.replace("90000002", "90000003"), "utf-8")
    refresh(project, now=NOW)
    assert "another_article" in kinds(project)
    path.write_text(right, "utf-8")
    again(project)
    assert "another_article" not in kinds(project)


def test_titles_of_real_articles_are_told_apart(payloads: Payloads) -> None:
    titles = [pubmed.parse(body).title for body in itertools.islice(payloads.articles(), 400)]
    pairs = list(itertools.pairwise(title for title in titles if title))
    apart = [pair for pair in pairs if likeness(*pair) < LEAST_LIKENESS]
    assert len(apart) >= 0.99 * len(pairs)
