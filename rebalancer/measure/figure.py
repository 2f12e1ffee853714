"""Figures that say what they are, over which days they were taken, and whose they are."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from rebalancer.classify.exposure import Floats
from rebalancer.market.history import Figures

Run = tuple[int, int]
"""Consecutive rows: the first, and the one after the last."""


class Unit(StrEnum):
    """What a figure counts."""

    SHARE = "share"
    """A return or a rate: 0.01 is 1 %."""
    PART = "part"
    """Of a whole: 0.25 is a quarter."""
    BASIS_POINTS = "basis points"
    SESSIONS = "sessions"
    CORRELATION = "correlation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number about the market.

    Attributes:
        value: None where the history does not reach far enough.
        first, last: The window, both days in it; a return since a close starts with that close.
    """

    value: float | None
    unit: Unit
    first: date
    last: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """A line of a chart: one value per day."""

    title: str
    dates: tuple[date, ...]
    values: Floats
    source: str


def total_return(table: Figures, name: str, since: date, until: date) -> Figure:
    """Return what *name* returned from the close of *since* to the close of *until*.

    The value is None unless the table knows the series up to *until* and from *since* on, that is,
    unless it has a row on or before *since* as well.
    """
    known = table.known(name)
    window = known.between(since, until)
    inside = np.array([day > since for day in window.days], dtype=np.bool_)
    reaches = bool(known.days) and known.days[0] <= since and known.days[-1] >= until
    value = float(np.prod(1.0 + window.series(name)[inside]) - 1.0) if reaches else None
    return Figure(value=value, unit=Unit.SHARE, first=since, last=until, source=table.source)


def compounded(table: Figures, name: str) -> Figure:
    """Return what *name* returned over all rows of *table*, the first one included."""
    value = float(np.prod(1.0 + table.series(name)) - 1.0)
    return whole_window(table, value, Unit.SHARE)


def whole_window(table: Figures, value: float | None, unit: Unit) -> Figure:
    """Return *value* as a figure over all rows of *table*."""
    first, last = table.first_day, table.days[-1]
    return Figure(value=value, unit=unit, first=first, last=last, source=table.source)


def growth_curve(table: Figures, name: str, title: str) -> Curve:
    """Return what 1 USD in *name* became by the end of every row."""
    values = growth(table.series(name))
    return Curve(title=title, dates=table.days, values=values, source=table.source)


def growth(returns: Floats) -> Floats:
    """Return what 1 became by the end of every row."""
    return np.cumprod(1.0 + returns, dtype=np.float64)


def drawdowns(returns: Floats) -> Floats:
    """Return how far below its previous high (0 or negative) each row ends.

    Where the series begins counts as a high too.
    """
    values = np.concatenate(([1.0], growth(returns)))
    fall: Floats = values / np.maximum.accumulate(values) - 1.0
    return fall[1:]


def runs(flags: NDArray[np.bool_]) -> list[Run]:
    """Return every unbroken run of set *flags*, oldest first."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def longest_streak(table: Figures, flags: NDArray[np.bool_]) -> Figure:
    """Return the longest run of *flags*, one per row of *table*; the earliest among equals.

    Without any, the value is 0 and the window is the whole of *table*.
    """
    longest = max(runs(flags), key=lambda run: run[1] - run[0], default=None)
    return _streak(table, longest) if longest else whole_window(table, 0.0, Unit.SESSIONS)


def current_streak(table: Figures, flags: NDArray[np.bool_]) -> Figure:
    """Return the run of *flags* that the last row of *table* belongs to.

    Without one, the value is 0 and the window is that last row.
    """
    unbroken = [run for run in runs(flags) if run[1] == len(flags)]
    return _streak(table, unbroken[0] if unbroken else (len(flags), len(flags)))


def _streak(table: Figures, run: Run) -> Figure:
    start, stop = run
    return Figure(
        value=float(stop - start),
        unit=Unit.SESSIONS,
        first=table.days[min(start, stop - 1)],
        last=table.days[stop - 1],
        source=table.source,
    )
