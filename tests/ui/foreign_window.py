"""Walk through the window in whatever language it has, and print what it says.

The language of a process is settled before the first text is marked, so this is imported by a
process of its own, once ``ui.language`` has its catalogue.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QStandardPaths, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QWidget,
)

from tests.ui.conftest import KEEPING
from ui.app import Front
from ui.language import follow_language
from ui.rooms import PAGES
from ui.settings import SchemeChoice
from ui.theme import STYLE, load_typeface
from ui.widgets.page import Page

PATIENCE_SECONDS = 60
ISOLATED = "\u2068\u2069"
"""Signs around what reads its own way."""


def until(condition: Callable[[], bool]) -> None:
    """Turn the event loop until *condition* holds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        if time.monotonic() > deadline:
            raise TimeoutError


def is_still(front: Front, page: Page) -> bool:
    """Return whether nothing is under way any more."""
    return not front.tasks.is_busy and page.is_settled


def texts_of(widget: QWidget) -> Iterator[str]:
    """Yield what *widget* says to eyes and ears."""
    yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName())
    yield widget.accessibleDescription()
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QComboBox():
            yield from (widget.itemText(row) for row in range(widget.count()))
        case QHeaderView() if widget.model() is not None:
            for section in range(widget.count()):
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                    yield str(widget.model().headerData(section, widget.orientation(), role) or "")


def texts(root: QWidget) -> set[str]:
    """Return what is said anywhere in *root*."""
    widgets = [root, *root.findChildren(QWidget)]
    actions = [action.text().strip(ISOLATED) for action in root.findChildren(QAction)]
    return {text for widget in widgets for text in texts_of(widget) if text} | set(actions)


def walk(front: Front, pictures: Path | None) -> set[str]:
    """Visit every page with the sample; return what is said on the way."""
    front.open_sample()
    until(lambda: front.rooms is not None and front.rooms.is_open)
    said = set()
    for name, _ in PAGES:
        front.window.show_page(name)
        page = front.window.page(name)
        until(partial(is_still, front, page))
        if pictures is not None:
            front.window.grab().save(str(pictures / f"{name}.png"))
        said |= texts(front.window)
    for handler in ("help.keys", "help.about", "edit.palette"):
        front.window.commands[handler].trigger()
        QApplication.processEvents()
        said |= {text for top in QApplication.topLevelWidgets() for text in texts(top)}
    return said


def main(pictures: Path | None = None) -> None:
    """Print as JSON what the window says, what Qt calls closing, and which way things run."""
    QStandardPaths.setTestModeEnabled(True)
    app = QApplication([*sys.argv[:1], *STYLE])
    load_typeface(app)
    follow_language(app)
    front = Front(app, None, SchemeChoice.LIGHT, KEEPING)
    front.window.show()
    said = walk(front, pictures)
    close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    qt = [button.text() for button in close.buttons()]
    front.window.close()
    is_rtl = app.layoutDirection() is Qt.LayoutDirection.RightToLeft
    json.dump({"said": sorted(said), "qt": qt, "is_rtl": is_rtl}, sys.stdout)
