"""What helpers of a build need, loaded once before they are made: libraries, rules and templates."""

from reports import charts, inspection  # noqa: F401
from reports.pages import environment

_environment = environment()
for _name in _environment.list_templates(extensions=["html"]):
    _environment.get_template(_name)
