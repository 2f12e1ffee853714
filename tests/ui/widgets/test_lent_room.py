"""What a column does not need, another has."""

from pytestqt.qtbot import QtBot

from ui.models.table import Column
from ui.theme import Theme
from ui.widgets.columns import fitting_width
from ui.widgets.data_tree import DataTree

Pair = tuple[str, int]


def test_a_text_that_is_cut_gets_the_room_that_only_folded_parts_need(
    qtbot: QtBot, theme: Theme
) -> None:
    columns: tuple[Column[Pair], ...] = (
        Column(title="Fruit", text=lambda pair: pair[0]),
        Column(title="Held", text=lambda pair: f"{pair[1]} of them, as long as this" * pair[1]),
    )
    whole: Pair = ("a name as long as that of a fund, and longer", 0)
    tree: DataTree[Pair] = DataTree(columns, lambda pair: (("half", 1),) * (not pair[1]), "Fruits")
    qtbot.addWidget(tree)
    tree.resize(460, 300)
    tree.show()
    tree.set_rows([whole])
    header = tree.columns_header
    needed = fitting_width(tree, columns[0], [whole]) + 24
    assert header.sectionSize(0) >= needed

    tree.unfold_all()
    assert header.sectionSize(0) < needed
    assert header.sectionSize(1) >= fitting_width(tree, columns[1], [("half", 1)])
    tree.fold_all()
    assert header.sectionSize(0) >= needed
    tree.resize(800, 300)
    assert header.sectionSize(1) >= fitting_width(tree, columns[1], [("half", 1)])
