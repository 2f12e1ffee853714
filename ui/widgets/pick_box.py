"""A box in which one of a few things is picked."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QVBoxLayout, QWidget

from ui.language import tr
from ui.text_size import scaled, size_box
from ui.widgets.button import Button, Loudness
from ui.widgets.columns import ROW_HEIGHT
from ui.widgets.spoken import allow, call
from ui.widgets.text import Heading, PlainLabel

_SIZE = (560, 320)


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
        self.lines = QListWidget()
        call(self.lines, title)
        self.lines.addItems(list(lines))
        for row in range(len(lines)):
            self.lines.item(row).setSizeHint(QSize(0, scaled(ROW_HEIGHT)))
        self.lines.setCurrentRow(0 if lines else -1)
        self.button = Button(act, Loudness.PRIMARY)
        allow(self.button, "" if lines else tr("There is nothing to pick."))
        self.button.clicked.connect(self._pick)
        self.lines.itemActivated.connect(self._pick)
        self._lay_out(title, words)
        width, height = _SIZE
        size_box(self, width, height if lines else 0)

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
