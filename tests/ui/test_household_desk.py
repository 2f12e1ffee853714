"""What a person is asked about a household's file is what is done with it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.conftest import PATIENCE_MS
from ui.app import Front
from ui.rooms import Rooms


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
