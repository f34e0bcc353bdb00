"""What makes a row of each table the same row in another state of the project."""

from __future__ import annotations

KEYS: dict[str, tuple[str, ...]] = {
    "trials": ("trial",),
    "arms": ("trial", "arm"),
    "populations": ("trial", "population"),
    "population_sizes": ("trial", "population", "arm"),
    "took_part": ("trial", "population", "arm", "characteristic"),
    "leads": ("trial", "estimate"),
    "reports": ("trial", "report"),
    "estimates": ("trial", "report", "key"),
    "printed_so": ("trial", "report", "key", "rule"),
    "references": ("reference",),
    "facts": ("reference", "fact"),
    "endpoints": ("code",),
    "criteria": ("code",),
    "drugs": ("code",),
    "biomarkers": ("code",),
    "cancers": ("code",),
    "characteristics": ("code",),
    "hosts": ("host",),
    "categories": ("category",),
    "subgroups": ("category", "subgroup"),
    "guide": ("page",),
    "glossary": ("term",),
    "corrections": ("target", "field", "noted"),
    "gaps": ("trial", "what"),
    "levels": ("trial", "report", "level", "address"),
    "redirects": ("old",),
    "reviewers": ("reviewer",),
    "approvals": ("number", "target", "by", "at"),
    "eye_checks": ("estimate_id", "by", "at"),
    "extraction": ("estimate_id",),
    "third_readings": ("estimate_id",),
    "findings": ("estimate_id", "finding"),
    "records": ("path",),
}

# Fields in which a change is a change of a number that pages show.
NUMBERS: dict[str, tuple[str, ...]] = {
    "estimates": (
        "value", "value_qualifier", "unit", "ci_lower", "ci_upper", "ci_level", "n_events",
        "n_analysed", "timepoint", "follow_up", "p_value", "ci_sides", "second_ci_lower",
        "second_ci_upper", "second_ci_level", "range_lower", "range_upper", "follow_up_range",
        "p_interaction",
    ),
    "population_sizes": ("n",),
    "took_part": ("value",),
    "trials": ("n_randomised",),
    "facts": ("value", "unit"),
}  # fmt: skip
