"""What helpers of a build need, loaded once before they are made: libraries, rules and templates."""

from reports import (  # noqa: F401
    charts,
    inspection,
    rules_of_analyses,
    rules_of_pages,
    rules_of_panels,
)
from reports.pages import environment

_environment = environment()
for _name in _environment.list_templates(extensions=["html"]):
    _environment.get_template(_name)
