"""The box for the columns of an unknown file: how it is filled, and when it never comes."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import PATIENCE_MS
from ui.tasks import TaskRunner
from ui.theme import Theme
from ui.views.holdings.mapping_desk import MappingDesk


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    """A file of many columns that nobody knows."""
    path = tmp_path / "wide.csv"
    headings = ";".join(f"Kopf {number}" for number in range(60))
    path.write_text(f"{headings}\n{';'.join('A' * 60)}\n", encoding="utf-8")
    return path


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: TaskRunner) -> Iterator[MappingDesk]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    desk = MappingDesk(window, tasks, None)
    yield desk
    desk.close()


def has_box(desk: MappingDesk) -> bool:
    return desk.dialog is not None


@pytest.mark.parametrize("moment", ["read", "looked at", "being filled"])
def test_nothing_is_asked_of_a_household_that_was_left(
    qtbot: QtBot, desk: MappingDesk, tasks: TaskRunner, unknown: Path, moment: str
) -> None:
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        desk.ask(unknown)
        if moment == "read":
            desk.give_up()
    if moment == "being filled":
        qtbot.waitUntil(partial(has_box, desk), timeout=PATIENCE_MS)
    desk.give_up()

    with qtbot.assertNotEmitted(tasks.started, wait=300):
        pass
    assert desk.dialog is None or not desk.dialog.isVisible()


def test_the_window_answers_while_the_choices_of_many_columns_are_made(
    qtbot: QtBot, desk: MappingDesk, unknown: Path
) -> None:
    made: set[int] = set()
    beats = QTimer(desk)
    beats.timeout.connect(
        lambda: made.add(0 if desk.dialog is None else len(desk.dialog.columns.choices))
    )
    beats.start(1)

    desk.ask(unknown)
    qtbot.waitUntil(
        lambda: desk.dialog is not None and desk.dialog.isVisible(), timeout=PATIENCE_MS
    )
    beats.stop()
    assert len(made) > 2
    assert desk.dialog is not None
    assert len(desk.dialog.columns.choices) == 60
    assert desk.dialog.focusWidget() is desk.dialog.columns.choices[0]


def test_nothing_is_asked_after_the_window_was_closed(
    qtbot: QtBot, desk: MappingDesk, tasks: TaskRunner, unknown: Path
) -> None:
    desk.close()
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        desk.ask(unknown)
    qtbot.wait(50)
    assert desk.dialog is None


def test_a_box_that_is_being_filled_gives_way_to_the_next(
    qtbot: QtBot, desk: MappingDesk, unknown: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(unknown.read_bytes())
    desk.ask(unknown)
    qtbot.waitUntil(partial(has_box, desk), timeout=PATIENCE_MS)
    with qtbot.captureExceptions() as failures:
        desk.ask(other)
        qtbot.waitUntil(
            lambda: (
                desk.dialog is not None
                and desk.dialog.isVisible()
                and "other.csv" in desk.dialog.windowTitle()
            ),
            timeout=PATIENCE_MS,
        )
        qtbot.wait(100)
    assert failures == []
