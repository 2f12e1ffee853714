"""Losses that purchases disallow: the plan's own and those of the last 30 days.

Buying a substantially identical security within 30 days of a sale at a loss, in any account of
the household, disallows the loss share by share: in a taxable account it is added to the cost of
the new shares, and their holding period counts the old one; in an IRA it is lost for good.
Source: 26 U.S.C. §§ 1091, 1223(3); Rev. Rul. 2008-5. A 401(k) is treated as an IRA, which the
ruling does not say: the cautious reading.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import Account
from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.rebalance.carry_over import CarriedLoss
from rebalancer.rebalance.problem import Problem, Slot, SlotLot
from rebalancer.rebalance.recent import WASH_SALE, recent_purchases, safe_from
from rebalancer.rebalance.tax.netting import NO_GAINS, Gains
from rebalancer.rebalance.trades import Order
from rebalancer.rebalance.wash_sale import CarriedLot, WashSale


def conflicts(problem: Problem, orders: Iterable[Order]) -> tuple[str, ...]:
    """Return what is sold at a loss and bought by the same plan, by its equivalence key."""
    known = list(orders)
    bought = {problem.equivalents.key(order.slot.symbol) for order in known if order.bought}
    sold = {problem.equivalents.key(order.slot.symbol) for order in known if loss_of(order)}
    return tuple(sorted(bought & sold))


def loss_of(order: Order) -> Decimal:
    """Return USD of taxed losses that *order* realises, as a positive amount."""
    return -total(min(lot.taxed_gain_per_share, ZERO) * shares for lot, shares in order.sales)


def without_losses(problem: Problem, key: str) -> Problem:
    """Return *problem* with the loss lots of what *key* stands for kept."""
    return replace(
        problem,
        slots=tuple(
            replace(slot, lots=tuple(map(_kept_at_loss, slot.lots)))
            if problem.equivalents.key(slot.symbol) == key
            else slot
            for slot in problem.slots
        ),
    )


def _kept_at_loss(lot: SlotLot) -> SlotLot:
    return replace(lot, kept=lot.kept or WASH_SALE) if lot.taxed_gain_per_share < 0 else lot


def without_purchases(problem: Problem, key: str) -> Problem:
    """Return *problem* without purchases of what *key* stands for."""
    return replace(
        problem,
        slots=tuple(
            replace(slot, no_purchase=slot.no_purchase or WASH_SALE)
            if problem.equivalents.key(slot.symbol) == key
            else slot
            for slot in problem.slots
        ),
    )


@dataclass(slots=True, kw_only=True)
class _Replacement:
    """Shares bought in the window, as far as no loss has been matched with them."""

    account: Account
    symbol: str
    day: date
    left: Decimal


@dataclass(slots=True, kw_only=True)
class Washed:
    """What of one order's losses is disallowed; USD are positive."""

    disallowed: Gains = NO_GAINS
    permanent: Decimal = ZERO
    replacements: list[str] = field(default_factory=list)
    holding_days: int | None = None
    """Of the oldest loss lot whose period the new shares take over."""
    carried: list[CarriedLoss] = field(default_factory=list)
    """What lives on in new shares."""


def washed_losses(problem: Problem, orders: Sequence[Order]) -> tuple[Washed, ...]:
    """Return what of each order's losses is disallowed, by matching replacement shares."""
    by_key: dict[str, list[_Replacement]] = {}
    for bought in _replacements(problem, orders):
        by_key.setdefault(problem.equivalents.key(bought.symbol), []).append(bought)
    return tuple(
        _match(order, by_key.get(problem.equivalents.key(order.slot.symbol), []), problem)
        for order in orders
    )


def _replacements(problem: Problem, orders: Iterable[Order]) -> list[_Replacement]:
    """Return what was or is bought, first come first; those of the plan that cannot be undone."""
    sold = {
        (order.slot.account.key, order.slot.symbol, lot.lot.acquired): shares
        for order in orders
        for lot, shares in order.sales
    }
    found = []
    for each in recent_purchases(problem):
        gone = sold.get((each.account.key, each.symbol, each.day), ZERO)
        left = max(ZERO, each.quantity - gone)
        found.append(
            _Replacement(account=each.account, symbol=each.symbol, day=each.day, left=left)
        )
    own = [
        _Replacement(
            account=order.slot.account,
            symbol=order.slot.symbol,
            day=problem.as_of,
            left=order.bought,
        )
        for order in orders
        if order.bought
    ]
    # of purchases on one day those that lose for good come first: the cautious reading
    own.sort(key=lambda each: each.account.tax_treatment.is_taxed)
    return [*found, *own]


def _match(order: Order, bought: Iterable[_Replacement], problem: Problem) -> Washed:
    washed = Washed()
    for lot, shares in order.sales:
        loss = -lot.taxed_gain_per_share
        left = shares if loss > 0 else ZERO
        for each in bought:
            matched = min(left, each.left)
            if matched <= 0:
                continue
            each.left -= matched
            left -= matched
            amount = to_cents(matched * loss)
            washed.disallowed += Gains(long=amount) if lot.is_long else Gains(short=amount)
            if not each.account.tax_treatment.is_taxed:
                washed.permanent += amount
            else:
                washed.carried.append(_carried(each, matched, amount, lot, problem.as_of))
            if lot.lot.acquired is not None and each.account.tax_treatment.is_taxed:
                held = (problem.as_of - lot.lot.acquired).days
                washed.holding_days = max(held, washed.holding_days or 0)
            name = f"{each.symbol} in {each.account.label}"
            if name not in washed.replacements:
                washed.replacements.append(name)
    return washed


def _carried(
    bought: _Replacement, shares: Decimal, loss: Decimal, lot: SlotLot, sold_on: date
) -> CarriedLoss:
    since = lot.lot.acquired
    return CarriedLoss(
        account=bought.account,
        symbol=bought.symbol,
        day=bought.day,
        quantity=shares,
        loss=loss,
        counts_from=None if since is None else bought.day - (sold_on - since),
    )


def wash_sales_of(
    problem: Problem,
    orders: Iterable[Order],
    washed: Iterable[Washed],
    carried: Iterable[tuple[CarriedLot, ...]],
) -> tuple[WashSale, ...]:
    """Return what of *orders* is a wash sale, in words.

    Args:
        problem: What the orders were made for.
        orders: In the order to place them.
        washed: Per order, what is disallowed.
        carried: Per order, the lots that took it over.
    """
    return tuple(
        replace(_wash_sale(problem, order.slot, to_cents(loss_of(order)), each), carried=lots)
        for order, each, lots in zip(orders, washed, carried, strict=True)
        if each.replacements
    )


def _wash_sale(problem: Problem, slot: Slot, loss: Decimal, washed: Washed) -> WashSale:
    disallowed = washed.disallowed.short + washed.disallowed.long
    added = disallowed - washed.permanent
    start = (
        f"Of the loss of ${loss:,.2f} on {slot.symbol} in {slot.account.label}, "
        f"${disallowed:,.2f} is disallowed by the purchase of {', '.join(washed.replacements)}"
    )
    parts = [
        start,
        *([f"${washed.permanent:,.2f} of it is lost for good"] if washed.permanent else []),
        *([f"${added:,.2f} is added to the cost of the new shares"] if added else []),
    ]
    return WashSale(
        account_label=slot.account.label,
        symbol=slot.symbol,
        loss=loss,
        message="; ".join(parts) + ".",
        disallowed=disallowed,
        permanent=washed.permanent,
        basis_added=added,
        holding_days_added=washed.holding_days,
        safe_from=safe_from(problem.as_of),
    )
