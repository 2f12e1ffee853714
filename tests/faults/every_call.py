"""Finds where a package writes to the disk."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOOR = "write_atomically"
_WRITING = frozenset(
    {
        "write_text",
        "write_bytes",
        "mkstemp",
        "NamedTemporaryFile",
        "QFile",
        "QSaveFile",
        "setFileName",
        "to_csv",
        "to_excel",
        "savefig",
    }
)
_OPENING = frozenset({"open", "fdopen"})


def modules(package: str, words: Iterable[str]) -> Iterator[tuple[str, ast.Module]]:
    """Yield the modules of *package* in which one of *words* stands, by path and as parsed."""
    for path in sorted((ROOT / package).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in words):
            yield path.relative_to(ROOT).as_posix(), ast.parse(text)


def calls_of(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls in *module* by the last part of what is called."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    yield name, node
                case _:
                    pass


def goes_through_the_door(package: str) -> set[str]:
    """Return the modules of *package* that write atomically."""
    return {
        path
        for path, module in modules(package, [DOOR])
        if DOOR in {name for name, _ in calls_of(module)}
    }


def goes_past_the_door(package: str) -> set[str]:
    """Return the modules of *package* that write to a file in any other way."""
    return {
        path
        for path, module in modules(package, _WRITING | _OPENING)
        if any(_writes(name, call) for name, call in calls_of(module))
    }


def _writes(name: str, call: ast.Call) -> bool:
    if name in _WRITING:
        return True
    modes = [*call.args, *(keyword.value for keyword in call.keywords)]
    texts = [each.value for each in modes if isinstance(each, ast.Constant)]
    return name in _OPENING and any(
        isinstance(text, str) and set(text) <= set("rwaxbt+") and set(text) & set("wax+")
        for text in texts
    )
