"""A Prefect server for as long as a command needs one: that of PREFECT_API_URL, or one of our own.

Nothing of the machine reaches our own: no settings but these, a home inside the project, a port that
was free, and no proxy between two processes of one machine. Imports no Prefect: starting takes long
enough, and the settings must stand before it is imported.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import httpx

START_SECONDS = 60.0  # a healthy cold start takes up to half of it on two busy processors
PROGRAM = Path(__file__).with_name("own_server.py")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # commands say themselves what happens
}
WITHOUT_PAGES = {"PREFECT_UI_ENABLED": "false", "PREFECT__SERVER_EPHEMERAL": "1"}


class NotStarted(Exception):
    """No Prefect server answers. The text is one line that says why."""


@contextmanager
def reach_server(home: Path, port: int = 0, *, with_pages: bool = False) -> Iterator[str]:
    """The address of a Prefect API that answers, which Prefect uses if it is imported inside.

    Without PREFECT_API_URL the server is started in ``home``, on ``port`` (0: any free one), and ends
    with the block. Raises NotStarted.
    """
    named = os.environ.get("PREFECT_API_URL", "")
    with environment({**QUIET, **past_proxies()}):
        if named:
            _wait(named)
            yield named
            return
        with _own_server(home, port, {} if with_pages else WITHOUT_PAGES) as url:
            yield url


@contextmanager
def environment(values: Mapping[str, str], without: str = "") -> Iterator[None]:
    """Inside, the process's environment has ``values``, and nothing else that begins ``without``."""
    before = dict(os.environ)
    for name in before:
        if without and name.startswith(without):
            del os.environ[name]
    os.environ.update(values)
    try:
        yield
    finally:
        for name in set(os.environ) - set(before):
            del os.environ[name]
        os.environ.update(before)


def past_proxies() -> dict[str, str]:
    """NO_PROXY with this machine in it, in both spellings: programs differ in which they read."""
    known = os.environ.get("no_proxy") or os.environ.get("NO_PROXY", "")
    hosts = [host.strip() for host in known.split(",") if host.strip()]
    hosts += [host for host in LOOPBACK if host not in hosts]
    return dict.fromkeys(("NO_PROXY", "no_proxy"), ",".join(hosts))


@contextmanager
def _own_server(home: Path, port: int, more: Mapping[str, str]) -> Iterator[str]:
    with _listening(port) as listener, _log_in(home) as log:
        port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}/api"
        ours = {**QUIET, "PREFECT_HOME": str(home), "PREFECT_API_URL": url}
        with environment(ours, without="PREFECT_"):
            process = _start(listener, log, {"PREFECT_SERVER_API_PORT": str(port), **more})
            listener.close()  # its own from here: should it die, it refuses instead of keeping silent
            try:
                _wait(url, f"; its last words stand in {log.name}")
                yield url
            finally:
                process.stdin.close()  # which ends it
                try:
                    process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        hint = "another one: PREFECT_SERVER_API_PORT=4300"
        raise NotStarted(f"port {port} cannot be had ({error.strerror}); {hint}") from error


def _log_in(home: Path) -> BinaryIO:
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / ".gitignore").write_text("*\n", encoding="utf-8")  # it may come to hold passwords
        return (home / "server.log").open("wb")
    except OSError as error:
        raise NotStarted(f"its folder {home} cannot be written ({error.strerror})") from error


def _start(listener: socket.socket, log: BinaryIO, more: Mapping[str, str]) -> subprocess.Popen:
    """The server on ``listener``, out of reach of a Ctrl-C that is meant for the command."""
    return subprocess.Popen(
        [sys.executable, "-P", str(PROGRAM), str(listener.fileno())],
        env={**os.environ, **more},
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        pass_fds=[listener.fileno()],
        start_new_session=True,
    )


def _wait(url: str, hint: str = "") -> None:
    """Until the server answers. One request is enough: it is heard before it can be answered."""
    try:
        httpx.get(f"{url}/health", timeout=START_SECONDS)
    except httpx.TimeoutException as error:
        raise NotStarted(f"it did not answer within {START_SECONDS:.0f} s{hint}") from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError) as error:
        # the last two: a proxy setting that cannot be understood
        raise NotStarted(f"nothing answers at {url} ({error}){hint}") from error


def is_cron(line: str) -> bool:
    """Would Prefect take this as the times of a schedule?

    Asked in a process of its own: Prefect reads its settings when it is first loaded, and here they
    are not known before its server is.
    """
    judge = "import sys; from prefect.client.schemas.schedules import CronSchedule as C; C(cron=sys.argv[1])"
    asked = subprocess.run([sys.executable, "-P", "-c", judge, line], capture_output=True)
    return asked.returncode == 0
