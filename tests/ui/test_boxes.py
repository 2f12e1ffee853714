"""Every box can be read, walked through and left by who uses the keyboard or a screen reader."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.walk import MEANINGLESS, name_of, said, stops, unexplained, walk
from ui.commands import keyboard_help
from ui.errors import ReportDialog
from ui.main_window import SMALLEST
from ui.privacy import HIDDEN, PRIVACY
from ui.theme import Scheme, Theme
from ui.widgets.help import AboutBox, KeyboardBox
from ui.widgets.password_box import PasswordBox
from ui.widgets.pick_box import PickBox
from ui.widgets.reading_order import in_reading_order
from ui.widgets.roles import tell_roles
from ui.widgets.text import PlainLabel

_WORDS = "What it is about, in a sentence that is too long for one line; and then in another. " * 2
BOXES: dict[str, Callable[[], QDialog]] = {
    "a new password": lambda: PasswordBox("Encrypt", _WORDS, "Write it", 8),
    "an old password": lambda: PasswordBox("Open", _WORDS, "Open it"),
    "a choice": lambda: PickBox("Back-ups", _WORDS, ("today", "yesterday"), "Look at it"),
    "no choice": lambda: PickBox("Back-ups", _WORDS, (), "Look at it"),
    "the keys": lambda: KeyboardBox(keyboard_help()),
    "about": AboutBox,
    "a report": lambda: ReportDialog("ValueError"),
}


@pytest.mark.parametrize("make", BOXES.values(), ids=BOXES)
def test_a_box_is_read_walked_through_and_left(
    qtbot: QtBot, theme: Theme, make: Callable[[], QDialog]
) -> None:
    tell_roles()
    window, field, box = QWidget(), QLineEdit(), make()
    field.setParent(window)
    for each in (window, box):
        qtbot.addWidget(each)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    with qtbot.waitActive(box):
        box.show()
        box.activateWindow()
    wanted = stops(box)
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)

    assert box.windowTitle()
    assert unexplained(box) == []
    assert [each for each in wanted if not name_of(each).strip()] == []
    assert [each for each in wanted if role_of(each) in MEANINGLESS] == []
    assert walk(Qt.Key.Key_Tab) == list(in_reading_order(box))
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.isHidden()
    with qtbot.waitActive(window):
        window.activateWindow()
    assert field.hasFocus()


@pytest.mark.parametrize("make", BOXES.values(), ids=BOXES)
def test_a_box_shows_its_words_whole_with_text_of_twice_the_size(
    qapp: QApplication, qtbot: QtBot, theme: Theme, make: Callable[[], QDialog]
) -> None:
    theme.apply(qapp, Scheme.DARK, 200)
    box = make()
    qtbot.addWidget(box)
    with qtbot.waitExposed(box):
        box.show()
    words = [each for each in box.findChildren(PlainLabel) if each.isVisible()]
    cut = [
        each.text()
        for each in words
        if each.height() < max(each.heightForWidth(each.width()), each.fontMetrics().height())
    ]
    theme.apply(qapp, Scheme.LIGHT)
    assert cut == []
    assert isinstance(box, KeyboardBox | ReportDialog) or box.width() <= SMALLEST.width()


def test_what_is_picked_from_is_hidden_with_the_amounts_and_cut_in_its_middle(
    qtbot: QtBot, theme: Theme
) -> None:
    lines = ("3 Aug 2026, $53,450 in 2 accounts", f"Mine, /home/{'x' * 400}/end")
    box = PickBox("Back-ups", "Which one?", lines, "Look at it")
    qtbot.addWidget(box)
    veiled, roles = f"3 Aug 2026, ${HIDDEN} in 2 accounts", Qt.ItemDataRole
    index = box.lines.model().index(0, 0)
    assert index.data() == lines[0]
    with hidden():
        assert index.data() == veiled
        assert index.data(roles.ToolTipRole) == f"<qt>{veiled}</qt>"
        assert index.data(roles.AccessibleTextRole) is None  # what is shown is read aloud
    box.show()
    first, second = (box.lines.visualItemRect(box.lines.item(row)) for row in (0, 1))
    assert first.bottom() < second.top()
    assert second.width() <= box.lines.viewport().width()
    assert "/end" in box.lines.item(1).toolTip()


@contextmanager
def hidden() -> Iterator[None]:
    PRIVACY.switch(is_on=True)
    try:
        yield
    finally:
        PRIVACY.switch(is_on=False)


def role_of(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


def test_a_password_says_what_it_lacks_until_it_will_do(qtbot: QtBot, theme: Theme) -> None:
    box = PasswordBox("Encrypt", "A copy for elsewhere.", "Write it", 8)
    qtbot.addWidget(box)
    assert box.again is not None
    lacks = [said(box.button, QAccessible.Text.Description)]
    for field, text in (
        (box.password, "short"),
        (box.password, "long enough"),
        (box.again, "long"),
    ):
        field.setText(text)
        lacks.append(said(box.button, QAccessible.Text.Description))
    box.again.setText("long enough")

    assert lacks == [
        "Type the password.",
        "A password needs 8 characters or more.",
        "Type the same password again.",
        "Type the same password again.",
    ]
    assert box.button.isEnabled()
    assert said(box.button, QAccessible.Text.Description) == ""


def test_enter_does_what_a_box_is_for_as_soon_as_it_can_be_done(qtbot: QtBot, theme: Theme) -> None:
    secret = PasswordBox("Encrypt", "A copy for elsewhere.", "Write it", 8)
    choice = PickBox("Back-ups", "Which one?", ("today", "yesterday"), "Look at it")
    for box in (secret, choice):
        qtbot.addWidget(box)
        with qtbot.waitActive(box):
            box.show()
            box.activateWindow()
    assert secret.again is not None
    secret.password.setText("long enough")
    qtbot.keyClick(secret.password, Qt.Key.Key_Return)
    assert secret.isVisible()  # the password is wanted twice
    secret.again.setText("long enough")
    with qtbot.waitSignal(secret.typed) as typed:
        qtbot.keyClick(secret.again, Qt.Key.Key_Return)
    assert (typed.args, secret.isVisible()) == (["long enough"], False)
    with qtbot.waitSignal(choice.picked) as picked:
        qtbot.keyClick(choice.lines, Qt.Key.Key_Return)
    assert (picked.args, choice.isVisible()) == ([0], False)
