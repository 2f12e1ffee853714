"""What the figures of a simulation rest on, in sentences."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from rebalancer.classify.exposure import Exposures, Floats
from rebalancer.market.history import Figures, embedded_history
from rebalancer.simulate.calibration import Calibration, known_months
from rebalancer.simulate.groups import group_values
from rebalancer.simulate.options import Rebalancing, Scatter, SimulationOptions
from rebalancer.simulate.paths import moved_groups
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup

SMALLEST = 0.0005
"""Shares of the portfolio below this are not worth a sentence."""

TITLES = {
    ShockGroup.MEGA_CAP_TECH: "mega-cap tech",
    ShockGroup.LARGE: "other large caps",
    ShockGroup.MID: "mid caps",
    ShockGroup.SMALL_QUALITY: "quality small caps",
    ShockGroup.SMALL_OTHER: "other small caps",
    ShockGroup.NON_US: "companies outside the US",
    ShockGroup.BOND: "bonds",
    ShockGroup.CASH: "cash",
    ShockGroup.COMMODITY: "commodities",
    ShockGroup.UNCLASSIFIED: "what is unclassified",
}
"""The groups in the words of a sentence."""


class Basis(NamedTuple):
    """What was simulated."""

    scenario: Scenario
    months: int
    options: SimulationOptions
    calibration: Calibration


def doubts(
    basis: Basis, exposures: Exposures, planned: Exposures | None, tax: Decimal
) -> Iterator[str]:
    """Yield what a reader should know, most important first.

    *planned* is the portfolio after the plan, before the plan's *tax* (USD).
    """
    scenario, months, options, calibration = basis
    current = group_values(exposures)
    yield from _about_groups(scenario, current / current.sum())
    yield from _about_history(scenario)
    if months > scenario.months:
        yield (
            f"The scenario ends after {scenario.months} months; "
            "from then on prices scatter around where they are."
        )
    if planned is not None:
        yield from _about_plan(current, group_values(planned), tax)
    yield calibration.basis
    yield from _about_options(options, calibration)


def _about_groups(scenario: Scenario, shares: Floats) -> Iterator[str]:
    held = {group: share for group, share in zip(SHOCK_GROUPS, shares, strict=True) if share}
    opaque = held.pop(ShockGroup.UNCLASSIFIED, 0.0)
    moved = moved_groups(scenario)
    if ShockGroup.UNCLASSIFIED not in moved and abs(opaque) >= SMALLEST:
        yield f"{opaque:.1%} of the portfolio is unclassified and moves like the US market."
    silent = [
        TITLES[group]
        for group, share in held.items()
        if group not in moved and abs(share) >= SMALLEST
    ]
    if silent and scenario.fills_in:
        yield (
            f"No figure of their own: {', '.join(silent)}. They do what their co-movement with the "
            f"other figures makes likely ({known_months()}); their own drift is left out, and the "
            "past need not hold."
        )
    elif silent:
        yield f"The scenario says nothing of {', '.join(silent)}: their median return is 0."


def _about_history(scenario: Scenario) -> Iterator[str]:
    if scenario.replay is not None:
        yield (
            f"History is played once more, {scenario.replay.first} to {scenario.replay.last}; "
            "that it repeats is an assumption."
        )
        yield precedents_sentence(embedded_history().size_portfolios)


BOTH_WAYS = (("2000-04", "2006-12"), ("1973-01", "1974-12"))
"""Windows of two precedents: small caps led in the first and fell further in the second."""


@cache
def precedents_sentence(portfolios: Figures) -> str:
    """Return how small and large companies did in two precedents, measured on *portfolios*."""
    told = []
    for first, last in BOTH_WAYS:
        window = 1.0 + portfolios.in_months(first, last).columns("small_30", "large_30")
        small, large = (float(ratio) - 1.0 for ratio in window.prod(axis=0))
        told.append(f"{small:+.0%} against {large:+.0%} from {first} to {last}")
    return f"Precedents cut both ways: small companies against large ones {' and '.join(told)}."


def _about_plan(current: Floats, planned: Floats, tax: Decimal) -> Iterator[str]:
    if tax > 0:
        yield f"The plan's tax of {tax:,.2f} USD is taken today, from every group in proportion."
    elif tax < 0:
        yield f"What the plan's losses save, {-tax:,.2f} USD of tax, is added today in proportion."
    difference = float(planned.sum() - current.sum())
    if abs(difference) >= 1:
        word = "more" if difference > 0 else "less"
        yield (
            f"Before tax the planned portfolio is worth {abs(difference):,.2f} USD {word} than "
            "today's: new money, withdrawals or costs are part of the comparison."
        )


def _about_options(options: SimulationOptions, calibration: Calibration) -> Iterator[str]:
    if options.scatter is Scatter.PAST_MONTHS:
        length = options.block_months or calibration.block_length
        yield (
            f"Past months come back in blocks of {length:.1f} months on average, all groups of a "
            "month together; what never happened in them cannot happen here."
        )
    yield _CUSTOMS[options.rebalancing].format(band=options.band, cost=options.cost)
    if options.monthly_flow:
        word = "paid in" if options.monthly_flow > 0 else "taken out"
        yield f"{abs(options.monthly_flow):,.2f} USD are {word} at the end of every month."
    if options.yearly_fee:
        yield f"A yearly fee of {options.yearly_fee:.2%} is taken off the growth of every group."


_CUSTOMS = {
    Rebalancing.NEVER: "Every group is bought and held: nothing is rebalanced on the way.",
    Rebalancing.MONTHLY: (
        "The mix of the start is restored every month at {cost:.2%} of what is traded; "
        "the tax of these sales is left out."
    ),
    Rebalancing.AT_BAND: (
        "The mix of the start is restored when a group's share is off by {band:.0%} of itself, at "
        "{cost:.2%} of what is traded; the tax of these sales is left out."
    ),
}
