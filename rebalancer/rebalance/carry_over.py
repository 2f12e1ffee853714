"""A disallowed loss lives on in the shares that replaced it: in their cost and holding period.

In a taxable account the loss is added to the cost of the new shares, share by share, and they
count as held from as much earlier as the old shares had been held. In an IRA neither happens.
Source: 26 U.S.C. §§ 1091(d), 1223(3); Rev. Rul. 2008-5.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import Account, Position
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.money import ZERO, to_cents
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.wash_sale import CarriedLot


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedLoss:
    """A loss on shares that were replaced by others in a taxable account.

    Attributes:
        day: When the new shares were bought.
        quantity: New shares that it goes to.
        loss: USD, as a positive amount.
        counts_from: The day from which on the new shares count as held; None where nobody knows.
    """

    account: Account
    symbol: str
    day: date
    quantity: Decimal
    loss: Decimal
    counts_from: date | None


def carry_losses(
    portfolio: Portfolio, carried: Sequence[Sequence[CarriedLoss]]
) -> tuple[Portfolio, tuple[tuple[CarriedLot, ...], ...]]:
    """Return *portfolio* with the losses in the lots that took them over, and those lots.

    Args:
        portfolio: After the trades that the losses are of.
        carried: Per order, what of its losses lives on.
    """
    accounts = {account.key: account for account in portfolio.accounts}
    lots: list[tuple[CarriedLot, ...]] = []
    for losses in carried:
        mine = []
        for loss in losses:
            key = loss.account.key
            accounts[key], lot = _carry(accounts[key], loss)
            mine.append(lot)
        lots.append(tuple(mine))
    return Portfolio(accounts=tuple(accounts.values())), tuple(lots)


def _carry(account: Account, loss: CarriedLoss) -> tuple[Account, CarriedLot]:
    """Return *account* with *loss* in its lots of that day, as far as it lists them."""
    heir = _Heir(loss)
    positions = tuple(heir.position(position) for position in account.positions)
    lot = CarriedLot(
        account_label=account.label,
        symbol=loss.symbol,
        bought=loss.day,
        quantity=loss.quantity,
        loss=loss.loss,
        cost_basis=heir.cost,
        counts_from=loss.counts_from,
    )
    return replace(account, positions=positions), lot


class _Heir:
    """Hands one loss to the shares that were bought on its day."""

    def __init__(self, loss: CarriedLoss) -> None:
        self._loss = loss
        self._left = loss.quantity
        self.cost: Decimal | None = None
        """USD that the shares cost with the loss; None as long as no lot has taken it."""

    def position(self, position: Position) -> Position:
        """Return *position* with what of the loss its lots take."""
        if position.symbol != self._loss.symbol or not position.is_tradable:
            return position
        before = self._left
        lots = tuple(self._lots(position.open_lots))
        if self._left == before:
            return position
        basis = position.cost_basis
        added = self._share(before - self._left)
        return replace(position, lots=lots, cost_basis=None if basis is None else basis + added)

    def _lots(self, lots: Iterable[TaxLot]) -> Iterator[TaxLot]:
        for lot in lots:
            taken = min(self._left, lot.quantity) if lot.acquired == self._loss.day else ZERO
            if taken <= 0:
                yield lot
                continue
            self._left -= taken
            kept = lot.quantity - taken
            basis = lot.cost_basis
            own = None if basis is None else to_cents(basis * taken / lot.quantity)
            if own is not None:
                self.cost = (self.cost or ZERO) + own + self._share(taken)
            yield TaxLot(
                quantity=taken,
                acquired=self._loss.counts_from or lot.acquired,
                cost_basis=None if own is None else own + self._share(taken),
            )
            if kept > 0:
                rest = None if basis is None or own is None else basis - own
                yield replace(lot, quantity=kept, cost_basis=rest)

    def _share(self, quantity: Decimal) -> Decimal:
        return to_cents(self._loss.loss * quantity / self._loss.quantity)
