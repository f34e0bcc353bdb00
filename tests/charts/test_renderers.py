"""Pictures of charts in programs that are no browser: each draws what our own converter draws."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from reports.pages.writer import Site

CAIRO = Path(__file__).parents[2] / ".tools" / "bin" / "python"
TOOLS = Path(__file__).parents[1] / "tools"
ALIKE = 12  # a black picture differs by 200 and more
COARSE = (45, 60)  # px: fonts differ between machines, places of marks and words do not


def librsvg(svg: Path) -> bytes:
    if not shutil.which("rsvg-convert"):
        pytest.skip("librsvg is not here: run make tools")
    return subprocess.run(["rsvg-convert", svg], capture_output=True, check=True).stdout


def cairosvg(svg: Path) -> bytes:
    if not CAIRO.exists():
        pytest.skip("CairoSVG is not here: run make tools")
    program = "import cairosvg, sys; sys.stdout.buffer.write(cairosvg.svg2png(url=sys.argv[1]))"
    return subprocess.run([CAIRO, "-c", program, svg], capture_output=True, check=True).stdout


def resvg(svg: Path) -> bytes:
    if not shutil.which("node") or not (TOOLS / "node_modules" / "@resvg").is_dir():
        pytest.skip("resvg is not here: run make tools")
    words = ["node", "tools.mjs", "resvg"]
    return subprocess.run(
        words, cwd=TOOLS, input=svg.read_bytes(), capture_output=True, check=True
    ).stdout


def inkscape(svg: Path) -> bytes:
    if not shutil.which("inkscape"):
        pytest.skip("Inkscape is not here: run make tools")
    words = ["inkscape", "--export-type=png", "--export-filename=-", svg]
    return subprocess.run(words, capture_output=True, check=True).stdout


def libreoffice(svg: Path, folder: Path) -> bytes:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not here: run make tools")
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    words = ["soffice", home, "--headless", "--convert-to", "png", "--outdir", folder, svg]
    subprocess.run(words, capture_output=True, check=True)
    return (folder / f"{svg.stem}.png").read_bytes()


def coarse(png: bytes | Path) -> Image.Image:
    picture = Image.open(io.BytesIO(png) if isinstance(png, bytes) else png).convert("RGB")
    return picture.resize(COARSE, Image.Resampling.BOX)


def unlike(svg: Path, theirs: bytes) -> float:
    """How far the picture that another program made of ``svg`` is from ours, of 255."""
    between = ImageChops.difference(coarse(theirs), coarse(svg.with_suffix(".png")))
    return max(ImageStat.Stat(between).mean)


@pytest.mark.parametrize("render", [librsvg, cairosvg, resvg])
def test_other_programs_draw_every_chart_as_we_do(
    fictional: tuple[Site, Path], render: Callable[[Path], bytes]
) -> None:
    pictures = [p for p in sorted(fictional[1].glob("*.svg")) if p.name.count(".") == 1]
    assert len(pictures) >= 7
    for svg in pictures:
        assert unlike(svg, render(svg)) < ALIKE, svg.name


@pytest.mark.parametrize("render", [inkscape, libreoffice])
def test_programs_for_drawing_open_a_chart_as_we_draw_it(
    fictional: tuple[Site, Path], tmp_path: Path, render: Callable[..., bytes]
) -> None:
    """One chart: these programs take seconds to start."""
    svg = fictional[1] / "orchard-survival.svg"
    theirs = render(svg, tmp_path) if render is libreoffice else render(svg)
    assert unlike(svg, theirs) < 20


@pytest.mark.parametrize("ending", ["dark.svg", "auto.svg"])
def test_dark_pictures_are_dark_and_those_that_follow_are_light_where_nobody_asks(
    fictional: tuple[Site, Path], ending: str
) -> None:
    picture = coarse(librsvg(fictional[1] / f"orchard-survival.{ending}"))
    mean = sum(ImageStat.Stat(picture).mean) / 3
    assert mean < 90 if ending == "dark.svg" else mean > 200
