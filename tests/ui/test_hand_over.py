"""A person hands the plan over from the real window: report, order files, calendar."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from rebalancer.document.plan_file import read_plan_file
from rebalancer.export.orders import generic
from rebalancer.export.orders.files import OrderRequest
from rebalancer.export.orders.order import OrderTerms
from rebalancer.rebalance.approval import NOTHING_SAID, Status
from tests.ui.conftest import PATIENCE_MS, WritePlain
from ui.app import Front
from ui.rooms import Rooms
from ui.session import Session
from ui.views.trades.hand_over import HandOverDesk
from ui.views.trades.order_dialog import OrderDialog
from ui.views.trades.page import TradesPage

FIDELITY = """\
Account Number,Account Name,Symbol,Description,Quantity,Last Price,Current Value,Type
X11111111,Individual - TOD,NVDA,NVIDIA CORPORATION,400,$180.00,$72000.00,Cash
X11111111,Individual - TOD,SPAXX**,HELD IN MONEY MARKET,,,$18000.00,Cash
"""


@pytest.fixture
def desk(front: Front) -> HandOverDesk:
    assert isinstance(front.rooms, Rooms)
    return front.rooms.hand_over


@pytest.fixture
def planned(qtbot: QtBot, live_session: Session, write_plain: WritePlain) -> Session:
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        live_session.import_files((write_plain(),))
    with qtbot.waitSignal(live_session.plan_changed, timeout=PATIENCE_MS):
        live_session.solve()
    return live_session


def choosing(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Let every file dialog answer with *path*, as a person would choose it."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: path)


def test_the_report_is_written_where_a_person_says(
    qtbot: QtBot,
    front: Front,
    planned: Session,
    desk: HandOverDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choosing(monkeypatch, str(tmp_path / "plan"))
    with qtbot.waitSignal(desk.written, timeout=PATIENCE_MS):
        front.window.commands["file.report"].trigger()
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF-")
    assert "The report is in" in front.window.message.text
    assert "2 pages" in front.window.message.text
    first = (tmp_path / "plan.pdf").read_bytes()
    with qtbot.waitSignal(desk.failed, timeout=PATIENCE_MS):  # asked of “plan”, not of “plan.pdf”
        front.window.commands["file.report"].trigger()
    assert (tmp_path / "plan.pdf").read_bytes() == first
    assert "left as it is" in front.window.message.text


def test_the_plan_and_its_days_are_written_where_a_person_says(
    qtbot: QtBot,
    front: Front,
    planned: Session,
    desk: HandOverDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choosing(monkeypatch, str(tmp_path / "mine"))
    with qtbot.waitSignal(desk.written, timeout=PATIENCE_MS):
        front.window.commands["file.plan"].trigger()
    assert planned.plan is not None
    assert read_plan_file(tmp_path / "mine.plan.json").trades == planned.plan.trades

    choosing(monkeypatch, str(tmp_path / "days.ics"))
    with qtbot.waitSignal(desk.written, timeout=PATIENCE_MS):
        front.window.commands["file.calendar"].trigger()
    assert (tmp_path / "days.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_order_files_are_asked_about_and_written(
    qtbot: QtBot,
    front: Front,
    planned: Session,
    desk: HandOverDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choosing(monkeypatch, str(tmp_path))
    front.window.commands["file.orders"].trigger()
    dialog = desk.dialog
    assert dialog is not None
    assert list(dialog.formats) == ["generic"]
    dialog.limit.setValue(25)
    (save,) = (each for each in dialog.findChildren(QPushButton) if "folder" in each.text())
    with qtbot.waitSignal(desk.written, timeout=PATIENCE_MS):
        save.click()
    (orders,) = tmp_path.glob("Orders*.csv")
    assert planned.plan is not None
    assert len(generic.read(orders.read_text(encoding="utf-8"))) == len(planned.plan.trades)
    assert ",limit," in orders.read_text(encoding="utf-8")


def test_what_is_held_goes_nowhere_and_is_named(
    qtbot: QtBot,
    front: Front,
    planned: Session,
    desk: HandOverDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = planned.plan
    assert plan is not None
    held, approved = plan.trades[0], plan.trades[-1]
    approval = NOTHING_SAID.with_status([held], Status.HELD)
    approval = approval.with_status([approved], Status.APPROVED)
    planned.decide(replace(planned.decisions, approval=approval), "hold and approve", -1)
    assert planned.plan is plan
    assert "changed since" not in front.window.page("Rebalance").answer
    left_out = f"{held.action.value} {held.symbol} ({held.account_label})"
    for write, name in (
        (desk.write_report, "plan.pdf"),
        (desk.write_calendar, "days.ics"),
    ):
        with qtbot.waitSignal(desk.written, timeout=PATIENCE_MS) as told:
            write(tmp_path / name)
        assert told.args[0].endswith(f" Left out: {left_out}.")
    with qtbot.waitSignal(desk.written, timeout=PATIENCE_MS):
        desk.write_plan(tmp_path / "all.plan.json")
    kept = read_plan_file(tmp_path / "all.plan.json")
    assert (kept.trades, kept.approval) == (plan.trades, approval)

    choosing(monkeypatch, str(tmp_path))
    for only_approved, count in ((False, len(plan.trades) - 1), (True, 1)):
        front.window.commands["file.orders"].trigger()
        dialog = desk.dialog
        assert dialog is not None
        assert dialog.only_approved.isChecked()
        dialog.only_approved.setChecked(only_approved)
        with qtbot.waitSignal(desk.written, timeout=PATIENCE_MS) as told:
            dialog.accept()
        assert left_out in told.args[0]
        (orders,) = tmp_path.glob("Orders*.csv")
        placed = generic.read(orders.read_text(encoding="utf-8"))
        assert len(placed) == count
        assert (held.account_label, held.action, held.symbol, held.quantity) not in placed


def test_what_cannot_be_written_is_a_sentence(
    qtbot: QtBot, planned: Session, desk: HandOverDesk, tmp_path: Path, front: Front
) -> None:
    with qtbot.waitSignal(desk.failed, timeout=PATIENCE_MS):
        desk.write_orders(tmp_path, OrderRequest(formats=("ibkr-basket",)))
    assert "No account with trades is at a broker that reads" in front.window.message.text


def test_a_dialog_that_is_closed_writes_nothing(
    front: Front,
    planned: Session,
    desk: HandOverDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choosing(monkeypatch, "")
    for command in ("file.report", "file.calendar"):
        front.window.commands[command].trigger()
    desk.choose_orders()
    assert desk.dialog is not None
    desk.dialog.accept()
    assert list(tmp_path.glob("*.pdf")) == []


def test_without_a_plan_nothing_is_handed_over(
    front: Front, desk: HandOverDesk, tmp_path: Path
) -> None:
    for command in ("file.report", "file.calendar", "file.orders", "file.plan"):
        assert not front.window.commands[command].isEnabled()
    desk.choose_report()
    desk.choose_orders()
    desk.write_report(tmp_path / "no.pdf")
    desk.write_calendar(tmp_path / "no.ics")
    desk.write_plan(tmp_path / "no.plan.json")
    desk.write_orders(tmp_path, OrderRequest())
    assert desk.dialog is None
    assert list(tmp_path.iterdir()) == [tmp_path / "settings.json"] or not list(tmp_path.iterdir())


def test_a_broker_gets_the_formats_that_it_reads(
    qtbot: QtBot, live_session: Session, tmp_path: Path, front: Front
) -> None:
    file = tmp_path / "positions.csv"
    file.write_text(FIDELITY, encoding="utf-8")
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        live_session.import_files((file,))
    with qtbot.waitSignal(live_session.plan_changed, timeout=PATIENCE_MS):
        live_session.solve()
    assert live_session.plan is not None
    dialog = OrderDialog(live_session.plan, (), front.window)
    assert list(dialog.formats) == ["wealthscape", "generic"]
    dialog.formats["wealthscape"].setChecked(True)
    (field,) = dialog.numbers.values()
    field.setText(" X11111111 ")
    request = dialog.request
    assert request.formats == ("wealthscape", "generic")
    assert request.terms == OrderTerms()
    assert list(request.account_numbers.values()) == ["X11111111"]


def test_the_page_offers_the_other_forms(
    qtbot: QtBot, front: Front, planned: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing(monkeypatch, "")
    page = front.window.page("Trades")
    assert isinstance(page, TradesPage)
    (more,) = (each for each in page.findChildren(QPushButton) if each.menu() is not None)
    with qtbot.waitSignal(page.command_requested) as asked:
        more.menu().actions()[0].trigger()
    assert asked.args == ["file.report"]
