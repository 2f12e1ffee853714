"""What groups without a figure of their own are likely to do, by their co-movement in the past."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.errors import RebalancerError
from rebalancer.market.history import History
from rebalancer.simulate.calibration import common_months, group_logs
from rebalancer.simulate.scenario import SHOCK_GROUPS, ShockGroup
from rebalancer.spelling import nearest

RISK_FREE = ShockGroup.CASH
"""It hardly moves, so that nothing else can be told from it."""


class UnknownSymbolError(RebalancerError):
    """The embedded history has nothing of a symbol."""

    title = "No history of this symbol"

    def __init__(self, symbol: str, known: Sequence[str]) -> None:
        super().__init__(
            f"The embedded history has no monthly returns of “{symbol}”.",
            remedy=nearest(symbol, known) or f"It has {', '.join(known)}.",
        )


@lru_cache(maxsize=64)
def betas(
    history: History,
    groups: tuple[ShockGroup, ...],
    symbols: tuple[str, ...],
    wanted: tuple[ShockGroup, ...],
) -> Floats:
    """Return B, shape (wanted, groups + symbols): B x log-returns is what is likely of *wanted*.

    B = Sigma_us Sigma_ss^-1, over the months in which every proxy and symbol is known; the mean of
    neither side is part of it, so that a symbol that stays where it is moves nothing. Where known
    series always moved together, each bears its part. The array is read-only: it is kept.

    Raises:
        UnknownSymbolError: There is no history of one of *symbols*.
    """
    for symbol in symbols:
        if symbol not in history.monthly.names:
            raise UnknownSymbolError(symbol, history.monthly.names)
    known = common_months(history, *symbols)
    of_groups = group_logs(known)
    of_symbols = np.log1p(known.columns(*symbols))
    places = [SHOCK_GROUPS.index(group) for group in groups]
    given = np.column_stack([of_groups[:, places], of_symbols])
    sought = of_groups[:, [SHOCK_GROUPS.index(group) for group in wanted]]
    if not given.shape[1]:
        return np.zeros((len(wanted), 0))
    covariance = np.cov(np.column_stack([sought, given]), rowvar=False)
    across, within = (
        covariance[: len(wanted), len(wanted) :],
        covariance[len(wanted) :, len(wanted) :],
    )
    found = np.asarray(across @ np.linalg.pinv(within, hermitian=True), dtype=np.float64)
    found.flags.writeable = False
    return found
