"""The window as it first appears, before anything behind it is there."""

from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.document.recent import Recent, recent_file
from ui.main_window import SMALLEST, MainWindow
from ui.settings import SchemeChoice, Settings, load_settings
from ui.theme import Scheme, Theme

_FIRST_SIZE = (1280, 800)
_USABLE = QSize(800, 520)
"""In less of it, the steps on the left would lie on top of each other."""
_TITLE_BAR = 32
"""Pixels that a window's title takes above it."""
_PATIENCE_MS = 2_000
"""A window that opens on another desk is not painted until somebody looks at it."""
_HALF = 128


class FirstFrame:
    """The window in its place and its colours, which does nothing yet.

    What is imported and made before its first frame is on the screen is what that frame shows, and
    no more; ``tests/architecture/test_light_start.py`` lists it.

    Attributes:
        is_system_dark: Whether the system draws light on dark.
        settings: As they were read, with the colours that were asked for.
        theme: The palette in use.
        window: The one window.
    """

    def __init__(
        self, app: QApplication, settings_file: Path | None, choice: SchemeChoice | None = None
    ) -> None:
        self.app = app
        self.settings_file = settings_file
        remembered = load_settings(settings_file) if settings_file else Settings()
        self.settings = remembered._replace(scheme=choice or remembered.scheme)
        self.is_system_dark = _is_dark(app.palette())
        self.theme = Theme()
        self.dress(self.settings)
        self.window = MainWindow(self.theme)
        self.theme.setParent(self.window)
        self._place_window()
        self._announce_household()

    def dress(self, settings: Settings) -> None:
        """Use the colours and the size of text of *settings*, at once."""
        self.theme.apply(self.app, self._scheme(settings), settings.text_percent)

    def redress(self, settings: Settings) -> None:
        """Change to the colours and the size of text of *settings* while the window goes on."""
        self.theme.change(self.app, self._scheme(settings), settings.text_percent)

    def _scheme(self, settings: Settings) -> Scheme:
        if settings.scheme is not SchemeChoice.SYSTEM:
            return Scheme(settings.scheme.value)
        return Scheme.DARK if self.is_system_dark else Scheme.LIGHT

    def show(self) -> None:
        """Show the window and return as soon as it is painted.

        What the person types and clicks meanwhile waits in Qt's queue until everything that can
        answer is there.
        """
        loop = QEventLoop()
        self.window.first_painted.connect(loop.quit)
        QTimer.singleShot(_PATIENCE_MS, loop.quit)
        if self.settings.is_maximized:
            self.window.showMaximized()
        else:
            self.window.show()
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def _announce_household(self) -> None:
        """Say at once that the latest household is coming back: nobody should think it is gone."""
        if self.settings_file is not None:
            latest = Recent(recent_file(self.settings_file.parent)).paths[:1]
            self.window.start.show_opening("".join(path.stem for path in latest))

    def _place_window(self) -> None:
        available = self.window.screen().availableGeometry()
        width, height = _FIRST_SIZE
        height = min(height, available.height() - _TITLE_BAR)
        place = QRect(0, 0, min(width, available.width()), height)
        place.moveCenter(available.center() + QPoint(0, _TITLE_BAR // 2))
        if self.settings.geometry is not None:
            remembered = QRect(*self.settings.geometry)
            on_screen = (screen.availableGeometry() for screen in QGuiApplication.screens())
            if any(screen.intersects(remembered) for screen in on_screen):
                place = remembered
        if self.window.devicePixelRatio() > 1:  # all is drawn larger, on a screen that is not
            room = available.size() - QSize(0, _TITLE_BAR)
            self.window.setMinimumSize(SMALLEST.boundedTo(room).expandedTo(_USABLE))
        self.window.setGeometry(place)


def _is_dark(palette: QPalette) -> bool:
    """Whether *palette* is of a dark scheme; asking Qt for the scheme would make ``Qt``."""
    return palette.color(QPalette.ColorRole.Window).lightness() < _HALF
