"""The settings of a project, ``reports/site.toml`` and ``reports/embed.toml``, read and judged."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.curated.textfile import text_of
from pipelines.project import Project
from schemas.borders.plain import HIDES, HOST, RETYPE, hidden_sign, is_address
from schemas.problem import Problem, Unusable, nearest
from schemas.wording.approval import approvals_in

RULE = "good-settings"
EVERY_HOST = "*"
# hosts that may show charts in a frame
FRAMING_HOST = re.compile(rf"(?i:https?)://(?:\*\.)?{HOST}(?::(?:[0-9]{{1,5}}|\*))?|\*")


@dataclass(frozen=True)
class Settings:
    """What the owner of a site says of it. Every value has been judged."""

    site_url: str = ""  # public address, with a slash at its end
    history_url: str = ""  # where the edits of a file are shown; {path} stands for the file
    funding: str = ""
    report_errors_to: str = ""  # a link: mailto: or http(s)
    sources: Mapping[str, object] = field(
        default_factory=dict
    )  # as typed; see pipelines.sources.hosts
    allowed_hosts: tuple[str, ...] = (EVERY_HOST,)


def settings_of(project: Project) -> Settings:
    """The settings. Raises Unusable where they cannot be used."""
    found, problems = read_settings(project)
    if problems:
        raise Unusable(problems[0])
    return found


def read_settings(project: Project) -> tuple[Settings, list[Problem]]:
    """The settings, without those that are wrong, and what is wrong with them."""
    site = _File(project, project.settings_file)
    embedding = _File(project, project.embedding)
    url = site.text("site_url", _is_root, "a public address such as https://example.org/")
    history = site.text(
        "history_url", _is_history, "an http(s) address; {path} stands for the file"
    )
    errors = site.text(
        "report_errors_to",
        lambda text: _is_mail(text) or is_address(text),
        "an e-mail address, or an http(s) address",
    )
    hosts = embedding.values.get("allowed_hosts", [EVERY_HOST])
    found = Settings(
        site_url=url and f"{url.rstrip('/')}/",
        history_url=history,
        funding=site.text("funding"),
        report_errors_to=f"mailto:{errors}" if _is_mail(errors) else errors,
        sources={name: site.values[name] for name in ("sources", "contact") if name in site.values},
        allowed_hosts=tuple(embedding.hosts("allowed_hosts", hosts)),
    )
    site.text("contact")
    site.refuse_unknown(
        "site_url", "history_url", "funding", "report_errors_to", "contact", "sources"
    )
    embedding.refuse_unknown("allowed_hosts")
    site.check_sources()
    return found, [*site.problems, *embedding.problems]


def _is_root(text: str) -> bool:
    return is_address(text) and not set(text) & set("?#")


def _is_mail(text: str) -> bool:
    return re.fullmatch(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", text, re.ASCII) is not None


def _is_history(text: str) -> bool:
    return is_address(text.replace("{path}", "path"))


class _File:
    """One file of settings: its values, and what is wrong with it, at its line."""

    def __init__(self, project: Project, path: Path):
        self.place = project.relative(path)
        self.values: dict[str, object] = {}
        self.typed, self.problems = "", []
        if path.exists() or path.is_symlink():
            self.typed, self.problems = text_of(project, path)
            self.problems = [p for p in self.problems if p.message != "the file is empty."]
            self._read()

    def _read(self) -> None:
        try:
            self.values = tomllib.loads(self.typed)
        except (ValueError, RecursionError) as error:
            at = re.search(r"\(at line ([0-9]+)", str(error))
            line = int(at[1]) if at else 0
            typed = self.typed.split("\n")[line - 1] if line else ""
            told = toml_slip(typed) or (
                f"this is not readable TOML: {error}.",
                'Write lines such as `funding = "…"`; see README.',
            )
            self.problems.append(Problem(self.place, line, "", typed.strip(), *told, RULE))
        for names, value in _texts(self.values):
            if sign := hidden_sign(value):
                self.wrong(names, sign, HIDES, RETYPE)
            for words, _ in approvals_in(value):
                self.wrong(names, words, "says who approved the site.", "Leave it out.")

    def wrong(self, name: str, value: object, message: str, todo: str = "") -> None:
        line = line_of(self.typed, *name.split("."))
        self.problems.append(Problem(self.place, line, name, str(value), message, todo, RULE))

    def text(
        self, name: str, is_good: Callable[[str], bool] = lambda text: True, expects: str = "a text"
    ) -> str:
        value = self.values.get(name, "")
        if value == "" or (isinstance(value, str) and is_good(value)):
            return str(value)
        self.wrong(name, value, f"is not {expects}.")
        return ""

    def hosts(self, name: str, values: object) -> Iterator[str]:
        if not isinstance(values, list):
            self.wrong(name, values, "is not a list of hosts.", 'Write ["https://example.org"].')
            return
        for host in values:
            if isinstance(host, str) and FRAMING_HOST.fullmatch(host):
                yield host.lower()
            else:
                self.wrong(
                    name,
                    host,
                    "is not a host such as https://example.org or https://*.example.org.",
                )

    def refuse_unknown(self, *known: str) -> None:
        for name in self.values.keys() - set(known):
            todo = nearest(name, known).capitalize() or f"Known: {', '.join(known)}."
            self.wrong(name, "", "is not a setting.", todo)

    def check_sources(self) -> None:
        if "sources" not in self.values:
            return  # and nothing is loaded that asks services
        from pipelines.sources.hosts import read_hosts

        try:
            read_hosts(self.values, {})
        except Unusable as error:
            line = line_of(self.typed, *error.problem.field.split("."))
            self.problems.append(replace(error.problem, path=self.place, line=line))


def _texts(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text below ``value``, keys too, with its name."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, name)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield name, key
            yield from _texts(item, f"{name}.{key}" if name else key)


def line_of(text: str, *names: str) -> int:
    """Line on which a TOML key is set, or its table begins; 0 where it is not found."""
    table, found = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        if head := re.match(r"\s*\[\s*([^\]]*?)\s*\]", line):
            table = head[1]
            found = number if table == ".".join(names) else found
        elif key := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            full = ".".join(part for part in (table, key[1]) if part)
            if full == ".".join(names):
                return number
            found = found or (number if ".".join(names).startswith(f"{full}.") else 0)
    return found


def toml_slip(typed: str) -> tuple[str, str] | None:
    """What an editor did on a line that TOML cannot read, and what to type; None where it cannot be told."""
    key, sign, value = re.match(r"\s*([\w-]*)\s*([:=]?)\s*(.*?)\s*$", typed).groups()
    bare = value.strip("“”„\"'")
    if key and sign == ":":
        return "a colon stands where an equals sign belongs.", f"Write `{key} = {value}`."
    if key and set("“”„") & set(value):
        return "these are the quotation marks of a word processor.", f'Write `{key} = "{bare}"`.'
    if re.search(r"[\"']\s+[\"']", value) and value.startswith("["):
        return "a comma is missing between two items.", f"Write `{key} = {re.sub(QUOTED_PAIR, ', ', value)}`."  # fmt: skip
    if key and sign and value and value[0] not in "\"'[{" and not value[0].isdigit() and value not in ("true", "false"):  # fmt: skip
        return "a text stands without quotation marks.", f'Write `{key} = "{bare}"`.'
    return None


QUOTED_PAIR = r"(?<=[\"'])\s+(?=[\"'])"
