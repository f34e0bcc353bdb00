"""What reviewers see: the worklist, the card of a figure, the state of its approval."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from pipelines.check import check
from pipelines.places import build_place
from pipelines.project import Project
from pipelines.proofs import rule_results
from pipelines.publish import Run, publish
from schemas.sums import sums

FIGURE = "orchard-1/2024-fields/os-5y-orchardimab"


def built(project: Project, out: Path, as_of: date = date(2026, 11, 22)) -> Path:
    """The built site. The number gate is one of the steps, so every numeral is bound."""
    with build_place(project, out) as place:
        publish(Run(project, place, as_of))
    return out / "site"


def page(site: Path, path: str) -> html.HtmlElement:
    return html.document_fromstring((site / path / "index.html").read_text("utf-8"))


def card(site: Path, figure: str = FIGURE) -> str:
    trial, report, key = figure.split("/")
    found = page(site, f"evidence/{trial}/{report}").get_element_by_id(key)
    says = " ".join(" ".join(found.find_class("audit-card")[0].itertext()).split())
    return re.sub(r" ([,.:;)])", r"\1", says).replace("( ", "(")


def edit(project: Project, file: str, old: str, new: str) -> None:
    path = project.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="session")
def site(released: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(released, tmp_path_factory.mktemp("site") / "out")


def test_the_card_shows_value_history_rules_and_record(site: Path) -> None:
    says = card(site)
    assert "Approved by a reviewer." in says
    assert "2026-11-01: entered by example team" in says
    assert "Ada Reader (all yes for 9 figures; 9 seen by eye)" in says
    assert "Value as typed 52 percent, data/curated/trials/orchard-1/2024-fields.yaml line" in says
    assert "Passed: An interval contains its estimate. 45 ≤ 52 ≤ 59" in says
    assert "64 at 2 years, then 52 at 5 years" in says


def test_the_card_shows_findings_records_and_the_second_entry(
    copied: Project, tmp_path: Path
) -> None:
    record = "registry/NCT09000001.json"
    sha = re.search(rf"{record},.*?,([0-9a-f]{{64}})", (copied.raw / "manifest.csv").read_text())[1]
    (copied.raw / "findings.csv").write_text(
        "estimate_id,finding,result,figures,says,record,sha256\n"
        f"{FIGURE},number_in_source,found_together,52;45;59,,{record},{sha}\n"
        f"{FIGURE},registry,differs,52;45;59,51 percent,{record},{sha}\n"
    )
    (copied.curated / "extraction.csv").write_text(
        "estimate_id,entry_1,entry_2,outcome,seen_at,noted\n"
        f'{FIGURE},"52 [45, 59]","53 [45, 59]",settled,https://example.org,2026-11-02\n'
    )
    made = built(copied, tmp_path / "out")
    says = card(made)
    assert "The registry posts another figure. 51 percent" in says
    assert f"{record}, received 2026-11-01T00:00:00Z, sha256 {sha}" in says
    assert "First: 52 [45, 59]; second: 53 [45, 59]." in says
    row = page(made, "evidence/orchard-1/2024-fields").xpath("//*[@data-rule='R43']")
    assert [" ".join(dd.text_content().split()) for dd in row] == [
        "The registry posts another figure: 51 percent."
    ]
    differs = page(made, "audit").get_element_by_id("differs").text_content()
    assert "ORCHARD-1" in differs


def test_about_says_when_notices_were_last_looked_for(copied: Project, tmp_path: Path) -> None:
    before = page(built(copied, tmp_path / "before"), "about").text_content()
    assert "No archive of notices has been looked through since." in before
    manifest = copied.raw / "manifest.csv"
    line = next(row for row in manifest.read_text().splitlines() if "registry/NCT" in row)
    kept = re.sub(r"registry/NCT\d+\.json", "crossref/10.9%2Fx.json", line)
    (copied.raw / "crossref").mkdir(exist_ok=True)
    (copied.raw / "crossref" / "10.9%2Fx.json").write_bytes(
        (copied.raw / "registry" / "NCT09000001.json").read_bytes()
    )
    with manifest.open("a", encoding="utf-8") as file:
        file.write(kept + "\n")
    after = page(built(copied, tmp_path / "after"), "about").text_content()
    assert "were last looked for on 2026-11-01T00:00:00Z" in after


def test_a_withdrawn_report_shows_no_value_on_its_cards(copied: Project, tmp_path: Path) -> None:
    edit(copied, "data/curated/trials/orchard-1/2024-fields.yaml", "standing: current",
         "standing: retracted\nstanding_note: The journal took it back.")  # fmt: skip
    edit(copied, "data/curated/categories/appleoma.md", "[[orchard-1/2024-fields/os-5y-orchardimab|of_100]] people", "People")  # fmt: skip
    edit(copied, "data/curated/categories/appleoma.md", ", against [[orchard-1/2024-fields/os-5y-standard|of_100]] given standard care", "")  # fmt: skip
    says = card(built(copied, tmp_path / "out"))
    assert "Value as typed withdrawn" in says
    assert "52" not in re.sub(
        r"\d{4}-\d\d-\d\d(T[\d:]+Z)?", "", says
    )  # days and times of day aside


def test_one_digit_changed_voids_on_page_worklist_and_export(
    copied: Project, tmp_path: Path
) -> None:
    edit(copied, "data/curated/trials/orchard-1/2024-fields.yaml", "ci_lower: 45,", "ci_lower: 44,")
    made = built(copied, tmp_path / "out")
    assert "Changed since it was approved: approval void." in card(made)
    void = page(made, "audit").get_element_by_id("void").text_content()
    assert "ORCHARD-1: Fields A and others, 2024" in void
    assert "2022" not in void
    rows = list(csv.DictReader((made / "data" / "estimates.csv").open()))
    states = {(row["report"], row["approval"]) for row in rows if row["trial"] == "orchard-1"}
    assert states == {("2024-fields", "void"), ("2022-fields", "approved")}


def test_the_worklist_has_most_harm_first(example: Project, tmp_path: Path) -> None:
    made = built(example, tmp_path / "out")
    rows = list(csv.DictReader((made / "audit" / "worklist.csv").open()))
    assert len(rows) == 36
    risks = [int(row["risk"]) for row in rows]
    assert risks == sorted(risks, reverse=True)
    assert {"orchard-1/2024-fields/os-5y-orchardimab", "meadow-2/2023-grass/orr"} & {
        row["estimate_id"] for row in rows[:6]
    }
    assert all(row["unapproved"] == "yes" for row in rows)


def test_an_overdue_page_is_on_the_worklist(example: Project, tmp_path: Path) -> None:
    made = built(example, tmp_path / "out", date(2028, 1, 1))
    assert "BROOK-3" in page(made, "audit").get_element_by_id("overdue").text_content()


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
    rows = "".join(
        f"{FIGURE},{'0' * 64},{'no' if n == 0 else 'yes'},P{n},2026-11-22,7,\n" for n in range(20)
    )
    copied.eye_checks.write_text("estimate_id,digest,is_right,by,at,seed,says\n" + rows)
    says = " ".join(page(built(copied, tmp_path / "out"), "about").text_content().split())
    assert "20 were looked up in their sources by eye; 1 were wrong" in says
    assert "between 1 and 249 in every 1,000" in says


def test_a_warning_is_shown_with_its_sum(example: Project) -> None:
    edit(example, "data/curated/trials/orchard-1/2022-fields.yaml",
         "ci_lower: 51, ci_upper: 65", "ci_lower: 50, ci_upper: 62")  # fmt: skip
    found = rule_results(check(example))
    warned = found[found["outcome"] == "warned"]
    assert list(warned["estimate_id"].unique()) == ["orchard-1/2022-fields/orr-orchardimab"]
    assert "of 200" in warned["says"].iloc[0]


def test_sums_are_written_for_what_the_rules_compare(example: Project) -> None:
    found = {(id, rule): says for id, rule, says in sums(check(example).evidence)}
    base = "orchard-1/2022-fields"
    assert found[f"{base}/orr-orchardimab", "events-give-percent"] == (
        "116 of 200 is 58.00%; printed 58%"
    )
    assert found[f"{base}/cr-standard", "components-give-response-rate"] == (
        "cr 5 + pr 25 = 30; printed 30"
    )
    assert found[f"{base}/ae-standard", "people-within-population"] == (
        "195 analysed of 195 in the population"
    )


def test_every_shipped_figure_that_a_rule_compares_has_its_sum(shipped: Project) -> None:
    evidence = check(shipped).evidence
    known = {(id, rule) for id, rule, _ in sums(evidence)}
    for e in evidence.estimates:
        if e.measure == "proportion" and None not in (e.value, e.n_events) and e.n_analysed:
            assert (e.id, "events-give-percent") in known
        if None not in (e.value, e.ci_lower, e.ci_upper):
            assert (e.id, "interval-contains-estimate") in known
