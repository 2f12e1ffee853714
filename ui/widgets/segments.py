"""A few views of the same thing, one of which is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from ui.widgets.button import Button


class Segments(QWidget):
    """Buttons in a row, one of which is pressed."""

    changed = Signal(int)
    """The number of the one that is chosen now, from 0."""

    def __init__(
        self, names: Sequence[str], chosen: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for number, name in enumerate(names):
            button = Button(name)
            button.setCheckable(True)
            button.setChecked(number == chosen)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idToggled.connect(self._tell)

    @property
    def chosen(self) -> int:
        """The number of the one that is chosen."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Choose the one with *number*, as a click on it does."""
        self._group.button(number).setChecked(True)

    def _tell(self, number: int, is_chosen: bool) -> None:  # noqa: FBT001 - a signal's value
        if is_chosen:
            self.changed.emit(number)
