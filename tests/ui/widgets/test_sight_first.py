"""What is out of sight is laid out later, and just as what is in sight."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.scroller import Scroller
from ui.widgets.sight_first import SightFirst

CARDS = 6
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("resize"), st.integers(150, 500), st.integers(80, 400)),
        st.tuples(st.just("say"), st.integers(0, CARDS - 1), st.integers(0, 60)),
        st.tuples(st.just("toggle"), st.integers(0, CARDS - 1), st.just(0)),
        st.tuples(st.just("scroll"), st.integers(0, 600), st.just(0)),
        st.tuples(st.just("turn"), st.just(0), st.just(0)),
    ),
    max_size=8,
)


class Column(Scroller):
    """Some cards of wrapped words below each other."""

    def __init__(self, lines: QVBoxLayout) -> None:
        super().__init__()
        body = QWidget()
        body.setLayout(lines)
        self.lines = lines
        self.body = body
        self.cards = [QWidget() for _ in range(CARDS)]
        self.words = [QLabel(f"{number} and so on, and so on") for number in range(CARDS)]
        for card, words in zip(self.cards, self.words, strict=True):
            words.setWordWrap(True)
            inside = QVBoxLayout(card)
            inside.addWidget(words)
            inside.addWidget(QLabel("Below"))
            lines.addWidget(card)
        lines.addStretch(1)
        self.put(body)

    def places(self) -> list[QRect]:
        shown = [each for each in self.body.findChildren(QWidget) if each.isVisible()]
        return [each.geometry() for each in shown]

    def play(self, kind: str, first: int, second: int) -> None:
        if kind == "resize":
            self.resize(first, second)
        elif kind == "say":
            self.words[first].setText("word " * second)
        elif kind == "toggle":
            card = self.cards[first]
            card.setVisible(card.isHidden())
        elif kind == "scroll":
            self.verticalScrollBar().setValue(first)
        else:
            QApplication.processEvents()


def shown(column: Column, qtbot: QtBot) -> Column:
    qtbot.addWidget(column)
    column.resize(300, 120)
    with qtbot.waitExposed(column):
        column.show()
    return column


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_everything_ends_where_it_would_have_been_at_once(
    qtbot: QtBot, steps: list[tuple[str, int, int]]
) -> None:
    lines = SightFirst()
    column, plain = shown(Column(lines), qtbot), shown(Column(QVBoxLayout()), qtbot)

    for step in steps:
        column.play(*step)
        plain.play(*step)

    qtbot.waitUntil(lambda: lines.is_done)
    for _ in range(3):
        QApplication.processEvents()
    qtbot.waitUntil(lambda: lines.is_done)
    assert column.places() == plain.places()


def test_what_is_in_sight_is_laid_out_at_once_and_the_rest_later(qtbot: QtBot) -> None:
    lines = SightFirst()
    column = shown(Column(lines), qtbot)
    qtbot.waitUntil(lambda: lines.is_done)

    column.resize(420, 120)

    widths = [words.width() for words in column.words]
    assert not lines.is_done
    assert column.body.mapTo(column, QPoint()).y() == 0
    assert widths[0] > widths[-1]
    qtbot.waitUntil(lambda: lines.is_done)
    assert {words.width() for words in column.words} == {widths[0]}
