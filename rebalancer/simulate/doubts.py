"""What the figures of a simulation rest on, in sentences."""

from collections.abc import Iterator
from decimal import Decimal

from rebalancer.classify.exposure import Floats
from rebalancer.simulate.calibration import Calibration
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


def doubts(
    scenario: Scenario,
    months: int,
    calibration: Calibration,
    current: Floats,
    planned: Floats | None,
    tax: Decimal,
) -> Iterator[str]:
    """Yield what a reader should know, most important first.

    *current* is USD per group today; *planned* is it after the plan, before the plan's *tax* (USD).
    """
    yield from _about_groups(scenario, current / current.sum())
    if months > scenario.months:
        yield (
            f"The scenario ends after {scenario.months} months; "
            "from then on prices scatter around where they are."
        )
    if planned is not None:
        yield from _about_plan(current, planned, tax)
    yield calibration.basis
    yield "Every group is bought and held: nothing is rebalanced, paid in or taken out on the way."


def _about_groups(scenario: Scenario, shares: Floats) -> Iterator[str]:
    held = {group: share for group, share in zip(SHOCK_GROUPS, shares, strict=True) if share}
    opaque = held.pop(ShockGroup.UNCLASSIFIED, 0.0)
    if ShockGroup.UNCLASSIFIED not in scenario.shocks and abs(opaque) >= SMALLEST:
        yield f"{opaque:.1%} of the portfolio is unclassified and moves like the US market."
    silent = [
        TITLES[group]
        for group, share in held.items()
        if group not in scenario.shocks and abs(share) >= SMALLEST
    ]
    if silent:
        yield f"The scenario says nothing of {', '.join(silent)}: their median return is 0."


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
