"""The session holds what is shown, and what is undone is as if it had never been."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.classify.correction import Correction, Kind
from rebalancer.classify.size import SizeClass
from rebalancer.domain.account import TaxTreatment
from rebalancer.errors import RebalancerError
from rebalancer.market.snapshot import load_snapshot
from rebalancer.rebalance.policy.policy import Policy, Target
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.scenario_files import shipped_scenarios
from tests.ui.conftest import decided
from ui.session import Measured, Session
from ui.tasks import TaskRunner

PATIENCE_MS = 60_000
WritePlain = Callable[..., Path]


@pytest.fixture
def loaded(qtbot: QtBot, session: Session, write_plain: WritePlain) -> Session:
    """A session with a small household."""
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(),))
    return session


def capped(policy: Policy, maximum: float) -> Policy:
    return replace(policy, targets=(Target(key="magnificent_seven", maximum=maximum),))


def household(session: Session) -> Measured:
    assert session.measured is not None
    return session.measured


def treatment(session: Session, number: int) -> TaxTreatment:
    return household(session).imported.portfolio.accounts[number].tax_treatment


def key(session: Session, number: int) -> str:
    return household(session).imported.portfolio.accounts[number].key


def test_a_file_becomes_a_household_that_is_measured(loaded: Session) -> None:
    measured = household(loaded)

    assert not measured.is_sample
    assert len(measured.imported.portfolio.accounts) == 2
    assert measured.measurement.baskets["magnificent_seven"].share > 0.3


def test_a_file_that_cannot_be_read_is_told_and_changes_nothing(
    qtbot: QtBot, loaded: Session, tmp_path: Path
) -> None:
    before = loaded.measured
    junk = tmp_path / "holiday.csv"
    junk.write_text("nothing,of,the,kind\n1,2,3,4\n", encoding="utf-8")

    with qtbot.waitSignal(loaded.failed, timeout=PATIENCE_MS) as failed:
        loaded.import_files((junk,))

    assert isinstance(failed.args[0], RebalancerError)
    assert loaded.measured is before


def test_the_newest_of_two_imports_wins(
    qtbot: QtBot, session: Session, write_plain: WritePlain, tasks: TaskRunner
) -> None:
    arrived: list[Measured] = []
    session.measured_changed.connect(arrived.append)
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        session.import_files((write_plain(name="first.csv"),))
        session.import_files((write_plain(name="second.csv"),))

    assert [each.imported.sources[0].name for each in arrived] == ["second.csv"]


def test_removing_the_household_also_forgets_an_import_under_way(
    qtbot: QtBot, session: Session, write_plain: WritePlain, tasks: TaskRunner
) -> None:
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        session.import_files((write_plain(),))
        session.remove_everything()

    assert session.measured is None


def test_files_that_are_still_looked_into_are_not_for_the_household_after_this_one(
    qtbot: QtBot, loaded: Session, write_plain: WritePlain, tasks: TaskRunner
) -> None:
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        loaded.fund_files.sort((write_plain(name="dropped.csv"),), loaded.import_files)
        loaded.forget_household()

    assert not tasks.is_busy
    assert loaded.measured is None


def test_a_tax_treatment_is_decided_undone_and_decided_again(qtbot: QtBot, loaded: Session) -> None:
    as_read = treatment(loaded, 1)

    with decided(qtbot, loaded):
        loaded.set_tax_treatment(key(loaded, 1), TaxTreatment.TAX_DEFERRED)
    assert treatment(loaded, 1) is TaxTreatment.TAX_DEFERRED

    loaded.undo_stack.undo()
    assert treatment(loaded, 1) is as_read

    loaded.undo_stack.redo()
    assert treatment(loaded, 1) is TaxTreatment.TAX_DEFERRED


def test_a_decision_on_an_account_outlives_another_import(
    qtbot: QtBot, loaded: Session, write_plain: WritePlain
) -> None:
    loaded.set_tax_treatment(key(loaded, 0), TaxTreatment.TAX_EXEMPT)

    with qtbot.waitSignal(loaded.measured_changed, timeout=PATIENCE_MS):
        loaded.import_files((write_plain(name="later.csv"),))

    assert treatment(loaded, 0) is TaxTreatment.TAX_EXEMPT


def test_a_dragged_slider_is_undone_at_once(loaded: Session) -> None:
    before = loaded.decisions.policy
    for maximum in (0.30, 0.28, 0.25):
        loaded.set_policy(capped(before, maximum), "change the cap", merge_key=1)

    assert loaded.undo_stack.undoText() == "change the cap"
    loaded.undo_stack.undo()

    assert loaded.decisions.policy == before
    assert not loaded.undo_stack.canUndo()


def test_separate_decisions_are_undone_one_by_one(loaded: Session) -> None:
    before = loaded.decisions.policy
    loaded.set_policy(capped(before, 0.30), "change the cap", merge_key=1)
    loaded.set_policy(capped(before, 0.20), "change the cap", merge_key=2)

    loaded.undo_stack.undo()

    assert loaded.decisions.policy == capped(before, 0.30)


def test_the_same_policy_again_is_no_decision(loaded: Session) -> None:
    loaded.set_policy(loaded.decisions.policy, "change nothing")

    assert not loaded.undo_stack.canUndo()


def test_the_trades_follow_from_the_decisions_in_force(qtbot: QtBot, loaded: Session) -> None:
    with qtbot.waitSignal(loaded.plan_changed, timeout=PATIENCE_MS):
        loaded.solve()
    assert loaded.plan is not None
    assert loaded.plan.policy == loaded.decisions.policy

    loaded.set_policy(capped(loaded.decisions.policy, 0.05), "change the cap")

    assert loaded.plan is None


def test_a_plan_for_decisions_that_have_changed_meanwhile_is_dropped(
    qtbot: QtBot, loaded: Session, tasks: TaskRunner
) -> None:
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        loaded.solve()
        loaded.set_policy(capped(loaded.decisions.policy, 0.05), "change the cap")

    assert loaded.plan is None


def test_a_scenario_is_played_on_the_household_and_goes_with_it(
    qtbot: QtBot, loaded: Session
) -> None:
    scenario = next(iter(shipped_scenarios().values()))
    with qtbot.waitSignal(loaded.scenario_changed, timeout=PATIENCE_MS):
        loaded.run_scenario(scenario, SimulationOptions(paths=50))
    assert loaded.scenario is not None
    assert loaded.scenario.scenario == scenario

    loaded.remove_everything()

    assert loaded.scenario is None


def test_the_rotation_needs_no_household(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.monitor.changed, timeout=PATIENCE_MS):
        session.monitor.load()

    assert session.monitor.report is not None


def test_without_a_household_nothing_is_solved_played_or_written(
    session: Session, tasks: TaskRunner, tmp_path: Path
) -> None:
    session.solve()
    session.run_scenario(next(iter(shipped_scenarios().values())), SimulationOptions())
    session.export_workbook(tmp_path / "trades.xlsx")

    assert not tasks.is_busy


def test_the_plan_is_written_where_the_user_says(
    qtbot: QtBot, loaded: Session, tmp_path: Path
) -> None:
    path = tmp_path / "trades.xlsx"
    with qtbot.waitSignal(loaded.plan_changed, timeout=PATIENCE_MS):
        loaded.solve()

    with qtbot.waitSignal(loaded.exported, timeout=PATIENCE_MS) as exported:
        loaded.export_workbook(path)

    assert exported.args == [path]
    assert path.stat().st_size > 1000


def test_a_correction_is_measured_at_once_and_can_be_undone(qtbot: QtBot, loaded: Session) -> None:
    before = household(loaded).measurement.baskets["magnificent_seven"].share
    symbol = next(iter(household(loaded).imported.portfolio.value_by_symbol()))
    said = DEFAULT_CLASSIFICATION.with_correction(Correction(symbol=symbol, kind=Kind.BOND))

    with decided(qtbot, loaded):
        loaded.set_classification(said, "correct a class")

    assert loaded.universe.classification == said
    assert household(loaded).universe is loaded.universe
    assert household(loaded).measurement.baskets["magnificent_seven"].share < before
    loaded.undo_stack.undo()
    assert household(loaded).measurement.baskets["magnificent_seven"].share == before
    assert loaded.universe.classification == DEFAULT_CLASSIFICATION


def test_a_correction_that_nobody_can_follow_is_told_and_changes_nothing(
    qtbot: QtBot, loaded: Session
) -> None:
    said = DEFAULT_CLASSIFICATION.with_correction(
        Correction(symbol="PLAN", looked_through_as=(("SP50", 1.0),))
    )

    with qtbot.waitSignal(loaded.failed) as told:
        loaded.set_classification(said, "look through PLAN")

    assert isinstance(told.args[0], RebalancerError)
    assert loaded.decisions.classification == DEFAULT_CLASSIFICATION
    loaded.set_classification(DEFAULT_CLASSIFICATION, "nothing new")
    assert loaded.undo_stack.count() == 0


def test_newer_figures_about_the_market_are_measured_at_once(qtbot: QtBot, loaded: Session) -> None:
    snapshot = load_snapshot()
    newer = replace(snapshot, funds={}, securities={})

    older = loaded._household  # noqa: SLF001 - as an undone import brings it back
    with qtbot.waitSignal(loaded.measured_changed, timeout=PATIENCE_MS):
        loaded.set_snapshot(newer)

    assert household(loaded).universe.snapshot is newer
    assert loaded.plan is None
    loaded.take_household(older)
    assert household(loaded).universe.snapshot is newer


def test_without_a_household_decisions_and_figures_wait_for_one(
    qtbot: QtBot, session: Session
) -> None:
    session.set_snapshot(load_snapshot())
    said = DEFAULT_CLASSIFICATION.with_correction(Correction(symbol="AAPL", size=SizeClass.MID))

    with decided(qtbot, session):
        session.set_classification(said, "correct a size")

    assert session.measured is None
    assert session.universe.classification == said
    assert session.universe is session.universe
