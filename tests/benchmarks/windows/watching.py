"""Tells when the first window of a process is painted, and ends the process there."""

import os
import sys
import time

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication


class FirstFrame(QObject):
    """Watches the windows on the screen until the first of them is painted."""

    # without @override: the empty window must not pay for typing_extensions
    def eventFilter(  # type: ignore[explicit-override]  # noqa: N802
        self,
        watched: QObject,
        event: QEvent,
    ) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # fires when the frame is complete, before what the window itself starts then
            QTimer.singleShot(0, tell_and_leave)
        return False


def tell_and_leave() -> None:
    """Print what is to be known and leave at once: closing is not what is measured."""
    now = time.monotonic_ns()
    loaded = {name.partition(".")[0] for name in sys.modules}
    print(now, *sorted(loaded), flush=True)
    os._exit(0)


def watch_the_loop() -> None:
    """Make the first event loop of the process watch for the first frame."""
    run_app, run_loop = QApplication.exec, QEventLoop.exec

    def watch() -> None:
        # not on the application: every event of every widget would pass through Python
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible():
                widget.installEventFilter(watcher)

    def run_watched_app(*_: object) -> int:
        watch()
        return run_app()

    def run_watched_loop(loop: QEventLoop, flags: QEventLoop.ProcessEventsFlag) -> int:
        watch()
        return run_loop(loop, flags)

    watcher = FirstFrame()
    setattr(QApplication, "exec", run_watched_app)  # noqa: B010 - mypy forbids the plain form
    setattr(QEventLoop, "exec", run_watched_loop)  # noqa: B010 - as above
