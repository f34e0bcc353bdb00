"""`evidence archive`: a file that an editor has becomes an archived copy, searched at once."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from pipelines.archive.documents import Unreadable, read_document
from pipelines.archive.findings import read_findings
from pipelines.checks.check import check
from pipelines.cli.command import main
from pipelines.cli.status import agreement
from pipelines.files import read_rows
from pipelines.project import Project

REPORT = "orchard-1/2022-fields"
TOLD = (
    "Median progression-free survival was 11.5 months (95% CI, 8.9 to 16.7) with orchardimab and "
    "4.1 months (95% CI, 3.0 to 5.3) with standard of care."
)
URL = "https://example.org/orchard"


def pdf(*pages: str) -> bytes:
    """A plain PDF with a line a page, as small as one can be."""
    count = len(pages)
    kids = " ".join(f"{3 + 2 * i} 0 R" for i in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
    ]
    font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    for i, page in enumerate(pages):
        text = page.replace("(", r"\(").replace(")", r"\)")
        stream = f"BT /F1 9 Tf 20 700 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 800] /Resources {font} "
            f"/Contents {4 + 2 * i} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, places = "%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    body += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    return body.encode("latin-1")


def docx(*paragraphs: str) -> bytes:
    document, file = Document(), io.BytesIO()
    document.add_heading("Results")
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


FILES: dict[str, tuple[bytes, str]] = {
    "copy.txt": (f"An invented trial.\nRESULTS: {TOLD}".encode(), "Results, sentence 2, sign "),
    "copy.md": (f"# Results\n\n- {TOLD}\n".encode(), "Results, sentence 2, sign "),
    "copy.html": (
        f"<html><nav>11.5 days</nav><h2>Results</h2><p>{TOLD}</p></html>".encode(),
        "Results, sentence 2, sign ",
    ),
    "copy.xml": (
        f"<article><body><sec><title>Results</title><p>{TOLD}</p></sec></body></article>".encode(),
        "Results, sentence 2, sign ",
    ),
    "copy.json": (json.dumps({"results": [{"clinical_studies": [TOLD]}]}).encode(), "clinical studies, "),
    "copy.docx": (docx(TOLD), "Results, sentence 2, sign "),
    "copy.pdf": (pdf("An invented trial.", TOLD), "page 2, sentence 2, sign "),
}  # fmt: skip

Archive = Callable[..., Result]


@pytest.fixture
def archive(example: Project, tmp_path: Path) -> Archive:
    def run(name: str, body: bytes, *options: str, target: str = REPORT) -> Result:
        path = tmp_path / name
        path.write_bytes(body)
        given = ["archive", target, str(path), "--url", URL, *options]
        return CliRunner().invoke(main, [*given, "--project", str(example.root)])

    # nothing else is at hand
    (example.raw / "findings.csv").unlink()
    for record in example.raw.glob("*/*"):
        record.unlink()
    return run


def finding(project: Project, key: str, kind: str = "number_in_source") -> dict[str, str]:
    rows = [row for row in read_findings(project) if row["finding"] == kind]
    return next(row for row in rows if row["estimate_id"] == f"{REPORT}/{key}")


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_every_kind_is_searched_and_the_place_told(
    example: Project, archive: Archive, name: str
) -> None:
    body, place = FILES[name]
    result = archive(name, body, "--complete", "yes")
    assert result.exit_code == 0, result.output
    assert "pfs-median-orchardimab: 11.5, 8.9, 16.7 found (" + place in result.output
    row = finding(example, "pfs-median-orchardimab")
    assert (row["result"], row["pairing"], row["copy"]) == ("found_together", "paired", "full_text")
    assert row["says"].startswith(place)
    assert "orchardimab" not in row["says"]  # never the words of the source
    (entry,) = [r for r in read_rows(example.raw / "manifest.csv", ("path", "url", "sha256")) if r["path"] == row["record"]]  # fmt: skip
    assert (entry["url"], entry["sha256"]) == (URL, row["sha256"])
    assert (example.raw / row["record"]).read_bytes() == body


def test_a_miss_says_something_only_in_a_whole_copy(example: Project, archive: Archive) -> None:
    body = FILES["copy.txt"][0]
    archive("copy.txt", body, "--complete", "no")
    assert finding(example, "cr-orchardimab")["result"] == "not_judged"
    archive("copy.txt", body, "--complete", "yes")
    assert finding(example, "cr-orchardimab")["result"] == "not_found"


def test_an_abstract_judges_only_what_was_read_in_abstracts(
    example: Project, archive: Archive
) -> None:
    path = example.trials / "orchard-1/2022-fields.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("cr-orchardimab: {", "cr-orchardimab: {read_in: full_text, ", 1), "utf-8"
    )
    archive("copy.txt", FILES["copy.txt"][0], "--kind", "abstract", "--complete", "yes")
    assert finding(example, "cr-orchardimab")["result"] == "not_judged"
    assert finding(example, "orr-orchardimab")["result"] == "not_found"


def test_a_page_that_tells_of_many_trials_proves_only_what_it_tells_of_this_one(
    example: Project, archive: Archive
) -> None:
    page = f"# Summary\n\n1. ORCHARD-1 (NCT09000001) was invented.\n- {TOLD}\n\n2. MEADOW-2 came later.\n- The response rate was 58% (95% CI, 51 to 65) with orchardimab.\n"  # fmt: skip
    result = archive("page.md", page.encode(), "--kind", "secondary", "--complete", "yes")
    assert "pfs-median-orchardimab: 11.5, 8.9, 16.7 found in secondary (" in result.output
    found = finding(example, "pfs-median-orchardimab", "number_in_secondary")
    assert found["pairing"] == "paired"
    with pytest.raises(StopIteration):  # told of another trial
        finding(example, "orr-orchardimab", "number_in_secondary")
    with pytest.raises(StopIteration):  # it never proves the report itself
        finding(example, "pfs-median-orchardimab")


def test_what_is_only_known_by_its_line_stays_found(example: Project, archive: Archive) -> None:
    archive("copy.txt", FILES["copy.txt"][0])
    row = finding(example, "pfs-median-orchardimab")
    for kept in (example.raw / "held").iterdir():
        kept.unlink()
    archive("other.txt", b"Nothing is told here at all.", "--kind", "secondary")
    assert finding(example, "pfs-median-orchardimab") == row


def test_the_table_of_agreement_counts_by_class_of_source(
    example: Project, archive: Archive
) -> None:
    archive("copy.txt", FILES["copy.txt"][0], "--kind", "abstract")
    counts = agreement(check(example))["abstract"]
    assert counts["found"] == 2
    assert counts["not_judged"] > 5
    result = CliRunner().invoke(main, ["status", "--project", str(example.root)])
    assert "abstract: 2 found, " in result.output


def test_a_miss_in_a_whole_copy_is_answered_by_an_editor_or_asked_for(
    example: Project, archive: Archive
) -> None:
    told = f"An invented trial. Of 200 given orchardimab 116 (58%; 51 to 65) did well. {TOLD}"
    archive("copy.txt", told.encode(), "--kind", "abstract", "--complete", "yes")

    def run(*words: str) -> str:
        return CliRunner().invoke(main, [*words, "--project", str(example.root)]).output

    listed = json.loads(run("todo", "--all", "--format", "json"))["items"]
    (asked,) = [i for i in listed if i["kind"] == "digits_only" and "orr-o" in i["subject"]]
    answer = re.search(r"of: (\w+)", asked["todo"])[0]
    before = re.search(r"(\d+) to be answered", run("status"))
    path = example.trials / "orchard-1/2022-fields.yaml"
    said = f"orr-orchardimab: {{printed_so: {{figure-stands-in-its-source: {{reason: it says did well, {answer}}}}}, "
    path.write_text(path.read_text("utf-8").replace("orr-orchardimab: {", said, 1), "utf-8")
    assert run("check").startswith("0 errors, 0 warnings, 1 acknowledged")
    after = run("status")
    assert f"{int(before[1]) - 1} to be answered" in after
    assert "1 answered by an editor" in after


@pytest.mark.parametrize(
    ("name", "body", "options", "says"),
    [
        ("a.txt", b"\xff\xfe", (), "it is not UTF-8 text"),
        ("a.pdf", b"%PDF-1.4\nnothing", (), "the PDF cannot be read"),
        ("a.pdf", pdf(""), (), "no text stands in it"),
        ("a.docx", b"PK\x03\x04 nothing", (), "the DOCX cannot be read"),
        ("a.json", b"{", (), "cannot be read"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', (), "entities of its own"),
        ("a.exe", b"MZ", (), "files of kind '.exe' are not read"),
        ("a.txt", b"Some text.", ("--kind", "label"), "anything else is secondary"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_line_and_leaves_nothing(
    example: Project, archive: Archive, name: str, body: bytes, options: tuple[str, ...], says: str
) -> None:
    result = archive(name, body, *options)
    assert result.exit_code != 0
    assert says in " ".join(result.output.split())
    assert "Traceback" not in result.output
    assert not (example.raw / "held.csv").exists()


def test_a_report_that_is_not_there_is_named(archive: Archive) -> None:
    result = archive("a.txt", b"Some text.", target="orchard-1/1999-nobody")
    assert result.exit_code == 2
    assert "orchard-1/1999-nobody: no such report" in result.output


def test_cells_that_span_others_stand_under_each_head() -> None:
    page = (
        b"<table><thead><tr><th rowspan=2>What</th><th colspan=2>Orchardimab</th></tr>"
        b"<tr><th>n</th><th>%</th></tr></thead><tr><td>Response</td><td>116</td><td>58</td></tr></table>"
    )
    (block,) = read_document(page, ".html")
    assert block.rows == (("What", "Orchardimab n", "Orchardimab %"), ("Response", "116", "58"))


def test_a_check_needs_no_reader_of_files(example: Project) -> None:
    import subprocess
    import sys

    program = (
        "import sys\nsys.modules['pypdf'] = sys.modules['docx'] = None\n"
        "from pipelines.cli.command import main\n"
        f"main(['check', '--project', {str(example.root)!r}], standalone_mode=False)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "0 errors" in done.stdout, done.stderr


def test_a_markdown_page_loses_its_marks_and_keeps_its_numbers() -> None:
    page = b"- PFS was *longer* (HR, 0.46; *P* < .001).[[49](#cit/49)][[Level](/x?id=8)] [Next](/y)"
    (block,) = read_document(page, ".md")
    assert block.text == "PFS was longer (HR, 0.46; P < .001). Next"
    with pytest.raises(Unreadable):
        read_document(b"", ".md")
