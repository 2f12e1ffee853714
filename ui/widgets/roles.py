"""What a screen reader takes our own widgets for: Qt calls what it does not know a client area."""

from functools import cache
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from ui.language import tr
from ui.overriding import override

PRESS: Final = tr("Press")
"""Qt's own name of what a button does."""


@runtime_checkable
class HasRole(Protocol):
    """A widget that says what it is, by the name of one of Qt's roles."""

    accessible_role: str


@runtime_checkable
class Pressable(Protocol):
    """A widget that does something when it is pressed, by whatever means."""

    def press(self) -> None:
        """Do what a click does."""


@runtime_checkable
class HidesValue(Protocol):
    """A field whose value may have to be hidden."""

    @property
    def hides_value(self) -> bool:
        """Whether nobody may know the value just now."""


class _Silent(QAccessibleWidget):
    """A field whose value a screen reader is not told, in place of what Qt itself would tell."""

    @override
    def text(self, t: QAccessible.Text, /) -> str:
        return "" if t is QAccessible.Text.Value else super().text(t)


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


def tell_anew(widget: QWidget) -> None:
    """Forget what a screen reader was told *widget* is: it is asked again when it is needed."""
    known = QAccessible.queryAccessibleInterface(widget)
    QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(known))


def _interface(_: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, QWidget):
        return None
    if isinstance(thing, HidesValue) and thing.hides_value:
        return _Silent(thing, QAccessible.Role.SpinBox)
    if not isinstance(thing, HasRole):
        return None
    kind = _Pressed if isinstance(thing, Pressable) else QAccessibleWidget
    return kind(thing, QAccessible.Role[thing.accessible_role])
