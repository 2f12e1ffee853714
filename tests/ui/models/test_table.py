"""Tables sort, filter and copy; the model keeps its promises to Qt."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester

from ui.models.table import Column, TableModel, as_tsv
from ui.models.tips import tooltip_html

DESCENDING = Qt.SortOrder.DescendingOrder


@dataclass(frozen=True)
class Fruit:
    name: str
    weight: float


COLUMNS: tuple[Column[Fruit], ...] = (
    Column(title="Name", text=lambda fruit: fruit.name, tooltip="What <it> is"),
    Column(
        title="Weight",
        text=lambda fruit: f"{fruit.weight:.1f} g",
        sort_key=lambda fruit: fruit.weight,
        is_numeric=True,
        cell_tooltip=lambda fruit: f"<b>{fruit.name}</b>",
    ),
)
FRUITS = (Fruit("pear", 180), Fruit("apple", 90), Fruit("Cherry", 8))


@pytest.fixture
def model(qtmodeltester: ModelTester) -> TableModel[Fruit]:
    model: TableModel[Fruit] = TableModel(COLUMNS)
    qtmodeltester.check(model)
    model.set_rows(FRUITS)
    return model


def names(model: TableModel[Fruit]) -> list[str]:
    return [fruit.name for fruit in model.rows()]


def test_the_model_keeps_its_promises_to_qt(
    model: TableModel[Fruit], qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(model)


def test_it_sorts_by_value_and_not_by_text(model: TableModel[Fruit]) -> None:
    model.sort(1)
    assert names(model) == ["Cherry", "apple", "pear"]

    model.sort(1, DESCENDING)
    assert names(model) == ["pear", "apple", "Cherry"]

    model.sort(-1)
    assert names(model) == ["pear", "apple", "Cherry"]


def test_a_selected_row_stays_selected_when_the_table_is_sorted(model: TableModel[Fruit]) -> None:
    selected = QPersistentModelIndex(model.index(0, 0))

    model.sort(1)

    assert selected.row() == 2
    assert model.row(selected).name == "pear"


def test_it_filters_by_any_cell_without_regard_to_case(model: TableModel[Fruit]) -> None:
    model.set_filter_text(" CHERRY ")
    assert names(model) == ["Cherry"]

    model.set_filter_text("90.0")
    assert names(model) == ["apple"]

    model.set_filter_text("")
    model.set_filter(lambda fruit: fruit.weight > 100)
    assert names(model) == ["pear"]


def test_cells_and_headers_say_what_a_view_needs(model: TableModel[Fruit]) -> None:
    role = Qt.ItemDataRole
    cell = model.index(0, 1)

    assert cell.data() == "180.0 g"
    assert cell.data(role.ToolTipRole) == "<qt>&lt;b&gt;pear&lt;/b&gt;</qt>"
    assert cell.data(role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert cell.data(role.DecorationRole) is None
    assert model.data(QModelIndex()) is None
    across = Qt.Orientation.Horizontal
    assert model.headerData(0, across) == "Name"
    assert model.headerData(0, across, role.ToolTipRole) == "<qt>What &lt;it&gt; is</qt>"
    assert model.headerData(1, across, role.ToolTipRole) is None
    assert model.headerData(0, across, role.DecorationRole) is None
    assert model.headerData(9, across) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_a_copy_survives_tabs_and_line_breaks_in_cells() -> None:
    copied = as_tsv(COLUMNS, [Fruit("two\twords\nhere", 1)])

    assert copied == "Name\tWeight\ntwo words here\t1.0 g"


def test_no_tooltip_is_no_tooltip() -> None:
    assert tooltip_html("") is None
