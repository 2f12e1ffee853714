"""The trades in the order to place them, as several sheets refer to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.money import ZERO
from rebalancer.export.words import TREATMENTS
from rebalancer.rebalance.plan import Action, Trade, TradePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeLine:
    """A trade with its number on the list."""

    number: int
    trade: Trade
    treatment: str
    is_taxed: bool

    @property
    def is_sale(self) -> bool:
        """Whether it sells, so that it may realise a gain."""
        return self.trade.action is Action.SELL


def trade_lines(plan: TradePlan) -> tuple[TradeLine, ...]:
    """Return the trades in the order to place them: account by account, sells first."""
    accounts = list(dict.fromkeys(trade.account for trade in plan.trades))
    ordered = sorted(
        plan.trades,
        key=lambda trade: (accounts.index(trade.account), trade.action is Action.BUY),
    )
    treatment = {account.key: account.tax_treatment for account in plan.portfolio_after.accounts}
    return tuple(
        TradeLine(
            number=number,
            trade=trade,
            treatment=TREATMENTS[treatment[trade.account]],
            is_taxed=treatment[trade.account].is_taxed,
        )
        for number, trade in enumerate(ordered, start=1)
    )


def numbers_of(
    lines: Sequence[TradeLine], action: Action | None = None, account: str | None = None
) -> tuple[int, ...]:
    """Return the numbers of the trades of one kind, in one account; None is any."""
    return tuple(
        line.number
        for line in lines
        if action in {None, line.trade.action} and account in {None, line.trade.account}
    )


def amount_of(lines: Sequence[TradeLine], action: Action, account: str | None = None) -> Decimal:
    """Return what the trades of one kind come to, in one account or in all."""
    return sum(
        (
            line.trade.value
            for line in lines
            if line.trade.action is action and account in {None, line.trade.account}
        ),
        start=ZERO,
    )
