"""Snippets and files of charts in the programs of a content team: what is left of them is true and leads on.

A program that is not here is skipped by name; `make tools` installs them.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import pytest

from reports.embeds.entry import Entry
from reports.embeds.snippets import Picture, snippet
from reports.pages.writer import Site
from tests.charts.conftest import URL

TOOLS = Path(__file__).parents[1] / "tools"
ENVIRONMENT = Path(__file__).parents[2] / ".tools" / "bin"
TITLE = "How many people [with] <appleoma> {were} alive, in ORCHARD-1"
SHOWN = TITLE.replace("<", "&lt;").replace(">", "&gt;")
ENTRY = Entry("orchard-survival", "survival", {}, TITLE)
PAGE = f'href="{URL}charts/orchard-survival.html"'
PICTURE = f'src="{URL}charts/orchard-survival.png"'


def pasted(style: str) -> str:
    return snippet(ENTRY, style, URL, Picture(720, 900, "About 52 of 100 {alive}."))


def node(tool: str, text: str) -> bytes:
    """What ``tool`` makes of ``text``."""
    if not shutil.which("node") or not (TOOLS / "node_modules" / "vega-embed").is_dir():
        pytest.skip(f"{tool} is not here: run make tools")
    made = subprocess.run(
        ["node", "tools.mjs", tool], cwd=TOOLS, input=text.encode(), capture_output=True
    )
    assert made.returncode == 0, made.stderr.decode()
    return made.stdout


@pytest.mark.parametrize("tool", ["dompurify", "sanitize-html"])
@pytest.mark.parametrize("style", ["iframe", "script", "image", "wordpress"])
def test_a_cleaner_leaves_the_title_and_a_link(tool: str, style: str) -> None:
    left = node(tool, pasted(style)).decode()
    assert PAGE in left and SHOWN in left
    assert "<script" not in left and "<iframe" not in left


@pytest.mark.parametrize("style", ["iframe", "script", "image", "markdown"])
def test_mdx_compiles_what_is_pasted(style: str) -> None:
    made = node("mdx", f"# A page\n\n{pasted(style)}\n").decode()
    assert PAGE in made and SHOWN in made
    assert PICTURE in made or style in ("iframe", "script")


def test_markdown_without_html_shows_picture_title_and_link() -> None:
    made = node("markdown-it", pasted("markdown")).decode()
    assert PAGE in made and PICTURE in made and SHOWN in made
    assert 'alt="About 52 of 100 ' in made


@pytest.mark.parametrize("tool", ["mdx", "markdown-it"])
def test_the_markdown_file_of_a_chart_compiles(tool: str, fictional: tuple[Site, Path]) -> None:
    made = node(tool, (fictional[1] / "orchard-survival.md").read_text("utf-8")).decode()
    assert PAGE in made and PICTURE in made and "Not yet approved by a clinician." in made
    assert "<li>orchardimab, alive (overall survival): 52% at 5 years" in made


def test_vega_embed_draws_the_specification_with_its_warnings(fictional: tuple[Site, Path]) -> None:
    spec = (fictional[1] / "orchard-survival.json").read_text("utf-8")
    made = json.loads(node("vega-embed", spec))
    assert made["warnings"] == []
    for words in ("Not yet approved by a clinician.", "Fields A and others", ">52<"):
        assert words in made["html"], words


@pytest.fixture
def address(fictional: tuple[Site, Path]) -> Iterator[str]:
    """The built charts on a server of this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = partial(Quiet, directory=str(fictional[1].parent))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("answer", "kind"), [("oembed.json", "rich"), ("photo.oembed.json", "photo")])  # fmt: skip
def test_an_oembed_consumer_reads_the_answers(address: str, answer: str, kind: str) -> None:
    if not (ENVIRONMENT / "python").exists():
        pytest.skip("micawber is not here: run make tools")
    program = (
        "import json, micawber, sys; page, endpoint = sys.argv[1:]\n"
        "print(json.dumps(micawber.Provider(endpoint).request(page, maxwidth=500)))"
    )
    chart = f"{address}charts/orchard-survival"
    words = [ENVIRONMENT / "python", "-c", program, f"{chart}.html", f"{chart}.{answer}"]
    told = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    assert told["type"] == kind
    assert told["width"] <= 500  # as was asked
    assert "orchard-survival" in told["html" if kind == "rich" else "url"]


def test_mkdocs_builds_a_page_with_picture_and_frame(tmp_path: Path) -> None:
    if not (ENVIRONMENT / "mkdocs").exists():
        pytest.skip("MkDocs is not here: run make tools")
    (tmp_path / "docs").mkdir()
    text = f"# A page\n\n{pasted('markdown')}\n\n{pasted('iframe')}\n"
    (tmp_path / "docs" / "index.md").write_text(text, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: A site\n", encoding="utf-8")
    subprocess.run([ENVIRONMENT / "mkdocs", "build", "-q", "--strict"], cwd=tmp_path, check=True)
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert PAGE in page and PICTURE in page and "<iframe" in page and TITLE in unescape(page)


def test_hugo_builds_a_page_with_the_picture_and_refuses_nothing_of_it(tmp_path: Path) -> None:
    if not shutil.which("hugo"):
        pytest.skip("Hugo is not here: run make tools")
    (tmp_path / "content").mkdir()
    (tmp_path / "layouts" / "_default").mkdir(parents=True)
    (tmp_path / "layouts" / "_default" / "single.html").write_text("{{ .Content }}", "utf-8")
    (tmp_path / "config.toml").write_text('baseURL = "https://site.example/"\n', "utf-8")
    page = f"---\ntitle: A page\n---\n{pasted('markdown')}\n"
    (tmp_path / "content" / "page.md").write_text(page, encoding="utf-8")
    subprocess.run(["hugo", "--quiet"], cwd=tmp_path, check=True, capture_output=True)
    made = (tmp_path / "public" / "page" / "index.html").read_text("utf-8")
    assert PAGE in made and PICTURE in made and TITLE in unescape(made) and "raw HTML" not in made


def test_a_document_shows_the_picture_at_its_true_size(fictional: tuple[Site, Path]) -> None:
    picture = docx.Document().add_picture(str(fictional[1] / "orchard-survival.png"))
    assert picture.width.inches == 10  # 720 px at 72 to the inch, as the drawing has them


def test_a_spreadsheet_opens_the_rows_of_charts_as_they_are(
    fictional: tuple[Site, Path], tmp_path: Path
) -> None:
    """No date is made of grades 3-4, and nothing is computed; a number alone may lose a zero at its end."""
    if not shutil.which("localc"):
        pytest.skip("LibreOffice Calc is not here: run make tools")
    rows = sorted(fictional[1].glob("*.csv"))
    assert len(rows) >= 7
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    as_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
    words = ["soffice", home, "--headless", "--convert-to", as_csv, "--outdir", tmp_path, *rows]
    subprocess.run(words, capture_output=True, check=True)
    for path in rows:
        ours, theirs = cells(path), cells(tmp_path / path.name)
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            assert one == other or float(one) == float(other), path.name


def cells(path: Path) -> list[str]:
    return [cell for row in csv.reader(path.read_text("utf-8").splitlines()) for cell in row]
