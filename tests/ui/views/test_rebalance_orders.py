"""A person decides about single trades and about the lots that accounts sell; the plan follows."""

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from rebalancer.rebalance.policy.relief import LotRelief
from tests.ui.conftest import PATIENCE_MS
from tests.ui.views.test_rebalance_decisions import HOUSEHOLD
from ui.app import Front
from ui.session import Session
from ui.views.rebalance.decision import Decision
from ui.views.rebalance.lots import LotPanel
from ui.views.rebalance.orders import OrderPanel, with_order
from ui.views.rebalance.page import RebalancePage
from ui.widgets.trade_rows import TradeRow

ORDER = FixedOrder(account="1", symbol="NVDA", action=Deal.SELL, quantity=Decimal(5))


@pytest.fixture
def page(qtbot: QtBot, front: Front, live_session: Session) -> RebalancePage:
    """The page with the plan for the sample."""
    with qtbot.waitSignal(live_session.plan_changed, timeout=PATIENCE_MS, check_params_cb=bool):
        front.window.commands["file.sample"].trigger()
        qtbot.waitUntil(lambda: live_session.measured is not None, timeout=PATIENCE_MS)
        front.window.show_page("Rebalance")
    page = front.window.page("Rebalance")
    assert isinstance(page, RebalancePage)
    qtbot.waitUntil(lambda: page.result.is_settled, timeout=PATIENCE_MS)
    return page


def first_row(page: RebalancePage) -> TradeRow:
    tree = next(iter(page.result.trades.trees.values()))
    row = tree.tree.rows()[0]
    page.result.trades.row_selected.emit(row)
    return row


def decided(qtbot: QtBot, session: Session, page: RebalancePage) -> None:
    """Wait until the plan for the decisions in force is shown."""
    qtbot.waitUntil(
        lambda: session.plan is not None and session.plan.policy == session.decisions.policy,
        timeout=PATIENCE_MS,
    )
    qtbot.waitUntil(lambda: page.result.is_settled, timeout=PATIENCE_MS)


def test_a_trade_is_left_out_and_given_back(
    qtbot: QtBot, page: RebalancePage, live_session: Session
) -> None:
    trade = first_row(page).trade
    page.result.leave_out.click()
    decided(qtbot, live_session, page)
    plan = live_session.plan
    assert plan is not None
    about = {(each.account, each.symbol, each.action) for each in plan.trades}
    assert (trade.account, trade.symbol, trade.action) not in about
    panel = page.desk.orders
    assert panel.in_short(plan.policy).startswith(f"do not sell {trade.symbol}")
    panel.buttons[0].click()
    assert live_session.decisions.policy.orders == ()
    live_session.undo_stack.undo()
    assert len(live_session.decisions.policy.orders) == 1


def test_a_trade_is_kept_exactly_while_everything_else_changes(
    qtbot: QtBot, page: RebalancePage, live_session: Session
) -> None:
    trade = first_row(page).trade
    page.result.keep.click()
    assert live_session.undo_stack.undoText() == f"keep a trade in {trade.symbol}"
    page.desk.targets.sliders["small_cap"].field.setValue(20.0)
    decided(qtbot, live_session, page)
    plan = live_session.plan
    assert plan is not None
    (same,) = (
        each
        for each in plan.trades
        if (each.account, each.symbol, each.action) == (trade.account, trade.symbol, trade.action)
    )
    assert same.quantity == trade.quantity


def test_the_menu_of_a_trade_offers_the_same(
    page: RebalancePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # there is no screen to pop up on
    row = first_row(page)
    page.result.menu_requested.emit(row, page.mapToGlobal(page.rect().center()))
    words = [action.text() for action in page.menu_actions()]
    assert words[:2] == ["Leave this trade out", "Keep it exactly so"]


def test_a_newer_decision_about_a_trade_takes_the_place_of_the_older_one() -> None:
    once = with_order(DEFAULT_POLICY, ORDER)
    other = FixedOrder(account="1", symbol="NVDA", action=Deal.SELL, quantity=Decimal(0))
    assert with_order(once, other).orders == (other,)


def test_without_decided_trades_the_panel_says_how_to_decide(qtbot: QtBot) -> None:
    panel = OrderPanel()
    qtbot.addWidget(panel)
    panel.set_policy(DEFAULT_POLICY)
    assert panel.in_short(DEFAULT_POLICY) == "None"
    panel.set_policy(with_order(DEFAULT_POLICY, ORDER))
    assert panel.buttons[0].accessibleName() == f"No longer: {ORDER.words}"


def test_lots_are_sold_as_each_account_does(qtbot: QtBot) -> None:
    panel = LotPanel()
    qtbot.addWidget(panel)
    heard: list[Decision] = []
    panel.decided.connect(heard.append)
    panel.set_policy(DEFAULT_POLICY)
    panel.set_accounts(HOUSEHOLD.accounts)
    panel.general.chosen.emit(LotRelief.FIFO)
    panel.set_policy(heard[-1].policy)
    (field,) = panel.by_account.values()
    assert field.currentText() == "As for all accounts"
    field.chosen.emit(LotRelief.HIFO)
    panel.set_policy(heard[-1].policy)
    assert heard[-1].policy.trading.lot_relief is LotRelief.FIFO
    assert heard[-1].policy.trading.lot_relief_by == {"1": LotRelief.HIFO}
    assert field.currentText() == "Highest cost first"
    assert panel.in_short(heard[-1].policy) == "First in, first out; Highest cost first in 1"
    field.chosen.emit(None)
    assert heard[-1].policy.trading.lot_relief_by == {}
    assert heard[-1].title == "change which lots are sold"


def test_the_methods_of_accounts_stay_where_they_are_while_the_accounts_do(qtbot: QtBot) -> None:
    panel = LotPanel()
    qtbot.addWidget(panel)
    panel.set_policy(DEFAULT_POLICY)
    panel.set_accounts(HOUSEHOLD.accounts)
    before = dict(panel.by_account)
    panel.set_accounts(HOUSEHOLD.accounts)
    assert panel.by_account == before
    panel.set_accounts(())
    assert panel.by_account == {}
