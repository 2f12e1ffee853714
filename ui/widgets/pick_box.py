"""A box in which one of a few things is picked."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QVBoxLayout, QWidget

from ui.language import tr
from ui.text_size import hold
from ui.widgets.button import Button, Loudness
from ui.widgets.spoken import allow, call
from ui.widgets.text import Heading, PlainLabel

_SMALLEST = (560, 320)


class PickBox(QDialog):
    """A list, what it is about, and a button that does something with the picked line.

    Attributes:
        lines: What can be picked.
        button: Does it.
    """

    picked = Signal(int)
    """The number of the line, from 0 on."""

    def __init__(
        self, title: str, words: str, lines: Sequence[str], act: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        width, height = _SMALLEST
        hold(self, least_width=width, least_height=height if lines else 0)
        self.lines = QListWidget()
        call(self.lines, title)
        self.lines.addItems(list(lines))
        self.lines.setCurrentRow(0 if lines else -1)
        self.button = Button(act, Loudness.PRIMARY)
        allow(self.button, "" if lines else tr("There is nothing to pick."))
        self.button.clicked.connect(self._pick)
        self.lines.itemActivated.connect(self._pick)
        self._lay_out(title, words)

    def _lay_out(self, title: str, words: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(Heading(title))
        column.addWidget(PlainLabel(words, wraps=True))
        column.addWidget(self.lines, 1)
        self.lines.setVisible(self.lines.count() > 0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def _pick(self) -> None:
        row = self.lines.currentRow()
        if row >= 0:
            self.accept()
            self.picked.emit(row)
