"""The rotation monitor: figures that can be checked by hand, and claims that do not hold."""

from datetime import date
from functools import partial

import numpy as np
import pytest

from rebalancer.market.history import Figures, History, embedded_history, read_figures
from rebalancer.measure.claim import ClaimCheck, Evidence, Verdict, check_claims
from rebalancer.measure.figure import Curve, Unit, drawdowns, runs, total_return
from rebalancer.measure.rotation import NoHistoryError, RotationReport, monitor_rotation


@pytest.fixture(scope="module")
def report() -> RotationReport:
    return monitor_rotation(embedded_history())


def returns(columns: dict[str, list[float]], first: str = "2025-12-30") -> Figures:
    rows = len(next(iter(columns.values())))
    sessions = np.busday_offset([date.fromisoformat(first)], np.arange(rows))
    return Figures(
        names=tuple(columns),
        rows=sessions,
        values=np.column_stack(list(columns.values())),
        as_of=sessions[-1].item(),
        source="made up",
    )


def history_with(daily: Figures) -> History:
    def read(name: str) -> Figures:
        return daily if name == "total_return_daily.csv" else read_figures(name)

    return History(read)


def end_of(curve: Curve) -> float:
    assert len(curve.dates) == curve.values.size
    return float(curve.values[-1])


def made_up(iwm: list[float], rival: list[float], first: str = "2025-12-30") -> History:
    others = dict.fromkeys(("IJR", "SPY", "QQQ", "RSP", "MAGS", "AAPL"), rival)
    return history_with(returns({"IWM": iwm, **others}, first))


def test_the_year_to_the_end_of_july(report: RotationReport) -> None:
    expected = {"IWM": 0.188, "SPY": 0.101, "QQQ": 0.123, "MAGS": 0.0}
    for symbol, value in expected.items():
        figure = report.funds[symbol].year_to_date
        assert figure.value == pytest.approx(value, abs=0.0005)
        assert (figure.first, figure.last) == (date(2025, 12, 31), date(2026, 7, 31))
        assert figure.unit is Unit.SHARE
        assert figure.source


def test_small_caps_beat_the_sp500_on_fourteen_sessions_of_january(report: RotationReport) -> None:
    streak = report.against["SPY"].longest_in_january
    assert streak is not None
    assert (streak.value, streak.unit) == (14, Unit.SESSIONS)
    assert (streak.first, streak.last) == (date(2026, 1, 2), date(2026, 1, 22))
    assert report.against["SPY"].longest == streak == report.against["SPY"].longest_this_year


def test_small_caps_beat_the_nasdaq_on_eight(report: RotationReport) -> None:
    streak = report.against["QQQ"].longest_in_january
    assert streak is not None
    assert (streak.value, streak.first, streak.last) == (8, date(2026, 1, 12), date(2026, 1, 22))


def test_gaps_are_in_basis_points(report: RotationReport) -> None:
    gap = report.against["SPY"].gap
    assert gap.unit is Unit.BASIS_POINTS
    assert gap.value == pytest.approx(866, abs=1)
    assert report.against["QQQ"].gap.value == pytest.approx(653, abs=1)


def test_relative_strength_is_growth_over_growth(report: RotationReport) -> None:
    against = report.against["QQQ"]
    assert len(against.strength.dates) == 209
    assert against.relative_return.value == pytest.approx(end_of(against.strength) - 1)


@pytest.mark.parametrize(
    ("number", "small", "large", "small_led"),
    [
        (0, -0.545, -0.385, False),
        (1, 1.046, 0.018, True),
        (2, 2.544, 1.788, True),
        (3, 8.555, 12.226, False),
    ],
)
def test_precedents_go_both_ways(
    report: RotationReport, number: int, small: float, large: float, *, small_led: bool
) -> None:
    precedent = report.precedents[number]
    assert precedent.small.value == pytest.approx(small, abs=0.001)
    assert precedent.large.value == pytest.approx(large, abs=0.001)
    assert precedent.small_led is small_led
    assert precedent.small.first.day == 1
    assert end_of(precedent.small_curve) == pytest.approx(1 + small, abs=0.001)


def test_the_treasury_yield_is_set_beside_small_caps(report: RotationReport) -> None:
    treasury = report.treasury
    assert treasury.small_caps.dates == treasury.treasury.dates
    assert end_of(treasury.treasury) == pytest.approx(0.0475)
    assert treasury.change.value == pytest.approx(38)
    assert (treasury.change.first, treasury.change.last) == (date(2025, 7, 31), date(2026, 7, 31))
    correlation = treasury.correlation.value
    assert correlation is not None
    assert -1 <= correlation <= 1


def verdicts(report: RotationReport, words: str) -> list[ClaimCheck]:
    return [check for check in report.claims if words in check.sentence]


def test_a_claim_that_does_not_hold_is_said_to_differ(report: RotationReport) -> None:
    (nasdaq,) = verdicts(report, "on 10 consecutive")
    assert (nasdaq.verdict, nasdaq.claimed, nasdaq.difference) == (Verdict.DIFFERS, 10, -2)
    (december,) = verdicts(report, "weeks of December")
    assert december.verdict is Verdict.DIFFERS
    assert december.figure is not None
    assert december.figure.value == pytest.approx(-0.0307, abs=0.0001)


def test_a_claim_that_holds_is_said_to_agree(report: RotationReport) -> None:
    assert verdicts(report, "Apple fell on 7")[0].verdict is Verdict.AGREES
    assert verdicts(report, "5.8 %")[0].verdict is Verdict.AGREES


def test_the_gap_of_mid_january_is_measured_in_basis_points(report: RotationReport) -> None:
    (gap,) = verdicts(report, "400 basis points")
    assert gap.verdict is Verdict.AGREES
    assert gap.figure is not None
    assert gap.figure.value == pytest.approx(443, abs=1)


def test_the_policy_rate_is_held_against_the_embedded_rates(report: RotationReport) -> None:
    (cuts,) = verdicts(report, "Three cuts")
    (level,) = verdicts(report, "between 3.50 %")
    assert cuts.verdict is level.verdict is Verdict.AGREES
    assert level.figure is not None
    assert level.figure.value == pytest.approx(0.0364)
    assert (level.figure.first, level.figure.last) == (date(2026, 1, 1), date(2026, 1, 31))


def test_a_claim_about_what_is_not_there_yet_is_left_open() -> None:
    january = monitor_rotation(embedded_history(), date(2026, 1, 12))
    for words in ("400 basis points", "Three cuts", "between 3.50 %"):
        assert verdicts(january, words)[0].verdict is Verdict.UNCHECKED
    history = embedded_history()
    rates = history.rates.until(date(2025, 12, 31))
    checks = check_claims(Evidence(history.daily.between(date(2026, 1, 5), date.max), rates))
    unknown = [check for check in checks if check.figure and check.figure.value is None]
    assert all(check.verdict is Verdict.UNCHECKED for check in unknown)
    for words in ("Three cuts", "Since December", "400 basis points"):
        assert any(words in check.sentence for check in unknown)


def test_breadth_cannot_be_checked_offline(report: RotationReport) -> None:
    (breadth,) = verdicts(report, "60 %")
    assert (breadth.verdict, breadth.figure) == (Verdict.UNCHECKED, None)


def test_every_figure_can_be_cut_off_earlier() -> None:
    report = monitor_rotation(embedded_history(), date(2026, 1, 17))
    assert report.as_of == date(2026, 1, 16)
    assert report.against["SPY"].current.value == 11
    assert report.funds["IWM"].year_to_date.last == date(2026, 1, 16)
    assert report.treasury.treasury.dates[-1] == date(2025, 12, 31)
    assert verdicts(report, "on 28 January")[0].verdict is Verdict.UNCHECKED


def test_a_day_before_all_figures_is_refused() -> None:
    with pytest.raises(NoHistoryError, match="2025-10-01; 2024-05-05 is earlier"):
        monitor_rotation(embedded_history(), date(2024, 5, 5))


def test_the_year_to_date_is_unknown_without_the_close_it_starts_from() -> None:
    report = monitor_rotation(embedded_history(), date(2025, 12, 31))
    assert report.funds["IWM"].year_to_date.value is None
    assert report.against["SPY"].gap.value is None
    assert report.against["SPY"].longest_in_january is None
    (december,) = verdicts(report, "weeks of December")
    assert december.verdict is Verdict.DIFFERS


def test_a_streak_ends_on_the_first_session_without_a_lead() -> None:
    history = made_up([0.0, 0.0, 0.02, 0.02, 0.00, 0.02], [0.01] * 6)
    against = monitor_rotation(history).against["SPY"]
    assert (against.longest.value, against.current.value) == (2, 1)
    assert against.current.first == against.current.last == date(2026, 1, 6)


def test_no_lead_at_all_is_a_streak_of_nothing() -> None:
    against = monitor_rotation(made_up([0.0] * 4, [0.01] * 4)).against["QQQ"]
    assert (against.longest.value, against.current.value) == (0, 0)
    assert (against.longest.first, against.longest.last) == (date(2025, 12, 30), date(2026, 1, 2))
    assert against.current.first == against.current.last == date(2026, 1, 2)


def test_a_drawdown_runs_from_the_high_to_the_last_session() -> None:
    track = monitor_rotation(made_up([0.1, -0.2, 0.125, 0.0], [0.0] * 4)).funds["IWM"]
    assert track.drawdown.value == pytest.approx(-0.1)
    assert track.drawdown.first == date(2025, 12, 30)
    assert track.worst_drawdown.value == pytest.approx(-0.2)
    assert track.worst_drawdown.last == date(2025, 12, 31)


def test_where_a_series_begins_counts_as_a_high() -> None:
    np.testing.assert_allclose(drawdowns(np.array([-0.5, 0.5])), [-0.5, -0.25])
    track = monitor_rotation(made_up([-0.5, 0.5, 0.0, 0.0], [0.0] * 4)).funds["IWM"]
    assert track.drawdown.value == pytest.approx(-0.25)
    assert track.drawdown.first == date(2025, 12, 30)


def test_runs_are_found_at_both_ends() -> None:
    assert runs(np.array([True, True, False, True])) == [(0, 2), (3, 4)]
    assert runs(np.zeros(3, dtype=np.bool_)) == []


def test_a_return_is_unknown_outside_of_the_series() -> None:
    table = returns({"X": [0.1, 0.1, 0.1]})
    measured = partial(total_return, table, "X")
    assert measured(date(2025, 12, 30), date(2026, 1, 1)).value == pytest.approx(0.21)
    assert measured(date(2025, 12, 29), date(2026, 1, 1)).value is None
    assert measured(date(2025, 12, 30), date(2026, 1, 2)).value is None
    unknown = returns({"X": [np.nan, np.nan]})
    assert total_return(unknown, "X", date(2025, 12, 30), date(2025, 12, 31)).value is None
