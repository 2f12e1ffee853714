"""The list that a person takes to the broker: in order, checked, and easy to copy."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from rebalancer.rebalance.plan import Action, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy
from ui.format import cents
from ui.session import Session
from ui.tasks import TaskRunner
from ui.theme import Theme
from ui.views.trades import TradesPage
from ui.widgets.text import Heading

HOUSEHOLD = """\
account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,NVDA,NVIDIA Corporation,250,180.00,1000.00,2019-03-04
Joint ...1001,taxable,NVDA,NVIDIA Corporation,150,180.00,28000.00,2026-03-04
Joint ...1001,taxable,AAPL,Apple Inc.,200,255.00,,
Joint ...1001,taxable,VTI,Vanguard Total Stock Market,300,340.00,60000.00,2018-01-02
Joint ...1001,taxable,CASH,,1250.25,1.00,,
=Roth ...1002,tax_exempt,QQQ,Invesco QQQ,60,620.00,20000.00,2019-03-04
=Roth ...1002,tax_exempt,CASH,,500.00,1.00,,
"""
CHECKS = 24
HEADER = (
    "Order\tAccount\tAction\tSymbol\tShares\tPrice\tValue\tGain\tEstimated tax\t"
    "Lot acquired\tLot shares\tLot cost basis\tLot term\tLot gain\tWhy"
)


@pytest.fixture
def session(qtbot: QtBot, tasks: TaskRunner, tmp_path: Path) -> Session:
    file = tmp_path / "household.csv"
    file.write_text(HOUSEHOLD, encoding="utf-8")
    session = Session(tasks, lambda: date(2026, 8, 21))
    with qtbot.waitSignal(session.measured_changed, timeout=20_000):
        session.import_files((file,))
    return session


@pytest.fixture
def plan(qtbot: QtBot, session: Session) -> TradePlan:
    return solve(qtbot, session)


@pytest.fixture
def page(qtbot: QtBot, session: Session, plan: TradePlan) -> TradesPage:
    return shown(qtbot, session)


def solve(qtbot: QtBot, session: Session) -> TradePlan:
    def found(plan: TradePlan | None) -> bool:
        return plan is not None

    with qtbot.waitSignal(session.plan_changed, timeout=30_000, check_params_cb=found):
        session.solve()
    assert session.plan is not None
    return session.plan


def shown(qtbot: QtBot, session: Session) -> TradesPage:
    page = shown_at_once(qtbot, session)
    qtbot.waitUntil(lambda: page.is_settled, timeout=30_000)
    return page


def shown_at_once(qtbot: QtBot, session: Session) -> TradesPage:
    page = TradesPage(session, Theme())
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    return page


def said_in_large(page: TradesPage) -> list[str]:
    return [heading.text() for heading in page.findChildren(Heading) if heading.isVisible()]


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_without_a_household_the_page_offers_to_import_one(qtbot: QtBot) -> None:
    tasks = TaskRunner()
    page = TradesPage(Session(tasks, date.today), Theme())
    qtbot.addWidget(page)
    assert page.is_empty
    page.copy_text()
    page.copy_tsv()
    assert page.message.text == ""
    tasks.close()


def test_without_a_plan_the_page_leads_to_where_one_is_made(qtbot: QtBot, session: Session) -> None:
    page = shown(qtbot, session)
    assert page.is_empty
    with qtbot.waitSignal(page.page_requested) as asked:
        page.go_to_rebalance()
    assert asked.args == ["Rebalance"]


def test_while_the_first_plan_is_looked_for_the_page_says_so(
    qtbot: QtBot, session: Session
) -> None:
    page = shown(qtbot, session)
    assert "No trades are found yet" in said_in_large(page)

    session.solve()
    assert "The trades are being found" in said_in_large(page)
    assert "The trades are being found" in said_in_large(shown_at_once(qtbot, session))
    session.planning.drop()
    assert "No trades are found yet" in said_in_large(page)

    session.solve()
    session.take_household(None)
    assert "The trades are being found" not in said_in_large(page)


def test_a_search_that_was_called_off_is_not_going_on_any_more(
    qtbot: QtBot, session: Session, tasks: TaskRunner
) -> None:
    page = shown(qtbot, session)
    session.solve()
    tasks.cancel_all()
    qtbot.waitUntil(lambda: "No trades are found yet" in said_in_large(page), timeout=30_000)
    assert session.plan is None

    solve(qtbot, session)
    qtbot.waitUntil(lambda: not page.is_empty, timeout=30_000)


def test_every_account_has_its_trades_in_order_with_the_lots_unfolded(
    page: TradesPage, plan: TradePlan
) -> None:
    accounts = page.orders.accounts
    assert set(accounts) == {trade.account for trade in plan.trades}
    joint = next(iter(accounts.values())).tree
    rows = joint.tree.rows()
    actions = [row.trade.action for row in rows]
    assert actions == sorted(actions, key=lambda action: action is Action.BUY)
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert joint.tree.is_unfolded(0)
    assert joint.height() > 60


def test_cash_is_shown_before_and_after(
    page: TradesPage, plan: TradePlan, session: Session
) -> None:
    assert session.measured is not None
    account = session.measured.imported.portfolio.accounts[0]
    sold, bought = (
        sum(each.value for each in plan.trades if each.account == account.key and each.action is a)
        for a in Action
    )
    cash, settlement = page.orders.accounts[account.key].note.split("\n")
    assert cash == (
        f"Taxable. Cash $1,250.25 → {cents(plan.cash_after[account.key])}: "
        f"sales {cents(Decimal(sold))}, purchases {cents(Decimal(bought))}."
    )
    assert "settle one business day after the sale" in settlement


def test_every_check_is_listed_and_the_verdict_is_in_the_answer(page: TradesPage) -> None:
    assert len(page.proofs.lines) == CHECKS
    assert all(line.startswith("passed: ") for line in page.proofs.lines)
    assert re.search(r"All \d+ checks pass\.$", page.answer)


def test_a_check_that_fails_is_said_before_anything_else(
    qtbot: QtBot, session: Session, plan: TradePlan
) -> None:
    trade = replace(plan.trades[0], value=plan.trades[0].value + 1)
    session.planning.plan = replace(plan, trades=(trade, *plan.trades[1:]))
    page = shown(qtbot, session)
    assert page.message.text.startswith("Do not place these orders: ")
    assert any(line.startswith("failed: Values: ") for line in page.proofs.lines)
    assert "checks fail" in page.answer


def test_a_spreadsheet_gets_plain_numbers_a_row_per_trade_and_per_lot(
    page: TradesPage, plan: TradePlan
) -> None:
    page.copy_tsv()
    header, *lines = clipboard().split("\n")
    assert header == HEADER
    assert len(lines) == len(plan.trades) + sum(len(trade.lots) for trade in plan.trades)
    rows = [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]
    trades = [row for row in rows if row["Value"]]
    assert [Decimal(row["Value"]) for row in trades] == [trade.value for trade in plan.trades]
    assert [row["Symbol"] for row in trades] == [trade.symbol for trade in plan.trades]
    assert sum(Decimal(row["Estimated tax"]) for row in trades) == plan.tax.estimated_tax
    lots = [row for row in rows if row["Lot shares"]]
    nvidia = next(row for row in lots if row["Symbol"] == "NVDA")
    assert nvidia["Lot acquired"] == "2019-03-04"
    assert nvidia["Lot term"] == "long"
    assert (nvidia["Shares"], nvidia["Value"], nvidia["Why"]) == ("", "", "")
    assert "spreadsheet" in page.message.text


def test_nothing_that_is_pasted_becomes_a_formula(page: TradesPage) -> None:
    page.copy_tsv()
    assert "'=Roth ...1002" in clipboard()
    assert "\t=Roth" not in clipboard()


def test_the_text_reads_like_a_note_to_oneself(page: TradesPage, plan: TradePlan) -> None:
    page.copy_text()
    text = clipboard()
    assert text.startswith("Trades for 21 Aug 2026, in the order to place them\n\nJoint ...1001\n")
    first = plan.trades[0]
    assert f"  1. Sell {first.quantity} {first.symbol} at about {cents(first.price)}" in text
    assert "bought 4 Mar 2019, long-term, cost $" in text
    assert f"Estimated tax: {cents(plan.tax.estimated_tax)}" in text
    assert all(message in text for message in plan.messages)


def test_a_lot_that_nobody_knows_anything_about_says_so(page: TradesPage, plan: TradePlan) -> None:
    page.copy_text()
    apple = [trade for trade in plan.trades if trade.symbol == "AAPL"]
    assert ("purchase date unknown, cost unknown" in clipboard()) is bool(apple)


def test_after_the_export_the_folder_is_one_click_away(
    page: TradesPage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    page.message.action_requested.emit()
    assert opened == []
    session.exported.emit(tmp_path / "trades.xlsx")
    assert str(tmp_path / "trades.xlsx") in page.message.text
    page.message.action_requested.emit()
    assert [url.toLocalFile() for url in opened] == [str(tmp_path)]


def test_a_hidden_page_is_drawn_when_it_is_looked_at(
    qtbot: QtBot, page: TradesPage, session: Session
) -> None:
    page.hide()
    session.set_policy(replace(DEFAULT_POLICY, targets=()), "ask for nothing")
    assert not page.is_empty
    page.show()
    assert page.is_empty


def test_when_nothing_is_to_be_done_the_page_says_so(qtbot: QtBot, session: Session) -> None:
    session.set_policy(Policy(targets=(), buy=()), "ask for nothing")
    solve(qtbot, session)
    page = shown(qtbot, session)
    assert page.answer == "There is nothing to trade."
    assert page.orders.accounts == {}
    assert page.bar.isHidden()


def test_another_theme_paints_the_signs_again(page: TradesPage) -> None:
    page.theme.changed.emit()
    assert len(page.proofs.lines) == CHECKS


def test_a_column_that_a_person_hides_stays_hidden_in_every_account(page: TradesPage) -> None:
    headers = [orders.tree.columns_header for orders in page.orders.accounts.values()]
    value = headers[0].titles().index("Value")
    next(each for each in headers[0].menu().actions() if each.text() == "Value").trigger()
    page.resize(1600, 700)
    page.resize(900, 700)
    page.orders.follow_text_size()

    assert len(headers) > 1
    assert all(each.isSectionHidden(value) for each in headers)
    next(each for each in headers[1].menu().actions() if each.text() == "Value").trigger()
    assert all(each.sectionSize(value) > 60 for each in headers)
