"""The strip that never leaves: the product in one line."""

from typing import NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.language import tr
from ui.overriding import override
from ui.widgets.choices import choose
from ui.widgets.spoken import call, explain
from ui.widgets.stretches import half_way_down
from ui.widgets.text import Figure, FigureSize, PlainLabel

_HEIGHT = 72
_NOTHING = "\u2013"
"""What stands where there is no household yet."""


class StripFigure(NamedTuple):
    """One figure of the strip, as a person reads it.

    Attributes:
        after: What it becomes; "" while there is no plan.
        explanation: How it was computed; "" while there is nothing to tell.
    """

    text: str = _NOTHING
    after: str = ""
    explanation: str = ""


NO_FIGURE = StripFigure()


class StripFigures(NamedTuple):
    """What the strip shows."""

    household: StripFigure = NO_FIGURE
    magnificent_seven: StripFigure = NO_FIGURE
    small_cap: StripFigure = NO_FIGURE
    tax: StripFigure = NO_FIGURE
    as_of: StripFigure = NO_FIGURE


class HouseholdStrip(QFrame):
    """The household in five figures, before and after, each of which can be asked about.

    Tab stops at one of them; the arrow keys go to the others.
    """

    accessible_role = "Grouping"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._household = _figure(tr("Household"))
        self._magnificent = _figure(tr("Mag 7 look-through"))
        self._small = _figure(tr("Small caps"))
        self._tax = _figure(tr("Tax est."))
        self._as_of = _figure(tr("As of"))
        self._all = (self._household, self._magnificent, self._small, self._tax, self._as_of)
        self._stop = self._household
        call(self, tr("The household in short"))
        self._private = PlainLabel(tr("Amounts hidden"))
        self._private.setProperty("part", "badge")
        explain(self._private, tr("Ctrl+Shift+H shows them again"))
        self._private.hide()
        self._lay_out()
        for figure in self._all:
            figure.installEventFilter(self)
        self.show_figures(StripFigures())

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(20)
        for figure in self._all:
            if figure is not self._household:
                row.addWidget(_hairline())
            row.addWidget(figure)
        row.addStretch(1)
        row.addLayout(half_way_down(self._private))

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(_HEIGHT, hint.height()))

    def show_figures(self, figures: StripFigures) -> None:
        """Show *figures* instead of whatever is there."""
        shown = (
            figures.household,
            figures.magnificent_seven,
            figures.small_cap,
            figures.tax,
            figures.as_of,
        )
        for figure, each in zip(self._all, shown, strict=True):
            figure.set_value(each.text, each.after)
            figure.set_explanation(each.explanation)
        self._stop_at(self._stop)

    def _stop_at(self, stop: Figure) -> None:
        """Let Tab stop at *stop*, and pass by the others."""
        self._stop = stop
        for figure in self._all:
            if figure.explanation:
                choose(figure, focusPolicy="StrongFocus" if figure is stop else "ClickFocus")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, Figure):
            self._stop_at(watched)
        return super().eventFilter(watched, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = QtCore.Qt.Key
        forwards = -1 if self.isRightToLeft() else 1
        steps = {keys.Key_Left: -forwards, keys.Key_Right: forwards}
        key = keys(event.key())
        asked = [figure for figure in self._all if figure.explanation]
        if key in steps and self._stop in asked:
            place = asked.index(self._stop) + steps[key]
            asked[place % len(asked)].setFocus(QtCore.Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def show_privacy(self, *, is_on: bool) -> None:
        """Say that amounts are hidden, or nothing."""
        self._private.setVisible(is_on)

    @property
    def is_private(self) -> bool:
        """Whether it says that amounts are hidden."""
        return not self._private.isHidden()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures, from left to right."""
        return self._all

    @property
    def text(self) -> str:
        """The strip as one line."""
        return " | ".join(figure.text for figure in self._all)


def _figure(caption: str) -> Figure:
    return Figure(caption, size=FigureSize.SMALL)


def _hairline() -> QFrame:
    line = QFrame()
    line.setProperty("part", "hairline")
    line.setFixedWidth(1)
    return line
