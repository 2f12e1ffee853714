"""Dividends that may be reinvested around a loss: a purchase that nobody placed can wash it.

No file says whether an account reinvests. What its lots look like gives it away: small purchases
of odd quantities at even intervals. Where they do not, a fund that is sold at a loss is told of
all the same, since most of them distribute within any three months.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from rebalancer.domain.account import Account, Position
from rebalancer.domain.money import total
from rebalancer.domain.security import SecurityKind
from rebalancer.progress import UNWATCHED, Pulse
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.recent import WINDOW
from rebalancer.rebalance.trades import Order
from rebalancer.rebalance.wash import loss_of

_SMALL = Decimal("0.03")
"""A reinvested dividend buys no larger share of the position than this."""
_INTERVALS = (timedelta(days=25), timedelta(days=100))
"""Between the days of two dividends: a month at least, a quarter and some days at most."""
_LEAST = 2
"""So many purchases make a pattern."""
_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinvestment:
    """Purchases of one security in one account that look like reinvested dividends."""

    account: Account
    symbol: str
    quantities: tuple[Decimal, ...]
    days: tuple[date, ...]
    """Of the purchases, in order."""

    @property
    def next_day(self) -> date:
        """About when the next one is due."""
        gaps = [(later - earlier).days for earlier, later in pairwise(self.days)]
        return self.days[-1] + timedelta(days=int(median(gaps)))


def reinvestment_in(account: Account, position: Position, today: date) -> Reinvestment | None:
    """Return what in *position* looks like dividends reinvested within the year before *today*.

    They are purchases of a fraction of a share, small beside the whole, a month to a quarter
    apart.
    """
    lots = [
        (lot.acquired, lot.quantity)
        for lot in position.open_lots
        if lot.acquired is not None and today - _YEAR <= lot.acquired <= today
    ]
    whole = total(lot.quantity for lot in position.open_lots)
    small = sorted(
        (day, quantity) for day, quantity in lots if quantity % 1 and quantity <= whole * _SMALL
    )
    days = tuple(day for day, _ in small)
    shortest, longest = _INTERVALS
    is_even = all(shortest <= later - earlier <= longest for earlier, later in pairwise(days))
    is_current = bool(days) and today - days[-1] <= longest
    if len(days) < _LEAST or not is_even or not is_current:
        return None
    quantities = tuple(quantity for _, quantity in small)
    return Reinvestment(account=account, symbol=position.symbol, quantities=quantities, days=days)


def doubts_of_reinvestment(
    problem: Problem, orders: Iterable[Order], pulse: Pulse = UNWATCHED
) -> Iterator[str]:
    """Yield what reinvested dividends may do to the losses that *orders* realise.

    *pulse* ticks meanwhile.
    """
    symbols = sorted({order.slot.symbol for order in orders if loss_of(order)})
    for symbol in pulse.over(symbols):
        found = _reinvestments(problem, symbol)
        for each in found:
            yield _pattern(each, symbol, problem)
        if not found and _is_fund(symbol, problem):
            last = problem.as_of + WINDOW
            yield (
                f"{symbol} is sold at a loss, and whether its distributions are reinvested is not "
                f"known: a share bought with them by {last}, or in the {WINDOW.days} days before "
                "today, keeps the loss on one share from counting."
            )


def _reinvestments(problem: Problem, symbol: str) -> Sequence[Reinvestment]:
    """Return the patterns in all accounts, of whatever counts as identical to *symbol*."""
    key = problem.equivalents.key(symbol)
    found = [
        reinvestment_in(account, position, problem.as_of)
        for account, position in problem.portfolio.holdings()
        if problem.equivalents.key(position.symbol) == key
    ]
    return [each for each in found if each is not None]


def _pattern(each: Reinvestment, sold: str, problem: Problem) -> str:
    shares = " and ".join(f"{quantity.normalize():f}" for quantity in each.quantities[-_LEAST:])
    days = " and ".join(str(day) for day in each.days[-_LEAST:])
    due = each.next_day
    harm = (
        "the loss on as many shares does not count now"
        if each.account.tax_treatment.is_taxed
        else "the loss on as many shares is lost for good"
    )
    start = (
        f"{each.account.label} seems to reinvest the dividends of {each.symbol}: "
        f"it bought {shares} shares on {days}."
    )
    if due <= problem.as_of + WINDOW:
        return (
            f"{start} The next purchase is due about {due}, within {WINDOW.days} days of selling "
            f"{sold} at a loss: switch the reinvestment off first, or {harm}."
        )
    return (
        f"{start} The next one is due about {due}; should it come within {WINDOW.days} days of "
        f"selling {sold} at a loss, {harm}."
    )


def _is_fund(symbol: str, problem: Problem) -> bool:
    return any(
        slot.symbol == symbol
        and (slot.kind is SecurityKind.FUND or symbol in problem.universe.snapshot.funds)
        for slot in problem.slots
    )
