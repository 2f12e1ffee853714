"""The whole window is there for who uses the keyboard, a screen reader, or large text."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel

from tests.ui.conftest import KEEPING
from tests.ui.walk import (
    MEANINGLESS,
    apart,
    card_of,
    name_of,
    parts,
    place,
    said,
    show,
    stops,
    told,
    unanswered,
    unasked,
    unexplained,
    until,
    walk,
)
from ui.app import Front
from ui.charts.menu import ChartMenu
from ui.charts.plot import Chart
from ui.charts.sheet import Sheet
from ui.rooms import PAGES, Rooms
from ui.settings import SchemeChoice
from ui.text_size import NORMAL
from ui.views.trades.order_tree import OrderTree
from ui.widgets.tile import Tile

SMALLEST = (1024, 640)
TITLES = [name for name, _ in PAGES]
AMOUNT = re.compile(r"\$\s?\d(?![\d,.]*\s(?:billion|bn)|00 in IWM)")
"""Limits of company sizes, and what everybody's $100 became, are no secret."""
LARGER = (NORMAL, 150, 200)
"""Sizes of text, in per cent: each takes a second to lay out."""
SHOWN = pytest.mark.parametrize("title", TITLES)


@dataclass
class Walked:
    """The window, and what was found wrong with it on the way."""

    front: Front
    unexplained: dict[str, list[str]]


def look(front: Front, situation: str, walked: Walked) -> None:
    """Go through all pages in a *situation*."""
    for title in TITLES:
        show(front, title)
        walked.unexplained[f"{situation}, {title}"] = unexplained(front.window)


@pytest.fixture(scope="module")
def walked(qapp: QApplication, typeface: None) -> Iterator[Walked]:
    """The real window, empty, with the sample, solving, and with a plan."""
    front = Front(qapp, None, SchemeChoice.LIGHT, KEEPING)
    front.window.show()
    until(lambda: front.rooms is not None and front.rooms.is_open)
    walked = Walked(front, {})
    look(front, "empty", walked)
    front.open_sample()
    look(front, "sample", walked)
    assert isinstance(front.rooms, Rooms)
    session = front.rooms.session
    session.solve()
    walked.unexplained["solving"] = unexplained(front.window)
    until(lambda: session.plan is not None)
    look(front, "planned", walked)
    yield walked
    front.set_text_size(NORMAL)
    front.window.close()
    front.window.deleteLater()
    front.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def solved(walked: Walked) -> Front:
    """The window with a plan."""
    return walked.front


@pytest.fixture(autouse=True)
def active(solved: Front) -> None:
    """Bring the window to the front, as large as it starts."""
    solved.window.resize(1440, 900)
    solved.window.activateWindow()


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

    order = walk(Qt.Key.Key_Tab)
    back = walk(Qt.Key.Key_Backtab)

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
        assert spoken.role() not in MEANINGLESS, each


def test_whatever_cannot_be_used_says_why(walked: Walked) -> None:
    assert len(walked.unexplained) == 3 * len(TITLES) + 1
    assert {where: found for where, found in walked.unexplained.items() if found} == {}


def test_what_cannot_be_used_is_in_the_palette_with_its_reason(solved: Front) -> None:
    for tree in show(solved, "Trades").findChildren(OrderTree):
        tree.clearSelection()
    solved.window.commands["edit.palette"].trigger()
    assert isinstance(solved.rooms, Rooms)
    palette = solved.rooms.aids.palette
    palette.field.setText("hold and solve")

    assert [find.reason for find in palette.shown] == ["Select an order first."]
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()


@SHOWN
def test_every_figure_can_be_asked_how_it_was_computed(solved: Front, title: str) -> None:
    page = show(solved, title)

    assert unasked(solved.window) == []
    assert unanswered(page) == []


@SHOWN
def test_what_is_explained_reads_as_words_and_says_what_a_choice_is_about(
    solved: Front, title: str
) -> None:
    show(solved, title)
    for each in parts(solved.window):
        description = said(each, QAccessible.Text.Description)
        assert "<qt>" not in description, each
        if isinstance(each, QComboBox):  # Qt on Linux takes what is chosen for the name
            assert each.accessibleName()
            assert description.startswith(each.accessibleName())


@SHOWN
def test_a_chart_tells_what_a_glance_shows_and_has_its_table_one_key_away(
    solved: Front, title: str
) -> None:
    for chart in show(solved, title).findChildren(Chart):
        if not chart.isVisible():
            continue
        assert said(chart, QAccessible.Text.Name) == chart.name
        glance = said(chart, QAccessible.Text.Description)
        assert glance.endswith("."), chart.name
        chart.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(chart, Qt.Key.Key_T)
        (sheet,) = chart.findChildren(Sheet)
        assert (chart.is_table, sheet.hasFocus()) == (True, True)
        assert name_of(sheet) == f"{chart.name}, as table"
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
        assert (chart.is_table, chart.hasFocus()) == (False, True)


def test_an_answer_is_closed_by_escape_where_it_was_asked_for(solved: Front) -> None:
    page = show(solved, "Exposure")
    strip = solved.window.strip
    strip.figures[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(strip.figures[0], Qt.Key.Key_Right)
    assert QApplication.focusWidget() is strip.figures[1]
    for figure, message in (
        (strip.figures[1], solved.window.message),
        (page.findChildren(Tile)[0], page.message),
    ):
        figure.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(figure, Qt.Key.Key_Return)
        assert message.text == figure.explanation
        QTest.keyClick(figure, Qt.Key.Key_Escape)
        assert message.isHidden()
        assert QApplication.focusWidget() is figure


def test_hidden_amounts_are_neither_shown_nor_read_aloud(solved: Front) -> None:
    solved.window.commands["view.privacy"].trigger()
    leaks = []
    for title in TITLES:
        show(solved, title)
        leaks += [
            f"{title}, {who}: {text}" for who, text in told(solved.window) if AMOUNT.search(text)
        ]
    texts = [action.text() for action in solved.window.findChildren(QAction)]
    solved.window.commands["view.privacy"].trigger()

    assert leaks == []
    assert [text for text in texts if AMOUNT.search(text)] == []


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


@pytest.mark.parametrize("percent", LARGER)
@SHOWN
def test_nothing_is_cut_off_however_large_the_text_is(
    solved: Front, title: str, percent: int
) -> None:
    solved.set_text_size(percent)
    solved.theme.dressing.finish()
    solved.window.resize(*SMALLEST)
    show(solved, title)

    cut = [
        f"{each.text()!r} {each.size()} needs {each.sizeHint()}"
        for each in parts(solved.window)
        if isinstance(each, QLabel | QAbstractButton) and each.text() and is_cut(each)
    ]

    assert (solved.window.width(), solved.window.height()) == SMALLEST
    assert cut == []


def is_cut(widget: QLabel | QAbstractButton) -> bool:
    """Whether some of the text is neither shown nor told by a tooltip."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    return widget.width() < widget.sizeHint().width() and not widget.toolTip()
