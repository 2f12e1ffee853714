"""A household a year later, if groups of what it holds have grown at certain rates."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import numpy as np

from rebalancer.classify.exposure import look_through
from rebalancer.classify.universe import Universe
from rebalancer.domain.account import Position
from rebalancer.domain.money import to_cents
from rebalancer.domain.portfolio import Portfolio


def grown(portfolio: Portfolio, rates: Mapping[str, float], universe: Universe) -> Portfolio:
    """Return *portfolio* at the prices of a year later.

    Args:
        portfolio: As it is.
        rates: Growth in the year (0.05 is 5 %) by group key; a company in several groups grows at
            the rate of the first, one in none stays as it is. A fund grows by what it consists of.
        universe: What the groups are.

    Raises:
        UnknownGroupError: Nobody has named a group so.
    """
    if not rates:
        return portfolio
    by_symbol = _rates(portfolio, rates, universe)
    return Portfolio(
        accounts=tuple(
            replace(
                account,
                positions=tuple(_repriced(item, by_symbol) for item in account.positions),
                file_total=None,
            )
            for account in portfolio.accounts
        )
    )


def _rates(
    portfolio: Portfolio, rates: Mapping[str, float], universe: Universe
) -> dict[str, Decimal]:
    held = {item.symbol: item.kind for _, item in portfolio.holdings()}
    through = look_through(list(held.items()), universe)
    of_leaf = np.zeros(len(through.leaves))
    is_open = np.ones(len(through.leaves), dtype=np.bool_)
    for key, rate in rates.items():
        members = through.flags(universe.group(key).holds) & is_open
        of_leaf[members] = rate
        is_open &= ~members
    growth = np.bincount(through.row, through.weight * of_leaf[through.column], len(held))
    return {
        symbol: 1 + Decimal(repr(round(float(rate), 9)))
        for symbol, rate in zip(held, growth, strict=True)
    }


def _repriced(position: Position, factors: Mapping[str, Decimal]) -> Position:
    factor = factors[position.symbol]
    price = None if position.price is None else position.price * factor
    return replace(position, price=price, value=to_cents(position.value * factor))
