"""Addresses and links lead to the web or to a page of the site, or are told at their line."""

from __future__ import annotations

import json

import pytest

from pipelines.project import Project
from schemas.borders.plain import is_address
from tests.cli.borders import PAGE, REPORT, SITE, put, run, swap

NO_ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil.example",
    "ftp://a.example", "http://", "https://", "http:///x", "https://a b", "https://[::1", "https://a:99999999/",
    "https://x/\"><script>", "https://user@evil.example/", "https://evil.example\\@good.example",
    "https://x/<b>", "mailto:a@b.example", "vbscript:x", " javascript:x", "https://-a.example",
    "https://a..example", "https://" + "a" * 3000, "https://é.example",
]  # fmt: skip
ADDRESSES = [
    "https://example.org", "HTTPS://Example.ORG/a?b=c#d", "http://localhost:8000/x", "https://[::1]/x",
    "https://doi.org/10.1002/(SICI)1097(19980815)17:15", "https://a.example/%C3%A9?x=1&y=2", "https://a.example/é",
]  # fmt: skip


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_web_address_is_refused_everywhere(example: Project, address: str) -> None:
    assert not is_address(address)
    quoted = json.dumps(address)
    put(example, SITE, f"site_url = {quoted}\nhistory_url = {quoted}\n")
    line = swap(example, REPORT, "- https://example.org/orchard-2024", f"- {quoted}") - 1
    told = run(example, "check", code=10).output
    for place in (f"{SITE}:1  site_url", f"{SITE}:2  history_url", f"{REPORT}:{line}  seen_at"):
        assert place in told, told


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_web_address_is_taken_whatever_its_case(example: Project, address: str) -> None:
    assert is_address(address)
    swap(example, REPORT, "- https://example.org/orchard-2024", f"- {json.dumps(address)}")
    put(example, SITE, f'history_url = "{address}/{{path}}"\n'.replace("#d", ""))
    run(example, "check", code=0)


NO_LINKS = [
    "![i](https://evil.example/x.png)", "![i](data:image/svg+xml,<svg>)", "![i](~/static/icon.svg)", "![i][r]",
    "[a](//evil.example/)", "[a](\\\\evil.example)", "[a](https://pubmed.example@evil.example/)",
    "[a](javascript:alert)", "[a](JAVASCRIPT:alert)", "[a](javascript&colon;alert)", "[a](java\tscript:alert)",
    "[a](&#x6A;avascript:alert)", "[a]( javascript:alert)", "[a](<javascript:alert>)", "[a](data:text/html;base,x)",
    "[a](file:///etc/passwd)", "[a](mailto:x@y.example)", "[a](~/../../../x)", "[a](~//evil.example)",
    "[a](~/nowhere/index.html)", "[a](nowhere.html)", "[a](#here)", "[a]()", "<javascript:alert>", "<x@y.example>",
    "[ref]\n\n[ref]: javascript:alert", "> [ref]: https://evil.example", "[a][ref]\n\n- [ref]: /x",
    "[a](~/charts/never-made.html)", "[a](~/evidence/orchard-1/2099-nobody/index.html)",
]  # fmt: skip


@pytest.mark.parametrize("link", NO_LINKS)
def test_a_link_in_prose_that_leads_nowhere_is_told_at_its_line(
    example: Project, link: str
) -> None:
    line = swap(
        example, PAGE, "Appleoma is an invented illness.", f"Words.\n\n{link}\n\nMore words."
    )
    told = run(example, "check", code=10).output
    lines = range(line + 2, line + 3 + link.count("\n"))
    assert any(f"{PAGE}:{at}  prose" in told for at in lines), told
    assert "links-lead-somewhere" in told


@pytest.mark.parametrize(
    "link",
    ["[a](https://example.org/)", "[a](HTTPS://example.org/a&amp;b)", "[a](~/about/index.html)", "[a](~/glossary/index.html#x)",
     "[a](~/charts/orchard-os.html)", "[a](~/evidence/orchard-1/2024-fields/index.html)", "<https://example.org/>",
     "[a](~/data/estimates.csv)", "Alive at five years: [[orchard-1/2024-fields/os-5y-orchardimab]]: so it was."],
)  # fmt: skip
def test_a_link_in_prose_that_leads_somewhere_is_taken(example: Project, link: str) -> None:
    swap(example, PAGE, "Appleoma is an invented illness.", f"Words.\n\n{link}\n\nMore words.")
    assert "links-lead-somewhere" not in run(example, "check").output


BROKEN_SETTINGS = {
    "no value": "site_url = ",
    "another encoding": 'site_url = "https://x"'.encode("utf-16"),
    "a list": 'site_url = ["a"]\n',
    "two lines": 'site_url = "https://x.example\\nDisallow: /"\n',
    "a query": 'site_url = "https://x.example/?q"\n',
    "no address": 'report_errors_to = "javascript:alert(1)"\n',
    "a hidden sign": 'funding = "\\u202e"\n',
    "a null": 'funding = "a\\u0000"\n',
    "a misspelt key": 'site_ulr = "https://x.example"\n',
    "deep nesting": "a = " + "[" * 20_000,
    "a huge number": "funding = " + "9" * 5000 + "\n",
}


@pytest.mark.parametrize("text", BROKEN_SETTINGS.values(), ids=BROKEN_SETTINGS)
def test_settings_that_cannot_be_used_are_told(example: Project, text: str | bytes) -> None:
    put(example, SITE, text)
    assert f"{SITE}" in run(example, "check", code=10).output
    for words in (["build", "--plain"], ["embed", "orchard-alive"], ["refresh", "--plain"]):
        assert f"{SITE}" in run(example, *words, code=10).output


def test_a_misspelt_setting_is_guessed(example: Project) -> None:
    put(example, SITE, 'funding = "x"\nsite_ulr = "https://x.example"\n')
    assert (
        f"{SITE}:2  site_ulr: is not a setting. Did you mean site_url?"
        in run(example, "check").output
    )
