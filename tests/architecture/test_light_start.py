"""The window is on the screen before anything heavy is imported, and before much else is."""

from tests.architecture.tree import HEAVY, PRODUCT, printed_by

FIRST_FRAME = """
import sys
from pathlib import Path

import ui.__main__
import ui.start
from PySide6 import QtCore

def tell():
    print(*sys.modules, *(f"QtCore.{name}" for name in vars(QtCore)))
    sys.exit()

ui.start.settings_path = lambda: Path("nowhere")
ui.start._import_behind = tell
ui.start.main([])
"""
"""What is imported by ``python -m ui`` when its first frame is complete."""

OURS = {
    *("rebalancer", "rebalancer.atomic", "rebalancer.errors", "resources"),
    *("ui", "ui.__main__", "ui.start", "ui.first_frame", "ui.main_window"),
    *("ui.actions", "ui.commands", "ui.dressing", "ui.language", "ui.overriding", "ui.turns"),
    *(
        "ui.privacy",
        "ui.document",
        "ui.document.recent",
        "ui.settings",
        "ui.text_size",
        "ui.theme",
        "ui.models",
        "ui.models.reading",
        "ui.models.tips",
    ),
    *(
        "ui.widgets",
        "ui.widgets.asking",
        "ui.widgets.button",
        "ui.widgets.choices",
        "ui.widgets.clear",
        "ui.widgets.drop_hint",
    ),
    *("ui.widgets.empty", "ui.widgets.filter_field", "ui.widgets.find", "ui.widgets.flow"),
    *("ui.widgets.icon", "ui.widgets.inline_message", "ui.widgets.page", "ui.widgets.page_head"),
    *("ui.widgets.page_stack", "ui.widgets.progress_bar"),
    *("ui.widgets.rail", "ui.widgets.side_by_side", "ui.widgets.sign", "ui.widgets.title_row"),
    *(
        "ui.widgets.reading_order",
        "ui.widgets.scroller",
        "ui.widgets.sight_first",
        "ui.widgets.spoken",
        "ui.widgets.status_line",
        "ui.widgets.stretches",
    ),
    *("ui.widgets.strip", "ui.widgets.text"),
}
"""All of ours that may be there by then: what the frame shows, and what that needs."""

LIBRARIES = {"PySide6", "shiboken6", "shibokensupport", "signature_bootstrap"}
STANDARD = {"gc", "json"}
"""Besides what PySide6 imports by itself."""


def test_only_what_the_first_frame_shows_is_imported_before_it() -> None:
    loaded = set(printed_by(FIRST_FRAME))
    by_qt = set(printed_by("import sys, PySide6.QtWidgets\nprint(*sys.modules)"))

    more = {name for name in loaded - by_qt if not name.startswith(("_", "QtCore."))}
    ours = {name for name in more if name.partition(".")[0] in PRODUCT}
    others = {name.partition(".")[0] for name in more - ours}
    assert ours - OURS == set()
    assert others - LIBRARIES - STANDARD == set()
    assert "QtCore.QObject" in loaded
    assert "QtCore.Qt" not in loaded, "naming one enumeration of Qt makes all hundred of them"


def test_composing_the_window_needs_no_heavy_import() -> None:
    loaded = printed_by("import sys, ui.app, ui.main_window\nprint(*sys.modules)")

    assert "PySide6.QtWidgets" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_what_counts_as_heavy_can_be_seen() -> None:
    assert "numpy" in printed_by("import sys, numpy\nprint(*sys.modules)")


def test_no_source_is_read_for_a_module_that_is_compiled() -> None:
    read = printed_by("import ui.__main__, ui.app, linecache\nprint(*linecache.cache)")

    assert [name for name in read if "ui/" in name] == []
