"""Which group and which holding brings what, on the way of a scenario itself."""

from decimal import Decimal

import numpy as np

from rebalancer.classify.exposure import Exposures, Floats
from rebalancer.domain.money import total
from rebalancer.simulate.certain import CertainEnd
from rebalancer.simulate.groups import holdings_by_group, in_cents
from rebalancer.simulate.result import GroupContribution, HoldingContribution
from rebalancer.simulate.scenario import SHOCK_GROUPS


def contributions_by_group(
    shocks: Floats, today: CertainEnd, after: CertainEnd | None = None
) -> tuple[GroupContribution, ...]:
    """Return what each group adds; *shocks* are their total returns over the months."""
    planned = after.gains if after else [None] * len(SHOCK_GROUPS)
    parts = zip(SHOCK_GROUPS, shocks, today.gains, planned, strict=True)
    return tuple(
        GroupContribution(group=group, shock=float(shock), current=current, planned=later)
        for group, shock, current, later in parts
    )


def contributions_by_holding(
    today: tuple[Exposures, CertainEnd], after: tuple[Exposures, CertainEnd] | None = None
) -> tuple[HoldingContribution, ...]:
    """Return what each holding adds, those that move most first.

    A group's gain goes to the holdings that lie in it, in proportion to what they hold of it at the
    start, so that holdings sum to the same cent as groups do.
    """
    current = _gains(*today)
    planned = _gains(*after) if after else {}
    parts = [
        HoldingContribution(symbol=symbol, current=current.get(symbol), planned=planned.get(symbol))
        for symbol in {**current, **planned}
    ]
    return tuple(sorted(parts, key=lambda part: (-part.weight, part.symbol)))


def _gains(exposures: Exposures, end: CertainEnd) -> dict[str, Decimal]:
    """Return USD in whole cents by symbol."""
    held = holdings_by_group(exposures)
    whole = held.sum(axis=0)
    shares = np.divide(held, whole, out=np.zeros_like(held), where=whole != 0.0)
    gains = shares @ np.array([float(gain) for gain in end.gains])
    amounts = in_cents(gains, total(end.gains))
    return dict(zip(exposures.through.symbols, amounts, strict=True))
