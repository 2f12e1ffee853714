"""A headline figure on a surface of its own."""

from typing import ClassVar

from PySide6.QtCore import Qt

from ui.overriding import override
from ui.widgets.asking import paint_ring
from ui.widgets.card import PADDING
from ui.widgets.text import Caption, Figure


class Tile(Figure):
    """A figure that looks like a card; its remark takes as many lines as it needs."""

    accessible_role = "Button"
    around: ClassVar = (PADDING, PADDING - 4, PADDING, PADDING - 4)

    @override
    def _make_note(self) -> Caption:
        note = Caption()
        note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(note, 1)
        return note

    @override
    def _paint_focus(self) -> None:
        paint_ring(self)
