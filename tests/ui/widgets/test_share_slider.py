"""A bound with a switch, a slider, a field and a mark."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.card import Card
from ui.widgets.reading_order import in_reading_order
from ui.widgets.share_slider import Bound, ShareSlider


def slider(qtbot: QtBot) -> tuple[ShareSlider, list[float | None]]:
    made = ShareSlider("Small caps", Bound.AT_LEAST, 0.15)
    qtbot.addWidget(made)
    made.resize(320, 80)
    made.show()
    told: list[float | None] = []
    made.changed.connect(told.append)
    return made, told


def turn_wheel(widget: QWidget) -> bool:
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(widget.mapToGlobal(QPoint(5, 5))),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt takes it by place
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_a_bound_is_off_until_it_is_switched_on(qtbot: QtBot) -> None:
    made, told = slider(qtbot)
    assert not made.slider.isEnabled()
    made.switch.click()
    assert made.share == 0.15
    assert made.slider.isEnabled()
    made.switch.click()
    assert told == [0.15, None]


def test_slider_and_field_follow_each_other(qtbot: QtBot) -> None:
    made, told = slider(qtbot)
    made.set_share(0.2)
    assert told == []
    made.slider.setValue(50)
    assert made.field.share == 0.25
    made.field.setValue(12.3)
    assert (made.share, made.slider.value()) == (0.123, 25)
    assert told == [0.25, 0.123]


def test_switching_off_keeps_the_place(qtbot: QtBot) -> None:
    made, _ = slider(qtbot)
    made.set_share(0.4)
    made.set_share(None)
    assert made.share is None
    made.switch.click()
    assert made.share == 0.4


def test_the_mark_moves_with_the_household(qtbot: QtBot) -> None:
    made, _ = slider(qtbot)
    assert made.slider.mark_rect().isEmpty()
    made.set_now(0.1, "Now 10 %")
    low = made.slider.mark_rect()
    made.set_now(0.9)
    assert low.left() < made.slider.mark_rect().left() < made.slider.width()
    assert made.now == ""
    made.set_now(None)
    assert made.slider.mark_rect().isEmpty()
    made.grab()


def test_a_wheel_over_a_field_scrolls_the_page_instead(qtbot: QtBot) -> None:
    made, told = slider(qtbot)
    made.set_share(0.2)
    made.clearFocus()
    assert not turn_wheel(made.slider)
    assert not turn_wheel(made.field)
    made.field.setFocus()
    qtbot.waitUntil(made.field.hasFocus)
    assert turn_wheel(made.field)
    assert told == [0.205]


def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot) -> None:
    made, _ = slider(qtbot)
    for part in (made.slider, made.field):
        assert part.accessibleName() == "Small caps at least"


def test_what_is_said_of_today_can_be_asked_by_pointer_and_by_keyboard(qtbot: QtBot) -> None:
    card = Card("Targets")
    qtbot.addWidget(card)
    made = ShareSlider("Small caps", Bound.AT_LEAST, 0.15)
    card.body.addWidget(made)
    made.set_now(0.01, "Now 1.0 %", "Held of small companies, divided by everything.")
    card.show()
    said = next(each for each in made.findChildren(QLabel) if each.text() == made.now)
    assert said in list(in_reading_order(card))
    QTest.keyClick(said, Qt.Key.Key_Return)
    assert card.explained == "Held of small companies, divided by everything."
    QTest.mouseClick(said, Qt.MouseButton.LeftButton)
    assert card.explained == ""
    made.set_now(None)
    assert said not in list(in_reading_order(card))
