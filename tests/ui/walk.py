"""Walks the window as a person without a pointer, or without sight, does."""

import itertools
import re
import time
from typing import Final

from PySide6.QtCore import QAbstractListModel, QEventLoop, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QButtonGroup,
    QLabel,
    QScrollArea,
    QTableView,
    QWidget,
)

from tests.ui.conftest import PATIENCE_MS
from ui.app import Front
from ui.charts.plot import Chart
from ui.charts.sheet import Sheet
from ui.widgets.asking import Explains
from ui.widgets.card import Card
from ui.widgets.inline_message import InlineMessage
from ui.widgets.page import Page
from ui.widgets.page_stack import finish_layouts
from ui.widgets.remark import Remark
from ui.widgets.sight_first import SightFirst
from ui.widgets.text import Figure

ROWS: Final = 25
"""Rows of each table that are read."""
DISPLAYED: Final = Qt.ItemDataRole.DisplayRole
ALIGNED: Final = Qt.ItemDataRole.TextAlignmentRole
TIP: Final = Qt.ItemDataRole.ToolTipRole
READ: Final = Qt.ItemDataRole.AccessibleTextRole
MEANINGLESS: Final = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Border}
"""Roles that tell nothing."""
SPOKEN: Final = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)


def until(condition: object) -> None:
    """Turn the event loop until *condition*, a function, holds."""
    assert callable(condition)
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        assert time.monotonic() < deadline


def settle(front: Front) -> None:
    QApplication.processEvents()
    until(lambda: not front.tasks.is_busy)
    QApplication.processEvents()


def show(front: Front, title: str) -> Page:
    page = front.window.page(title)
    front.window.show_page(title)
    settle(front)
    until(lambda: page.is_settled and is_laid_out(page))
    QApplication.processEvents()
    return page


def is_laid_out(root: QWidget) -> bool:
    """Whether everything on *root* is, also what is out of sight, and asks for no other size."""
    finish_layouts()
    return all(each.is_done for each in root.findChildren(SightFirst))


def parts(root: QWidget) -> list[QWidget]:
    return [each for each in root.findChildren(QWidget) if each.isVisible()]


def stops(root: QWidget) -> list[QWidget]:
    """Return what the keyboard has to reach."""
    return [
        each
        for each in parts(root)
        if each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and not is_passed_over(each)
    ]


def is_passed_over(widget: QWidget) -> bool:
    """Whether the arrow keys reach *widget* from the one of its group that is down."""
    if not isinstance(widget, QAbstractButton) or widget.isChecked():
        return False
    group: QButtonGroup | None = widget.group()
    return group is not None and group.exclusive() and group.checkedButton() is not None


def walk(key: Qt.Key) -> list[QWidget]:
    """Return what gets the focus, one after the other, until it comes round."""
    found: list[QWidget] = []
    while True:
        now = QApplication.focusWidget()
        assert now is not None
        if now in found:
            assert now is found[0]
            return found
        found.append(now)
        QTest.keyClick(now, key)


def place(widget: QWidget, root: QWidget) -> QRect:
    """Return where *widget* is within *root*, however far anything is scrolled."""
    corner, each = QPoint(), widget
    while each is not root:
        around = each.parentWidget()
        scrolled = around and around.parentWidget()
        if not (isinstance(scrolled, QScrollArea) and scrolled.widget() is each):
            corner += each.pos()
        assert around is not None
        each = around
    return QRect(corner, widget.size())


def card_of(widget: QWidget, page: Page) -> QWidget:
    each: QWidget | None = widget
    while each is not None and each is not page:
        if isinstance(each, Card):
            return each
        each = each.parentWidget()
    return page


def areas(widget: QWidget, page: Page) -> list[QWidget]:
    """Return the scroll areas around *widget*, the outermost first."""
    around: list[QWidget] = []
    each = widget.parentWidget()
    while each is not None and each is not page:
        around += [each] if isinstance(each, QScrollArea) else []
        each = each.parentWidget()
    return around[::-1]


def apart(one: QWidget, other: QWidget, page: Page) -> tuple[QWidget, QWidget]:
    """Return the two, or the outermost scroll areas that only one of them is in."""
    around = areas(one, page), areas(other, page)
    mine = [each for each in around[0] if each not in around[1]]
    others = [each for each in around[1] if each not in around[0]]
    return (mine or [one])[0], (others or [other])[0]


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def said(widget: QWidget, part: QAccessible.Text) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(part)


def unexplained(root: QWidget) -> list[str]:
    """Return what cannot be used and does not say why, to everybody."""
    return [
        f"{type(each).__name__} {name_of(each)!r}"
        for each in parts(root)
        if not each.isEnabled()
        and all(up.isEnabled() for up in above(each.parentWidget()))
        and not (each.toolTip() and said(each, QAccessible.Text.Description).endswith("."))
    ]


def unasked(root: QWidget) -> list[str]:
    """Return figures, charts and columns of figures that cannot be asked how they were computed."""
    right = Qt.AlignmentFlag.AlignRight
    found = []
    for each in root.findChildren(QWidget):
        if isinstance(each, Figure | Remark) and re.search(r"\d", words := name_of(each)):
            found += [] if each.explanation else [words]
        if isinstance(each, Chart) and each.table().rows and not each.explanation:
            found.append(each.name)
        if isinstance(each, QTableView) and not isinstance(each, Sheet):
            model = each.model()
            for column in range(model.columnCount()):
                title, side, tip = (
                    model.headerData(column, Qt.Orientation.Horizontal, role)
                    for role in (DISPLAYED, ALIGNED, TIP)
                )
                if side is not None and side & right and not tip:
                    found.append(f"{each.accessibleName()}: {title}")
    return found


def unanswered(root: QWidget) -> list[str]:
    """Return the figures in sight whose answer does not come, or does not go when asked again."""
    found = []
    asked = [part for part in parts(root) if isinstance(part, Figure | Remark)]
    for each in [part for part in asked if part.explanation]:
        said = []
        for _ in range(2):
            each.press()
            nearest = next(up for up in above(each.parentWidget()) if isinstance(up, Explains))
            message = nearest.findChildren(InlineMessage)
            said.append([one.text for one in message if one.text == each.explanation])
        found += [] if said == [[each.explanation], []] else [name_of(each)]
    return found


def above(widget: QWidget | None) -> list[QWidget]:
    return [] if widget is None else [widget, *above(widget.parentWidget())]


def told(root: QWidget) -> list[tuple[str, str]]:
    """Return what *root* tells, on the screen and to a screen reader, each with who tells it."""
    found = []
    for each in parts(root):
        texts = [said(each, part) for part in SPOKEN]
        if isinstance(each, QLabel | QAbstractButton):
            texts.append(each.text())
        if isinstance(each, QAbstractItemView) and each.model() is not None:
            model = each.model()
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
            for row, column in itertools.product(
                range(min(ROWS, model.rowCount())), range(columns)
            ):
                cell = model.index(row, column)
                texts += [str(cell.data(role) or "") for role in (DISPLAYED, READ, TIP)]
        found += [(type(each).__name__, text) for text in texts]
    return found
