"""What is found out beside a plan: drags, frontier, kept plans, wash sales, years."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from pytestqt.qtbot import QtBot

from rebalancer.rebalance.plan import NotDone, PriceOf, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy, Target
from rebalancer.rebalance.tax.rules import TaxRules, WashSales
from rebalancer.rebalance.wash_matrix import WashMatrix, WashVerdict
from tests.ui.conftest import PATIENCE_MS
from ui.format import dollars, percent
from ui.models.tips import tooltip_html
from ui.session import Session
from ui.state.study import FRONTIER, GLIDE, SEARCH
from ui.theme import Scheme, Theme
from ui.views.rebalance import RebalancePage
from ui.views.rebalance.kept import unused_budget
from ui.views.rebalance.outcome import proof_sentence
from ui.views.rebalance.wash import answer

ROWS = (
    "Joint ...1001,taxable,NVDA,NVIDIA Corporation,250,180.00,1000.00,2019-03-04",
    "Joint ...1001,taxable,NVDA,NVIDIA Corporation,150,180.00,28000.00,2026-03-04",
    "Joint ...1001,taxable,AAPL,Apple Inc.,200,255.00,20000.00,2020-03-04",
    "Joint ...1001,taxable,VTI,Vanguard Total Stock Market,300,340.00,60000.00,2018-01-02",
    "Roth ...1002,tax_exempt,QQQ,Invesco QQQ,60,620.00,,",
    "Roth ...1002,tax_exempt,NVDA,NVIDIA Corporation,5,180.00,900.00,2026-08-10",
)
WritePlain = Callable[..., Path]


@pytest.fixture
def loaded(qtbot: QtBot, session: Session, write_plain: WritePlain) -> Iterator[Session]:
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(ROWS),))
    yield session
    session.close()


@pytest.fixture
def page(qtbot: QtBot, loaded: Session, theme: Theme) -> RebalancePage:
    """The page with its first plan, everything shown."""
    page = RebalancePage(loaded, theme)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    await_plan(qtbot, loaded, page)
    return page


def await_plan(qtbot: QtBot, session: Session, page: RebalancePage) -> TradePlan:
    qtbot.waitUntil(lambda: session.plan is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.result.is_settled, timeout=PATIENCE_MS)
    assert session.plan is not None
    return session.plan


def cap(session: Session) -> float | None:
    return session.decisions.policy.targets[0].maximum


def count(session: Session) -> int:
    return session.undo_stack.count()


def asked(policy: Policy) -> tuple[Target, ...]:
    return policy.targets


def test_figures_follow_a_drag_and_letting_go_is_one_step(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    slider = page.desk.targets.sliders["magnificent_seven"].slider
    before = loaded.plan
    slider.setSliderDown(True)
    slider.setValue(40)
    with qtbot.waitSignal(loaded.planning.trial_changed, timeout=PATIENCE_MS):
        slider.setValue(36)
    assert loaded.plan is before
    assert count(loaded) == 0
    qtbot.waitUntil(lambda: "18.0" in page.result.targets.lines[0], timeout=PATIENCE_MS)
    tried = loaded.planning.trial
    assert tried is not None
    assert dollars(tried.tax.estimated_tax) in page.result.cost.tax.text
    slider.setSliderDown(False)
    assert (cap(loaded), count(loaded)) == (0.18, 1)
    assert await_plan(qtbot, loaded, page) is tried
    slider.setSliderDown(True)
    slider.setValue(30)
    slider.setSliderDown(False)
    assert (cap(loaded), count(loaded)) == (0.15, 1)
    loaded.undo_stack.undo()
    assert (cap(loaded), slider.value()) == (0.25, 50)


def test_a_drag_that_ends_where_it_began_changes_nothing(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    slider, plan = page.desk.targets.sliders["magnificent_seven"].slider, loaded.plan
    slider.setSliderDown(True)
    with qtbot.waitSignal(loaded.planning.trial_changed, timeout=PATIENCE_MS):
        slider.setValue(40)
    slider.setValue(50)
    slider.setSliderDown(False)
    assert loaded.plan is plan
    assert count(loaded) == 0
    assert "25.0" in page.result.targets.lines[0]


def test_nothing_is_tried_while_solving_waits_for_the_button(
    page: RebalancePage, loaded: Session
) -> None:
    page.solves_at_once.setChecked(False)
    slider = page.desk.targets.sliders["small_cap"].slider
    slider.setSliderDown(True)
    slider.setValue(22)
    assert not loaded.planning.is_trying
    slider.setSliderDown(False)
    assert page.message.text.startswith("The decisions have changed")


def test_any_target_has_a_slider_and_a_tolerance_and_is_added_from_a_list(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    others = page.desk.targets.others
    others.add.menu().aboutToShow.emit()
    texts = [action.text() for action in others.add.menu().actions()]
    assert {"Bonds", "VTI"} <= set(texts)
    next(each for each in others.add.menu().actions() if each.text() == "VTI").trigger()
    assert loaded.undo_stack.undoText() == "add the VTI target"
    (lines,) = others.lines
    lines.pairs["target"].field.setValue(30.0)
    lines.band.setValue(5.0)
    assert loaded.undo_stack.undoText() == "change the VTI target"
    wanted = Target(key="symbol:VTI", target=0.30, band=0.05)
    assert asked(loaded.decisions.policy)[-1] == wanted
    assert others.lines == [lines]
    pair = lines.pairs["target"]
    pair.slider.setSliderDown(True)
    with qtbot.waitSignal(loaded.planning.trial_changed, timeout=PATIENCE_MS):
        pair.slider.setValue(50)
    assert loaded.planning.trial is not None
    assert loaded.planning.trial.policy.targets[-1] == replace(wanted, target=0.25)
    pair.slider.setSliderDown(False)
    others.add.menu().aboutToShow.emit()
    assert "VTI" not in [action.text() for action in others.add.menu().actions()]
    lines.remove.click()
    assert asked(loaded.decisions.policy) == DEFAULT_POLICY.targets


def test_the_frontier_appears_and_a_click_chooses_a_point(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    study, card = loaded.planning.study, page.result.frontier
    qtbot.waitUntil(lambda: study.is_traced(DEFAULT_POLICY), timeout=PATIENCE_MS)
    assert card.go_on.isHidden()
    assert card.bar.isHidden()
    table = card.chart.table()
    assert len(table.rows) == len(study.points)
    point = study.points[1]
    card.chart.picked.emit(point.cap)
    assert cap(loaded) == pytest.approx(point.cap, abs=1e-4)
    assert loaded.undo_stack.undoText() == "choose a point of the frontier"
    assert count(loaded) == 1
    plan = await_plan(qtbot, loaded, page)
    assert card.chart._chosen == (  # noqa: SLF001 - what is marked
        plan.after.baskets["magnificent_seven"].share,
        float(plan.tax.estimated_tax),
    )


def test_tracing_is_stopped_and_goes_on(qtbot: QtBot, page: RebalancePage, loaded: Session) -> None:
    study, card = loaded.planning.study, page.result.frontier
    qtbot.waitUntil(lambda: study.is_running(FRONTIER), timeout=PATIENCE_MS)
    assert card.stop.isVisible()
    card.stop.click()
    assert not study.is_running(FRONTIER)
    assert card.go_on.isVisible()
    card.go_on.click()
    qtbot.waitUntil(lambda: study.is_traced(DEFAULT_POLICY), timeout=PATIENCE_MS)


def test_the_gain_budget_is_marked_on_the_frontier(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    page.desk.taxes.budget.changed.emit(Decimal(1000))
    policy = loaded.decisions.policy
    qtbot.waitUntil(lambda: loaded.planning.study.is_traced(policy), timeout=PATIENCE_MS)
    limit = page.result.frontier.chart._limit  # noqa: SLF001 - what is marked
    assert limit is not None
    assert limit.name.startswith("Gain budget")


def test_a_better_plan_is_looked_for_until_somebody_stops_it(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    plan = await_plan(qtbot, loaded, page)
    loaded.planning.plan = replace(plan, gap=1e-3)
    page.study_desk.follow(loaded.planning.plan)
    qtbot.waitUntil(lambda: loaded.planning.study.is_running(SEARCH), timeout=PATIENCE_MS)
    cost = page.result.cost
    assert cost.searching.isVisible()
    cost.stop.click()
    assert not loaded.planning.study.is_running(SEARCH)
    assert not cost.searching.isVisible()
    due = page.study_desk._soon.timeout  # noqa: SLF001 - when it would be looked for again
    with qtbot.waitSignal(due, timeout=PATIENCE_MS):
        page.study_desk.follow(loaded.planning.plan)
    assert not loaded.planning.study.is_running(SEARCH)
    cost.search_requested.emit()
    assert loaded.planning.study.is_running(SEARCH)
    page.hide()
    assert not loaded.planning.study.is_running(SEARCH)


def test_how_good_a_plan_is_is_said_in_basis_points_and_as_a_part_of_its_cost(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    plan = await_plan(qtbot, loaded, page)
    assert plan.proof is not None
    proof = replace(plan.proof, missed=0.0, least_missed=0.0, cost=100.0, least_cost=99.0)
    open_plan = replace(plan, gap=1e-3, proof=proof)
    assert proof_sentence(open_plan).endswith(
        "That is 1.00\u202f% of what the plan costs in tax and trading."
    )
    assert "basis points" in proof_sentence(open_plan)
    assert "of what the plan costs" not in proof_sentence(replace(plan, gap=0.0))


def test_plans_are_kept_compared_and_gone_back_to(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    first, kept = await_plan(qtbot, loaded, page), page.result.kept
    assert not kept.table.isVisible()
    kept.keep["A"].click()
    assert not kept.back["A"].isEnabled()
    loaded.set_policy(replace(DEFAULT_POLICY, targets=()), "ask for nothing")
    second = await_plan(qtbot, loaded, page)
    kept.keep["C"].click()
    lines = {line.title: line for line in kept.table.table.rows()}
    share = first.after.baskets["magnificent_seven"].share
    assert lines["Magnificent Seven left"].of("A") == percent(share)
    assert lines["Trades to place"].of("C") == str(len(second.trades))
    assert lines["Unused gain budget"].of("A") == "no limit"
    assert kept.table.isColumnHidden(3)
    foreign = replace(kept.table.table.rows()[0], title="⟦Magnificent Seven left⟧")
    kept.table.set_rows((foreign,))  # the explanation is not looked up by an English title
    tip = kept.table.table.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == tooltip_html(foreign.explanation)
    loaded.undo_stack.undo()
    assert list(loaded.planning.kept) == ["A", "C"]
    loaded.undo_stack.redo()
    steps = count(loaded)
    kept.back["A"].click()
    assert loaded.decisions.policy == first.policy
    assert count(loaded) == steps + 1
    assert loaded.undo_stack.undoText() == "go back to plan A"
    qtbot.waitUntil(lambda: loaded.plan is first, timeout=PATIENCE_MS)


def test_what_is_left_of_the_gain_budget_is_compared(loaded: Session, page: RebalancePage) -> None:
    plan = loaded.plan
    assert plan is not None
    tax = TaxRules(gain_budget=Decimal(50_000))
    left = unused_budget(replace(plan, policy=replace(plan.policy, tax=tax)))
    gains = plan.tax.short_term_gain + plan.tax.long_term_gain + plan.tax.unknown_cost
    assert left == dollars(Decimal(50_000) - gains)


def test_losses_and_purchases_that_meet_are_in_the_matrix(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    shown: list[WashMatrix] = []
    loaded.planning.study.wash_changed.connect(shown.append)
    rules = replace(DEFAULT_POLICY.tax, wash_sales=WashSales.WARN)
    loaded.set_policy(replace(DEFAULT_POLICY, tax=rules), "warn me")
    qtbot.waitUntil(lambda: bool(shown), timeout=PATIENCE_MS)
    card = page.result.wash
    matrix = shown[-1]
    rows = card.table.table.rows()
    assert rows == matrix.rows
    nvidia = next(row for row in rows if "NVDA" in row.symbols)
    assert nvidia.cells[1].bought_lately
    card.table.selectAll()
    card.table.copy_selection()
    text = QGuiApplication.clipboard().text()
    assert "Joint ...1001" in text
    assert "bought 5 on 10 Aug 2026" in text
    clash = replace(nvidia, verdict=WashVerdict.CLASH)
    card.show_matrix(replace(matrix, rows=(clash,)))
    assert answer(replace(matrix, rows=(clash,))) == "Losses meet purchases: NVDA."
    assert card.grab().width() > 0
    assert answer(WashMatrix(accounts=(), rows=())) == "No loss meets a purchase."
    waits = replace(nvidia, verdict=WashVerdict.DO_NOT_BUY)
    assert "nobody buys NVDA" in answer(WashMatrix(accounts=(), rows=(waits,)))


def test_what_stands_in_the_way_has_its_price_and_gives_way_at_a_click(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    card = page.result.limits
    target = Target(key="magnificent_seven", maximum=0.05)
    tax = replace(DEFAULT_POLICY.tax, gain_budget=Decimal(1000))
    loaded.set_policy(replace(DEFAULT_POLICY, targets=(target,), tax=tax), "ask for too much")
    qtbot.waitUntil(card.help.isVisible, timeout=PATIENCE_MS)
    rows = card.table.table.rows()
    limit = next(row for row in rows if row.changed is not None)
    assert f"What would do: {limit.change_that_helps}." in card.said.text()
    steps = count(loaded)
    card.help.click()
    assert loaded.decisions.policy == limit.changed
    assert count(loaded) == steps + 1
    plan = await_plan(qtbot, loaded, page)
    assert not any(outcome.shortfall for outcome in plan.outcomes)


def test_limits_are_priced_anew_for_other_holdings(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    plan = await_plan(qtbot, loaded, page)
    foreign = NotDone(
        limit="cash", title="cash", price=Decimal(0), of=PriceOf.COST, sentence="Of others."
    )
    loaded.planning.study.limits_changed.emit(replace(plan, not_done=(foreign,)))
    assert page.result.limits.table.table.rows() == (foreign,)
    measured = loaded.measured
    assert measured is not None
    loaded.planning.show_household(other := replace(measured))
    loaded.measured_changed.emit(other)
    loaded.solve()
    fresh = await_plan(qtbot, loaded, page)
    assert fresh is not plan
    assert foreign not in page.result.limits.table.table.rows()


def test_a_limit_without_a_remedy_says_so(page: RebalancePage, loaded: Session) -> None:
    plan, card = loaded.plan, page.result.limits
    assert plan is not None
    missed = NotDone(
        limit="cash", title="cash", price=Decimal(0), of=PriceOf.MISSED, sentence="No cash."
    )
    costly = replace(missed, title="buffer", of=PriceOf.COST, costs=Decimal(7), price=Decimal(1))
    card.show_plan(replace(plan, not_done=(missed, costly)))
    card.table.selectRow(0)
    assert card.said.text() == "No single change of this limit makes the targets possible."
    assert card.help.isHidden()
    card.table.selectRow(1)
    assert card.said.text() == "No cash."
    page.study_desk.give_way(missed)
    assert count(loaded) == 0


def test_the_years_ahead_are_asked_for_and_shown(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    card, study = page.result.glide, loaded.planning.study
    card.unfold()
    card.years.set_value(2)
    card.look.click()
    assert study.is_running(GLIDE)
    assert not card.look.isEnabled()
    card.stop.click()
    assert card.look.isEnabled()
    card.look.click()
    qtbot.waitUntil(lambda: study.glide is not None, timeout=PATIENCE_MS)
    assert study.glide is not None
    assert study.glide.chosen.title in card.answer.text()
    assert dollars(study.glide.chosen.total_tax) in card.answer.text()
    assert len(card.table.table.rows()) == 2 * len(study.glide.glides)
    assert card.chart.table().headers[0] == "Day"
    card.budget.switch.click()
    assert loaded.decisions.policy.tax.gain_budget == Decimal(10_000)
    assert page.desk.taxes.budget.amount == Decimal(10_000)


def test_everything_that_takes_the_focus_has_a_name_and_both_palettes_paint(
    qtbot: QtBot, page: RebalancePage, loaded: Session
) -> None:
    page.result.kept.keep["A"].click()
    for panel in (page.desk.buying, page.desk.trading, page.desk.taxes, page.desk.restrictions):
        assert not panel.is_open
        panel.unfold()
    page.result.glide.unfold()
    for widget in page.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            name = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            is_viewport = isinstance(widget.parentWidget(), QAbstractScrollArea)
            is_part = is_viewport or widget.objectName().startswith("qt_")
            assert name or is_part, widget
    page.theme.scheme = Scheme.DARK
    page.theme.changed.emit()
    assert not page.grab().isNull()
