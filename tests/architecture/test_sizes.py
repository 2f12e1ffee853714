"""Files and functions stay small enough to be read in one go; names say what is inside."""

import ast

from tests.architecture.tree import HOUSE, ROOT, parsed, place, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_MAIN_WINDOW = 200
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


def _lines(text: str) -> int:
    return len(text.splitlines())


def test_no_file_is_too_long() -> None:
    long = {
        place(path): count
        for path in sources(*HOUSE)
        if (count := _lines(path.read_text(encoding="utf-8"))) > LONGEST_FILE
    }

    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{place(path, node.lineno)} {node.name}": count
        for path in sources(*HOUSE)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (count := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }

    assert long == {}


def test_the_main_window_only_arranges() -> None:
    text = (ROOT / "ui" / "main_window.py").read_text(encoding="utf-8")

    assert _lines(text) <= LONGEST_MAIN_WINDOW


def test_every_module_name_says_what_is_inside() -> None:
    empty = [place(path) for path in sources(*HOUSE) if path.stem.strip("_") in EMPTY_NAMES]

    assert empty == []
