"""What was traded in the last 30 days, and what that forbids for a while.

Source: 26 U.S.C. § 1091: the window is 30 days before and 30 days after the sale at a loss.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from rebalancer.domain.account import Account
from rebalancer.domain.money import ZERO, total
from rebalancer.progress import UNWATCHED, Pulse
from rebalancer.rebalance.plan import Action, SafeDate
from rebalancer.rebalance.policy.orders import Deal
from rebalancer.rebalance.policy.policy import RecentTrade
from rebalancer.rebalance.problem import Problem, Slot, SlotLot

WINDOW = timedelta(days=30)
WASH_SALE = "wash_sale"
"""The rule's short name."""


def safe_from(day: date) -> date:
    """Return the first day on which a trade is no longer within 30 days of *day*."""
    return day + WINDOW + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Shares bought within the window before the plan."""

    account: Account
    symbol: str
    day: date
    quantity: Decimal


def recent_purchases(problem: Problem) -> tuple[Purchase, ...]:
    """Return what was bought in the window, by day: as the policy lists it, or as lots show.

    A purchase that is listed and also shows as a lot counts once.
    """
    found: dict[tuple[str, str, date], Purchase] = {}
    for purchase in (*_listed(problem), *_lots(problem)):
        key = (purchase.account.key, purchase.symbol, purchase.day)
        known = found.get(key)
        if known is None or purchase.quantity > known.quantity:
            found[key] = purchase
    return tuple(sorted(found.values(), key=lambda purchase: purchase.day))


def _listed(problem: Problem) -> Iterable[Purchase]:
    by_day: dict[tuple[str, str, date], Purchase] = {}
    for trade in problem.policy.recent_trades:
        if trade.action is Deal.BUY and _is_recent(trade.day, problem.as_of):
            account = problem.find_account("recent_trades", trade.account)
            symbol = problem.universe.snapshot.canonical(trade.symbol)
            key = (account.key, symbol, trade.day)
            before = by_day[key].quantity if key in by_day else ZERO
            by_day[key] = Purchase(
                account=account, symbol=symbol, day=trade.day, quantity=before + trade.quantity
            )
    return by_day.values()


def _lots(problem: Problem) -> Iterable[Purchase]:
    for account, position in problem.portfolio.holdings():
        days = {lot.acquired for lot in position.open_lots}
        for day in sorted(day for day in days if day and _is_recent(day, problem.as_of)):
            bought = total(lot.quantity for lot in position.open_lots if lot.acquired == day)
            yield Purchase(account=account, symbol=position.symbol, day=day, quantity=bought)


def _is_recent(day: date, as_of: date) -> bool:
    return as_of - WINDOW <= day <= as_of


def recent_losses(problem: Problem) -> tuple[RecentTrade, ...]:
    """Return the sales of the window that may have been at a loss, where losses count."""
    return tuple(
        trade
        for trade in problem.policy.recent_trades
        if trade.action is Deal.SELL
        and _is_recent(trade.day, problem.as_of)
        and (trade.gain is None or trade.gain < 0)
        and problem.find_account("recent_trades", trade.account).tax_treatment.is_taxed
    )


def banned_keys(problem: Problem) -> frozenset[str]:
    """Return what must not be bought yet, after the losses of the window: equivalence keys."""
    if not problem.policy.avoids_wash_sales:
        return frozenset()
    return frozenset(
        problem.equivalents.key(problem.universe.snapshot.canonical(trade.symbol))
        for trade in recent_losses(problem)
    )


def heed_recent_trades(problem: Problem, pulse: Pulse = UNWATCHED) -> Problem:
    """Return *problem* without sales and purchases that recent trades would make wash sales.

    *pulse* ticks meanwhile.

    Raises:
        Cancelled: The pulse says so.
    """
    if not problem.policy.avoids_wash_sales:
        return problem
    purchases, banned = recent_purchases(problem), banned_keys(problem)
    slots = pulse.over(problem.slots)
    heeding = tuple(_heeding(slot, problem, purchases, banned) for slot in slots)
    return replace(problem, slots=heeding)


def _heeding(
    slot: Slot, problem: Problem, purchases: Iterable[Purchase], banned: frozenset[str]
) -> Slot:
    key = problem.equivalents.key(slot.symbol)
    bought = [each for each in purchases if problem.equivalents.key(each.symbol) == key]
    return replace(
        slot,
        no_purchase=slot.no_purchase or (WASH_SALE if key in banned else ""),
        lots=tuple(
            replace(lot, kept=WASH_SALE) if _is_washed(lot, slot, bought) else lot
            for lot in slot.lots
        ),
    )


def _is_washed(lot: SlotLot, slot: Slot, bought: Iterable[Purchase]) -> bool:
    """Whether a loss on *lot* meets shares bought in the window, other than its own."""
    if lot.taxed_gain_per_share >= 0:
        return False
    return any(
        each.quantity > (lot.lot.quantity if _is_own(each, lot, slot) else ZERO) for each in bought
    )


def _is_own(purchase: Purchase, lot: SlotLot, slot: Slot) -> bool:
    return (purchase.account.key, purchase.symbol, purchase.day) == (
        slot.account.key,
        slot.symbol,
        lot.lot.acquired,
    )


def safe_dates(problem: Problem, sold_at_loss: Iterable[str]) -> tuple[SafeDate, ...]:
    """Return from when on what may be traded again without a wash sale.

    Args:
        problem: With its recent trades.
        sold_at_loss: Symbols that the plan sells at a loss in taxed accounts.
    """
    held = {slot.symbol for slot in problem.slots}
    again = safe_from(problem.as_of)
    dates = [
        SafeDate(
            symbol=symbol,
            action=Action.BUY,
            first_day=again,
            reason=(
                f"The plan sells {_alike(symbol, problem, held)} at a loss: do not buy it in any "
                f"account before {again}, and switch off the reinvestment of its dividends."
            ),
        )
        for symbol in sorted(set(sold_at_loss))
    ]
    for trade in recent_losses(problem):
        day = safe_from(trade.day)
        was = "at a loss" if trade.gain is not None else "perhaps at a loss"
        dates.append(
            SafeDate(
                symbol=trade.symbol,
                action=Action.BUY,
                first_day=day,
                reason=(
                    f"{_alike(trade.symbol, problem, held)} was sold {was} on {trade.day}: "
                    f"do not buy it in any account before {day}."
                ),
            )
        )
    return (*dates, *_sales_put_off(problem))


def _sales_put_off(problem: Problem) -> Iterable[SafeDate]:
    purchases = recent_purchases(problem)
    for slot in problem.slots:
        if any(lot.kept == WASH_SALE for lot in slot.lots):
            key = problem.equivalents.key(slot.symbol)
            alike = [each for each in purchases if problem.equivalents.key(each.symbol) == key]
            if alike:
                last = alike[-1]
                day = safe_from(last.day)
                yield SafeDate(
                    symbol=slot.symbol,
                    action=Action.SELL,
                    first_day=day,
                    reason=(
                        f"{last.quantity.normalize():f} of {last.symbol} was bought in "
                        f"{last.account.label} on {last.day}: a loss on {slot.symbol} in "
                        f"{slot.account.label} counts in full from {day} on."
                    ),
                )


def _alike(symbol: str, problem: Problem, held: Iterable[str]) -> str:
    others = problem.equivalents.others(symbol, held)
    return f"{symbol} (and {', '.join(others)})" if others else symbol
