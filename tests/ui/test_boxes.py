"""Every box can be read, walked through and left by who uses the keyboard or a screen reader."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.walk import MEANINGLESS, name_of, said, stops, unexplained, walk
from ui.commands import keyboard_help
from ui.errors import ReportDialog
from ui.theme import Theme
from ui.widgets.help import AboutBox, KeyboardBox
from ui.widgets.password_box import PasswordBox
from ui.widgets.pick_box import PickBox
from ui.widgets.reading_order import in_reading_order

BOXES: dict[str, Callable[[], QDialog]] = {
    "a new password": lambda: PasswordBox("Encrypt", "A copy for elsewhere.", "Write it", 8),
    "an old password": lambda: PasswordBox("Open", "It is encrypted.", "Open it"),
    "a choice": lambda: PickBox("Back-ups", "Which one?", ("today", "yesterday"), "Look at it"),
    "no choice": lambda: PickBox("Back-ups", "There are none.", (), "Look at it"),
    "the keys": lambda: KeyboardBox(keyboard_help()),
    "about": AboutBox,
    "a report": lambda: ReportDialog("ValueError"),
}


@pytest.mark.parametrize("make", BOXES.values(), ids=BOXES)
def test_a_box_is_read_walked_through_and_left(
    qtbot: QtBot, theme: Theme, make: Callable[[], QDialog]
) -> None:
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
