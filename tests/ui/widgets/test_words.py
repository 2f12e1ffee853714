"""Words, figures and messages show every character as it is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.card import Card
from ui.widgets.empty import EmptyState, Welcome
from ui.widgets.help import AboutBox, KeyboardBox
from ui.widgets.inline_message import InlineMessage, Tone
from ui.widgets.page import Page
from ui.widgets.status_line import StatusLine
from ui.widgets.strip import HouseholdStrip, StripFigure, StripFigures
from ui.widgets.text import Figure, FigureSize, Heading, PlainLabel

HTML = "<img src=x><b>bold</b> & co"


@pytest.fixture(autouse=True)
def _themed(theme: Theme) -> None:
    """Show every widget as the app does."""


def labels(widget: QWidget) -> list[QLabel]:
    return [label for label in widget.findChildren(QLabel) if not label.isHidden()]


def test_a_label_shows_markup_as_text() -> None:
    assert PlainLabel(HTML).textFormat() is Qt.TextFormat.PlainText
    assert Heading(HTML).text() == HTML


def test_a_figure_shows_before_after_and_bounds(qtbot: QtBot) -> None:
    figure = Figure("Mag 7", size=FigureSize.SMALL)
    qtbot.addWidget(figure)

    figure.set_value("41.8 %")
    assert figure.text == "Mag 7 41.8 %"
    figure.set_value("41.8 %", "25.0 %", "at most 43.1 %")

    assert figure.text == "Mag 7 41.8 % \u2192 25.0 %"
    assert figure.accessibleName() == "Mag 7: 41.8 % to 25.0 %"
    assert "at most 43.1 %" in [label.text() for label in labels(figure)]
    figure.set_value("41.8 %", "41.8 %")  # it stays
    assert figure.text == "Mag 7 41.8 %"


def test_a_card_without_a_title_has_no_empty_line(qtbot: QtBot) -> None:
    card = Card()
    qtbot.addWidget(card)
    assert labels(card) == []

    card.set_title("Positions")
    card.set_subtitle("all of them")

    assert [label.text() for label in labels(card)] == ["Positions", "all of them"]


def test_a_message_is_said_dismissed_and_acted_on(qtbot: QtBot) -> None:
    message = InlineMessage()
    qtbot.addWidget(message)
    assert message.text == ""

    message.show_message(HTML, Tone.WARNING, "Try again")
    assert message.text == HTML
    with qtbot.waitSignal(message.action_requested):
        message.action.click()
    with qtbot.waitSignal(message.dismissed):
        message.dismiss()

    assert message.text == ""


def test_an_empty_page_says_what_comes_and_offers_it(qtbot: QtBot) -> None:
    page = Page("Trades")
    qtbot.addWidget(page)
    first = EmptyState("Nothing yet", HTML, "Bring it")
    page.set_empty(first)
    page.show_empty()
    before = page.is_empty
    page.set_empty(EmptyState("Still nothing", HTML))
    page.show_content()
    page.set_answer("Here it is.")

    assert (before, page.is_empty) == (True, False)
    assert page.answer == "Here it is."


def test_the_welcome_offers_a_file_and_the_sample(qtbot: QtBot) -> None:
    welcome = Welcome()
    qtbot.addWidget(welcome)

    with qtbot.waitSignal(welcome.requested):
        welcome.button.click()
    with qtbot.waitSignal(welcome.alternative_requested):
        welcome.alternative.click()


def test_the_strip_is_the_product_in_one_line(qtbot: QtBot) -> None:
    strip = HouseholdStrip()
    qtbot.addWidget(strip)

    strip.show_figures(
        StripFigures(
            household=StripFigure(text="$1,284,310"),
            magnificent_seven=StripFigure(text="41.8 %", after="25.0 %"),
            small_cap=StripFigure(text="4.1 %", after="15.0 %"),
            tax=StripFigure(text="$6,120"),
            as_of=StripFigure(text="21 Aug 2026"),
        )
    )

    assert strip.text == (
        "Household $1,284,310 | Mag 7 look-through 41.8 % \u2192 25.0 % | "
        "Small caps 4.1 % \u2192 15.0 % | Tax est. $6,120 | As of 21 Aug 2026"
    )


def test_quick_work_does_not_flicker_and_slow_work_can_be_cancelled(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show()

    line.show_work("Importing mine.csv")
    assert not line.is_revealed
    qtbot.waitUntil(lambda: line.is_revealed, timeout=2_000)
    line.show_progress(0.5, "Reading Schwab")
    assert line.text == "Reading Schwab \u2026"
    with qtbot.waitSignal(line.cancel_requested):
        line.cancel.click()
    line.show_idle()

    assert not line.is_revealed
    assert line.text == ""


def test_the_words_of_a_start_page_take_less_room_once_text_is_small_again(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    theme.apply(qapp, theme.scheme)
    welcome = Welcome()
    qtbot.addWidget(welcome)
    welcome.resize(1100, 800)
    welcome.show()
    words = [label for label in labels(welcome) if label.text()]
    before = [label.height() for label in words]
    for percent in (200, 100):
        theme.apply(qapp, theme.scheme, percent)
    qtbot.waitUntil(lambda: [label.height() for label in words] == before)


def test_what_is_selected_goes_before_the_facts_at_every_size_of_text(
    qtbot: QtBot, qapp: QApplication, theme: Theme
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    line = StatusLine(window)
    line.resize(1024, line.height())
    line.set_facts(("coverage 98.5 %", "prices 21 Aug 2026 (embedded)", "offline"))
    line.show_selection("5 rows: value $78,080, cost $6,600, gain $31,830 (3 not counted)")
    window.show()
    facts = next(label for label in labels(line) if "offline" in label.text())
    for percent, shown in ((100, True), (200, False), (100, True)):
        theme.apply(qapp, theme.scheme, percent)
        qtbot.waitUntil(facts.isVisible if shown else facts.isHidden)


def test_the_help_boxes_can_be_read(qtbot: QtBot) -> None:
    about = AboutBox()
    keys = KeyboardBox([("File", [("Ctrl+O", "Open")])])
    for box in (about, keys):
        qtbot.addWidget(box)

    assert any("Lesser General Public License" in label.text() for label in labels(about))
    assert "Open" in [label.text() for label in labels(keys)]


def test_work_that_follows_at_once_has_the_room_of_the_facts_too(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    line = StatusLine(window)
    line.resize(640, line.height())
    window.show()
    line.set_facts(("coverage 98.4 %", "offline"))
    line.show_work("Importing mine.csv")
    qtbot.waitUntil(lambda: line.is_revealed, timeout=2_000)
    facts = next(each for each in labels(line) if each.text().endswith("offline"))
    assert not facts.isHidden()

    line.show_work("Finding the least of each that any of the trades can reach")

    assert facts.isHidden()
