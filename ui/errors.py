"""Three fates of an error: a sentence for the user, silence, or a report with its details."""

import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import QObject, QSysInfo, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from rebalancer import __version__
from rebalancer.errors import RebalancerError
from rebalancer.progress import Cancelled

QUIET_SECONDS = 10.0
"""The same error is reported once in so many seconds: a bad cell fails once a repaint."""

_APOLOGY = (
    "Rebalancer met something that it did not expect. Your files are untouched and you can go on "
    "working. If it happens again, these details help to find the cause; they stay on this "
    "computer unless you send them, and may name files of yours."
)


class ErrorDesk(QObject):
    """Decides what becomes of an error; the only place that opens a box for one."""

    told = Signal(str)
    """A sentence for the user, remedy included."""
    _caught = Signal(Exception)

    def __init__(
        self, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._clock = clock
        self._reported: dict[str, float] = {}
        self.dialog: ReportDialog | None = None
        self._caught.connect(self.handle)

    def install(self) -> None:
        """Take every error that nobody else takes, in whatever thread it happens."""
        sys.excepthook = self._hook

    def handle(self, error: Exception) -> None:
        """Tell, report or ignore *error*."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, RebalancerError):
            self.told.emit(error.sentence())
            return
        self._report(error)

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            self._caught.emit(error.with_traceback(trace))
        else:
            sys.__excepthook__(kind, error, trace)

    def _report(self, error: Exception) -> None:
        details = "".join(traceback.format_exception(error))
        now = self._clock()
        if now - self._reported.get(details, -QUIET_SECONDS) < QUIET_SECONDS:
            return
        self._reported[details] = now
        traceback.print_exception(error)
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.add(details)
            return
        self.dialog = ReportDialog(details, self._window)
        self.dialog.show()


class ReportDialog(QDialog):
    """Says that something unexpected happened, and lets the details be copied."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something unexpected happened")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self.setModal(False)
        words = QLabel(_APOLOGY)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        self._details = QPlainTextEdit(f"{_versions()}\n\n{_without_home(details)}")
        self._details.setReadOnly(True)
        self._details.setAccessibleName("Details")
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._copy = buttons.addButton("Copy details", QDialogButtonBox.ButtonRole.ActionRole)
        self._copy.clicked.connect(self.copy_details)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        for widget in (words, self._details, buttons):
            column.addWidget(widget)
        self.resize(640, 400)

    @property
    def details(self) -> str:
        """The report as it would be copied."""
        return self._details.toPlainText()

    def add(self, details: str) -> None:
        """Add another error to the report that is already open."""
        self._details.appendPlainText(f"\n{_without_home(details)}")

    def copy_details(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.details)


def _versions() -> str:
    return (
        f"Rebalancer {__version__}, Python {sys.version.split()[0]}, "
        f"PySide6 {PySide6.__version__}, {QSysInfo.prettyProductName()}"
    )


def _without_home(text: str) -> str:
    return text.replace(str(Path.home()), "~")
