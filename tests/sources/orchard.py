"""Records of the fictional project as the public services would send them."""

from __future__ import annotations

import csv
import json
import shutil
from functools import cache
from pathlib import Path

from pipelines.project import Project
from schemas.endpoints import Endpoints
from tests.sources.replay import Replay

TRIALS = {"orchard-1": "NCT09000001", "meadow-2": "NCT09000002", "brook-3": "NCT09000003"}


ENTERED = {  # identifiers in the project's files, and what they lead to
    "90000001": ("10.5555/orchard.2022", "Orchardimab in untreated appleoma (invented)"),
    "90000002": (
        "10.5555/orchard.2024",
        "Five-year outcomes with orchardimab in untreated appleoma (invented)",
    ),
    "": ("10.5555/brook.2025", "Meadowtinib or placebo in appleoma without FICT1 (invented)"),
}
TITLES = dict(ENTERED.values())


def article(
    pmid: str, abstract: str, *, year: int = 2022, extra: str = "", kind: str = "Journal Article"
) -> bytes:
    doi, title = ENTERED.get(pmid, (f"10.5555/invented.{pmid}", f"Invented title {pmid}"))
    return f"""<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article>
<Journal><ISOAbbreviation>J Invented Oncol</ISOAbbreviation><JournalIssue><Volume>1</Volume>
<PubDate><Year>{year}</Year></PubDate></JournalIssue></Journal><ArticleTitle>{title}</ArticleTitle>
<Pagination><MedlinePgn>1-10</MedlinePgn></Pagination>
<Abstract><AbstractText Label="RESULTS">{abstract}</AbstractText></Abstract>
<AuthorList><Author><LastName>Fields</LastName><Initials>A</Initials></Author>
<Author><LastName>Stream</LastName><Initials>B</Initials></Author></AuthorList>
<PublicationTypeList><PublicationType>{kind}</PublicationType></PublicationTypeList></Article>
<CommentsCorrectionsList>{extra}</CommentsCorrectionsList></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="doi">{doi}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>""".encode()


def work(doi: str, **message: object) -> bytes:
    title = TITLES.get(doi, "Invented")
    return json.dumps({"message": {"DOI": doi, "title": [title], **message}}).encode()


def group(id: str, title: str) -> dict[str, str]:
    return {"id": id, "title": title}


def measured(
    title: str, unit: str, param: str, values: dict[str, tuple[str, str, str]], **more: object
) -> dict:
    """An outcome measure of ORCHARD-1 with one number a group."""
    names = {"OG000": "Orchardimab", "OG001": "Standard of Care"}
    return {
        "type": "PRIMARY",
        "title": title,
        "paramType": param,
        "unitOfMeasure": unit,
        "timeFrame": "Up to 24 months",
        "dispersionType": "95% Confidence Interval",
        "groups": [group(id, name) for id, name in names.items()],
        "denoms": [
            {"units": "Participants", "counts": [{"groupId": id, "value": "200"} for id in names]}
        ],
        "classes": [
            {
                "categories": [
                    {
                        "measurements": [
                            {"groupId": id, "value": v, "lowerLimit": low, "upperLimit": high}
                            for id, (v, low, high) in values.items()
                        ]
                    }
                ]
            }
        ],
        **more,
    }


def hazard_ratio(value: str, low: str, high: str) -> dict[str, object]:
    return {
        "groupIds": ["OG000", "OG001"],
        "paramType": "Hazard Ratio (HR)",
        "paramValue": value,
        "ciPctValue": "95",
        "ciLowerLimit": low,
        "ciUpperLimit": high,
    }


def orchard_outcomes(hr: str = "0.53") -> list[dict]:
    return [
        measured(
            "Progression-Free Survival (PFS) by Independent Review",
            "days",
            "MEDIAN",
            {"OG000": ("350", "271", "508"), "OG001": ("125", "91", "161")},
            analyses=[hazard_ratio(hr, "0.42", "0.67")],
        ),
        measured(
            "Objective Response Rate",
            "proportion of participants",
            "NUMBER",
            {"OG000": ("0.58", "0.51", "0.65"), "OG001": ("0.33", "0.27", "0.40")},
        ),
        measured(
            "Complete Response Rate",
            "Participants",
            "COUNT_OF_PARTICIPANTS",
            {"OG000": ("44", "", ""), "OG001": ("10", "", "")},
        ),
    ]


def study(nct: str, outcomes: list[dict] | None = None, **status: str) -> bytes:
    record: dict = {
        "protocolSection": {
            "identificationModule": {
                "nctId": nct,
                "acronym": "ORCHARD-1",
                "briefTitle": "Invented trial",
            },
            "statusModule": {"overallStatus": "COMPLETED", **status},
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Fictional Orchard Foundation"}},
            "conditionsModule": {"conditions": ["Appleoma"]},
            "designModule": {
                "phases": ["PHASE3"],
                "designInfo": {"allocation": "RANDOMIZED", "maskingInfo": {"masking": "NONE"}},
                "enrollmentInfo": {"count": 400, "type": "ACTUAL"},
            },
            "armsInterventionsModule": {
                "armGroups": [
                    {
                        "label": "Orchardimab",
                        "type": "EXPERIMENTAL",
                        "interventionNames": ["Drug: OCD-17"],
                    },
                    {
                        "label": "Control",
                        "type": "ACTIVE_COMPARATOR",
                        "interventionNames": ["Drug: standard of care"],
                    },
                ]
            },
            "contactsLocationsModule": {"locations": [{"country": "France"}, {"country": "China"}]},
        },
        "derivedSection": {"miscInfoModule": {"versionHolder": "2026-11-20"}},
    }
    if outcomes:
        record["hasResults"] = True
        record["resultsSection"] = {"outcomeMeasuresModule": {"outcomeMeasures": outcomes}}
    return json.dumps(record).encode()


def is_asked_by(project: Project, replay: Replay, **limits: object) -> None:
    """Make the server the only source of a project that has never asked anybody."""
    fill(replay)
    shutil.rmtree(project.raw, ignore_errors=True)
    project.settings_file.parent.mkdir(exist_ok=True)
    project.settings_file.write_text(replay.settings(**limits))


def fill(replay: Replay) -> None:
    """Everything that the fictional project asks for, in its first state."""
    replay.studies |= {nct: study(nct) for nct in TRIALS.values()}
    replay.studies[TRIALS["orchard-1"]] = study(TRIALS["orchard-1"], orchard_outcomes())
    replay.articles["90000001"] = article(
        "90000001",
        "Responses were seen in 58% (95% CI 51\u201365) and 30%. Median PFS was 11\u00b75 months "
        "(95% CI, 8\u00b79 to 16\u00b77) versus 4\u00b71 (3\u00b70\u20135\u00b73); HR 0\u00b753 (0\u00b742\u20130\u00b767).",
    )
    replay.articles["90000002"] = article(
        "90000002",
        "OS rates at 5 years were 52% (95% CI, 45-59) and 26% (95% CI, 20-32); at 2 years 64%.",
        year=2024,
    )
    for doi in ("10.5555/orchard.2022", "10.5555/orchard.2024", "10.5555/brook.2025"):
        replay.works[doi] = work(doi)
    replay.retractions = b"Record ID,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature\n"


@cache
def shipped_endpoints() -> Endpoints:
    """The project's own vocabulary."""
    path = Path(__file__).parents[2] / "data" / "curated" / "vocabularies" / "endpoints.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return Endpoints(csv.DictReader(file))
