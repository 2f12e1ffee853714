"""Rows unfold into their parts; the model keeps its promises to Qt."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
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
WHOLES = st.lists(st.integers(0, 3), max_size=8).map(
    lambda counts: [
        Part(f"{number * 7 % 5}{number}", tuple(Part(f"{number}.{part}") for part in range(count)))
        for number, count in enumerate(counts)
    ]
)
ACTS = st.lists(
    st.tuples(st.sampled_from(("fold", "unfold", "sort", "filter", "all", "none")), st.integers()),
    max_size=12,
)


def made(rows: tuple[Part, ...] | list[Part]) -> TreeModel[Part]:
    model: TreeModel[Part] = TreeModel(COLUMNS, lambda part: part.parts)
    model.set_rows(rows)
    return model


@pytest.fixture
def model() -> TreeModel[Part]:
    return made(ROWS)


def names(model: TreeModel[Part]) -> list[object]:
    return [model.index(place, 0).data() for place in range(model.rowCount())]


def test_the_model_keeps_its_promises_to_qt(
    model: TreeModel[Part], qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(model)
    model.unfold(0)
    model.sort(0)
    model.fold(1)
    model.unfold_all()
    model.set_filter_text("b")
    qtmodeltester.check(model)


def test_parts_come_below_their_row_and_have_none(model: TreeModel[Part]) -> None:
    model.unfold(0)
    model.unfold(1)  # a wheel
    model.unfold(4)  # the sled

    assert names(model) == ["car", "wheel", "door", "bike", "sled"]
    assert [model.whole_of(place) for place in range(5)] == [0, 0, 0, 3, 4]
    assert [model.row(model.index(place, 0)).name for place in (2, 3)] == ["door", "bike"]
    model.fold(0)
    model.fold(0)
    assert names(model) == ["car", "bike", "sled"]


def test_a_screen_reader_is_told_whether_a_row_is_unfolded(model: TreeModel[Part]) -> None:
    model.unfold(1)
    spoken = [model.index(place, 0).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(4)]

    assert spoken == ["car, folded", "bike, unfolded", None, None]


def test_parts_follow_their_row_when_it_is_sorted(model: TreeModel[Part]) -> None:
    model.unfold(0)
    door = QPersistentModelIndex(model.index(2, 1))
    model.sort(0)

    assert names(model) == ["bike", "car", "wheel", "door", "sled"]
    assert (door.row(), door.column()) == (3, 1)
    assert [part.name for part in model.first_rows(9)] == [
        "bike", "saddle", "car", "wheel", "door", "sled",
    ]  # fmt: skip
    model.sort(-1)
    assert model.rows() == ROWS


@settings(max_examples=40)
@given(WHOLES, ACTS)
def test_every_row_that_is_shown_is_followed_by_its_parts_if_it_is_unfolded(
    wholes: list[Part], acts: list[tuple[str, int]]
) -> None:
    model = made(wholes)
    unfolded: set[str] = set()
    for act, number in acts:
        place = number % max(1, model.rowCount())
        at = [model.row(model.index(place, 0))] if model.rowCount() else []
        match act:
            case "fold" | "unfold" if at:
                (model.fold if act == "fold" else model.unfold)(place)
                changed = {each.name for each in at if each.parts}
                unfolded = unfolded - changed if act == "fold" else unfolded | changed
            case "sort":
                model.sort(number % 3 - 1)
            case "filter":
                model.set_filter_text(str(number % 5) if number % 2 else "")
            case "all":
                model.unfold_all()
                unfolded = {each.name for each in wholes if each.parts}
            case "none":
                model.fold_all()
                unfolded = set()
            case _:
                pass

        expected = [
            each.name
            for whole in model.rows()
            for each in (whole, *(whole.parts if whole.name in unfolded else ()))
        ]
        assert names(model) == expected
        everything = range(model.rowCount())
        assert [each.name for each in model.rows_at([everything])] == expected
        assert tuple(model.counted_at([everything])) == model.rows()
        assert model.runs_of(*model.numbers_at([everything])) == [everything] * bool(everything)


def test_the_same_rows_again_fold_nothing_up(qtbot: QtBot, model: TreeModel[Part]) -> None:
    model.unfold(0)
    with qtbot.assertNotEmitted(model.modelReset):
        model.set_rows(ROWS)
    with qtbot.waitSignal(model.modelReset):
        model.set_rows(ROWS[:1])
    assert names(model) == ["car"]


def test_headers_are_those_of_the_columns(model: TreeModel[Part]) -> None:
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Parts"
    assert model.headerData(2, Qt.Orientation.Horizontal) is None
