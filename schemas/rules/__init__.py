"""The rule table: every check of numbers and words, one short function each.

Importing this package registers all rules; ``RULES`` lists them in reading order.
"""

from schemas.rules import between, harm, interval, meaning, trial  # noqa: F401
from schemas.rules.registry import RULES, Rule

__all__ = ["RULES", "Rule"]
