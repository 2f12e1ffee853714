"""The frontier chart: where its marks are, what it reads out, and what a click means."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.charts.frontier import FrontierChart, Place, Step
from ui.theme import Theme

STEPS = (
    Step(cap=0.3, share=0.3, cost=0.0, gains=0.0),
    Step(cap=0.2, share=0.1999, cost=5321.0, gains=26532.0),
    Step(cap=0.1, share=0.1, cost=26878.0, gains=90000.0, remark="Too much.", is_within=False),
)


def drawn(qtbot: QtBot, theme: Theme) -> FrontierChart:
    chart = FrontierChart(theme, "Frontier", ("Magnificent Seven left", "Estimated tax"))
    qtbot.addWidget(chart)
    chart.set_steps(STEPS, today=Place(share=0.43, name="Today 43.0 %"), limit=None)
    chart.set_chosen(0.2, 5321.0)
    chart.resize(640, 420)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.catch_up()
    QApplication.processEvents()  # the legend makes the canvas smaller
    chart.catch_up()
    return chart


def place_of(chart: FrontierChart, number: int) -> QPoint:
    point: QPointF = chart._place_of(*chart._anchor(number))  # noqa: SLF001 - where it is drawn
    return point.toPoint()


def test_steps_are_ordered_by_what_is_left_and_written_to_the_table(
    qtbot: QtBot, theme: Theme
) -> None:
    table = drawn(qtbot, theme).table()
    assert table.headers[1:3] == ("Magnificent Seven left", "Estimated tax")
    assert [row[0] for row in table.rows] == [0.1, 0.2, 0.3]
    assert table.rows[0] == (0.1, 0.1, 26878.0, 90000.0, "Too much.")


def test_a_click_on_a_point_asks_for_its_cap(qtbot: QtBot, theme: Theme) -> None:
    chart = drawn(qtbot, theme)
    canvas = chart._canvas.viewport()  # noqa: SLF001 - what a person clicks on
    with qtbot.waitSignal(chart.picked) as picked:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place_of(chart, 1))
    assert picked.args == [0.2]


def test_the_arrow_keys_read_and_return_chooses(qtbot: QtBot, theme: Theme) -> None:
    chart = drawn(qtbot, theme)
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert "Too much." in chart.accessibleDescription()
    assert "$26,878" in chart.accessibleDescription()
    with qtbot.waitSignal(chart.picked) as picked:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert picked.args == [0.1]


def test_the_same_again_is_not_drawn_again(qtbot: QtBot, theme: Theme) -> None:
    chart = drawn(qtbot, theme)
    chart.set_steps(STEPS, today=Place(share=0.43, name="Today 43.0 %"), limit=None)
    chart.set_chosen(0.2, 5321.0)
    assert not chart._is_stale  # noqa: SLF001 - nothing waits to be drawn
    chart.set_chosen(None)
    assert chart._is_stale  # noqa: SLF001 - as above
