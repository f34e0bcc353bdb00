"""A published specification opens unchanged in the reference compiler and shows the same marks."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from pipelines.curated.catalogue import read_catalogue
from pipelines.project import Project
from reports.pages.writer import Site

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def drawings(fictional: tuple[Site, Path]) -> dict[str, tuple[str, str]]:
    """Slug to (our SVG of the wide drawing, the reference compiler's SVG)."""
    if not (TESTS / "node_modules" / "vega-lite").is_dir() or not shutil.which("node"):
        pytest.skip("npm packages are not installed: run bash tests/setup_node.sh")
    _, folder = fictional
    slugs = [e.slug for e in read_catalogue(Project(TESTS / "example")).entries]
    specs = [json.loads((folder / f"{slug}.json").read_text("utf-8")) for slug in slugs]
    done = subprocess.run(
        ["node", "reference.mjs"],
        cwd=TESTS,
        input=json.dumps(specs),
        capture_output=True,
        text=True,
        check=True,
    )
    ours = [(folder / f"{slug}.svg").read_text("utf-8") for slug in slugs]
    return dict(zip(slugs, zip(ours, json.loads(done.stdout), strict=True), strict=True))


def marks(svg: str) -> Counter:
    """Number of marks of each layer."""
    found: Counter = Counter()
    for group in etree.fromstring(svg.encode()).iter("{*}g"):
        words = (group.get("class") or "").split()
        if "role-mark" in words and words[-1].endswith("_marks"):
            shapes = list(group.iter("{*}path", "{*}line", "{*}text", "{*}rect"))
            found[f"{words[0]} {words[-1]}"] += len(shapes)
    return found


@pytest.mark.parametrize(
    "slug",
    ["orchard-survival", "orchard-response", "orchard-alive", "response-by-alteration",
     "orchard-ladder", "orchard-timeline", "appleoma-map"],
)  # fmt: skip
def test_the_reference_compiler_draws_the_same_marks(
    drawings: dict[str, tuple[str, str]], slug: str
) -> None:
    ours, theirs = (marks(svg) for svg in drawings[slug])
    assert sum(ours.values()) > 5
    assert ours == theirs
