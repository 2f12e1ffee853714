"""The whole window in a language that is longer and runs the other way."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT, parsed, script, sources
from tests.ui.catalogues import write_catalogue

PROGRAM = """
import sys
from pathlib import Path
from ui import language
language.CATALOGUE = language.catalogue(["ar"], Path(sys.argv[1]))
from tests.ui.foreign_window import main
main(*map(Path, sys.argv[2:]))
"""
WRAPPED = re.compile(r"⟦[^⟦⟧]*⟧")


def pseudo(text: str) -> str:
    """Return *text* between brackets and nearly a third longer, as many languages are."""
    inside = text.removeprefix("<qt>").removesuffix("</qt>")
    longer = f"⟦{inside}{'·' * (len(inside) * 3 // 10)}⟧"
    return text.replace(inside, longer) if inside else text


def words_of_the_engine() -> set[str]:
    """Return the texts of the engine, which the window says in English."""
    nodes = (node for path in sources("rebalancer") for node in ast.walk(parsed(path)))
    return {str(node.value).casefold() for node in nodes if isinstance(node, ast.Constant)}


def test_the_whole_window_speaks_another_language(tmp_path: Path) -> None:
    found = script("catalogue").messages()
    texts = {}
    for each in found:
        key = f"{each.meaning}\x04{each.text}" if each.meaning else each.text
        many = f"{pseudo(each.text)}\0{pseudo(each.plural)}" if each.plural else ""
        texts[f"{key}\0{each.plural}" if each.plural else key] = many or pseudo(each.text)
    write_catalogue(tmp_path, "ar", texts)
    pictures = os.environ.get("PICTURES", "").split()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), *pictures],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)

    english = {each.text.strip().casefold() for each in found} - words_of_the_engine()
    assert [text for text in told["said"] if text.strip().casefold() in english] == []
    assert sum(bool(WRAPPED.search(text)) for text in told["said"]) > 500
    assert told["qt"] != ["Close"]  # Qt's own buttons speak Arabic
    assert told["is_rtl"]
