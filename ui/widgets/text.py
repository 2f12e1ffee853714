"""Words and figures; every label shows its text as it is, never as HTML."""

from enum import StrEnum
from typing import ClassVar

from PySide6 import QtCore
from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.language import tr
from ui.overriding import override
from ui.privacy import has_figures, veiled
from ui.widgets.asking import LINE, ask, asks, offer, paint_line
from ui.widgets.choices import choose
from ui.widgets.spoken import call

ARROW, LEFT_ARROW = "\u2192", "\u2190"
AFTER_THE_ARROW = tr("After the arrow: the same once the plan's trades are made.")


class PlainLabel(QLabel):
    """A label for text of any origin: ``<b>`` stays four characters."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, wraps: bool = False
    ) -> None:
        super().__init__(parent)
        self._said = ""
        self._heights: dict[int, int] = {}
        """By width, until something changes: a layout asks for the same ones again and again."""
        choose(self, textFormat="PlainText")
        self.setWordWrap(wraps)
        self.setText(text)

    @override
    def setText(self, text: str, /) -> None:
        self._said = text
        self._put()

    def follow_privacy(self) -> None:
        """Hide the amounts in the text, or show them again."""
        if has_figures(self._said):
            self._put()

    def _put(self) -> None:
        self._heights.clear()
        super().setText(veiled(self._said))

    @override
    def heightForWidth(self, arg__1: int, /) -> int:
        height = self._heights.get(arg__1)
        if height is None:
            self.ensurePolished()  # or what is kept would be without its style
            height = self._heights[arg__1] = super().heightForWidth(arg__1)
        return height

    @override
    def changeEvent(self, arg__1: QEvent, /) -> None:
        self._heights.clear()
        super().changeEvent(arg__1)


class Heading(PlainLabel):
    """A title; level 1 is a page's, 2 a section's, 3 a card's."""

    def __init__(self, text: str = "", level: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("level", str(level))


class Caption(PlainLabel):
    """Small secondary text; wraps unless told otherwise."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, wraps: bool = True
    ) -> None:
        super().__init__(text, parent, wraps=wraps)


class FigureSize(StrEnum):
    """How loud a figure is."""

    LARGE = "large"
    SMALL = "small"


class Figure(QFrame):
    """A number with its caption: ``41.8 %``, or before and after: ``41.8 % → 25.0 %``.

    Bounds or any other remark go below the number in small text.

    One that has an explanation can be asked how it was computed: it takes the focus, and hovering,
    clicking or Enter tells it.

    Attributes:
        said: The figure in words.
        explanation: How the figure was computed, in sentences, or "".
    """

    accessible_role = "StaticText"
    around: ClassVar = (0, 0, 0, LINE + 1)
    """Pixels left of, above, right of and below the words, where it is shown what has the focus."""

    def __init__(
        self,
        caption: str,
        parent: QWidget | None = None,
        *,
        size: FigureSize = FigureSize.LARGE,
    ) -> None:
        super().__init__(parent)
        self.setProperty("figure_size", size.value)
        self.explanation = ""
        self._caption = Caption(caption, wraps=False)
        self._value = _part("value")
        self._becomes: tuple[PlainLabel, ...] = ()
        self._note: Caption | None = None
        self._numbers = QHBoxLayout()
        self._lay_out()
        self.set_value("\u2013")

    def _lay_out(self) -> None:
        self._numbers.setSpacing(8)
        self._numbers.addWidget(self._value)
        self._numbers.addStretch(1)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(*self.around)
        column.setSpacing(2)
        column.addWidget(self._caption)
        column.addLayout(self._numbers)

    def set_value(self, text: str, after: str = "", note: str = "") -> None:
        """Show *text*; with *after*, an arrow and what it becomes; *note* in small below.

        What stays as it is has no arrow.
        """
        after = "" if after == text else after
        self._value.setText(text)
        self._show_after(after)
        self._show_note(note)
        becomes = tr("{before} to {after}", before=text, after=after) if after else text
        self.said = f"{self._caption.text()}: {becomes}"
        call(self, self.said)

    def _show_after(self, text: str) -> None:
        """Most figures never become another; those that do get an arrow and what comes after it."""
        if text and not self._becomes:
            self._becomes = (_part("arrow"), _part("after"))
            baseline = QtCore.Qt.AlignmentFlag.AlignBaseline
            self._numbers.setAlignment(self._value, baseline)
            for place, label in enumerate(self._becomes, start=1):
                self._numbers.insertWidget(place, label, 0, baseline)
        arrow = LEFT_ARROW if self.isRightToLeft() else ARROW
        for label, said in zip(self._becomes, (arrow, text), strict=False):
            label.setText(said)
            label.setVisible(bool(text))

    def _show_note(self, text: str) -> None:
        if text and self._note is None:
            self._note = self._make_note()
        if self._note is not None:
            self._note.setText(text)
            self._note.setVisible(bool(text))

    def _make_note(self) -> Caption:
        note = Caption(wraps=False)
        self._column.addWidget(note)
        return note

    def set_explanation(self, text: str) -> None:
        """Tell how the figure was computed; "" where there is nothing to tell."""
        if text == self.explanation:
            return
        self.explanation = text
        offer(self, text)

    def press(self) -> None:
        """Tell how the figure was computed."""
        ask(self, self.explanation)

    @property
    def text(self) -> str:
        """The figure as it reads, for copying."""
        shown = [label.text() for label in self._becomes if not label.isHidden()]
        becomes = "".join(f" {text}" for text in shown)
        return f"{self._caption.text()} {self._value.text()}{becomes}"

    @property
    def note(self) -> str:
        """The remark below the number, or ""."""
        return "" if self._note is None else self._note.text()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if asks(event):
            self.press()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.explanation and asks(event):
            self.press()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._paint_focus()

    def _paint_focus(self) -> None:
        paint_line(self)

    @override
    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


def _part(name: str) -> PlainLabel:
    label = PlainLabel()
    label.setProperty("part", name)
    return label
