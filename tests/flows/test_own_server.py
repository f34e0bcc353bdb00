"""A command's own Prefect server: nothing of the machine reaches it, and where none can be had the
steps run plainly, in one line of warning and the same bytes."""

from __future__ import annotations

import filecmp
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from pipelines.orchestration import server
from pipelines.orchestration.server import NotStarted, past_proxies, reach_server
from pipelines.project import Project

DAY = "2026-11-22"
NOWHERE = "http://127.0.0.1:9"
WARNING = "warning: Prefect's server cannot be used: "
MOST_SECONDS = 400  # the limit of a start, and a build on a busy machine


@pytest.fixture(autouse=True)
def _without_charts(example: Project) -> None:
    """They are half of what a build takes, and no server has to do with them."""
    for name in ("charts.yaml", "slugs.txt"):
        (example.root / "reports" / name).unlink()


def clean() -> dict[str, str]:
    kept = ("PREFECT_", "HTTP", "http", "ALL_PROXY", "NO_PROXY", "no_proxy")
    return {name: value for name, value in os.environ.items() if not name.startswith(kept)}


PATIENTLY = (  # on a busy machine a server may take longer to start than a person should wait
    "from pipelines.orchestration import server; server.START_SECONDS = 300;"
    "from pipelines.cli import run; run()"
)


def evidence(project: Project, *words: str, before: tuple[str, ...] = (), **environment: str):
    command = (sys.executable, "-P", "-c", PATIENTLY, *words)
    return subprocess.run(
        [*before, *command, "--project", str(project.root)],
        env=clean() | environment,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
    )


def build(project: Project, **more: object) -> subprocess.CompletedProcess:
    return evidence(project, "build", "--as-of", DAY, **more)


def lines(done: subprocess.CompletedProcess) -> list[str]:
    return (done.stdout + done.stderr).splitlines()


def test_no_setting_of_the_machine_reaches_it(example: Project, tmp_path: Path) -> None:
    office = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NOWHERE)
    done = build(
        example,
        **office,
        NO_PROXY="",
        no_proxy="",
        HOME="/proc/nowhere",
        PREFECT_HOME="/proc/nowhere",
        PREFECT_PROFILE="unknown",
        PREFECT_SERVER_API_PORT="1",
        PREFECT_API_DATABASE_CONNECTION_URL="sqlite+aiosqlite:////proc/nowhere/x.db",
    )
    assert done.returncode == 0, lines(done)
    assert WARNING not in done.stderr
    assert len([line for line in lines(done) if line.startswith("[")]) == 8
    assert (example.site / "appleoma" / "index.html").is_file()
    assert (example.server_home / "prefect.db").is_file()


def test_what_editors_named_for_proxies_is_kept_and_this_machine_is_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("NO_PROXY", "intranet.example.org, localhost")
    hosts = past_proxies()
    assert hosts["NO_PROXY"] == hosts["no_proxy"] == "intranet.example.org,localhost,127.0.0.1,::1"


def no_folder(project: Project) -> None:
    project.builds.mkdir()
    project.server_home.write_text("in the way")


def broken_database(project: Project) -> None:
    project.server_home.mkdir(parents=True)
    (project.server_home / "prefect.db").write_text("no database")


@pytest.mark.parametrize(
    ("fault", "environment", "says"),
    [
        (no_folder, {}, "cannot be written (File exists)"),
        (broken_database, {}, "its last words stand in "),
        (None, {"PREFECT_API_URL": f"{NOWHERE}/api"}, "Connection refused"),
        (None, {"PREFECT_API_URL": "nonsense"}, "nothing answers at nonsense"),
        (None, {"ALL_PROXY": "socks5://127.0.0.1:9"}, "SOCKS"),
    ],
    ids=["no folder", "broken database", "named server away", "no address", "unknown proxy"],
)
def test_without_it_the_same_steps_run_plainly_with_one_warning(
    example: Project, fault, environment: dict[str, str], says: str
) -> None:
    if fault:
        fault(example)
    done = build(example, **environment)
    assert done.returncode == 0, lines(done)
    (warning,) = (line for line in lines(done) if line.startswith("warning"))
    assert warning.startswith(WARNING) and says in warning
    assert "Traceback" not in done.stderr
    assert (example.site / "appleoma" / "index.html").is_file()


def test_with_and_without_it_the_site_has_the_same_bytes(example: Project, tmp_path: Path) -> None:
    ways = {"plain": ("--plain",), "fallen back": ()}
    for way, words in ways.items():
        out = str(tmp_path / way)
        away = {"PREFECT_API_URL": f"{NOWHERE}/api"}
        done = evidence(example, "build", *words, "--as-of", DAY, "--out", out, **away)
        assert (WARNING in done.stderr) == (not words)
    plain, fallen = (tmp_path / way / "site" for way in ways)
    names = [str(p.relative_to(plain)) for p in plain.rglob("*") if p.is_file()]
    assert filecmp.cmpfiles(plain, fallen, names, shallow=False)[1:] == ([], [])


def may_unshare(*words: str) -> bool:
    return subprocess.run(["unshare", *words, "true"], capture_output=True).returncode == 0


def test_a_machine_whose_network_is_off_builds(example: Project) -> None:
    if not may_unshare("-rn"):
        pytest.skip("this machine does not let tests switch off the network")
    done = build(example, before=("unshare", "-rn"))
    assert done.returncode == 0, lines(done)
    assert [line for line in lines(done) if "Network is unreachable" in line]


def test_a_schedule_without_a_server_ends_in_one_line(example: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = evidence(example, "schedule", PREFECT_SERVER_API_PORT=port)
    assert done.returncode == 1
    (line,) = lines(done)
    assert f"port {port} cannot be had" in line and "PREFECT_SERVER_API_PORT=" in line


def test_a_server_that_keeps_silent_is_waited_for_no_longer_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "silent.py"
    silent.write_text("import sys; sys.stdin.read()")
    monkeypatch.setattr(server, "PROGRAM", silent)
    monkeypatch.setattr(server, "START_SECONDS", 0.2)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    before = dict(os.environ)
    with pytest.raises(NotStarted, match="did not answer within"), reach_server(tmp_path / "home"):
        pass
    assert dict(os.environ) == before


HOLD = """
import sys
from pathlib import Path
from pipelines.orchestration.server import reach_server
with reach_server(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_killed_leaves_no_server(tmp_path: Path, end: signal.Signals) -> None:
    command = subprocess.Popen(
        [sys.executable, "-P", "-c", HOLD, str(tmp_path / "home")],
        env=clean(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    url = command.stdout.readline().strip()
    assert httpx.get(f"{url}/health", trust_env=False).status_code == 200
    command.send_signal(end)
    command.wait(timeout=MOST_SECONDS)
    assert is_gone(url)


def is_gone(url: str) -> bool:
    """True once nothing answers; a server takes a moment to put its things away."""
    with httpx.Client(trust_env=False, timeout=MOST_SECONDS) as client:
        for _ in range(1000):
            try:
                client.get(f"{url}/health", headers={"Connection": "close"})
            except httpx.HTTPError:
                return True
    return False
