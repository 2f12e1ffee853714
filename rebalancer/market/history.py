"""The embedded history: total returns of funds and stocks, of size portfolios, and rates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from math import nan
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rebalancer.market.tables import manifest, read_table

DAILY = "total_return_daily.csv"
FEWEST_COMMON_DAYS = 10
LARGEST_DISAGREEMENT = 0.002
"""Of two sources on one day's return; they round, and place a dividend, alike or not at all."""
LARGEST_RETURN = 0.25
"""Of one session; beyond it an error is likelier than the market."""

DAYS, MONTHS = np.dtype("datetime64[D]"), np.dtype("datetime64[M]")
Dates: TypeAlias = NDArray[np.datetime64]
Floats: TypeAlias = NDArray[np.float64]
Session: TypeAlias = tuple[date, float, float]
"""Day, close, and the close adjusted for dividends."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Figures:
    """A table of figures over time, and where it is from.

    Attributes:
        names: Of the series, in the order of their columns.
        rows: One session (``datetime64[D]``) or month (``datetime64[M]``) per row, oldest first.
        values: Shape (rows, names); fractions (0.01 is 1 %), NaN where nothing is known.
    """

    names: tuple[str, ...]
    rows: Dates
    values: Floats
    as_of: date
    source: str

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The day of every row: the session, or the last day of the month."""
        return tuple(self._ends.tolist())

    @property
    def first_day(self) -> date:
        """The first day of the first row: the session, or the first of the month."""
        return self.days[0].replace(day=1) if self.is_monthly else self.days[0]

    @property
    def is_monthly(self) -> bool:
        """Whether a row is a month, not a session."""
        return self.rows.dtype == MONTHS

    def series(self, name: str) -> Floats:
        """Return the series *name*, one value per row.

        Raises:
            KeyError: The table has no such series.
        """
        return self.columns(name)[:, 0]

    def columns(self, *names: str) -> Floats:
        """Return the series *names* side by side, shape (rows, names).

        Raises:
            KeyError: The table has no such series.
        """
        missing = [name for name in names if name not in self.names]
        if missing:
            raise KeyError(*missing)
        return self.values[:, [self.names.index(name) for name in names]]

    def between(self, first: date, last: date) -> "Figures":
        """Return the rows of *first* to *last*, both included; a month counts by its last day."""
        ends = self._ends
        return self._only((np.datetime64(first) <= ends) & (ends <= np.datetime64(last)))

    def until(self, day: date) -> "Figures":
        """Return the rows up to *day*; a month has to be over by then."""
        return self.between(date.min, day)

    def in_months(self, first: str, last: str | None = None) -> "Figures":
        """Return the rows of the months *first* to *last*, as in ``2026-07``, both included.

        Without a *last* one it is all that follow.
        """
        months = self.rows.astype(MONTHS)
        kept = np.datetime64(first) <= months
        if last is not None:
            kept &= months <= np.datetime64(last)
        return self._only(kept)

    def latest(self, count: int) -> "Figures":
        """Return the last *count* rows, or all if there are fewer."""
        return self._only(slice(-count, None))

    def known(self, *names: str) -> "Figures":
        """Return the rows in which every one of the series *names* is known, and no other series.

        Raises:
            KeyError: The table has no such series.
        """
        values = self.columns(*names)
        kept = ~np.isnan(values).any(axis=1)
        return replace(self, names=names, rows=self.rows[kept], values=values[kept])

    def beside(self, other: "Figures") -> "Figures":
        """Return the rows that *other* has too, and its series after these."""
        rows, mine, its = np.intersect1d(
            self.rows, other.rows, assume_unique=True, return_indices=True
        )
        values = np.hstack([self.values[mine], other.values[its]])
        return replace(self, names=self.names + other.names, rows=rows, values=values)

    @property
    def _ends(self) -> Dates:
        """The last day of every row."""
        return (self.rows + 1).astype(DAYS) - 1 if self.is_monthly else self.rows

    def _only(self, kept: "NDArray[np.bool_] | slice") -> "Figures":
        return replace(self, rows=self.rows[kept], values=self.values[kept])


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
    about = manifest()[name]
    return Figures(
        names=tuple(header[1:]),
        rows=np.array(labels, dtype=DAYS if header[0] == "date" else MONTHS),
        values=np.array(values),
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
    added: dict[str, _Returns] = {}
    for name in daily.names:
        returns = _total_returns(sessions.get(name, ()))
        doubt = _doubt(name, daily, returns)
        if doubt:
            return Extension(daily=daily, doubt=doubt)
        added[name] = returns.after(daily.rows[-1])
    later = next(iter(added.values())).rows
    if any(not np.array_equal(each.rows, later) for each in added.values()):
        return Extension(daily=daily, doubt="The later sessions of the series are not the same.")
    if not len(later):
        return Extension(daily=daily)
    first, last = later[0].item(), later[-1].item()
    values = np.column_stack([each.values for each in added.values()])
    return Extension(
        daily=Figures(
            names=daily.names,
            rows=np.concatenate([daily.rows, later]),
            values=np.vstack([daily.values, values]),
            as_of=last,
            source=f"{daily.source}; {source} from {first}",
        )
    )


class _Returns(NamedTuple):
    rows: Dates
    values: Floats

    def after(self, day: np.datetime64) -> "_Returns":
        later = self.rows > day
        return _Returns(self.rows[later], self.values[later])


def _total_returns(sessions: Sequence[Session]) -> _Returns:
    rows = np.array([day for day, _, _ in sessions], dtype=DAYS)
    adjusted = np.array([value for _, _, value in sessions], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):  # what comes of it is too large
        return _Returns(rows[1:], adjusted[1:] / adjusted[:-1] - 1.0)


def _doubt(name: str, daily: Figures, returns: _Returns) -> str:
    """Return why *returns* do not go on from the series *name* of *daily*, or "" if they do."""
    shared, stored, again = np.intersect1d(daily.rows, returns.rows, return_indices=True)
    differences = np.abs(daily.series(name)[stored] - returns.values[again])
    is_known = ~np.isnan(differences)
    if is_known.sum() < FEWEST_COMMON_DAYS or daily.rows[-1] not in shared[is_known]:
        return f"The sessions of {name} do not reach back far enough to be compared."
    if float(differences[is_known].max()) > LARGEST_DISAGREEMENT:
        return f"The sessions of {name} disagree with those that are here already."
    later = returns.after(daily.rows[-1]).values
    if not bool((np.abs(later) <= LARGEST_RETURN).all()):
        return f"A return of {name} is too large to be believed."
    return ""


@cache
def embedded_history() -> History:
    """Return the history that ships with the product; each table is read once."""
    return History()
