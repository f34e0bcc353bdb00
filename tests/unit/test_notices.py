"""THIRD_PARTY.md names what the lock installs, and the build system is in the lock."""

from __future__ import annotations

import json
import re
import tomllib

from packaging.requirements import Requirement

from tests.conftest import ROOT
from tests.notices import NOTICES, installed, locked, rows


def test_every_package_of_the_lock_is_named_once_with_its_version_and_licence() -> None:
    assert sorted(rows()) == sorted(locked())
    assert NOTICES.read_text("utf-8").count("\n| ") == len(locked()) + 1  # the head
    assert all(rows().values())


def test_licences_are_those_of_the_installed_packages() -> None:
    here = installed()
    told = {name: licence for name, licence in rows().items() if name in here}
    assert told and told == {name: here[name] for name in told}


def test_what_builds_packages_is_in_the_lock_with_its_hash() -> None:
    system = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    for needed in map(Requirement, system["requires"]):
        pinned = re.search(rf"^{needed.name}==(\S+) \\\n    --hash=sha256:", lock, re.M)
        assert pinned and needed.specifier.contains(pinned[1])
    recipe = (ROOT / "Makefile").read_text("utf-8")
    for line in recipe.splitlines():
        if re.search(r"^\t.*(pip|PIP)\)? .*(install|--require|--editable)", line):
            assert "--no-build-isolation" in line or "--only-binary :all:" in line, line


def test_no_file_of_the_set_up_says_where_packages_come_from() -> None:
    for name in ("requirements.lock", "pyproject.toml", "Makefile"):
        assert "://" not in (ROOT / name).read_text("utf-8"), name
    packages = json.loads((ROOT / "tests" / "package-lock.json").read_text("utf-8"))["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
