"""Which part of a household is looked at."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebalancer.classify.exposure import Exposures, expose, expose_values
from rebalancer.domain.portfolio import Portfolio


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The whole household, one of its accounts, or the inside of one security that it holds.

    Attributes:
        account: The key of an account; "" is all of them.
        symbol: A line of the statements; "" is all of them.
    """

    account: str = ""
    symbol: str = ""


HOUSEHOLD = Scope()


def worthy_symbols(portfolio: Portfolio) -> frozenset[str]:
    """Return the symbols of which *portfolio* holds anything of worth."""
    return frozenset(symbol for symbol, value in portfolio.value_by_symbol().items() if value > 0)


def is_there(scope: Scope, portfolio: Portfolio) -> bool:
    """Whether there is anything of worth to look at in *scope*."""
    if scope.symbol:
        return scope.symbol in worthy_symbols(portfolio)
    worth = {account.key: account.total_value for account in portfolio.accounts}
    return not scope.account or worth.get(scope.account, Decimal(0)) > 0


def day_of(scope: Scope, portfolio: Portfolio) -> date | None:
    """Return the date of the holdings in *scope*; None where no file states one."""
    return portfolio.account(scope.account).as_of if scope.account else portfolio.as_of


def exposures_of(scope: Scope, portfolio: Portfolio, household: Exposures) -> Exposures:
    """Return the exposures of one *scope* of *portfolio*, whose own are *household*.

    Raises:
        KeyError: There is no such account or symbol.
    """
    universe = household.universe
    if scope.account:
        return expose([portfolio.account(scope.account)], universe)
    if scope.symbol:
        held = {holding.symbol: holding for holding in household.holdings}[scope.symbol]
        return expose_values(
            {held.symbol: held.value}, Decimal(0), {held.symbol: held.kind}, universe
        )
    return household
