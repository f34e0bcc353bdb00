"""The folders of the code: nothing imports in a circle, and no folder is too full to find one's way."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("pipelines", "reports", "schemas")
MOST = 20  # modules in a folder

Graph = dict[str, set[str]]


def modules(root: Path) -> dict[str, Path]:
    """Files by the names under which they are imported; a package is named like its folder."""
    paths = (path for package in PACKAGES for path in (root / package).rglob("*.py"))
    return {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(paths)
    }


def imports(root: Path) -> Graph:
    """Module → modules that it imports, in its functions too; not what type checkers alone import."""
    files = modules(root)
    return {
        name: {*_imported(ast.parse(path.read_text("utf-8")), files.keys())}
        for name, path in files.items()
    }


def _imported(node: ast.AST, known: Set[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from {alias.name for alias in node.names} & known
    elif isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from {name if name in known else str(node.module) for name in names} & known
    is_for_types = isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
    for child in node.orelse if is_for_types else ast.iter_child_nodes(node):
        yield from _imported(child, known)


def folders(graph: Graph, depth: int) -> Graph:
    """The same with modules named by the first ``depth`` parts of their names."""
    found: Graph = defaultdict(set)
    for name, others in graph.items():
        own = _cut(name, depth)
        found[own] |= {_cut(other, depth) for other in others} - {own}
    return found


def _cut(name: str, depth: int) -> str:
    return ".".join(name.split(".")[:depth])


def circle(graph: Graph) -> list[str]:
    """Names that import one another in a ring; empty if there are none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


@pytest.fixture(scope="module")
def graph() -> Graph:
    return imports(ROOT)


def test_the_graph_holds_every_module(graph: Graph) -> None:
    assert "schemas.evidence" in graph["pipelines.checks.check"]
    assert "reports.preload" in graph["pipelines.publish.steps"], "imported inside a function"
    assert "reports.pages.site" not in graph["pipelines.publish.place"]


def test_no_module_imports_itself_by_way_of_others(graph: Graph) -> None:
    assert circle(graph) == []


@pytest.mark.parametrize("depth", [1, 2])
def test_no_folder_imports_itself_by_way_of_others(graph: Graph, depth: int) -> None:
    assert circle(folders(graph, depth)) == []


def test_no_folder_holds_more_than_twenty_modules() -> None:
    sizes = Counter(path.parent.relative_to(ROOT) for path in modules(ROOT).values())
    assert {str(folder): size for folder, size in sizes.items() if size > MOST} == {}


CIRCLES = {
    "at the top": ("from pipelines import b", "import pipelines.a"),
    "inside a function": ("def f():\n    from pipelines.b import g", "from pipelines.a import f"),
    "where types are not checked": (
        "if TYPE_CHECKING:\n    pass\nelse:\n    from pipelines import b",
        "from pipelines import a",
    ),
}


def written(root: Path, a: str, b: str) -> Graph:
    (root / "pipelines").mkdir()
    for name, text in {"__init__": "", "a": a, "b": b}.items():
        (root / "pipelines" / f"{name}.py").write_text(text, "utf-8")
    return imports(root)


@pytest.mark.parametrize("where", CIRCLES)
def test_a_circle_is_found(tmp_path: Path, where: str) -> None:
    assert {*circle(written(tmp_path, *CIRCLES[where]))} == {"pipelines.a", "pipelines.b"}


def test_what_only_type_checkers_import_makes_no_circle(tmp_path: Path) -> None:
    types = "from __future__ import annotations\nif TYPE_CHECKING:\n    from pipelines.b import B"
    assert circle(written(tmp_path, types, "from pipelines import a")) == []
