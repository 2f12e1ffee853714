"""How long do 100,000 paths take, compared with straightforward NumPy?

    python3 packaging/dev.py bench

Both play 60 months of 20 correlated assets with Student's t noise for one portfolio that is bought
and held, and sum up the same quantiles of every month. NumPy does it as one would write it down,
array by array, its linear algebra on one thread so that it does not get into its own way. Pairs run
alternately; the median of their ratios is judged. Both have to find the same quantiles, within
what chance allows.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from rebalancer.simulate.kernel import NEVER, Custom, Floats, Way, make_noise
from rebalancer.simulate.outcome import outcome_of
from rebalancer.simulate.result import QUANTILES
from rebalancer.simulate.walks import walk_all

PATHS, MONTHS, ASSETS = 100_000, 60, 20
DEGREES = 5
LIMIT = 0.06
ONE_THREAD = "OPENBLAS_NUM_THREADS"
SAME = 0.01
"""So far apart, relative to the median, may two estimates of a quantile be."""


def market() -> tuple[Floats, Floats, Floats]:
    """Return USD held, the growth of a month and a factor of the covariance of log-returns."""
    random = np.random.default_rng(0)
    loadings = random.normal(size=(ASSETS, ASSETS))
    covariance = loadings @ loadings.T / ASSETS * 0.05**2
    held = random.uniform(1.0, 5.0, ASSETS) * 10_000
    return held, np.full(ASSETS, 1.005), np.asarray(np.linalg.cholesky(covariance))


def ours(held: Floats, growth: Floats, factor: Floats, seed: int) -> Floats:
    """Return the quantiles of every month, shape (months + 1, quantiles)."""
    way = Way(np.tile(growth, (MONTHS, 1)), np.zeros(MONTHS))
    noise = make_noise(factor, np.empty((ASSETS, 0)), 0.0, seed)
    walks = walk_all(held[None], way, noise, Custom(NEVER, 0.2, 0.0), PATHS)
    return outcome_of(walks.values[0], walks.falls[0]).fan


def numpys(held: Floats, growth: Floats, factor: Floats, seed: int) -> Floats:
    """Return the same, and the largest falls, which ours finds too."""
    random = np.random.default_rng(seed)
    normals = random.standard_normal((PATHS, MONTHS, ASSETS))
    spread = np.sqrt((DEGREES - 2) / random.chisquare(DEGREES, (PATHS, MONTHS, 1)))
    logs = np.log(growth) + normals @ factor.T * spread
    grown = np.exp(np.cumsum(logs, axis=1))
    worth = np.concatenate([np.full((PATHS, 1), held.sum()), grown @ held], axis=1)
    highs = np.maximum.accumulate(worth, axis=1)
    np.median(np.max(1.0 - worth / highs, axis=1))
    return np.asarray(np.quantile(worth, QUANTILES, axis=0).T, dtype=np.float64)


def timed(run: Callable[[], Floats]) -> tuple[float, Floats]:
    """Return the seconds that *run* takes, and what it finds."""
    started = time.perf_counter()
    found = run()
    return time.perf_counter() - started, found


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    if os.environ.get(ONE_THREAD) != "1":  # it is read when NumPy is loaded: start again
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {ONE_THREAD: "1"})  # noqa: S606 - this script itself
    given = market()
    ours(*given, seed=0)  # compiles, or loads what was compiled before
    times: dict[str, list[float]] = {"ours": [], "numpy": []}
    apart = 0.0
    for number in range(rounds):
        seconds, fan = timed(partial(ours, *given, number))
        times["ours"].append(seconds)
        seconds, reference = timed(partial(numpys, *given, number))
        times["numpy"].append(seconds)
        apart = max(apart, float(np.abs(fan / reference - 1.0).max()))
    for name, taken in times.items():
        spread = f"{min(taken):.2f} to {max(taken):.2f}"
        print(f"{name:6} {statistics.median(taken):6.2f} s   ({spread}, {len(taken)} runs)")
    pairs = zip(times["ours"], times["numpy"], strict=True)
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    print(f"ratio  {ratio:6.3f}     (at most {LIMIT})")
    print(f"quantiles differ by {apart:.2%} at most (may be {SAME:.0%})")
    return 1 if ratio > LIMIT or apart > SAME else 0


if __name__ == "__main__":
    sys.exit(main())
