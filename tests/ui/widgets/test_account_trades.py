"""Trades unfold account by account, in line with each other."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from rebalancer.domain.lot import Term
from rebalancer.rebalance.plan import Action, LotSale, Trade
from ui.widgets.account_trades import AccountTrades, TradeTree
from ui.widgets.trade_rows import (
    ORDER_COLUMNS,
    PLAN_COLUMNS,
    AccountRows,
    TradeRow,
    lots_of,
    title_of,
)

LOT = LotSale(
    acquired=date(2019, 3, 4),
    quantity=Decimal(10),
    cost_basis=Decimal(40),
    term=Term.LONG,
    gain=Decimal(1760),
)
SALE = Trade(
    account="1",
    account_label="Joint ...1",
    action=Action.SELL,
    symbol="NVDA",
    description="NVIDIA",
    quantity=Decimal(10),
    price=Decimal(180),
    price_source="Schwab file",
    value=Decimal(1800),
    lots=(LOT, replace(LOT, acquired=None, cost_basis=None, gain=None, term=Term.UNKNOWN)),
    short_term_gain=Decimal(0),
    long_term_gain=Decimal(1760),
    tax=Decimal(352),
    exposure_change={},
    reason="Because.",
)
PURCHASE = replace(
    SALE, account="2", account_label="Roth ...2", action=Action.BUY, symbol="IWM", lots=()
)
ACCOUNTS = (
    AccountRows(key="1", label="Joint ...1", rows=(TradeRow(number=1, trade=SALE),)),
    AccountRows(key="2", label="Roth ...2", rows=(TradeRow(number=2, trade=PURCHASE),)),
)


def shown(qtbot: QtBot) -> AccountTrades:
    trades = AccountTrades(ORDER_COLUMNS)
    qtbot.addWidget(trades)
    for step in trades.steps(ACCOUNTS, {"1": "Taxable"}):
        step()
    trades.resize(900, 400)
    trades.show()
    return trades


def cells(row: TradeRow) -> dict[str, str]:
    return {column.title: column.text(row) for column in (*ORDER_COLUMNS, *PLAN_COLUMNS)}


def test_a_sale_a_purchase_and_a_lot_fill_the_cells_that_concern_them() -> None:
    sale, purchase = (account.rows[0] for account in ACCOUNTS)
    lot, unknown = lots_of(sale)
    assert cells(sale)["Gain"] == "$1,760.00"
    assert cells(sale)["Tax"] == "$352.00"
    assert (cells(purchase)["Gain"], cells(purchase)["Tax"]) == ("", "")
    assert (title_of(lot), cells(lot)["Term"]) == ("bought 4 Mar 2019", "long-term")
    assert (cells(lot)["Value"], cells(lot)["No."]) == ("", "")
    assert title_of(unknown) == "purchase date unknown"
    assert cells(unknown)["Cost basis"] == "\u2013"
    assert lots_of(lot) == ()


def test_a_gain_that_nobody_taxes_is_not_called_zero() -> None:
    free = replace(SALE, long_term_gain=Decimal(0), tax=Decimal(0))
    assert cells(TradeRow(number=1, trade=free))["Gain"] == "not taxed"


def test_columns_of_amounts_sort_by_amount() -> None:
    rows = [TradeRow(number=1, trade=SALE), TradeRow(number=2, trade=PURCHASE)]
    for column in ORDER_COLUMNS:
        assert len({type(key) for key in map(column.key, rows) if key is not None}) <= 1


def test_trees_stand_in_line_and_grow_as_they_unfold(qtbot: QtBot) -> None:
    trades = shown(qtbot)
    first, second = trades.trees.values()
    widths = [
        [tree.columns_header.sectionSize(number) for number in range(4)] for tree in (first, second)
    ]
    assert widths[0] == widths[1]
    folded = first.height()
    first.unfold_all()
    assert first.height() > folded
    first.fold_all()
    assert first.height() == folded


def test_one_row_is_selected_over_all_accounts(qtbot: QtBot) -> None:
    trades = shown(qtbot)
    told: list[TradeRow] = []
    trades.row_selected.connect(told.append)
    first, second = trades.trees.values()
    first.select_row(ACCOUNTS[0].rows[0])
    second.select_row(ACCOUNTS[1].rows[0])
    assert [row.trade.symbol for row in told] == ["NVDA", "IWM"]
    assert first.selected_rows() == ()


def test_a_right_click_asks_for_a_menu(qtbot: QtBot) -> None:
    trades = shown(qtbot)
    asked: list[TradeRow] = []
    trades.menu_requested.connect(lambda row, _: asked.append(row))
    tree = trades.trees["1"]
    middle = tree.visualRect(tree.tree.index(0, 0)).center()
    tree.customContextMenuRequested.emit(middle)
    tree.customContextMenuRequested.emit(QPoint(5, 5000))
    assert [row.trade.symbol for row in asked] == ["NVDA"]


def test_the_clipboard_gets_what_is_shown(qtbot: QtBot) -> None:
    tree = TradeTree(PLAN_COLUMNS, "Trades")
    qtbot.addWidget(tree)
    tree.set_rows(ACCOUNTS[0].rows)
    tree.copy_selection()
    assert QGuiApplication.clipboard().text().startswith("Trade\tShares\tValue")
