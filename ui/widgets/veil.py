"""Hides amounts on everything that is on the screen, and shows them again."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolTip, QWidget

from ui.overriding import override
from ui.privacy import PRIVACY, veiled
from ui.widgets.fields import NumberField
from ui.widgets.spoken import follow_privacy
from ui.widgets.text import PlainLabel


class Veil(QObject):
    """The switch of privacy; what is shown later is veiled by whoever shows it.

    Tips are veiled as they pop up: only while amounts are hidden does anybody listen for that.
    """

    def switch(self, *, is_on: bool) -> None:
        """Hide amounts everywhere, or show them again."""
        app = QApplication.instance()
        if app is None or is_on == PRIVACY.is_on:
            return
        PRIVACY.switch(is_on=is_on)
        for widget in QApplication.allWidgets():
            follow_privacy(widget)
            if isinstance(widget, PlainLabel | NumberField):
                widget.follow_privacy()
            elif isinstance(widget, QAbstractItemView):
                widget.viewport().update()
        if is_on:
            app.installEventFilter(self)
        else:
            app.removeEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(watched, QWidget):
            tip = watched.toolTip()
            if isinstance(event, QHelpEvent) and veiled(tip) != tip:
                QToolTip.showText(event.globalPos(), veiled(tip), watched)
                return True
        return False
