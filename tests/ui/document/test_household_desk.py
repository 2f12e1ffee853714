"""What a person is asked about a household's file is what is done with it."""

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from rebalancer.document.content import read_content
from rebalancer.document.store.document import Document
from rebalancer.document.store.encrypted import write_encrypted
from rebalancer.domain.account import TaxTreatment
from rebalancer.ingest.fix import SetTaxTreatment
from tests.ui.conftest import NOW, PATIENCE_MS, WritePlain
from ui.app import Front
from ui.rooms import Rooms
from ui.session import Session
from ui.widgets.fields import NumberField
from ui.widgets.password_box import PasswordBox


def test_a_name_without_its_ending_replaces_no_other_household(
    qtbot: QtBot, front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(front.rooms, Rooms)
    document, desk = front.rooms.document, front.rooms.households
    typed, taken = tmp_path / "Smith", tmp_path / "Smith.rebalancer"
    taken.write_bytes(b"another household")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(typed), ""))
    desk.choose_place()
    assert "is there already" in front.window.banner.text + front.window.message.text
    assert taken.read_bytes() == b"another household"
    assert document.scribe.path is None

    taken.unlink()
    with qtbot.waitSignal(document.opened, timeout=PATIENCE_MS):
        desk.choose_place()
    copy = tmp_path / "Smith.rebalancer-encrypted"
    copy.write_bytes(b"another copy")
    desk.choose_copy()
    assert desk.box is None
    copy.unlink()
    desk.choose_copy()
    assert desk.box is not None


def test_what_the_app_has_put_in_its_own_folder_is_saved_in_a_folder_of_ones_own(
    qtbot: QtBot, front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, desk, suggested = rooms_of(front).document, rooms_of(front).households, list[Path]()
    own = tmp_path / "households" / "Household.rebalancer"
    chosen = tmp_path / "clients" / "Miller & sons.rebalancer"
    chosen.parent.mkdir()

    def choose(_: object, __: str, suggestion: str, ___: str) -> tuple[str, str]:
        suggested.append(Path(suggestion))
        return str(chosen) if suggested[-1].suffix == chosen.suffix else "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    own.parent.mkdir()
    Document.create(own, {}, now=NOW).close()
    opened(qtbot, front, own)
    desk.choose_copy()
    with qtbot.waitSignal(document.opened, timeout=PATIENCE_MS):
        desk.choose_place()
    desk.choose_copy()
    names = [each.name for each in suggested]
    assert names[:2] == ["Household.rebalancer-encrypted", "Household.rebalancer"]
    assert own.parent not in {each.parent for each in suggested}
    assert suggested[2] == chosen.with_suffix(".rebalancer-encrypted")


def opened(qtbot: QtBot, front: Front, path: Path) -> None:
    """Open the household at *path*, and wait for it."""
    with qtbot.waitSignal(rooms_of(front).document.opened, timeout=PATIENCE_MS):
        rooms_of(front).households.open(path)


def rooms_of(front: Front) -> Rooms:
    assert isinstance(front.rooms, Rooms)
    return front.rooms


def test_a_copy_without_its_ending_asks_for_its_password_and_a_back_up_is_only_looked_at(
    qtbot: QtBot, front: Front, tmp_path: Path
) -> None:
    document, desk = rooms_of(front).document, rooms_of(front).households
    path, copy = tmp_path / os.fsdecode(b"M\xfcller.rebalancer"), tmp_path / "attachment"
    with Document.create(path, {}, now=NOW) as household:
        write_encrypted(household, copy, "correct horse")
        backup = household.back_up(now=NOW)
    assert backup is not None
    opened(qtbot, front, path)
    assert "M" in front.window.windowTitle()
    desk.show_recent()
    opened(qtbot, front, backup)
    assert "it is a back-up" in front.window.banner.text
    assert backup not in document.recent.paths
    with qtbot.waitSignal(document.failed, timeout=PATIENCE_MS):
        desk.open(copy)
    assert isinstance(desk.box, PasswordBox)
    desk.box.password.setText("wrong horse")
    with qtbot.waitSignal(document.failed, timeout=PATIENCE_MS):
        desk.box.button.click()
    front.window.banner.action.click()
    assert desk.box.isVisible()
    desk.box.password.setText("correct horse")
    with qtbot.waitSignal(document.opened, timeout=PATIENCE_MS):
        desk.box.button.click()
    assert document.name == "attachment"


def test_what_is_being_typed_or_measured_when_the_window_closes_is_kept(
    qtbot: QtBot, front: Front, live_session: Session, write_plain: WritePlain, tmp_path: Path
) -> None:
    with qtbot.waitSignal(rooms_of(front).document.opened, timeout=PATIENCE_MS):
        front.import_files((write_plain(),))
    front.window.show_page("Rebalance")
    front.window.activateWindow()
    fields = front.window.page("Rebalance").findChildren(NumberField)
    field = next(each for each in fields if each.isVisible() and each.isEnabled())
    field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field, timeout=PATIENCE_MS)
    before = live_session.decisions.policy
    field.selectAll()
    qtbot.keyClicks(field, "7")
    assert live_session.decisions.policy == before
    assert live_session.measured is not None
    key = live_session.measured.imported.portfolio.accounts[0].key
    live_session.set_tax_treatment(key, TaxTreatment.TAX_DEFERRED)
    assert live_session.decisions.fixes == ()
    front.window.close()

    with Document.open(tmp_path / "households" / "Household.rebalancer", now=NOW) as document:
        kept = read_content(document.parts).decisions
    assert kept.policy != before
    assert [type(each) for each in kept.fixes] == [SetTaxTreatment]
