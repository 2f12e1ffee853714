"""Interactive Brokers' Rebalance Portfolio window: the share that each holding should have.

No heading, one holding a row: ``DES,IWM,STK,SMART/AMEX,,,,,,12.5``; the last cell is the per cent
of the account's net liquidation value. The broker computes the orders itself, at its own prices,
so that they may differ from the plan's by a few shares; lots cannot be named. IBKR changes the
format from time to time: export a portfolio from the window first, and compare.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from io import StringIO

from rebalancer.domain.account import Account
from rebalancer.domain.money import ZERO
from rebalancer.export.orders.order import OrderFileError

TITLE = "IBKR Rebalance Portfolio"
NAME = "ibkr-rebalance"
_DESCRIBED, _STOCK, _ROUTE = "DES", "STK", "SMART/AMEX"
_BLANKS = ("",) * 5
_STEP = Decimal("0.01")
_WHOLE = 100
_CASH_KEPT = Decimal("0.99")
"""The broker asks for about one per cent of cash beside the targets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The per cent of an account that one holding should have."""

    symbol: str
    per_cent: Decimal


def goals_of(after: Account) -> tuple[Goal, ...]:
    """Return what *after*, an account with the plan's trades done, holds, largest first.

    Raises:
        OrderFileError: It holds something that the window cannot weigh.
    """
    strange = [position.symbol for position in after.positions if not position.is_tradable]
    if strange or after.total_value <= 0:
        what = ", ".join(strange) or "nothing"
        raise OrderFileError(
            f"{after.label} holds {what}, which a file of target percentages cannot tell of.",
            remedy=f"Use the {TITLE.removesuffix('Rebalance Portfolio')}BasketTrader file.",
        )
    worth = after.total_value
    invested = sum((position.value for position in after.positions), ZERO)
    scale = min(Decimal(1), _CASH_KEPT * worth / invested) if invested else Decimal(1)
    goals = [
        Goal(
            symbol=position.symbol,
            per_cent=(position.value / worth * scale * _WHOLE).quantize(_STEP, ROUND_DOWN),
        )
        for position in after.positions
    ]
    return tuple(sorted(goals, key=lambda goal: (-goal.per_cent, goal.symbol)))


def write(goals: Sequence[Goal]) -> str:
    """Return *goals* as the text of a file for the window."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for goal in goals:
        symbol = goal.symbol.replace("-", " ").replace(".", " ")
        writer.writerow((_DESCRIBED, symbol, _STOCK, _ROUTE, *_BLANKS, f"{goal.per_cent:f}"))
    return stream.getvalue()


def read(text: str) -> tuple[Goal, ...]:
    """Return the goals of a file for the window.

    Raises:
        ValueError: A row is not a goal, or all of them are more than everything.
    """
    goals = []
    for row in csv.reader(StringIO(text), strict=True):
        described, symbol, kind, route, *blanks, share = row
        if (described, kind, route, tuple(blanks)) != (_DESCRIBED, _STOCK, _ROUTE, _BLANKS):
            raise ValueError(f"not a target of the window: {row}")
        goals.append(Goal(symbol=symbol.replace(" ", "-"), per_cent=Decimal(share)))
    if sum(goal.per_cent for goal in goals) > _WHOLE:
        raise ValueError("the targets are more than the whole account")
    return tuple(goals)
