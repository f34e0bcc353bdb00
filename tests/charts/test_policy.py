"""Who may frame a chart: one setting, sent as headers and written as server snippets."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.policy import BadPolicy, Policy, read_policy, server_snippets


def test_only_charts_may_be_framed_and_only_by_the_hosts_named(tmp_path: Path) -> None:
    path = tmp_path / "embed.toml"
    path.write_text('allowed_hosts = ["https://clinic.example"]\n', encoding="utf-8")
    policy = read_policy(path)
    chart = policy.headers("/charts/one.html")["Content-Security-Policy"]
    assert chart.endswith("frame-ancestors 'self' https://clinic.example")
    for other in ("/", "/melanoma/index.html", "/charts/", "/charts/index.html"):
        assert policy.headers(other)["Content-Security-Policy"].endswith("frame-ancestors 'self'")


def test_without_the_file_every_host_may_show_a_chart(tmp_path: Path) -> None:
    assert read_policy(tmp_path / "embed.toml") == Policy(("*",))


@pytest.mark.parametrize(
    "host", ["clinic.example", "https://a.example; script-src *", "javascript:x", "'none'"]
)
def test_what_is_no_host_is_refused(tmp_path: Path, host: str) -> None:
    path = tmp_path / "embed.toml"
    path.write_text(f'allowed_hosts = ["{host}"]\n', encoding="utf-8")
    with pytest.raises(BadPolicy, match="is not a host"):
        read_policy(path)


def test_a_chart_may_load_nothing_from_elsewhere() -> None:
    rules = dict(part.split(" ", 1) for part in Policy().embed.split("; "))
    assert rules["default-src"] == "'none'"
    assert all(rules[name] == "'self'" for name in ("style-src", "script-src"))


@pytest.mark.parametrize("name", ["nginx.conf", "apache.conf", "_headers"])
def test_server_snippets_carry_the_same_policy(name: str) -> None:
    policy = Policy(("https://clinic.example",))
    assert policy.embed in server_snippets(policy)[name]
