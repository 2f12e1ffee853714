"""How long the blocks should be in which the past is repeated.

Source: D. N. Politis and H. White, "Automatic block-length selection for the dependent bootstrap",
Econometric Reviews 23 (2004), as corrected by A. Patton, D. N. Politis and H. White (2009).
"""

import numpy as np

from rebalancer.classify.exposure import Floats

_SIGNIFICANT = 2.0
"""Autocorrelations count beyond so many times sqrt(log10(n) / n)."""
_FEWEST_LAGS = 5


def block_length(series: Floats) -> float:
    """Return the mean length of block, in observations, for the stationary bootstrap of *series*.

    A constant has none to speak of: 1.
    """
    count = len(series)
    centred = series - series.mean()
    lags = int(np.ceil(np.sqrt(count))) + _insignificant_run(count)
    covariance = np.array([centred[lag:] @ centred[: count - lag] for lag in range(lags + 1)])
    covariance /= count
    if covariance[0] <= 0:
        return 1.0
    window = min(2 * _last_significant_lag(covariance / covariance[0], count), lags)
    near = covariance[1 : window + 1]
    place = np.arange(1, window + 1) / max(window, 1)
    taper = np.minimum(1.0, 2.0 * (1.0 - place))
    slope = 2.0 * float(taper * np.arange(1, window + 1) @ near)
    variance = covariance[0] + 2.0 * float(taper @ near)
    longest = float(np.ceil(min(3.0 * np.sqrt(count), count / 3.0)))
    if variance <= abs(slope) * np.sqrt(count / longest**3):
        return longest
    return float(max(np.cbrt(count * (slope / variance) ** 2), 1.0))


def _insignificant_run(count: int) -> int:
    """Return how many insignificant lags in a row end the search."""
    return max(_FEWEST_LAGS, int(np.ceil(np.sqrt(np.log10(count)))))


def _last_significant_lag(correlation: Floats, count: int) -> int:
    """Return the smallest lag after which a run of lags is insignificant; at least 1."""
    limit = _SIGNIFICANT * np.sqrt(np.log10(count) / count)
    run = _insignificant_run(count)
    small = np.abs(correlation[1:]) < limit
    for lag in range(len(small) - run + 1):
        if small[lag : lag + run].all():
            return max(lag, 1)
    significant = np.flatnonzero(~small)
    return int(significant[-1]) + 1
