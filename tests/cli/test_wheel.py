"""A wheel brings all it needs: installed in an empty environment, far from the checkout, it builds."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from pipelines.project import Project
from pipelines.publish.place import build_place
from pipelines.publish.steps import Run, publish
from tests.conftest import ROOT

PACKAGES = ("pipelines", "reports", "schemas")
PATIENTLY = (  # on a busy machine a server may take longer to start than a person should wait
    "from pipelines.orchestration import server; server.START_SECONDS = 300;"
    "from pipelines.cli import run; run()"
)
BUILD = "from setuptools import build_meta; build_meta.build_wheel('.')"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy by the setuptools of the lock, without network."""
    source = tmp_path_factory.mktemp("source")
    for name in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "site", "frozen", "screenshots")
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    subprocess.run([sys.executable, "-c", BUILD], cwd=source, check=True, capture_output=True)
    return next(source.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of an environment that holds the wheel and what it asks for, as locked."""
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("uv, which keeps packages for use without network, is not installed")
    folder = tmp_path_factory.mktemp("environment")
    python = folder / "bin" / "python"
    lock = ROOT / "requirements.lock"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    done = subprocess.run(
        [
            uv,
            "pip",
            "install",
            "--offline",
            "--compile-bytecode",
            "--python",
            python,
            "-c",
            lock,
            wheel,
        ],
        capture_output=True,
        text=True,
    )
    if done.returncode and "offline" in done.stderr:
        pytest.skip("uv keeps not all packages of the lock on this machine")
    assert done.returncode == 0, done.stderr
    return python


@pytest.mark.parametrize("words", [("--plain",), ()], ids=["plainly", "as a flow"])
def test_an_installed_wheel_builds_the_example_far_from_the_checkout(
    example: Project, installed: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    dropped = ("PYTHONPATH", "VIRTUAL_ENV", "PREFECT_API_URL")
    done = subprocess.run(
        [
            installed,
            "-P",
            "-c",
            PATIENTLY,
            "build",
            *words,
            "--as-of",
            "2026-11-22",
            "--out",
            out,
            "--project",
            example.root,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if name not in dropped},
    )
    assert done.returncode == 0, done.stderr
    assert "warning: " not in done.stderr
    here = tmp_path / "here"
    with build_place(example, here) as place:
        publish(Run(example, place, date(2026, 11, 22)))
    names = [str(p.relative_to(here)) for p in (here / "site").rglob("*") if p.is_file()]
    assert filecmp.cmpfiles(here, out, names, shallow=False)[1:] == ([], [])


def test_the_wheel_holds_no_project_and_no_test(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        tops = {name.split("/")[0] for name in file.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
