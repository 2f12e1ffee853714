"""History by group, month by month: the size portfolios from 1926, funds and stocks since."""

from collections.abc import Sequence

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.errors import RebalancerError
from rebalancer.market.history import Figures, History
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
    tables = (history.size_portfolios, history.monthly, history.factors)
    columns = [
        np.mean([_series(tables, name, group, replay) for name in names], axis=0)
        for group, names in replay.series.items()
    ]
    window = np.log1p(np.column_stack(columns)) if columns else np.zeros((replay.window, 0))
    return np.tile(window, (replay.times, 1))


def _series(tables: Sequence[Figures], name: str, group: str, replay: Replay) -> Floats:
    for table in tables:
        if name in table.frame.columns:
            found = table.frame[name].loc[replay.first : replay.last].dropna()
            if len(found) == replay.window:
                return found.to_numpy(dtype=np.float64)
            whole = table.frame[name].dropna()
            raise MissingHistoryError(
                f"“replay.series.{group}”: “{name}” is known from {whole.index[0]} to "
                f"{whole.index[-1]}, not from {replay.first} to {replay.last}.",
                remedy="Choose another window, or leave the group to what is likely.",
            )
    known = [str(column) for table in tables for column in table.frame.columns]
    raise MissingHistoryError(
        f"“replay.series.{group}”: the embedded history has no series “{name}”.",
        remedy=nearest(name, known) or f"It has {', '.join(known)}.",
    )
