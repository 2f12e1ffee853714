"""Holdings are typed or pasted, told cell by cell, and come into the household as one step."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.entered import NAME
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.pasted import FIELDS, Home
from rebalancer.ingest.sheet import Column
from rebalancer.market.snapshot import load_snapshot
from tests.ui.conftest import WritePlain
from ui.app import Front
from ui.models.entry import EntryModel
from ui.models.holdings import HOLDING_COLUMNS, holding_rows
from ui.models.home_style import home
from ui.models.table import as_tsv
from ui.session import Session
from ui.tasks import TaskRunner
from ui.theme import Theme
from ui.views.holdings.entry_desk import EntryDesk
from ui.views.holdings.entry_dialog import EntryDialog
from ui.widgets.drop_hint import dropped_files

PATIENCE_MS = 60_000
SYMBOL, SHARES, PRICE = (
    FIELDS.index(field) for field in (Column.SYMBOL, Column.QUANTITY, Column.PRICE)
)
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
FROM_EXCEL = "Symbol\tAnzahl\tKurs\tLaune\nAAPL\t1.000,5\t255,00\tgut\nMSFT\tviele\t400,00\t\n"
BROKER = (
    "Symbol\tDescription\tQuantity\tPrice\tMarket Value\n"
    "AAPL\tApple Inc.\t10\t$255.00\t$2,550.00\nVTI\tVanguard\t5\t$300.00\t$1,500.00\n"
)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: TaskRunner, session: Session) -> Iterator[EntryDesk]:
    window = QWidget()
    qtbot.addWidget(window)
    desk = EntryDesk(window, tasks, session, theme)
    yield desk
    desk.close()


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(GERMAN)
    yield
    QLocale.setDefault(before)


def put_on_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def cell(dialog: EntryDialog, row: int, column: int) -> str:
    return str(dialog.entry.index(row, column).data())


def test_a_block_from_excel_is_mended_and_used(
    qtbot: QtBot, desk: EntryDesk, session: Session
) -> None:
    dialog = desk.open()
    assert not dialog.use.isEnabled()
    put_on_clipboard(FROM_EXCEL)
    qtbot.keySequence(dialog.grid, QKeySequence.StandardKey.Paste)

    assert cell(dialog, 0, SHARES) == "1000.5"
    assert cell(dialog, 1, SHARES) == "viele"
    assert dialog.said.text() == "Left out, as there is no place for it here: Laune."
    assert dialog.why.text() == "1 cell has to be mended."
    assert "viele" in str(dialog.entry.index(1, SHARES).data(Qt.ItemDataRole.ToolTipRole))
    (flaw,) = dialog.report.table.rows()
    dialog.report.row_activated.emit(flaw)
    assert dialog.grid.currentIndex() == dialog.entry.index(1, SHARES)

    qtbot.keyClicks(dialog.grid, "2")
    editor = dialog.grid.findChild(QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.why.text() == "2 holdings.")
    assert dialog.grid.isVisible()
    assert dialog.grid.currentIndex() == dialog.entry.index(2, SHARES)  # as in a spreadsheet

    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        dialog.use.click()
    assert session.measured is not None
    (account,) = session.measured.imported.portfolio.accounts
    assert (account.name, len(account.positions)) == (NAME, 2)
    desk.dialog = None  # as after another start: what was entered is in the household
    again = desk.open()
    assert [row[SYMBOL] for row in again.entry.rows] == ["AAPL", "MSFT"]


def use(qtbot: QtBot, desk: EntryDesk, session: Session, rows: str) -> None:
    """Replace what is in the grid by *rows* of symbol, description and shares, and use them."""
    dialog = desk.open()
    dialog.grid.selectAll()
    dialog.grid.clear_cells()
    dialog.grid.go_to(0, SYMBOL)
    dialog.grid.paste_text(rows)
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        dialog.use.click()


def held(session: Session) -> list[tuple[str, str, Decimal | None]]:
    assert session.measured is not None
    return [
        (account.label, position.symbol, position.quantity)
        for account, position in session.measured.imported.portfolio.holdings()
    ]


def test_what_was_entered_is_changed_later_beside_the_files_and_every_change_is_undone(
    qtbot: QtBot, desk: EntryDesk, session: Session, write_plain: WritePlain
) -> None:
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(("Mine,taxable,MSFT,,1,400.00,,",)),))
    use(qtbot, desk, session, "AAPL\t\t5")
    use(qtbot, desk, session, "AAPL\t\t6\nVTI\t\t1")
    imported = ("Mine", "MSFT", Decimal(1))
    assert held(session) == [imported, (NAME, "AAPL", Decimal(6)), (NAME, "VTI", Decimal(1))]
    assert session.undo_stack.undoText() == "enter holdings"
    assert session.measured is not None
    assert session.measured.imported.portfolio.accounts[1].as_of == session.today()

    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.undo_stack.undo()
    assert held(session) == [imported, (NAME, "AAPL", Decimal(5))]
    dialog = desk.open()
    assert [row[SHARES] for row in dialog.entry.rows] == ["5"]
    dialog.use.click()  # nothing was changed, so nothing is done
    assert session.undo_stack.undoText() == "enter holdings"

    dialog = desk.open()
    dialog.entry.setData(dialog.entry.index(0, 0), "mine")
    assert "was read from a file" in dialog.entry.flaws[0].sentence
    dialog.grid.selectAll()
    dialog.grid.clear_cells()
    assert "taken out of the household" in dialog.why.text()
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        dialog.use.click()
    assert held(session) == [imported]


def test_what_is_typed_and_not_used_waits_for_its_own_household(
    qtbot: QtBot, desk: EntryDesk, session: Session, tmp_path: Path
) -> None:
    use(qtbot, desk, session, "AAPL\t\t5")
    desk.set_document(tmp_path / "ann")
    dialog = desk.open()
    dialog.entry.setData(dialog.entry.index(1, SYMBOL), "VTI")
    dialog.close()
    assert [row[SYMBOL] for row in desk.open().entry.rows] == ["AAPL", "VTI"]

    session.remove_everything()
    assert not dialog.isVisible()
    desk.set_document(tmp_path / "ben")
    assert not desk.open().entry.rows

    desk.set_document(tmp_path / "ann")
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.undo_stack.undo()
    assert [row[SYMBOL] for row in desk.open().entry.rows] == ["AAPL", "VTI"]
    assert dialog.entry.is_draft

    dialog.grid.selectAll()
    dialog.grid.clear_cells()
    dialog.use.click()  # nothing else is in the household
    assert session.measured is None


def test_long_tables_are_read_while_the_window_goes_on_and_longer_ones_are_refused_at_once(
    qtbot: QtBot, desk: EntryDesk
) -> None:
    dialog = desk.open()
    dialog.grid.paste_text("\n".join(["Symbol\tShares", *["AAPL\t1,5"] * 1_000, "MSFT\tmany"]))
    assert dialog.entry.rows == ()
    qtbot.waitUntil(lambda: len(dialog.entry.rows) == 1_001, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "1 cell" in dialog.why.text(), timeout=PATIENCE_MS)
    assert dialog.report.table.rows()[0].row == 1_000
    pasted = dialog.entry.rows

    dialog.grid.paste_text("AAPL\t1\n" * 100_000)
    assert "too many" in dialog.said.text()
    dialog.grid.paste_text("")
    assert dialog.said.text() == "There are no cells on the clipboard."
    assert dialog.entry.rows == pasted


def test_a_table_of_a_broker_is_read_at_once_and_anything_else_goes_to_the_grid(
    qtbot: QtBot, desk: EntryDesk, session: Session
) -> None:
    put_on_clipboard(BROKER)
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        desk.paste()
    assert session.measured is not None
    assert session.measured.imported.portfolio.total_value == 4050
    assert desk.dialog is None

    copied = as_tsv(
        HOLDING_COLUMNS, holding_rows(session.measured.imported.portfolio, session.today())
    )
    put_on_clipboard(copied.replace("10", "ten", 1))
    desk.paste()
    qtbot.waitUntil(lambda: desk.dialog is not None and bool(desk.dialog.entry.rows))
    dialog = desk.open()
    assert [row[SYMBOL] for row in dialog.entry.rows] == ["AAPL", "VTI"]
    assert "Gain" in dialog.said.text()


def test_files_and_nothing_worth_pasting_are_told(
    qtbot: QtBot, desk: EntryDesk, tmp_path: Path
) -> None:
    file = tmp_path / "positions.csv"
    file.write_text("x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    QGuiApplication.clipboard().setMimeData(data)
    with qtbot.waitSignal(desk.files_pasted) as pasted:
        desk.paste()
    assert pasted.args == [(file,)]

    assert dropped_files(None) == ()  # of a clipboard that nobody has used
    put_on_clipboard("hello")
    with qtbot.waitSignal(desk.told) as told:
        desk.paste()
    assert "no table" in told.args[0]


def test_cells_are_cut_cleared_undone_and_pasted_again(
    qtbot: QtBot, desk: EntryDesk, german: None
) -> None:
    grid, entry = (dialog := desk.open()).grid, dialog.entry
    put_on_clipboard("AAPL\t\t1.234\t0,5\nMSFT\t\t2\t3")
    grid.go_to(0, SYMBOL)
    qtbot.keySequence(grid, QKeySequence.StandardKey.Paste)
    pasted = entry.rows
    assert pasted[0][SHARES : PRICE + 1] == ("1234", "0.5")

    grid.selectAll()
    qtbot.keySequence(grid, QKeySequence.StandardKey.Cut)
    assert entry.rows == ()
    assert "\tAAPL\t\t1234\t0,5\t" in QGuiApplication.clipboard().text()
    grid.go_to(0, 0)
    qtbot.keySequence(grid, QKeySequence.StandardKey.Paste)
    assert entry.rows == pasted
    for _ in range(2):
        qtbot.keySequence(grid, QKeySequence.StandardKey.Undo)
    assert entry.rows == pasted
    qtbot.keySequence(grid, QKeySequence.StandardKey.Undo)
    assert entry.rows == ()
    qtbot.keySequence(grid, QKeySequence.StandardKey.Redo)
    assert entry.rows == pasted


def test_what_is_typed_into_a_row_that_goes_is_let_go_of(qtbot: QtBot, desk: EntryDesk) -> None:
    dialog = desk.open()
    grid, entry = dialog.grid, dialog.entry
    row = tuple("MSFT" if place == SYMBOL else "" for place in range(len(FIELDS)))
    entry.set_rows((row,) * 30)
    grid.go_to(29, SYMBOL)
    grid.edit(grid.currentIndex())
    editor = grid.viewport().findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_Return)  # which Qt looks at one turn later
    entry.set_rows((row,))
    QApplication.processEvents()  # a warning of Qt's would fail this

    assert entry.rows == (row,)


def test_the_grid_keeps_its_promises_to_qt(qtmodeltester: ModelTester) -> None:
    entry = EntryModel(load_snapshot)
    qtmodeltester.check(entry)
    entry.setData(entry.index(30, 0), "beyond")
    entry.setData(entry.index(11, SHARES), "5")
    assert entry.rowCount() == 16
    qtmodeltester.check(entry)
    entry.undo_stack.undo()
    assert entry.rowCount() == 12


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("C", Home()),
        ("en_US", Home(numbers=NumberStyle.COMMA_POINT, days=DateStyle.MONTH_FIRST)),
        ("de_DE", Home(numbers=NumberStyle.POINT_COMMA, days=DateStyle.DOTTED)),
        ("fr_FR", Home(numbers=NumberStyle.BLANK_COMMA, days=DateStyle.DAY_FIRST)),
        ("de_CH", Home(numbers=NumberStyle.APOSTROPHE_POINT, days=DateStyle.DOTTED)),
        ("nl_NL", Home(numbers=NumberStyle.POINT_COMMA, days=DateStyle.DASHED)),
        ("ja_JP", Home(numbers=NumberStyle.COMMA_POINT, days=DateStyle.SLASHED)),
        ("sv_SE", Home(numbers=NumberStyle.BLANK_COMMA, days=DateStyle.ISO)),
    ],
)
def test_numbers_and_days_are_those_of_the_place(name: str, found: Home) -> None:
    assert home(QLocale(name)) == found


def test_what_was_pasted_for_a_household_that_is_left_is_for_no_other(
    qtbot: QtBot, desk: EntryDesk, session: Session, tasks: TaskRunner, write_plain: WritePlain
) -> None:
    put_on_clipboard(BROKER)
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        desk.paste()
        session.forget_household()
    qtbot.wait(50)
    assert session.measured is None
    assert desk.dialog is None

    dialog = desk.open()
    put_on_clipboard("AAPL\t1\n" * 2_000)
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        qtbot.keySequence(dialog.grid, QKeySequence.StandardKey.Paste)
        session.forget_household()
    qtbot.wait(50)
    assert dialog.entry.rows == ()


def test_the_window_pastes_and_opens_the_grid(qtbot: QtBot, front: Front) -> None:
    put_on_clipboard(BROKER)
    front.window.commands["edit.paste"].trigger()
    assert front.rooms is not None
    session: Session = front.rooms.session  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: session.measured is not None, timeout=PATIENCE_MS)
    page = front.window.page("Holdings")
    page.command_requested.emit("file.enter")
    qtbot.waitUntil(lambda: bool(front.window.findChildren(EntryDialog)))
    front.window.findChildren(EntryDialog)[0].close()
