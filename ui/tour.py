"""Does the main job on the sample through the real window, and keeps pictures of it.

``python -m ui --tour DIR`` is the demonstration for a machine without a display, and the smoke test
of everything together: it presses what a person would press and waits for what the window says.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QApplication

from rebalancer.errors import RebalancerError
from ui.main_window import MainWindow
from ui.rooms import PAGES, Rooms
from ui.tasks import TaskRunner
from ui.theme import Scheme, Theme
from ui.widgets.page import Page

SIZE = (1440, 900)
WORKBOOK = "trades.xlsx"
DEADLINE_SECONDS = 240.0
_SETTLED_MS = 250
"""A page that has been quiet for so long is ready for its picture."""


class TourError(RebalancerError):
    """The tour could not do its job."""

    title = "The tour stopped"


class Tour(QObject):
    """Loads the sample, visits every page, solves, simulates, exports; then ends."""

    ended = Signal(int)
    """The exit code: 0 when everything was done, else 1."""

    def __init__(
        self,
        app: QApplication,
        window: MainWindow,
        theme: Theme,
        tasks: TaskRunner,
        rooms: Rooms,
        folder: Path,
    ) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._theme = theme
        self._tasks = tasks
        self._session = rooms.session
        self._folder = folder
        self._failure: Exception | None = None
        self._deadline = time.monotonic() + DEADLINE_SECONDS
        self._session.failed.connect(self._fail)

    def start(self) -> None:
        """Take the tour from the next turn of the event loop on."""
        QTimer.singleShot(0, self._take)

    def _take(self) -> None:
        try:
            self._walk()
        except (RebalancerError, OSError) as error:
            sentence = error.sentence() if isinstance(error, RebalancerError) else str(error)
            sys.stderr.write(f"{sentence}\n")
            self.ended.emit(1)
        else:
            self.ended.emit(0)

    def _walk(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._window.resize(*SIZE)
        session, commands = self._session, self._window.commands
        self._await(session.measured_changed, commands["file.sample"].trigger)
        self._say("sample", self._window.strip.text)
        self._visit("Rebalance")
        if session.plan is None:
            self._await(session.plan_changed, session.solve)
        self._say("plan", self._window.strip.text)
        self._visit("Trades")
        workbook = self._folder / WORKBOOK
        self._await(session.exported, lambda: session.export_workbook(workbook))
        self._say("workbook", str(workbook))
        before = self._theme.scheme
        for scheme in Scheme:
            self._theme.apply(self._app, scheme)
            self._take_pictures(scheme)
        self._theme.apply(self._app, before)
        if session.scenario is None:
            raise TourError("No scenario was played on the sample.")

    def _take_pictures(self, scheme: Scheme) -> None:
        for number, (name, _) in enumerate(PAGES, start=1):
            self._visit(name)
            path = self._folder / f"{number}-{name.lower()}-{scheme}.png"
            if not self._window.grab().save(str(path)):
                raise TourError(f"The picture {path} could not be written.")
            self._say("picture", str(path))

    def _visit(self, name: str) -> None:
        self._window.show_page(name)
        self._settle(self._window.page(name))

    def _settle(self, page: Page) -> None:
        """Wait until *page* has shown everything and nothing has been running for a while."""
        quiet = QElapsedTimer()
        quiet.start()
        while quiet.elapsed() < _SETTLED_MS:
            self._check()
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if self._tasks.is_busy or not page.is_settled:
                quiet.restart()

    def _await(self, signal: SignalInstance, begin: Callable[[], None]) -> None:
        """Do *begin*, and wait until *signal* brings a value."""
        arrived: list[object] = []

        def arrive(value: object) -> None:
            if value is not None:
                arrived.append(value)

        signal.connect(arrive)
        try:
            begin()
            while not arrived:
                self._check()
                self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 100)
        finally:
            signal.disconnect(arrive)

    def _check(self) -> None:
        if self._failure is not None:
            raise TourError(str(self._failure)) from self._failure
        if time.monotonic() > self._deadline:
            raise TourError(f"The tour took longer than {DEADLINE_SECONDS:.0f} seconds.")

    def _fail(self, error: Exception) -> None:
        self._failure = error

    def _say(self, what: str, value: str) -> None:
        sys.stdout.write(f"{what}: {value}\n")
        sys.stdout.flush()
