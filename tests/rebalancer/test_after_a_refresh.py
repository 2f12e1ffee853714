"""What the later steps make of a refresh, and how it is told."""

import inspect
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from rebalancer import as_json, as_text, pipeline
from rebalancer.cli import main
from rebalancer.market.answers import Bar, Reason, Topic
from rebalancer.market.door import Door
from rebalancer.market.history import embedded_history
from rebalancer.market.refresh import Attempt, Refresh, Refused, TopHoldingsCheck
from rebalancer.market.snapshot import Quote

DAY = date(2026, 8, 24)


def sessions(*, up: float) -> dict[str, tuple[Bar, ...]]:
    """Return a month that is known, and one day that is not."""
    daily = embedded_history().daily
    found: dict[str, tuple[Bar, ...]] = {}
    for name in daily.names:
        levels = np.cumprod(1 + daily.series(name)[-20:])
        days = zip(daily.days[-20:], levels, strict=True)
        bars = [Bar(day, 1.0, float(level)) for day, level in days]
        later = bars[-1].day + timedelta(days=3)
        found[name] = (*bars, Bar(later, 1.0, bars[-1].adjusted * (1 + up)))
    return found


def test_the_monitor_reaches_as_far_as_the_refresh() -> None:
    report = pipeline.rotation(Refresh(sessions=sessions(up=0.01)))

    assert report.as_of == date(2026, 8, 3)
    assert report.doubts == ()
    assert "Yahoo Finance from 2026-08-03" in report.funds["IWM"].year_to_date.source


def test_the_monitor_says_why_it_does_not_reach_further() -> None:
    report = pipeline.rotation(Refresh(sessions=sessions(up=0.9)))

    assert report.as_of == date(2026, 7, 31)
    assert report.doubts == ("A return of IWM is too large to be believed.",)
    assert report.doubts[0] in as_text.rotation_text(report)


def test_a_refresh_without_sessions_leaves_the_monitor_as_it_is() -> None:
    assert pipeline.rotation(Refresh()).as_of == date(2026, 7, 31)


def test_a_refresh_is_told_in_words_with_its_doubts() -> None:
    quote = Quote(price=Decimal("309.35"), as_of=DAY, source="Yahoo Finance", is_settled=False)
    refresh = Refresh(
        quotes={"AAPL": quote},
        checks={"SPY": TopHoldingsCheck(symbol="SPY", as_of=DAY, lines=(("AAPL", 0.07, 0.06),))},
        attempt=Attempt(
            at=datetime(2026, 8, 24, 16, tzinfo=UTC),
            asked=2,
            fresh=("AAPL",),
            refused=(Refused(symbol="X", topic=Topic.PRICE, reason=Reason.NO_DATA),),
        ),
    )

    assert as_text.refresh_text(refresh).splitlines() == [
        "1 of 2 prices were refreshed. The others stay as they were.",
        "AAPL       309.35 (Yahoo Finance, 2026-08-24 before the close)",
        "Not refreshed: X: Yahoo has no figure for it.",
        (
            "SPY: its largest holdings differ from those in use by up to 1.0% of the fund "
            "(2026-08-24); they are a check only."
        ),
    ]


def test_no_refresh_is_told_as_none() -> None:
    content = as_json.refresh_json(Refresh())

    assert as_text.refresh_text(Refresh()) == "Nothing has been refreshed yet."
    assert isinstance(content, dict)
    assert (content["at"], content["fresh"]) == (None, [])


@pytest.mark.parametrize("figures", ["quotes", "sessions"])
def test_other_figures_are_told_from_another_attempt(figures: str) -> None:
    quote = Quote(price=Decimal(1), as_of=DAY, source="Yahoo Finance")
    values: dict[str, dict[str, object]] = {"quotes": {"A": quote}, "sessions": {"A": ()}}
    other = Refresh(**{figures: values[figures]})  # type: ignore[arg-type]  # fields by name

    assert other.has_other_figures(Refresh())
    assert not Refresh(complaints=3).has_other_figures(Refresh())


def test_the_command_line_asks_yahoo_itself_unless_told_otherwise(tmp_path: Path) -> None:
    door = inspect.signature(main).parameters["door"].default

    assert door(tmp_path) == Door(folder=tmp_path)
