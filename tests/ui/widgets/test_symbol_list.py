"""Symbols are typed, completed, ordered and taken out."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from rebalancer.errors import RebalancerError
from ui.widgets.button import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.symbol_list import SymbolList

Told = list[tuple[str, ...]]


def listed(qtbot: QtBot, *, is_ordered: bool = False) -> tuple[SymbolList, Told]:
    made = SymbolList("Do not sell", is_ordered=is_ordered)
    qtbot.addWidget(made)
    told: Told = []
    made.changed.connect(told.append)
    return made, told


def chips(made: SymbolList) -> list[Button]:
    return [chip for chip in made.findChildren(Button) if not chip.isHidden()]


def test_what_is_typed_is_added_in_our_spelling(qtbot: QtBot) -> None:
    made, told = listed(qtbot)
    made.set_known(["BRK-B", "NVDA"])
    field = made.findChild(QLineEdit)
    assert field is not None
    field.setText(" nvda, brk/b;NVDA ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told == [("NVDA", "BRK-B")]
    assert field.text() == ""
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(told) == 1


def paste(qtbot: QtBot, made: SymbolList, text: str) -> str:
    """Paste *text* into the field, and return what the field says then."""
    field = made.findChild(QLineEdit)
    assert field is not None
    QGuiApplication.clipboard().setText(text)
    qtbot.keySequence(field, QKeySequence.StandardKey.Paste)
    return field.text()


def test_a_column_copied_from_a_table_is_pasted_as_one_step(qtbot: QtBot) -> None:
    made, told = listed(qtbot)
    made.set_known(["BRK-B", "NVDA"])

    assert paste(qtbot, made, "Ticker\tName\nBRK B\tBerkshire\nNVDA\tNvidia\nXQ\tNobody\n") == ""
    assert told == [("BRK-B", "NVDA", "XQ")]
    assert made.refusal == "Added, but not known here: XQ."

    assert paste(qtbot, made, "AAPL") == "AAPL"  # a single word is typed on
    paste(qtbot, made, "Price\tShares\n5\t5")
    assert made.refusal == "There is no column of symbols on the clipboard."
    assert len(told) == 1


def test_what_is_refused_stays_in_the_field(qtbot: QtBot) -> None:
    def check(word: str) -> str:
        if word == "BAD":
            raise RebalancerError("BAD is not listed.")
        return word

    made, told = listed(qtbot)
    made.set_check(check)

    assert paste(qtbot, made, "NVDA\nBAD\n") == "BAD"
    assert told == [("NVDA",)]
    assert made.refusal == "BAD is not listed."


def test_what_is_held_is_offered_while_typing(qtbot: QtBot) -> None:
    made, _ = listed(qtbot)
    made.set_known(["VTI", "NVDA"])
    assert made.completions("n") == ["NVDA"]


def test_a_click_takes_a_symbol_out(qtbot: QtBot) -> None:
    made, told = listed(qtbot)
    made.set_symbols(["AAPL", "NVDA"])
    assert told == []
    assert [chip.text() for chip in chips(made)] == ["AAPL \u00d7", "NVDA \u00d7"]
    assert chips(made)[1].accessibleName() == "Remove NVDA"
    chips(made)[0].click()
    assert told == [("NVDA",)]
    assert made.symbols == ("NVDA",)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_an_ordered_list_offers_to_move_or_remove(qtbot: QtBot) -> None:
    made, told = listed(qtbot, is_ordered=True)
    made.set_symbols(["IWM", "VTI", "RSP"])
    assert [chip.text() for chip in chips(made)] == ["1. IWM", "2. VTI", "3. RSP"]
    chips(made)[2].click()
    menu = made.findChild(QMenu)
    assert menu is not None
    earlier, later, _, remove = menu.actions()
    assert earlier.isEnabled()
    assert not later.isEnabled()
    earlier.trigger()
    remove.trigger()
    assert told == [("IWM", "RSP", "VTI"), ("IWM", "VTI")]


def test_chips_wrap_like_words(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    flow = FlowLayout(widget)
    for name in ("one", "two", "three"):
        flow.addWidget(Button(name))
    assert flow.hasHeightForWidth()
    assert flow.heightForWidth(80) > flow.heightForWidth(2000) > 0
    assert flow.sizeHint() == flow.minimumSize()
    assert flow.expandingDirections() == Qt.Orientation(0)
    assert flow.itemAt(9) is None
    assert flow.takeAt(9) is None
    widget.resize(80, 200)
    widget.show()
    tops = [child.y() for child in widget.findChildren(Button)]
    assert tops == sorted(set(tops))


def test_more_symbols_than_anybody_lists_are_not_read_one_by_one(qtbot: QtBot) -> None:
    made, told = listed(qtbot)
    most = "At most 200 symbols fit in here: none of them was added."
    for text in ("\n".join(f"A{n}" for n in range(300)), "A\n" * 1_000_000):
        paste(qtbot, made, text)
        assert (told, made.refusal) == ([], most)
    made.add(",".join(f"A{n}" for n in range(201)))
    assert (told, made.refusal) == ([], most)

    made.add(",".join(f"A{n}" for n in range(200)))
    assert len(made.symbols) == 200
    made.add("B")
    assert made.refusal == most
