"""Tables are worked with mouse, keyboard and clipboard."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ui.models.table import Column
from ui.theme import Theme
from ui.widgets.columns import fitting_width
from ui.widgets.data_table import DataTable
from ui.widgets.data_tree import DataTree
from ui.widgets.side_by_side import SideBySide
from ui.widgets.table_memory import TableMemory

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | SHIFT

Pair = tuple[str, int]
COLUMNS: tuple[Column[Pair], ...] = (
    Column(title="Name", text=lambda pair: pair[0]),
    Column(
        title="Count", text=lambda pair: str(pair[1]), sort_key=lambda pair: pair[1],
        is_numeric=True,
    ),
)  # fmt: skip
PAIRS: tuple[Pair, ...] = (("pear", 2), ("apple", 10), ("cherry", 1))


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> DataTable[Pair]:
    table: DataTable[Pair] = DataTable(COLUMNS, "Fruits")
    qtbot.addWidget(table)
    table.set_rows(PAIRS)
    table.resize(400, 300)
    table.show()
    return table


@pytest.fixture
def tree(qtbot: QtBot, theme: Theme) -> DataTree[Pair]:
    tree: DataTree[Pair] = DataTree(COLUMNS, lambda pair: (("half", 1),) * (pair[1] == 2), "Fruits")
    qtbot.addWidget(tree)
    tree.set_rows(PAIRS)
    tree.resize(400, 300)
    tree.show()
    return tree


def click_header(
    qtbot: QtBot,
    table: DataTable[Pair],
    column: int,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    header = table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(column) + 12, 8)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, modifier, at)


def test_a_click_on_a_header_sorts_a_second_one_turns_it_round(
    qtbot: QtBot, table: DataTable[Pair]
) -> None:
    assert table.table.rows() == PAIRS

    click_header(qtbot, table, 1)
    assert [count for _, count in table.table.rows()] == [1, 2, 10]
    click_header(qtbot, table, 1)
    assert [count for _, count in table.table.rows()] == [10, 2, 1]


def test_what_is_selected_is_copied_with_its_header(qtbot: QtBot, table: DataTable[Pair]) -> None:
    table.selectRow(1)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Name\tCount\napple\t10"

    table.clearSelection()
    table.copy_selection()
    assert QGuiApplication.clipboard().text().count("\n") == 3


def test_the_row_that_is_chosen_or_opened_is_told(qtbot: QtBot, table: DataTable[Pair]) -> None:
    with qtbot.waitSignal(table.row_selected) as selected:
        table.selectRow(2)
    with qtbot.waitSignal(table.row_activated) as activated:
        qtbot.keyClick(table, Qt.Key.Key_Return)

    assert selected.args == [("cherry", 1)]
    assert activated.args == [("cherry", 1)]


def test_the_text_column_takes_the_width_that_is_left(table: DataTable[Pair]) -> None:
    header = table.horizontalHeader()
    assert header.length() == table.viewport().width()

    table.resize(900, 300)
    assert header.length() == table.viewport().width()
    table.set_stretched(1)
    assert header.length() == table.viewport().width()


def test_a_table_in_a_card_is_as_high_as_its_rows(table: DataTable[Pair]) -> None:
    table.fit_height()
    small = table.height()
    table.set_rows(PAIRS * 50)
    table.fit_height(10)

    assert small < table.height() < 400


def test_nothing_can_be_dropped_or_edited(table: DataTable[Pair], tree: DataTree[Pair]) -> None:
    for view in (table, tree):
        assert view.dragDropMode() is QAbstractItemView.DragDropMode.NoDragDrop
        assert view.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers
        assert view.accessibleName() == "Fruits"


def test_a_tree_filters_and_copies_rows_and_parts(qtbot: QtBot, tree: DataTree[Pair]) -> None:
    tree.unfold_all()
    tree.selectAll()
    qtbot.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert (
        QGuiApplication.clipboard().text() == "Name\tCount\npear\t2\nhalf\t1\napple\t10\ncherry\t1"
    )

    tree.fold_all()
    tree.selectAll()
    assert tree.selected_rows() == (("pear", 2), ("apple", 10), ("cherry", 1))
    tree.set_filter_text("app")
    assert tree.tree.rows() == (("apple", 10),)
    tree.copy_selection()
    assert QGuiApplication.clipboard().text() == "Name\tCount\napple\t10"


def test_a_narrow_tree_leaves_out_what_can_be_spared_unless_it_is_asked_for(
    tree: DataTree[Pair],
) -> None:
    header = tree.columns_header
    tree.set_spare(1)
    assert header.shown_columns() == [0, 1]
    tree.resize(200, 300)
    assert header.shown_columns() == [0]
    assert header.length() <= tree.viewport().width()

    (asked,) = (each for each in header.menu().actions() if each.text() == "Count")
    asked.trigger()
    assert header.shown_columns() == [0, 1]
    header.bring_back()
    assert header.shown_columns() == [0]
    tree.resize(400, 300)
    assert header.shown_columns() == [0, 1]


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


def test_cards_share_a_row_only_while_they_fit(qtbot: QtBot) -> None:
    grid = SideBySide(200, 12)
    qtbot.addWidget(grid)
    cards = [QWidget() for _ in range(3)]
    grid.set_widgets(cards)
    grid.resize(700, 300)
    grid.show()
    assert len({card.y() for card in cards}) == 1

    grid.resize(450, 300)
    qtbot.waitUntil(lambda: len({card.y() for card in cards}) == 2)
    grid.resize(700, 300)
    qtbot.waitUntil(lambda: len({card.y() for card in cards}) == 1)
    grid.set_widgets(cards[:2])
    qtbot.waitUntil(lambda: cards[1].geometry().right() + 1 == grid.width())
    grid.set_widgets(cards[:1])

    qtbot.waitUntil(lambda: cards[0].width() == grid.width())


def entry(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == text)


def test_columns_are_hidden_moved_remembered_and_brought_back(
    qtbot: QtBot, table: DataTable[Pair]
) -> None:
    header = table.columns_header
    memory = TableMemory({}, table)
    memory.watch(table)
    entry(header.menu(), "Name").trigger()
    header.setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    table.copy_selection()
    assert QGuiApplication.clipboard().text() == "Count\n10\n2\n1"

    entry(header.menu(), "Name").trigger()
    header.moveSection(1, 0)
    header.setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    other: DataTable[Pair] = DataTable(COLUMNS, "Fruits")
    qtbot.addWidget(other)
    other.set_rows(PAIRS)
    TableMemory(memory.layouts, other).watch(other)
    assert other.columns_header.shown_columns() == [1, 0]
    assert other.table.rows() == table.table.rows() == (PAIRS[2], PAIRS[0], PAIRS[1])

    entry(header.menu(), "Reset columns").trigger()
    assert header.shown_columns() == [0, 1]
    assert table.table.rows() == PAIRS
    assert memory.layouts == {}


class Telling(QWidget):
    """A window that keeps what it is to say of selected rows."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def show_selection(self, words: str) -> None:
        self.told.append(words)


def test_the_ends_are_a_key_away_and_a_selection_is_counted(
    qtbot: QtBot, table: DataTable[Pair]
) -> None:
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.selected_rows() == (PAIRS[2],)
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.selected_rows() == (PAIRS[0],)

    window = Telling()
    qtbot.addWidget(window)
    table.setParent(window)
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    table.set_rows(PAIRS[:2])
    assert window.told == ["3 rows", ""]
    table.setParent(None)


def test_a_tree_stays_unfolded_when_it_is_sorted(tree: DataTree[Pair]) -> None:
    tree.tree.unfold(0)

    tree.sortByColumn(1, Qt.SortOrder.AscendingOrder)

    assert tree.tree.rows() == (PAIRS[2], PAIRS[0], PAIRS[1])
    assert [tree.tree.is_unfolded(place) for place in range(4)] == [False, True, False, False]


def press_sign(qtbot: QtBot, tree: DataTree[Pair], place: int) -> None:
    cell = tree.visualRect(tree.tree.index(place, 0))
    at = QPoint(cell.left() + 12, cell.center().y())
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_row_is_unfolded_by_its_sign_by_keys_and_by_a_double_click(
    qtbot: QtBot, tree: DataTree[Pair]
) -> None:
    press_sign(qtbot, tree, 0)
    assert (tree.tree.rowCount(), tree.selected_rows()) == (4, ())
    press_sign(qtbot, tree, 0)
    press_sign(qtbot, tree, 1)  # an apple has no halves: it is selected
    assert (tree.tree.rowCount(), tree.selected_rows()) == (3, (PAIRS[1],))

    tree.setCurrentIndex(tree.tree.index(0, 0))
    for key, count, place in (
        (Qt.Key.Key_Right, 4, 0), (Qt.Key.Key_Down, 4, 1), (Qt.Key.Key_Left, 4, 0),
        (Qt.Key.Key_Left, 3, 0), (Qt.Key.Key_Plus, 4, 0), (Qt.Key.Key_Down, 4, 1),
        (Qt.Key.Key_Minus, 4, 1), (Qt.Key.Key_Up, 4, 0), (Qt.Key.Key_Minus, 3, 0),
        (Qt.Key.Key_Asterisk, 4, 0),
    ):  # fmt: skip
        qtbot.keyClick(tree, key)
        assert (tree.tree.rowCount(), tree.currentIndex().row()) == (count, place)
    middle = tree.visualRect(tree.tree.index(0, 1)).center()
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert tree.tree.rowCount() == 3


def test_what_is_selected_stays_so_while_everything_folds_and_unfolds(
    qtbot: QtBot, tree: DataTree[Pair]
) -> None:
    tree.selectRow(1)
    tree.unfold_all()
    assert (tree.selected_rows(), tree.currentIndex().row()) == ((PAIRS[1],), 2)

    window = Telling()
    qtbot.addWidget(window)
    tree.setParent(window)
    tree.selectAll()
    tree.fold_all()
    assert tree.selected_rows() == PAIRS
    assert window.told[-1] == "3 rows"
    tree.setParent(None)


def test_a_click_with_shift_sorts_equal_rows_and_is_remembered(
    qtbot: QtBot, table: DataTable[Pair]
) -> None:
    table.set_rows((("b", 1), ("a", 1), ("c", 0)))
    memory = TableMemory({}, table)
    memory.watch(table)

    click_header(qtbot, table, 1)
    click_header(qtbot, table, 0, SHIFT)
    assert table.table.rows() == (("c", 0), ("a", 1), ("b", 1))
    click_header(qtbot, table, 0, SHIFT)
    assert table.table.rows() == (("c", 0), ("b", 1), ("a", 1))
    click_header(qtbot, table, 1, SHIFT)
    assert table.table.rows() == (("b", 1), ("a", 1), ("c", 0))

    other: DataTable[Pair] = DataTable(COLUMNS, "Fruits")
    qtbot.addWidget(other)
    other.set_rows(table.table.rows()[::-1])
    TableMemory(memory.layouts, other).watch(other)
    assert other.table.rows() == table.table.rows()
    assert other.columns_header.column_layout().then == (("Name", True),)


def test_columns_are_moved_by_keys_and_by_the_menu(qtbot: QtBot, table: DataTable[Pair]) -> None:
    header = table.columns_header
    table.setCurrentIndex(table.table.index(0, 1))

    qtbot.keyClick(table, Qt.Key.Key_Left, CONTROL_SHIFT)
    assert header.shown_columns() == [1, 0]
    qtbot.keyClick(table, Qt.Key.Key_Left, CONTROL_SHIFT)  # it is the first one already
    assert header.shown_columns() == [1, 0]

    move = next(entry.menu() for entry in header.menu().actions() if "right" in entry.text())
    assert isinstance(move, QMenu)
    entry(move, "Count").trigger()
    assert header.shown_columns() == [0, 1]
    table.copy_selection()
    assert QGuiApplication.clipboard().text().startswith("Name\tCount")


def test_a_copy_goes_without_its_header_where_that_is_asked_for(
    qtbot: QtBot, table: DataTable[Pair]
) -> None:
    table.setCurrentIndex(table.table.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL_SHIFT)

    assert QGuiApplication.clipboard().text() == "pear\t2"


def test_what_is_cut_off_is_told_by_a_tip_and_fits_after_a_double_click(
    qtbot: QtBot, table: DataTable[Pair]
) -> None:
    header = table.columns_header
    table.set_rows((("a very long name <b> that does not fit into its column at all", 1),))
    header.resizeSection(0, 60)
    assert table.row_actions.cut_text(table.table.index(0, 0)).startswith("a very long name <b>")
    assert table.row_actions.cut_text(table.table.index(0, 1)) == ""

    header.setMinimumSectionSize(20)
    assert header.cut_title(1) == ""
    header.resizeSection(1, 20)
    assert header.cut_title(1) == "<qt>Count</qt>"

    edge = QPoint(header.sectionPosition(1) - 1, 8)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    qtbot.mouseDClick(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    assert header.sectionSize(0) > 300
    assert "Name" in header.column_layout().widths


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_the_rows_opens_by_key_below_the_current_row(
    qtbot: QtBot, table: DataTable[Pair]
) -> None:
    table.setCurrentIndex(table.table.index(1, 0))
    by_key = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(table.viewport(), QContextMenuEvent(by_key, QPoint(0, 0), QPoint(0, 0)))

    menu = next(menu for menu in table.findChildren(QMenu) if menu.isVisible())
    row = table.visualRect(table.table.index(1, 0))
    assert menu.pos().y() >= table.viewport().mapToGlobal(row.bottomLeft()).y()
    assert "Copy without header\tCtrl+Shift+C" in [action.text() for action in menu.actions()]
    menu.close()


def test_many_rows_are_sorted_filtered_summed_and_copied_between_events(
    qtbot: QtBot, table: DataTable[Pair]
) -> None:
    many = tuple((f"fruit {number * 7919 % 30_000:05}", number) for number in range(30_000))
    table.set_rows(many)

    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert table.table.rows() == many  # not yet
    qtbot.waitUntil(lambda: table.table.rows() == tuple(sorted(many)))

    table.set_filter_text("fruit 0000")
    qtbot.waitUntil(lambda: table.table.rows() == tuple(sorted(many))[:10])
    table.set_filter_text("")
    table.selectAll()
    table.copy_selection()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().count("\n") == 30_000)

    table.set_filter_text("fruit")
    table.set_rows(PAIRS)  # what was going on is about other rows
    assert table.table.rows() == ()
    table.set_filter_text("")
    assert table.table.rows() == tuple(sorted(PAIRS))
