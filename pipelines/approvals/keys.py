"""Signing and checking with ``ssh-keygen``, and the one key that all trust begins with.

The trust root is a fingerprint that the owner publishes. It comes from the command line or from the
environment of the machine that builds, never from a file of the project: whoever may change the
project must not be able to change what it is held against.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

NAMESPACE = "remission-evidence"
VARIABLE = "EVIDENCE_TRUST"
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
AT_ONCE = 4
PLACE = "evidence-key-"  # how the temporary folders begin in which ssh-keygen reads
HEAD, FOOT = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"


class NoTool(Exception):
    """This machine has no ``ssh-keygen``: nothing can be signed, and nothing is verified."""

    def __init__(self) -> None:
        super().__init__("ssh-keygen is not on this machine; install openssh-client")


class CannotSign(Exception):
    """The key gave no signature; the message says why."""


class BadTrust(ValueError):
    """What was named as trust root is no fingerprint."""


def trust_root(named: str = "") -> str:
    """The fingerprint that trust begins with: as named, else from the environment; or empty.

    Raises BadTrust.
    """
    found = (named or os.environ.get(VARIABLE, "")).strip()
    if found and not FINGERPRINT.fullmatch(found):
        raise BadTrust(f"{found!r} is no fingerprint such as SHA256:… (see: ssh-keygen -l -f KEY)")
    return found


def fingerprint(public: str) -> str:
    """``SHA256:…`` of a public key as ``ssh-keygen`` writes it; empty for what is none."""
    parts = public.split()
    try:
        blob = base64.b64decode(parts[1], validate=True)
    except (IndexError, binascii.Error):
        return ""
    return "SHA256:" + base64.b64encode(sha256(blob).digest()).decode().rstrip("=")


def tool() -> str:
    """Where ``ssh-keygen`` is. Raises NoTool."""
    found = shutil.which("ssh-keygen")
    if not found:
        raise NoTool
    return found


def public_of(key: Path) -> str:
    """The public key of a key file, of either half. Raises NoTool or CannotSign."""
    half = key if key.suffix == ".pub" else Path(f"{key}.pub")
    if half.is_file():
        return half.read_text("utf-8", "replace").strip()
    return _run(["-y", "-f", str(key)]).strip()


def signer(key: Path) -> Callable[[str], str]:
    """What signs a line with the key in this file; a public half is looked for in the agent."""

    def sign(text: str) -> str:
        with tempfile.TemporaryDirectory(prefix=PLACE) as folder:
            line = Path(folder) / "line"
            line.write_text(text, encoding="utf-8", newline="")
            _run(["-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(line)])
            armoured = Path(f"{line}.sig").read_text("ascii").split("\n")
        return "".join(part for part in armoured if not part.startswith("-----"))

    return sign


def _run(words: list[str]) -> str:
    done = subprocess.run([tool(), *words], capture_output=True, text=True, check=False)
    if done.returncode:
        says = " ".join((done.stderr or done.stdout).split())
        raise CannotSign(f"ssh-keygen cannot use this key: {says}")
    return done.stdout


def signers(signed: Iterable[tuple[str, str]]) -> list[str]:
    """The fingerprint of the key behind each (text, signature); empty where it does not hold.

    Raises NoTool.
    """
    tool()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda pair: _signer_of(*pair), signed))


@lru_cache(4096)
def _signer_of(text: str, signature: str) -> str:
    if not signature:
        return ""
    lines = re.findall(".{1,70}", signature)
    with tempfile.TemporaryDirectory(prefix=PLACE) as folder:
        path = Path(folder) / "line.sig"
        path.write_text("\n".join((HEAD, *lines, FOOT, "")), encoding="utf-8")
        command = [tool(), "-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(path)]
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    found = FINGERPRINT.search(done.stdout.decode("utf-8", "replace"))
    return found.group() if found and not done.returncode else ""
