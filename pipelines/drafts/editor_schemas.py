"""JSON Schemas by which text editors offer keys and codes while typing: made from the forms and the lists
of the project, and made again by the verbs that write or watch files. They are derived: git ignores them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pipelines.curated.reader import Curated, read_curated
from pipelines.files import is_inside, write_whole
from pipelines.project import Project, find_project
from schemas.forms import SCHEMAS, codes_of, schema_of_reports

UP = "../" * 4  # from a file of a trial


def write_schemas(project: Project, curated: Curated | None = None) -> None:
    """Write those that are not as they should be. A folder that leads out of the project is left alone."""
    if not is_inside(project.editor_schemas, project.root):
        return
    for name, schema in _schemas(curated or read_curated(project)):
        path = project.editor_schemas / f"{name}.schema.json"
        body = (json.dumps(schema, indent=1, ensure_ascii=False) + "\n").encode()
        if not path.is_file() or path.read_bytes() != body:
            write_whole(path, body)


def schema_line(name: str) -> str:
    """The line by which a file of a trial names its schema."""
    return f"# yaml-language-server: $schema={UP}schemas/json/{name}.schema.json"


def _schemas(curated: Curated) -> Iterator[tuple[str, dict[str, Any]]]:
    codes = codes_of(curated.tables)
    for name, schema in SCHEMAS.items():
        yield name, schema(codes)
    labels: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for table, key in (("arms", "arm"), ("populations", "population")):
        for row in curated[table]:
            labels[row.get("trial")][key][row.get(key)] = row.get("label")
    for trial, of in labels.items():
        yield f"{trial}.report", schema_of_reports(of["arm"], of["population"])


if __name__ == "__main__":
    write_schemas(find_project())
