"""A headline figure on a surface of its own."""

from typing import ClassVar

from ui.overriding import override
from ui.widgets.asking import paint_ring
from ui.widgets.card import PADDING
from ui.widgets.text import Caption, Figure


class Tile(Figure):
    """A figure that looks like a card; its remark takes as many lines as it needs."""

    accessible_role = "Button"
    around: ClassVar = (PADDING, PADDING - 4, PADDING, PADDING - 4)

    @override
    def _lay_out(self) -> None:
        super()._lay_out()
        self._column.addStretch(1)  # beside a taller tile, its words stay on one line with those

    @override
    def _make_note(self) -> Caption:
        note = Caption()
        self._column.insertWidget(self._column.count() - 1, note)
        return note

    @override
    def _paint_focus(self) -> None:
        paint_ring(self)
