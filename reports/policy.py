"""Who may frame a chart, and what a page may load: one policy, in each page and as headers.

Every page carries its policy in a meta element, so it holds on any server and in a saved copy.
``frame-ancestors`` works as a header only: ``preview`` sends the headers itself, and the build writes
them for nginx, Apache and static hosts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PAGE = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
EMBED = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
HEADER = "Content-Security-Policy"
# beside charts, what pages of other sites may read: their script, for a module is asked for as rows are, and
# the export. Who may frame a chart is another matter.
OPEN = ("/static/embed", "/data/")
GALLERY = ("/charts", "/charts/", "/charts/index.html")


@dataclass(frozen=True)
class Policy:
    """Hosts that may show charts in a frame. ``*`` allows everybody."""

    allowed_hosts: tuple[str, ...] = ("*",)

    @property
    def framing(self) -> str:
        hosts = "*" if "*" in self.allowed_hosts else " ".join(("'self'", *self.allowed_hosts))
        return f"frame-ancestors {hosts}"

    @property
    def embed(self) -> str:
        """Policy of a chart page."""
        return f"{EMBED}; {self.framing}"

    @property
    def page(self) -> str:
        """Policy of every other page: never inside a frame of another site."""
        return f"{PAGE}; frame-ancestors 'self'"

    def headers(self, path: str) -> dict[str, str]:
        """Headers for an address of the site, such as ``/charts/x.html``."""
        is_chart = path.startswith("/charts/") and path not in GALLERY
        found = {
            HEADER: self.embed if is_chart else self.page,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
        }
        if is_chart or path.startswith(OPEN):
            found["Access-Control-Allow-Origin"] = "*"
            found["Cross-Origin-Resource-Policy"] = "cross-origin"
        return found


def server_snippets(
    policy: Policy, folders: Iterable[str] = (), prefix: str = ""
) -> dict[str, str]:
    """Ready configuration of the whole site, by file name.

    ``folders`` are those at its root, the charts apart; ``prefix`` is where on its host it begins.
    """
    page, embed = policy.headers("/"), policy.headers("/charts/x.html")
    shared = policy.headers(OPEN[0])

    def lines(headers: dict[str, str], line: str, indent: str = "") -> str:
        return "".join(f"{indent}{line.format(*header)}\n" for header in headers.items())

    nginx, apache, plain = 'add_header {} "{}" always;', 'Header always set {} "{}"', "  {}: {}"
    return {
        "nginx.conf": (
            "# inside server { }; a location with headers of its own inherits none\n"
            + f"error_page 404 {prefix}/404.html;\n"
            + lines(page, nginx)
            + f"location {prefix}/charts/ {{\n"
            + lines(embed, nginx, "    ")
            + "}\n"
            + f"location = {prefix}/charts/index.html {{\n"
            + lines(page, nginx, "    ")
            + "}\n"
            + "".join(
                f"location {prefix}{path} {{\n" + lines(shared, nginx, "    ") + "}\n"
                for path in OPEN
            )
        ),
        "apache.conf": (
            "# needs mod_headers\n"
            + f"ErrorDocument 404 {prefix}/404.html\n"
            + lines(page, apache)
            + f'<LocationMatch "^{prefix}/charts/(?!(index\\.html)?$)">\n'
            + lines(embed, apache, "    ")
            + "</LocationMatch>\n"
            + f'<LocationMatch "^{prefix}({"|".join(OPEN)})">\n'
            + lines(shared, apache, "    ")
            + "</LocationMatch>\n"
        ),
        "_headers": (
            "# for static hosts that read a file _headers at the root of the site; rules add up\n"
            + f"{prefix}/*\n"
            + lines({**page, HEADER: PAGE}, plain)
            + "".join(
                f"{prefix}{path}\n  {HEADER}: frame-ancestors 'self'\n"
                for path in (
                    "/",
                    "/index.html",
                    *(f"/{folder}/*" for folder in sorted(folders)),
                    *GALLERY[1:],
                )
            )
            + f"{prefix}/charts/*\n"
            + lines({**_more(embed, page), HEADER: policy.framing}, plain)
            + "".join(f"{prefix}{path}*\n" + lines(_more(shared, page), plain) for path in OPEN)
        ),
    }


def _more(headers: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in known}
