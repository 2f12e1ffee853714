"""With amounts hidden, no page shows one; what a person copies or writes is as ever."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QFont, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rebalancer.domain.portfolio import Portfolio
from tests.ui.conftest import PATIENCE_MS
from ui.app import Front
from ui.charts.plot import Chart
from ui.charts.strokes import Word
from ui.format import UNKNOWN
from ui.privacy import HIDDEN, PRIVACY, veiled, veiled_cell, veiled_whole
from ui.rooms import PAGES
from ui.session import Session
from ui.widgets import veil
from ui.widgets.data_tree import DataTree
from ui.widgets.fields import MoneyField
from ui.widgets.roles import tell_roles
from ui.widgets.spoken import allow, explain

AMOUNT = re.compile(r"\$\s?\d(?![\d,.]*\s(billion|bn))")
"""Limits of company sizes are anybody's."""
ANYBODYS = "What $100 in IWM became"
STEPS, ROWS = 2, 25
"""Points of each chart, and rows of each table, that are read."""


@pytest.fixture
def hidden(qapp: QApplication) -> Iterator[None]:
    PRIVACY.switch(is_on=True)
    yield
    PRIVACY.switch(is_on=False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("worth $1,284,310.50 today", "worth $••• today"),
        ("\u2212$12.5k at most", "\u2212$••• at most"),
        ("$1.20M", "$•••"),
        ("value $1,278, cost $3, gain $4,5", "value $•••, cost $•••, gain $•••"),
        ("It is $4.", "It is $•••."),
        ("Sell 30 AAPL, keep 1,200.5 shares", "Sell ••• AAPL, keep ••• shares"),
        ("It buys 30 of IWM; the plan sells 12.", "It buys ••• of IWM; the plan sells •••."),
        ("add up to 1,234.50, not to 120.25.", "add up to •••, not to •••."),
        ("add up to 99.5, but the file says 7", "add up to •••, but the file says •••"),
        (
            "cost 12.50, and 25 are held; 5 of the 30 shares",
            "cost •••, and ••• are held; ••• of the ••• shares",
        ),
        (
            "worth 40 USD; “1.234,50” and “(12)” are no dates",
            "worth ••• USD; “•••” and “•••” are no dates",
        ),
        ("line 7: a price of 99.25, correlation 0.12", "line 7: a price of •••, correlation 0.12"),
        ("shares that add up to 100 %, up to 25 bp", "shares that add up to 100 %, up to 25 bp"),
        ("0.12 % of 2,825 in 2026, on 120.25 %", "0.12 % of 2,825 in 2026, on 120.25 %"),
        (
            "41.8 % on 21 Aug 2026, Mag 7, 13 positions",
            "41.8 % on 21 Aug 2026, Mag 7, 13 positions",
        ),
        ("small below $2.5 billion", "small below $2.5 billion"),
    ],
)
def test_amounts_go_and_everything_else_stays(hidden: None, text: str, shown: str) -> None:
    assert veiled(text) == shown
    with PRIVACY.lifted():
        assert veiled(text) == text


def test_an_unknown_number_of_shares_stays_a_dash(hidden: None) -> None:
    assert [veiled_whole(text) for text in ("1,200", UNKNOWN, "")] == [HIDDEN, UNKNOWN, ""]


def test_a_bare_number_in_the_cell_of_a_file_may_be_an_amount(hidden: None) -> None:
    cells = ("1.234,50", "(12.50)", "3/4/2019", "AAPL", "12.5%", "$1,200")
    assert [veiled_cell(cell) for cell in cells] == [
        *(HIDDEN, HIDDEN, "3/4/2019", "AAPL", "12.5%", HIDDEN),
    ]


def cells(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[str]:
    above = parent or QModelIndex()
    for row in range(min(ROWS, model.rowCount(above))):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(above)
        for column in range(columns):
            index = model.index(row, column, above)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(index.data(role) or "")
        yield from cells(model, model.index(row, 0, above))


def said_by(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield widget.displayText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from cells(widget.model())


def secrets(portfolio: Portfolio) -> Iterator[str]:
    """Return what nobody may read over a shoulder, however it is written."""
    for account in portfolio.accounts:
        amounts: list[Decimal | None] = [account.total_value, account.cash]
        for position in account.positions:
            amounts += [position.value, position.cost_basis, position.quantity]
        for amount in amounts:
            if amount is not None and amount >= 1_000:
                yield from (f"{amount:,.0f}", f"{amount:,.2f}", f"{amount:.2f}", f"{amount:f}")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of what charts write from now on, on their axes and beside their lines."""
    written: list[str] = []
    set_ticks, write = pg.AxisItem.setTicks, Word.__init__

    def keep_ticks(axis: pg.AxisItem, levels: list[list[tuple[float, str]]]) -> None:
        written.extend(text for level in levels for _, text in level)
        set_ticks(axis, levels)

    def keep_text(
        item: Word, text: str, font: QFont, color: str, anchor: tuple[float, float]
    ) -> None:
        written.append(text)
        write(item, text, font, color, anchor)

    monkeypatch.setattr(pg.AxisItem, "setTicks", keep_ticks)
    monkeypatch.setattr(Word, "__init__", keep_text)
    return written


def test_no_page_of_the_sample_shows_an_amount(
    qtbot: QtBot, front: Front, live_session: Session, drawn: list[str], tmp_path: Path
) -> None:
    window = front.window
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        window.commands["file.sample"].trigger()
    with qtbot.waitSignal(live_session.plan_changed, timeout=PATIENCE_MS):
        live_session.solve()
    window.commands["view.privacy"].trigger()
    drawn.clear()
    said = {text for name, _ in PAGES for text in visit(qtbot, front, name)}
    tree = window.page("Holdings").findChildren(DataTree)[0]
    tree.selectAll()
    said |= {text for widget in window.findChildren(QWidget) for text in said_by(widget)}

    assert live_session.measured is not None
    secret = set(secrets(live_session.measured.imported.portfolio))
    said.discard(ANYBODYS)
    assert (len(said) > 500, len(drawn) > 50) == (True, True)
    assert [text for text in (*said, *drawn) if AMOUNT.search(text)] == []
    assert [text for text in said if any(each in text for each in secret)] == []
    assert "43.0\u202f%" in window.strip.text
    assert window.strip.is_private
    tree.copy_selection()
    assert any(each in QGuiApplication.clipboard().text() for each in secret)
    drawn.clear()
    fan = window.page("Scenarios").findChildren(Chart)[0]
    fan.save(tmp_path / "fan.png")
    assert any(AMOUNT.search(text) for text in drawn)

    window.commands["view.privacy"].trigger()
    assert "$1,278,231" in window.strip.text
    assert not window.strip.is_private


def visit(qtbot: QtBot, front: Front, name: str) -> list[str]:
    """Go to the page *name*, wait until all of it is there, and read its charts."""
    front.window.show_page(name)
    page = front.window.page(name)
    qtbot.waitUntil(lambda: page.is_settled and not front.tasks.is_busy, timeout=PATIENCE_MS)
    return [text for chart in page.findChildren(Chart) for text in read(qtbot, chart)]


def read(qtbot: QtBot, chart: Chart) -> list[str]:
    """Return what *chart* says when it is walked, and as a table."""
    chart.catch_up()
    said = []
    for _ in range(STEPS):
        qtbot.keyClick(chart, Qt.Key.Key_Right)
        said.append(chart.accessibleDescription())
    chart.show_as_table(shown=True)
    for table in chart.findChildren(QAbstractItemView):
        said += said_by(table)
    chart.show_as_table(shown=False)
    return said


def test_a_tip_is_veiled_with_what_it_explains(qtbot: QtBot) -> None:
    early, late = QLabel("worth"), QLabel("not to be sold")
    for label in (early, late):
        qtbot.addWidget(label)
    explain(early, "worth $1,200")
    veil.hide_amounts(is_on=True)
    allow(late, "It would cost $300.")
    hidden = early.toolTip(), late.toolTip()
    veil.hide_amounts(is_on=False)

    assert hidden == ("<qt>worth $•••</qt>", "<qt>It would cost $•••.</qt>")
    shown = early.toolTip(), late.toolTip()
    assert shown == ("<qt>worth $1,200</qt>", "<qt>It would cost $300.</qt>")


def test_a_field_shows_neither_the_amount_nor_its_length(qtbot: QtBot) -> None:
    field = MoneyField("Budget")
    qtbot.addWidget(field)
    tell_roles()
    field.set_amount(Decimal(1500))
    assert read_aloud(field) == (QAccessible.Role.SpinBox, "Budget", "1,500")
    veil.hide_amounts(is_on=True)
    hidden_text, hidden = field.lineEdit().displayText(), read_aloud(field)
    veil.hide_amounts(is_on=False)

    assert hidden == (QAccessible.Role.SpinBox, "Budget", "")
    assert (hidden_text, field.lineEdit().displayText()) == ("", "$1,500")
    assert read_aloud(field)[-1] == "1,500"
    assert field.amount == Decimal(1500)


def read_aloud(widget: QWidget) -> tuple[QAccessible.Role, str, str]:
    spoken, part = QAccessible.queryAccessibleInterface(widget), QAccessible.Text
    return spoken.role(), spoken.text(part.Name), spoken.text(part.Value)
