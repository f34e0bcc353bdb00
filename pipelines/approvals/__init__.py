"""The log of reviewers, what it says of each report, and checks by eye. Knows no page and no release."""
