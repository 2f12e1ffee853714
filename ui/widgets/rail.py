"""The rail on the left: the steps of the story in the person's words."""

from enum import StrEnum
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.language import tr
from ui.text_size import scaled
from ui.theme import Theme
from ui.widgets.button import ToolButton
from ui.widgets.choices import choose
from ui.widgets.icon import ICON_SIZE, icon
from ui.widgets.sign import Sign
from ui.widgets.spoken import explain
from ui.widgets.text import Heading

_WIDTH = 84
_NAME_WIDTH = 92
_LOGO_SIZE = 24
_LARGEST_ICON = 30
_GAP = 8


class PageName(StrEnum):
    """What the program calls the pages; a person reads the title of the step."""

    HOLDINGS = "Holdings"
    EXPOSURE = "Exposure"
    MARKET = "Market"
    SCENARIOS = "Scenarios"
    REBALANCE = "Rebalance"
    TRADES = "Trades"


class Step(NamedTuple):
    """One page as the rail shows it."""

    name: PageName
    title: str
    icon: str
    question: str
    """What the page answers."""


STEPS = (
    Step(
        name=PageName.HOLDINGS,
        title=tr("Holdings"),
        icon="holdings",
        question=tr("What do I own, and did the file arrive whole?"),
    ),
    Step(
        name=PageName.EXPOSURE,
        title=tr("Exposure"),
        icon="exposure",
        question=tr("How concentrated am I really?"),
    ),
    Step(
        name=PageName.MARKET,
        title=tr("Market"),
        icon="market",
        question=tr("Is the rotation happening?"),
    ),
    Step(
        name=PageName.SCENARIOS,
        title=tr("Scenarios"),
        icon="scenarios",
        question=tr("What could happen to me, as I am and as I would be?"),
    ),
    Step(
        name=PageName.REBALANCE,
        title=tr("Rebalance"),
        icon="rebalance",
        question=tr("What should I trade to get there, and what does it cost?"),
    ),
    Step(name=PageName.TRADES, title=tr("Trades"), icon="trades", question=tr("Hand me the list")),
)


class Rail(QFrame):
    """Six buttons, one of which is down."""

    chosen = Signal(str)
    """The name of the step that the person chose."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {step.name: self._button(step) for step in STEPS}
        self._lay_out()
        theme.changed.connect(self._paint_icons)

    def set_current(self, name: str) -> None:
        """Press the button of the step *name*; the focus follows where it is in the rail."""
        has_focus = any(button.hasFocus() for button in self._buttons.values())
        self._buttons[name].setChecked(True)
        if has_focus:
            self._buttons[name].setFocus()

    def follow_text_size(self) -> None:
        """Be wide enough for the names; icons grow by half at most, and margins stay."""
        size = self._icon_size()
        self.setFixedWidth(_WIDTH + size - ICON_SIZE + scaled(_NAME_WIDTH))
        for button in self._buttons.values():
            button.setIconSize(QSize(size + _GAP, size))
        self._paint_icons()

    def button(self, name: str) -> QToolButton:
        """Return the button of the step *name*."""
        return self._buttons[name]

    def _button(self, step: Step) -> QToolButton:
        button = ToolButton()
        button.setText(step.title)
        explain(button, step.question)
        button.setCheckable(True)
        choose(button, toolButtonStyle="ToolButtonTextBesideIcon", focusPolicy="StrongFocus")
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(partial(self._choose, step.name))
        self._group.addButton(button)
        return button

    def _lay_out(self) -> None:
        self.follow_text_size()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(4)
        column.addLayout(_name_plate())
        column.addSpacing(12)
        for button in self._buttons.values():
            column.addWidget(button)
        column.addStretch(1)

    def _choose(self, name: str, *_: bool) -> None:
        self.chosen.emit(name)

    def _paint_icons(self) -> None:
        colors, size = self._theme.colors, self._icon_size()
        for step in STEPS:
            drawn = icon(step.icon, colors.muted, colors.accent, gap=_GAP, size=size)
            self._buttons[step.name].setIcon(drawn)

    @staticmethod
    def _icon_size() -> int:
        return min(scaled(ICON_SIZE), _LARGEST_ICON)


def _name_plate() -> QHBoxLayout:
    logo = Sign(_LOGO_SIZE)
    logo.show_icon("rebalancer")
    row = QHBoxLayout()
    row.setContentsMargins(8, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(logo)
    row.addWidget(Heading("Rebalancer", 3), 1)
    return row
