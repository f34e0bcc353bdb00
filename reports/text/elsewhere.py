"""What the site does not cover, and public bodies that do: said where people look for it."""

from __future__ import annotations

from collections.abc import Iterable

# kinds of cancer that people ask for → parts of words by which a cancer held is known as one of them
ASKED_FOR = {
    "pancreas": ("pancrea",), "bowel": ("colorectal", "bowel"), "stomach": ("gastr", "stomach"),
    "liver": ("hepat", "liver"), "kidney": ("kidney", "renal"), "bladder": ("bladder", "urothel"),
    "prostate": ("prostat",), "ovary": ("ovar",), "womb": ("endometr", "womb"),
    "head and neck": ("head and neck",), "brain tumours": ("glio", "brain tumour"),
    "small-cell lung cancer": ("small-cell lung cancer",), "mesothelioma": ("mesotheli",),
    "sarcoma": ("sarcoma ", "sarcomas"), "cervix": ("cervi",), "thyroid": ("thyroid",), "bile ducts": ("bile", "biliary", "cholangi"),
    "neuroendocrine tumours": ("neuroendocrine",), "testicles": ("testic",), "most cancers of children": ("of children",),
}  # fmt: skip
PARTLY = ("oligometastatic",)  # a page that holds a few people of a cancer is not a page of it
OTHER_PLACES = (
    ("National Cancer Institute (PDQ)", "https://www.cancer.gov/publications/pdq"),
    ("Cancer Research UK", "https://www.cancerresearchuk.org/about-cancer"),
    ("NHS", "https://www.nhs.uk/conditions/cancer/"),
)
LEVELS_EXPLAINED = "https://www.cancer.gov/publications/pdq/levels-evidence/treatment"  # by NCI


def is_one_of(held: str, parts: Iterable[str]) -> bool:
    """Is a cancer of this name, or a page of this title, one of a kind that people ask for?"""
    return any(part in f"{held.lower()} " for part in parts)


def not_covered(covered: Iterable[str]) -> list[str]:
    """Kinds of cancer without a page. ``covered``: titles of pages and names of their cancers."""
    held = " ".join(covered)
    return [name for name, parts in ASKED_FOR.items() if not is_one_of(held, parts)]
