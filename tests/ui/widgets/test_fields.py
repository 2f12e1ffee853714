"""Fields show amounts as the rest of the window does, and change only when they are left."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.widgets.wheel import turn_wheel
from ui.theme import Theme
from ui.widgets.fields import ChoiceField, MoneyField, OptionalMoney, PercentField, labelled


def test_money_shows_cents_only_where_there_are_any(qtbot: QtBot) -> None:
    field = MoneyField("Budget")
    qtbot.addWidget(field)
    field.set_amount(Decimal(1284310))
    assert field.text() == "$1,284,310"
    assert field.amount == Decimal(1284310)
    field.set_amount(Decimal("1500.25"))
    assert field.text() == "$1,500.25"
    assert field.amount == Decimal("1500.25")


def test_a_number_counts_when_it_is_entered_and_not_while_it_is_typed(qtbot: QtBot) -> None:
    field = PercentField("Rate")
    qtbot.addWidget(field)
    told: list[float] = []
    field.valueChanged.connect(told.append)
    field.selectAll()
    qtbot.keyClicks(field, "23.8")
    assert told == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (told, field.share) == ([23.8], 0.238)


def test_a_limit_may_be_switched_off(qtbot: QtBot) -> None:
    limit = OptionalMoney("Gains at most", Decimal(10000))
    qtbot.addWidget(limit)
    told: list[Decimal | None] = []
    limit.changed.connect(told.append)
    assert limit.amount is None
    limit.switch.click()
    limit.field.setValue(500)
    limit.switch.click()
    assert told == [Decimal(10000), Decimal(500), None]
    limit.set_amount(Decimal(7))
    limit.set_amount(None)
    assert len(told) == 3


def test_a_choice_is_told_when_the_person_makes_it(qtbot: QtBot) -> None:
    field = ChoiceField("Mode", (("Buy", 1), ("Sell", 2)))
    qtbot.addWidget(field)
    field.show()
    field.clearFocus()
    told: list[object] = []
    field.chosen.connect(told.append)
    field.set_value(2)
    assert (field.value, field.currentText(), told) == (2, "Sell", [])
    turn_wheel(field)
    assert field.value == 2
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    turn_wheel(field)
    assert (field.value, told) == (1, [1])


def test_a_label_belongs_to_its_field(qtbot: QtBot) -> None:
    field = PercentField("Rate")
    line = labelled("Rate", field)
    qtbot.addWidget(line)
    label = line.findChild(QLabel)
    assert label is not None
    assert label.buddy() is field


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_list_shows_all_its_choices_below_the_field(qtbot: QtBot, theme: Theme) -> None:
    for count in (1, 4):
        field = ChoiceField("Tax treatment", tuple((str(n), n) for n in range(count)))
        qtbot.addWidget(field)
        field.show()
        field.showPopup()
        choices = field.view()
        assert choices.viewport().height() >= count * choices.sizeHintForRow(0)
        assert choices.window().y() >= field.mapToGlobal(field.rect().bottomLeft()).y()
        field.hidePopup()
