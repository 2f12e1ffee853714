"""A box in which one of a few things is picked."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.models.tips import tooltip_html
from ui.overriding import override
from ui.privacy import veiled
from ui.text_size import scaled, size_box
from ui.widgets.button import Button, Loudness
from ui.widgets.columns import ROW_HEIGHT
from ui.widgets.paragraph import Paragraph
from ui.widgets.spoken import call
from ui.widgets.text import Heading

_SIZE = (488, 320)
"""At the largest size of text it fits into the smallest window, nearly."""
_EDGE = 24


class PickBox(QDialog):
    """A list, what it is about, and a button that does something with the picked line.

    A line that is too long for the box lacks its middle, and a tip says it all.

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
        self.lines.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for line in lines:
            self.lines.addItem(_Line(line))
        self.lines.setCurrentRow(0 if lines else -1)
        self.button = Button(act, Loudness.PRIMARY)
        self.button.clicked.connect(self._pick)
        self.lines.itemActivated.connect(self._pick)
        self._lay_out(title, words)
        width, height = _SIZE
        size_box(self, width, height if lines else 0)

    def _lay_out(self, title: str, words: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, 24, _EDGE, 16)
        column.setSpacing(12)
        column.addWidget(Heading(title))
        column.addWidget(Paragraph(words, _SIZE[0] - 2 * _EDGE))
        column.addWidget(self.lines, 1)
        self.lines.setVisible(self.lines.count() > 0)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Cancel if self.lines.count() else kinds.Close)
        if self.lines.count():
            buttons.addButton(self.button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.button.setDefault(True)  # once it is in the box: Enter would be Cancel otherwise

    def _pick(self) -> None:
        row = self.lines.currentRow()
        if row >= 0:
            self.accept()
            self.picked.emit(row)


class _Line(QListWidgetItem):
    """Says the same to eyes, pointer and ears: no amount while amounts are hidden."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setSizeHint(QSize(0, scaled(ROW_HEIGHT)))

    @override
    def data(self, role: int) -> object:
        said = super().data(role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return veiled(str(said))
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip_html(str(self.data(Qt.ItemDataRole.DisplayRole)))
            case _:
                return said
