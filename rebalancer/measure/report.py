"""How concentrated a household is, as a whole, account by account and fund by fund."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebalancer.classify.exposure import Exposures, expose, expose_values
from rebalancer.classify.size import SizeClass
from rebalancer.domain.money import ZERO
from rebalancer.domain.portfolio import Portfolio
from rebalancer.measure.explanation import Explanation, explain
from rebalancer.measure.health import Doubt, check_health
from rebalancer.measure.measurement import Measurement, Share, measure
from rebalancer.measure.overlap import Comparison, Overlap, compare, funds_held, overlaps, reference
from rebalancer.measure.possible import sector_shares, size_shares
from rebalancer.progress import Progress, Pulse, silent, watched

MARKET_FUND = "VTI"
"""What it holds stands for the US market."""
MOST_FUNDS = 25
"""So many funds, the largest, are looked at one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An account, or a fund that is held, with figures of its own.

    Attributes:
        key: Of the account, or the symbol of the fund.
        share: Share (0..1) of the household.
    """

    key: str
    name: str
    share: float
    measurement: Measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that is measured of a household.

    Attributes:
        sizes, sectors: The household's mixes with their bounds.
        accounts: Those that are worth something, in their order.
        funds: The largest ones, largest first.
        overlaps: Of every pair of those funds, those with most in common first.
        comparisons: Against the US market and, where one is given, a target.
        explanations: How the household's figures were computed, by their key.
        health: What they depend on, the worst first.
    """

    household: Measurement
    sizes: Mapping[SizeClass, Share]
    sectors: Mapping[str, Share]
    accounts: tuple[Part, ...]
    funds: tuple[Part, ...]
    overlaps: tuple[Overlap, ...]
    comparisons: tuple[Comparison, ...]
    explanations: Mapping[str, Explanation]
    health: tuple[Doubt, ...]


def report(
    portfolio: Portfolio,
    exposures: Exposures,
    today: date,
    *,
    target: Mapping[str, float] | None = None,
    progress: Progress = silent,
) -> Report:
    """Return everything that is measured of *portfolio*, whose exposures are *exposures*.

    Args:
        portfolio: All accounts.
        exposures: Theirs.
        today: The day on which dates are old or not.
        target: Symbols and their shares, to compare with.
        progress: Called with how many accounts and funds are measured.

    Raises:
        NothingToMeasureError: It is worth nothing.
        Cancelled: The user no longer wants the result.
    """
    pulse = Pulse.of(progress)
    household = measure(exposures, portfolio.as_of)
    mixes = {MARKET_FUND: {MARKET_FUND: 1.0}} | ({"target": dict(target)} if target else {})
    compared = (
        compare(exposures, name, reference(mix, exposures.universe)) for name, mix in mixes.items()
    )
    return Report(
        household=household,
        sizes=size_shares(exposures, household.size),
        sectors=sector_shares(exposures, household.sectors),
        accounts=tuple(_accounts(portfolio, exposures, pulse.part(0, 0.5))),
        funds=tuple(_funds(exposures, pulse.part(0.5, 1))),
        overlaps=overlaps(exposures, MOST_FUNDS),
        comparisons=tuple(item for item in compared if item is not None),
        explanations=explain(exposures, household),
        health=check_health(portfolio, exposures, today),
    )


def _accounts(portfolio: Portfolio, exposures: Exposures, progress: Progress) -> Iterator[Part]:
    accounts = portfolio.accounts
    for account in watched(accounts, len(accounts), progress, "", every=1):
        inside = expose([account], exposures.universe)
        if inside.total > 0:
            yield Part(
                key=account.key,
                name=account.label,
                share=float(inside.total / exposures.total),
                measurement=measure(inside, account.as_of),
            )


def _funds(exposures: Exposures, progress: Progress) -> Iterator[Part]:
    universe = exposures.universe
    funds = funds_held(exposures)[:MOST_FUNDS]
    for holding in watched(funds, len(funds), progress, "", every=1):
        values: dict[str, Decimal] = {holding.symbol: holding.value}
        inside = expose_values(values, ZERO, {holding.symbol: holding.kind}, universe)
        yield Part(
            key=holding.symbol,
            name=universe.snapshot.name_of(holding.symbol) or holding.symbol,
            share=float(holding.value / exposures.total),
            measurement=measure(inside),
        )
