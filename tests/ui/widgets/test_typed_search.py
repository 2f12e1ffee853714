"""Typing goes to the row that begins with it, in the column that is current."""

from collections.abc import Iterator
from itertools import count

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.models.table import Column
from ui.widgets import veil
from ui.widgets.data_table import DataTable
from ui.widgets.data_tree import DataTree

COLUMNS: tuple[Column[str], ...] = (
    Column(title="Symbol", text=lambda word: word),
    Column(title="Value", text=lambda word: f"{len(word)}", is_numeric=True, is_private=True),
)
WORDS = ("NVDA", "AAPL", "AMZN", "IWM", "AMD")
DOWN = Qt.SortOrder.DescendingOrder


@pytest.fixture(params=["table", "tree"])
def view(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[DataTable[str]]:
    view: DataTable[str]
    if request.param == "tree":
        view = DataTree(COLUMNS, lambda _: (), "Words")
    else:
        view = DataTable(COLUMNS, "Words")
    qtbot.addWidget(view)
    view.set_rows(WORDS)
    view.setCurrentIndex(view.table.index(0, 0))
    pause = QApplication.keyboardInputInterval()
    QApplication.setKeyboardInputInterval(60_000)  # however slow the machine is
    yield view
    QApplication.setKeyboardInputInterval(pause)


def current(view: DataTable[str]) -> str:
    index = view.currentIndex()
    return view.table.row(index) if index.isValid() else ""


def test_letters_go_to_the_word_that_begins_with_them(qtbot: QtBot, view: DataTable[str]) -> None:
    went = []
    for letter in "amd":
        qtbot.keyClicks(view, letter)
        went.append(current(view))
    assert went == ["AAPL", "AMZN", "AMD"]


def test_the_same_letter_again_goes_on_and_round(qtbot: QtBot, view: DataTable[str]) -> None:
    went = []
    for _ in range(4):
        qtbot.keyClicks(view, "a")
        went.append(current(view))
    assert went == ["AAPL", "AMZN", "AMD", "AAPL"]


def test_what_is_not_there_goes_nowhere(qtbot: QtBot, view: DataTable[str]) -> None:
    qtbot.keyClicks(view, "iwx")
    assert current(view) == "IWM"


def test_after_a_pause_another_word_begins(qtbot: QtBot, view: DataTable[str]) -> None:
    qtbot.keyClicks(view, "iw")
    QApplication.setKeyboardInputInterval(0)
    qtbot.keyClicks(view, "n")
    assert current(view) == "NVDA"


def test_it_follows_the_order_that_is_shown(qtbot: QtBot, view: DataTable[str]) -> None:
    view.sortByColumn(0, DOWN)
    view.setCurrentIndex(view.table.index(0, 0))
    qtbot.keyClicks(view, "a")
    assert current(view) == "AMZN"


def test_it_starts_at_the_top_where_no_row_is_current(qtbot: QtBot, view: DataTable[str]) -> None:
    view.set_rows(WORDS[1:])
    qtbot.keyClicks(view, "a")
    assert current(view) == "AAPL"


def test_without_rows_nothing_is_found(qtbot: QtBot, view: DataTable[str]) -> None:
    view.set_rows(())
    qtbot.keyClicks(view, "a")
    assert current(view) == ""


def test_hidden_amounts_are_not_found_out_by_typing(qtbot: QtBot, view: DataTable[str]) -> None:
    view.setCurrentIndex(view.table.index(0, 1))
    veil.hide_amounts(is_on=True)
    try:
        qtbot.keyClicks(view, "3")
        assert current(view) == "NVDA"
    finally:
        veil.hide_amounts(is_on=False)
    QApplication.setKeyboardInputInterval(0)
    qtbot.keyClicks(view, "3")
    assert current(view) == "IWM"


def test_many_rows_are_looked_at_in_turns(qtbot: QtBot, view: DataTable[str]) -> None:
    looked_at = count()

    def read(word: str) -> str:
        next(looked_at)
        return word

    view.set_columns((Column(title="Symbol", text=read), *COLUMNS[1:]))
    view.set_rows(("NVDA",) * 50_000 + ("ZM",))
    view.setCurrentIndex(view.table.index(0, 0))
    before = next(looked_at)

    qtbot.keyClicks(view, "z")
    asked_at_once = next(looked_at) - before

    assert asked_at_once < 20_000
    assert current(view) == "NVDA"
    qtbot.waitUntil(lambda: current(view) == "ZM")
