"""Writes THIRD_PARTY.md: every package of the lock with its version and licence, as its own metadata
say. Run as ``python -m tests.notices`` (``make notices``); once more with another Python adds the
packages that only that one needs."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

LOCK = ROOT / "requirements.lock"
NOTICES = ROOT / "THIRD_PARTY.md"
PYTHONS = ("3.11.2", "3.11.9", "3.12.0", "3.13.0")  # markers of the lock tell these apart
HEAD = """# Third-party packages

Everything that `requirements.lock` installs, for use and for tests, with the licence that its own
metadata name. None of it is part of this repository, of the wheel or of the built site. Made by
`make notices`; a test holds it against the lock.

| package | version | licence |
|---|---|---|
"""


def locked() -> dict[str, str]:
    """Name and version of every package that the lock installs on Linux."""
    found = {}
    for line in LOCK.read_text("utf-8").splitlines():
        if re.match(r"[a-z0-9]", line):
            need = Requirement(line.rstrip(" \\"))
            here = {"sys_platform": "linux", "implementation_name": "cpython"}
            if need.marker is None or any(
                need.marker.evaluate({**here, "python_full_version": python}) for python in PYTHONS
            ):
                version = str(need.specifier).removeprefix("==")
                found[f"{canonicalize_name(need.name)} {version}"] = version
    return found


def licence(package: Distribution) -> str:
    """One line: the licence expression, else the classifiers, else the first words of the field."""
    about = package.metadata
    if expression := about.get("License-Expression"):
        return expression
    named = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or ()
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    told = " ".join((about.get("License") or "").split())
    return "; ".join(named) or told[:60] or "not named in its metadata"


def rows() -> dict[str, str]:
    """The rows written so far, by name and version."""
    text = NOTICES.read_text("utf-8") if NOTICES.exists() else ""
    return {
        " ".join(r[:2]): r[2]
        for r in re.findall(r"^\| (\S+) \| ([0-9]\S*) \| (.+) \|$", text, re.M)
    }


def installed() -> dict[str, str]:
    return {
        f"{canonicalize_name(package.metadata['Name'])} {package.version}": licence(package)
        for package in distributions()
    }


def write() -> list[str]:
    """Write the file. Returns packages whose licence neither this Python nor the file tells."""
    known = rows() | installed()
    wanted = sorted(locked())
    lines = [f"| {' | '.join(name.split())} | {known[name]} |" for name in wanted if name in known]
    NOTICES.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return [name for name in wanted if name not in known]


if __name__ == "__main__":
    for missing in write():
        print(f"{missing}: not installed here; run this with a Python that needs it")
