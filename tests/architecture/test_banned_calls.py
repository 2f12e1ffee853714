"""What the product never does, because a file or a setting could then run code."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.tree import parsed, place, sources

MODULES = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "yaml"}
NAMES = {
    "eval": "runs text",
    "exec": "runs text",
    "QSettings": "unpickles what it reads",
    "QDataStream": "unpickles what it reads",
    "read_pickle": "runs what it reads",
    "TYPE_CHECKING": "hides import cycles",
}


def names_in(node: ast.AST) -> list[str]:
    """Return the names that *node* itself brings in."""
    match node:
        case ast.Import(names=names):
            return [name.name for name in names]
        case ast.ImportFrom(module=module, names=names):
            return [module or "", *(name.name for name in names)]
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(attr=name) if name not in {"eval", "exec"}:  # event loops, tables
            return [name]
        case ast.keyword(arg="allow_pickle"):
            return ["pickle"]
        case _:
            return []


def offences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of everything banned in *tree*."""
    for node in ast.walk(tree):
        for name in names_in(node):
            if name.partition(".")[0] in MODULES or name in NAMES:
                yield getattr(node, "lineno", 0), name


def test_nothing_banned_is_used() -> None:
    found = [
        f"{place(path, line)}: {name} ({NAMES.get(name, 'runs what it reads')})"
        for path in sources("rebalancer", "ui", "resources")
        for line, name in offences(parsed(path))
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from marshal import loads",
        "import yaml",
        "eval('1')",
        "exec('1')",
        "from PySide6.QtCore import QSettings",
        "QtCore.QSettings('x')",
        "pd.read_pickle('x')",
        "np.load('x', allow_pickle=True)",
        "from typing import TYPE_CHECKING",
        "if typing.TYPE_CHECKING: pass",
    ],
)
def test_each_banned_thing_would_be_noticed(line: str) -> None:
    assert list(offences(ast.parse(line)))


def test_running_an_event_loop_is_not_running_text() -> None:
    assert list(offences(ast.parse("app.exec()\nmodel.eval()"))) == []
