"""What a screen reader takes our own widgets for: Qt calls what it does not know a client area."""

from functools import cache
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from typing_extensions import override

PRESS: Final = "Press"
"""Qt's own name of what a button does."""


@runtime_checkable
class HasRole(Protocol):
    """A widget that says what it is."""

    accessible_role: QAccessible.Role


@runtime_checkable
class Pressable(Protocol):
    """A widget that does something when it is pressed, by whatever means."""

    def press(self) -> None:
        """Do what a click does."""


class _Pressed(QAccessibleWidget):
    """Lets a screen reader press a widget that is no button to Qt."""

    @override
    def actionNames(self) -> list[str]:
        return [PRESS, *super().actionNames()]

    @override
    def doAction(self, actionName: str, /) -> None:
        widget = self.widget()
        if actionName == PRESS and isinstance(widget, Pressable):
            widget.press()
        else:
            super().doAction(actionName)


@cache
def tell_roles() -> None:
    """Have screen readers told what our own widgets are; once for the whole process."""
    QAccessible.installFactory(_interface)


def _interface(_: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, QWidget) or not isinstance(thing, HasRole):
        return None
    kind = _Pressed if isinstance(thing, Pressable) else QAccessibleWidget
    return kind(thing, thing.accessible_role)
