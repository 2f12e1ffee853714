"""What is painted of a cell, for which the model is asked once, is what Qt would find out."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.models.seen import Index
from ui.models.table import Column, TableModel
from ui.models.tree import TreeModel
from ui.widgets.cell_painter import CellPainter


@given(st.text(max_size=12), st.booleans(), st.booleans())
def test_a_cell_is_painted_as_qt_would_paint_it(
    qapp: QObject,
    text: str,
    is_numeric: bool,  # noqa: FBT001 - drawn
    has_parts: bool,  # noqa: FBT001 - drawn
) -> None:
    columns: list[Column[str]] = [
        Column(title="As it is", text=lambda row: row, is_numeric=is_numeric),
        Column(title="And a line", text=lambda row: f"{row}\nmore"),
    ]
    model = TreeModel(columns, lambda row: (row,)) if has_parts else TableModel(columns)
    model.set_rows((text,))
    qts = QStyledItemDelegate(model)
    ours = CellPainter(model.look, model)

    for column in range(2):
        index = model.index(0, column)
        assert found(ours, index) == found(qts, index)


def found(delegate: QStyledItemDelegate, index: Index) -> tuple[object, ...]:
    option = QStyleOptionViewItem()
    delegate.initStyleOption(option, index)
    size = delegate.sizeHint(QStyleOptionViewItem(), index)
    return option.text, option.displayAlignment, option.features, option.icon.isNull(), size
