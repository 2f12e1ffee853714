"""What a person has said of companies, each with the way back."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rebalancer.classify.correction import Correction
from ui.language import tr, tr_n
from ui.views.exposure.correct import correction_words
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.clear import clear_layout
from ui.widgets.spoken import call
from ui.widgets.text import PlainLabel

HOW = tr(
    "Choose a company in the list of all companies, and press the menu key, the right mouse "
    "button, or “Correct…”, to say how large it is or what it does."
)


class Corrections(Card):
    """One line a correction.

    Attributes:
        removes: The button that takes back the correction of a symbol.
    """

    uncorrected = Signal(str)
    """The symbol of a correction that is taken back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Your corrections"), "", parent)
        self.removes: dict[str, Button] = {}
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.show_corrections(())

    def show_corrections(self, corrections: Sequence[Correction]) -> None:
        """Show *corrections* instead of whatever is there."""
        clear_layout(self._lines)
        self.removes = {}
        for correction in corrections:
            self._lines.addWidget(self._line(correction))
        count = len(corrections)
        said = tr_n(
            "{count} company is classed as you say.",
            "{count} companies are classed as you say.",
            count,
        )
        self.set_subtitle(f"{said} {HOW}" if corrections else HOW)

    def _line(self, correction: Correction) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        words = f"{correction.symbol.removeprefix('~')}: {correction_words(correction)}"
        row.addWidget(PlainLabel(words, wraps=True), 1)
        remove = Button(tr("Remove"), Loudness.QUIET)
        call(remove, tr("Remove the correction of {symbol}", symbol=correction.symbol))
        remove.clicked.connect(partial(self._take_back, correction.symbol))
        row.addWidget(remove)
        self.removes[correction.symbol] = remove
        return line

    def _take_back(self, symbol: str, *_checked: bool) -> None:
        self.uncorrected.emit(symbol)
