"""Every error meets one of three fates."""

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rebalancer.errors import RebalancerError
from rebalancer.progress import Cancelled
from tests.ui.conftest import PATIENCE_MS
from ui.errors import QUIET_SECONDS, ErrorDesk
from ui.overriding import override


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(qtbot: QtBot, clock: Clock) -> ErrorDesk:
    window = QWidget()
    qtbot.addWidget(window)
    return ErrorDesk(window, clock)


def test_an_expected_error_is_a_sentence_with_its_remedy(qtbot: QtBot, desk: ErrorDesk) -> None:
    with qtbot.waitSignal(desk.told) as told:
        desk.handle(RebalancerError("The disk is full.", remedy="Free some space."))

    assert told.args == ["The disk is full. Free some space."]
    assert desk.dialog is None


def test_what_the_user_cancelled_is_met_with_silence(qtbot: QtBot, desk: ErrorDesk) -> None:
    with qtbot.assertNotEmitted(desk.told):
        desk.handle(Cancelled())

    assert desk.dialog is None


def test_anything_else_is_a_report_that_can_be_copied(
    desk: ErrorDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.handle(ZeroDivisionError(f"in {Path.home()}/secret, $123,456.78"))

    assert desk.dialog is not None
    assert desk.dialog.isVisible()
    assert not desk.dialog.isModal()
    desk.dialog.copy_details()
    copied = QGuiApplication.clipboard().text()
    told = capsys.readouterr().err
    assert "PySide6" in copied
    assert all("ZeroDivisionError" in text for text in (copied, told))
    assert all("secret" not in text and "123" not in text for text in (copied, told))


def test_a_report_is_shown_where_there_is_no_console(
    desk: ErrorDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)  # as pythonw.exe has it
    desk.handle(ZeroDivisionError())
    assert desk.dialog is not None
    assert "ZeroDivisionError" in desk.dialog.details


def test_the_same_error_is_reported_once_in_a_while(desk: ErrorDesk, clock: Clock) -> None:
    error = ValueError("again")
    for _ in range(28):
        desk.handle(error)
    assert desk.dialog is not None
    assert desk.dialog.details.count("ValueError") == 1

    clock.now += QUIET_SECONDS
    desk.handle(error)

    assert desk.dialog.details.count("ValueError") == 2


def test_another_error_joins_the_report_that_is_open(desk: ErrorDesk) -> None:
    desk.handle(ValueError("one"))
    first = desk.dialog
    desk.handle(TypeError("two"))

    assert desk.dialog is first
    assert first is not None
    assert "TypeError" in first.details
    first.close()
    desk.handle(KeyError("three"))
    assert desk.dialog is not first


@pytest.fixture
def installed(desk: ErrorDesk, monkeypatch: pytest.MonkeyPatch) -> ErrorDesk:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    desk.install()
    return desk


def test_an_error_in_a_slot_reaches_the_desk(qtbot: QtBot, installed: ErrorDesk) -> None:
    def slot() -> None:
        raise RebalancerError("From a slot.")

    with qtbot.waitSignal(installed.told) as told:
        QTimer.singleShot(0, slot)

    assert told.args == ["From a slot."]


def fail(where: str) -> None:
    """Fail with words that are nobody's business."""
    raise LookupError(f"{where} $123,456.78 of account ZZ9")


class Tripping(QWidget):
    """Fails wherever Qt calls it."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        fail("paint")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        fail("key")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyRelease:
            fail("filter")
        return super().eventFilter(watched, event)


class Going:
    """Fails when it goes, where nothing can be raised any more."""

    def __del__(self) -> None:
        fail("going")


def test_whatever_qt_or_python_calls_may_fail_and_is_told_without_its_words(
    qtbot: QtBot, installed: ErrorDesk, capfd: pytest.CaptureFixture[str]
) -> None:
    def places() -> set[str]:
        dialog = installed.dialog
        names = {each.__qualname__ for each in (Tripping.paintEvent, Tripping.keyPressEvent)}
        names |= {each.__qualname__ for each in (Tripping.eventFilter, Going.__del__)}
        return {name for name in names if dialog is not None and f"in {name}" in dialog.details}

    tripping = Tripping()
    tripping.installEventFilter(tripping)
    tripping.show()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
        QCoreApplication.postEvent(tripping, event)
    Going()
    qtbot.waitUntil(lambda: len(places()) == 4, timeout=PATIENCE_MS)

    assert installed.dialog is not None
    told = installed.dialog.details + capfd.readouterr().err
    assert "ZZ9" not in told
    assert "123" not in told


def test_leaving_is_not_an_error(installed: ErrorDesk, capsys: pytest.CaptureFixture[str]) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert installed.dialog is None
    assert "KeyboardInterrupt" in capsys.readouterr().err
