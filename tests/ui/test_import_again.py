"""Files come again: what they change is shown, applied in one step, and undone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.fix import DropAccount, MarkKind
from rebalancer.measure.measurement import NothingToMeasureError
from rebalancer.rebalance.policy.policy import Restrictions
from tests.ui.conftest import decided
from ui.app import Front
from ui.session import Session
from ui.state.household import Measured
from ui.tasks import TaskRunner
from ui.views.holdings import HoldingsPage

PATIENCE_MS = 60_000
WritePlain = Callable[..., Path]
OLD = (
    "Joint ...1001,taxable,AAPL,Apple Inc.,50,300.00,3000.00,2019-03-04",
    "Roth ...1002,tax_exempt,QZZQ,Quaint,60,20.00,,",
)
NEW = ("Joint ...1001,taxable,AAPL,Apple Inc.,70,310.00,3000.00,2019-03-04",)


@pytest.fixture
def shown(qtbot: QtBot, session: Session, write_plain: WritePlain) -> Session:
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(OLD, "old.csv"),))
    return session


def propose(qtbot: QtBot, session: Session, path: Path) -> None:
    with qtbot.waitSignal(session.proposal_changed, timeout=PATIENCE_MS):
        session.import_files((path,))


def is_asking(session: Session) -> bool:
    return session.proposal is not None


def household(session: Session) -> Measured:
    assert session.measured is not None
    return session.measured


def shares(session: Session) -> list[object]:
    return [position.quantity for _, position in household(session).imported.portfolio.holdings()]


def test_a_newer_file_waits_is_applied_and_undone(
    qtbot: QtBot, shown: Session, write_plain: WritePlain
) -> None:
    before = shown.measured
    propose(qtbot, shown, write_plain(NEW, "new.csv"))
    assert shown.proposal is not None
    assert shown.proposal.files == "new.csv"
    assert shown.measured is before

    shown.apply_proposal()
    assert not is_asking(shown)
    assert shares(shown) == [70, 60]
    assert shown.undo_stack.undoText() == "import"

    shown.undo_stack.undo()
    assert shown.measured is before
    shown.undo_stack.redo()
    assert shares(shown) == [70, 60]


def test_what_is_declined_changes_nothing(
    qtbot: QtBot, shown: Session, write_plain: WritePlain
) -> None:
    before = shown.measured
    propose(qtbot, shown, write_plain(NEW, "new.csv"))

    shown.decline_proposal()
    shown.apply_proposal()

    assert (shown.proposal, shown.measured) == (None, before)
    assert not shown.undo_stack.canUndo()


def test_the_same_again_asks_nothing(qtbot: QtBot, shown: Session, write_plain: WritePlain) -> None:
    with qtbot.waitSignal(shown.measured_changed, timeout=PATIENCE_MS):
        shown.import_files((write_plain(OLD, "again.csv"),))

    assert not is_asking(shown)
    assert not shown.undo_stack.canUndo()


def test_decisions_are_kept_when_an_account_comes_again(
    qtbot: QtBot, shown: Session, write_plain: WritePlain
) -> None:
    joint = household(shown).imported.portfolio.accounts[0].key
    with decided(qtbot, shown):
        shown.fix(MarkKind(symbol="QZZQ", kind=SecurityKind.BOND), "change the kind of QZZQ")
        shown.set_tax_treatment(joint, TaxTreatment.TAX_DEFERRED)
    assert shown.undo_stack.count() == 2
    propose(qtbot, shown, write_plain((*NEW, OLD[1].replace("60", "61")), "new.csv"))

    shown.apply_proposal()

    accounts = household(shown).imported.portfolio.accounts
    assert accounts[0].tax_treatment is TaxTreatment.TAX_DEFERRED
    assert accounts[1].positions[0].kind is SecurityKind.BOND


def test_a_fix_while_changes_are_shown_is_in_them(
    qtbot: QtBot, shown: Session, write_plain: WritePlain
) -> None:
    propose(qtbot, shown, write_plain(NEW, "new.csv"))

    with qtbot.waitSignal(shown.proposal_changed, timeout=PATIENCE_MS):
        shown.fix(MarkKind(symbol="QZZQ", kind=SecurityKind.FUND), "change the kind of QZZQ")
    assert shown.proposal is not None
    shown.apply_proposal()

    held = household(shown).imported.portfolio.accounts[1].positions[0]
    assert held.kind is SecurityKind.FUND


def test_a_fix_while_a_file_is_read_is_in_what_comes(
    qtbot: QtBot, shown: Session, write_plain: WritePlain, tasks: TaskRunner
) -> None:
    with qtbot.waitSignals([shown.proposal_changed, shown.decisions_changed], timeout=PATIENCE_MS):
        shown.import_files((write_plain(NEW, "new.csv"),))
        shown.fix(MarkKind(symbol="QZZQ", kind=SecurityKind.FUND), "change the kind of QZZQ")
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=PATIENCE_MS)

    shown.apply_proposal()

    held = household(shown).imported.portfolio.accounts[1].positions[0]
    assert held.kind is SecurityKind.FUND


def test_closing_the_household_is_undone_and_what_follows_too(
    qtbot: QtBot, shown: Session, write_plain: WritePlain
) -> None:
    before = shown.measured
    shown.remove_everything()
    shown.remove_everything()
    with qtbot.waitSignal(shown.measured_changed, timeout=PATIENCE_MS):
        shown.import_files((write_plain(NEW, "new.csv"),))

    for expected in (None, before):
        shown.undo_stack.undo()
        assert shown.measured is expected
    assert not shown.undo_stack.canUndo()


def test_the_sample_is_replaced_and_never_merged(
    qtbot: QtBot, shown: Session, write_plain: WritePlain
) -> None:
    with qtbot.waitSignal(shown.measured_changed, timeout=PATIENCE_MS):
        shown.import_files((write_plain(NEW, "sample.csv"),), is_sample=True)
    assert shares(shown) == [70]
    with qtbot.waitSignal(shown.measured_changed, timeout=PATIENCE_MS):
        shown.import_files((write_plain(OLD, "old.csv"),))

    assert shares(shown) == [50, 60]
    assert not household(shown).is_sample


def test_a_fix_that_leaves_nothing_is_refused(
    qtbot: QtBot, session: Session, write_plain: WritePlain
) -> None:
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(NEW),))
    key = household(session).imported.portfolio.accounts[0].key

    with qtbot.waitSignal(session.failed, timeout=PATIENCE_MS) as failed:
        session.fix(DropAccount(account=key), "leave an account out")

    assert isinstance(failed.args[0], NothingToMeasureError)
    assert not session.undo_stack.canUndo()


def test_without_a_household_a_fix_is_a_decision_for_later(qtbot: QtBot, session: Session) -> None:
    with decided(qtbot, session):
        session.fix(MarkKind(symbol="QZZQ", kind=SecurityKind.FUND), "change the kind of QZZQ")

    assert session.measured is None
    assert len(session.decisions.fixes) == 1


def test_locks_and_corrected_classes_are_kept_when_an_account_comes_again(
    qtbot: QtBot, shown: Session, write_plain: WritePlain
) -> None:
    locked = Restrictions(lock=frozenset({"AAPL"}), do_not_buy=frozenset({"QZZQ"}))
    shown.set_policy(replace(shown.decisions.policy, restrictions=locked), "lock AAPL")
    shown.fix(MarkKind(symbol="QZZQ", kind=SecurityKind.FUND), "change the kind of QZZQ")
    propose(qtbot, shown, write_plain((NEW[0], OLD[1].replace("60", "61")), "new.csv"))
    shown.apply_proposal()

    assert shown.decisions.policy.restrictions == locked
    assert household(shown).imported.portfolio.accounts[1].positions[0].kind is SecurityKind.FUND
    with qtbot.waitSignal(shown.plan_changed, timeout=PATIENCE_MS):
        shown.solve()
    assert shown.plan is not None
    assert "AAPL" not in {trade.symbol for trade in shown.plan.trades}


def test_a_person_says_which_account_is_which(
    qtbot: QtBot, front: Front, live_session: Session, write_plain: WritePlain
) -> None:
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        front.import_files((write_plain(OLD, "old.csv"),))
    page = front.window.page("Holdings")
    assert isinstance(page, HoldingsPage)
    renamed = NEW[0].replace("Joint", "House money")
    propose(qtbot, live_session, write_plain((renamed,), "new.csv"))
    (field,) = page.changes.accounts.fields.values()
    assert field.currentText() == "The same as “Joint ...1001”"

    with qtbot.waitSignal(live_session.proposal_changed, timeout=PATIENCE_MS):
        field.activated.emit(field.count() - 1)
    assert page.changes.accounts.fields == {"Plain file:House money:...1001": field}
    assert field.currentText() == "An account of its own"
    assert page.changes.remarks == ""
    qtbot.mouseClick(page.changes.apply, Qt.MouseButton.LeftButton)
    labels = [each.label for each in household(live_session).imported.portfolio.accounts]
    assert labels == ["Joint ...1001", "Roth ...1002", "House money ...1001"]

    propose(qtbot, live_session, write_plain((NEW[0].replace("70", "71"),), "newest.csv"))
    assert page.changes.accounts.fields == {}
    qtbot.mouseClick(page.changes.all_accounts, Qt.MouseButton.LeftButton)
    (field,) = page.changes.accounts.fields.values()
    assert [field.itemText(place) for place in range(field.count())] == [
        "The same as “Joint ...1001”",
        "The same as “Roth ...1002”",
        "The same as “House money ...1001”",
        "An account of its own",
    ]
    field.setCurrentIndex(2)
    with qtbot.waitSignal(live_session.proposal_changed, timeout=PATIENCE_MS):
        field.activated.emit(2)
    live_session.apply_proposal()
    assert shares(live_session) == [50, 60, 71]


def test_without_changes_there_is_no_account_to_choose(session: Session) -> None:
    session.choose_account("one", "other")
    assert session.proposal is None


def test_the_window_shows_the_changes_and_takes_them_back(
    qtbot: QtBot, front: Front, live_session: Session, write_plain: WritePlain
) -> None:
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        front.import_files((write_plain(OLD, "old.csv"),))
    page = front.window.page("Holdings")
    assert isinstance(page, HoldingsPage)
    front.window.show_page("Market")

    renamed = NEW[0].replace("Joint", "House money")
    with qtbot.waitSignal(live_session.proposal_changed, timeout=PATIENCE_MS):
        front.import_files((write_plain((renamed,), "new.csv"),))
    assert front.window.current_page == "Holdings"
    assert page.changes.isVisible()
    assert "is taken for the same account" in page.changes.remarks
    assert page.changes.table.table.rowCount() == 2
    qtbot.mouseClick(page.changes.cancel, Qt.MouseButton.LeftButton)
    assert not page.changes.isVisible()

    with qtbot.waitSignal(live_session.proposal_changed, timeout=PATIENCE_MS):
        front.import_files((write_plain(NEW, "new.csv"),))
    qtbot.keyClick(page.changes.apply, Qt.Key.Key_Space)
    assert not page.changes.isVisible()
    assert page.message.text.startswith("new.csv is imported: 1 account changes")

    qtbot.mouseClick(page.message.action, Qt.MouseButton.LeftButton)
    assert shares(live_session) == [50, 60]
    assert page.message.text == ""
    page.changes.applied.emit()
    assert page.message.text == ""
