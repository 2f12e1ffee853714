"""Chooses what is looked at: the household, one account, or the inside of one fund."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from rebalancer.domain.portfolio import Portfolio
from rebalancer.measure.inside import FundInside
from rebalancer.measure.scope import HOUSEHOLD, Scope, is_there, worthy_symbols
from ui.language import tr
from ui.overriding import override
from ui.text_size import hold
from ui.widgets.spoken import call, explain

WIDTH = 220


class ScopeField(QComboBox):
    """The household first, then its accounts, then the funds that it holds."""

    chosen = Signal(object)
    """The ``Scope`` that the person chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scopes: tuple[Scope | None, ...] = ()
        call(self, tr("Look at"))
        explain(self, tr("Look at the household, one account, or into one fund"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        hold(self, least_width=WIDTH)
        self.setMaxVisibleItems(24)
        self.activated.connect(self._choose)

    def show_choices(
        self, portfolio: Portfolio, funds: Sequence[FundInside], current: Scope
    ) -> None:
        """Offer what there is to look at, with *current* chosen."""
        self.clear()
        scopes: list[Scope | None] = [HOUSEHOLD]
        self.addItem(tr("The household"))
        for account in portfolio.accounts:
            scope = Scope(account=account.key)
            if is_there(scope, portfolio):
                scopes.append(scope)
                self.addItem(account.label)
        worthy = worthy_symbols(portfolio)
        inside = [fund for fund in funds if fund.symbol in worthy]
        if inside:
            self.insertSeparator(self.count())
            scopes.append(None)
        for fund in inside:
            scopes.append(Scope(symbol=fund.symbol))
            self.addItem(tr("Inside {symbol}: {fund}", symbol=fund.symbol, fund=fund.name))
        self._scopes = tuple(scopes)
        self.setCurrentIndex(scopes.index(current) if current in scopes else 0)

    def _choose(self, number: int) -> None:
        self.chosen.emit(self._scopes[number])

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
