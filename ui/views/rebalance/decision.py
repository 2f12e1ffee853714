"""What a panel of decisions hands to its page, and what every such panel is."""

from dataclasses import dataclass
from enum import IntEnum, auto

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy
from ui.widgets.fold import FoldingCard

ALONE = -1


class Merge(IntEnum):
    """Changes that are undone together while they follow each other: a dragged slider."""

    MAGNIFICENT_SEVEN = auto()
    MEGA_CAP_TECH = auto()
    SMALL_CAP = auto()
    SINGLE_COMPANY = auto()
    GAIN_BUDGET = auto()
    SHORT_TERM_GAIN = auto()
    SHORT_TERM_RATE = auto()
    LONG_TERM_RATE = auto()
    CASH_BUFFER = auto()
    MIN_TRADE = auto()
    MIN_POSITION = auto()
    TURNOVER = auto()
    COST = auto()
    SPREAD = auto()
    TICKET_FEE = auto()
    WAIT = auto()
    OTHER_TARGET = 1000
    """And those above it, one for each target without a slider of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A policy that the person wants instead of the one in force."""

    policy: Policy
    title: str
    """What is undone, in the user's words: ``change the Magnificent Seven cap``."""
    merge_key: int = ALONE


class DecisionPanel(FoldingCard):
    """A card that shows a part of the policy and asks for another one.

    Attributes:
        policy: What is shown; a panel changes its own part and leaves the rest as it is.
    """

    decided = Signal(object)
    """A ``Decision``."""
    tried = Signal(object)
    """A ``Policy`` that a slider is being dragged over; nothing is decided yet."""

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        parent: QWidget | None = None,
        *,
        is_open: bool = False,
    ) -> None:
        super().__init__(title, subtitle, parent, is_open=is_open)
        self.policy = DEFAULT_POLICY

    def set_policy(self, policy: Policy) -> None:
        """Show *policy*, which may come from anywhere."""
        self.policy = policy
        self.show_policy(policy)
        self.set_short(self.in_short(policy))

    def show_policy(self, policy: Policy) -> None:
        """Bring the fields in line with *policy*; each panel knows its own."""
        raise NotImplementedError

    def in_short(self, policy: Policy) -> str:
        """Return what the panel says of *policy* while it is folded."""
        raise NotImplementedError

    def decide(self, policy: Policy, title: str, merge_key: int = ALONE) -> None:
        """Ask for *policy*."""
        self.policy = policy
        self.decided.emit(Decision(policy=policy, title=title, merge_key=merge_key))
