"""Structured data of every page, held against schema.org's own vocabulary as types of TypeScript."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from pipelines.cli.command import main

TESTS = Path(__file__).parents[1]
COMPILER = TESTS / "node_modules" / "typescript" / "bin" / "tsc"
VOCABULARY = TESTS / "node_modules" / "schema-dts"
FAQ = """---
title: Questions
order: 9
last_reviewed: never
next_review: 2027-05-22
---
### Can a remission last?

Sometimes it does.
"""
OPTIONS = ("--noEmit", "--strict", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler")  # fmt: skip


@pytest.fixture
def complaints(tmp_path: Path):
    """Returns what schema.org's vocabulary has against some structured data; empty if nothing."""
    if not (COMPILER.is_file() and VOCABULARY.is_dir() and shutil.which("node")):
        pytest.skip("TypeScript and schema-dts are not installed: run bash tests/setup_node.sh")

    def judge(*things: dict) -> str:
        lines = [
            f"export const thing{number}: WithContext<Thing> = {json.dumps(thing)};"
            for number, thing in enumerate(things)
        ]
        source = tmp_path / "things.ts"
        head = 'import type { Thing, WithContext } from "schema-dts";'
        source.write_text("\n".join([head, *lines]), encoding="utf-8")
        (tmp_path / "node_modules").mkdir(exist_ok=True)
        link = tmp_path / "node_modules" / "schema-dts"
        if not link.exists():
            link.symlink_to(VOCABULARY)
        call = ["node", str(COMPILER), *OPTIONS, str(source)]
        return subprocess.run(call, capture_output=True, text=True, timeout=120).stdout

    return judge


def test_every_page_describes_itself_in_words_of_the_vocabulary(example, complaints):
    example.settings_file.parent.mkdir(exist_ok=True)
    example.settings_file.write_text('site_url = "https://evidence.example.org"\n', "utf-8")
    (example.curated / "guide" / "faq.md").write_text(FAQ, "utf-8")
    report = example.curated / "trials" / "meadow-2" / "2023-grass.yaml"
    text = report.read_text("utf-8")
    report.write_text(text.replace("kind: meeting_abstract", "kind: label"), "utf-8")
    build = ["build", "--plain", "--as-of", "2026-11-22", "--project", str(example.root)]
    result = CliRunner().invoke(main, build)
    assert result.exit_code == 0, result.output
    found = [
        json.loads(script.text)
        for path in sorted(example.site.rglob("*.html"))
        for script in html.parse(str(path)).xpath("//script[@type='application/ld+json']")
    ]
    assert {thing["@type"] for thing in found} >= {
        "WebSite",
        "MedicalWebPage",
        "FAQPage",
        "MedicalTrial",
        "MedicalScholarlyArticle",
        "CreativeWork",
        "Dataset",
    }
    assert complaints(*found) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"@type": "MedicalTrials"},
        {"@type": "MedicalTrial", "headline": "x"},
        {"@type": "MedicalTrial", "sponsor": {"@type": "Periodical", "name": "x"}},
        {"@type": "MedicalTrial", "trialDesign": "https://schema.org/OpenDesign"},
    ],
    ids=["unknown type", "property of another type", "value of a wrong type", "unknown member"],
)
def test_what_the_vocabulary_does_not_know_is_found(wrong, complaints):
    assert complaints({"@context": "https://schema.org", **wrong})
