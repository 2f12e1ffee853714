"""Text grows while the window is open, is remembered, and everything makes room for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ui.app import Front
from ui.settings import load_settings
from ui.text_size import NORMAL, hold, scaled
from ui.theme import TEXT_SIZE, Scheme, Theme, stylesheet
from ui.widgets.button import Button
from ui.widgets.card import PADDING, Card
from ui.widgets.page import MARGIN
from ui.widgets.rail import STEPS
from ui.widgets.scroller import SCROLL_BAR
from ui.widgets.text import PlainLabel
from ui.widgets.two_columns import NARROW, TwoColumns

_START = """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ui.app import Front
from ui.theme import STYLE, load_typeface
app = QApplication(["rebalancer", *STYLE])
load_typeface(app)
front = Front(app, None)
front.opened.connect(app.quit)
front.window.show()
app.exec()
picture = front.window.grab()
print(picture.width() / front.window.width())
front.window.close()
"""


def test_text_is_made_larger_by_a_command_and_stays_so(front: Front, tmp_path: Path) -> None:
    window = front.window
    before = window.fontMetrics().height()

    front.window.commands["view.text.200"].trigger()
    front.theme.dressing.finish()
    now = window.fontMetrics().height()
    front.window.close()

    assert now == pytest.approx(2 * before, abs=2)
    assert load_settings(tmp_path / "settings.json").text_percent == 200
    front.set_text_size(NORMAL)
    front.theme.dressing.finish()
    assert window.fontMetrics().height() == before


@pytest.mark.parametrize("found", ["300", '"large"', "true", "null", "125.0"])
def test_a_size_that_is_not_offered_counts_as_not_remembered(tmp_path: Path, found: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(f'{{"text_percent": {found}}}', encoding="utf-8")

    assert load_settings(path).text_percent == NORMAL


def test_held_sizes_grow_with_the_text(qapp: QApplication, qtbot: QtBot, theme: Theme) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    hold(box, width=100, least_height=30)

    theme.apply(qapp, Scheme.LIGHT, 150)
    assert (box.width(), box.minimumHeight(), scaled(10)) == (150, 45, 15)
    assert qapp.font().pointSizeF() == 1.5 * TEXT_SIZE
    theme.apply(qapp, Scheme.LIGHT)

    assert (box.width(), box.minimumHeight()) == (100, 30)
    assert scaled(10) == 10


def test_large_figures_stop_growing_before_they_fill_the_window() -> None:
    assert "font-size: 36pt" not in stylesheet(Scheme.LIGHT, 200)
    assert "font-size: 27pt" in stylesheet(Scheme.LIGHT, 200)
    assert "width: 28px" in stylesheet(Scheme.LIGHT, 200)


def test_columns_go_below_each_other_where_there_is_no_room_side_by_side(qtbot: QtBot) -> None:
    narrow, wide = PlainLabel("decisions\n" * 40), PlainLabel("results\n" * 40)
    both = TwoColumns()
    both.narrow.addWidget(narrow)
    both.wide.addWidget(wide)
    qtbot.addWidget(both)
    both.resize(1000, 300)
    both.show()
    beside = both.is_stacked
    assert not beside
    assert both.minimumSizeHint().height() < narrow.sizeHint().height()

    both.resize(NARROW + 100, 300)
    QApplication.processEvents()

    assert both.is_stacked
    needed = narrow.sizeHint().height() + wide.sizeHint().height()
    assert both.minimumSizeHint().height() >= needed


def test_columns_end_where_the_page_does_also_from_right_to_left(
    qapp: QApplication, qtbot: QtBot, theme: Theme
) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    narrow, wide = PlainLabel("decisions\n" * 40), PlainLabel("results\n" * 40)
    both = TwoColumns()
    both.narrow.addWidget(narrow)
    both.wide.addWidget(wide)
    qtbot.addWidget(both)
    both.resize(1000, 300)
    both.show()
    QApplication.processEvents()
    left = wide.mapTo(both, QPoint()).x()
    right = narrow.mapTo(both, narrow.rect().topRight()).x()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    assert (left, right) == (MARGIN + SCROLL_BAR, both.width() - 1)


@pytest.mark.parametrize("factor", ["1.5", "3"])
def test_the_window_opens_on_every_density_without_a_warning(factor: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _START],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    ignored = "This plugin does not support propagateSizeHints()"
    assert done.stderr.replace(ignored, "").strip() == ""
    assert float(done.stdout) == pytest.approx(float(factor), rel=0.01)


def test_no_page_has_to_be_moved_sideways_with_text_twice_as_large(front: Front) -> None:
    window = front.window
    front.set_text_size(200)
    window.resize(window.minimumSize())

    wide = []
    for step in STEPS:
        window.show_page(step.name)
        QApplication.processEvents()
        areas = window.page(step.name).findChildren(QScrollArea)
        seen = (area for area in areas if area.isVisible())
        wide += [step.name for area in seen if area.horizontalScrollBar().maximum()]

    front.set_text_size(NORMAL)
    assert wide == []


def test_buttons_go_below_a_title_that_leaves_them_no_room(qtbot: QtBot) -> None:
    card = Card("A title that says what is on it", "And a remark")
    buttons = [Button(f"Do number {number}") for number in range(3)]
    for button in buttons:
        card.corner.addWidget(button)
    buttons[1].hide()
    qtbot.addWidget(card)
    card.resize(800, 200)
    card.show()
    first, _, last = buttons
    qtbot.waitUntil(lambda: first.x() > card.width() / 2)
    assert card.width() - last.geometry().right() <= PADDING + 2

    card.resize(card.minimumSizeHint().width(), 200)
    qtbot.waitUntil(lambda: last.y() > first.geometry().bottom())

    assert first.x() == last.x() <= PADDING + 1
