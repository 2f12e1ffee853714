"""Lays out what is in sight first, and the rest when there is time."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from ui.overriding import override
from ui.turns import Soon


class SightFirst(QVBoxLayout):
    """Puts things below each other; what lies on those out of sight follows in turns of its own.

    Everything gets its place at once, as high as it asks to be. But a page of many cards takes
    some hundredths of a second to be laid out to the last label, most of them for what nobody
    sees yet. So the layouts of what is out of sight rest, and go on one after the other.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__()
        if parent is not None:
            parent.setLayout(self)
        self._soon = Soon(self, self._go_on)

    @property
    def is_done(self) -> bool:
        """Whether everything that lies here follows the size that it was given."""
        return not any(each.rests for each in self._shown())

    @override
    def setGeometry(self, rect: QRect) -> None:
        before = [(each, each.widget.size(), each.rests) for each in self._shown()]
        for each, _, _ in before:
            each.layout.setEnabled(False)
        super().setGeometry(rect)
        sight = _sight(self.parentWidget())
        for each, size, rested in before:
            if each.widget.size() == size and not rested:
                each.layout.setEnabled(True)
            elif sight.intersects(each.widget.geometry()):
                each.lay_out()
            else:
                self._soon.ask()

    def _shown(self) -> Iterator["_Shown"]:
        for number in range(self.count()):
            item = self.itemAt(number)
            widget = None if item is None else item.widget()
            if widget is not None and not widget.isHidden():
                layout = widget.layout()
                if layout is not None:
                    yield _Shown(widget, layout)

    def _go_on(self) -> None:
        """Lay out what rests and is nearest to what is in sight."""
        middle = _sight(self.parentWidget()).center().y()
        resting = [each for each in self._shown() if each.rests]
        if resting:
            min(resting, key=lambda each: abs(each.middle - middle)).lay_out()
        if len(resting) > 1:
            self._soon.ask()


class _Shown(NamedTuple):
    """Something that has a place, and how what lies on it is laid out."""

    widget: QWidget
    layout: QLayout

    @property
    def rests(self) -> bool:
        return not self.layout.isEnabled()

    @property
    def middle(self) -> int:
        return self.widget.geometry().center().y()

    def lay_out(self) -> None:
        inside = self.widget.contentsRect()
        self.layout.setEnabled(True)
        if not self.layout.activate():
            if self.layout.geometry() == inside:
                self.layout.invalidate()  # as large as before, but perhaps with other things on it
            self.layout.setGeometry(inside)


def _sight(widget: QWidget | None) -> QRect:
    """Return what nothing around cuts off of *widget*, even before the page is visible.

    In its own coordinates, as ``QWidget.visibleRegion``, which is empty until then.
    """
    if widget is None:
        return QRect()
    around = None if widget.isWindow() else widget.parentWidget()
    if around is None:
        return widget.rect()
    return widget.rect() & _sight(around).translated(-widget.pos())
