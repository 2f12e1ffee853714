"""What every column of every table of the app owes to who reads it."""

import importlib
import pkgutil
from collections.abc import Iterator

import ui
from ui.models.column import Column


def columns() -> Iterator[tuple[str, Column[object]]]:
    """Yield every column that a module of the window names, or keeps in a table of columns."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if not module.name.endswith("__main__"):
            for value in vars(importlib.import_module(module.name)).values():
                for each in value if isinstance(value, tuple) else (value,):
                    if isinstance(each, Column):
                        yield module.name, each


def test_a_column_of_figures_says_what_they_are_and_how_they_come_about() -> None:
    found = list(columns())
    of_figures = [
        (module, column)
        for module, column in found
        if column.is_numeric or column.amount is not None or column.summand is not None
    ]

    assert len(of_figures) > 50
    assert [f"{module}: {each.title}" for module, each in of_figures if not each.tooltip] == []
