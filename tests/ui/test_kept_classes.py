"""What is said of baskets, sizes and securities is there again after a restart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rebalancer.classify.classes_file import read_classes
from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.classify.correction import Correction
from rebalancer.classify.size import SizeClass
from rebalancer.document.decisions import Decisions
from tests.ui.conftest import KEEPING, PATIENCE_MS
from ui.app import Front
from ui.kept_classes import KeptClasses
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


def decided(front: Front) -> Classification:
    assert isinstance(front.rooms, Rooms)
    return front.rooms.session.decisions.classification


def test_a_correction_survives_a_restart_and_so_does_its_undoing(
    front: Front,
    live_session: Session,
    restart: Callable[[], Front],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    with qtbot.waitSignal(live_session.decisions_changed, timeout=PATIENCE_MS):
        live_session.set_classification(SMALL, "correct HBAN")
    assert read_classes(tmp_path / "classes.toml") == SMALL
    again = restart()
    assert decided(again) == SMALL
    again.window.close()

    live_session.undo_stack.undo()
    again = restart()
    assert decided(again) == DEFAULT_CLASSIFICATION
    again.window.close()


def test_a_damaged_file_is_put_aside_and_told(restart: Callable[[], Front], tmp_path: Path) -> None:
    (tmp_path / "classes.toml").write_text("[breakpoints]\nmid = -3\n")
    again = restart()
    assert decided(again) == DEFAULT_CLASSIFICATION
    assert "classes.damaged.toml" in again.window.message.text
    assert (tmp_path / "classes.damaged.toml").read_text() == "[breakpoints]\nmid = -3\n"
    again.window.close()


def test_what_cannot_be_kept_is_told(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    kept = KeptClasses(tmp_path / "taken" / "classes.toml", lambda _: None)
    with qtbot.waitSignal(kept.failed) as failed:
        kept.keep(Decisions(classification=SMALL))
    assert failed.args is not None
    assert "was not written" in str(failed.args[0])
    kept.keep(Decisions(classification=SMALL))
