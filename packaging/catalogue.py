"""Write the template of the window's texts: what a translator starts from.

    python3 packaging/catalogue.py TEMPLATE.pot        also by: python3 packaging/dev.py build

It is derived from the marks in ``ui/`` whenever it is wanted, and kept nowhere. Nothing but the
standard library is needed; ``xgettext -k -ktr:1 -ktr:1,2c -ktr_n:1,2`` finds the same texts.
"""

import argparse
import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WINDOW = ROOT / "ui"
HEADER = r"""# The texts of Rebalancer's window. A blank like {name} stays as it is, where the
# sentence wants it; an & stands before the letter that Alt reaches; <qt> and </qt> stay around.
msgid ""
msgstr ""
"Project-Id-Version: Rebalancer\n"
"Language: \n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\n"
"""


@dataclass(frozen=True, slots=True)
class Message:
    """A text that is marked: what it says of one, of many where it counts, and what it means."""

    text: str
    plural: str = ""
    meaning: str = ""

    @property
    def entry(self) -> str:
        """The text as a catalogue has it, still to be translated."""
        lines = ["#, python-brace-format"] if "{" in self.text + self.plural else []
        lines += [f"msgctxt {_quoted(self.meaning)}"] if self.meaning else []
        lines.append(f"msgid {_quoted(self.text)}")
        if self.plural:
            lines += [f"msgid_plural {_quoted(self.plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
        else:
            lines.append('msgstr ""')
        return "\n".join(lines)


def marked_by(call: ast.Call) -> Message | None:
    """Return the text that *call* marks, or None where it marks none."""
    match call:
        case ast.Call(func=ast.Name(id="tr"), args=[ast.Constant(value=str(text))]):
            return Message(text)
        case ast.Call(
            func=ast.Name(id="tr"),
            args=[ast.Constant(value=str(text)), ast.Constant(value=str(meaning))],
        ):
            return Message(text, meaning=meaning)
        case ast.Call(
            func=ast.Name(id="tr_n"),
            args=[ast.Constant(value=str(one)), ast.Constant(value=str(many)), _],
        ):
            return Message(one, plural=many)
        case _:
            return None


def messages(folder: Path = WINDOW) -> dict[Message, list[str]]:
    """Return every text that is marked below *folder*, with the lines that say it."""
    found: dict[Message, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        place = path.relative_to(folder.parent).as_posix()
        for call in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            message = marked_by(call)
            if message is not None:
                found.setdefault(message, []).append(f"{place}:{call.lineno}")
    return found


def template(found: Mapping[Message, Sequence[str]]) -> str:
    """Return *found* as a template in the format of GNU gettext."""
    entries = [f"#: {' '.join(places)}\n{message.entry}\n" for message, places in found.items()]
    return "\n".join([HEADER, *entries])


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls in *tree* in the order of their lines."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    yield from sorted(found, key=lambda call: (call.lineno, call.col_offset))


def _quoted(text: str) -> str:
    """Return *text* as a catalogue quotes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)


def main() -> None:
    """Write the template and say where it is."""
    parser = argparse.ArgumentParser(description="Write the template of the window's texts.")
    parser.add_argument("template", type=Path)
    path: Path = parser.parse_args().template
    found = messages()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(template(found), encoding="utf-8")
    print(f"{len(found)} texts: {path}")


if __name__ == "__main__":
    main()
