"""By how much small caps must do better for a plan to be worth its tax."""

from decimal import Decimal

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.simulate.scenario import SHOCK_GROUPS, ShockGroup

_SMALL = np.isin(SHOCK_GROUPS, (ShockGroup.SMALL_QUALITY, ShockGroup.SMALL_OTHER))


def break_even(current: Floats, planned: Floats, tax: Decimal, months: int) -> float | None:
    """Return the yearly return by which small caps must beat mega-cap tech to repay *tax*.

    Let D be the USD that the plan adds to small caps, after tax, and let every other group keep
    pace with mega-cap tech. Then the planned portfolio catches up with the current one when small
    caps have grown by the factor 1 + tax / D relative to mega-cap tech; spread over the years,

        break-even = (1 + tax / D) ** (12 / months) - 1.

    A later tax on the gains, in either portfolio, is left out.

    Args:
        current: USD per group today.
        planned: USD per group after the plan and its tax.
        tax: Of the plan, in USD.
        months: In which it has to be repaid.

    Returns:
        0.01 for 1 % a year; None without tax, or if the plan moves nothing into small caps.
    """
    moved = float((planned - current)[_SMALL].sum())
    if tax <= 0 or moved <= 0:
        return None
    return float((1.0 + float(tax) / moved) ** (12.0 / months) - 1.0)
