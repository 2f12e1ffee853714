"""The small menu in the corner of a chart."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from ui.language import tr
from ui.widgets.save_place import save_to
from ui.widgets.spoken import call, explain

FILE_KINDS = {"png": tr("PNG picture"), "svg": tr("SVG drawing"), "csv": tr("CSV table")}


class ChartMenu(QToolButton):
    """Offers how the chart was computed, and the chart as a table, as a copy and as a file."""

    asked = Signal()
    """The person wants to know how the chart was computed."""
    table_toggled = Signal(bool)
    copy_requested = Signal()
    save_requested = Signal(object)
    """Carries the ``Path``; its suffix is ``.png``, ``.svg`` or ``.csv``."""
    failed = Signal(Exception)
    """The chart cannot be saved there."""

    def __init__(self, chart_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart_name = chart_name
        self.setText("\u22ef")
        explain(self, tr("Show as table, copy, save"))
        call(self, tr("{chart_name}: more", chart_name=chart_name))
        self.setAutoRaise(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._list = QMenu(self)
        self._how = self._add(tr("How was this computed?"))
        self._how.triggered.connect(self._ask_how)
        self._how.setVisible(False)
        self.as_table = self._add(tr("Show as table"))
        self.as_table.setCheckable(True)
        self.as_table.toggled.connect(self.table_toggled)
        self._copy = self._add(tr("Copy table"))
        self._copy.triggered.connect(self._ask_for_copy)
        self._list.addSeparator()
        self._saves = {
            kind: self._add(tr("Save as {kind}\u2026", kind=text))
            for kind, text in FILE_KINDS.items()
        }
        for action in self._saves.values():
            action.triggered.connect(self._ask_for_file)
        self.setMenu(self._list)

    def offer_explanation(self) -> None:
        """Let the person ask how the chart was computed."""
        self._how.setVisible(True)
        explain(self, tr("How computed, show as table, copy, save"))

    def popup_menu(self) -> QMenu:
        """Return the menu itself, for a right click on the chart."""
        return self._list

    def _add(self, text: str) -> QAction:
        action = QAction(text, self)
        self._list.addAction(action)
        return action

    def _ask_how(self) -> None:
        self.asked.emit()

    def _ask_for_copy(self) -> None:
        self.copy_requested.emit()

    def _ask_for_file(self) -> None:
        chosen = self.sender()
        kind = next(kind for kind, action in self._saves.items() if action is chosen)
        suggestion = f"{self._chart_name}.{kind}".replace("/", "-")
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Save the chart"), suggestion, f"{FILE_KINDS[kind]} (*.{kind})"
        )
        save_to(name, f".{kind}", self.save_requested.emit, self.failed.emit)
