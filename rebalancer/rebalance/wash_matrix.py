"""Which account and symbol stand in each other's way: losses, purchases, and the days between.

Source: 26 U.S.C. § 1091: a purchase within 30 days of a sale at a loss, in any account of the
household, disallows the loss; see ``wash``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rebalancer.classify.universe import Universe
from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.plan import Action, SafeDate, Trade, TradePlan
from rebalancer.rebalance.pose import pose
from rebalancer.rebalance.problem import Slot
from rebalancer.rebalance.recent import Purchase, recent_purchases


class WashVerdict(StrEnum):
    """What the losses and purchases of one security come to; the gravest first."""

    CLASH = "clash"
    """The plan's losses are disallowed in part, by a purchase of its own or a recent one."""
    DO_NOT_BUY = "do_not_buy"
    """A loss was or is sold: a purchase would disallow it for a while."""
    DO_NOT_SELL = "do_not_sell"
    """Shares were bought lately: a sale at a loss would be disallowed for a while."""
    ONE_OF_TWO = "one_of_two"
    """The plan buys what could be sold at a loss elsewhere: not both on one day."""
    FREE = "free"
    """Nothing stands in the way of anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WashCell:
    """One security in one account; money in USD.

    Attributes:
        loss: Of the lots that are worth less than they cost, as a positive amount; 0 where losses
            are not counted.
        sold_at_loss: What of it the plan realises.
        bought_lately: What was bought in the 30 days before, with its day.
        buys: Shares that the plan buys.
    """

    loss: Decimal = ZERO
    sold_at_loss: Decimal = ZERO
    bought_lately: tuple[tuple[date, Decimal], ...] = ()
    buys: Decimal = ZERO

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.loss or self.bought_lately or self.buys)


@dataclass(frozen=True, slots=True, kw_only=True)
class WashRow:
    """What counts as one security, in every account.

    Attributes:
        symbols: All that are held or bought and count as identical.
        cells: One per account, in the order of the matrix.
        first_day: From when on what the verdict forbids does no harm; None where nothing is.
        reason: The verdict in a sentence.
    """

    symbols: tuple[str, ...]
    cells: tuple[WashCell, ...]
    verdict: WashVerdict
    first_day: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WashMatrix:
    """Accounts by securities; only those of which there is something to say."""

    accounts: tuple[str, ...]
    """Their labels."""
    rows: tuple[WashRow, ...]
    """The gravest first."""


def wash_matrix(portfolio: Portfolio, plan: TradePlan, universe: Universe) -> WashMatrix:
    """Return where losses and purchases of *plan* and of the last 30 days meet.

    Args:
        portfolio: Before the plan.
        plan: Made for it.
        universe: What it was made with.
    """
    problem = pose(portfolio, plan.policy, universe, plan.as_of)
    accounts = problem.portfolio.accounts
    purchases = recent_purchases(problem)
    traded: dict[tuple[str, str], list[Trade]] = {}
    for trade in plan.trades:
        traded.setdefault((trade.account, trade.symbol), []).append(trade)
    by_key: dict[str, list[Slot]] = {}
    for slot in problem.slots:
        by_key.setdefault(problem.equivalents.key(slot.symbol), []).append(slot)
    rows = []
    for key, slots in by_key.items():
        alike = [each for each in purchases if problem.equivalents.key(each.symbol) == key]
        cells = tuple(
            _cell(
                [slot for slot in slots if slot.account.key == account.key],
                [each for each in alike if each.account.key == account.key],
                traded,
            )
            for account in accounts
        )
        if not all(cell.is_empty for cell in cells):
            rows.append(_row(slots, cells, plan))
    order = list(WashVerdict)
    rows.sort(key=lambda row: (order.index(row.verdict), row.symbols))
    return WashMatrix(accounts=tuple(account.label for account in accounts), rows=tuple(rows))


def _cell(
    slots: Iterable[Slot],
    purchases: Iterable[Purchase],
    traded: Mapping[tuple[str, str], Iterable[Trade]],
) -> WashCell:
    loss, sold, buys = ZERO, ZERO, ZERO
    for slot in slots:
        loss += total(
            -lot.taxed_gain_per_share * lot.lot.quantity
            for lot in slot.lots
            if lot.taxed_gain_per_share < 0
        )
        for trade in traded.get((slot.account.key, slot.symbol), ()):
            if trade.action is Action.BUY:
                buys += trade.quantity
            elif slot.account.tax_treatment.is_taxed:
                sold += total(-min(lot.gain or ZERO, ZERO) for lot in trade.lots)
    return WashCell(
        loss=to_cents(loss),
        sold_at_loss=to_cents(sold),
        bought_lately=tuple((each.day, each.quantity) for each in purchases),
        buys=buys,
    )


def _row(slots: Iterable[Slot], cells: tuple[WashCell, ...], plan: TradePlan) -> WashRow:
    symbols = tuple(sorted({slot.symbol for slot in slots}))
    verdict, dates = _verdict(symbols, cells, plan)
    latest = max(dates, key=lambda each: each.first_day, default=None)
    washed = [each for each in plan.wash_sales if each.symbol in symbols]
    if verdict is WashVerdict.CLASH:
        reason = " ".join(each.message for each in washed)
    elif latest is not None:
        reason = latest.reason
    elif verdict is WashVerdict.ONE_OF_TWO:
        reason = "The plan buys it, so that its losses stay where they are today."
    else:
        reason = "Nothing stands in the way of selling a loss or of buying more."
    first_day = latest.first_day if latest is not None else None
    return WashRow(
        symbols=symbols, cells=cells, verdict=verdict, first_day=first_day, reason=reason
    )


def _verdict(
    symbols: tuple[str, ...], cells: tuple[WashCell, ...], plan: TradePlan
) -> tuple[WashVerdict, list[SafeDate]]:
    dates = [each for each in plan.safe_dates if each.symbol in symbols]
    not_to_buy = [each for each in dates if each.action is Action.BUY]
    not_to_sell = [each for each in dates if each.action is Action.SELL]
    if any(each.symbol in symbols for each in plan.wash_sales):
        return WashVerdict.CLASH, not_to_buy or not_to_sell
    if not_to_buy:
        return WashVerdict.DO_NOT_BUY, not_to_buy
    if not_to_sell:
        return WashVerdict.DO_NOT_SELL, not_to_sell
    if any(cell.buys for cell in cells) and any(cell.loss for cell in cells):
        return WashVerdict.ONE_OF_TWO, []
    return WashVerdict.FREE, []
