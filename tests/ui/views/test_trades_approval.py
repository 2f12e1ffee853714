"""A person approves and holds orders, and what is held goes nowhere."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from rebalancer.rebalance.approval import Status
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from tests.ui.conftest import PATIENCE_MS
from tests.ui.views.test_trades import HOUSEHOLD, clipboard, shown, solve
from ui.format import MINUS
from ui.session import Session
from ui.tasks import TaskRunner
from ui.theme import Theme
from ui.views.trades.listing import list_text
from ui.views.trades.order_tree import OrderTree
from ui.views.trades.page import TradesPage
from ui.widgets.text import ARROW


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    file = tmp_path / "household.csv"
    file.write_text(HOUSEHOLD, encoding="utf-8")
    tasks = TaskRunner()
    session = Session(tasks, lambda: date(2026, 8, 21))
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((file,))
    yield session
    tasks.close()


@pytest.fixture
def plan(qtbot: QtBot, session: Session) -> TradePlan:
    return solve(qtbot, session)


@pytest.fixture
def page(qtbot: QtBot, session: Session, plan: TradePlan) -> TradesPage:
    return shown(qtbot, session)


def trees(page: TradesPage) -> list[OrderTree]:
    return [orders.tree for orders in page.orders.accounts.values()]


def sales(plan: TradePlan, account: str) -> list[Trade]:
    return [each for each in plan.trades if each.account == account and each.action is Action.SELL]


def settle(qtbot: QtBot, page: TradesPage) -> None:
    qtbot.waitUntil(lambda: page.is_settled, timeout=PATIENCE_MS)


def test_the_order_that_tab_comes_to_is_approved_by_space(
    qtbot: QtBot, page: TradesPage, plan: TradePlan
) -> None:
    tree = trees(page)[0]
    page.window().activateWindow()
    tree.setFocus(Qt.FocusReason.TabFocusReason)

    assert page.bar.why.startswith(f"Sell {plan.trades[0].symbol} in ")
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert page.bar.progress == f"1 of {len(plan.trades)} approved"


def test_the_keyboard_approves_holds_and_takes_back(
    qtbot: QtBot, page: TradesPage, session: Session, plan: TradePlan
) -> None:
    count = len(plan.trades)
    assert page.bar.progress == f"0 of {count} approved"
    assert not page.bar.approve.isEnabled()
    tree = trees(page)[0]
    tree.go_to(1)
    assert page.bar.why.startswith(f"Sell {plan.trades[0].symbol} in Joint ...1001: ")
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert page.bar.progress == f"1 of {count} approved"
    assert page.bar.approve.text() == "Take back"
    assert session.undo_stack.undoText() == f"approve the order to sell {plan.trades[0].symbol}"
    assert session.plan is plan  # what is said changes nothing about the plan
    qtbot.keyClick(tree, Qt.Key.Key_H)
    settle(qtbot, page)
    assert page.bar.progress == f"0 of {count} approved, 1 held"
    assert page.bar.hold.text() == "Release"
    assert tree.tree.index(0, 1).data() == "Held"
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert page.bar.progress == f"0 of {count} approved"
    page.bar.approve_all.click()
    assert page.bar.progress == f"{count} of {count} approved"
    assert not page.bar.approve_all.isEnabled()
    session.undo_stack.undo()
    first = next(iter(page.orders.accounts.values()))
    first.approve_all.click()
    approved = len(first.tree.tree.rows())
    assert page.bar.progress == f"{approved} of {count} approved"


def test_a_click_on_the_box_approves_and_the_arrows_go_on_to_the_next_account(
    qtbot: QtBot, page: TradesPage
) -> None:
    first, second = trees(page)
    page.activateWindow()
    box = first.tree.index(0, 1)
    at = first.visualRect(box).center()
    qtbot.mouseClick(first.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert box.data() == "Approved"
    first.setFocus()
    first.setCurrentIndex(first.tree.index(first.tree.rowCount() - 1, 0))
    qtbot.keyClick(first, Qt.Key.Key_Down)
    current = second.current_row()
    assert current is not None
    assert current == second.tree.rows()[0]
    assert first.chosen() == ()
    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert first.chosen() == (first.tree.rows()[-1],)


def test_a_purchase_that_loses_its_money_is_flagged_and_the_plan_can_be_solved_without(
    qtbot: QtBot, page: TradesPage, session: Session, plan: TradePlan
) -> None:
    account = plan.trades[0].account
    held = sales(plan, account)
    orders = page.orders.accounts[account]
    orders.said.emit(held, Status.HELD)
    settle(qtbot, page)
    assert "of cash: what would pay for it is held." in orders.warning
    assert f"Cash $1,250.25 {ARROW} {MINUS}$" in orders.note
    assert page.message.text.startswith(
        "Do not place these orders as they are: Joint ...1001 lacks"
    )
    assert page.proofs.lines[0].startswith("failed: Cash: ")
    assert f"{len(held)} held." in page.answer
    assert page.review is not None
    assert "Do not place them as they are: Joint ...1001 lacks $" in list_text(page.review, {})
    page.orders.shown.set_value("lacking")
    page.orders.shown.chosen.emit("lacking")
    assert [row.trade.action for tree in trees(page) for row in tree.tree.rows()] == [Action.BUY]
    page.message.action.click()
    assert page.message.text == "The trades are found again…"
    assert not page.is_empty
    qtbot.waitUntil(lambda: session.plan not in (None, plan), timeout=PATIENCE_MS)
    assert session.plan is not None
    assert sales(session.plan, account) == []
    assert len(session.decisions.policy.orders) == len(held)
    assert page.message.text.startswith(f"Found again without {len(held)} orders: ")
    assert page.orders.subtitle.endswith("left out by your decision; Rebalance lists them.")
    page.message.action.click()
    qtbot.waitUntil(lambda: session.plan is plan, timeout=PATIENCE_MS)
    settle(qtbot, page)
    assert page.review is not None
    assert page.review.plan is plan
    assert len(page.review.trades(Status.HELD)) == len(held)


def test_what_was_found_before_is_there_at_once(
    qtbot: QtBot, page: TradesPage, session: Session, plan: TradePlan
) -> None:
    page.solve_without(plan.trades[:1])
    qtbot.waitUntil(lambda: session.plan is not None, timeout=PATIENCE_MS)
    page.hide()
    session.undo_stack.undo()
    page.show()
    assert page.review is not None
    assert page.review.plan is plan
    page.solve_without(plan.trades[:1])
    assert page.review.plan is not plan
    assert page.message.text.startswith("Found again without the order to sell ")


def test_one_order_is_held_for_good_and_one_that_cannot_be_solved_leaves_a_way_on(
    qtbot: QtBot, page: TradesPage, session: Session, plan: TradePlan
) -> None:
    trees(page)[0].go_to(2)
    page.bar.solve.click()
    page.bar.solve.click()  # a second time finds nothing to do
    qtbot.waitUntil(lambda: session.plan is not None, timeout=PATIENCE_MS)
    (order,) = session.decisions.policy.orders
    assert (order.symbol, order.is_excluded) == (plan.trades[1].symbol, True)
    page.solve_without(session.plan.trades[:1] if session.plan else ())
    session.planning.drop()
    session.settled.emit("plan")
    assert page.is_empty


def test_what_is_held_is_not_copied_and_is_named(
    qtbot: QtBot, page: TradesPage, plan: TradePlan
) -> None:
    held, approved = plan.trades[0], plan.trades[1]
    page.orders.said.emit([held], Status.HELD)
    page.orders.said.emit([approved], Status.APPROVED)
    settle(qtbot, page)
    page.copy_text()
    lines = clipboard().split("\n")
    assert not any(line.startswith(f"  1. Sell {held.symbol}") for line in lines)
    assert next(line for line in lines if line.startswith("  2. ")).endswith("(approved)")
    assert f"Held, not to be placed: Sell {held.symbol} in Joint ...1001" in lines
    assert page.message.text.endswith(f"Held and left out: Sell {held.symbol} in Joint ...1001.")
    page.orders.tsv_requested.emit(plan.trades[-1].account)
    header, *rows = clipboard().split("\n")
    assert header.startswith("Order\tAccount")
    assert {row.split("\t")[1] for row in rows} == {"'=Roth ...1002"}
    assert "left out" not in page.message.text
    tree = trees(page)[1]
    tree.go_to(len(plan.trades))
    tree.copy_selection()
    assert f"'=Roth ...1002\tBuy\t{plan.trades[-1].symbol}" in clipboard()


def test_orders_are_filtered_by_their_words_and_by_what_is_said(
    qtbot: QtBot, page: TradesPage, plan: TradePlan
) -> None:
    page.orders.filter.setText("nvda")
    found = [row.trade.symbol for tree in trees(page) for row in tree.tree.rows()]
    assert set(found) == {"NVDA"}
    page.orders.filter.setText("nothing like it")
    assert all(orders.isHidden() for orders in page.orders.accounts.values())
    page.orders.filter.clear()
    page.orders.shown.set_value(Status.OPEN)
    page.orders.shown.chosen.emit(Status.OPEN)
    tree = trees(page)[0]
    tree.go_to(1)
    qtbot.keyClick(tree, Qt.Key.Key_Space)  # it leaves the list, and the next one takes its place
    current = tree.current_row()
    assert current is not None
    assert current.number == 2
    assert page.bar.progress == f"1 of {len(plan.trades)} approved"


def test_the_menu_key_offers_what_may_be_said(
    qtbot: QtBot, page: TradesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # there is no screen to pop up on
    tree = trees(page)[0]
    tree.go_to(1)
    place = tree.visualRect(tree.currentIndex()).center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, QPoint(0, 0))
    QApplication.sendEvent(tree.viewport(), asked)
    words = [action.text() for action in page.menu_actions()]
    assert words[:3] == ["Approve", "Hold", "Hold and solve again"]
    assert words[-2:] == ["Copy Joint ...1001 as text", "Copy Joint ...1001 as TSV"]
    page.menu_actions()[0].trigger()
    assert tree.tree.index(0, 1).data() == "Approved"
    first = next(iter(page.orders.accounts.values()))
    copy, _, _, hold, take_back = first.more.menu().actions()
    hold.trigger()
    settle(qtbot, page)
    assert tree.tree.index(0, 1).data() == "Held"
    option = QStyleOptionViewItem()
    painter = tree.itemDelegate()
    assert isinstance(painter, QStyledItemDelegate)
    painter.initStyleOption(option, tree.tree.index(0, 0))
    assert option.font.strikeOut()
    take_back.trigger()
    assert tree.tree.index(0, 1).data() == "Not decided"
    copy.trigger()
    assert "Joint ...1001" in QGuiApplication.clipboard().text()


def test_a_narrow_window_keeps_what_matters(qtbot: QtBot, page: TradesPage) -> None:
    def titles(tree: OrderTree) -> list[str]:
        columns = enumerate(tree.tree.columns)
        return [column.title for n, column in columns if not tree.isColumnHidden(n)]

    wide = [titles(tree) for tree in trees(page)]
    page.resize(860, 600)
    qtbot.waitUntil(lambda: titles(trees(page)[0]) != wide[0])
    for tree in trees(page):
        assert titles(tree)[:2] == ["Trade", "Status"]
        assert "Cost basis" not in titles(tree)
        assert tree.columns_header.length() <= tree.viewport().width()


def test_everything_on_the_page_has_a_name(page: TradesPage) -> None:
    for orders in page.orders.accounts.values():
        assert orders.tree.accessibleName().startswith("Orders in ")
        assert orders.approve_all.accessibleName().startswith("Approve all orders in ")
        assert orders.more.accessibleName().startswith("More about ")
    assert page.orders.filter.accessibleName() == "Filter the orders"
    assert page.days.table.accessibleName() == "Days to keep in mind"
    with_days = page.days.table.table.rows()
    assert with_days


def test_long_lists_are_built_account_by_account(
    qtbot: QtBot, session: Session, plan: TradePlan
) -> None:
    page = TradesPage(session, Theme())
    qtbot.addWidget(page)
    page.show()
    assert len(page.orders.accounts) == 1
    assert not page.is_settled
    qtbot.waitUntil(lambda: page.is_settled, timeout=PATIENCE_MS)
    assert set(page.orders.accounts) == {trade.account for trade in plan.trades}


def test_what_is_taken_back_while_it_is_worked_out_is_not_shown(
    qtbot: QtBot, page: TradesPage, session: Session, plan: TradePlan
) -> None:
    with qtbot.waitSignal(session.settled, timeout=PATIENCE_MS):
        page.orders.said.emit(plan.trades[:1], Status.HELD)
        assert page.review is not None
        assert page.review.rest is plan  # what it leaves is not known yet, what is said is
        assert page.bar.progress.endswith("1 held")
        session.undo_stack.undo()
    assert page.review.rest is plan
    assert page.is_settled
    assert "held" not in page.answer
