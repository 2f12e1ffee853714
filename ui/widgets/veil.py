"""Hides amounts on everything that is on the screen, and shows them again."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from shiboken6 import isValid

from ui.models.slices import pieces
from ui.privacy import PRIVACY
from ui.turns import Turns
from ui.widgets.button import Button
from ui.widgets.fields import NumberField
from ui.widgets.spoken import follow_privacy
from ui.widgets.text import PlainLabel

_COSTLY = 4
"""A widget takes as long as so many cells of a table."""


class Veil(QObject):
    """Hides what is in sight at once, and what is on other pages in the turns that follow."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._turns = Turns(self)

    def hide_amounts(self, *, is_on: bool) -> None:
        """Hide amounts everywhere, or show them again.

        What is shown later is veiled by its owner.
        """
        if is_on == PRIVACY.is_on:
            return
        PRIVACY.switch(is_on=is_on)
        _follow(widget for widget in QApplication.allWidgets() if widget.isVisible())
        self._turns.clear()
        self._turns.add(self._begin_all)

    def follow(self, page: QWidget) -> None:
        """Hide at once what is still to be hidden on *page*, which comes into sight."""
        if not self._turns.are_over:
            _follow((page, *page.findChildren(QWidget)))

    def _begin_all(self) -> None:
        """Hide, or show, amounts on all widgets; some may have come into sight meanwhile."""
        widgets = QApplication.allWidgets()
        self._turns.add(*(partial(_follow, piece) for piece in pieces(widgets, _COSTLY)))


def hide_amounts(*, is_on: bool) -> None:
    """Hide amounts everywhere, or show them again, and wait for it."""
    if QApplication.instance() is not None and is_on != PRIVACY.is_on:
        PRIVACY.switch(is_on=is_on)
        _follow(QApplication.allWidgets())


def _follow(widgets: Iterable[QWidget]) -> None:
    for widget in widgets:
        if not isValid(widget):
            continue
        follow_privacy(widget)
        if isinstance(widget, PlainLabel | NumberField | Button):
            widget.follow_privacy()
        elif isinstance(widget, QAbstractItemView):
            widget.viewport().update()
