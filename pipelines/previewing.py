"""The verb ``preview``: the built site on loopback, rebuilt plainly after every save."""

from __future__ import annotations

import functools
import http.server
import threading
from datetime import UTC, datetime

import click

from pipelines import building
from pipelines.embedding import POLICY
from pipelines.project import Project
from reports.policy import Policy, read_policy


class Handler(http.server.SimpleHTTPRequestHandler):
    """Static files with the headers that a real server should send."""

    def __init__(self, *args, policy: Policy, **kwargs):
        self.policy = policy
        super().__init__(*args, **kwargs)

    def end_headers(self) -> None:
        for name, value in self.policy.headers(self.path).items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not an editor's concern."""


def make_server(project: Project, port: int) -> http.server.ThreadingHTTPServer:
    """A server of the built site on loopback; port 0 takes any free one."""
    policy = read_policy(project.root / POLICY)
    handler = functools.partial(Handler, policy=policy, directory=str(project.site))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


def serve(project: Project, port: int) -> None:
    """Serve until interrupted, rebuilding after every save."""
    import watchfiles

    if (
        not building.run(project, None, datetime.now(UTC).date(), plain=True)
        and not project.site.exists()
    ):
        raise click.ClickException("there is nothing to show yet: mend the errors above first")
    try:
        server = make_server(project, port)
    except OSError as error:
        raise click.ClickException(
            f"port {port} is taken: {error.strerror}; try --port 0"
        ) from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    click.echo(f"Serving http://127.0.0.1:{server.server_address[1]}/ – Ctrl-C ends it.")
    for _ in watchfiles.watch(project.curated, debounce=50, step=20, raise_interrupt=False):
        building.run(project, None, datetime.now(UTC).date(), plain=True)
    server.shutdown()
