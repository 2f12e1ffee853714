"""Both palettes can be read, and the typeface lines figures up."""

import re
from importlib import resources

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from ui.charts.paint import mix, readable_on, rest
from ui.theme import DARK, LIGHT, Colors, Scheme, Theme, load_typeface, stylesheet

TEXT_ROLES = ("text", "muted", "accent", "before", "after", "warning", "error")
BACKGROUNDS = ("window", "surface", "sunken", "hover", "selected")
PAPER = ("window", "surface", "sunken")
PALETTES = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
MORE_THAN_A_TURN = 1_000


def luminance(color: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_agrees_with_the_published_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@PALETTES
@pytest.mark.parametrize("role", TEXT_ROLES)
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_text_can_be_read_on_every_surface(colors: Colors, role: str, background: str) -> None:
    assert contrast(getattr(colors, role), getattr(colors, background)) >= 4.5


@PALETTES
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_outlines_and_the_ring_of_the_focus_stand_out(colors: Colors, background: str) -> None:
    for color in (colors.edge, colors.accent):
        assert contrast(color, getattr(colors, background)) >= 3


@PALETTES
@pytest.mark.parametrize("background", PAPER)
def test_graphics_stand_out(colors: Colors, background: str) -> None:
    drawn = (colors.before, colors.after, colors.muted, rest(colors))
    for color in (*colors.series, *drawn):
        assert contrast(color, getattr(colors, background)) >= 3


@PALETTES
def test_text_can_be_read_in_every_pair_that_the_stylesheet_names(colors: Colors) -> None:
    folder = resources.files("resources") / "theme"
    rules = re.findall(r"\{([^}]*)\}", (folder / "window.qss").read_text(encoding="utf-8"))
    ink = re.compile(r"(?<![\w-])(?:selection-)?color:\s*@(\w+)")
    paper = re.compile(r"(?<![\w-])(?:selection-background-color|background):\s*@(\w+)")
    pairs = {
        (text, behind)
        for rule in rules
        for text in ink.findall(rule)
        for behind in paper.findall(rule)
        if (text == "on_accent") == (behind == "accent")
    }

    assert {("on_accent", "accent"), ("text", "selected"), ("muted", "sunken")} <= pairs
    unreadable = {
        pair for pair in pairs if contrast(*(getattr(colors, role) for role in pair)) < 4.5
    }
    assert unreadable == set()


@PALETTES
def test_a_figure_can_be_read_on_every_cell_of_a_heat_map(colors: Colors) -> None:
    for goal in (colors.before, colors.after):
        for step in range(101):
            cell = mix(colors.surface, goal, step / 100)
            assert contrast(readable_on(cell, colors), cell) >= 4.5


@pytest.mark.parametrize("scheme", list(Scheme))
def test_the_stylesheet_knows_every_colour_it_names(scheme: Scheme) -> None:
    text = stylesheet(scheme)

    assert "@" not in text
    assert f"tick-{scheme}.svg" in text


def many_labels(qtbot: QtBot) -> tuple[QWidget, list[QLabel]]:
    """Return a window that takes several turns to dress, and what is in it."""
    window = QWidget()
    labels = [QLabel("text", window) for _ in range(MORE_THAN_A_TURN)]
    qtbot.addWidget(window)
    window.show()
    return window, labels


def test_switching_the_scheme_repaints_the_application(qapp: QApplication) -> None:
    theme = Theme()
    seen: list[str] = []
    theme.changed.connect(lambda: seen.append(theme.colors.window))

    theme.apply(qapp, Scheme.DARK)
    theme.apply(qapp, Scheme.LIGHT)

    assert seen == [DARK.window, LIGHT.window]
    assert qapp.palette().window().color().name() == LIGHT.window


def test_a_switch_on_the_way_gives_way_to_the_next_one(
    qapp: QApplication, qtbot: QtBot, theme: Theme
) -> None:
    window, labels = many_labels(qtbot)

    theme.change(qapp, Scheme.DARK)
    qtbot.waitUntil(lambda: not window.updatesEnabled())
    theme.change(qapp, Scheme.LIGHT)
    qtbot.waitUntil(lambda: not theme.dressing.is_going_on)

    assert window.updatesEnabled()
    attributes = Qt.WidgetAttribute
    assert not any(label.testAttribute(attributes.WA_SetStyle) for label in labels)
    assert all(label.testAttribute(attributes.WA_WState_Polished) for label in labels)
    assert {label.palette().windowText().color().name() for label in labels} == {LIGHT.text}


@pytest.mark.parametrize("turns", range(4))
def test_a_box_that_opens_during_a_switch_wears_the_new_colours(
    qapp: QApplication, qtbot: QtBot, theme: Theme, turns: int
) -> None:
    _window, labels = many_labels(qtbot)

    theme.change(qapp, Scheme.DARK)
    for _ in range(turns):
        qapp.processEvents()
    box = QWidget()
    late = QLabel("text", box)
    qtbot.addWidget(box)
    box.show()
    qtbot.waitUntil(lambda: not theme.dressing.is_going_on)

    attributes = Qt.WidgetAttribute
    assert not late.testAttribute(attributes.WA_SetStyle)
    assert {each.palette().windowText().color().name() for each in (*labels, late)} == {DARK.text}
    theme.apply(qapp, Scheme.LIGHT)


def test_boxes_that_go_away_during_a_switch_are_no_matter(
    qapp: QApplication, qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dressing._TURN_SECONDS", 0.0)  # a turn for every widget
    box, kept = QWidget(), QLabel("text")
    qtbot.addWidget(kept)
    passing = [QWidget() for _ in range(5)]

    theme.change(qapp, Scheme.DARK)
    while theme.dressing.is_going_on:
        if passing:
            delete(passing.pop())
        qtbot.wait(1)

    assert {each.palette().windowText().color().name() for each in (box, kept)} == {DARK.text}
    theme.apply(qapp, Scheme.LIGHT)


def test_all_figures_are_equally_wide(qapp: QApplication, theme: Theme) -> None:
    load_typeface(qapp)
    label = QLabel()
    label.ensurePolished()
    metrics = QFontMetrics(label.font())

    assert len({metrics.horizontalAdvance(figure * 20) for figure in "0123456789"}) == 1
