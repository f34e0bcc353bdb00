"""Are two built sites the same but for the marks of rules? ``python -m tests.same_site OLD NEW``.

Every file of the two folders must be there in both and hold the same bytes. In pages, marks are taken
out first: the attributes ``data-is``, ``data-says``, ``data-of`` and ``data-page`` (and
``data-rule``, which they replaced), and then each ``<span>`` without any attribute, which only
carried a mark. Names the files that differ, and ends with 1 if there are any.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TAG = re.compile(r"<[a-z][^<>]*>")
MARK = re.compile(r' data-(?:is|says|of|page|rule)="[^"]*"')
SPAN = re.compile(r"<span\b[^>]*>|</span>")


def without_marks(page: str) -> str:
    """HTML of a page as readers get it, without marks and the spans that only carried one."""
    page = TAG.sub(lambda tag: MARK.sub("", tag.group()), page)
    kept: list[bool] = []  # of each open span

    def keep(tag: re.Match[str]) -> str:
        if tag.group() == "</span>":
            return tag.group() if kept.pop() else ""
        kept.append(tag.group() != "<span>")
        return tag.group() if kept[-1] else ""

    return SPAN.sub(keep, page)


def differences(old: Path, new: Path) -> list[str]:
    """Paths that stand in one folder only, or that differ by more than marks."""
    folders = (old, new)
    files = [{p.relative_to(f) for p in f.rglob("*") if p.is_file()} for f in folders]
    found = files[0] ^ files[1]
    for path in files[0] & files[1]:
        before, after = ((folder / path).read_bytes() for folder in folders)
        if path.suffix == ".html" and before != after:
            before, after = (without_marks(text.decode()) for text in (before, after))
        if before != after:
            found.add(path)
    return sorted(map(str, found))


if __name__ == "__main__":
    different = differences(*map(Path, sys.argv[1:3]))
    print("\n".join(different) or "The same but for marks.")
    sys.exit(bool(different))
