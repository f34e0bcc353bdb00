"""The verb ``preview``: the site on loopback; a save shows at once, the whole site follows."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import click

from pipelines import building, messages
from pipelines.embedding import POLICY
from pipelines.live import Live
from pipelines.project import Project
from pipelines.publish import Failed
from reports.policy import Policy, read_policy


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
    policy = read_policy(project.root / POLICY)
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
    import watchfiles

    def build() -> int:
        return building.run(project, None, datetime.now(UTC).date(), plain=True)

    if build() and not project.site.exists():
        raise click.ClickException("there is nothing to show yet: mend the errors above first")
    live = Live(project)
    try:
        server = make_server(project, port, live)
    except OSError as error:
        raise click.ClickException(
            f"port {port} is taken: {error.strerror}; try --port 0"
        ) from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    builder = Builder(live, build)
    builder.start()
    click.echo(f"Serving http://127.0.0.1:{server.server_address[1]}/ – Ctrl-C ends it.")
    for _ in watchfiles.watch(project.curated, debounce=50, step=20, raise_interrupt=False):
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
        click.echo(messages.as_text(failed.problems), err=True)
        click.echo(f"{failed}: the pages still show what was saved before.", err=True)
        return False
    seconds = time.perf_counter() - started
    click.echo(f"Pages show what was saved ({seconds:.1f} s); building the whole site…")
    return True
