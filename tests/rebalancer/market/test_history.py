"""The past, as far as it ships."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from rebalancer.market.history import Figures, History, embedded_history, read_figures
from resources import FOLDER


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
    assert monthly.known("SPY", "QQQ").names == ("SPY", "QQQ")


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


def frame(table: Figures) -> pd.DataFrame:
    return pd.DataFrame(table.columns(*table.names), index=table.days, columns=list(table.names))


@pytest.mark.parametrize(
    "name", ["total_return_daily.csv", "total_return_monthly.csv", "rates_monthly.csv"]
)
def test_every_table_is_what_pandas_reads(name: str) -> None:
    table = read_figures(name)
    read = pd.read_csv(FOLDER / "market" / name, index_col=0)

    assert table.names == tuple(read.columns)
    assert [str(row) for row in table.rows] == list(read.index)
    assert read.index.is_monotonic_increasing
    np.testing.assert_allclose(frame(table), read, rtol=1e-12)


def test_rows_of_two_tables_stand_side_by_side_where_both_have_them(history: History) -> None:
    returns = history.monthly.known("SPY")
    pd.testing.assert_frame_equal(
        frame(returns.beside(history.rates)),
        frame(returns).join(frame(history.rates), how="inner"),
    )


def test_months_and_the_latest_rows_can_be_taken(history: History) -> None:
    summer = history.daily.in_months("2026-06", "2026-07")
    assert {day.month for day in summer.days} == {6, 7}
    assert summer.days == history.daily.in_months("2026-06").days
    assert summer.latest(1).days == (date(2026, 7, 31),)
    assert history.rates.latest(10**6).days == history.rates.days


def test_an_unknown_series_is_a_key_error(history: History) -> None:
    with pytest.raises(KeyError):
        history.daily.series("NOSUCH")
