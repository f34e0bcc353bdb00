"""Rules of form. The reader and the shape check keep them; here they get their sentence."""

from schemas.problem import WARNING
from schemas.rules.rule import rule_of_the_reader

for _id, _sentence in {
    "readable-file": "A file is text in UTF-8, not empty, not huge, and lies inside the project.",
    "no-hidden-sign": "No text holds a sign that turns its direction or that nobody can see.",
    "readable-yaml": "A YAML file is simple `key: value` lines, lists and groups.",
    "readable-csv": "Each line of a list has as many cells as its head.",
    "known-file": "Each file lies where its kind belongs.",
    "good-name": "Names of files, folders and keys are lower-case words joined by hyphens, and not taken.",
    "known-key": "A key is one of the keys of its form.",
    "no-missing-key": "No required key is missing.",
    "no-empty-value": "No key is left without a value; what the source leaves out is not_stated.",
    "no-repeated-key": "No key stands twice in one group.",
    "no-repeated-id": "No identity stands twice in one list.",
    "no-dangling-key": "A name that points elsewhere points to something that exists.",
    "known-code": "A code is in its vocabulary.",
    "right-type": "A single value, a list or a group stands where one is expected.",
    "right-form": "A value has the form of its field: number, date, code, address.",
    "links-lead-somewhere": "A link in prose leads to an http(s) address or to a page of this site.",
    "charts-can-be-drawn": "A chart's filter names what exists, and its rows may share the axis of its kind.",
    "slugs-stay": "The address of a chart that was ever published goes on leading to it, or to a notice that says why not.",
    "addresses-stay": "The page of a report that was ever published stays, or leads on to what stands for it now.",
    "good-settings": "Settings of the site and of embedding are known keys with values that fit.",
    "drafts-are-not-shown": "A draft is shown nowhere, and nothing that was published becomes one.",
    "answers-fit": "An answer in printed_so is to a rule that doubts this figure and that print may break.",
    "good-list": "An item of a list holds no semicolon.",
}.items():
    rule_of_the_reader(_id, _sentence)
rule_of_the_reader("no-cut-text", "No ` #` cuts a sentence short by accident.", WARNING)
rule_of_the_reader(
    "no-curly-quotes", "No value stands as a whole between curly quotation marks.", WARNING
)
