"""The verb ``preview``: the site on loopback; a save shows at once, the whole site follows."""

from __future__ import annotations

import functools
import http.server
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from pipelines import problem_printers
from pipelines.cli import build as building
from pipelines.curated.settings import settings_of
from pipelines.problem_printers import say
from pipelines.project import Project
from pipelines.publish.live_pages import Live
from pipelines.publish.steps import Failed
from reports.policy import Policy
from schemas.borders import site_map
from schemas.borders.plain import visible
from schemas.problem import errors

BODY = re.compile(rb"<body[^>]*>")
MOST_TOLD = 20  # problems in the banner


def banner(failed: Failed) -> str:
    """What pages say first while they cannot show what was saved."""
    lines = [escape(visible(str(problem))) for problem in errors(failed.problems)]
    listed = "".join(f"<li>{line}</li>" for line in lines[:MOST_TOLD])
    more = f"<li>and {len(lines) - MOST_TOLD} more</li>" if len(lines) > MOST_TOLD else ""
    return (
        '<div role="alert"><p><strong>This page does not show what was saved last: '
        f"{escape(str(failed))}.</strong></p><ul>{listed}{more}</ul></div>"
    )


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files with the headers that a real server should send; pages that were saved just now first."""

    def __init__(self, *args, policy: Policy, live: Live | None = None, **kwargs):
        self.policy, self.live = policy, live
        super().__init__(*args, **kwargs)

    def translate_path(self, path: str) -> str:
        asked = unquote(urlsplit(path).path).removeprefix("/")
        if self.live is not None and (not asked or asked.endswith(("/", "index.html"))):
            made = self.live.page(asked.removesuffix("index.html") + "index.html")
            if made is not None:
                return str(made)
        return super().translate_path(path)

    def do_GET(self) -> None:
        """A page; where the files hold errors, with a banner that says so: it shows an older state."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        told = self.live.told if self.live is not None else ""
        if not told or path.suffix != ".html" or not path.is_file():
            super().do_GET()
            return
        body = BODY.sub(lambda match: match[0] + told.encode(), path.read_bytes(), count=1)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, site_map.PAGES["missing"])
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        for name, value in self.policy.headers(self.path).items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not an editor's concern."""


def make_server(
    project: Project, port: int, live: Live | None = None
) -> http.server.ThreadingHTTPServer:
    """A server of the built site on loopback; port 0 takes any free one."""
    policy = Policy(settings_of(project).allowed_hosts)
    handler = functools.partial(Handler, policy=policy, live=live, directory=str(project.site))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


class Builder(threading.Thread):
    """Builds the whole site after a save; saves that come meanwhile make one more build."""

    def __init__(self, live: Live, build: Callable[[], int]):
        super().__init__(daemon=True)
        self.live, self.build = live, build
        self.wanted = threading.Event()

    def run(self) -> None:
        while self.wanted.wait():
            self.wanted.clear()
            state = self.live.newest
            if self.build() == 0:
                self.live.is_built(state)


def serve(project: Project, port: int) -> None:
    """Serve until interrupted, showing every save."""
    from pipelines.cli.saves import Saves

    saves, live = Saves(project), Live(project)

    def build() -> int:
        today = datetime.now(UTC).date()
        kept = {"workers": live.workers, "checker": live.checker, "drawn": live.drawn}
        return building.run(project, None, today, plain=True, **kept)

    if build() and not project.site.exists():
        raise click.ClickException("there is nothing to show yet: mend the errors above first")
    try:
        server = make_server(project, port, live)
    except OSError as error:
        raise click.ClickException(
            f"port {port} is taken: {error.strerror}; try --port 0"
        ) from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    builder = Builder(live, build)
    builder.start()
    say(f"Serving http://127.0.0.1:{server.server_address[1]}/ – Ctrl-C ends it.")
    live.begin()
    for _ in saves:
        if show(live):
            builder.wanted.set()
    server.shutdown()
    live.close()


def show(live: Live) -> bool:
    """Take what was saved, and say how that went."""
    started = time.perf_counter()
    try:
        live.renew()
    except Failed as failed:
        live.told = banner(failed)
        say(problem_printers.as_text(failed.problems), err=True)
        say(f"{failed}: the pages still show what was saved before.", err=True)
        return False
    live.told = ""
    seconds = time.perf_counter() - started
    say(f"Pages show what was saved ({seconds:.1f} s); building the whole site…")
    return True
