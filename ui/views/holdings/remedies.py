"""The buttons that mend the finding that is chosen."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from rebalancer.ingest.finding import Finding
from rebalancer.ingest.fix import CorrectSymbol, Fix, SetCostBasis
from rebalancer.ingest.remedy import offers
from ui.language import tr
from ui.models.findings import fix_words
from ui.text_size import hold
from ui.widgets.button import Button
from ui.widgets.clear import clear_layout
from ui.widgets.fields import MoneyField
from ui.widgets.flow import FlowLayout
from ui.widgets.spoken import call
from ui.widgets.text import PlainLabel

_SYMBOL_WIDTH = 120
_NOTHING = tr("Choose a line to see what can be done about it.")
_NO_FIX = tr("Nothing here can mend this: look at the file, or export it again at the broker.")


class Remedies(QFrame):
    """The message of one finding in full, and a button for each fix.

    Attributes:
        buttons: One for each fix, the likeliest first.
    """

    fix_requested = Signal(object)
    """A ``Fix`` that is filled in."""
    correction_requested = Signal(str, str)
    """A symbol, and what the person says it is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = PlainLabel(_NOTHING, wraps=True)
        self._row = FlowLayout(spacing=8)
        self.buttons: tuple[Button, ...] = ()
        call(self, tr("What can be done"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._message)
        column.addLayout(self._row)

    @property
    def text(self) -> str:
        """The message that is shown."""
        return self._message.text()

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is at one of the buttons or fields."""
        return any(each.hasFocus() for each in self.findChildren(QWidget))

    def show_finding(self, finding: Finding | None) -> None:
        """Show what can be done about *finding*."""
        clear_layout(self._row)
        fixes = () if finding is None else offers(finding)
        hint = _NOTHING if finding is None else finding.message
        self._message.setText(hint if finding is None or fixes else f"{hint} {_NO_FIX}")
        self.buttons = tuple(self._offer(fix) for fix in fixes)

    def _offer(self, fix: Fix) -> Button:
        button = Button(fix_words(fix))
        match fix:
            case SetCostBasis(cost_basis=None):
                self._ask_cost(fix, button)
            case CorrectSymbol(to=""):
                self._ask_symbol(fix.symbol, button)
            case _:
                button.clicked.connect(partial(self._request, fix))
        self._row.addWidget(button)
        return button

    def _request(self, fix: Fix, *_checked: bool) -> None:
        self.fix_requested.emit(fix)

    def _ask_cost(self, fix: SetCostBasis, button: Button) -> None:
        field = MoneyField(tr("Cost of all {symbol}, in USD", symbol=fix.symbol))

        def tell() -> None:
            if field.amount > 0:
                told = SetCostBasis(account=fix.account, symbol=fix.symbol, cost_basis=field.amount)
                self.fix_requested.emit(told)

        button.clicked.connect(tell)
        self._row.addWidget(field)

    def _ask_symbol(self, symbol: str, button: Button) -> None:
        field = QLineEdit()
        field.setPlaceholderText(tr("Symbol"))
        call(field, tr("The right symbol for {symbol}", symbol=symbol))
        hold(field, width=_SYMBOL_WIDTH)
        field.setAcceptDrops(False)

        def tell() -> None:
            if field.text().strip():
                self.correction_requested.emit(symbol, field.text().strip())

        field.returnPressed.connect(tell)
        button.clicked.connect(tell)
        self._row.addWidget(field)
