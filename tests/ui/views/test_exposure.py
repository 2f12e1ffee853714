"""The Exposure page shows what the engine measured."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from rebalancer.classify.size import SizeClass
from rebalancer.rebalance.policy import DEFAULT_POLICY
from ui.format import number, percent
from ui.session import Measured, Session
from ui.theme import Theme
from ui.views.exposure import ExposurePage
from ui.views.exposure.figures import cumulative, cumulative_as_held, short_name
from ui.widgets.button import Button

PATIENCE_MS = 60_000
ROWS = (
    "Joint ...1001,taxable,AAPL,Apple Inc.,100,300.00,3000.00,2019-03-04",
    "Joint ...1001,taxable,GOOG,Alphabet,20,330.00,5900.00,2024-03-04",
    "Joint ...1001,taxable,CASH,,1250.25,1.00,,",
    "Roth ...1002,tax_exempt,QQQ,Invesco QQQ,60,620.00,,",
    "Roth ...1002,tax_exempt,ZZZQX,<b>Not & known</b>,10,100.00,,",
)
WritePlain = Callable[..., Path]


@pytest.fixture
def page(session: Session, theme: Theme, qtbot: QtBot) -> ExposurePage:
    page = ExposurePage(session, theme)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def measured(
    page: ExposurePage, session: Session, write_plain: WritePlain, qtbot: QtBot
) -> Measured:
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(ROWS),))
    assert session.measured is not None
    return session.measured


def solved(session: Session, qtbot: QtBot) -> None:
    assert session.decisions.policy == DEFAULT_POLICY
    with qtbot.waitSignal(session.plan_changed, timeout=PATIENCE_MS):
        session.solve()
    assert session.plan is not None


def test_an_empty_page_says_what_comes_here(page: ExposurePage, qtbot: QtBot) -> None:
    assert page.is_empty
    buttons = [button for button in page.findChildren(Button) if button.isVisible()]
    with qtbot.waitSignal(page.import_requested):
        buttons[0].click()
    with qtbot.waitSignal(page.sample_requested):
        buttons[1].click()


def test_the_headline_is_what_the_engine_measured(page: ExposurePage, measured: Measured) -> None:
    figures, headline = measured.measurement, page.headline
    seven = figures.baskets["magnificent_seven"]
    assert not page.is_empty
    assert percent(seven.share) in headline.seven.text
    assert percent(seven.direct) in headline.seven.note
    assert percent(seven.through_funds) in headline.seven.note
    assert percent(figures.baskets["mega_cap_tech"].share) in headline.tech.text
    assert percent(sum(company.share for company in figures.top[:10])) in headline.ten.text
    assert percent(figures.small_cap.share) in headline.small.text
    assert percent(figures.small_cap.upper) in headline.small.note
    assert number(figures.effective_names.look_through, 0) in headline.names.text
    assert number(figures.hhi.look_through, 3) in headline.hhi.text
    assert percent(figures.coverage) in headline.coverage.text
    assert figures.top[0].company in headline.largest.note
    assert percent(seven.share) in page.answer


def test_every_figure_tells_how_it_was_computed(
    page: ExposurePage, measured: Measured, qtbot: QtBot
) -> None:
    headline = page.headline
    tiles = (headline.seven, headline.tech, headline.ten, headline.small, headline.names)
    for tile in (*tiles, headline.hhi, headline.largest, headline.coverage):
        assert percent(measured.measurement.coverage) in tile.explanation
        assert tile.toolTip()
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
        assert page.message.text == tile.explanation
    headline.coverage.setFocus()
    qtbot.keyClick(headline.seven, Qt.Key.Key_Return)
    assert page.message.text == headline.seven.explanation
    qtbot.keyClick(headline.seven, Qt.Key.Key_A)
    plain = headline.seven.grab().toImage()
    headline.seven.setFocus()
    qtbot.waitUntil(headline.seven.hasFocus)
    assert headline.seven.grab().toImage() != plain


def test_bars_split_companies_into_direct_and_through_funds(
    page: ExposurePage, measured: Measured
) -> None:
    top = measured.measurement.top
    for bar, company in zip(page.companies.bars.bars, top[:15], strict=True):
        assert (bar.label, bar.first, bar.second) == (
            company.company,
            company.direct,
            company.through_funds,
        )
        assert bar.after is None


def test_clicking_a_bar_shows_where_a_company_comes_from(
    page: ExposurePage, measured: Measured, qtbot: QtBot
) -> None:
    companies = page.companies
    bars = companies.bars
    bars.catch_up()
    row = next(n for n, bar in enumerate(bars.bars) if bar.key == "AAPL")
    everything = len(companies.table.table.rows())
    area = bars._canvas.viewport()  # noqa: SLF001 - where to click
    place = bars._place_of(bars.bars[row].whole / 2, row).toPoint()  # noqa: SLF001
    qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=place)
    shown = companies.table.table.rows()
    assert [source.symbol for source in shown] == ["AAPL", "QQQ"]
    leaf = measured.measurement.top[row].leaf
    assert {source.symbol: source.value for source in shown} == measured.exposures.of_leaf(leaf)
    assert {source.is_direct for source in shown if source.symbol == "AAPL"} == {True}
    companies._all.click()  # noqa: SLF001 - the button
    assert len(companies.table.table.rows()) == everything


def test_the_market_and_the_plan_stand_beside_the_household(
    page: ExposurePage, measured: Measured, session: Session, qtbot: QtBot
) -> None:
    assert page.sizes.chart.table().headers == ("", "You", "US market (VTI)")
    solved(session, qtbot)
    plan = session.plan
    assert plan is not None
    assert page.sizes.chart.table().headers == ("", "You", "After the plan", "US market (VTI)")
    after = plan.after.baskets["magnificent_seven"].share
    assert percent(after) in page.headline.seven.text
    assert percent(after) in page.answer
    assert {bar.after is None for bar in page.companies.bars.bars} == {False}
    sizes = {row[0]: row[1] for row in page.sizes.chart.table().rows}
    mega = measured.measurement.size[SizeClass.MEGA]
    assert sizes["Mega caps"] == pytest.approx(mega)
    sectors = page.sectors.chart.table().rows
    assert sum(float(row[1] or 0) for row in sectors) == pytest.approx(1.0, abs=0.01)


def test_the_concentration_curve_adds_up_to_what_is_known(
    page: ExposurePage, measured: Measured
) -> None:
    curve = cumulative(measured.exposures)
    top = measured.measurement.top
    assert curve[0] == pytest.approx(top[0].share)
    assert curve[4] == pytest.approx(sum(company.share for company in top[:5]))
    assert list(curve) == sorted(curve)
    assert len(cumulative_as_held(measured.exposures)) == 4
    assert page.spread.chart.table().rows[0][1] == pytest.approx(top[0].share)


def test_the_heat_map_tells_which_holding_brings_which_company(
    page: ExposurePage, measured: Measured
) -> None:
    table = page.ways.chart.table()
    apple = table.headers.index("Apple")
    rows = {str(row[0]): row for row in table.rows}
    whole = float(measured.measurement.total_value)
    assert rows["AAPL"][apple] == pytest.approx(30_000 / whole)
    assert rows["QQQ"][apple] is not None


def test_companies_are_filtered_sorted_and_copied(
    page: ExposurePage, measured: Measured, qtbot: QtBot
) -> None:
    listing = page.listing
    listing.field.setText("alphabet")
    assert [row.company.symbols[0] for row in listing.table.table.rows()] == ["GOOGL"]
    listing.field.clear()
    listing.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    shares = [row.company.share for row in listing.table.table.rows()]
    assert shares == sorted(shares)
    listing.table.copy_selection()
    assert QGuiApplication.clipboard().text().startswith("Company\tSymbols")
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == len(shares) + 1


def test_nothing_is_drawn_while_nobody_looks_and_everything_when_they_do(
    page: ExposurePage, session: Session, write_plain: WritePlain, qtbot: QtBot
) -> None:
    page.hide()
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(ROWS),))
    assert page.headline.seven.note == ""
    with qtbot.waitExposed(page):
        page.show()
    assert page.headline.seven.note
    session.remove_everything()
    assert page.is_empty


def test_a_household_without_companies_has_no_largest_one(
    page: ExposurePage, session: Session, write_plain: WritePlain, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(("Roth ...1,tax_exempt,CASH,,100.00,1.00,,",)),))
    assert "\u2013" in page.headline.largest.text
    assert page.companies.bars.bars == ()


def test_names_lose_their_legal_form() -> None:
    assert short_name("Amazon.com, Inc.") == "Amazon"
    assert short_name("Bank of America Corporation") == "Bank of America"
    assert short_name("Meta Platforms, Inc.") == "Meta"
    assert short_name("Inc.") == "Inc."
    assert short_name("") == ""
