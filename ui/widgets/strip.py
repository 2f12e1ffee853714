"""The strip that never leaves: the product in one line."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.widgets.spoken import explain
from ui.widgets.text import Figure, FigureSize, PlainLabel

_HEIGHT = 72


_NOTHING = "\u2013"
"""What stands where there is no household yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StripFigures:
    """What the strip shows, as a person reads it; *after* is "" while there is no plan."""

    household: str = _NOTHING
    magnificent_seven: str = _NOTHING
    magnificent_seven_after: str = ""
    small_cap: str = _NOTHING
    small_cap_after: str = ""
    tax: str = _NOTHING
    as_of: str = _NOTHING


class HouseholdStrip(QFrame):
    """The household in five figures, before and after."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._household = _figure("Household")
        self._magnificent = _figure("Mag 7 look-through")
        self._small = _figure("Small caps")
        self._tax = _figure("Tax est.")
        self._as_of = _figure("As of")
        self.setMinimumHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 12, 24, 12)
        row.setSpacing(24)
        figures = (self._household, self._magnificent, self._small, self._tax, self._as_of)
        for figure in figures:
            if figure is not self._household:
                row.addWidget(_hairline())
            row.addWidget(figure)
        row.addStretch(1)
        self._private = PlainLabel("Amounts hidden")
        self._private.setProperty("part", "badge")
        explain(self._private, "Ctrl+Shift+H shows them again")
        self._private.hide()
        row.addWidget(self._private, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_figures(StripFigures())

    def show_figures(self, figures: StripFigures) -> None:
        """Show *figures* instead of whatever is there."""
        self._household.set_value(figures.household)
        self._magnificent.set_value(figures.magnificent_seven, figures.magnificent_seven_after)
        self._small.set_value(figures.small_cap, figures.small_cap_after)
        self._tax.set_value(figures.tax)
        self._as_of.set_value(figures.as_of)

    def show_privacy(self, *, is_on: bool) -> None:
        """Say that amounts are hidden, or nothing."""
        self._private.setVisible(is_on)

    @property
    def is_private(self) -> bool:
        """Whether it says that amounts are hidden."""
        return not self._private.isHidden()

    @property
    def text(self) -> str:
        """The strip as one line."""
        figures = (self._household, self._magnificent, self._small, self._tax, self._as_of)
        return " | ".join(figure.text for figure in figures)


def _figure(caption: str) -> Figure:
    return Figure(caption, size=FigureSize.SMALL)


def _hairline() -> QFrame:
    line = QFrame()
    line.setProperty("part", "hairline")
    line.setFixedWidth(1)
    return line
