"""What reviewers see: the worklist, the card of a figure, the state of its approval."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from pipelines.approvals.eye_checks import draw, take_back
from pipelines.checks.check import check
from pipelines.files import sha256
from pipelines.project import Project
from pipelines.publish.place import build_place
from pipelines.publish.steps import Run, publish
from pipelines.store.proofs import rule_results
from tests.audit.conftest import EXAMPLE
from tests.golden.test_outputs import spoken
from tests.keys import trust

REGISTRY = "clinicaltrials/NCT09000001.json"
FIGURE = "orchard-1/2024-fields/os-5y-orchardimab"


def built(project: Project, out: Path, as_of: date = date(2026, 11, 22)) -> Path:
    """The built site. The number gate is one of the steps, so every numeral is bound."""
    with build_place(project, out) as place:
        publish(Run(project, place, as_of, trust=trust()))
    return out / "site"


def page(site: Path, path: str) -> html.HtmlElement:
    return html.document_fromstring((site / path / "index.html").read_text("utf-8"))


def text_of(site: Path, path: str) -> str:
    return " ".join(" ".join(page(site, path).itertext()).split())


def card(site: Path, figure: str = FIGURE) -> str:
    trial, report, key = figure.split("/")
    found = page(site, f"evidence/{trial}/{report}").get_element_by_id(key)
    says = " ".join(" ".join(found.find_class("audit-card")[0].itertext()).split())
    return re.sub(r" ([,.:;)])", r"\1", says).replace("( ", "(")


def sha_of(record: str, project: Path = EXAMPLE) -> str:
    return sha256((project / "data" / "raw" / record).read_bytes())


def rows_of(site: Path, flag: str) -> list[str]:
    """Reports on the worklist that a reviewer sees after ticking one box."""
    found = page(site, "audit").xpath(
        f"//tbody/tr[contains(concat(' ', @class, ' '), ' {flag} ')]/th"
    )
    return [" ".join(row.text_content().split()) for row in found]


def edit(project: Project, file: str, old: str, new: str) -> None:
    path = project.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="session")
def site(released: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(released, tmp_path_factory.mktemp("site") / "out")


def test_the_card_shows_value_approval_rules_and_history(site: Path) -> None:
    says = card(site)
    assert "Approved by a reviewer." in says
    assert "2026-11-01: entered: example team" in says
    assert "2026-11-01: correction noted (An invented leaflet" in says
    assert "record received (pubmed/90000002.xml)" in says
    assert "Ada Reader (all yes for 9 figures; 8 seen by eye)" in says
    assert "Value as typed 52 percent, data/curated/trials/orchard-1/2024-fields.yaml line" in says
    assert "Interval contains estimate Passed: 45 ≤ 52 ≤ 59" in says
    assert "Passed: 64% at 2 years, then 52% at 5 years" in says


def test_the_card_shows_the_archived_record_and_what_stands_in_it(site: Path) -> None:
    says, sha = card(site), sha_of("pubmed/90000002.xml")
    # "it was 52%": only the sentence before names survival
    assert "The digits stand in the record, but not together with their endpoint" in says
    together = card(site, "orchard-1/2024-fields/os-2y-orchardimab")
    assert "endpoint and arm stand with them, without doubt: Results, sentence 3" in together
    assert f"pubmed/90000002.xml, received 2026-11-02T06:00:00+00:00, sha256 {sha}" in says
    says, sha = card(site, "orchard-1/2022-fields/orr-standard"), sha_of(REGISTRY)
    assert "The registry posts another figure: typed 30 percent, posted 0.33 fraction" in says
    assert f"{REGISTRY}, received 2026-11-02T06:00:00+00:00, sha256 {sha}" in says
    assert rows_of(site, "differs") == ["ORCHARD-1: Fields A and others, 2022"]


def test_a_figure_entered_twice_shows_both_entries(copied: Project, tmp_path: Path) -> None:
    own, other = "https://example.org/orchard-2024", "https://example.org"
    (copied.curated / "extraction.csv").write_text(
        "estimate_id,entry_1,entry_2,outcome,seen_at,noted\n"
        f'{FIGURE},"52 [45, 59]","53 [45, 59]",settled,{own};{other},2026-11-02\n'
        f"orchard-1/2024-fields/os-2y-orchardimab,64,64,agreed,{own},2026-11-02\n"
    )
    site = built(copied, tmp_path / "out")
    says = card(site)
    assert f"First: 52 [45, 59]; second: 53 [45, 59], on another page: {other}." in says
    assert "second: 64, on the same page." in card(site, "orchard-1/2024-fields/os-2y-orchardimab")
    assert "2026-11-02: entered a second time and both entries compared" in says


def test_a_figure_read_a_third_time_shows_what_was_read_where_and_when(
    copied: Project, tmp_path: Path
) -> None:
    (copied.curated / "third_readings.csv").write_text(
        "estimate_id,entry,seen_at,noted\n"
        f'{FIGURE},"52 [45, 59]",https://example.org/elsewhere,2026-11-03\n'
    )
    made = built(copied, tmp_path / "out")
    says = card(made)
    assert "Third reading On another page: 52 [45, 59], at https://example.org/elsewhere." in says
    assert "2026-11-03: read a third time on another page" in says
    assert "Read a third time, on another page 1" in text_of(made, "about")
    assert "1 figure read a third time, on another page" in text_of(made, "changes")


def test_a_third_reading_that_says_something_else_says_so_on_the_card(
    copied: Project, tmp_path: Path
) -> None:
    (copied.curated / "third_readings.csv").write_text(
        f"estimate_id,entry,seen_at,noted\n{FIGURE},57,https://example.org/elsewhere,2026-11-03\n"
    )
    assert "That is not the figure shown." in card(built(copied, tmp_path / "out"))


def test_a_figure_that_a_second_reader_did_not_find_stays_on_the_worklist(
    copied: Project, tmp_path: Path
) -> None:
    (copied.curated / "extraction.csv").write_text(
        "estimate_id,entry_1,entry_2,outcome,seen_at,noted\n"
        f'{FIGURE},"52 [45, 59]",not found,not_found,https://example.org,2026-11-02\n'
    )
    made = built(copied, tmp_path / "out")
    says = card(made)
    assert "entered once; a second reader did not find the figure" in says
    assert "2026-11-02: looked for by a second reader, not found" in says
    assert "ORCHARD-1: Fields A and others, 2024" in rows_of(made, "once")


def test_a_quote_is_highlighted_among_the_words_of_its_record(site: Path) -> None:
    found = page(site, "evidence/orchard-1/2024-fields").find(".//blockquote")
    assert found.findtext("mark/span") == "At 5 years it was 52% (95% CI, 45–59) with orchardimab"
    words = " ".join(found.text_content().split())
    assert words.startswith("… ") and "64% at 2 years with orchardimab. At 5 years" in words
    assert "orchardimab and 26% (95% CI, 20–32) with standard of care." in words
    assert "These words stand so in the archived record." in card(site)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("licence", "licence of the archived record does not let us show the words around it"),
        ("bytes", "record is not in this copy of the project"),
        ("words", "These words do not stand in the archived record"),
    ],
)
def test_words_around_a_quote_are_shown_only_where_licence_and_record_allow(
    copied: Project, tmp_path: Path, harm: str, says: str
) -> None:
    record, quote = "pubmed/90000002.xml", "At 5 years it was 52%"
    if harm == "licence":
        edit(
            copied,
            "data/raw/manifest.csv",
            f"{sha_of(record)},1462,CC BY 4.0",
            f"{sha_of(record)},1462,all rights reserved",
        )
    elif harm == "bytes":
        (copied.raw / record).unlink()
    else:
        edit(
            copied, "data/curated/trials/orchard-1/2024-fields.yaml", quote, "At 5 years it is 52%"
        )
        quote = "At 5 years it is 52%"
    made = built(copied, tmp_path / "out")
    shown = card(made)
    assert says in shown and quote in shown
    assert sha_of(record) in shown[shown.index(says) :]
    assert not [
        p for p in made.rglob("*.html") if "64% at 2 years with orchardimab" in p.read_text()
    ]


def test_the_history_leads_to_every_edit_where_the_project_says_where_that_is(
    copied: Project, tmp_path: Path, site: Path
) -> None:
    assert "Every edit of the file is in the project’s version control." in card(site)
    copied.settings_file.write_text('history_url = "https://example.org/commits/main/{path}"\n')
    made = built(copied, tmp_path / "out")
    address = "https://example.org/commits/main/data/curated/trials/orchard-1/2024-fields.yaml"
    assert f'href="{address}"' in (made / "evidence/orchard-1/2024-fields/index.html").read_text()


def test_where_the_registry_posts_another_figure_the_report_says_which(site: Path) -> None:
    rows = page(site, "evidence/orchard-1/2022-fields").xpath("//*[@data-says='registry-differs']")
    assert rows
    assert all("The registry posts another figure: " in row.text_content() for row in rows)


def test_about_says_when_notices_were_last_looked_for(copied: Project, tmp_path: Path) -> None:
    before = page(built(copied, tmp_path / "before"), "about").text_content()
    assert "No archive of notices has been looked through since." in before
    manifest = copied.raw / "manifest.csv"
    line = next(row for row in manifest.read_text().splitlines() if "clinicaltrials/NCT" in row)
    kept = re.sub(r"clinicaltrials/NCT\d+\.json", "crossref/10.9%2Fx.json", line)
    (copied.raw / "crossref").mkdir(exist_ok=True)
    (copied.raw / "crossref" / "10.9%2Fx.json").write_bytes(
        (copied.raw / "clinicaltrials" / "NCT09000001.json").read_bytes()
    )
    with manifest.open("a", encoding="utf-8") as file:
        file.write(kept + "\n")
    after = page(built(copied, tmp_path / "after"), "about").text_content()
    assert "were last looked for on 2026-11-02T06:00:00+00:00" in after


def test_a_withdrawn_report_shows_no_value_on_its_cards(copied: Project, tmp_path: Path) -> None:
    edit(
        copied,
        "data/curated/trials/orchard-1/2024-fields.yaml",
        "standing: current",
        "standing: retracted\nstanding_note: The journal took it back.",
    )
    made = built(copied, tmp_path / "out")
    says = card(made)
    assert "Value as typed withdrawn" in says
    assert not re.search(r"\b52\b", says)
    hub = spoken(made / "appleoma" / "index.html")
    assert "A sentence is left out here: its report was withdrawn." in hub
    assert "people given orchardimab were estimated" not in hub


def test_one_digit_changed_voids_on_page_worklist_and_export(
    copied: Project, tmp_path: Path
) -> None:
    edit(copied, "data/curated/trials/orchard-1/2024-fields.yaml", "ci_lower: 45,", "ci_lower: 44,")
    made = built(copied, tmp_path / "out")
    assert "Changed since it was approved: approval void." in card(made)
    assert rows_of(made, "void") == ["ORCHARD-1: Fields A and others, 2024"]
    rows = list(csv.DictReader((made / "data" / "estimates.csv").open()))
    states = {(row["report"], row["approval"]) for row in rows if row["trial"] == "orchard-1"}
    assert states == {("2024-fields", "void"), ("2022-fields", "approved")}


def test_the_worklist_has_most_harm_first(example: Project, tmp_path: Path) -> None:
    made = built(example, tmp_path / "out")
    rows = list(csv.DictReader((made / "audit" / "worklist.csv").open()))
    assert len(rows) == 52
    risks = [int(row["risk"]) for row in rows]
    assert risks == sorted(risks, reverse=True)
    first = {row["estimate_id"] for row in rows[:4]}
    assert {"meadow-2/2023-grass/orr", "orchard-1/2022-fields/orr-standard"} <= first
    assert all(row["unapproved"] == "yes" for row in rows)


def test_an_overdue_page_is_on_the_worklist(example: Project, tmp_path: Path) -> None:
    made = built(example, tmp_path / "out", date(2028, 1, 1))
    assert "BROOK-3: Stream C and others, 2025" in rows_of(made, "overdue")


def test_without_any_approval_every_page_and_embed_says_so(
    example: Project, tmp_path: Path
) -> None:
    made = built(example, tmp_path / "out")
    pages = list(made.rglob("*.html"))
    assert len(pages) > 20
    for path in pages:
        text = path.read_text("utf-8")
        says = (
            "has been approved by a clinician" in text or "Not yet approved by a clinician" in text
        )
        assert says or 'http-equiv="refresh"' in text, path


def test_approved_pages_do_not_say_the_opposite(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "has been approved by a clinician" not in text, path
        assert "No clinician has approved" not in text, path
        assert "ot yet approved by" not in text, path


def test_previews_say_so_on_every_page_and_embed(example: Project, tmp_path: Path) -> None:
    edit(example, "data/curated/categories/appleoma.md", "order: 1", "order: 1\nis_preview: yes")
    made = built(example, tmp_path / "out")
    for path in made.rglob("*.html"):
        text = path.read_text("utf-8")
        assert "Preview" in text or 'http-equiv="refresh"' in text, path


def test_the_about_page_counts_checks_by_eye(copied: Project, tmp_path: Path, site: Path) -> None:
    assert "No figure drawn at random" in page(site, "about").text_content()
    sheet = list(csv.DictReader(io.StringIO(draw(check(copied), 20, 7))))
    text = io.StringIO()
    writer = csv.DictWriter(text, sheet[0])
    writer.writeheader()
    for number, row in enumerate(sheet):
        writer.writerow(row | {"is_right": "yes" if number else "no", "by": "Ada"})
    take_back(copied, check(copied), text.getvalue(), date(2026, 11, 22))
    says = " ".join(page(built(copied, tmp_path / "out"), "about").text_content().split())
    assert "20 were looked up in their sources by eye; 1 were wrong" in says
    assert "between 1 and 249 in every 1,000" in says


def test_a_comparison_that_warned_is_shown_first_with_its_sum(example: Project) -> None:
    edit(
        example,
        "data/curated/trials/orchard-1/2022-fields.yaml",
        "ci_lower: 51, ci_upper: 65",
        "ci_lower: 50, ci_upper: 62",
    )
    found = rule_results(check(example))
    warned = found[found["outcome"] == "warned"]
    assert list(warned["estimate_id"].unique()) == ["orchard-1/2022-fields/orr-orchardimab"]
    assert (
        warned["says"]
        .iloc[0]
        .startswith(
            "50 to 62 is the 95% interval of 116 of 200 by: no usual method: ci_lower 50 50 to 62 is not"
        )
    )


def test_a_comparison_that_failed_stands_on_the_card_of_each_figure_in_it(example: Project) -> None:
    edit(example, "data/curated/trials/orchard-1/2024-fields.yaml", "value: 64,", "value: 44,")
    found = rule_results(check(example)).query("rule == 'curves-never-rise' & outcome == 'warned'")
    assert set(found["estimate_id"]) == {FIGURE, "orchard-1/2024-fields/os-2y-orchardimab"}
    assert found["says"].str.startswith("44% at 2 years, then 52% at 5 years: ").all()


def test_sums_are_written_for_what_the_rules_compare(example: Project) -> None:
    rows = rule_results(check(example)).itertuples()
    found = {(row.estimate_id, row.rule): row.says for row in rows}
    base = "orchard-1/2022-fields"
    expected = {
        ("orr-orchardimab", "events-give-percent"): "116 of 200 is 58.00%; printed 58%",
        ("cr-standard", "components-give-response-rate"): "cr 5% + pr 25% = 30%; orr is 30%",
        ("ae-standard", "people-within-population"): "195 analysed of 195 in the population",
        ("orr-orchardimab", "binomial-interval-by-known-method"): "51 to 65 is the 95% interval of "
        "116 of 200 by: Agresti-Coull, Clopper-Pearson, Jeffreys, Wald, Wald with continuity, Wilson, Wilson with continuity, mid-P",
        ("dor-median-orchardimab", "durations-count-responders"): "116 people in "
        "dor-median-orchardimab; 116 responded in orr-orchardimab",
    }
    assert {key: found[f"{base}/{key[0]}", key[1]] for key in expected} == expected


def test_a_withdrawn_figure_is_in_no_sum_on_another_card(copied: Project, tmp_path: Path) -> None:
    edit(
        copied,
        "data/curated/trials/orchard-1/2022-fields.yaml",
        "standing: current",
        "standing: retracted\nstanding_note: The journal took it back.",
    )
    edit(
        copied,
        "data/curated/categories/appleoma.md",
        "Severe side effects caused by treatment came to [[orchard-1/2022-fields/ae-orchardimab|of_100]] people with orchardimab and to [[orchard-1/2022-fields/ae-standard|of_100]] with standard care.",
        "",
    )
    says = card(built(copied, tmp_path / "out"))
    assert "Passed: compared with a withdrawn figure" in says
    assert "74%" not in says and "45 ≤ 52 ≤ 59" in says
