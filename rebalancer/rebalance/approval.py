"""What a person says of the trades of a plan: approved, held, or nothing yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rebalancer.rebalance.plan import Action, Trade
from rebalancer.rebalance.policy.relief import LotRelief

TradeKey = tuple[str, str, Action]
"""Account, symbol and side: a plan has one trade of each at most."""


class Status(StrEnum):
    """What a person says of one trade."""

    OPEN = "open"
    """Nothing yet; it goes out with the others."""
    APPROVED = "approved"
    HELD = "held"
    """It stays out of whatever is handed over."""

    @property
    def words(self) -> str:
        """The status as a person reads it."""
        return _WORDS[self]


_WORDS = {Status.OPEN: "Not decided", Status.APPROVED: "Approved", Status.HELD: "Held"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One trade, and what is said of it.

    Attributes:
        lots: What a sale closes: day bought, shares and cost basis, lot by lot.
        relief: By which method the lots were chosen.
    """

    account: str
    symbol: str
    action: Action
    status: Status
    quantity: Decimal
    price: Decimal
    lots: tuple[tuple[date | None, Decimal, Decimal | None], ...] = ()
    relief: LotRelief | None = None

    @property
    def key(self) -> TradeKey:
        """Which trade it is about."""
        return self.account, self.symbol, self.action


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What is said of trades; equal whatever the order in which it was said.

    An approval is of one order as it was: the same shares, price and lots. When a plan is found
    again and the trade is another one, nobody has approved it. A trade that is held stays held.
    """

    marks: tuple[Mark, ...] = ()
    """One for each trade that something is said of, by account, symbol and side."""

    def statuses(self, trades: Iterable[Trade]) -> tuple[Status, ...]:
        """Return what is said of each of *trades*."""
        marks = {mark.key: mark for mark in self.marks}
        return tuple(_status(trade, marks.get(key_of(trade))) for trade in trades)

    def held(self, trades: Iterable[Trade]) -> frozenset[TradeKey]:
        """Return the keys of those of *trades* that are held."""
        held = {mark.key for mark in self.marks if mark.status is Status.HELD}
        return frozenset(key for key in map(key_of, trades) if key in held)

    def with_status(self, trades: Iterable[Trade], status: Status) -> "Approval":
        """Return the same with *status* for each of *trades*."""
        marks = {mark.key: mark for mark in self.marks}
        for trade in trades:
            marks.pop(key_of(trade), None)
            if status is not Status.OPEN:
                marks[key_of(trade)] = _mark(trade, status)
        return Approval(marks=tuple(marks[key] for key in sorted(marks)))


NOTHING_SAID = Approval()


def key_of(trade: Trade) -> TradeKey:
    """Return what tells *trade* from the others of its plan."""
    return trade.account, trade.symbol, trade.action


def _status(trade: Trade, mark: Mark | None) -> Status:
    if mark is None:
        return Status.OPEN
    if mark.status is Status.HELD or mark == _mark(trade, mark.status):
        return mark.status
    return Status.OPEN


def _mark(trade: Trade, status: Status) -> Mark:
    return Mark(
        account=trade.account,
        symbol=trade.symbol,
        action=trade.action,
        status=status,
        quantity=trade.quantity,
        price=trade.price,
        lots=tuple((lot.acquired, lot.quantity, lot.cost_basis) for lot in trade.lots),
        relief=trade.relief,
    )
