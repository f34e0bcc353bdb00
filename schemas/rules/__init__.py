"""The rule table: every check of numbers and words, one short function each.

Importing this package registers all rules; ``RULES`` lists them in reading order.
"""

from schemas.rules import form  # noqa: F401, I001
from schemas.rules import meaning, interval, spread, people, ratio, responses, curves, harm  # noqa: F401
from schemas.rules import reports, trial, took_part, prose, shown, headline, lists  # noqa: F401
from schemas.rules import plausible, entered  # noqa: F401
from schemas.rules.rule import RULES, Rule

__all__ = ["RULES", "Rule"]
