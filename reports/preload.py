"""What helpers of a build need, loaded once before they are made: libraries, rules and templates."""

import altair as alt

from reports import charts, inspection  # noqa: F401
from reports.charts.converter import vegalite_to_svg
from reports.pages import environment

_environment = environment()
for _name in _environment.list_templates(extensions=["html"]):
    _environment.get_template(_name)


def get_ready() -> None:
    """Start the engine of the chart converter, which takes as long as several charts."""
    vegalite_to_svg(alt.Chart().mark_text(text="ready").to_dict(validate=False))
