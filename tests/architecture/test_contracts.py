"""The import contracts speak of code that exists; the tool itself runs as a check of its own."""

import ast
import tomllib

import pytest

from tests.architecture.tree import PRODUCT, ROOT, parsed, sources


def importers(library: str, folder: str) -> list[str]:
    """Return the modules under *folder* that import *library*."""
    return [
        path.name
        for path in sources(folder)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
        + [alias.name for alias in node.names]
        if name.partition(".")[0] == library
    ]


@pytest.mark.parametrize(
    ("library", "folder"),
    [
        ("openpyxl", "rebalancer/ingest"),
        ("openpyxl", "rebalancer/export"),
        ("pyqtgraph", "ui/charts"),
        ("yfinance", "rebalancer/market"),
        ("PySide6", "ui"),
    ],
)
def test_what_only_some_may_import_is_imported_there(library: str, folder: str) -> None:
    assert importers(library, folder)


def test_the_contracts_cover_the_whole_product() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        linter = tomllib.load(file)["tool"]["importlinter"]

    assert set(linter["root_packages"]) == set(PRODUCT)
    layered = {name for each in linter["contracts"] for name in each.get("containers", [])}
    assert layered == {"rebalancer", "ui"}
    assert all(each["exhaustive"] for each in linter["contracts"] if each["type"] == "layers")
