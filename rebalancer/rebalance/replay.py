"""A finished plan beside the household it trades in, and how a check speaks of it."""

from dataclasses import replace
from decimal import Decimal

from rebalancer.domain.account import Account, Position
from rebalancer.domain.money import ZERO, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.lot_checks import (
    is_decided,
)
from rebalancer.rebalance.plan import Action, Trade, TradePlan


class Replay:
    """A plan beside the household it trades in."""

    def __init__(self, plan: TradePlan, portfolio: Portfolio) -> None:
        self.plan = plan
        self.accounts = {account.key: account for account in portfolio.accounts}

    def trades_in(self, account: Account) -> list[Trade]:
        """Return the trades in *account*."""
        return [trade for trade in self.plan.trades if trade.account == account.key]

    def undecided(self) -> list[Trade]:
        """Return the trades whose size nobody has decided beforehand."""
        return [each for each in self.plan.trades if not is_decided(each, self.plan, self.accounts)]

    def moved(self, account: Account) -> Decimal:
        """Return the new money that *account* gets, less what is withdrawn."""
        trading = self.plan.policy.trading
        return total(
            sign * amount
            for amounts, sign in ((trading.contribute, 1), (trading.withdraw, -1))
            for name, amount in amounts.items()
            if account.matches(name)
        )

    def cash(self, account: Account) -> Decimal:
        """Return what *account* can spend before the first trade."""
        return account.cash + min(account.pending, ZERO) + self.moved(account)

    def worth(self) -> Decimal:
        """Return the household's value with the money that is moved, without what is excluded."""
        excluded = self.plan.policy.restrictions.exclude
        return total(
            replace(
                account,
                positions=tuple(item for item in account.positions if item.symbol not in excluded),
            ).total_value
            + self.moved(account)
            for account in self.accounts.values()
        )

    def shares_after(self, trade: Trade) -> Decimal:
        """Return the shares of the trade's symbol that its account ends with."""
        held = total(item.quantity or ZERO for item in self.positions(trade))
        return held + (trade.quantity if trade.action is Action.BUY else -trade.quantity)

    def is_taxed(self, trade: Trade) -> bool:
        """Whether a gain on *trade* is taxed; not so in an account that nobody knows."""
        account = self.accounts.get(trade.account)
        return account is not None and account.tax_treatment.is_taxed

    def positions(self, trade: Trade) -> list[Position]:
        """Return what the trade's account holds of its symbol, as far as it can be traded."""
        account = self.accounts.get(trade.account)
        held = () if account is None else account.positions
        return [item for item in held if item.symbol == trade.symbol and item.is_tradable]


def cash_of(trade: Trade) -> Decimal:
    """Return USD of cash that *trade* brings; negative where it takes some."""
    return (trade.value if trade.action is Action.SELL else -trade.value) - trade.cost


def order_in_words(trade: Trade) -> str:
    """Return *trade* as the beginning of a sentence."""
    verb = "Selling" if trade.action is Action.SELL else "Buying"
    return f"{verb} {shares_in_words(trade.quantity)} of {trade.symbol} in {trade.account_label}"


def shares_in_words(quantity: Decimal) -> str:
    """Return a number of shares with its noun."""
    return f"{quantity.normalize():f} share{'' if quantity == 1 else 's'}"


def usd(amount: Decimal) -> str:
    """Return *amount* with its sign and cents: ``-$1,234.50``."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"
