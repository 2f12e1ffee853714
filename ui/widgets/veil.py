"""Hides amounts on everything that is on the screen, and shows them again."""

from PySide6.QtWidgets import QAbstractItemView, QApplication

from ui.privacy import PRIVACY
from ui.widgets.button import Button
from ui.widgets.fields import NumberField
from ui.widgets.spoken import follow_privacy
from ui.widgets.text import PlainLabel


def hide_amounts(*, is_on: bool) -> None:
    """Hide amounts everywhere, or show them again; what is shown later is veiled by its owner."""
    if QApplication.instance() is None or is_on == PRIVACY.is_on:
        return
    PRIVACY.switch(is_on=is_on)
    for widget in QApplication.allWidgets():
        follow_privacy(widget)
        if isinstance(widget, PlainLabel | NumberField | Button):
            widget.follow_privacy()
        elif isinstance(widget, QAbstractItemView):
            widget.viewport().update()
