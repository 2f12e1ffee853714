"""A portfolio on the way of a scenario itself, without any noise, group by group."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.domain.money import to_cents
from rebalancer.simulate.groups import in_cents
from rebalancer.simulate.kernel import AT_BAND, NEVER, Custom, Way
from rebalancer.simulate.start import Start


@dataclass(frozen=True, slots=True, kw_only=True)
class CertainEnd:
    """Where a portfolio ends if nothing scatters, and what brought it there; money in cents.

    Attributes:
        worth: The start, and all that follows, added up.
        gains: What each group adds.
        paid_in: New money less withdrawals.
        costs: Of rebalancing on the way.
    """

    worth: Decimal
    gains: list[Decimal]
    paid_in: Decimal
    costs: Decimal


def walk_certainly(start: Start, way: Way, custom: Custom) -> CertainEnd:
    """Return where *start* ends on *way*; computed apart from the kernel, so that each checks."""
    held = start.groups.copy()
    mix = held / held.sum()
    gains = np.zeros(len(held))
    paid = costs = 0.0
    for growth, wanted in zip(way.growth, way.flows, strict=True):
        gains += held * (growth - 1.0)
        held *= growth
        there = float(held.sum())
        flow = max(float(wanted), -there)
        held += flow * mix if flow > 0 or there <= 0 else held * flow / there
        paid += flow
        cost = _cost_of_restoring(held, mix, custom)
        if cost is not None:
            held = mix * (held.sum() - cost)
            costs += cost
    worth, paid_in, cost_in_cents = to_cents(float(held.sum())), to_cents(paid), to_cents(costs)
    earned = worth - start.worth - paid_in + cost_in_cents
    return CertainEnd(
        worth=worth, gains=in_cents(gains, earned), paid_in=paid_in, costs=cost_in_cents
    )


def _cost_of_restoring(held: Floats, mix: Floats, custom: Custom) -> float | None:
    """Return what it costs to bring back *mix*, or None while *custom* leaves it."""
    worth = held.sum()
    gaps = np.abs(held - mix * worth)
    if custom.rule == NEVER or worth <= 0:
        return None
    if custom.rule == AT_BAND and not (gaps > custom.band * np.abs(mix) * worth).any():
        return None
    return float(custom.cost * gaps.sum())
