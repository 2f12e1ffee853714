"""Three fates of an error: a sentence for the user, silence, or a report with its details."""

import sys
import threading
import time
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from rebalancer.errors import RebalancerError
from rebalancer.progress import Cancelled
from ui.diagnosis import describe, versions
from ui.language import tr
from ui.text_size import size_box

_SIZE = (640, 400)
QUIET_SECONDS = 10.0
"""The same error is reported once in so many seconds: a bad cell fails once a repaint."""

_APOLOGY = tr(
    "Rebalancer met something that it did not expect. Your files are untouched and you can go on "
    "working. If it happens again, these details help to find the cause. They say where in the "
    "program it happened, nothing of what you own, and stay on this computer unless you send "
    "them."
)
_AFTER_A_CRASH = tr(
    "Rebalancer ended without a warning the last time. These details say where in the program it "
    "happened, nothing of what you own, and stay on this computer unless you send them."
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
        """Take every error that nobody else takes, in whatever thread and moment it happens."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        sys.unraisablehook = self._unraisable_hook

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

    def _thread_hook(self, caught: threading.ExceptHookArgs) -> None:
        if isinstance(caught.exc_value, Exception):
            self._caught.emit(caught.exc_value)

    def _unraisable_hook(self, caught: "sys.UnraisableHookArgs") -> None:
        """Take what a destructor or the collector tripped over; Python would print all it says."""
        if isinstance(caught.exc_value, Exception):
            self._caught.emit(caught.exc_value)
        else:
            sys.__unraisablehook__(caught)

    def offer_crash(self, report: str, forget: Callable[[], None]) -> None:
        """Show the *report* of how an earlier run ended; *forget* removes what is known of it."""
        dialog = ReportDialog(report, self._window, words=_AFTER_A_CRASH)
        dialog.let_forget(forget)
        self._show(dialog)

    def _report(self, error: Exception) -> None:
        details = describe(error)
        now = self._clock()
        if now - self._reported.get(details, -QUIET_SECONDS) < QUIET_SECONDS:
            return
        self._reported[details] = now
        if sys.flags.dev_mode:  # who starts Python so wants to know everything
            traceback.print_exception(error)
        elif sys.stderr is not None:  # there is none where Windows shows no console
            sys.stderr.write(f"{details}\n")
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.add(details)
            return
        self._show(ReportDialog(details, self._window))

    def _show(self, dialog: "ReportDialog") -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = dialog
        dialog.show()


class ReportDialog(QDialog):
    """Says that something unexpected happened, and lets the details be copied.

    Attributes:
        forget: Removes what is known of a crash; hidden where nothing is kept.
    """

    def __init__(
        self, details: str, parent: QWidget | None = None, *, words: str = _APOLOGY
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Something unexpected happened"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        said = QLabel(words)
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        self._details = QPlainTextEdit(f"{versions()}\n\n{details}")
        self._details.setReadOnly(True)
        self._details.setAccessibleName(tr("Details"))
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._copy = self._buttons.addButton(
            tr("Copy details"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self._copy.clicked.connect(self.copy_details)
        self.forget = self._buttons.addButton(
            tr("Forget it"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.forget.setVisible(False)
        self._buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        for widget in (said, self._details, self._buttons):
            column.addWidget(widget)
        size_box(self, *_SIZE)

    @property
    def details(self) -> str:
        """The report as it would be copied."""
        return self._details.toPlainText()

    def add(self, details: str) -> None:
        """Add another error to the report that is already open."""
        self._details.appendPlainText(f"\n{details}")

    def let_forget(self, forget: Callable[[], None]) -> None:
        """Offer to *forget* what is told here, which also closes the box."""
        self.forget.setVisible(True)
        self.forget.clicked.connect(forget)
        self.forget.clicked.connect(self.close)

    def copy_details(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.details)
