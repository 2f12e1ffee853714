"""Accounts that end with less cash than the policy asks for: which key of it asks for too much."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from rebalancer.domain.account import Account
from rebalancer.domain.money import ZERO
from rebalancer.rebalance.problem import Problem

ROUNDING = Decimal(1)
"""USD that cents and fractions of shares may take off what is kept in cash."""


def shortages(problem: Problem, cash: Mapping[str, Decimal]) -> Iterator[str]:
    """Yield in words what accounts lack when they end with *cash*, by account key."""
    for account in problem.portfolio.accounts:
        left = cash[account.key]
        buffer = problem.buffer(account)
        if left < 0:
            yield (
                f"{account.label} lacks ${-left:,.2f} of cash, "
                f"and nothing that may be sold there raises it.{_withdrawn(problem, account, left)}"
            )
        elif left + ROUNDING < buffer:
            share = problem.policy.trading.cash_buffer
            most = left / account.total_value
            yield (
                f"{account.label} keeps ${left:,.2f} of cash, less than the ${buffer:,.2f} that "
                f"“trading.cash_buffer” asks for at {share:g}: {most:.4f} is the most it can keep."
            )


def _withdrawn(problem: Problem, account: Account, left: Decimal) -> str:
    """Return how much could have been taken out, where that is what the cash is lacking for."""
    taken = problem.before.account(account.key).cash - account.cash
    if taken <= 0:
        return ""
    return (
        f" The most that “trading.withdraw” can take out of it is ${max(taken + left, ZERO):,.2f}."
    )
