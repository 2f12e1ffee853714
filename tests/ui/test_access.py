"""The whole window is there for who uses the keyboard, a screen reader, or large text."""

import itertools
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QLabel,
    QScrollArea,
    QWidget,
)

from tests.ui.conftest import KEEPING, PATIENCE_MS
from ui.app import Front
from ui.charts.menu import ChartMenu
from ui.charts.plot import Chart
from ui.rooms import PAGES
from ui.settings import SchemeChoice
from ui.text_size import NORMAL, TEXT_SIZES
from ui.widgets.card import Card
from ui.widgets.page import Page

SMALLEST = (1024, 640)
TITLES = [name for name, _ in PAGES]
SHOWN = pytest.mark.parametrize("title", TITLES)


@pytest.fixture(scope="module")
def solved(qapp: QApplication, typeface: None) -> Iterator[Front]:
    """The real window with the sample loaded and every page visited, a plan included."""
    front = Front(qapp, None, SchemeChoice.LIGHT, KEEPING)
    front.window.show()
    front.open_sample()
    until(lambda: front.rooms is not None and front.rooms.is_open)
    settle(front)
    for title in TITLES:
        show(front, title)
    yield front
    front.set_text_size(NORMAL)
    front.window.close()
    front.window.deleteLater()
    front.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def active(solved: Front) -> None:
    """Bring the window to the front, as large as it starts."""
    solved.window.resize(1440, 900)
    solved.window.activateWindow()


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
    until(lambda: page.is_settled)
    QApplication.processEvents()
    return page


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


def walk(front: Front, key: Qt.Key) -> list[QWidget]:
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


def is_read_before(one: QRect, other: QRect) -> bool:
    """Whether *one* stands above *other* in the same column, or left of it in the same line."""
    is_above = one.bottom() < other.top() and one.left() < other.right()
    is_same_line = abs(one.center().y() - other.center().y()) < 4
    return is_above or (is_same_line and one.right() < other.left())


@SHOWN
def test_everything_is_reached_by_tab_in_the_order_in_which_it_is_read(
    solved: Front, title: str
) -> None:
    page = show(solved, title)
    wanted = stops(solved.window)
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)

    order = walk(solved, Qt.Key.Key_Tab)
    back = walk(solved, Qt.Key.Key_Backtab)

    assert [name_of(each) for each in wanted if each not in order] == []
    both = [each for each in order if each in back]  # to be in a table may enable a button
    assert [each for each in back if each in both] == [both[0], *reversed(both[1:])]
    inside = [each for each in order if page.isAncestorOf(each)]
    for before, after in itertools.pairwise(inside):
        cards = card_of(before, page), card_of(after, page)
        if isinstance(after, ChartMenu):
            continue  # it floats over the legend
        outer = apart(before, after, page)
        if outer != (before, after):
            before, after = outer  # noqa: PLW2901 - a scroll area is read as a whole
        elif cards[0] is not cards[1] and page not in cards:
            before, after = cards  # noqa: PLW2901 - what is in one card belongs together
        assert not is_read_before(place(after, page), place(before, page)), (
            name_of(before),
            name_of(after),
        )


@SHOWN
def test_everything_that_takes_the_focus_has_a_name_and_a_role(solved: Front, title: str) -> None:
    show(solved, title)

    for each in stops(solved.window):
        spoken = QAccessible.queryAccessibleInterface(each)
        assert spoken.text(QAccessible.Text.Name).strip(), each
        assert spoken.role() is not QAccessible.Role.NoRole
        assert spoken.role() is not QAccessible.Role.Client or isinstance(each, Chart)


@pytest.mark.parametrize("scheme", [SchemeChoice.LIGHT, SchemeChoice.DARK])
def test_the_focus_can_be_seen_wherever_it_is(solved: Front, scheme: SchemeChoice) -> None:
    solved.set_scheme(scheme)
    solved.theme.dressing.finish()
    tried: set[tuple[str, object]] = set()
    hidden = []
    for title in TITLES:
        show(solved, title)
        for each in stops(solved.window):
            kind = (type(each).__name__, each.property("kind") or each.property("part"))
            if kind in tried:
                continue
            tried.add(kind)
            each.clearFocus()
            before = each.grab().toImage()
            each.setFocus(Qt.FocusReason.TabFocusReason)
            if each.grab().toImage() == before:
                hidden.append(kind)
    solved.set_scheme(SchemeChoice.LIGHT)

    assert hidden == [], str(hidden)
    assert len(tried) > 12


@SHOWN
def test_nothing_is_cut_off_where_text_is_twice_as_large(solved: Front, title: str) -> None:
    solved.set_text_size(TEXT_SIZES[-1])
    solved.theme.dressing.finish()
    solved.window.resize(*SMALLEST)
    show(solved, title)

    cut = [
        f"{label.text()!r} {label.size()} needs {label.sizeHint()}"
        for label in solved.window.findChildren(QLabel)
        if label.isVisible() and label.text() and is_cut(label)
    ]

    assert (solved.window.width(), solved.window.height()) == SMALLEST
    assert cut == []


def is_cut(label: QLabel) -> bool:
    """Whether some of the text is neither shown nor told by a tooltip."""
    if label.wordWrap():
        return label.height() < label.heightForWidth(label.width())
    return label.width() < label.sizeHint().width() and not label.toolTip()
