"""The rotation monitor: is money moving from mega-cap tech to small caps, and did it before?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from rebalancer.classify.exposure import Floats
from rebalancer.errors import RebalancerError
from rebalancer.market.history import Figures, History
from rebalancer.measure.claim import ClaimCheck, Evidence, check_claims
from rebalancer.measure.figure import (
    Curve,
    Figure,
    Unit,
    compounded,
    current_streak,
    drawdowns,
    growth,
    growth_curve,
    longest_streak,
    total_return,
    whole_window,
)
from rebalancer.measure.size_premium import LARGE, SMALL, SizePremium, size_premium

SMALL_CAPS = "IWM"
RIVALS = ("SPY", "QQQ")
"""What small caps are held against."""
WATCHED = ("IWM", "IJR", "SPY", "QQQ", "RSP", "MAGS", "AAPL")
JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
"""The month the story starts in."""
BASIS_POINTS = 10_000
YIELD = "treasury_10y"
YIELD_MONTHS = 60
"""So many months back the correlation with the Treasury yield looks."""


class NoHistoryError(RebalancerError):
    """The day asked for lies before the first figure."""

    title = "No figures that far back"

    def __init__(self, asked: date, first: date) -> None:
        super().__init__(
            f"The daily figures begin on {first.isoformat()}; {asked.isoformat()} is earlier.",
            remedy="Choose a later day.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FundTrack:
    """One fund or stock: this year's return, and how far it is below its high.

    Attributes:
        year_to_date: From the last close of the year before.
        drawdown: 0 or negative; the window runs from the day of the high to the last session.
        worst_drawdown: Deepest fall of the window; runs from the high to the low.
    """

    symbol: str
    year_to_date: Figure
    drawdown: Figure
    worst_drawdown: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Small caps against one rival, by daily total returns.

    Attributes:
        strength: Growth of small caps over growth of the rival, 1 before the first session.
        relative_return: Where that ended, less 1.
        gap: Year-to-date return less the rival's.
        current, longest, longest_this_year, longest_in_january: Consecutive sessions in which
            small caps did better: up to the last session; in the whole window; in the year of the
            last session; in January 2026 (None if the window has no part of it).
    """

    small_caps: str
    rival: str
    strength: Curve
    relative_return: Figure
    gap: Figure
    current: Figure
    longest: Figure
    longest_this_year: Figure
    longest_in_january: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YieldComparison:
    """Small caps against the 10-year Treasury yield, month by month.

    Attributes:
        small_caps: What 1 USD became.
        treasury: The yield, a yearly rate.
        change: Of the yield over the last twelve months.
        correlation: Of small caps' monthly return less the S&P 500's with the month's change of
            the yield.
    """

    small_caps: Curve
    treasury: Curve
    change: Figure
    correlation: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """A time that commentary compares with: the smallest 30 % of companies and the largest 30 %.

    Attributes:
        label: A word or two for a chart.
        gap: Return of small less that of large, in points of return.
        small_curve, large_curve: What 1 USD became.
    """

    title: str
    label: str
    small: Figure
    large: Figure
    gap: Figure
    small_led: bool
    small_curve: Curve
    large_curve: Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationReport:
    """Everything the monitor shows; each figure has its window and its source.

    Attributes:
        as_of: The last session in it.
        funds: By symbol.
        against: Small caps against each rival, by the rival's symbol.
        doubts: Why the figures do not reach further, although newer ones came.
    """

    as_of: date
    funds: Mapping[str, FundTrack]
    against: Mapping[str, Comparison]
    treasury: YieldComparison
    size_premium: SizePremium
    precedents: tuple[Precedent, ...]
    claims: tuple[ClaimCheck, ...]
    doubts: tuple[str, ...] = ()


PRECEDENTS = (
    ("Stagflation and the end of the Nifty Fifty", "Nifty Fifty", "1973-01", "1974-12"),
    ("After the dot-com peak", "Dot-com", "2000-04", "2006-12"),
    ("After the financial crisis, to the end of 2013", "2009 on", "2009-03", "2013-12"),
    ("After the financial crisis, to date", "2009 to date", "2009-03", None),
)
"""Titles and labels with first and last month; None is the last month there is.

Both outcomes are in it.
"""


def monitor_rotation(history: History, as_of: date | None = None) -> RotationReport:
    """Return the state of the rotation as the figures up to *as_of* tell it (default: all).

    Raises:
        NoHistoryError: There is no session up to *as_of*.
    """
    daily = history.daily if as_of is None else history.daily.until(as_of)
    if not daily.days:
        raise NoHistoryError(as_of or date.min, history.daily.days[0])
    today = daily.days[-1]
    portfolios = history.size_portfolios.until(today)
    return RotationReport(
        as_of=today,
        funds={symbol: _track(daily, symbol) for symbol in WATCHED},
        against={rival: _compare(daily, rival) for rival in RIVALS},
        treasury=_compare_with_yield(history.monthly.until(today), history.rates.until(today)),
        size_premium=size_premium(portfolios),
        precedents=_precedents(portfolios),
        claims=check_claims(Evidence(daily, history.rates.until(today))),
    )


def _last_close_before(daily: Figures) -> date:
    """Return the last session of the year before; the year's eve where there is none."""
    year = daily.days[-1].year
    earlier = [day for day in daily.days if day.year < year]
    return earlier[-1] if earlier else date(year - 1, 12, 31)


def _track(daily: Figures, symbol: str) -> FundTrack:
    fall = drawdowns(daily.series(symbol))
    return FundTrack(
        symbol=symbol,
        year_to_date=total_return(daily, symbol, _last_close_before(daily), daily.days[-1]),
        drawdown=_fall(daily, fall, len(fall) - 1),
        worst_drawdown=_fall(daily, fall, int(np.argmin(fall))),
    )


def _fall(daily: Figures, fall: Floats, low: int) -> Figure:
    highs = np.flatnonzero(fall[: low + 1] == 0)
    high = int(highs[-1]) if highs.size else 0
    return Figure(
        value=float(fall[low]),
        unit=Unit.SHARE,
        first=daily.days[high],
        last=daily.days[low],
        source=daily.source,
    )


def _compare(daily: Figures, rival: str) -> Comparison:
    ours, theirs = daily.series(SMALL_CAPS), daily.series(rival)
    ahead = ours > theirs
    strength = growth((1.0 + ours) / (1.0 + theirs) - 1.0)
    days = np.array(daily.days)
    this_year = days > _last_close_before(daily)
    january = (days >= JANUARY[0]) & (days <= JANUARY[1])
    return Comparison(
        small_caps=SMALL_CAPS,
        rival=rival,
        strength=Curve(
            title=f"{SMALL_CAPS} relative to {rival}",
            dates=daily.days,
            values=strength,
            source=daily.source,
        ),
        relative_return=whole_window(daily, float(strength[-1]) - 1.0, Unit.SHARE),
        gap=_gap(daily, rival),
        current=current_streak(daily, ahead),
        longest=longest_streak(daily, ahead),
        longest_this_year=longest_streak(daily, ahead & this_year),
        longest_in_january=longest_streak(daily, ahead & january) if january.any() else None,
    )


def _gap(daily: Figures, rival: str) -> Figure:
    since, until = _last_close_before(daily), daily.days[-1]
    ours = total_return(daily, SMALL_CAPS, since, until)
    theirs = total_return(daily, rival, since, until)
    gap = None
    if ours.value is not None and theirs.value is not None:
        gap = (ours.value - theirs.value) * BASIS_POINTS
    return replace(ours, value=gap, unit=Unit.BASIS_POINTS)


def _compare_with_yield(monthly: Figures, rates: Figures) -> YieldComparison:
    small, treasury = monthly.known(SMALL_CAPS), rates.known(YIELD)
    treasury = treasury.between(small.days[0], small.days[-1])
    return YieldComparison(
        small_caps=growth_curve(small, SMALL_CAPS, f"Growth of 1 USD in {SMALL_CAPS}"),
        treasury=Curve(
            title="10-year Treasury yield",
            dates=treasury.days,
            values=treasury.series(YIELD),
            source=treasury.source,
        ),
        change=_change_over_a_year(treasury),
        correlation=_correlation_with_yield(monthly, rates),
    )


def _change_over_a_year(treasury: Figures) -> Figure:
    year = treasury.latest(13)
    levels = year.series(YIELD)
    change = whole_window(year, float(levels[-1] - levels[0]) * BASIS_POINTS, Unit.BASIS_POINTS)
    return replace(change, first=year.days[0])


def _correlation_with_yield(monthly: Figures, rates: Figures) -> Figure:
    names = (SMALL_CAPS, RIVALS[0], YIELD)
    change = np.diff(rates.columns(YIELD), axis=0, prepend=np.nan)
    changes = replace(rates, names=(YIELD,), values=change)
    table = monthly.beside(changes).known(*names).latest(YIELD_MONTHS)
    small, large, treasury = table.columns(*names).T
    correlation = float(np.corrcoef(small - large, treasury)[0, 1])
    table = replace(table, source=f"{monthly.source}; {rates.source}")
    return whole_window(table, correlation, Unit.CORRELATION)


def _precedents(portfolios: Figures) -> tuple[Precedent, ...]:
    return tuple(
        _precedent(title, label, portfolios.in_months(first, last))
        for title, label, first, last in PRECEDENTS
    )


def _precedent(title: str, label: str, window: Figures) -> Precedent:
    small, large = compounded(window, SMALL), compounded(window, LARGE)
    gap = (small.value or 0.0) - (large.value or 0.0)
    return Precedent(
        title=title,
        label=label,
        small=small,
        large=large,
        gap=whole_window(window, gap, Unit.SHARE),
        small_led=gap > 0,
        small_curve=growth_curve(window, SMALL, "Smallest 30 % of companies"),
        large_curve=growth_curve(window, LARGE, "Largest 30 % of companies"),
    )
