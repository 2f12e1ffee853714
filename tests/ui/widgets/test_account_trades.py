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
from ui.widgets.table_memory import TableMemory
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
    trades = AccountTrades(ORDER_COLUMNS, "Trades")
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


def test_columns_are_arranged_for_all_accounts_at_once_and_for_good(qtbot: QtBot) -> None:
    trades = shown(qtbot)
    memory = TableMemory({}, trades)
    memory.watch(trades)
    first, second = (tree.columns_header for tree in trades.trees.values())
    price = first.titles().index("Price")
    next(each for each in first.menu().actions() if each.text() == "Price").trigger()
    first.move_column(0, 1)
    first.size_column(2, 222)

    assert second.isSectionHidden(price)
    assert second.shown_columns() == first.shown_columns()
    assert second.sectionSize(2) == first.sectionSize(2) == 222

    later = AccountTrades(ORDER_COLUMNS, "Trades")
    qtbot.addWidget(later)
    TableMemory(memory.layouts, later).watch(later)
    for step in later.steps(ACCOUNTS, {}):
        step()
    later.resize(900, 400)
    later.show()
    headers = [tree.columns_header for tree in later.trees.values()]
    assert [each.shown_columns() for each in headers] == [first.shown_columns()] * 2
    assert [each.sectionSize(2) for each in headers] == [222, 222]

    headers[1].bring_back()
    assert not headers[0].isSectionHidden(price)
    assert headers[0].sectionSize(price) == headers[1].sectionSize(price) > 0
    for step in later.steps(ACCOUNTS[:1], {}):  # the trees of before are gone
        step()
    next(iter(later.trees.values())).columns_header.move_column(0, 1)


def test_what_was_selected_is_let_go_of_where_its_trade_is_found_no_more(qtbot: QtBot) -> None:
    trades = shown(qtbot)
    chosen: list[TradeRow | None] = []
    trades.row_selected.connect(chosen.append)
    (sold,), (bought,) = (account.rows for account in ACCOUNTS)
    first, second = trades.trees.values()
    first.select_row(sold)
    for step in trades.steps(ACCOUNTS, {}):
        step()
    assert chosen == [sold]
    dearer = replace(ACCOUNTS[0], rows=(replace(sold, number=9),))

    for step in trades.steps((dearer, ACCOUNTS[1]), {}):
        step()
    assert chosen == [sold, None]

    second.select_row(bought)
    trades.clear_selection()
    assert chosen == [sold, None, bought, None]
    assert not second.currentIndex().isValid()
