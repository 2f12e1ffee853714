"""Sums up where a portfolio ends on many paths."""

import numpy as np
from numpy.typing import NDArray

from rebalancer.classify.exposure import Floats
from rebalancer.domain.money import to_cents
from rebalancer.simulate.compiled import compiled
from rebalancer.simulate.result import QUANTILES, Outcome


def outcome_of(values: Floats, falls: Floats) -> Outcome:
    """Return the quantiles of one portfolio; money is rounded to cents here and nowhere else.

    Args:
        values: USD, shape (months + 1, paths).
        falls: Largest fall on each path, 0..1.
    """
    fan = quantiles(values, QUANTILES)
    p05, p25, median, p75, p95 = (to_cents(float(amount)) for amount in fan[-1])
    return Outcome(
        median=median,
        p05=p05,
        p25=p25,
        p75=p75,
        p95=p95,
        max_drawdown=float(quantiles(falls, (0.5,))[0]),
        fan=fan,
    )


def chance_of_more(one: Floats, other: Floats) -> float:
    """Return the share of the paths on which *one* ends higher than *other*."""
    return float(np.mean(one > other))


def quantiles(values: Floats, shares: tuple[float, ...]) -> Floats:
    """Return the quantiles at *shares* (0..1) along the last axis, which is replaced by them.

    Between two of n sorted values the result is interpolated; the k-th is at (k - 1) / (n - 1).
    """
    count = values.shape[-1]
    place = np.array(shares) * (count - 1)
    below, above = np.floor(place).astype(np.int64), np.ceil(place).astype(np.int64)
    places = np.union1d(below, above)
    rows = np.ascontiguousarray(values, dtype=np.float64).reshape(-1, count)
    found = np.empty((len(rows), len(places)))
    for row, into in zip(rows, found, strict=True):
        pick(row, places, into)
    low, high = found[:, np.searchsorted(places, below)], found[:, np.searchsorted(places, above)]
    return np.asarray(low + (place - below) * (high - low)).reshape(*values.shape[:-1], -1)


BUCKETS = 4096


@compiled
def pick(values: Floats, places: NDArray[np.int64], found: Floats) -> None:
    """Fill *found* with the values that sorting would bring to *places*, which are ascending.

    Only the values that share a bucket with one of these are sorted: far from all.
    """
    low, high = values.min(), values.max()
    scale = (BUCKETS - 1) / max(high - low, 1e-300)
    counts = np.zeros(BUCKETS, dtype=np.int64)
    for value in values:
        counts[int((value - low) * scale)] += 1
    ends = np.cumsum(counts)
    wanted = np.zeros(BUCKETS, dtype=np.bool_)
    for place in places:
        wanted[np.searchsorted(ends, place, side="right")] = True
    near = np.empty(counts[wanted].sum())
    size = 0
    for value in values:
        if wanted[int((value - low) * scale)]:
            near[size] = value
            size += 1
    near.sort()
    before = ends - counts
    kept = np.cumsum(np.where(wanted, counts, 0)) - counts
    for number, place in enumerate(places):
        bucket = np.searchsorted(ends, place, side="right")
        found[number] = near[place - before[bucket] + kept[bucket]]
