"""A plan beside what a person says of its trades: what goes out, what it leaves, what it lacks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.money import ZERO
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.approval import Approval, Status, TradeKey, key_of
from rebalancer.rebalance.checks import Check, check_plan
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from rebalancer.rebalance.remainder import plan_without
from rebalancer.rebalance.replay import Replay, cash_of
from rebalancer.rebalance.settlement import settlement_notes


@dataclass(frozen=True, kw_only=True)
class Review:
    """What is said of a plan's trades, and what those come to that are not held.

    Attributes:
        plan: All of it.
        statuses: Of each of its trades.
        rest: The plan without the trades that are held.
        checks: Of the rest.
        lacking: USD that an account lacks once a purchase of the rest is placed, by the trade;
            empty where every purchase is paid for.
        settlement: What to mind of settlement, by account key.
    """

    plan: TradePlan
    statuses: tuple[Status, ...]
    rest: TradePlan
    checks: tuple[Check, ...]
    lacking: Mapping[TradeKey, Decimal]
    settlement: Mapping[str, str]

    def trades(self, status: Status) -> tuple[Trade, ...]:
        """Return the trades of which *status* is said, in the order to place them."""
        pairs = zip(self.plan.trades, self.statuses, strict=True)
        return tuple(trade for trade, said in pairs if said is status)

    @property
    def is_complete(self) -> bool:
        """Whether the rest is what is left without the trades that are held by their status."""
        left_out = {key_of(trade) for trade in self.trades(Status.HELD)}
        return left_out == set(map(key_of, self.plan.trades)) - set(map(key_of, self.rest.trades))

    @property
    def listed(self) -> tuple[Trade, ...]:
        """Every trade in the order of the plan, with its tax as it is without what is held."""
        rest = {key_of(trade): trade for trade in self.rest.trades}
        return tuple(rest.get(key_of(trade), trade) for trade in self.plan.trades)

    @property
    def progress(self) -> str:
        """How far the approval is: ``7 of 12 approved, 1 held``."""
        count = len(self.plan.trades)
        held = len(self.trades(Status.HELD))
        words = f"{len(self.trades(Status.APPROVED))} of {count} approved"
        return f"{words}, {held} held" if held else words


def review(plan: TradePlan, portfolio: Portfolio, approval: Approval) -> Review:
    """Return what *approval* says of *plan*, and what follows.

    Args:
        plan: Made for *portfolio*.
        portfolio: The household before anything is moved or traded.
        approval: What is said of trades; of others than the plan's it makes no difference.
    """
    rest = plan_without(plan, portfolio, approval.held(plan.trades))
    return Review(
        plan=plan,
        statuses=approval.statuses(plan.trades),
        rest=rest,
        checks=check_plan(rest, portfolio),
        lacking=dict(_lacking(Replay(rest, portfolio))),
        settlement=settlement_notes(rest, portfolio),
    )


def _lacking(replay: Replay) -> Iterator[tuple[TradeKey, Decimal]]:
    """Yield the purchases that overdraw their account, each with what it then lacks."""
    for account in replay.accounts.values():
        cash = replay.cash(account)
        floor = min(ZERO, cash)
        for trade in replay.trades_in(account):
            cash += cash_of(trade)
            if trade.action is Action.BUY and cash < floor:
                yield key_of(trade), floor - cash
