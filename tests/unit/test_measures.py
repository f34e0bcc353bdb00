"""The list of effect measures is sound, and all lists of their codes are read from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.archive.posted_figures import contrast
from pipelines.checks.check import check
from pipelines.project import Project
from pipelines.sources.study import Analysis
from pipelines.store.build import build_store
from reports.panels.comparisons import CLEAR, comparisons
from reports.panels.table_rows import table_rows
from reports.published import read_store
from reports.text.shown import CannotShow, shown
from schemas.endpoints import Endpoints
from schemas.measures import MEASURES
from tests.figures import vocabulary

ROOT = Path(__file__).parents[2]


def test_each_measure_has_a_place_of_its_own_in_tables():
    orders = [measure.order for measure in MEASURES.values()]
    assert len(set(orders)) == len(orders)


def test_a_contrast_compares_measures_of_single_arms_and_nothing_else_does():
    for measure in MEASURES.values():
        assert bool(measure.compares) == measure.is_contrast, measure.code
        assert not any(MEASURES[code].is_contrast for code in measure.compares)


def test_endpoints_have_measures_that_exist():
    for endpoint in Endpoints(vocabulary().values()).values():
        assert set(endpoint.measures) <= set(MEASURES), endpoint.code


def test_no_other_module_lists_all_measures_or_all_contrasts():
    for path in [
        *ROOT.glob("schemas/**/*.py"),
        *ROOT.glob("reports/**/*.py"),
        *ROOT.glob("pipelines/**/*.py"),
    ]:
        if path.name == "measures.py":
            continue
        text = re.sub(r"effect_measure: \w+", "", path.read_text("utf-8"))  # examples of rules
        named = {code for code in MEASURES if f'"{code}"' in text}
        assert len(named) < 4, (path, named)


RISK_RATIO = "\n  orr-rr: {arm: orchardimab, comparator: standard, endpoint: orr, effect_measure: risk_ratio, value: 1.93, unit: ratio, ci_lower: 1.51, ci_upper: 2.47, ci_level: 95}\n"


@pytest.fixture
def with_risk_ratio(example: Project) -> Path:
    report = example.curated / "trials" / "orchard-1" / "2022-fields.yaml"
    report.write_text(report.read_text("utf-8").rstrip() + RISK_RATIO, encoding="utf-8")
    return report


def test_a_risk_ratio_is_stored_and_said_as_what_it_is(
    example: Project, with_risk_ratio: Path, tmp_path: Path
) -> None:
    checked = check(example)
    assert not checked.problems
    build_store(example, checked, tmp_path / "store.duckdb")
    published = read_store(tmp_path / "store.duckdb")
    figure = published.figures["orchard-1/2022-fields/orr-rr"]
    assert (figure.measure.name, shown(figure, "as_printed")) == ("risk ratio", "1.93")
    with pytest.raises(CannotShow):
        shown(figure, "of_100")
    own = [f for f in published.figures_of["orchard-1"] if f.endpoint == "orr"]
    assert [c.words for c in comparisons(own) if c.contrast is figure] == [CLEAR]
    assert figure in next(row for row in table_rows(own) if row.contrasts).contrasts


def test_a_risk_ratio_that_points_the_other_way_than_the_shares_is_told(
    example: Project, with_risk_ratio: Path
) -> None:
    turned = (
        with_risk_ratio.read_text("utf-8")
        .replace("1.93", "0.52")
        .replace("1.51", "0.40")
        .replace("2.47", "0.66")
    )
    with_risk_ratio.write_text(turned, encoding="utf-8")
    assert [p.rule for p in check(example).problems] == ["odds-point-where-rates-do"]


def test_registries_post_measures_under_their_own_names() -> None:
    names = {
        "Hazard Ratio (HR)": "hazard_ratio", "Odds Ratio (OR)": "odds_ratio",
        "Risk Ratio (RR)": "risk_ratio", "Risk Difference (RD)": "rate_difference",
    }  # fmt: skip
    for words, code in names.items():
        assert contrast(Analysis(param_type=words, param_value="1")).code == code
    assert contrast(Analysis(param_type="Slope", param_value="1")) is None
