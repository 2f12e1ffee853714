"""The Market page shows the rotation monitor, each figure with its dates and source."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rebalancer import pipeline
from rebalancer.measure.claim import Verdict
from rebalancer.measure.figure import Figure, Unit
from rebalancer.measure.rotation import RotationReport
from ui.format import day
from ui.session import Session
from ui.state.monitor import ROTATION
from ui.tasks import TaskRunner
from ui.theme import Theme
from ui.views.market import MarketPage
from ui.views.market.words import amount, key, origin, text, window
from ui.widgets.button import Button

PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def report() -> RotationReport:
    return pipeline.rotation()


@pytest.fixture
def page(session: Session, theme: Theme, qtbot: QtBot) -> MarketPage:
    page = MarketPage(session, theme)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    with qtbot.waitSignal(session.monitor.changed, timeout=PATIENCE_MS):
        page.show()
    return page


def test_the_monitor_is_computed_when_first_looked_at(
    session: Session, theme: Theme, qtbot: QtBot
) -> None:
    page = MarketPage(session, theme)
    qtbot.addWidget(page)
    assert page.answer == ""
    with qtbot.waitSignal(session.monitor.changed, timeout=PATIENCE_MS):
        page.show()
        waiting = next(b for b in page.findChildren(Button) if b.text().startswith("Being"))
        assert not waiting.isEnabled()
    assert not page.is_empty
    qtbot.waitUntil(waiting.isEnabled)
    assert waiting.text() == "Compute it again"
    late = MarketPage(session, theme)
    qtbot.addWidget(late)
    assert not late.is_empty


def test_it_can_be_asked_for_again(session: Session, theme: Theme, qtbot: QtBot) -> None:
    page = MarketPage(session, theme)
    qtbot.addWidget(page)
    button = next(b for b in page.findChildren(Button) if b.text() == "Compute it again")
    with qtbot.waitSignal(session.monitor.changed, timeout=PATIENCE_MS):
        button.click()


def test_a_warning_goes_with_the_report_that_it_is_about(
    page: MarketPage, session: Session, report: RotationReport
) -> None:
    session.monitor.changed.emit(replace(report, doubts=("A table is damaged.",)))
    assert page.message.text == "A table is damaged."
    session.monitor.changed.emit(replace(report, doubts=()))
    assert page.message.text == ""


def test_prices_that_come_while_the_report_is_computed_are_in_it(
    session: Session, tasks: TaskRunner, qtbot: QtBot
) -> None:
    ended: list[str] = []
    session.settled.connect(ended.append)
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        session.monitor.load()
        session.quotes.refreshed.emit(session.quotes.refresh)
    assert ended.count(ROTATION) == 2  # the first was called off
    assert session.monitor.report is not None


def test_the_headline_is_the_reports(
    page: MarketPage, report: RotationReport, qtbot: QtBot
) -> None:
    headline = page.headline
    assert text(report.funds["IWM"].year_to_date) in headline.year.text
    assert day(report.funds["IWM"].drawdown.first) in headline.fall.note
    for rival in ("SPY", "QQQ"):
        comparison = report.against[rival]
        assert text(comparison.gap) in headline.gaps[rival].text
        assert text(comparison.current) in headline.streaks[rival].text
        assert window(comparison.longest_this_year) in headline.streaks[rival].note
    assert day(report.as_of) in page.answer
    for tile in (headline.year, headline.fall, *headline.gaps.values(), *headline.streaks.values()):
        assert report.funds["IWM"].year_to_date.source in tile.explanation
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
        assert page.message.text == tile.explanation


def test_relative_strength_ends_where_the_report_does(
    page: MarketPage, report: RotationReport
) -> None:
    page.strength.windows.choose(2)
    rows = page.strength.chart.table().rows
    assert rows[-1][0] == report.as_of.isoformat()
    assert rows[-1][1] == pytest.approx(report.against["SPY"].relative_return.value)
    assert rows[-1][2] == pytest.approx(report.against["QQQ"].relative_return.value)


@pytest.mark.parametrize(("number", "most"), [(0, 70), (1, 150), (2, 400)])
def test_a_window_starts_at_zero_the_close_before(
    page: MarketPage, report: RotationReport, number: int, most: int
) -> None:
    page.strength.windows.choose(number)
    rows = page.strength.chart.table().rows
    assert 20 < len(rows) <= most
    curve = report.against["SPY"].strength
    start = curve.dates.index(date.fromisoformat(str(rows[0][0])))
    base = curve.values[start - 1] if start else 1.0
    assert rows[0][1] == pytest.approx(curve.values[start] / base - 1.0)


def test_every_fund_stands_in_the_table(page: MarketPage, report: RotationReport) -> None:
    table = page.funds.table.table
    assert [track.symbol for track in table.rows()] == list(report.funds)
    for column in table.columns:
        assert all(column.text(row) for row in table.rows())
        if column.cell_tooltip is not None:
            assert all(column.cell_tooltip(row) for row in table.rows())


def test_the_yield_is_told_with_its_correlation(page: MarketPage, report: RotationReport) -> None:
    assert text(report.treasury.change) in page.rates.words.text()
    assert text(report.treasury.correlation) in page.rates.words.text()
    assert page.rates.treasury.table().rows[-1][1] == report.treasury.treasury.values[-1]


def test_the_size_premium_is_drawn_with_the_precedents_marked(
    page: MarketPage, report: RotationReport
) -> None:
    rows = page.premium.chart.table().rows
    assert len(rows) == len(report.size_premium.curve.dates)
    assert rows[-1][1] == pytest.approx(report.size_premium.latest.value)
    assert text(report.size_premium.led) in page.premium.words.text()
    assert window(report.size_premium.whole) in page.premium.words.text()


def test_precedents_cut_both_ways_and_a_click_draws_one(
    page: MarketPage, report: RotationReport
) -> None:
    precedents = page.precedents
    assert {row.small_led for row in precedents.table.table.rows()} == {True, False}
    precedents.table.selectRow(1)
    last = precedents.chart.table().rows[-1]
    assert last[1] == pytest.approx(report.precedents[1].small.value)
    assert last[2] == pytest.approx(report.precedents[1].large.value)
    precedents.show_precedent(None)
    for column in precedents.table.table.columns:
        assert all(column.text(row) for row in precedents.table.table.rows())


def test_claims_stand_beside_the_figures(page: MarketPage, report: RotationReport) -> None:
    table = page.claims.table.table
    words = [[column.text(row) for column in table.columns] for row in table.rows()]
    assert len(words) == len(report.claims)
    verdicts = [row[3] for row in words]
    assert verdicts[0] == "differs by \u22122 sessions"
    assert "agrees" in verdicts
    assert any(verdict.endswith("points") for verdict in verdicts)
    unchecked = [row for row in words if row[3] == Verdict.UNCHECKED.value]
    assert unchecked
    assert unchecked[0][1] == "\u2013"
    rows = table.rows()
    for column in table.columns:
        if column.cell_tooltip is not None:
            assert all(column.cell_tooltip(row) for row in rows)
        assert all(
            key is None or isinstance(key, str | int | float | Decimal)
            for key in map(column.key, rows)
        )


def test_figures_in_words() -> None:
    assert amount(0.188, Unit.SHARE) == "+18.8\u202f%"
    assert amount(866.3, Unit.BASIS_POINTS) == "+866 bp"
    assert amount(-12.0, Unit.BASIS_POINTS) == "\u221212 bp"
    assert amount(1.0, Unit.SESSIONS) == "1 session"
    assert amount(-0.16, Unit.CORRELATION) == "\u22120.16"
    assert amount(None, Unit.SHARE) == text(None) == "\u2013"
    figure = Figure(
        value=None, unit=Unit.SHARE, first=date(2026, 1, 2), last=date(2026, 1, 2), source="prices"
    )
    assert window(figure) == "2 Jan 2026"
    assert origin(figure) == "2 Jan 2026. Source: prices."
    assert key(figure) is key(None) is None
