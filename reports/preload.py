"""What the processes of a build need, loaded once before they are copied: libraries and templates."""

import reports.charts
import reports.embeds.gallery
import reports.gate.inspection  # noqa: F401
from reports.pages.writer import environment

_environment = environment()
for _name in _environment.list_templates(extensions=["html"]):
    _environment.get_template(_name)
