"""A picture of a chart is what the window shows of it, and costs the rest of the window nothing."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.charts.looking import Counted, shown
from tests.ui.charts.test_every_chart import EVIL, Make, every_chart, fan, read_out
from ui.charts.fan import FanChart
from ui.charts.picture import draw
from ui.theme import Theme


def _drawn(paper: QWidget) -> QImage:
    image = QImage(paper.size(), QImage.Format.Format_RGB32)
    image.fill(paper.palette().base().color())
    painter = QPainter(image)
    draw(paper, painter)
    painter.end()
    return image


def _seen(paper: QWidget) -> QImage:
    image = QImage(paper.size(), QImage.Format.Format_RGB32)
    image.fill(paper.palette().base().color())
    paper.render(image, QPoint())
    return image


def _paper(chart: QWidget) -> QWidget:
    paper = chart.findChildren(QStackedWidget)[0].widget(0)
    assert paper is not None
    return paper


@every_chart
def test_a_picture_is_what_the_window_shows(make: Make, theme: Theme, qtbot: QtBot) -> None:
    chart = shown(make(theme), qtbot)

    assert _drawn(_paper(chart)) == _seen(_paper(chart))


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_what_is_said_of_a_point_is_in_the_picture(
    theme: Theme, qtbot: QtBot, direction: Qt.LayoutDirection
) -> None:
    chart = fan(theme)
    chart.setLayoutDirection(direction)
    shown(chart, qtbot)
    chart.setFocus()
    before = _drawn(_paper(chart))

    qtbot.keyClick(chart, Qt.Key.Key_Right)

    assert read_out(chart)
    assert _drawn(_paper(chart)) == _seen(_paper(chart)) != before


def test_what_is_said_where_nothing_is_drawn_is_in_the_picture(theme: Theme, qtbot: QtBot) -> None:
    chart = FanChart(theme, "Fan")
    chart.set_empty_text(
        f"{EVIL}\nNothing is known of what could happen, and this line says it. " * 3
    )
    shown(chart, qtbot)

    assert _drawn(_paper(chart)) == _seen(_paper(chart))
    assert len(set(bytes(_drawn(_paper(chart)).constBits()))) > 10


def test_saving_a_picture_lays_out_no_page_that_is_out_of_sight(
    theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    chart, pages, other = fan(theme), QStackedWidget(), QWidget()
    inside = QWidget()
    QVBoxLayout(other).addWidget(inside)
    pages.addWidget(chart)
    pages.addWidget(other)
    pages.resize(700, 500)
    shown_pages = QWidget()
    QVBoxLayout(shown_pages).addWidget(pages)
    qtbot.addWidget(shown_pages)
    shown_pages.show()
    qtbot.waitUntil(lambda: chart.is_current)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert read_out(chart)
    shown_pages.resize(900, 600)
    other.resize(900, 600)
    resizes = Counted(other, QEvent.Type.Resize)

    chart.save(tmp_path / "fan.png")
    chart.save(tmp_path / "fan.svg")

    assert resizes.count == 0
    assert QImage(str(tmp_path / "fan.png")).width() > 700
