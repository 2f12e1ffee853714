"""The household's portfolio: all accounts together."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import Account, Position
from rebalancer.domain.money import USD, ZERO, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """Every account of one household."""

    accounts: tuple[Account, ...] = ()

    @property
    def as_of(self) -> date | None:
        """The oldest date that any account states: the portfolio is no fresher than that."""
        return min((account.as_of for account in self.accounts if account.as_of), default=None)

    @property
    def total_value(self) -> Decimal:
        """USD value of all accounts."""
        return total(account.total_value for account in self.accounts)

    @property
    def cash(self) -> Decimal:
        """Spendable USD of all accounts."""
        return total(account.cash for account in self.accounts)

    @property
    def pending(self) -> Decimal:
        """Unsettled USD of all accounts."""
        return total(account.pending for account in self.accounts)

    def holdings(self) -> Iterator[tuple[Account, Position]]:
        """Yield every position with its account."""
        for account in self.accounts:
            for position in account.positions:
                yield account, position

    def value_by_symbol(self) -> dict[str, Decimal]:
        """Return USD value per symbol over all accounts, in order of first appearance."""
        values: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for _, position in self.holdings():
            if position.currency == USD:
                values[position.symbol] += position.value
        return dict(values)

    def account(self, key: str) -> Account:
        """Return the account with this *key*.

        Raises:
            KeyError: There is none.
        """
        for account in self.accounts:
            if account.key == key:
                return account
        raise KeyError(key)
