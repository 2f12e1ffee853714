"""Daily returns that go on after a refresh, if what came agrees with what is there."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from rebalancer.market.answers import Bar
from rebalancer.market.history import Extension, Figures, embedded_history, extend_daily

ADDED = 5


def sessions(daily: Figures, *, returns: float = 0.01) -> dict[str, list[Bar]]:
    """Return sessions that retrace the last 30 days of *daily* and go on by *returns* a day."""
    found: dict[str, list[Bar]] = {}
    last = daily.days[-1]
    later = [last + timedelta(days=ahead + 3) for ahead in range(ADDED)]
    for name in daily.names:
        levels = 100 * np.cumprod(1 + daily.series(name)[-30:])
        bars = [
            Bar(day, 1.0, float(level)) for day, level in zip(daily.days[-30:], levels, strict=True)
        ]
        for ahead, day in enumerate(later, start=1):
            bars.append(Bar(day, 1.0, bars[29].adjusted * (1 + returns) ** ahead))
        found[name] = bars
    return found


@pytest.fixture
def daily() -> Figures:
    return embedded_history().daily


def extend(daily: Figures, found: Mapping[str, Sequence[Bar]]) -> Extension:
    return extend_daily(daily, found, "Yahoo Finance")


def test_later_sessions_go_on_from_the_last_one(daily: Figures) -> None:
    extension = extend(daily, sessions(daily))
    longer = extension.daily

    assert extension.doubt == ""
    assert len(longer.days) == len(daily.days) + ADDED
    assert longer.days[: len(daily.days)] == daily.days
    before = longer.until(daily.days[-1])
    np.testing.assert_array_equal(before.columns(*daily.names), daily.columns(*daily.names))
    assert longer.series("IWM")[-ADDED:] == pytest.approx(0.01)
    assert longer.as_of == longer.days[-1]
    assert longer.source == f"{daily.source}; Yahoo Finance from {longer.days[-ADDED]}"


def test_the_monitor_reads_the_longer_history(daily: Figures) -> None:
    longer = extend(daily, sessions(daily)).daily
    history = embedded_history().with_daily(longer)

    assert history.daily is longer
    assert history.rates.days == embedded_history().rates.days


def test_sessions_that_bring_nothing_new_change_nothing(daily: Figures) -> None:
    known = {name: bars[:30] for name, bars in sessions(daily).items()}

    assert extend(daily, known) == Extension(daily=daily)


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        (lambda bars: bars[:0], "do not reach back far enough"),
        (lambda bars: bars[-8:], "do not reach back far enough"),
        (lambda bars: bars[:29] + bars[30:], "do not reach back far enough"),
        (lambda bars: [*bars[:10], bars[10]._replace(adjusted=150.0), *bars[11:]], "disagree"),
        (lambda bars: [*bars[:-1], bars[-1]._replace(adjusted=1e4)], "too large"),
        (lambda bars: [*bars[:-1], bars[-1]._replace(adjusted=float("nan"))], "too large"),
        (lambda bars: bars[:-1], "not the same"),
    ],
)
def test_one_series_that_does_not_fit_keeps_all_as_they_are(
    daily: Figures, change: object, doubt: str
) -> None:
    assert callable(change)
    found: dict[str, list[Bar]] = sessions(daily)
    found["QQQ"] = change(found["QQQ"])
    extension = extend(daily, found)

    assert extension.daily is daily
    assert doubt in extension.doubt


def test_nothing_at_all_is_a_doubt_too(daily: Figures) -> None:
    assert extend(daily, {}).daily is daily
    assert date(2026, 7, 31) == daily.days[-1]
