"""Deciding on the Rebalance page: every change is a policy, a plan, and one step to undo."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from rebalancer.rebalance.plan import Action, PlanStatus, TradePlan
from rebalancer.rebalance.policy.file import policy_text, read_policy
from rebalancer.rebalance.policy.policy import (
    DEFAULT_POLICY,
    Policy,
    Target,
    Trading,
)
from ui.format import dollars, percent
from ui.session import Session
from ui.tasks import TaskRunner
from ui.theme import Scheme, Theme
from ui.views.rebalance import RebalancePage
from ui.widgets.text import Heading, PlainLabel
from ui.widgets.trade_rows import TradeRow

HOUSEHOLD = """\
account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,NVDA,NVIDIA Corporation,250,180.00,1000.00,2019-03-04
Joint ...1001,taxable,NVDA,NVIDIA Corporation,150,180.00,28000.00,2026-03-04
Joint ...1001,taxable,AAPL,Apple Inc.,200,255.00,20000.00,2020-03-04
Joint ...1001,taxable,VTI,Vanguard Total Stock Market,300,340.00,60000.00,2018-01-02
Joint ...1001,taxable,CASH,,1250.25,1.00,,
Roth ...1002,tax_exempt,QQQ,Invesco QQQ,60,620.00,,
Roth ...1002,tax_exempt,CASH,,500.00,1.00,,
"""
MORE_TARGETS = (
    *DEFAULT_POLICY.targets,
    Target(key="symbol:VTI", target=0.10, band=0.02),
    Target(key="class:cash", minimum=0.01),
)


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    file = tmp_path / "household.csv"
    file.write_text(HOUSEHOLD, encoding="utf-8")
    tasks = TaskRunner()
    session = Session(tasks, lambda: date(2026, 8, 21))
    with qtbot.waitSignal(session.measured_changed, timeout=20_000):
        session.import_files((file,))
    yield session
    session.close()
    tasks.close()


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> RebalancePage:
    """A page that solves when asked, not by itself."""
    page = RebalancePage(session, Theme())
    qtbot.addWidget(page)
    page.solves_at_once.setChecked(False)
    page.resize(1200, 800)
    page.show()
    return page


def found(plan: TradePlan | None) -> bool:
    return plan is not None


def plan_of(qtbot: QtBot, session: Session, ask: Callable[[], object]) -> TradePlan:
    with qtbot.waitSignal(session.plan_changed, timeout=30_000, check_params_cb=found):
        ask()
    for page in QApplication.topLevelWidgets():
        if isinstance(page, RebalancePage):
            qtbot.waitUntil(lambda: page.result.is_settled)  # noqa: B023 - called at once
    assert session.plan is not None
    return session.plan


def bound(session: Session, key: str) -> float | None:
    for target in session.decisions.policy.targets:
        if target.key == key:
            return target.maximum if target.minimum is None else target.minimum
    return None


def test_without_a_household_the_page_says_what_comes_here(qtbot: QtBot) -> None:
    tasks = TaskRunner()
    empty = RebalancePage(Session(tasks, date.today), Theme())
    qtbot.addWidget(empty)
    assert empty.is_empty
    empty.solve()
    tasks.close()


def test_a_dragged_slider_changes_the_policy_and_is_undone_in_one_step(
    page: RebalancePage, session: Session
) -> None:
    slider = page.desk.targets.sliders["magnificent_seven"]
    for value in (48, 46, 44, 40):
        slider.slider.setValue(value)
    assert bound(session, "magnificent_seven") == 0.20
    assert slider.field.share == 0.20
    assert session.undo_stack.count() == 1
    assert session.undo_stack.undoText() == "change the Magnificent Seven bound"
    session.undo_stack.undo()
    assert bound(session, "magnificent_seven") == 0.25
    assert (slider.share, slider.slider.value()) == (0.25, 50)
    session.undo_stack.redo()
    assert slider.share == 0.20


def test_two_sliders_are_undone_one_after_the_other(page: RebalancePage, session: Session) -> None:
    sliders = page.desk.targets.sliders
    sliders["magnificent_seven"].slider.setValue(40)
    sliders["small_cap"].field.setValue(12.3)
    assert bound(session, "small_cap") == 0.123
    session.undo_stack.undo()
    assert (bound(session, "small_cap"), bound(session, "magnificent_seven")) == (0.15, 0.20)


def test_a_bound_is_switched_off_and_on(page: RebalancePage, session: Session) -> None:
    slider = page.desk.targets.sliders["single_company"]
    assert slider.share is None
    slider.switch.click()
    assert bound(session, "single_company") == 0.10
    slider.switch.click()
    assert bound(session, "single_company") is None
    assert session.decisions.policy.targets == DEFAULT_POLICY.targets


def test_today_is_marked_on_the_track(page: RebalancePage, session: Session) -> None:
    assert session.measured is not None
    now = session.measured.measurement
    slider = page.desk.targets.sliders["magnificent_seven"]
    assert percent(now.baskets["magnificent_seven"].share) in slider.now
    assert not slider.slider.mark_rect().isEmpty()
    assert now.top[0].company in page.desk.targets.sliders["single_company"].now


def test_targets_without_a_slider_are_kept_and_can_be_removed(
    page: RebalancePage, session: Session
) -> None:
    wide = Target(key="magnificent_seven", maximum=0.25, target=0.2)
    policy = replace(DEFAULT_POLICY, targets=(wide, *MORE_TARGETS[1:]))
    session.set_policy(policy, "open a file")
    targets = page.desk.targets
    targets.sliders["magnificent_seven"].slider.setValue(44)
    assert session.decisions.policy.targets[0] == replace(wide, maximum=0.22)
    texts = targets.others.words
    assert len(texts) == 3
    assert texts[1].startswith("VTI 10.0")
    for _ in texts:
        targets.others.lines[0].remove.click()
    assert session.decisions.policy.targets == (
        Target(key="magnificent_seven", maximum=0.22),
        DEFAULT_POLICY.targets[1],
    )
    assert targets.others.words == ()


def test_solving_shows_the_figures_of_the_engine(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    plan = plan_of(qtbot, session, page.solve_button.click)
    cost = page.result.cost
    assert cost.tax.text == f"Estimated tax {dollars(plan.tax.estimated_tax)}"
    assert cost.tickets.text == f"Trades to place {len(plan.trades)}"
    assert dollars(plan.tax.long_term_gain) in cost.long.text
    assert "basis points" in cost.verdict.text() or "Meets the policy" in cost.verdict.text()
    first = plan.outcomes[0]
    assert page.result.targets.lines[0] == (
        f"Magnificent Seven at most {percent(0.25)}: "
        f"{percent(first.before)} to {percent(first.after)}, met"
    )
    assert set(page.result.trades.trees) == {trade.account for trade in plan.trades}
    assert dollars(plan.tax.estimated_tax) in page.answer


def test_changes_are_solved_by_themselves_after_a_pause(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    page.solves_at_once.setChecked(True)
    slider = page.desk.targets.sliders["magnificent_seven"]
    plan = plan_of(qtbot, session, lambda: slider.slider.setValue(60))
    assert plan.policy.targets[0].maximum == 0.30
    again = plan_of(qtbot, session, session.undo_stack.undo)
    assert again.policy == DEFAULT_POLICY


def test_before_there_is_a_plan_its_place_says_what_comes_there_and_brings_it(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    nothing = page.result.nothing
    assert nothing.isVisible()
    assert nothing.button.isVisible()

    plan_of(qtbot, session, nothing.button.click)
    assert nothing.isHidden()

    page.result.show_nothing()
    assert nothing.isVisible()


def test_while_the_first_plan_is_looked_for_its_place_says_so(
    page: RebalancePage, session: Session
) -> None:
    nothing = page.result.nothing

    def is_said(title: str) -> bool:
        titles = [heading.text() for heading in nothing.findChildren(Heading)]
        return titles == [title] and page.answer == f"{title}."

    assert is_said("No trades are found yet")
    page.solve()
    assert is_said("The trades are being found")
    assert nothing.button.isHidden()

    session.planning.drop()
    assert is_said("No trades are found yet")
    assert nothing.button.isVisible()


def test_the_first_look_at_a_household_finds_its_trades(qtbot: QtBot, session: Session) -> None:
    page = RebalancePage(session, Theme())
    qtbot.addWidget(page)
    plan = plan_of(qtbot, session, page.show)
    assert plan.policy == DEFAULT_POLICY


def test_without_solving_at_once_the_page_says_that_its_trades_are_old(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    plan_of(qtbot, session, page.solve)
    page.desk.targets.sliders["magnificent_seven"].slider.setValue(60)
    assert "have changed" in page.message.text
    plan_of(qtbot, session, page.message.action_requested.emit)
    assert page.message.text == ""


def test_do_not_sell_nvda_adds_the_restriction_and_is_obeyed(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    plan = plan_of(qtbot, session, page.solve)
    number, trade = next(
        (number, trade)
        for number, trade in enumerate(plan.trades, start=1)
        if (trade.symbol, trade.action) == ("NVDA", Action.SELL)
    )
    page.result.trades.trees[trade.account].select_row(TradeRow(number=number, trade=trade))
    assert page.result.forbid.text() == "Do not sell NVDA"
    page.solves_at_once.setChecked(True)
    solved = plan_of(qtbot, session, page.result.forbid.click)
    assert session.decisions.policy.restrictions.do_not_sell == {"NVDA"}
    assert session.undo_stack.undoText() == "do not sell NVDA"
    assert "NVDA" not in {each.symbol for each in solved.trades}
    assert page.desk.restrictions.lists["do_not_sell"].symbols == ("NVDA",)
    remains = page.result.remains
    assert "NVDA" in {row.symbol for row in remains.not_traded.table.rows()}
    assert not remains.show_more.isVisible()
    remains.show_plan(replace(solved, messages=tuple(f"Message {n}." for n in range(300))))
    assert remains.show_more.text() == "Show 292 more"
    remains.show_more.click()
    said = [label.text() for label in remains.findChildren(PlainLabel) if label.isVisible()]
    assert "Message 299." in "".join(said)
    assert len(said) < 20


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_trade_offers_every_restriction(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    plan = plan_of(qtbot, session, page.solve)
    buys = next(trade for trade in plan.trades if trade.action is Action.BUY)
    page.result.menu_requested.emit(TradeRow(number=1, trade=buys), QPoint(0, 0))
    offered = page.menu_actions()
    rules = [f"{rule} {buys.symbol}" for rule in ("Do not sell", "Do not buy", "Lock", "Exclude")]
    assert [action.text() for action in offered] == [
        "Leave this trade out",
        "Keep it exactly so",
        "",
        *rules,
    ]
    next(action for action in offered if action.text() == rules[1]).trigger()
    assert session.decisions.policy.restrictions.do_not_buy == {buys.symbol}


def test_what_stands_in_the_way_is_said_in_the_page(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    page.restrict("NVDA", "do_not_sell")
    page.desk.targets.sliders["magnificent_seven"].field.setValue(5.0)
    page.desk.taxes.budget.set_amount(Decimal(0))
    plan = plan_of(qtbot, session, page.solve)
    assert plan.status is PlanStatus.INFEASIBLE
    assert "NVDA" in page.message.text
    assert page.result.targets.lines[0].endswith("missed")


def test_a_refusal_leaves_the_page_without_a_plan(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    nowhere = Trading(contribute={"9999": Decimal(1000)})
    session.set_policy(replace(DEFAULT_POLICY, trading=nowhere), "open a file")
    assert "$1,000.00 of new money in 9999" in page.desk.trading.file_only
    with qtbot.waitSignal(session.failed, timeout=20_000):
        page.solve()
    assert page.answer == "No trades were found for these decisions."


def test_symbols_are_restricted_by_typing_them(page: RebalancePage, session: Session) -> None:
    page.desk.restrictions.lists["lock"].add("vti")
    assert session.decisions.policy.restrictions.lock == {"VTI"}
    page.desk.restrictions.lists["lock"].remove("VTI")
    assert session.decisions.policy.restrictions.lock == frozenset()


def test_a_policy_file_is_saved_and_opened(
    page: RebalancePage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.toml"
    policy = replace(DEFAULT_POLICY, targets=MORE_TARGETS)
    session.set_policy(policy, "try")
    choose(monkeypatch, path.with_suffix(""))
    page.save_policy()
    assert read_policy(path) == policy
    choose(monkeypatch, path)
    assert str(path) in page.message.text
    session.undo_stack.undo()
    page.open_policy()
    assert session.decisions.policy == policy
    assert session.undo_stack.undoText() == "open mine.toml"


def test_a_policy_file_that_cannot_be_followed_or_written_is_refused_in_the_page(
    page: RebalancePage, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(policy_text(DEFAULT_POLICY).replace("max", "maximal"), encoding="utf-8")
    choose(monkeypatch, wrong)
    page.open_policy()
    assert "maximal" in page.message.text
    choose(monkeypatch, tmp_path / "no such folder" / "policy.toml")
    page.save_policy()
    assert "was not written" in page.message.text
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    page.open_policy()
    page.save_policy()
    assert session.decisions.policy == DEFAULT_POLICY


def test_the_page_leads_to_the_list_and_repaints_for_another_theme(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    plan_of(qtbot, session, page.solve)
    with qtbot.waitSignal(page.page_requested) as asked:
        page.result.list_requested.emit()
    assert asked.args == ["Trades"]
    page.theme.scheme = Scheme.DARK
    page.theme.changed.emit()
    assert len(page.result.targets.lines) == 2


def test_taking_the_household_away_empties_the_page(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    plan_of(qtbot, session, page.solve)
    session.remove_everything()
    assert page.is_empty
    assert page.result.cost.isHidden()


def test_ctrl_return_finds_the_trades(qtbot: QtBot, page: RebalancePage, session: Session) -> None:
    plan_of(
        qtbot,
        session,
        lambda: qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
    )


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    for dialog in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, dialog, lambda *_: (str(path), ""))


def test_a_policy_may_ask_for_nothing_at_all(
    qtbot: QtBot, page: RebalancePage, session: Session
) -> None:
    session.set_policy(Policy(targets=(), buy=()), "ask for nothing")
    plan = plan_of(qtbot, session, page.solve)
    assert plan.trades == ()
    assert page.answer.startswith("Nothing to do")
