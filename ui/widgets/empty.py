"""What an empty page says: what comes here, and the button that brings it."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.language import tr
from ui.overriding import override
from ui.text_size import scaled
from ui.widgets.button import Button, Loudness
from ui.widgets.choices import choose
from ui.widgets.clear import clear_layout
from ui.widgets.side_by_side import SideBySide
from ui.widgets.sign import Sign
from ui.widgets.spoken import call, explain
from ui.widgets.stretches import in_the_centre
from ui.widgets.text import Caption, Heading, PlainLabel

_TEXT_WIDTH = 480
_ZONE_WIDTH = 640
_ZONE_EDGE = 32
_POINT_WIDTH = 176
_EDGE = 24
_LOGO = 48
_MOST_RECENT = 4
_LONGEST_NAME = 40
"""Letters; the tip has the whole path."""
_INDENT = 9


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
        self.alternative = Button(alternative_text)
        self.alternative.clicked.connect(self._request_alternative)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(12)
        self._fill_middle(title, text)
        self._place_middle()

    def _fill_middle(self, title: str, text: str) -> None:
        heading = Heading(title, 1)
        heading.setWordWrap(True)
        self._words = (heading, PlainLabel(text, wraps=True))
        for words in self._words:
            choose(words, alignment="AlignHCenter")
            self._middle.addLayout(in_the_centre(words))
        self._middle.addSpacing(8)
        self._middle.addLayout(in_the_centre(self.button, self.alternative))
        for button in (self.button, self.alternative):
            if not button.text():
                button.hide()  # shown without a parent, it would be a window

    def say(self, title: str, text: str) -> None:
        """Say *title* and *text* in place of what was said."""
        for words, said in zip(self._words, (title, text), strict=True):
            words.setText(said)
        self.follow_text_size()

    def _place_middle(self) -> None:
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(self._middle)
        column.addStretch(3)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.follow_text_size()

    def follow_text_size(self) -> None:
        """Be as wide as reads well, and no wider than there is room."""
        self._fit(self._words, _TEXT_WIDTH, 2 * _EDGE)

    def _fit(self, widgets: Iterable[QWidget], wanted: int, around: int) -> None:
        width = max(0, min(scaled(wanted), self.width() - around))
        for widget in widgets:
            widget.ensurePolished()
            widget.setFixedWidth(width)
            widget.setMinimumHeight(0)  # a label never asks for less than it has to have
            widget.setMinimumHeight(max(0, widget.heightForWidth(width)))

    def _request(self) -> None:
        self.requested.emit()

    def _request_alternative(self) -> None:
        self.alternative_requested.emit()


class RecentHousehold(NamedTuple):
    """A household that was open lately."""

    path: Path
    written: str = ""
    """The day on which it was written, in words."""


class Welcome(EmptyState):
    """The first thing a person sees: where a file goes, and what will become of it.

    Attributes:
        recent: The households that were open lately, the last one first.
        opening: The household that is about to take this place; "" for none.
        by_hand: The way without a file.
        zone: Where a file goes.
    """

    recent_chosen = Signal(object)
    """The ``Path`` of one of them."""
    entry_requested = Signal()
    """Holdings are to be typed or pasted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.zone = QFrame()
        self.by_hand = Button(tr("Enter or paste holdings"), Loudness.QUIET)
        self.by_hand.clicked.connect(self._request_entry)
        self.recent: tuple[RecentHousehold, ...] = ()
        self.opening = ""
        self._listed: list[QWidget] = []
        self._lists_recent = True
        """Whether there is a line for each of the latest."""
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        super().__init__(
            _TITLE,
            _TEXT,
            tr("Import files…"),
            tr("Open the sample"),
            parent,
        )

    @override
    def _place_middle(self) -> None:
        zone = self.zone
        zone.setProperty("part", "drop_zone")
        logo = Sign(_LOGO)
        logo.show_icon("rebalancer")
        inside = QVBoxLayout(zone)
        inside.setContentsMargins(_ZONE_EDGE, _ZONE_EDGE, _ZONE_EDGE, _ZONE_EDGE)
        inside.setSpacing(16)
        inside.addLayout(in_the_centre(logo))
        inside.addLayout(self._middle)
        inside.addLayout(in_the_centre(self.by_hand))
        points = SideBySide(_POINT_WIDTH, len(_POINTS), spacing=24)
        points.add(*(_point(title, text) for title, text in _POINTS))
        self._points = points
        self._wide = (zone, points)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(in_the_centre(zone))
        column.addSpacing(16)
        column.addLayout(in_the_centre(self._list))
        column.addSpacing(8)
        column.addLayout(in_the_centre(points))
        column.addStretch(3)

    def _request_entry(self) -> None:
        self.entry_requested.emit()

    @override
    def follow_text_size(self) -> None:
        self._fit(self._words, _TEXT_WIDTH, 2 * (_EDGE + _ZONE_EDGE))
        self._fit((*self._wide, *self._listed), _ZONE_WIDTH, 2 * _EDGE)

    def show_opening(self, name: str) -> None:
        """Say that the household *name* is on its way, and offer nothing else; "" if none is."""
        if name == self.opening:
            return
        self.opening = name
        title, text = _TITLE, _TEXT
        if name:
            title, text = tr("Opening {name}", name=name), tr("Everything is there in a moment.")
        self.say(title, text)
        for button in (self.button, self.alternative, self.by_hand):
            button.setVisible(not name)
        self._show_rest()

    def follow(self, other: "Welcome") -> None:
        """Say what *other* says."""
        self.show_recent(other.recent)
        self.show_opening(other.opening)

    def _show_rest(self) -> None:
        """Show what is below: the latest households, or what there is to know without any."""
        self._points.setVisible(not self.recent and not self.opening)
        for widget in self._listed:
            widget.setVisible(not self.opening)

    def show_recent(self, recent: Sequence[RecentHousehold]) -> None:
        """Offer the latest of *recent*, by name, with their folder and their day."""
        self.recent = tuple(recent)
        self._lists_recent = False
        if self.isVisible():
            self._list_recent()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._list_recent()
        super().showEvent(event)

    def _list_recent(self) -> None:
        """Make a line for each of the latest, unless that is done: most start pages are hidden."""
        if self._lists_recent:
            return
        self._lists_recent = True
        clear_layout(self._list)
        self._listed = []
        if self.recent:
            title = Heading(tr("Recent households"), 3)
            title.setContentsMargins(_INDENT, 0, 0, 0)
            self._listed.append(title)
        for each in self.recent[:_MOST_RECENT]:
            line = _RecentLine(each)
            line.chosen.connect(self.recent_chosen)
            self._listed.append(line)
        for widget in self._listed:
            self._list.addWidget(widget)
        self._show_rest()
        self.follow_text_size()


class _RecentLine(QWidget):
    chosen = Signal(object)

    def __init__(self, recent: RecentHousehold) -> None:
        super().__init__()
        name = recent.path.stem
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        button = Button(short, Loudness.QUIET)
        explain(button, str(recent.path))
        call(button, tr("Open {path}", path=recent.path.name))
        button.clicked.connect(partial(self._choose, recent.path))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, _INDENT, 0)
        row.setSpacing(4)
        row.addWidget(button)
        row.addWidget(Caption(recent.path.parent.name, wraps=False), 1)
        row.addWidget(Caption(recent.written, wraps=False))

    def _choose(self, path: Path, *_checked: bool) -> None:
        self.chosen.emit(path)


_TITLE = tr("What do you really own?")
_TEXT = tr(
    "Drop the positions files of your brokers anywhere on this window. Rebalancer looks through "
    "your funds to the companies inside, and finds the trades that bring you where you want to be."
)
_POINTS: Sequence[tuple[str, str]] = (
    (
        tr("Reads what brokers export"),
        tr("Schwab, Fidelity, Vanguard, or a plain CSV or Excel file."),
    ),
    (tr("Counts the tax"), tr("Every lot, gain and wash sale is in the plan before you trade.")),
    (tr("Stays here"), tr("Nothing leaves this computer, and no order is ever placed.")),
)


def _point(title: str, text: str) -> QWidget:
    point = QWidget()
    column = QVBoxLayout(point)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(Heading(title, 3))
    column.addWidget(Caption(text))
    column.addStretch(1)
    return point
