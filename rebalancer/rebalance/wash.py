"""Losses that the plan's own purchases would disallow.

Buying a substantially identical security within 30 days of a sale at a loss, in any account of
the household, disallows the loss; in an IRA for good. Source: 26 U.S.C. § 1091; Rev. Rul. 2008-5.
Funds that follow the same index count as substantially identical here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from rebalancer.domain.money import ZERO
from rebalancer.market.snapshot import FundMatch, Snapshot
from rebalancer.rebalance.plan import WashSale
from rebalancer.rebalance.problem import Problem, Slot
from rebalancer.rebalance.trades import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A sale at a loss beside a purchase of the same thing."""

    sale: Order
    purchase: Order
    loss: Decimal
    """USD, positive."""

    def warning(self) -> WashSale:
        """Return the conflict in words."""
        sold, bought = self.sale.slot, self.purchase.slot
        return WashSale(
            account_label=sold.account.label,
            symbol=sold.symbol,
            loss=self.loss,
            message=(
                f"The loss of ${self.loss:,.2f} on {sold.symbol} in {sold.account.label} may be "
                f"disallowed: the plan buys {bought.symbol} in {bought.account.label}."
            ),
        )


def identity(symbol: str, snapshot: Snapshot) -> str:
    """Return what a symbol is substantially identical to: its index, or the company itself."""
    rule = snapshot.funds.get(symbol)
    if rule is not None and rule.match is FundMatch.SAME_INDEX and len(rule.mix) == 1:
        return rule.mix[0][0]
    return snapshot.company_of(symbol)


def conflicts(orders: Iterable[Order], snapshot: Snapshot) -> tuple[Conflict, ...]:
    """Return every taxed sale at a loss whose replacement the same plan buys."""
    known = list(orders)
    purchases = {identity(order.slot.symbol, snapshot): order for order in known if order.bought}
    found = []
    for order in known:
        loss = -sum(
            (min(lot.taxed_gain_per_share, ZERO) * shares for lot, shares in order.sales),
            start=ZERO,
        )
        purchase = purchases.get(identity(order.slot.symbol, snapshot))
        if loss > 0 and purchase is not None:
            found.append(Conflict(sale=order, purchase=purchase, loss=loss))
    return tuple(found)


def without_losses(problem: Problem, washed: Iterable[Conflict]) -> Problem:
    """Return the problem with the loss lots of the conflicting sales kept."""
    kept_out = {(conflict.sale.slot.account.key, conflict.sale.slot.symbol) for conflict in washed}
    return replace(
        problem,
        slots=tuple(
            _only_gains(slot) if (slot.account.key, slot.symbol) in kept_out else slot
            for slot in problem.slots
        ),
    )


def _only_gains(slot: Slot) -> Slot:
    return replace(
        slot,
        lots=tuple(replace(lot, is_kept=lot.taxed_gain_per_share < 0) for lot in slot.lots),
    )
