"""What a person reads in the window is marked for translation, as whole sentences."""

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import parsed, place, script, sources

MARKS = {"tr": 1, "tr_n": 2}
"""How many texts each marks."""

NOT_FOR_EYES = {
    "ui/diagnosis.py",  # a report to whoever mends the program
    "ui/privacy.py",  # what amounts look like in English sentences
    "ui/tour.py",  # the demonstration for a terminal
}
NO_WORDS = {
    "setProperty", "setObjectName", "setApplicationName", "choose",  # names that Qt knows
    "ValueError",  # raised at who calls it wrongly
    "add_argument", "ArgumentParser",  # the command line is English
    "compile", "sub", "TypeVar", "files", "pixmap",  # patterns, types, files that ship
}  # fmt: skip
NO_TEXTS = {"handler", "key", "icon", "group", "encoding", "errors"}
"""Arguments that name something for the program."""

WORDS = re.compile(
    r"[A-Za-z]{2,}\W* \W*[A-Za-z]|[A-Za-z]\W* \W*[A-Za-z]{2,}"  # two words
    r"|(?<![.\w+])[A-Z][a-z]+"  # or one with a capital
)
NAMES = re.compile(
    r"Rebalancer|Household|Inter|Yahoo"  # of the app, a file, the typeface, a company
    r"|((Ctrl|Alt|Shift)\+)*(Esc|Tab|Space|Enter|Return|Left|Right|Down|click|[A-Z]?)"  # of keys
    r"|Q[A-Z]\w+::.*"  # of widgets, in a style sheet
    r"|[\w\- ]*(\.\w+)+"  # of files
)


def is_readable(text: str) -> bool:
    """Return whether *text*, its blanks left out, looks like something to read."""
    bare = re.sub(r"</?\w+>|\s*\x00\s*", " ", text).strip()
    return WORDS.search(bare) is not None and NAMES.fullmatch(bare) is None


def literal_of(node: ast.AST) -> str | None:
    """Return what *node* says where it is a text, with a NUL for every blank."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(literal_of(value) or "\0" for value in values)
        case _:
            return None


def name_of(function: ast.expr) -> str:
    """Return the last name of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def arguments_for_the_program(node: ast.AST) -> list[ast.AST]:
    """Return the arguments that *node* passes on which are marked, or no text for a person."""
    match node:
        case ast.Call(func=function, args=arguments) if name_of(function) in MARKS:
            return [*arguments]
        case ast.Call(func=function) if name_of(function) in NO_WORDS:
            return list(ast.iter_child_nodes(node))
        case ast.keyword(arg=name) if name in NO_TEXTS:
            return [node.value]
        case _:
            return []


def keys(node: ast.AST) -> list[ast.AST]:
    """Return the parts of *node* that are compared or looked up."""
    match node:
        case ast.Compare() | ast.MatchValue():
            return list(ast.iter_child_nodes(node))
        case ast.Subscript(slice=key):
            return [key]
        case ast.Dict(keys=found):
            return [key for key in found if key is not None]
        case ast.ClassDef(name="PageName", body=body) | ast.FunctionDef(name="__repr__", body=body):
            return [*body]
        case _:
            return []


def syntax(node: ast.AST) -> list[ast.AST]:
    """Return the texts that belong to the program: docstrings, types, what is exported, roles."""
    match node:
        case ast.Expr(value=ast.Constant() as text):
            return [text]
        case ast.AnnAssign(annotation=type_) | ast.arg(annotation=ast.expr() as type_):
            return [type_]
        case ast.FunctionDef(returns=ast.expr() as type_):
            return [type_]
        case ast.Assign(targets=[ast.Name(id="__all__" | "accessible_role")], value=names):
            return [names]
        case _:
            return []


def unmarked(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and text of everything readable in *node* that no mark holds."""
    exempt = [*arguments_for_the_program(node), *keys(node), *syntax(node)]
    hidden = {id(part) for part in exempt}
    for child in ast.iter_child_nodes(node):
        if id(child) in hidden:
            continue
        text = literal_of(child)
        if text is not None and is_readable(text):
            yield getattr(child, "lineno", 0), text
        elif not isinstance(child, ast.Constant):
            yield from unmarked(child)


def marks() -> Iterator[tuple[Path, ast.Call]]:
    """Yield every mark in the window, and its file."""
    for path in sources("ui"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and name_of(node.func) in MARKS:
                yield path, node


def test_every_text_of_the_window_is_marked() -> None:
    found = [
        f"{place(path, line)}: {text!r}"
        for path in sources("ui")
        if place(path) not in NOT_FOR_EYES
        for line, text in unmarked(parsed(path))
    ]

    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "Button('Find trades')",
        "Button('Trades')",
        "Column(title='Value')",
        "TITLES = {Kind.STOCK: 'Stock'}",
        "label.setText(f'{count} rows of {file}')",
        "text = 'a' if x else 'two words'",
        "lambda row: f'From: {row.source}'",
        "tr('{x}', x='two words')",
    ],
)
def test_a_text_that_is_not_marked_would_be_noticed(code: str) -> None:
    assert list(unmarked(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "Button(tr('Find trades'))",
        "widget.setProperty('part', 'Big words')",
        "Command(handler='file.open', shortcuts=('Ctrl+O',))",
        "kind == 'Not this'",
        "'''A docstring of several words.'''",
        "path / 'window.qss'",
        "f'{name}: {value}'",
    ],
)
def test_what_is_marked_or_names_something_is_let_be(code: str) -> None:
    assert list(unmarked(ast.parse(code))) == []


def test_a_mark_holds_plain_sentences_whose_blanks_are_named_and_filled() -> None:
    wrong = []
    for path, mark in marks():
        texts = [literal_of(text) for text in mark.args[: MARKS[name_of(mark.func)]]]
        plain = all(isinstance(text, ast.Constant) for text in mark.args[: len(texts)])
        fields = [field for text in texts if text for field in string.Formatter().parse(text)]
        asked = {name for _, name, _, _ in fields if name is not None}
        given = {each.arg for each in mark.keywords} | ({"count"} if len(texts) > 1 else set())
        is_bare = any(spec or conversion for _, _, spec, conversion in fields)
        is_filled = asked <= given if mark.keywords or len(texts) > 1 else True
        if not plain or is_bare or not all(map(str.isidentifier, asked)) or not is_filled:
            wrong.append(place(path, mark.lineno))

    assert wrong == []


def test_the_template_has_every_text_once() -> None:
    found = script("catalogue").messages()
    keys = Counter((message.text, message.meaning) for message in found)

    assert sum(map(len, found.values())) == len(list(marks()))
    assert [key for key, count in keys.items() if count > 1] == []  # one text cannot be two
    template = script("catalogue").template(found)
    assert template.count("\nmsgid ") == len(found) + 1
    assert "\nmsgid_plural " in template


def test_no_name_of_a_day_or_a_month_depends_on_the_machine() -> None:
    """Qt lets the C library speak as the machine does, and strftime asks the C library."""
    named = re.compile(r"%-?[aAbBcpxXZ]")
    found = [
        place(path, node.lineno)
        for path in sources("rebalancer", "ui")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None
        if named.search(literal_of(node.format_spec) or "")
    ]

    assert found == []
