"""The prices that everything is valued at: one cell each, for a person to change."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rebalancer.domain.account import Account, Position
from rebalancer.domain.portfolio import Portfolio
from rebalancer.export.page import Column, Page, Table
from rebalancer.export.style import LONG_TEXT, STRONG_TEXT, Format, Look
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.pose import trade_price

_PRICE = Look(format=Format.PRICE, right=True, is_input=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price that shares are valued at."""

    symbol: str
    price: Decimal
    source: str


COLUMNS: tuple[Column[Price], ...] = (
    Column(header="Symbol", value=lambda row: row.symbol, look=STRONG_TEXT, width=44),
    Column(header="Price", value=lambda row: row.price, look=_PRICE, width=18),
    Column(header="Price source", value=lambda row: row.source, look=LONG_TEXT, width=36),
)


class Prices:
    """Where the price of each holding and trade stands.

    The same symbol at two prices, as two brokers may have it, is two rows.
    """

    def __init__(self, page: Page, plan: TradePlan) -> None:
        """Write the table of prices to *page*."""
        self._rows = prices_of(plan)
        self._numbers = {
            (row.symbol, row.price): number for number, row in enumerate(self._rows, start=1)
        }
        self.table: Table[Price] = page.table(
            COLUMNS, self._rows, nothing="Nothing is valued by a price."
        )

    def cell(self, symbol: str, price: Decimal) -> str:
        """Return the cell that holds *price* of *symbol*."""
        return self.table.cell("Price", self._numbers[symbol, price])


def prices_of(plan: TradePlan) -> tuple[Price, ...]:
    """Return every price of a trade or of a holding that is priced by the share, by symbol."""
    found = {(trade.symbol, trade.price): trade.price_source for trade in plan.trades}
    for portfolio in (plan.portfolio_before, plan.portfolio_after):
        for account, position in priced(portfolio):
            found.setdefault((position.symbol, trade_price(position)), _source(account))
    return tuple(
        Price(symbol=symbol, price=price, source=source)
        for (symbol, price), source in sorted(found.items())
    )


def priced(portfolio: Portfolio) -> Iterator[tuple[Account, Position]]:
    """Yield the holdings of *portfolio* whose value is shares times a price."""
    return ((account, held) for account, held in portfolio.holdings() if held.is_tradable)


def _source(account: Account) -> str:
    return f"{account.broker} positions" + (f", {account.as_of}" if account.as_of else "")
