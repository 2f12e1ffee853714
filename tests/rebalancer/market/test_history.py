"""The past, as far as it ships."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from rebalancer.market.history import Figures, History, embedded_history, read_figures


@pytest.fixture(scope="module")
def history() -> History:
    return embedded_history()


def test_daily_returns_reach_from_october_2025_to_july_2026(history: History) -> None:
    daily = history.daily
    assert daily.days[0] == daily.first_day == date(2025, 10, 1)
    assert daily.days[-1] == daily.as_of == date(2026, 7, 31)
    assert not daily.is_monthly
    assert daily.source


@pytest.mark.parametrize(
    ("symbol", "expected"), [("IWM", 0.188), ("SPY", 0.101), ("QQQ", 0.123), ("MAGS", 0.0)]
)
def test_2026_to_the_end_of_july(history: History, symbol: str, expected: float) -> None:
    year = history.daily.between(date(2026, 1, 1), date(2026, 7, 31))
    assert np.prod(1 + year.series(symbol)) - 1 == pytest.approx(expected, abs=0.0005)


def test_a_series_is_unknown_before_it_starts(history: History) -> None:
    monthly = history.monthly
    assert monthly.is_monthly
    assert np.isnan(monthly.until(date(1993, 1, 31)).series("SPY")).all()
    assert monthly.known("SPY").first_day == date(1993, 2, 1)
    assert list(monthly.known("SPY", "QQQ").frame.columns) == ["SPY", "QQQ"]


def test_a_month_counts_from_its_last_day(history: History) -> None:
    assert history.rates.until(date(2026, 7, 30)).days[-1] == date(2026, 6, 30)
    assert history.rates.until(date(2026, 7, 31)).days[-1] == date(2026, 7, 31)


def test_size_portfolios_and_factors_begin_in_1926(history: History) -> None:
    assert history.size_portfolios.first_day == history.factors.first_day == date(1926, 7, 1)
    assert "French" in history.size_portfolios.source


def test_each_table_is_read_when_asked_for_and_only_once() -> None:
    asked: list[str] = []

    def read(name: str) -> Figures:
        asked.append(name)
        return read_figures(name)

    history = History(read)
    assert asked == []
    assert history.rates is history.rates
    assert asked == ["rates_monthly.csv"]


def test_the_embedded_history_is_one() -> None:
    assert embedded_history() is embedded_history()


def test_frames_are_numbers_throughout(history: History) -> None:
    for table in (history.daily, history.monthly, history.size_portfolios, history.rates):
        assert set(table.frame.dtypes) == {np.dtype(np.float64)}
        assert table.frame.index.is_monotonic_increasing
        assert isinstance(table.frame.index, pd.DatetimeIndex | pd.PeriodIndex)


def test_an_unknown_series_is_a_key_error(history: History) -> None:
    with pytest.raises(KeyError):
        history.daily.series("NOSUCH")
