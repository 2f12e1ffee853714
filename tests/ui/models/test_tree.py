"""Rows unfold into their parts; the model keeps its promises to Qt."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.models.table import Column
from ui.models.tree import TreeModel


@dataclass(frozen=True)
class Part:
    name: str
    parts: tuple["Part", ...] = ()


COLUMNS: tuple[Column[Part], ...] = (
    Column(title="Name", text=lambda part: part.name),
    Column(title="Parts", text=lambda part: str(len(part.parts)), is_numeric=True),
)
ROWS = (Part("car", (Part("wheel"), Part("door"))), Part("bike", (Part("saddle"),)), Part("sled"))


@pytest.fixture
def model() -> TreeModel[Part]:
    model: TreeModel[Part] = TreeModel(COLUMNS, lambda part: part.parts)
    model.set_rows(ROWS)
    return model


def test_the_model_keeps_its_promises_to_qt(
    model: TreeModel[Part], qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(model)
    model.sort(0)
    model.set_filter_text("b")
    qtmodeltester.check(model)


def test_rows_have_parts_and_parts_have_none(model: TreeModel[Part]) -> None:
    car = model.index(0, 0)
    door = model.index(1, 0, car)

    assert (model.rowCount(), model.rowCount(car), model.rowCount(door)) == (3, 2, 0)
    assert door.data() == "door"
    assert model.parent(door) == car
    assert not model.index(5, 0, car).isValid()
    assert model.data(QModelIndex()) is None


def test_parts_follow_their_row_when_it_is_sorted(model: TreeModel[Part]) -> None:
    model.sort(0)

    assert [part.name for part in model.first_rows_and_parts(9)] == [
        "bike", "saddle", "car", "wheel", "door", "sled",
    ]  # fmt: skip
    model.sort(-1)
    assert model.rows() == ROWS


def test_the_same_rows_again_fold_nothing_up(qtbot: QtBot, model: TreeModel[Part]) -> None:
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_rows(ROWS)
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(ROWS[:1])


def test_headers_are_those_of_the_columns(model: TreeModel[Part]) -> None:
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Parts"
    assert model.headerData(2, Qt.Orientation.Horizontal) is None
