"""Follows one portfolio along every path, and sums up where it ends."""

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.domain.money import to_cents
from rebalancer.simulate.result import QUANTILES, Outcome


class Ledger:
    """The value of one portfolio by month and path; its groups are bought and held.

    Args:
        start: USD per group today.
        months: To be simulated.
        paths: So many will be recorded.
    """

    def __init__(self, start: Floats, months: int, paths: int) -> None:
        self._start = start
        self._values = np.empty((months + 1, paths))
        self._falls = np.empty(paths)
        self._recorded = 0

    def record(self, growth: Floats) -> None:
        """Add paths, given what 1 USD in each group becomes: (batch, months + 1, groups)."""
        worth = growth @ self._start
        batch = slice(self._recorded, self._recorded + len(worth))
        self._values[:, batch] = worth.T
        highs = np.maximum.accumulate(worth, axis=1)
        self._falls[batch] = np.max(1.0 - worth / highs, axis=1)
        self._recorded += len(worth)

    @property
    def ends(self) -> Floats:
        """USD at the end of each path, in the order recorded."""
        ends: Floats = self._values[-1]
        return ends

    def outcome(self) -> Outcome:
        """Return the quantiles of all paths; money is rounded to cents here and nowhere else."""
        fan = quantiles(self._values, QUANTILES)
        p05, p25, median, p75, p95 = (to_cents(float(amount)) for amount in fan[-1])
        return Outcome(
            median=median,
            p05=p05,
            p25=p25,
            p75=p75,
            p95=p95,
            max_drawdown=float(quantiles(self._falls, (0.5,))[0]),
            fan=fan,
        )


def chance_of_more(one: Ledger, other: Ledger) -> float:
    """Return the share of the paths on which *one* ends higher than *other*."""
    return float(np.mean(one.ends > other.ends))


def quantiles(values: Floats, shares: tuple[float, ...]) -> Floats:
    """Return the quantiles at *shares* (0..1) along the last axis, which is replaced by them.

    Between two of n sorted values the result is interpolated; the k-th is at (k - 1) / (n - 1).
    """
    ordered = np.sort(values, axis=-1)
    place = np.array(shares) * (ordered.shape[-1] - 1)
    below = np.floor(place).astype(np.int64)
    above = np.ceil(place).astype(np.int64)
    low, high = ordered[..., below], ordered[..., above]
    return np.asarray(low + (place - below) * (high - low), dtype=np.float64)
