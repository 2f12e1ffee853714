"""History by group, month by month: the size portfolios from 1926, funds and stocks since."""

from functools import lru_cache

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.errors import RebalancerError
from rebalancer.market.history import History
from rebalancer.simulate.scenario import Replay
from rebalancer.spelling import nearest


class MissingHistoryError(RebalancerError):
    """A replay asks for more than the embedded history has."""

    title = "This cannot be replayed"


def replayed_logs(replay: Replay, history: History) -> Floats:
    """Return the log-returns of the groups that *replay* has series for, shape (months, groups).

    The groups are in the order of ``replay.series``.

    Raises:
        MissingHistoryError: It names the field that has no history in the window.
    """
    window_of = (replay.first, replay.last, replay.window)
    columns = [
        np.mean([_series(history, name, group, window_of) for name in names], axis=0)
        for group, names in replay.series.items()
    ]
    window = np.log1p(np.column_stack(columns)) if columns else np.zeros((replay.window, 0))
    return np.tile(window, (replay.times, 1))


@lru_cache(maxsize=256)
def _series(history: History, name: str, group: str, window: tuple[str, str, int]) -> Floats:
    """Return the returns of the series *name* from a month to a month, so many in all."""
    tables = (history.size_portfolios, history.monthly, history.factors)
    first, last, months = window
    for table in tables:
        if name in table.names:
            whole = table.known(name)
            found = whole.in_months(first, last).series(name)
            if len(found) == months:
                return found
            raise MissingHistoryError(
                f"“replay.series.{group}”: “{name}” is known from {whole.rows[0]} to "
                f"{whole.rows[-1]}, not from {first} to {last}.",
                remedy="Choose another window, or leave the group to what is likely.",
            )
    known = [series for table in tables for series in table.names]
    raise MissingHistoryError(
        f"“replay.series.{group}”: the embedded history has no series “{name}”.",
        remedy=nearest(name, known) or f"It has {', '.join(known)}.",
    )
