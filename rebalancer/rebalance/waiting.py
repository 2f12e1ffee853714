"""Lots at a gain that turn long-term soon: kept where the policy says so, and what waiting saves.

Source: 26 U.S.C. § 1222; the day is that of ``domain.lot.long_term_from``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from rebalancer.domain.lot import Term, long_term_from
from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.rebalance.plan import NotTraded, Trade, Wait
from rebalancer.rebalance.problem import Problem, Slot, SlotLot
from rebalancer.rebalance.tax.netting import Gains
from rebalancer.rebalance.tax_estimate import taxed_gains
from rebalancer.rebalance.trades import Order

WAIT = "wait_for_long_term"
"""The rule's short name, and its key in the policy."""
SOON = timedelta(days=60)
"""Selling a gain that turns long-term within so many days is worth a word."""
_TOLD = 5
"""So many lots are told of one by one."""


def keep_for_long_term(problem: Problem) -> Problem:
    """Return *problem* with the lots kept that turn long-term as soon as the policy waits for."""
    patience = timedelta(days=problem.policy.tax.wait_for_long_term)
    if not patience:
        return problem
    slots = tuple(
        replace(
            slot,
            lots=tuple(
                replace(lot, kept=lot.kept or WAIT) if _turns(lot, problem, patience) else lot
                for lot in slot.lots
            ),
        )
        for slot in problem.slots
    )
    return replace(problem, slots=slots)


def _turns(lot: SlotLot, problem: Problem, within: timedelta) -> bool:
    """Whether *lot* is at a gain that is known, taxed, and long-term *within* that time."""
    gain, acquired = lot.gain_per_share, lot.lot.acquired
    if lot.term is not Term.SHORT or acquired is None or gain is None:
        return False
    is_gain = gain > 0 and lot.taxed_gain_per_share > 0
    return is_gain and long_term_from(acquired) - problem.as_of <= within


def waits_of(
    problem: Problem, orders: Iterable[Order], trades: Sequence[Trade]
) -> tuple[Wait, ...]:
    """Return what waiting would save: on what *orders* sell, and on what is kept for it."""
    gains = taxed_gains(trades)
    sold = [
        _wait(problem, order.slot, lot, shares, gains)
        for order in orders
        for lot, shares in order.sales
        if _turns(lot, problem, SOON)
    ]
    kept = [
        replace(_wait(problem, slot, lot, lot.lot.quantity, gains, is_sold=False), is_kept=True)
        for slot in problem.slots
        for lot in slot.lots
        if lot.kept == WAIT and not slot.no_sale
    ]
    return (*(wait for wait in sold if wait.saves > 0), *kept)


def _wait(
    problem: Problem,
    slot: Slot,
    lot: SlotLot,
    shares: Decimal,
    gains: Gains,
    *,
    is_sold: bool = True,
) -> Wait:
    """Return what waiting saves; *gains* are the plan's, with those of the lot if it is sold."""
    gain = to_cents(lot.taxed_gain_per_share * shares)
    now, then = Gains(short=gain), Gains(long=gain)
    others = gains + Gains(short=-gain) if is_sold else gains
    situation = problem.tax_view.situation
    saves = to_cents(situation.owed(others + now) - situation.owed(others + then))
    acquired = lot.lot.acquired or problem.as_of
    day = long_term_from(acquired)
    days = (day - problem.as_of).days
    moves = "" if day.year == problem.as_of.year else f"; the gain then counts for {day.year}"
    return Wait(
        account_label=slot.account.label,
        symbol=slot.symbol,
        quantity=shares,
        acquired=acquired,
        long_term_from=day,
        days=days,
        saves=max(ZERO, saves),
        message=(
            f"wait {days} day{'' if days == 1 else 's'}, until {day}, "
            f"save ${max(ZERO, saves):,.2f} of tax{moves}"
        ),
    )


def told_of_waits(waits: Sequence[Wait]) -> Iterator[str]:
    """Yield what a person should know of gains that the plan takes shortly before their day."""
    sold = sorted((wait for wait in waits if not wait.is_kept), key=lambda wait: -wait.saves)
    for wait in sold[:_TOLD]:
        yield f"{wait.account_label}: {_lot(wait)} sold at a short-term gain: {wait.message}."
    if more := sold[_TOLD:]:
        saved = total(wait.saves for wait in more)
        yield (
            f"{len(more)} more lots are sold at a short-term gain within {SOON.days} days of "
            f"turning long-term: waiting saves ${saved:,.2f} of tax on them."
        )


def kept_by_waiting(waits: Iterable[Wait]) -> Iterator[NotTraded]:
    """Yield the lots that are kept because they turn long-term soon."""
    for wait in waits:
        if wait.is_kept:
            yield NotTraded(
                account_label=wait.account_label,
                symbol=wait.symbol,
                rule=WAIT,
                reason=f"{_lot(wait)} kept: {wait.message}.",
            )


def _lot(wait: Wait) -> str:
    is_one = "is" if wait.quantity == 1 else "are"
    return f"{wait.quantity.normalize():f} of {wait.symbol}, bought on {wait.acquired}, {is_one}"
