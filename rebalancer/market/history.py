"""The embedded history: total returns of funds and stocks, of size portfolios, and rates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from math import nan
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rebalancer.market.tables import manifest, read_table

DAILY = "total_return_daily.csv"
FEWEST_COMMON_DAYS = 10
LARGEST_DISAGREEMENT = 0.002
"""Of two sources on one day's return; they round, and place a dividend, alike or not at all."""
LARGEST_RETURN = 0.25
"""Of one session; beyond it an error is likelier than the market."""

Session: TypeAlias = tuple[date, float, float]
"""Day, close, and the close adjusted for dividends."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Figures:
    """A table of figures over time, and where it is from.

    Attributes:
        frame: One row per session (DatetimeIndex) or month (PeriodIndex), oldest first, one
            ``float64`` column per series; fractions (0.01 is 1 %), NaN where nothing is known.
    """

    frame: pd.DataFrame
    as_of: date
    source: str

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The day of every row: the session, or the last day of the month."""
        index = self.frame.index
        ends = index.end_time if isinstance(index, pd.PeriodIndex) else index
        return tuple(pd.DatetimeIndex(ends).date)

    @property
    def first_day(self) -> date:
        """The first day of the first row: the session, or the first of the month."""
        return self.days[0].replace(day=1) if self.is_monthly else self.days[0]

    @property
    def is_monthly(self) -> bool:
        """Whether a row is a month, not a session."""
        return isinstance(self.frame.index, pd.PeriodIndex)

    def series(self, name: str) -> NDArray[np.float64]:
        """Return the series *name*, one value per row.

        Raises:
            KeyError: The table has no such series.
        """
        return self.frame[name].to_numpy(dtype=np.float64)

    def between(self, first: date, last: date) -> "Figures":
        """Return the rows of *first* to *last*, both included; a month counts by its last day."""
        return replace(self, frame=self.frame[[first <= day <= last for day in self.days]])

    def until(self, day: date) -> "Figures":
        """Return the rows up to *day*; a month has to be over by then."""
        return self.between(date.min, day)

    def known(self, *names: str) -> "Figures":
        """Return the rows in which every one of the series *names* is known, and no other series.

        Raises:
            KeyError: The table has no such series.
        """
        return replace(self, frame=self.frame[list(names)].dropna())


def read_figures(name: str) -> Figures:
    """Return the embedded table *name*; its first column is ``date`` or ``month``.

    Raises:
        DamagedTableError: The table is not the one that was shipped.
    """
    header, rows = read_table(name)
    labels: list[str] = []
    values: list[list[float]] = []
    for label, *cells in rows:
        labels.append(label)
        values.append([float(cell) if cell else nan for cell in cells])
    by_day = header[0] == "date"
    index = pd.DatetimeIndex(labels) if by_day else pd.PeriodIndex(labels, freq="M")
    about = manifest()[name]
    return Figures(
        frame=pd.DataFrame(np.array(values), index=index.rename(header[0]), columns=header[1:]),
        as_of=about.as_of,
        source=about.source,
    )


class History:
    """Everything the product knows of the past; a table is read when it is first asked for.

    Args:
        read: Returns a table by the name of its file; the embedded ones unless told otherwise.
    """

    def __init__(self, read: Callable[[str], Figures] = read_figures) -> None:
        self._read = read

    @cached_property
    def daily(self) -> Figures:
        """Total returns per session of the funds that the rotation monitor watches."""
        return self._read(DAILY)

    @cached_property
    def monthly(self) -> Figures:
        """Total returns per month of funds and stocks, each from its own start."""
        return self._read("total_return_monthly.csv")

    @cached_property
    def size_portfolios(self) -> Figures:
        """Total returns per month of US stocks by company value, from 1926."""
        return self._read("size_portfolios_monthly.csv")

    @cached_property
    def factors(self) -> Figures:
        """Market, size and value factors and the risk-free return per month, from 1926."""
        return self._read("factors_monthly.csv")

    @cached_property
    def rates(self) -> Figures:
        """Treasury yields and the federal funds rate per month, as yearly rates."""
        return self._read("rates_monthly.csv")

    def with_daily(self, daily: Figures) -> "History":
        """Return this history with other daily returns."""

        def read(name: str) -> Figures:
            return daily if name == DAILY else self._read(name)

        return History(read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Daily returns with what a refresh adds to them.

    Attributes:
        daily: As they were, where nothing could be added.
        doubt: Why nothing was added although sessions came; else "".
    """

    daily: Figures
    doubt: str = ""


def extend_daily(
    daily: Figures, sessions: Mapping[str, Sequence[Session]], source: str
) -> Extension:
    """Return *daily* with the returns of later *sessions* of the same series.

    It is all or nothing, because the series are compared with one another: every series has to
    agree with what is there already on the days that both know, and to have the same later days.

    Args:
        daily: Total returns per session.
        sessions: By series: day, close and adjusted close of each session, oldest first.
        source: Where the sessions are from.
    """
    added: dict[str, pd.Series[float]] = {}
    for name in daily.frame.columns:
        returns = _total_returns(sessions.get(str(name), ()))
        doubt = _doubt(str(name), daily.frame[name], returns)
        if doubt:
            return Extension(daily=daily, doubt=doubt)
        added[str(name)] = returns[returns.index > daily.frame.index[-1]]
    later = pd.DataFrame(added)
    if later.empty:
        return Extension(daily=daily)
    if later.isna().to_numpy().any():
        return Extension(daily=daily, doubt="The later sessions of the series are not the same.")
    frame = pd.concat([daily.frame, later])
    first, last = later.index[0].date(), later.index[-1].date()
    return Extension(
        daily=Figures(
            frame=frame.rename_axis("date"),
            as_of=last,
            source=f"{daily.source}; {source} from {first}",
        )
    )


def _total_returns(sessions: Sequence[Session]) -> "pd.Series[float]":
    index = pd.DatetimeIndex([day for day, _, _ in sessions])
    adjusted = pd.Series([value for _, _, value in sessions], index=index, dtype=np.float64)
    return adjusted.pct_change(fill_method=None).iloc[1:]


def _doubt(name: str, stored: "pd.Series[float]", returns: "pd.Series[float]") -> str:
    """Return why *returns* do not go on from *stored*, or "" if they do."""
    both = pd.concat([stored, returns], axis=1, join="inner").dropna()
    if len(both) < FEWEST_COMMON_DAYS or stored.index[-1] not in both.index:
        return f"The sessions of {name} do not reach back far enough to be compared."
    if float((both.iloc[:, 0] - both.iloc[:, 1]).abs().max()) > LARGEST_DISAGREEMENT:
        return f"The sessions of {name} disagree with those that are here already."
    later = returns[returns.index > stored.index[-1]]
    if not bool((later.abs() <= LARGEST_RETURN).all()):
        return f"A return of {name} is too large to be believed."
    return ""


@cache
def embedded_history() -> History:
    """Return the history that ships with the product; each table is read once."""
    return History()
