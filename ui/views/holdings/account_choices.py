"""Which account of a newer file is which: what is taken for granted, and the person's last word."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from rebalancer.domain.account import Account
from rebalancer.ingest.identity import SEPARATE, Match
from ui.language import tr
from ui.text_size import hold
from ui.widgets.clear import clear_layout
from ui.widgets.fields import ChoiceField
from ui.widgets.text import PlainLabel

SEPARATE_WORDS = tr("An account of its own")
_FIELD_WIDTH = 300


class AccountChoices(QWidget):
    """A line for each account that may be another one than it is taken for.

    Attributes:
        fields: The choices that are shown, by the account's key in the newer file.
    """

    chosen = Signal(str, str)
    """Key of an account in the newer file, and of the account that it is; ``SEPARATE`` if none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, ChoiceField] = {}
        self._offered: list[tuple[str, tuple[Account, ...]]] = []
        self._lines = QGridLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(12)
        self._lines.setVerticalSpacing(8)
        self._lines.setColumnStretch(2, 1)

    def show_matches(self, matches: Sequence[Match]) -> None:
        """Offer a choice for each of *matches*; a field that is there already keeps the focus."""
        offered = [(match.fresh, match.candidates) for match in matches]
        if offered != self._offered:
            clear_layout(self._lines)
            self.fields = {
                match.fresh: self._field(line, match) for line, match in enumerate(matches)
            }
            self._offered = offered
        for match in matches:
            self.fields[match.fresh].set_value(match.account)
        self.setVisible(bool(matches))

    def _field(self, line: int, match: Match) -> ChoiceField:
        choices = tuple(
            (tr("The same as “{account}”", account=each.label), each.key)
            for each in match.candidates
        )
        name = tr("“{account}” is", account=match.label)
        field = ChoiceField(name, (*choices, (SEPARATE_WORDS, SEPARATE)))
        hold(field, width=_FIELD_WIDTH)
        field.chosen.connect(lambda key: self.chosen.emit(match.fresh, str(key)))
        label = PlainLabel(name)
        label.setBuddy(field)
        self._lines.addWidget(label, line, 0)
        self._lines.addWidget(field, line, 1)
        return field
