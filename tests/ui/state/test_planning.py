"""Plans are tried, remembered, kept, and replaced only by better ones."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rebalancer.rebalance.frontier import Mark
from rebalancer.rebalance.glide import GlideWish
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy, Target, Trading
from rebalancer.rebalance.tax.rules import TaxRules
from tests.ui.conftest import PATIENCE_MS, decided
from ui.session import Session
from ui.state.planning import Planning
from ui.state.study import FRONTIER, GLIDE, SEARCH, Study, is_better
from ui.tasks import TaskRunner

ROWS = (
    "Joint ...1001,taxable,NVDA,NVIDIA Corporation,250,180.00,1000.00,2019-03-04",
    "Joint ...1001,taxable,NVDA,NVIDIA Corporation,150,180.00,28000.00,2026-03-04",
    "Joint ...1001,taxable,AAPL,Apple Inc.,200,255.00,20000.00,2020-03-04",
    "Joint ...1001,taxable,VTI,Vanguard Total Stock Market,300,340.00,60000.00,2018-01-02",
    "Roth ...1002,tax_exempt,QQQ,Invesco QQQ,60,620.00,,",
)
WritePlain = Callable[..., Path]


def capped(maximum: float) -> Policy:
    target = Target(key="magnificent_seven", maximum=maximum)
    return replace(DEFAULT_POLICY, targets=(target, DEFAULT_POLICY.targets[1]))


@pytest.fixture
def loaded(qtbot: QtBot, session: Session, write_plain: WritePlain) -> Iterator[Session]:
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(ROWS),))
    yield session
    session.close()


@pytest.fixture
def planning(loaded: Session) -> Planning:
    return loaded.planning


@pytest.fixture
def study(planning: Planning) -> Study:
    return planning.study


def solved(qtbot: QtBot, session: Session) -> TradePlan:
    with qtbot.waitSignal(
        session.plan_changed, timeout=PATIENCE_MS, check_params_cb=lambda plan: plan is not None
    ):
        session.solve()
    assert session.plan is not None
    return session.plan


def test_of_many_wishes_the_first_and_the_last_are_tried(qtbot: QtBot, planning: Planning) -> None:
    shown: list[float | None] = []
    planning.trial_changed.connect(lambda plan: shown.append(plan.policy.targets[0].maximum))
    for maximum in (0.30, 0.29, 0.28, 0.27, 0.26):
        planning.try_out(capped(maximum))
    assert planning.is_trying
    qtbot.waitUntil(lambda: len(shown) == 2, timeout=PATIENCE_MS)
    assert shown == [0.30, 0.26]
    assert planning.plan is None


def test_what_was_tried_is_there_at_once_when_it_is_decided(
    qtbot: QtBot, loaded: Session, planning: Planning
) -> None:
    with qtbot.waitSignal(planning.trial_changed, timeout=PATIENCE_MS):
        planning.try_out(capped(0.28))
    tried = planning.trial
    planning.try_out(capped(0.28))
    loaded.set_policy(capped(0.28), "change the cap")
    loaded.solve()
    assert loaded.plan is tried
    assert planning.trial is None


def test_a_trial_that_has_ended_shows_nothing_any_more(
    qtbot: QtBot, planning: Planning, tasks: TaskRunner
) -> None:
    shown: list[TradePlan | None] = []
    planning.trial_changed.connect(shown.append)
    planning.try_out(capped(0.28))
    planning.try_out(capped(0.27))
    planning.end_trial()
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=PATIENCE_MS)
    assert shown == [None]
    assert not planning.is_trying


def test_a_trial_without_an_answer_is_passed_over(
    qtbot: QtBot, loaded: Session, planning: Planning, tasks: TaskRunner
) -> None:
    told: list[Exception] = []
    loaded.failed.connect(told.append)
    planning.try_out(replace(DEFAULT_POLICY, trading=Trading(contribute={"9999": Decimal(1)})))
    with qtbot.waitSignal(planning.trial_changed, timeout=PATIENCE_MS):
        planning.try_out(capped(0.28))
    assert told == []


def test_stopping_the_work_lets_the_next_wish_be_tried(
    qtbot: QtBot, planning: Planning, tasks: TaskRunner
) -> None:
    planning.try_out(capped(0.28))
    planning.try_out(capped(0.24))
    with qtbot.waitSignal(planning.trial_changed, timeout=PATIENCE_MS):
        tasks.cancel_all()
    assert planning.trial is not None
    assert planning.trial.policy == capped(0.24)


def test_without_a_household_nothing_is_tried_or_kept(session: Session) -> None:
    session.planning.try_out(capped(0.28))
    session.planning.keep("A")
    session.planning.study.look_along(DEFAULT_POLICY)
    session.planning.study.look_ahead(DEFAULT_POLICY, GlideWish())
    assert not session.planning.is_trying or session.planning.trial is None
    assert session.planning.kept == {}
    assert not session.planning.study.is_busy
    session.close()


def test_undoing_a_decision_brings_its_plan_back_without_solving(
    qtbot: QtBot, loaded: Session, tasks: TaskRunner
) -> None:
    first = solved(qtbot, loaded)
    loaded.set_policy(capped(0.20), "change the cap")
    solved(qtbot, loaded)
    loaded.undo_stack.undo()
    loaded.solve()
    assert loaded.plan is first


def test_kept_plans_outlive_undo_and_know_whether_they_are_of_today(
    qtbot: QtBot, loaded: Session, planning: Planning
) -> None:
    first = solved(qtbot, loaded)
    planning.keep("B")
    planning.keep("A")
    assert list(planning.kept) == ["A", "B"]
    assert loaded.measured is not None
    account = loaded.measured.imported.portfolio.accounts[0]
    with decided(qtbot, loaded):
        loaded.set_tax_treatment(account.key, account.tax_treatment.TAX_EXEMPT)
    assert list(planning.older) == ["A", "B"]
    assert planning.find(first.policy) is None
    loaded.undo_stack.undo()
    assert list(planning.older) == []
    assert planning.find(first.policy) is first


def test_only_a_better_plan_for_the_same_decisions_replaces_one(
    qtbot: QtBot, loaded: Session, planning: Planning
) -> None:
    plan = solved(qtbot, loaded)
    assert plan.proof is not None
    worse = replace(plan, proof=replace(plan.proof, cost=plan.proof.cost + 5))
    nearer = replace(plan, proof=replace(plan.proof, missed=plan.proof.missed - 5))
    better = replace(plan, proof=replace(plan.proof, cost=plan.proof.cost - 5))
    other = replace(better, policy=capped(0.2))
    assert not is_better(replace(better, proof=None), plan)
    assert is_better(nearer, plan)
    for offered, expected in ((worse, plan), (other, plan), (plan, plan), (better, better)):
        planning.study.better_found.emit(offered)
        assert loaded.plan is expected
    assert planning.find(plan.policy) is better
    planning.drop()
    planning.study.better_found.emit(better)
    assert loaded.plan is None


def test_the_frontier_is_traced_point_by_point_and_once(
    qtbot: QtBot, loaded: Session, study: Study
) -> None:
    policy = replace(capped(0.25), tax=TaxRules(gain_budget=Decimal(1000)))
    counts: list[int] = []
    study.frontier_changed.connect(lambda: counts.append(len(study.points)))
    study.look_along(policy)
    study.look_along(policy)
    assert study.is_running(FRONTIER)
    qtbot.waitUntil(lambda: study.is_traced(policy), timeout=PATIENCE_MS)
    assert counts == sorted(counts)
    assert study.fraction == 1.0
    shares = [point.share for point in study.points]
    assert shares == sorted(shares)
    assert any(Mark.GAIN_BUDGET in point.marks for point in study.points)
    assert any(point.over_budget for point in study.points)
    study.look_along(replace(policy, targets=capped(0.1).targets))
    assert not study.is_busy
    assert study.is_traced(replace(policy, targets=capped(0.1).targets))


def test_another_frame_has_another_frontier_and_stopping_keeps_its_points(
    qtbot: QtBot, loaded: Session, study: Study
) -> None:
    study.look_along(DEFAULT_POLICY)
    qtbot.waitUntil(lambda: len(study.points) >= 2, timeout=PATIENCE_MS)
    study.stop(FRONTIER)
    study.stop(FRONTIER)
    kept = study.points
    assert not study.is_traced(DEFAULT_POLICY)
    qtbot.waitUntil(lambda: not study.is_busy, timeout=PATIENCE_MS)
    assert study.points == kept
    study.look_along(Policy(targets=()))
    assert study.points == ()
    qtbot.waitUntil(lambda: len(study.points) >= 1, timeout=PATIENCE_MS)


def test_a_search_ends_by_itself_and_offers_plans_for_its_policy(
    qtbot: QtBot, loaded: Session, study: Study
) -> None:
    plan = solved(qtbot, loaded)
    offered: list[TradePlan] = []
    study.better_found.connect(offered.append)
    study.search(replace(plan, gap=0.0))
    assert not study.is_running(SEARCH)
    study.search(replace(plan, gap=1e-3))
    assert study.is_running(SEARCH)
    qtbot.waitUntil(lambda: bool(offered), timeout=PATIENCE_MS)
    assert all(each.policy == plan.policy for each in offered)
    study.pause()
    qtbot.waitUntil(lambda: not study.is_busy, timeout=PATIENCE_MS)


def test_the_years_ahead_are_compared(qtbot: QtBot, loaded: Session, study: Study) -> None:
    with qtbot.waitSignal(study.glide_changed):
        study.look_ahead(DEFAULT_POLICY, GlideWish(years=2))
    assert study.is_running(GLIDE)
    qtbot.waitUntil(lambda: study.glide is not None, timeout=PATIENCE_MS)
    assert study.glide is not None
    assert len(study.glide.chosen.years) == 2
    loaded.remove_everything()
    assert study.glide is None


def test_what_cannot_be_found_out_is_told(qtbot: QtBot, loaded: Session, study: Study) -> None:
    nowhere = replace(DEFAULT_POLICY, trading=Trading(contribute={"9999": Decimal(1)}))
    with qtbot.waitSignal(loaded.failed, timeout=PATIENCE_MS):
        study.look_along(nowhere)
    assert not study.is_running(FRONTIER)
