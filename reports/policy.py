"""Who may frame a chart, and what a page may load: one policy, as headers and as server snippets.

``frame-ancestors`` works as a header only; a meta element cannot carry it. So ``preview`` sends the
headers itself, and the build writes them for nginx, Apache and static hosts.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

HOST = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:(\d+|\*))?|\*")
PAGE = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
EMBED = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
HEADER = "Content-Security-Policy"


class BadPolicy(ValueError):
    """``embed.toml`` holds something that is no host."""


@dataclass(frozen=True)
class Policy:
    """Hosts that may show charts in a frame. ``*`` allows everybody."""

    allowed_hosts: tuple[str, ...] = ("*",)

    @property
    def embed(self) -> str:
        """Policy of a chart page."""
        hosts = "*" if "*" in self.allowed_hosts else " ".join(("'self'", *self.allowed_hosts))
        return f"{EMBED}; frame-ancestors {hosts}"

    @property
    def page(self) -> str:
        """Policy of every other page: never inside a frame of another site."""
        return f"{PAGE}; frame-ancestors 'self'"

    def headers(self, path: str) -> dict[str, str]:
        """Headers for an address of the site, such as ``/charts/x.html``."""
        is_chart = path.startswith("/charts/") and path.rstrip("/") not in (
            "/charts",
            "/charts/index.html",
        )
        found = {
            HEADER: self.embed if is_chart else self.page,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
        }
        if is_chart:
            found["Cross-Origin-Resource-Policy"] = "cross-origin"
        if path.startswith("/static/embed"):
            found["Cross-Origin-Resource-Policy"] = "cross-origin"
        return found


def read_policy(path: Path) -> Policy:
    """The policy of ``reports/embed.toml``. Without the file every host may embed.

    Raises BadPolicy for an entry that is not a host such as ``https://example.org``.
    """
    if not path.is_file():
        return Policy()
    try:
        hosts = tomllib.loads(path.read_text("utf-8")).get("allowed_hosts", ["*"])
    except tomllib.TOMLDecodeError as error:
        raise BadPolicy(f"reports/embed.toml cannot be read: {error}") from error
    for host in hosts:
        if not HOST.fullmatch(str(host)):
            raise BadPolicy(
                f"reports/embed.toml: {host} is not a host such as https://example.org or https://*.example.org"
            )
    return Policy(tuple(hosts))


def server_snippets(policy: Policy) -> dict[str, str]:
    """Ready configuration, by file name."""
    return {
        "nginx.conf": (
            "# inside server { }\n"
            f'add_header {HEADER} "{policy.page}" always;\n'
            "location /charts/ {\n"
            f'    add_header {HEADER} "{policy.embed}" always;\n'
            '    add_header Cross-Origin-Resource-Policy "cross-origin" always;\n'
            "}\n"
        ),
        "apache.conf": (
            "# needs mod_headers\n"
            f'Header always set {HEADER} "{policy.page}"\n'
            '<LocationMatch "^/charts/.+">\n'
            f'    Header always set {HEADER} "{policy.embed}"\n'
            '    Header always set Cross-Origin-Resource-Policy "cross-origin"\n'
            "</LocationMatch>\n"
        ),
        "_headers": (
            "# static hosts that read a file _headers at the root of the site\n"
            f"/charts/*\n  {HEADER}: {policy.embed}\n"
            "  Cross-Origin-Resource-Policy: cross-origin\n"
        ),
    }
