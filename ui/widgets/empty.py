"""What an empty page says: what comes here, and the button that brings it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ui.text_size import hold
from ui.widgets.button import Button, Loudness
from ui.widgets.icon import pixmap
from ui.widgets.text import Caption, Heading, PlainLabel

_TEXT_WIDTH = 480
_ZONE_WIDTH = 640
_LOGO = 48
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class EmptyState(QWidget):
    """A title, a sentence and up to two buttons in the middle of the page.

    Attributes:
        button: Brings what is missing.
        alternative: Another, quieter way.
    """

    requested = Signal()
    """The button was pressed."""
    alternative_requested = Signal()
    """The second, quieter button was pressed."""

    def __init__(
        self,
        title: str,
        text: str,
        button_text: str = "",
        alternative_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.button = Button(button_text, Loudness.PRIMARY)
        self.button.clicked.connect(self._request)
        self.button.setVisible(bool(button_text))
        self.alternative = Button(alternative_text)
        self.alternative.clicked.connect(self._request_alternative)
        self.alternative.setVisible(bool(alternative_text))
        words = PlainLabel(text, wraps=True)
        words.setAlignment(_CENTRE)
        hold(words, width=_TEXT_WIDTH)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(12)
        self._middle.addWidget(Heading(title, 1), 0, _CENTRE)
        self._middle.addLayout(_centred(words))
        self._middle.addSpacing(8)
        self._middle.addLayout(_centred(self.button, self.alternative))
        self._place_middle()

    def _place_middle(self) -> None:
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(self._middle)
        column.addStretch(3)

    def _request(self) -> None:
        self.requested.emit()

    def _request_alternative(self) -> None:
        self.alternative_requested.emit()


class Welcome(EmptyState):
    """The first thing a person sees: where a file goes, and what will become of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "What do you really own?",
            "Drop the positions files of your brokers here. Rebalancer looks through your funds "
            "to the companies inside, and finds the trades that bring you where you want to be.",
            "Import a brokerage file",
            "Open the sample",
            parent,
        )

    @override
    def _place_middle(self) -> None:
        zone = QFrame()
        zone.setProperty("part", "drop_zone")
        hold(zone, width=_ZONE_WIDTH)
        logo = PlainLabel()
        logo.setPixmap(pixmap("rebalancer", "", _LOGO))
        inside = QVBoxLayout(zone)
        inside.setContentsMargins(32, 40, 32, 40)
        inside.setSpacing(16)
        inside.addWidget(logo, 0, _CENTRE)
        inside.addLayout(self._middle)
        points = QHBoxLayout()
        points.setSpacing(24)
        for title, text in _POINTS:
            points.addLayout(_point(title, text), 1)
        below = QWidget()
        hold(below, width=_ZONE_WIDTH)
        below.setLayout(points)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(_centred(zone))
        column.addSpacing(16)
        column.addLayout(_centred(below))
        column.addStretch(3)


_POINTS: Sequence[tuple[str, str]] = (
    ("Reads what brokers export", "Schwab, Fidelity, Vanguard, or a plain CSV or Excel file."),
    ("Counts the tax", "Every lot, gain and wash sale is in the plan before you trade."),
    ("Stays here", "Nothing leaves this computer, and no order is ever placed."),
)


def _point(title: str, text: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2)
    column.addWidget(Heading(title, 3))
    column.addWidget(Caption(text))
    column.addStretch(1)
    return column


def _centred(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
