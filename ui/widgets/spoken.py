"""What is said of a widget: its name, more about it, and why it cannot be used just now.

A tooltip reaches only who has a pointer, so all of it goes to a screen reader as well, without the
marks of a tooltip and, while amounts are hidden, without amounts. Tab passes by what cannot be
used; who has neither pointer nor screen reader finds it in the palette, with the reason.
"""

import re
from collections.abc import Iterator
from typing import Final

from PySide6 import QtGui
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.models.tips import tooltip_html
from ui.privacy import has_figures, veiled

_NAME: Final = "said_name"
_MORE: Final = "said_more"
_TIP: Final = "said_tip"
_WHY_NOT: Final = "said_why_not"
_HAS_FIGURES: Final = "said_figures"
"""Whether anything that was ever said may hold an amount: most of it never does."""


def call(widget: QWidget, text: str) -> None:
    """Call *widget* by *text*, which may hold amounts."""
    _keep(widget, _NAME, text)


def describe(widget: QWidget, text: str) -> None:
    """Say *text* about *widget* to a screen reader; who sees the window sees it elsewhere."""
    _keep(widget, _MORE, text)


def explain(widget: QWidget, text: str) -> None:
    """Say *text* about *widget*: in its tooltip, and to a screen reader."""
    _keep(widget, _TIP, text)


def allow(widget: QWidget, reason: str = "") -> None:
    """Let *widget* be used; with a *reason*, it cannot be, and says so where it else explains.

    The reason is a sentence that tells what would help. Nothing else enables or disables anything
    on the pages and in the boxes, so that there is never one without the other.
    """
    widget.setEnabled(not reason)
    _keep(widget, _WHY_NOT, reason)


def allow_action(action: QAction, reason: str = "") -> None:
    """Let *action* be chosen in its menu, which shows tooltips; or say there why it cannot be."""
    action.setEnabled(not reason)
    action.setToolTip(tooltip_html(reason) or "")
    action.setStatusTip(reason)


def why_not(widget: QWidget) -> str:
    """Return why *widget* cannot be used just now; "" where it can."""
    return str(widget.property(_WHY_NOT) or "")


def title_of(widget: QWidget) -> str:
    """Return what *widget* is called, on its face or to a screen reader."""
    face = plain(widget.text()) if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or face


def out_of_use(root: QWidget) -> Iterator[QWidget]:
    """Yield what is in sight within *root* and cannot be used just now."""
    for widget in root.findChildren(QWidget):
        if why_not(widget) and widget.isVisible() and title_of(widget):
            yield widget


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say *text*, which just came up in *widget*, wherever the focus is."""
    if QtGui.QAccessible.isActive():
        said = QtGui.QAccessibleAnnouncementEvent(widget, veiled(text))
        QtGui.QAccessible.updateAccessibility(said)


def follow_privacy(widget: QWidget) -> None:
    """Hide the amounts in what is said of *widget*, or say them again."""
    if widget.property(_HAS_FIGURES):
        _say(widget)


def in_a_line(text: str) -> str:
    """Return the lines of *text* as one, to be read aloud without a stop at each."""
    lines = (line.strip() for line in text.splitlines())
    return "; ".join(line for line in lines if line)


def plain(text: str) -> str:
    """Return the text of a menu or a button without its marks."""
    return re.sub("&(.)", r"\1", text).rstrip("\u2026")


def literal(text: str) -> str:
    """Return *text* for a menu or a button, in which an ampersand would mark a letter."""
    return text.replace("&", "&&")


def _keep(widget: QWidget, part: str, text: str) -> None:
    if widget.property(part) != text:
        widget.setProperty(part, text)
        if has_figures(text):
            widget.setProperty(_HAS_FIGURES, True)  # noqa: FBT003 - it is Qt's
        _say(widget)


def _say(widget: QWidget) -> None:
    called, more, tip = (str(widget.property(part) or "") for part in (_NAME, _MORE, _TIP))
    reason = why_not(widget)
    if widget.property(_NAME) is not None:
        widget.setAccessibleName(veiled(called))
    if tip or reason or widget.toolTip():
        widget.setToolTip(tooltip_html(veiled(reason or tip)) or "")
    said = [reason or more or tip]
    if widget.inherits("QComboBox"):  # of which a screen reader on Linux takes the choice as name
        said.insert(0, called)
    widget.setAccessibleDescription(veiled(". ".join(filter(None, said))))
