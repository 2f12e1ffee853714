"""Sends portfolios along many random paths at once, on all processors."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np

from rebalancer.progress import Progress, silent
from rebalancer.simulate.compiled import is_compiled
from rebalancer.simulate.kernel import LANES, Custom, Floats, Noise, Way, walk

SIMULATING = "Simulating"
PREPARING = "Preparing the simulation, which happens once"
"""Said while machine code is made, which takes some seconds where none was kept from before."""
PATHS_AT_ONCE = 8 * LANES
"""After so many, a thread reports and can be told to stop."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Walks:
    """Where portfolios were in every month of every path.

    Attributes:
        values: USD, shape (portfolios, months + 1, paths).
        falls: Largest fall from a high before, 0..1, shape (portfolios, paths); what is paid in or
            out does not count.
    """

    values: Floats
    falls: Floats

    @property
    def ends(self) -> Floats:
        """USD at the end of every path, shape (portfolios, paths)."""
        return self.values[:, -1]


def walk_all(
    starts: Floats,
    way: Way,
    noise: Noise,
    custom: Custom,
    paths: int,
    *,
    threads: int | None = None,
    progress: Progress = silent,
) -> Walks:
    """Walk *starts*, USD of shape (portfolios, groups), along so many *paths*.

    The result does not depend on the number of *threads*; None uses every processor.

    Raises:
        Cancelled: *progress* says so.
    """
    portfolios, months = starts.shape[0], way.growth.shape[0]
    values = np.empty((portfolios, months + 1, paths))
    falls = np.empty((portfolios, paths))

    def walk_from(first: int) -> int:
        """Walk some paths; a batch has arrays of its own, which lie closer together."""
        last = min(first + PATHS_AT_ONCE, paths)
        for number in range(first, last, LANES):
            lanes = slice(number, min(number + LANES, last))
            count = lanes.stop - lanes.start
            some, fallen = np.empty((portfolios, months + 1, count)), np.empty((portfolios, count))
            walk(number, noise, way, custom, starts, some, fallen)
            values[:, :, lanes], falls[:, lanes] = some, fallen
        return last - first

    progress(0.0, SIMULATING if is_compiled(walk) else PREPARING)
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        parts = [pool.submit(walk_from, first) for first in range(0, paths, PATHS_AT_ONCE)]
        try:
            for done in _running_total(parts):
                progress(done / paths, SIMULATING)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return Walks(values=values, falls=falls)


def _running_total(parts: list[Future[int]]) -> Iterator[int]:
    done = 0
    for part in as_completed(parts):
        done += part.result()
        yield done
