"""Files made from public records, and trials to watch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.curated.yamltext import parse
from pipelines.project import Project
from tests.sources import orchard
from tests.sources.replay import Replay

NEW = "NCT09000077"


@pytest.fixture
def project(project: Project, replay: Replay) -> Project:
    replay.studies[NEW] = orchard.study(
        NEW, orchard.orchard_outcomes(), resultsFirstPostDateStruct={"date": "2026-10-05"}
    ).replace(b'"ORCHARD-1"', b'"HEDGE-4: b"')
    return project


def evidence(project: Project, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*words, "--project", str(project.root)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def values(path: Path) -> dict[str, str]:
    node, problems = parse(path.read_text("utf-8"), path.name)
    assert problems == []
    return {name: getattr(item, "text", "") for name, item in node.items.items()}


def test_a_trial_file_tells_what_its_record_tells(project: Project) -> None:
    code, said = evidence(project, "new", "trial", NEW, "--slug", "hedge-4")
    assert (code, said.count("Made")) == (0, 2)
    path = project.trials / "hedge-4" / "trial.yaml"
    found = values(path)
    assert (found["name"], found["phase"], found["design"]) == ("HEDGE-4: b", "3", "randomised")
    assert (found["masking"], found["n_randomised"]) == ("open_label", "400")
    text = path.read_text("utf-8")
    assert "# - countries: China, France" in text
    assert "drugs: [orchardimab]" in text
    assert "role: control" in text
    # every key is explained, and the only problems left are keys for the editor
    assert "registry_ids: [NCT09000077]  # " in text
    problems = [p for p in check(project).problems if p.path.endswith("hedge-4/trial.yaml")]
    assert all(p.value == "" for p in problems)


def test_posted_results_are_offered_as_comments_with_their_outcome(project: Project) -> None:
    evidence(project, "new", "trial", NEW, "--slug", "hedge-4")
    path = project.trials / "hedge-4" / "2026-registry.yaml"
    assert values(path)["kind"] == "registry_posting"
    text = path.read_text("utf-8")
    assert '#     registry_outcome: "NCT09000077 #1"' in text
    assert "#     effect_measure: hazard_ratio\n#     value: 0.53\n" in text
    assert "#     value: 58\n#     unit: percent\n#     ci_lower: 51" in text  # posted as 0.58


def test_who_took_part_is_offered_of_all_groups_together(project: Project, replay: Replay) -> None:
    posted = {
        "groups": [{"id": "BG000", "title": "Orchardimab"}, {"id": "BG001", "title": "Total"}],
        "measures": [
            {
                "title": "Sex",
                "unitOfMeasure": "Participants",
                "classes": [
                    {
                        "categories": [
                            {
                                "title": "Female",
                                "measurements": [
                                    {"groupId": "BG000", "value": "80"},
                                    {"groupId": "BG001", "value": "158"},
                                ],
                            }
                        ]
                    }
                ],
            }
        ],
    }
    record = json.loads(replay.studies[NEW])
    record["resultsSection"]["baselineCharacteristicsModule"] = posted
    replay.studies[NEW] = json.dumps(record).encode()
    evidence(project, "new", "trial", NEW, "--slug", "hedge-4")
    text = (project.trials / "hedge-4" / "trial.yaml").read_text("utf-8")
    assert "# - Sex, Female (Participants): Total 158\n" in text


def test_a_trial_that_is_there_is_not_made_twice(project: Project) -> None:
    code, said = evidence(project, "new", "trial", "NCT09000001")
    assert code == 2
    assert "is there already: data/curated/trials/orchard-1" in said


def test_a_report_comes_from_pubmed_with_its_citation(project: Project, replay: Replay) -> None:
    replay.articles["91"] = orchard.article("91", "x", year=2026).replace(
        b"<Journal>",
        b"<DataBankList><DataBank><AccessionNumberList><AccessionNumber>NCT09000001</AccessionNumber>"
        b"</AccessionNumberList></DataBank></DataBankList><Journal>",
    )
    code, said = evidence(project, "new", "report", "--pmid", "91")
    assert (code, "orchard-1/2026-fields.yaml" in said) == (0, True)
    found = values(project.trials / "orchard-1" / "2026-fields.yaml")
    assert found["authors"] == "Fields A et al."
    assert (found["year"], found["pmid"], found["doi"]) == ("2026", "91", "10.5555/invented.91")
    assert (found["standing"], found["pages"]) == ("current", "1-10")


def test_a_second_report_of_a_year_gets_a_letter(project: Project, replay: Replay) -> None:
    replay.articles["94"] = orchard.article("94", "x", year=2024)
    code, said = evidence(project, "new", "report", "orchard-1", "--pmid", "94")
    assert (code, "orchard-1/2024-fields-b.yaml" in said) == (0, True)


def test_a_report_comes_from_crossref_and_says_if_it_was_retracted(
    project: Project, replay: Replay
) -> None:
    notice = {"DOI": "10.5555/n", "type": "retraction", "updated": {"date-parts": [[2026, 1, 2]]}}
    replay.works["10.5555/x"] = orchard.work(
        "10.5555/x",
        title=["Invented: a title"],
        author=[{"family": "Müller-Lüd", "given": "Eva K."}],
        issued={"date-parts": [[2025, 3]]},
        volume="7",
        **{"updated-by": [notice], "container-title": ["J Inv"]},
    )
    code, said = evidence(project, "new", "report", "brook-3", "--doi", "10.5555/X")
    assert (code, "brook-3/2025-muller-lud.yaml" in said) == (0, True)
    found = values(project.trials / "brook-3" / "2025-muller-lud.yaml")
    assert (found["title"], found["authors"]) == ("Invented: a title", "Müller-Lüd EK")
    assert found["standing"] == "retracted"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("new", "report", "--pmid", "95"), 11, "has no record 95"),
        (("new", "trial", "NCT09999999"), 11, "no record at"),
        (("new", "report", "--doi", "10.5555/orchard.2022"), 2, "there already"),
        (("new", "report", "--doi", "10.5555/free"), 2, "name the trial too"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_line(
    project: Project, replay: Replay, words: tuple[str, ...], code: int, says: str
) -> None:
    replay.works["10.5555/free"] = orchard.work("10.5555/free", issued={"date-parts": [[2025]]})
    exit_code, said = evidence(project, *words)
    assert exit_code == code
    assert says in said


def test_new_results_that_nobody_entered_are_listed(project: Project, replay: Replay) -> None:
    replay.studies["NCT09000078"] = orchard.study(
        "NCT09000078", orchard.orchard_outcomes(), resultsFirstPostDateStruct={"date": "2020-01-01"}
    )
    code, said = evidence(project, "watch", "appleoma", "--as-of", "2026-11-23")
    assert code == 0
    assert "2026-10-05  NCT09000077  400 people  HEDGE-4: b  Invented trial" in said
    assert "1 not entered, with results posted since 2025-11-23" in said
    (asked,) = replay.paths("query.term")
    assert "RANGE%5B2025-11-23%2CMAX%5D" in asked
