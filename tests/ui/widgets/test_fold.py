"""A card that folds: with the mouse, with the keyboard, and what it says meanwhile."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.widgets.fold import FoldingCard


def folding(qtbot: QtBot) -> tuple[FoldingCard, QLabel]:
    card = FoldingCard("Taxes", "Ask your adviser", is_open=False)
    inside = QLabel("inside")
    card.body.addWidget(inside)
    card.set_short("Flat rates")
    qtbot.addWidget(card)
    card.resize(320, 200)
    card.show()
    return card, inside


def said(card: FoldingCard) -> set[str]:
    return {label.text() for label in card.findChildren(QLabel) if label.isVisible()}


def test_a_folded_card_says_in_short_what_is_in_it(qtbot: QtBot) -> None:
    card, inside = folding(qtbot)
    assert not inside.isVisible()
    assert {"Taxes", "Flat rates"} == said(card)
    assert card.arrow.accessibleName() == "Unfold Taxes"
    assert card.arrow.accessibleDescription() == "Flat rates"
    card.unfold()
    assert inside.isVisible()
    assert "Ask your adviser" in said(card)
    assert card.arrow.accessibleName() == "Fold Taxes"


def is_open(card: FoldingCard) -> bool:
    return card.is_open


def test_the_space_key_and_a_click_on_the_head_fold_and_unfold(qtbot: QtBot) -> None:
    card, inside = folding(qtbot)
    qtbot.keyClick(card.arrow, Qt.Key.Key_Space)
    assert is_open(card)
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(40, 20))
    assert not is_open(card)
    card.unfold()
    below = inside.mapTo(card, QPoint(10, 10))
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=below)
    assert is_open(card)
