"""What is said of baskets, sizes and securities before households were documents is not lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rebalancer.classify.classes_file import classes_text
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.classify.correction import Correction
from rebalancer.classify.size import SizeClass
from tests.ui.conftest import KEEPING, PATIENCE_MS
from tests.ui.conftest import decided as decided_on
from ui.app import Front
from ui.rooms import Rooms
from ui.session import Session
from ui.settings import SchemeChoice

SMALL = DEFAULT_CLASSIFICATION.with_correction(Correction(symbol="HBAN", size=SizeClass.SMALL))


@pytest.fixture
def restart(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Callable[[], Front]:
    def start() -> Front:
        again = Front(qapp, tmp_path / "settings.json", SchemeChoice.LIGHT, KEEPING)
        with qtbot.waitSignal(again.opened, timeout=PATIENCE_MS):
            again.window.show()
        return again

    return start


def session_of(front: Front) -> Session:
    assert isinstance(front.rooms, Rooms)
    return front.rooms.session


def decided(front: Front) -> Classification:
    return session_of(front).decisions.classification


def test_what_was_said_before_is_taken_up_once_and_its_file_stays(
    restart: Callable[[], Front], tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "classes.toml"
    file.write_text(classes_text(SMALL), encoding="utf-8")
    first = restart()
    assert decided(first) == SMALL
    session = session_of(first)
    with decided_on(qtbot, session):
        session.set_classification(DEFAULT_CLASSIFICATION, "believe the snapshot")
    first.window.close()

    again = restart()
    assert decided(again) == DEFAULT_CLASSIFICATION
    session_of(again).undo_stack.undo()
    assert decided(again) == SMALL
    assert file.read_text(encoding="utf-8") == classes_text(SMALL)
    again.window.close()


def test_a_damaged_file_is_put_aside_and_told(restart: Callable[[], Front], tmp_path: Path) -> None:
    (tmp_path / "classes.toml").write_text("[breakpoints]\nmid = -3\n")
    again = restart()
    assert decided(again) == DEFAULT_CLASSIFICATION
    assert "classes.damaged.toml" in again.window.message.text
    assert (tmp_path / "classes.damaged.toml").read_text() == "[breakpoints]\nmid = -3\n"
    again.window.close()
