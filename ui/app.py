"""Makes the window work: puts every long-lived object together and passes it on.

It is imported when the first frame is on the screen. Numpy, pyqtgraph and the engine take the
better part of a second and come afterwards, on the worker thread. What the person asks for
meanwhile is remembered and done as soon as it can be.
"""

import importlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Protocol

from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QFileDialog

from rebalancer.progress import Progress
from ui.actions import Actions
from ui.commands import page_command, scheme_command, text_command
from ui.diagnosis import CrashLog
from ui.errors import ErrorDesk
from ui.first_frame import FirstFrame
from ui.keeping import Keeping
from ui.language import tr
from ui.remembering import Remembering
from ui.settings import SchemeChoice, settings_path
from ui.sweeping import Sweeping
from ui.tasks import Needed, Task, TaskRunner
from ui.text_size import TEXT_SIZES
from ui.usual_folder import usual_folder
from ui.widgets.icon import pixmap
from ui.widgets.inline_message import Tone
from ui.widgets.page_stack import LaidOutFirst
from ui.widgets.rail import STEPS
from ui.widgets.roles import tell_roles
from ui.widgets.table_memory import TableMemory
from ui.working import Working

_TURN_SECONDS = 0.000005
"""So long the worker may go on while the window wants the interpreter, which is for every call of
Qt: with Python's own 5 ms a page that takes 300 calls to show would wait for more than a second,
with half a millisecond still two to four times as long as without a worker. Linux adds a twentieth
of a millisecond by itself; to forbid it that (``PR_SET_TIMERSLACK``) makes both threads slower."""
_SAMPLE: tuple[Path, ...] = ()
_FILE_KINDS = tr(
    "Brokerage files (*.csv *.txt *.tsv *.xlsx *.xlsm *.ofx *.qfx *.xml);;All files (*)"
)


class Rooms(Protocol):
    """What the front knows of ``ui.rooms.Rooms``, which it must not import."""

    opened: SignalInstance
    consent_changed: SignalInstance
    guided: SignalInstance
    is_open: bool
    runners: Sequence[TaskRunner]

    def import_files(self, paths: tuple[Path, ...]) -> None:
        """Read *paths* into the household."""

    def open_sample(self) -> None:
        """Show the sample household."""

    def show_around(self) -> None:
        """Show the way round the window."""

    def close(self) -> None:
        """Let go of everything."""


class Front(QObject):
    """Stands behind the window; passes on what was asked for as soon as the rooms are open.

    Attributes:
        theme: The palette in use.
        window: The one window.
        rooms: None until the engine is loaded.
    """

    opened = Signal()
    """Everything is there."""

    def __init__(
        self,
        app: QApplication,
        settings_file: Path | None,
        choice: SchemeChoice | None = None,
        keeping: Keeping | None = None,
        *,
        frame: FirstFrame | None = None,
    ) -> None:
        """Make the window work that is on the screen already, *frame*, or make one."""
        super().__init__()
        tell_roles()
        self._app = app
        self._frame = frame or FirstFrame(app, settings_file, choice)
        self._memory = Remembering(settings_file, self._frame.settings, self)
        self._keeping = replace(
            keeping or Keeping(),
            folder=settings_file.parent if settings_file else None,
            has_consent=self._memory.settings.asks_yahoo,
        )
        self._wish: tuple[Path, ...] | None = None
        self._is_closed = False
        self.theme = self._frame.theme
        self.tasks = TaskRunner(self, gives_way=True)
        self.window = self._frame.window
        self.window.take_commands(Actions(self))
        LaidOutFirst(self.window)
        self.working = Working(self.window.status, self.window.message, self)
        self._sweeping = Sweeping(self)
        self.tasks.started.connect(self._sweeping.wait)
        self.tasks.idle.connect(self._sweeping.rest)
        app.applicationStateChanged.connect(self._sweeping.follow)
        self.errors = ErrorDesk(self.window)
        self._tables = TableMemory(self._memory.settings.tables, self)
        self._tables.changed.connect(self._remember_tables)
        self.rooms: Rooms | None = None
        self.window.commands.check(scheme_command(self._memory.settings.scheme.value))
        self.window.commands.check(text_command(self._memory.settings.text_percent))
        self._connect()

    def import_files(self, paths: tuple[Path, ...]) -> None:
        """Read *paths*, now or as soon as the rooms are open; the last wish wins."""
        self._wish = paths
        self._grant()

    def open_sample(self) -> None:
        """Show the sample, now or as soon as the rooms are open."""
        self.import_files(_SAMPLE)

    def choose_files(self) -> None:
        """Let the person choose files."""
        downloads = QStandardPaths.StandardLocation.DownloadLocation
        names, _ = QFileDialog.getOpenFileNames(
            self.window,
            tr("Import brokerage files"),
            self._memory.settings.folder or usual_folder(downloads),
            _FILE_KINDS,
        )
        if names:
            paths = tuple(Path(name) for name in names)
            self._memory.change(folder=str(paths[0].parent))
            self.import_files(paths)

    def set_scheme(self, choice: SchemeChoice) -> None:
        """Use the colours that the person chose, and remember them."""
        self._memory.change(scheme=choice)
        self.window.commands.check(scheme_command(choice.value))
        self._apply_scheme()

    def set_text_size(self, percent: int) -> None:
        """Use the size of text that the person chose, and remember it."""
        self._memory.change(text_percent=percent)
        self.window.commands.check(text_command(percent))
        self._apply_scheme()

    def show_around_once(self) -> None:
        """Show the way round to who has not seen it, as soon as everything is there."""
        if not self._memory.settings.has_seen_guide:
            self.opened.connect(self._show_around)

    def load_rooms(self) -> None:
        """Import the engine on the worker thread; called once the window is on the screen."""
        sys.setswitchinterval(_TURN_SECONDS)
        self._app.setWindowIcon(QIcon(pixmap("rebalancer", "", 64)))
        task = Task(tr("Getting ready"), Needed(_import_rooms))
        task.succeeded.connect(self._open_rooms)
        task.failed.connect(self.errors.handle)
        self.tasks.start(task)

    def close(self) -> None:
        """Remember the window's place, stop what runs and wait for it."""
        self._is_closed = True
        self._remember_place()
        self._memory.save()
        self._sweeping.end()
        self.tasks.close()
        if self.rooms is not None:
            self.rooms.close()

    def _remember_place(self) -> None:
        place = self.window.normalGeometry()
        rectangle = (place.x(), place.y(), place.width(), place.height())
        self._memory.change(geometry=rectangle, is_maximized=self.window.isMaximized())

    def _connect(self) -> None:
        window = self.window
        if window.was_painted:
            QTimer.singleShot(0, self.load_rooms)
        else:
            window.first_painted.connect(self.load_rooms)
        window.files_given.connect(self.import_files)
        window.closing.connect(self.close)
        self.errors.told.connect(self._tell)
        self.working.watch(self.tasks)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        window.commands.bind(
            {
                "file.open": self.choose_files,
                "file.sample": self.open_sample,
                "file.quit": window.close,
            }
            | {page_command(step.name): partial(window.show_page, step.name) for step in STEPS}
            | {
                scheme_command(choice.value): partial(self.set_scheme, choice)
                for choice in SchemeChoice
            }
            | {text_command(size): partial(self.set_text_size, size) for size in TEXT_SIZES}
        )

    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        self._frame.is_system_dark = scheme is Qt.ColorScheme.Dark
        self._apply_scheme()

    def _apply_scheme(self) -> None:
        self._frame.redress(self._memory.settings)

    def _open_rooms(self, module: ModuleType) -> None:
        if self._is_closed:
            return
        rooms: Rooms = module.open_rooms(
            self.window, self.theme, self.tasks, self.errors, self._keeping
        )
        self.rooms = rooms
        for runner in rooms.runners:
            self.working.watch(runner)
        rooms.guided.connect(self._remember_guide)
        rooms.consent_changed.connect(self._remember_consent)
        rooms.opened.connect(self._finish_opening)

    def _show_around(self) -> None:
        if self.rooms is not None:
            self.rooms.show_around()

    def _remember_guide(self) -> None:
        self._memory.change(has_seen_guide=True)
        self._memory.save()

    def _remember_consent(self, has_consent: bool) -> None:  # noqa: FBT001 - a signal's value
        self._memory.change(asks_yahoo=has_consent)
        self._memory.save()  # at once: what was withdrawn has to stay so

    def _remember_tables(self) -> None:
        self._memory.change(tables=dict(self._tables.layouts))

    def _finish_opening(self) -> None:
        self._sweeping.begin()
        self._tables.watch(self.window)
        self._grant()
        self.opened.emit()

    def _grant(self) -> None:
        if self.rooms is None or not self.rooms.is_open or self._wish is None:
            return
        wish, self._wish = self._wish, None
        if wish == _SAMPLE:
            self.rooms.open_sample()
        else:
            self.rooms.import_files(wish)

    def _tell(self, sentence: str) -> None:
        self.window.message.show_message(sentence, Tone.ERROR)


def run(frame: FirstFrame, files: tuple[Path, ...]) -> int:
    """Let the window of *frame* do its work, with *files* to begin with; return the exit code."""
    front = Front(frame.app, frame.settings_file, frame=frame)
    front.errors.install()
    crashes = CrashLog(settings_path().parent)
    crashes.start()
    if files:
        front.import_files(files)
    elif not crashes.report:
        front.show_around_once()
    if crashes.report:
        front.errors.offer_crash(crashes.report, crashes.forget)
    code = frame.app.exec()
    crashes.stop()
    return code


def take_tour(frame: FirstFrame, folder: Path) -> int:
    """Do the main job on the sample through the window of *frame*; return the exit code."""
    front = Front(frame.app, frame.settings_file, frame=frame)

    def start() -> None:
        module = importlib.import_module("ui.tour")  # needs the engine, as the rooms do
        tour = module.Tour(frame.app, front.window, front.theme, front.tasks, front.rooms, folder)
        tour.ended.connect(frame.app.exit)
        tour.start()

    front.opened.connect(start)
    code = frame.app.exec()
    front.window.close()
    return code


def _import_rooms(_: Progress) -> ModuleType:
    """Import the engine and the pages; the one import that is not at the top of a module."""
    return importlib.import_module("ui.rooms")
