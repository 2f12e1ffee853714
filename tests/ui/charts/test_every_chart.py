"""What every chart can do, whatever it draws."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QWheelEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from rebalancer.atomic import NotWrittenError
from tests.ui.charts.looking import shown
from ui.charts import paint
from ui.charts.card import ChartCard
from ui.charts.curve import ConcentrationCurve, RankCurve
from ui.charts.fan import Fan, FanChart, Note
from ui.charts.frontier import FrontierChart, Place, Step
from ui.charts.grouped_bars import BarSeries, Goal, GroupedBars
from ui.charts.heat import HeatMap
from ui.charts.lines import Line, LineChart, Span
from ui.charts.plot import Chart
from ui.charts.stacked_bars import Bar, Part, StackedBars
from ui.charts.steps import Flight, StepChart, dash_of
from ui.charts.whisker import Bounds
from ui.theme import Scheme, Theme

EVIL = "<img src=x onerror=alert(1)><b>AT&T</b>"
DAYS = tuple(date(2026, 1, 1) + timedelta(days=number) for number in range(40))
MONTHS = np.arange(13)[:, None]
BANDS = 1e6 * np.exp(0.01 * MONTHS + 0.05 * np.array([-1.6, -0.6, 0, 0.6, 1.6]) * np.sqrt(MONTHS))

Make = Callable[[Theme], Chart]


def stacked(theme: Theme) -> Chart:
    chart = StackedBars(theme, "Companies")
    parts = [Part(name="Direct", paint=paint.before), Part(name=EVIL, paint=paint.muted)]
    bounds = Bounds(lower=0.01, upper=0.12)
    bars = [
        Bar(key=str(n), label=EVIL, values=(0.01 * n, 0.05), bounds=bounds, after=0.02)
        for n in range(5)
    ]
    chart.set_bars(parts, bars)
    return chart


def grouped(theme: Theme) -> Chart:
    chart = GroupedBars(theme, "Mix")
    bounds = (Bounds(lower=0.4, upper=0.6), None, Bounds(lower=-0.2, upper=-0.2))
    series = [
        BarSeries(name=EVIL, paint=paint.before, values=(0.5, None, -0.2), bounds=bounds),
        BarSeries(name="Market", paint=paint.muted, values=(0.4, 0.3, 0.0)),
    ]
    goals = [Goal(category=2, value=0.15, words="at least 15 %")]
    chart.set_series([EVIL, "Mid", "Small"], series, goals=goals)
    return chart


def lines(theme: Theme) -> Chart:
    chart = LineChart(theme, "Strength")
    ours = Line(name=EVIL, paint=paint.series(0), days=DAYS, values=tuple(np.linspace(0, 0.1, 40)))
    theirs = Line(
        name="QQQ",
        paint=paint.series(1),
        days=DAYS[5:],
        values=tuple(np.linspace(0, -0.1, 35)),
        dash=Qt.PenStyle.DashLine,
    )
    spans = [
        Span(first=DAYS[2], last=DAYS[9], text=EVIL),
        Span(first=DAYS[30], last=DAYS[35], text=""),
    ]
    chart.set_lines([ours, theirs], spans=spans, reference=0.0)
    return chart


def fan(theme: Theme) -> Chart:
    chart = FanChart(theme, "Fan")
    dashed = Qt.PenStyle.DashLine
    chart.set_fans(
        [
            Fan(name=EVIL, paint=paint.before, bands=BANDS),
            Fan(name="After", paint=paint.after, bands=BANDS[:9] * 0.9, dash=dashed),
        ],
        level=Note(at=1e6, text=EVIL),
        months=[Note(at=6, text=EVIL)],
    )
    chart.set_log(is_log=True)
    return chart


def curve(theme: Theme) -> Chart:
    chart = ConcentrationCurve(theme, "Curve")
    shares = tuple(np.cumsum(np.full(130, 1 / 130)))
    chart.set_curves(
        [
            RankCurve(name=EVIL, paint=paint.before, shares=shares, upper=shares),
            RankCurve(name="As held", paint=paint.muted, shares=(0.5, 0.9)),
        ]
    )
    return chart


def heat(theme: Theme) -> Chart:
    chart = HeatMap(theme, "Heat", ("Holding", "in"))
    chart.set_cells([EVIL, "VTI"], ["Apple", EVIL], [[0.1, None], [-0.05, 0.0]], edge=[0.5, 1.0])
    return chart


def frontier(theme: Theme) -> Chart:
    chart = FrontierChart(theme, "Frontier", ("Left", "Tax"))
    steps = [
        Step(cap=0.1 * n, share=0.1 * n, cost=100.0 * (5 - n), gains=9.0, remark=EVIL)
        for n in range(1, 4)
    ]
    beyond = Step(cap=0.05, share=0.05, cost=900.0, gains=99.0, is_within=False)
    today, limit = Place(share=0.42, name=EVIL), Place(share=0.08, name="Budget")
    chart.set_steps([*steps, beyond], today=today, limit=limit)
    chart.set_chosen(0.2, 300.0)
    return chart


def stairs(theme: Theme) -> Chart:
    chart = StepChart(theme, "Years", "Left")
    flights = [
        Flight(
            name=name,
            paint=paint.series(number),
            shares=(0.4, 0.3, 0.2),
            costs=(0.0, 10.0, 30.0),
            days=DAYS[:2],
            is_chosen=number == 1,
            dash=dash_of(number),
        )
        for number, name in enumerate((EVIL, "All now"))
    ]
    chart.set_flights(flights)
    return chart


MAKERS: tuple[Make, ...] = (stacked, grouped, lines, fan, curve, heat, frontier, stairs)
EMPTY: tuple[Make, ...] = (
    lambda theme: StackedBars(theme, "Companies"),
    lambda theme: GroupedBars(theme, "Mix"),
    lambda theme: LineChart(theme, "Strength"),
    lambda theme: FanChart(theme, "Fan"),
    lambda theme: ConcentrationCurve(theme, "Curve"),
    lambda theme: HeatMap(theme, "Heat", ("", "")),
    lambda theme: FrontierChart(theme, "Frontier", ("", "")),
    lambda theme: StepChart(theme, "Years", ""),
)


def read_out(chart: Chart) -> str:
    found = [label for label in chart.findChildren(QLabel) if label.isVisible() and label.text()]
    return found[0].text() if found else ""


every_chart = pytest.mark.parametrize("make", MAKERS)


@every_chart
def test_a_chart_is_saved_as_picture_drawing_and_table(
    make: Make, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    chart = shown(make(theme), qtbot)
    for suffix in ("png", "svg", "csv"):
        chart.save(tmp_path / f"chart.{suffix}")
    image = QImage(str(tmp_path / "chart.png"))
    assert (
        len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, 400, 7)}) > 3
    )
    assert QSvgRenderer(str(tmp_path / "chart.svg")).isValid()
    with (tmp_path / "chart.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    table = chart.table()
    assert rows[0] == list(table.headers)
    assert [list(row) for row in rows[1:]] == [
        ["" if cell is None else str(cell) for cell in row] for row in table.rows
    ]


@every_chart
def test_a_chart_that_nobody_sees_yet_can_be_saved(
    make: Make, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    chart = make(theme)
    qtbot.addWidget(chart)
    chart.save(tmp_path / "chart.png")
    assert not QImage(str(tmp_path / "chart.png")).isNull()


@every_chart
def test_a_chart_can_be_walked_with_the_keyboard(make: Make, theme: Theme, qtbot: QtBot) -> None:
    chart = shown(make(theme), qtbot)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    first = read_out(chart)
    assert first
    assert chart.accessibleDescription() == first
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert read_out(chart) != first
    for _ in range(chart._count()):  # noqa: SLF001
        qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert read_out(chart) == first
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert not read_out(chart)
    qtbot.keyClick(chart, Qt.Key.Key_Up)
    assert read_out(chart)


@every_chart
def test_hovering_reads_out_and_leaving_stops(make: Make, theme: Theme, qtbot: QtBot) -> None:
    chart = shown(make(theme), qtbot)
    area = chart._canvas.viewport()  # noqa: SLF001 - where the mouse is
    middle = QPoint(area.width() // 2, area.height() // 3)

    def hovered() -> bool:
        qtbot.mouseMove(area, QPoint(1, 1))
        qtbot.mouseMove(area, middle)
        return bool(read_out(chart))

    qtbot.waitUntil(hovered)
    assert chart.point_at(QPointF(middle)) is not None
    QApplication.sendEvent(area, QEvent(QEvent.Type.Leave))
    assert not read_out(chart)


@every_chart
def test_no_text_of_a_chart_is_html(make: Make, theme: Theme, qtbot: QtBot) -> None:
    chart = shown(make(theme), qtbot)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    for label in chart.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
    texts = [item.toPlainText() for item in chart._canvas.items() if hasattr(item, "toPlainText")]  # noqa: SLF001
    names = [button.text().replace("&&", "&") for button in chart.findChildren(QToolButton)]
    table = [cell for row in chart.table().rows for cell in row if isinstance(cell, str)]
    seen = [*texts, *names, *table, *chart.table().headers, read_out(chart)]
    assert any(EVIL in text for text in seen)
    assert not any("AT&amp;T" in text for text in seen)


@every_chart
def test_figures_stand_in_a_table_and_on_the_clipboard(
    make: Make, theme: Theme, qtbot: QtBot
) -> None:
    chart = shown(make(theme), qtbot)
    chart.show_as_table(shown=True)
    assert chart.is_table
    sheet = chart._sheet  # noqa: SLF001 - what is on the screen
    table = chart.table()
    assert sheet is not None
    assert sheet.table.rowCount() == len(table.rows)
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells):
            assert sheet.table.index(row, column).data() == table.text(column, cell)
    chart.redraw()
    chart.catch_up()
    chart.copy_table()
    assert QGuiApplication.clipboard().text().count("\n") == len(table.rows)
    chart.show_as_table(shown=False)
    assert not chart.is_table


@every_chart
def test_a_chart_follows_the_theme(
    make: Make, theme: Theme, qtbot: QtBot, qapp: QApplication
) -> None:
    chart = shown(make(theme), qtbot)
    light = chart.grab().toImage()
    theme.apply(qapp, Scheme.DARK)
    chart.catch_up()
    assert chart.grab().toImage() != light
    theme.apply(qapp, Scheme.LIGHT)


@every_chart
def test_series_can_be_switched_off(make: Make, theme: Theme, qtbot: QtBot) -> None:
    chart = shown(make(theme), qtbot)
    buttons = [b for b in chart.legend.findChildren(QToolButton) if b.isCheckable()]
    if not buttons:
        return
    for button in buttons:
        button.click()
        chart.catch_up()
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert len(chart.legend.hidden) == len(buttons)
    buttons[0].click()
    assert len(chart.legend.hidden) == len(buttons) - 1


@pytest.mark.parametrize("make", EMPTY)
def test_an_empty_chart_says_so(make: Make, theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    chart = make(theme)
    chart.set_empty_text("Nothing yet")
    shown(chart, qtbot)
    assert read_out(chart) == "Nothing yet"
    chart.set_empty_text("Still nothing")
    assert read_out(chart) == "Still nothing"
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.point_at(QPointF(20, 40)) is None
    chart.save(tmp_path / "empty.csv")
    assert (tmp_path / "empty.csv").stat().st_size


@every_chart
def test_a_chart_can_be_asked_how_it_was_computed(make: Make, theme: Theme, qtbot: QtBot) -> None:
    chart = make(theme)
    card = ChartCard("Card", "", chart)
    qtbot.addWidget(card)
    actions = {action.text(): action for action in chart.findChildren(QMenu)[0].actions()}
    how = actions["How was this computed?"]
    assert not how.isVisible()
    chart.set_explanation(EVIL)
    assert how.isVisible()
    how.trigger()
    assert card.explained == EVIL
    how.trigger()
    assert card.explained == ""


def test_the_wheel_scrolls_the_page_and_not_the_chart(theme: Theme, qtbot: QtBot) -> None:
    chart = shown(lines(theme), qtbot)
    before = chart._canvas.getViewBox().viewRange()  # noqa: SLF001
    turned = QWheelEvent(
        QPointF(200, 200),
        QPointF(200, 200),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt wants it so
    )
    QApplication.sendEvent(chart._canvas.viewport(), turned)  # noqa: SLF001
    assert not turned.isAccepted()
    assert chart._canvas.getViewBox().viewRange() == before  # noqa: SLF001


def test_the_menu_saves_and_copies(
    theme: Theme, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = shown(heat(theme), qtbot)
    target = tmp_path / "chosen"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    texts = {action.text(): action for action in chart.findChildren(QMenu)[0].actions()}
    texts["Save as CSV table\u2026"].trigger()
    qtbot.waitUntil(target.with_suffix(".csv").exists)
    texts["Copy table"].trigger()
    assert QGuiApplication.clipboard().text().startswith("Holding")
    texts["Show as table"].trigger()
    assert chart.is_table
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    texts["Save as PNG picture\u2026"].trigger()
    assert list(tmp_path.glob("*.png")) == []


@pytest.mark.parametrize("suffix", ["png", "svg", "csv"])
def test_a_chart_that_cannot_be_saved_says_so(
    suffix: str, theme: Theme, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = shown(fan(theme), qtbot)
    nowhere = tmp_path / "missing" / f"chart.{suffix}"
    with pytest.raises(NotWrittenError, match="its folder does not exist"):
        chart.save(nowhere)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(nowhere), ""))
    texts = {action.text(): action for action in chart.findChildren(QMenu)[0].actions()}
    with qtbot.waitSignal(chart.failed):
        next(a for text, a in texts.items() if suffix.upper() in text).trigger()


def test_a_right_click_opens_our_menu(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QPoint] = []
    monkeypatch.setattr(QMenu, "popup", lambda _, place: opened.append(place))
    chart = shown(grouped(theme), qtbot)
    place = QPoint(50, 50)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, chart.mapToGlobal(place))
    QApplication.sendEvent(chart._canvas.viewport(), event)  # noqa: SLF001
    assert opened == [chart.mapToGlobal(place)]
