"""The Exposure page shows what the engine measured."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rebalancer.classify.size import SizeClass
from rebalancer.measure.portrait import EXPLAINED, CompanyLine
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from tests.ui.walk import is_laid_out
from ui.charts.plot import Chart
from ui.format import UNKNOWN, number, percent
from ui.models.exposure import short_name
from ui.session import Measured, Session
from ui.theme import Theme
from ui.views.exposure import ExposurePage
from ui.views.exposure.focus import Focus
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
    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        session.import_files((write_plain(ROWS),))
    assert session.measured is not None
    return session.measured


def solved(page: ExposurePage, session: Session, qtbot: QtBot) -> None:
    assert session.decisions.policy == DEFAULT_POLICY
    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        session.solve()
    assert session.plan is not None


def click(chart: Chart, x: float, y: float, page: ExposurePage, qtbot: QtBot) -> None:
    """Click where the data coordinates are, and wait for what it does."""
    chart.catch_up()
    place = chart._place_of(x, y).toPoint()  # noqa: SLF001 - where to click
    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        qtbot.mouseClick(chart._canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)  # noqa: SLF001


def listed(page: ExposurePage) -> list[CompanyLine]:
    return list(page.listing.table.table.rows())


def test_an_empty_page_says_what_comes_here(page: ExposurePage, qtbot: QtBot) -> None:
    assert page.is_empty
    buttons = [button for button in page.findChildren(Button) if button.isVisible()]
    with qtbot.waitSignal(page.import_requested):
        buttons[0].click()
    with qtbot.waitSignal(page.sample_requested):
        buttons[1].click()


def test_the_headline_is_what_the_engine_measured(
    page: ExposurePage, measured: Measured, session: Session
) -> None:
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

    dark = replace(figures, coverage=0.4)
    portrait = session.gallery.portrait
    assert portrait is not None
    headline.show_portrait(replace(portrait, now=dark))
    assert UNKNOWN in headline.names.text


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


def test_bars_split_companies_into_direct_and_every_fund_by_its_name(
    page: ExposurePage, measured: Measured
) -> None:
    top = measured.measurement.top
    bars = page.companies.bars
    assert [part.name for part in bars.parts] == ["Direct", "Through QQQ"]
    for bar, company in zip(bars.bars, top[:15], strict=True):
        assert bar.label == company.company
        assert bar.values == pytest.approx((company.direct, company.through_funds))
        assert bar.after is None
    apple = bars.bars[0]
    assert apple.bounds is not None
    dark = 1 - measured.measurement.coverage
    assert apple.bounds.upper - apple.bounds.lower == pytest.approx(dark)
    assert "at most" in page.headline.largest.note


def test_clicking_a_bar_shows_where_a_company_comes_from_and_there_is_a_way_back(
    page: ExposurePage, measured: Measured, qtbot: QtBot
) -> None:
    companies = page.companies
    bars = companies.bars
    row = next(n for n, bar in enumerate(bars.bars) if bar.key == "AAPL")
    everything, all_companies = len(companies.table.table.rows()), len(listed(page))
    assert page.bar.isHidden()
    click(bars, bars.bars[row].whole / 2, row, page, qtbot)
    shown = companies.table.table.rows()
    assert [source.symbol for source in shown] == ["AAPL", "QQQ"]
    leaf = measured.measurement.top[row].leaf
    assert {source.symbol: source.value for source in shown} == measured.exposures.of_leaf(leaf)
    assert {source.is_direct for source in shown if source.symbol == "AAPL"} == {True}
    assert [line.company.symbols[0] for line in listed(page)] == ["AAPL"]
    assert page.bar.text.startswith("Shown only: Apple Inc. (1 company")
    with qtbot.waitSignal(page.settled):
        page.bar.back.click()
    assert len(companies.table.table.rows()) == everything
    assert len(listed(page)) == all_companies
    assert page.bar.text == ""
    click(bars, bars.bars[row].whole / 2, row, page, qtbot)
    with qtbot.waitSignal(page.settled):
        qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.focus is None
    assert len(listed(page)) == all_companies
    qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_what_alone_is_shown_goes_with_the_household(
    page: ExposurePage,
    measured: Measured,
    session: Session,
    write_plain: WritePlain,
    qtbot: QtBot,
) -> None:
    with qtbot.waitSignal(page.settled):
        page.set_focus(Focus(largest=3))
    assert len(listed(page)) == 3
    page.hide()
    session.forget_household()
    session.import_files((write_plain(ROWS),))
    qtbot.waitUntil(lambda: session.gallery.portrait is not None, timeout=PATIENCE_MS)
    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        page.show()
    assert page.bar.text == ""
    assert len(listed(page)) > 3


def test_what_is_being_shown_stays_of_one_household_while_nobody_looks(
    page: ExposurePage, session: Session, write_plain: WritePlain, qtbot: QtBot
) -> None:
    few = ("Roth ...1,tax_exempt,AAPL,Apple Inc.,1,300.00,,",)
    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        session.import_files((write_plain(few, "few.csv"),))
    page.hide()
    session.forget_household()
    session.import_files((write_plain(ROWS),))
    qtbot.waitUntil(lambda: session.gallery.portrait is not None, timeout=PATIENCE_MS)

    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        page.set_focus(Focus(largest=3))
    assert len(listed(page)) == 1
    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        page.show()
    assert len(listed(page)) == 3


def test_clicking_a_size_a_sector_a_rank_or_a_cell_filters_the_tables(
    page: ExposurePage, measured: Measured, qtbot: QtBot
) -> None:
    sizes = page.sizes.chart
    large = [str(row[0]) for row in sizes.table().rows].index("Large caps")
    click(sizes, 0.01, large, page, qtbot)
    assert {line.size for line in listed(page)} == {SizeClass.LARGE}
    shown = page.companies.table.table.rows()
    explained = listed(page)[:EXPLAINED]
    assert {row.company.leaf for row in shown} == {line.company.leaf for line in explained}
    sectors = page.sectors.chart
    first = str(sectors.table().rows[0][0])
    click(sectors, 0.01, 0, page, qtbot)
    assert {line.sector for line in listed(page)} == {first}
    with qtbot.waitSignal(page.settled):
        page.spread.chart.picked.emit(5)
    assert len(listed(page)) == 5
    assert "The 5 largest" in page.bar.text
    ways = page.ways.chart
    qqq = [str(row[0]) for row in ways.table().rows].index("QQQ")
    apple = ways.table().headers.index("Apple") - 1
    click(ways, apple, qqq, page, qtbot)
    assert [row.symbol for row in page.companies.table.table.rows()] == ["QQQ"]
    assert "Apple Inc. through QQQ" in page.bar.text
    page.bar.see.click()
    assert page.listing.table.hasFocus()
    click(ways, apple, qqq, page, qtbot)
    assert page.focus is None


def test_what_is_not_looked_through_is_named_with_the_line_it_sits_in(
    page: ExposurePage, measured: Measured
) -> None:
    dark = page.dark.table.table.rows()
    assert [part.symbol for part in dark] == ["ZZZQX"]
    assert sum(part.share for part in dark) == pytest.approx(1 - measured.measurement.coverage)
    page.dark.table.copy_selection()
    assert "Say what ZZZQX is" in QGuiApplication.clipboard().text()


def test_one_account_and_one_fund_are_looked_at_alone(
    page: ExposurePage, measured: Measured, qtbot: QtBot
) -> None:
    choices = [page.scope.itemText(number) for number in range(page.scope.count())]
    assert choices[:3] == ["The household", "Joint ...1001", "Roth ...1002"]
    assert choices[-1].startswith("Inside QQQ: Invesco QQQ Trust")
    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        page.scope.activated.emit(1)
    assert "of the account" in page.answer
    assert page.headline.coverage.text.endswith(percent(1.0))
    assert {source.symbol for source in page.companies.table.table.rows()} == {"AAPL", "GOOG"}
    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        page.scope.activated.emit(len(choices) - 1)
    assert page.answer.startswith("QQQ is looked through as same index: NASDAQ100 of 21 Aug 2026")
    assert {part.name for part in page.companies.bars.parts} == {"Through QQQ"}


def test_the_market_and_the_plan_stand_beside_the_household(
    page: ExposurePage, measured: Measured, session: Session, qtbot: QtBot
) -> None:
    you = ("", "As it is", "As it is, at least", "As it is, at most")
    assert page.sizes.chart.table().headers == (*you, "US market (VTI)", "Wanted")
    solved(page, session, qtbot)
    plan = session.plan
    assert plan is not None
    headers = page.sizes.chart.table().headers
    assert headers == (*you, "After the plan", "US market (VTI)", "Wanted")
    wanted = {row[0]: row[-1] for row in page.sizes.chart.table().rows}
    assert wanted["Small caps"] == "at least 15.0\u202f%"
    assert wanted["Mega caps"] == ""
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
    top = measured.measurement.top
    first = page.spread.chart.table().rows[0]
    assert first[1] == pytest.approx(top[0].share)
    assert first[2] == pytest.approx(top[0].share + 1 - measured.measurement.coverage)


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
    qtbot.waitUntil(lambda: is_laid_out(page))  # its columns are as many as there is room for
    listing.field.setText("alphabet")
    assert [row.company.symbols[0] for row in listing.table.table.rows()] == ["GOOGL"]
    listing.field.clear()
    listing.table.sortByColumn(5, Qt.SortOrder.AscendingOrder)
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
    with qtbot.waitSignal(session.gallery.portrait_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(ROWS),))
    assert page.headline.seven.note == ""
    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        page.show()
    assert page.headline.seven.note
    session.remove_everything()
    assert page.is_empty


def test_a_household_without_companies_has_no_largest_one(
    page: ExposurePage, session: Session, write_plain: WritePlain, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.settled, timeout=PATIENCE_MS):
        session.import_files((write_plain(("Roth ...1,tax_exempt,CASH,,100.00,1.00,,",)),))
    assert "\u2013" in page.headline.largest.text
    assert page.companies.bars.bars == ()


def test_names_lose_their_legal_form() -> None:
    assert short_name("Amazon.com, Inc.") == "Amazon"
    assert short_name("Bank of America Corporation") == "Bank of America"
    assert short_name("Meta Platforms, Inc.") == "Meta"
    assert short_name("Inc.") == "Inc."
    assert short_name("") == ""


@pytest.mark.parametrize("width", [1024, 1280])
def test_no_title_of_a_column_is_cut_off_in_a_narrow_window(
    page: ExposurePage, measured: Measured, width: int
) -> None:
    page.resize(width - 176, 700)
    QApplication.processEvents()
    for table in (page.companies.table, page.listing.table):
        assert table.columns_header.length() <= table.viewport().width(), table.accessibleName()
