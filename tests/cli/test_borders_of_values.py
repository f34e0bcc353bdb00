"""Values, names and answers are judged as they are read: what the next check refuses is refused now."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from pipelines.checks.check import Checker
from pipelines.project import Project
from tests.cli.borders import CHARTS, PAGE, REPORT, TRIAL, run, swap
from tests.fuzz.guard import guarded
from tests.keys import enrolled, key_of

ESCAPES = ["\\u202e", "\\u200b", "\\0", "\\a", "\\e[31m", "\\x9b", "\\uFFFE", "\\u2028", "\\N", "\\uE000",
           "\\u00ad", "\\U000E0041"]  # fmt: skip


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize(
    ("path", "old"),
    [
        (REPORT, "authors: Fields A et al."),
        (REPORT, "locator: Abstract, Results"),
        (TRIAL, "name: ORCHARD-1"),
        (PAGE, "title: Appleoma"),
        (CHARTS, "title: How the cancer changed, in ORCHARD-1"),
    ],
)
def test_a_hidden_sign_typed_as_an_escape_is_told_at_its_line(
    example: Project, path: str, old: str, escape: str
) -> None:
    name, _, value = old.partition(": ")
    line = swap(example, path, old, f'{name}: "{value} {escape}x"')
    told = run(example, "check", code=10).output
    assert any(f"{path}:{line}  {name} U+" in text for text in told.splitlines()), told


@pytest.mark.parametrize(
    "number", ["٦٤", "６４", "৬৪", "𝟔𝟒", "064", "6²", "½", "6_4", "+64", "0x40"]
)
@pytest.mark.parametrize("field", ["value: 64", "year: 2024", 'pmid: "90000002"'])
def test_digits_are_plain_digits(example: Project, field: str, number: str) -> None:
    if number == "064" and "value" not in field:
        pytest.skip("numbers of records may begin with a nought")
    line = swap(example, REPORT, field, f'{field.partition(":")[0]}: "{number}"')
    assert f"{REPORT}:{line}" in run(example, "check", code=10).output


@pytest.mark.parametrize("words", ["６４ of １００ people", "⅔ of people", "Ⅸ of Ⅹ people", "② of ③ people", "٦٤ of people", "x² of people"])  # fmt: skip
def test_a_number_of_another_alphabet_is_a_number_in_prose_too(
    example: Project, words: str
) -> None:
    line = swap(example, PAGE, "Appleoma is an invented illness.", f"Of all, {words} felt well.")
    told = run(example, "check", code=10).output
    assert f"{PAGE}:{line}" in told and "a number is typed in prose" in told


@pytest.mark.parametrize(
    "name",
    ["", " ", "A, B", "A;B", "\u202eadA", "A\x00", "A\x1b[31m", "A" * 81, "=cmd|x", "＝1+1", "@SUM(1)", "'=1",
     "A\udcff", "A\u200b"],
)  # fmt: skip
def test_a_name_that_the_next_check_would_refuse_is_refused_now(
    example: Project, name: str
) -> None:
    run(example, "approve", "orchard-1/2024-fields", "--as", name, code=10)
    run(example, "release", "1.0", "--as", name, code=1)
    assert not example.approvals.exists()
    run(example, "check", code=0)


@pytest.mark.parametrize("remark", ["a\x1b[31m", "\u202e", "x" * 3000, "a\x00b", "\ud800"])
def test_a_remark_that_the_next_check_would_refuse_is_refused_now(
    example: Project, tmp_path: Path, remark: str
) -> None:
    sheet = tmp_path / "sheet.yaml"
    enrolled(example, "Ada Reader")
    signed = ("--key", str(key_of("Ada Reader")))
    words = ("approve", "orchard-1/2024-fields", "--as", "Ada Reader", *signed)
    run(example, *words, "--sheet", str(sheet), code=0)
    text = sheet.read_text("utf-8")
    for question in ("population", "endpoint", "time", "direction", "figures", "words"):
        text = text.replace(f"    {question}:\n", f"    {question}: yes\n")
    sheet.write_text(text, "utf-8")
    more = ("--answers", str(sheet), "--seen-by-eye")
    run(example, *words, *more, "--remark", remark, code=10)
    run(example, "check", code=0)
    run(example, *words, *more, "--remark", "looked at twice", code=0)
    run(example, "check", code=0)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"digest: \x00", b"a: [", b"x" * 5_000_000, b"figures: {a: &b c}"])  # fmt: skip
def test_answers_that_cannot_be_read_are_told(
    example: Project, tmp_path: Path, content: bytes
) -> None:
    sheet = tmp_path / "sheet.yaml"
    sheet.write_bytes(content)
    run(
        example,
        "approve",
        "orchard-1/2024-fields",
        "--as",
        "Ada",
        "--answers",
        str(sheet),
        "--seen-by-eye",
        code=10,
    )
    run(example, "audit-sample", "--answers", str(sheet), code=10)


@pytest.mark.parametrize("what", ["pipe", "device"])
def test_answers_from_a_pipe_keep_nobody_waiting(
    example: Project, tmp_path: Path, what: str
) -> None:
    sheet = tmp_path / "sheet"
    if what == "pipe":
        os.mkfifo(sheet)
    else:
        sheet.symlink_to("/dev/zero")
    run(
        example,
        "approve",
        "orchard-1/2024-fields",
        "--as",
        "Ada",
        "--answers",
        str(sheet),
        "--seen-by-eye",
        code=10,
    )
    run(example, "audit-sample", "--answers", str(sheet), code=10)


@pytest.mark.parametrize(
    ("name", "given"),
    [("by", "=1+1"), ("by", "A\u202e"), ("by", "A" * 81), ("says", "x\u200b"), ("says", "y" * 3000),
     ("seed", "9" * 30), ("seed", "٧")],
)  # fmt: skip
def test_an_answered_sample_holds_only_what_the_next_check_takes(
    example: Project, tmp_path: Path, name: str, given: str
) -> None:
    import csv

    sheet = tmp_path / "sheet.csv"
    run(example, "audit-sample", "-n", "2", "--seed", "7", "--out", str(sheet), code=0)
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for filled, code in ((given, 10), (None, 0)):
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            for row in rows:
                answers = {"is_right": "yes", "by": "Ada Reader", "says": "-5 is printed there"}
                writer.writerow(row | answers | ({name: filled} if filled else {}))
        run(example, "audit-sample", "--answers", str(sheet), code=code)
        run(example, "check", code=0)
    run(example, "audit-sample", "--seed", "9" * 30, code=2)


@pytest.mark.parametrize("sign", ["x", "1", " 1", "a.", "-a "])
@pytest.mark.parametrize("path", [TRIAL, REPORT, PAGE])
def test_a_value_of_a_hundred_thousand_signs_is_judged_at_once_in_every_field(
    example: Project, path: str, sign: str
) -> None:
    checker, file = Checker(example), example.root / path
    lines = file.read_text("utf-8").split("\n")
    long = json.dumps(sign * (100_000 // len(sign)))
    for number, line in enumerate(lines):
        if field := re.match(r"[ -]*\w+: (?=\S)", line):
            lines[number] = f"{field.group()}{long}"
            file.write_text("\n".join(lines), "utf-8")
            with guarded(example.root):
                assert checker.check().problems
            lines[number] = line
