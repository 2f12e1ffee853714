"""Charts in sight, and how often something happens to a part of them."""

from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from ui.charts.plot import Chart
from ui.overriding import override


def shown(chart: Chart, qtbot: QtBot) -> Chart:
    """Show *chart*, and return it as soon as it is drawn."""
    qtbot.addWidget(chart)
    chart.resize(640, 420)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.catch_up()
    return chart


class Counted(QObject):
    """Counts the events of a *kind* that come to what it watches."""

    def __init__(self, watched: QObject, kind: QEvent.Type) -> None:
        super().__init__(watched)
        self.count = 0
        self._kind = kind
        watched.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == self._kind
        return super().eventFilter(watched, event)
